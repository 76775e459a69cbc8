"""A whole application on a database of its own, with two meetings and somebody of every role."""

import json
import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.app import Server, create_app, server_of
from server.services.access import access_text, actor_of
from server.services.clock import new_id, now
from server.services.opening import open_text
from server.services.registry import Delegation, Meeting, Participant, Person, Role
from server.services.status_documents import issue_status_document
from server.settings import Settings

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""As safe as a test needs it: a thousandth of the real cost."""

PASSWORD = "correct horse battery"
TEXT = "t-house-text"

# Sign-in name, meeting, role, delegation. `stranger` has an account and takes part in nothing.
PEOPLE: tuple[tuple[str, str | None, Role, str | None], ...] = (
    ("secretariat", "m-house", "secretariat", None),
    ("chair", "m-house", "chair", None),
    ("delegate", "m-house", "delegate", "AUT"),
    ("observer", "m-house", "observer", "OBS"),
    ("elsewhere", "m-other", "secretariat", None),
    ("stranger", None, "observer", None),
)


@dataclass
class House:
    """The application, and the id of an issued document of its text."""

    app: Flask
    server: Server
    document: str

    def browser(self) -> FlaskClient:
        """A browser of somebody who is not signed in."""
        return self.app.test_client()

    def signed_in(self, name: str, password: str = PASSWORD) -> FlaskClient:
        browser = self.browser()
        answer = sign_in(browser, name, password)
        assert answer.status_code == 302, answer.text
        return browser


def token(browser: FlaskClient, path: str = "/sign-in") -> str:
    """The token against forgery of the first form on a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(path).text)
    assert found is not None, f"{path} has no form"
    return unescape(found.group(1))


def said(answer: TestResponse) -> Any:
    """What an answer says in JSON."""
    return json.loads(answer.data)


def sign_in(browser: FlaskClient, name: str, password: str = PASSWORD, **more: str) -> TestResponse:
    data = {"name": name, "password": password, "csrf_token": token(browser), **more}
    return browser.post("/sign-in", data=data)


def make_house(
    folder: Path, *, demo: bool = False, public: bool = True, redis_url: str | None = None
) -> House:
    """An application in a folder, migrated and filled."""
    settings = Settings(
        secret_key="not a secret",
        database_url=f"sqlite:///{folder / 'house.sqlite'}",
        redis_url=redis_url,
        instance=folder,
        client_dist=_built(folder / "dist"),
        demo=demo,
        upload_limit=64 * 1024,
        testing=True,
    )
    app = create_app(settings, hasher=QUICK)
    server = server_of(app)
    server.upgrade()
    _fill(server, public=public)
    return House(app, server, _issue(server))


def _built(dist: Path) -> Path:
    """What the client's build leaves, as far as pages look at it."""
    sources = {
        "src/pages/pages.css": "pages.css",
        "src/pages/text.tsx": "text.js",
        "src/pages/room.tsx": "room.js",
        "src/styles/chinese.css": "chinese.css",
    }
    (dist / ".vite").mkdir(parents=True)
    for file in sources.values():
        (dist / file).write_text("/* built */" * 200)
    manifest = {source: {"file": file} for source, file in sources.items()}
    (dist / ".vite" / "manifest.json").write_text(json.dumps(manifest))
    return dist


def _fill(server: Server, *, public: bool) -> None:
    stored = server.passwords.hash(PASSWORD)
    with server.store.writing() as unit:
        for meeting in ("m-house", "m-other"):
            unit.registry.add_meeting(_meeting(meeting, public=public))
            unit.registry.add_delegation(Delegation(meeting, "AUT", "Austria", "Austria", "state", 1))
            unit.registry.add_delegation(
                Delegation(meeting, "OBS", "Watchers", "The Watchers", "observer", 2)
            )
        for name, meeting_, role, delegation in PEOPLE:
            unit.registry.add_person(Person(f"p-{name}", name.title(), name, active=True), stored)
            if meeting_ is not None:
                unit.registry.set_participant(Participant(meeting_, f"p-{name}", role, delegation))
        participant = unit.registry.participant("m-house", "p-secretariat")
        assert participant is not None
        actor = actor_of(participant)
        open_text(unit, actor, now(), new_id, meeting="m-house", title="Conclusions", text=TEXT)


def _issue(server: Server) -> str:
    live = server.texts.get(TEXT)
    with server.store.reading() as unit:
        actor = access_text(unit.registry, "p-secretariat", TEXT).actor
    document, _ = issue_status_document(live, actor, now, new_id)
    return document


def _meeting(meeting: str, *, public: bool) -> Meeting:
    return Meeting(
        id=meeting,
        slug=meeting.removeprefix("m-"),
        body="Expert group",
        title=f"Meeting of the {meeting.removeprefix('m-')}",
        session="Seventh session",
        place="Vienna",
        starts="2021-04-06",
        ends="2021-04-08",
        time_zone="Europe/Vienna",
        public=public,
        symbol="EG/7",
        language="en",
    )
