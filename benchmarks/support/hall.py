"""A meeting of two hundred delegations with five people each, all signed in, and a text in which they type live."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from argon2 import PasswordHasher
from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from benchmarks.support.texts import demonstration, fill, floor_of_new_text
from server.persistence.store import SqlStore
from server.services.accounts import DEMONSTRATION, Passwords, account_of, begin_session
from server.services.demonstration.meeting import MEETING, PASSWORD
from server.services.registry import Delegation, Participant, Person
from server.settings import kept_secret
from server.web.auth import COOKIE, Visitor

DELEGATIONS: Final = 200
PEOPLE: Final = 5


@dataclass(frozen=True)
class Hall:
    """`facts`: the file that `benchmarks/clients/adref.mjs` reads; `text`, `first`: ids of the text, of a paragraph."""

    instance: Path
    facts: Path
    text: str
    first: str


def hall(instance: Path, paragraphs: int) -> Hall:
    """Makes the meeting in a new database in the folder. One delegate of each delegation has a paragraph to type in."""
    store = demonstration(instance)
    cookies = arrive(store, kept_secret(instance))
    made = open_hall(store, instance, paragraphs, cookies)
    store.engine.dispose()
    return made


def open_hall(store: SqlStore, instance: Path, paragraphs: int, cookies: list[str]) -> Hall:
    """Opens a text of the meeting to all who have arrived."""
    floor = floor_of_new_text(store, "Preliminary conclusions", live=True)
    made = fill(floor, paragraphs)
    state, head = floor.live.state, floor.live.head
    lengths = [sum(len(op["insert"]) for op in state.paragraphs[one].wording) for one in made]
    facts: dict[str, Any] = {
        "text": floor.live.text,
        "number": head.number,
        "hash": head.hash,
        "cookies": cookies,
        "paragraphs": [
            {"id": one, "length": length, "delegation": _code(number)}
            for number, (one, length) in enumerate(zip(made, lengths, strict=True))
        ],
    }
    path = instance / f"hall-{floor.live.text}.json"
    path.write_text(json.dumps(facts), "utf-8")
    return Hall(instance, path, floor.live.text, made[0])


def arrive(store: SqlStore, secret: str) -> list[str]:
    """Registers everybody, and answers with a cookie for each: the first of each delegation, then the second, …"""
    stored = Passwords(PasswordHasher(), demonstration=True).hash(PASSWORD, DEMONSTRATION)
    cookies = []
    with store.writing() as unit:
        for number in range(DELEGATIONS):
            code = _code(number)
            unit.registry.add_delegation(Delegation(MEETING, code, code, f"State {number}", "state", number))
        for turn in range(PEOPLE):
            for number in range(DELEGATIONS):
                name = f"hall-{turn}-{number}"
                person = Person(f"p-{name}", name, name, active=True)
                unit.registry.add_person(person, stored)
                unit.registry.set_participant(Participant(MEETING, person.id, "delegate", _code(number)))
                cookies.append(_signed_in(person, stored, secret))
    return cookies


def _code(number: int) -> str:
    return f"S{number:03d}"


def _signed_in(person: Person, stored: str, secret: str) -> str:
    """
    The cookie that signing in would have given. A thousand times the password's hash, which is slow on purpose, would
    take longer than all that is measured.
    """
    app = Flask(__name__)
    app.secret_key = secret
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    account = account_of(person, stored)
    visitor = Visitor(account, begin_session(account))
    return f"{COOKIE}={signer.dumps({'_user_id': visitor.get_id(), '_fresh': True, '_permanent': True})}"
