"""
Attempts at a password: guessing is slowed down, and no account is locked.

Strangers wait for their turn, at a bounded pace for each account from each address, and for all strangers together. A
browser that has signed in to the account before says so with a signed cookie; it is counted by itself, and never waits
because of others. A right password gives all places back.
"""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep
from typing import Final

from flask import Flask, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from server.services.sign_in_names import key_of
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


class Waits(Exception):
    """It is not one's turn for so many `seconds`: more than an answer can be held back."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds


class Attempt:
    """One attempt that has taken its places; `right` gives them back."""

    def __init__(self, lanes: list[Lane]) -> None:
        self._lanes = lanes

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
        lanes = [Lane(OWN, f"device {key} {device}")]
    else:
        lanes = [
            Lane(FROM_AN_ADDRESS, f"account {key} from {address}"),
            Lane(FOR_AN_ACCOUNT, f"account {key}"),
            Lane(AT_AN_ADDRESS, f"address {address}"),
        ]
    with _in_turn(lanes) as attempt:
        yield attempt


@contextmanager
def attempt_at_own(person: str) -> Iterator[Attempt]:
    """Around the judging of the password until now of somebody who is signed in. Raises Waits."""
    with _in_turn([Lane(OWN, f"own {person}")]) as attempt:
        yield attempt


@contextmanager
def _in_turn(lanes: list[Lane]) -> Iterator[Attempt]:
    wait = _paces().take(lanes, PATIENCE)
    if wait > PATIENCE:
        raise Waits(wait)
    if wait:
        sleep(wait)
    attempt = Attempt(lanes)
    try:
        yield attempt
    except Exception:
        # Nothing was judged.
        attempt.right()
        raise


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
