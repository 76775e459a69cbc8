"""
Attempts at a password: guessing is slowed down, and no account is locked.

Strangers wait for their turn, at a bounded pace for each account from each address, and for all strangers together. Who
waits has the same chance of the next place, however often others ask; a name that was not tried from the address lately
has places apart. A browser that has signed in to the account before says so with a signed cookie; it is counted by
itself, and never waits because of others: nor for the threads in which passwords are judged, where known browsers,
strangers and who is signed in have each their own. A right password gives all places back.
"""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from random import uniform
from time import sleep
from typing import Final

from flask import Flask, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from server.domain.command import Refused
from server.services.sign_in_names import key_of
from server.services.store import RunBlocking
from server.web.house import house
from server.web.paces import Lane, Pace, Paces

EXTENSION: Final = "adref.paces"
COOKIE: Final = "adref_device"
YEAR: Final = 365 * 24 * 3600
MOST_ACCOUNTS: Final = 20
"""Accounts that one browser is known for: those that signed in last."""

PATIENCE: Final = 8.0
"""Seconds for which an answer is held back until it is one's turn. A longer wait is told in seconds."""

OWN: Final = Pace(10, 6.0)
"""A browser that is known for the account; and the password until now, asked for on the account's page."""
FROM_AN_ADDRESS: Final = Pace(5, 6.0)
"""Strangers at one address, for one account."""
FOR_AN_ACCOUNT: Final = Pace(40, 1.0)
"""All strangers, for one account: it bounds those who have many addresses."""
AT_AN_ADDRESS: Final = Pace(200, 0.5)
"""All strangers at one address, for any account. A whole meeting may sign in from one: right passwords give back."""

NEW_AT_AN_ADDRESS: Final = Pace(1, 600.0)
"""A name that was not tried from the address for so long: it takes its place apart from those that are guessed at."""
DRAW: Final = 0.3
"""Seconds within which those who wait for a place ask for it when it is free: who asks first is chance."""


class Waits(Exception):
    """It is not one's turn for so many `seconds`: more than an answer can be held back."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds


class Attempt:
    """One attempt that has taken its places, and where it is judged; `right` gives the places back."""

    def __init__(self, lanes: list[Lane], run: RunBlocking) -> None:
        self._lanes = lanes
        self.run = run

    def right(self) -> None:
        _paces().give_back(self._lanes)


def install(app: Flask, redis_url: str | None) -> None:
    app.extensions[EXTENSION] = Paces(redis_url)


@contextmanager
def attempt_to_sign_in(name: str) -> Iterator[Attempt]:
    """Around the judging of a password for a sign-in name. Waits until it is its turn. Raises Waits."""
    key, address = key_of(name), request.remote_addr or ""
    device = _devices().get(key)
    if device is not None:
        with _in_turn([[Lane(OWN, f"device {key} {device}")]], house().run_known) as attempt:
            yield attempt
        return
    here = [Lane(FROM_AN_ADDRESS, f"account {key} from {address}"), Lane(FOR_AN_ACCOUNT, f"account {key}")]
    new = [*here, Lane(NEW_AT_AN_ADDRESS, f"new {key} {address}"), Lane(AT_AN_ADDRESS, f"new at {address}")]
    known = [*here, Lane(AT_AN_ADDRESS, f"address {address}")]
    with _in_turn([new, known], house().run_strangers) as attempt:
        yield attempt


@contextmanager
def attempt_at_own(person: str) -> Iterator[Attempt]:
    """Around the judging of the password until now of somebody who is signed in. Raises Waits."""
    with _in_turn([[Lane(OWN, f"own {person}")]], house().run_passwords) as attempt:
        yield attempt


@contextmanager
def _in_turn(ways: list[list[Lane]], run: RunBlocking) -> Iterator[Attempt]:
    """Waits for a place in all lanes of one of the ways."""
    lanes = _place(ways)
    attempt = Attempt(lanes, run)
    try:
        yield attempt
    except Refused:
        # Too many are judged at this moment. Who asks again at once takes another place: it is no free way to try on.
        raise
    except Exception:
        # Nothing was judged.
        attempt.right()
        raise


def _place(ways: list[list[Lane]]) -> list[Lane]:
    """
    The lanes in which a place was taken. Whoever waits for one asks again when it is free, in no order: were it given
    in the order of asking, those who ask without end would have every place long before. Raises Waits.
    """
    waited = 0.0
    while True:
        waits = []
        for lanes in ways:
            wait = _paces().take(lanes, 0.0)
            if not wait:
                return lanes
            waits.append(wait)
        pause = min(waits) + _drawn()
        if waited + pause > PATIENCE:
            raise Waits(min(waits))
        sleep(pause)
        waited += pause


def _drawn() -> float:
    return uniform(0, DRAW)  # noqa: S311  It is no secret.


def remember_device(response: Response, name: str) -> None:
    """Has the browser known for an account that it has just signed in to."""
    key = key_of(name)
    known = _devices()
    device = known.pop(key, None) or secrets.token_urlsafe(9)
    kept = dict([*known.items(), (key, device)][-MOST_ACCOUNTS:])
    response.set_cookie(
        COOKIE,
        _signer().dumps(json.dumps(kept)),
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )


def _devices() -> dict[str, str]:
    """The name of this browser for each account that it is known for."""
    try:
        found = json.loads(_signer().loads(request.cookies.get(COOKIE, ""), max_age=YEAR))
    except (BadSignature, ValueError):
        return {}
    return {str(key): str(device) for key, device in found.items()} if isinstance(found, dict) else {}


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="adref.device")


def _paces() -> Paces:
    value: Paces = current_app.extensions[EXTENSION]
    return value
