"""The dependencies that views receive from `app.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Flask, current_app

from server.domain.command import Command
from server.domain.snapshot import Content
from server.services.accounts import Passwords
from server.services.brought_in import BroughtIn
from server.services.live_text import LiveTexts
from server.services.past import Moment
from server.services.record import IssuedDocument
from server.services.store import Clock, NewId, RunBlocking, Store, Unit

EXTENSION = "adref"


class Files(Protocol):
    """Files in and out (`server/files.py`). Raises Refused where something is not as it has to be."""

    def rolling(
        self, unit: Unit, text: str, moment: Moment, form: str, as_of: str | None = None
    ) -> bytes: ...
    def issued(self, document: IssuedDocument, form: str) -> bytes: ...
    def unprinted(self, unit: Unit, text: str, moment: Moment, level: str | None) -> dict[str, list[str]]: ...
    @property
    def without_glyph(self) -> Callable[[Content], list[str]]: ...
    def look(
        self, person: str, text: str, name: str, data: bytes, choices: Mapping[str, Any] | None = None
    ) -> BroughtIn: ...
    def rows(self, part: bytes) -> list[Mapping[str, Any]]: ...


Recording = Callable[[str, str], BroughtIn]
"""Person, file: records a file that was looked at, in that person's name."""
Deciding = Callable[[str, Command], Mapping[str, Any]]
"""Person, command: has it decided, tells those who follow the text, and answers with its outcome."""


@dataclass(frozen=True)
class House:
    """Everything that views need from outside, handed in by `server/app.py`.

    `run` waits for the disk, `look` for what is read and built for readers (the past, histories, entries, the text of
    now), `run_documents`, `run_passwords` and `compress` for what computes long, each beside the others. Passwords are
    judged by `run_known` for a browser that signs in again, by `run_strangers` for others who sign in, and by
    `run_passwords` for who is signed in.
    `revoke` ends the sockets of a person, `sign_out` those of one with a new password, `review` those of a session
    of theirs that has ended; `health` answers what /healthz says, `ready` what /readyz does. `metrics` are the
    figures for Prometheus, for this machine or whoever says `metrics_token`; `watch` has one more shown.
    """

    store: Store
    texts: LiveTexts
    passwords: Passwords
    run: RunBlocking
    look: RunBlocking
    run_documents: RunBlocking
    run_passwords: RunBlocking
    run_known: RunBlocking
    run_strangers: RunBlocking
    compress: RunBlocking
    clock: Clock
    new_id: NewId
    files: Files
    record_file: Recording
    decide: Deciding
    revoke: Callable[[str], None]
    sign_out: Callable[[str], None]
    review: Callable[[str], None]
    health: Callable[[], Mapping[str, object]]
    ready: Callable[[], Mapping[str, str]]
    metrics: Callable[[], bytes]
    watch: Callable[[str, str, Callable[[], float]], None]
    metrics_token: str | None
    verifier: bytes
    """The program that verifies documents and archives without this server."""
    is_loopback: Callable[[str], bool]
    demo: bool


def install_house(app: Flask, house: House) -> None:
    app.extensions[EXTENSION] = house


def house() -> House:
    """The house of the application that answers this request."""
    value: House = current_app.extensions[EXTENSION]
    return value
