"""
Attempts at a password: guessing is slowed down, and no account is locked.

Strangers wait for their turn, at a bounded pace for each account from each address, and for all strangers together. The
ticket that was issued first is tried first (`turns.py`). A browser that is told to come again keeps its ticket in a
signed cookie. A name that was not tried from the address lately has places apart. A browser that has signed in to the
account before says so with a signed cookie; it is counted by itself, and never waits because of others: nor for the
threads in which passwords are judged, where known browsers, strangers and who is signed in have each their own. A right
password gives all places back.
"""

import json
import math
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep
from typing import Final

from flask import Flask, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from server.domain.refusal import Refused
from server.services.sign_in_names import key_of
from server.services.store import RunBlocking
from server.web.house import house
from server.web.paces import Lane, Pace, Paces, Ticket
from server.web.turns import TICKET_LASTS, Waits, Way, place_of, steps

EXTENSION: Final = "adref.paces"
COOKIE: Final = "adref_device"
TICKET: Final = "adref_ticket"
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
        own = Way([Lane(OWN, f"device {key} {device}")], [])
        with _in_turn(_new_ticket(), lambda: own, house().run_known) as attempt:
            yield attempt
        return
    here = [Lane(FROM_AN_ADDRESS, f"account {key} from {address}"), Lane(FOR_AN_ACCOUNT, f"account {key}")]
    first = Lane(NEW_AT_AN_ADDRESS, f"new {key} {address}")
    new = Way([*here, Lane(AT_AN_ADDRESS, f"new at {address}")], [first])
    known = Way([*here, Lane(AT_AN_ADDRESS, f"address {address}")], [])
    with _in_turn(
        _ticket(key), lambda: known if _paces().is_full(first) else new, house().run_strangers
    ) as attempt:
        yield attempt


@contextmanager
def attempt_at_own(person: str) -> Iterator[Attempt]:
    """Around the judging of the password until now of somebody who is signed in. Raises Waits."""
    own = Way([Lane(OWN, f"own {person}")], [])
    with _in_turn(_new_ticket(), lambda: own, house().run_passwords) as attempt:
        yield attempt


@contextmanager
def _in_turn(ticket: Ticket, way: Callable[[], Way], run: RunBlocking) -> Iterator[Attempt]:
    """Waits for a place in all lanes of the way that is open."""
    lanes: list[Lane] = []
    for pause in steps(_paces(), ticket, way, PATIENCE, lanes.extend):
        sleep(pause)
    attempt = Attempt(lanes, run)
    try:
        yield attempt
    except Refused:
        # Too many are judged at this moment. The places stay taken, or asking on would be a free way to try on; the
        # ticket was not used.
        _paces().give_back([place_of(ticket)])
        raise
    except Exception:
        # Nothing was judged.
        attempt.right()
        raise


def _new_ticket() -> Ticket:
    return Ticket(secrets.token_urlsafe(9), _paces().now())


def _ticket(key: str) -> Ticket:
    """The ticket that the browser has for an account from this address and has not used; else a new one."""
    try:
        found = json.loads(_tickets().loads(request.cookies.get(TICKET, "")))
    except (BadSignature, ValueError):
        return _new_ticket()
    number, issued, until, *of = found
    ticket = Ticket(number, issued)
    if of != _of(key) or until < _paces().now() or _paces().is_full(place_of(ticket)):
        return _new_ticket()
    return ticket


def keep_ticket(response: Response, name: str, waits: Waits) -> None:
    """Has the browser keep its ticket until its turn, and a while longer: it was told to come again."""
    ticket, until = waits.ticket, _paces().now() + waits.seconds + TICKET_LASTS
    held = [ticket.number, ticket.issued, until, *_of(key_of(name))]
    _set_cookie(response, TICKET, _tickets().dumps(json.dumps(held)), math.ceil(waits.seconds + TICKET_LASTS))


def _of(key: str) -> list[str]:
    """The account and the address that a ticket is for."""
    return [Lane(FROM_AN_ADDRESS, f"account {key} from {request.remote_addr or ''}").key]


def remember_device(response: Response, name: str) -> None:
    """Has the browser known for an account that it has just signed in to."""
    key = key_of(name)
    known = _devices()
    device = known.pop(key, None) or secrets.token_urlsafe(9)
    kept = dict([*known.items(), (key, device)][-MOST_ACCOUNTS:])
    _set_cookie(response, COOKIE, _signer().dumps(json.dumps(kept)), YEAR)


def _set_cookie(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="Lax", secure=request.is_secure)


def _devices() -> dict[str, str]:
    """The name of this browser for each account that it is known for."""
    try:
        found = json.loads(_signer().loads(request.cookies.get(COOKIE, ""), max_age=YEAR))
    except (BadSignature, ValueError):
        return {}
    return {str(key): str(device) for key, device in found.items()} if isinstance(found, dict) else {}


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="adref.device")


def _tickets() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="adref.ticket")


def _paces() -> Paces:
    value: Paces = current_app.extensions[EXTENSION]
    return value
