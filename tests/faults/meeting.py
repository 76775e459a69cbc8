"""The meeting of a fault run: a text with some paragraphs, delegates, the Secretariat, a Chair, all signed in."""

import re
import time
from dataclasses import asdict, dataclass
from html import unescape
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from flask import Flask

from server.app import create_app, server_of
from server.domain.actor import Actor
from server.domain.command import Command
from server.services.clock import new_id, now
from server.services.live_text import LiveText
from server.services.opening import open_text
from server.services.registry import Delegation, Participant, Person, Role
from server.services.store import Store
from server.settings import Settings
from tests.support.house import PASSWORD, QUICK
from tests.support.record import MEETING

TEXT: Final = "t-faults"
PARAGRAPHS: Final = 16
PEOPLE_A_DELEGATION: Final = 5

SIGNED_IN_BEFORE: Final = 6 * 3600
"""Seconds for which everybody has been signed in: a clock that jumps back does not undo what was long before."""


@dataclass(frozen=True)
class Guest:
    """Somebody with a browser. `composes`: composes and then tables, instead of typing live."""

    name: str
    role: Role
    delegation: str | None
    composes: bool
    cookie: str = ""

    def told(self) -> dict[str, Any]:
        """As client/src/record/testing/faults/main.ts is told of it."""
        fields = asdict(self)
        person = {name: fields[name] for name in ("role", "delegation", "composes")}
        return {
            "name": self.name,
            "cookie": self.cookie,
            "person": None if self.role == "chair" else person,
        }


def guests(clients: int) -> list[Guest]:
    """So many people who type, one in twenty for the Secretariat, one delegate in four composing; and the Chair."""
    typing = []
    for index in range(clients):
        if index % 20 == 10:
            typing.append(Guest(f"p-secretariat-{index:03d}", "secretariat", None, False))
        else:
            delegation = f"D{index // PEOPLE_A_DELEGATION:02d}"
            typing.append(Guest(f"p-delegate-{index:03d}", "delegate", delegation, index % 4 == 1))
    return [*typing, Guest("p-chair", "chair", None, False)]


def convene(database: str, secret: str, folder: Path, clients: int) -> list[Guest]:
    """Makes the tables and the meeting, and signs everybody in."""
    settings = Settings(secret_key=secret, database_url=database, instance=folder, testing=True)
    app = create_app(settings, hasher=QUICK)
    server = server_of(app)
    server.upgrade()
    invited = guests(clients)
    stored = server.passwords.hash(PASSWORD)
    with server.store.writing() as unit:
        unit.registry.add_meeting(MEETING)
        for position, code in enumerate(sorted({one.delegation for one in invited if one.delegation})):
            unit.registry.add_delegation(Delegation(MEETING.id, code, code, code, "state", position))
        for one in invited:
            unit.registry.add_person(Person(one.name, one.name, one.name, active=True), stored)
            unit.registry.set_participant(Participant(MEETING.id, one.name, one.role, one.delegation))
    _open(server.store)
    signed_in = [_signed_in(app, one) for one in invited]
    # No connection of this process is to be in the way of what comes.
    server.store.engine.dispose()  # type: ignore[attr-defined]  # The application's store is the SQL one.
    return signed_in


def _open(store: Store) -> None:
    """The text and its first paragraphs, by somebody of the Secretariat who has no browser."""
    office = Actor("p-office", "secretariat", None)
    with store.writing() as unit:
        unit.registry.add_person(Person(office.person, "Office", office.person, active=True), None)
        named: dict[str, Any] = {"meeting": MEETING.id, "title": "Conclusions", "text": TEXT}
        open_text(unit, office, now(), new_id, options={"live": True}, **named)
    live = LiveText(TEXT, store, now, new_id)
    live.catch_up()
    after = None
    for index in range(PARAGRAPHS):
        paragraph = f"par-{index:03d}"
        _add(live, office, paragraph, after)
        after = paragraph


def _add(live: LiveText, office: Actor, paragraph: str, after: str | None) -> None:
    place = {"kind": "operative", "depth": 1, "label": paragraph[-2:], "marker": "", "relation": None}
    rest = {"after": after, "of": None, "proposal": None, "reason": "from the compilation"}
    wording = [{"insert": "States should cooperate."}]
    payload = {"paragraph": paragraph, **place, **rest, "wording": wording}
    command = Command(new_id("c"), TEXT, "add_paragraph", None, live.head.number, payload, now())
    outcome = live.append([(office, command)]).outcomes[0]
    assert "refused" not in outcome, outcome


def _signed_in(app: Flask, guest: Guest) -> Guest:
    """By the form, some hours ago."""
    browser = app.test_client()
    then = time.time() - SIGNED_IN_BEFORE
    with patch("time.time", lambda: then):
        found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in").text)
        assert found is not None
        form = {"name": guest.name, "password": PASSWORD, "csrf_token": unescape(found.group(1))}
        answer = browser.post("/sign-in", data=form)
    assert answer.status_code == 302, answer.text
    cookie = browser.get_cookie("adref")
    assert cookie is not None
    fields = asdict(guest)
    return Guest(**{**fields, "cookie": f"adref={cookie.value}"})
