"""
A live server for tests, run as a process of its own: the real gateway, rooms, frames and WSGI server over a record
in memory, in which every command of kind `say` makes one entry.

    python -m tests.support.live_server [SECONDS [PING]]

prints its port when it serves. SECONDS: what storing a batch takes; PING: seconds between pings, and for the answer.
A person is whoever the cookie `person` names. What tests change or ask: `POST /test/revoke/<person>`,
`POST /test/forget/<person>` (their rights end, nobody is told), `POST /test/write/<text>?count=&size=` (another process
writes), `POST /test/break?times=` (storing fails), `GET /test/facts`.
"""

# ruff: noqa: E402  # gevent must patch the standard library before anything else is imported.
from gevent import monkey

monkey.patch_all()

import json
import math
import re
import resource
import sys
import time
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from typing import Any

from flask import Flask, request

from server.domain.actor import Actor
from server.live import limits
from server.live.install import init_live
from server.live.port import Appended, Outcome, Run, Submission
from server.live.serve import serve
from server.live.threads import run_in_thread
from server.services.access import not_found
from server.services.accounts import Session
from server.services.batch import refusal
from server.web.auth import Identity
from tests.support.raw_socket import CLOSED

LONGEST_CATCHING_UP = 1000


class MemoryTexts:
    """The port `Texts` over lists. `delay`: seconds that storing a batch takes, in a thread as the real one."""

    def __init__(self, delay: float = 0.0) -> None:
        self.delay = delay
        self.records: dict[str, list[bytes]] = {}
        self.outcomes: dict[tuple[str, str], Outcome] = {}
        self.shown: dict[str, int] = {}
        self.strangers: set[str] = set()
        self.roles: dict[str, str] = {}
        self.failures = 0
        self.batches: list[int] = []

    def readers(self, text: str, somebody: Collection[str]) -> dict[str, Actor]:
        if text == CLOSED:
            return {}
        return {
            one: Actor(one, self.roles.get(one, "delegate"), one.upper().replace("-", ""))
            for one in somebody
            if one not in self.strangers
        }

    def append(self, text: str, batch: Sequence[Submission]) -> Appended:
        return run_in_thread(lambda: self._append(text, batch))

    def catch_up(self, text: str) -> Appended:
        return Appended(self._new(text))

    def recent(self, text: str, number: int, digest: str) -> Run | None:
        return None

    def missed(self, text: str, number: int, digest: str) -> Run | None:
        record = self.records.setdefault(text, [])
        if number > len(record) or len(record) - number > LONGEST_CATCHING_UP:
            return None
        if digest != self._hash(text, number):
            return None
        return Run(len(record), tuple(record[number:]))

    def write(self, text: str, person: str, payload: Mapping[str, Any], command: str) -> None:
        record = self.records.setdefault(text, [])
        entry = {
            "text": text,
            "number": len(record) + 1,
            "person": person,
            "command": command,
            "kind": "said",
            "payload": payload,
            "previous": self._hash(text, len(record)),
        }
        data = json.dumps(entry, ensure_ascii=False).encode()
        record.append(data[:-1] + b',"hash":"' + sha256(data).hexdigest().encode() + b'"}')

    def _hash(self, text: str, number: int) -> str:
        return json.loads(self.records[text][number - 1])["hash"] if number else "0" * 64

    def _append(self, text: str, batch: Sequence[Submission]) -> Appended:
        time.sleep(self.delay)
        if self.failures:
            self.failures -= 1
            raise OSError("The disk is full.")
        self.batches.append(len(batch))
        outcomes = tuple(self._decide(text, submission) for submission in batch)
        return Appended(self._new(text), outcomes)

    def _decide(self, text: str, submission: Submission) -> Outcome:
        command = submission.command
        if (text, command.id) in self.outcomes:
            return self.outcomes[text, command.id]
        if submission.person not in self.readers(text, {submission.person}):
            return refusal(not_found())
        if command.kind == "say":
            payload = dict(command.payload)
            if "size" in payload:
                payload["filling"] = "é" * int(payload["size"])
            self.write(text, submission.person, payload, command.id)
            outcome: Outcome = {"through": len(self.records[text])}
        elif command.kind == "nothing":
            outcome = {"through": len(self.records.get(text, [])), "empty": True}
        else:
            outcome = {"refused": {"code": "frozen", "message": "It is agreed."}, "through": 0}
        self.outcomes[text, command.id] = outcome
        return outcome

    def _new(self, text: str) -> Run:
        record = self.records.setdefault(text, [])
        new = tuple(record[self.shown.get(text, 0) :])
        self.shown[text] = len(record)
        return Run(len(record), new)


def main() -> None:
    app = Flask(__name__)
    texts = MemoryTexts(float(sys.argv[1]) if len(sys.argv) > 1 else 0.0)
    if len(sys.argv) > 2:
        limits.PING_INTERVAL = limits.PING_TIMEOUT = int(sys.argv[2])  # type: ignore[misc]  # Before it is read.

    def identify(environ: Mapping[str, Any]) -> Identity | None:
        with app.request_context(dict(environ)):
            person = request.cookies.get("person")
        return Identity(person, Session(person, "", ""), math.inf) if person else None

    def holder(environ: Mapping[str, Any]) -> str | None:
        identity = identify(environ)
        return identity.person if identity else None

    gateway = init_live(
        app, texts, identify, lambda sessions: sessions, holder, lambda: "2021-04-07T16:00:00.000Z"
    )

    @app.post("/test/revoke/<person>")
    def revoke(person: str) -> str:
        gateway.revoke(person)
        return ""

    @app.post("/test/sign-out/<person>")
    def sign_out(person: str) -> str:
        gateway.sign_out(person)
        return ""

    @app.post("/test/forget/<person>")
    def forget(person: str) -> str:
        texts.strangers.add(person)
        gateway.review()
        return ""

    @app.post("/test/role/<person>/<role>")
    def change_role(person: str, role: str) -> str:
        texts.roles[person] = role
        gateway.review_everywhere(person)
        return ""

    @app.post("/test/write/<text>")
    def write(text: str) -> str:
        for i in range(int(request.args.get("count", 1))):
            payload = {"filling": "x" * int(request.args.get("size", 0))}
            texts.write(text, "p-other", payload, f"c-other-{i}")
        return ""

    @app.post("/test/break")
    def break_storing() -> str:
        texts.failures = int(request.args["times"])
        return ""

    @app.get("/test/facts")
    def facts() -> dict[str, Any]:
        return {
            "connections": len(gateway._connections),
            "sockets": len(gateway.door.sockets()),
            "rooms": len(gateway.rooms._rooms),
            "batches": texts.batches,
            "records": {text: len(record) for text, record in texts.records.items()},
            "refusals": _refusals(gateway.measures.shown().decode()),
            "peak_kilobytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        }

    serve(app, ("127.0.0.1", 0), gateway.stop, ready=_say)


def _refusals(shown: str) -> dict[str, float]:
    """Refusals by code, out of what Prometheus is shown."""
    found = re.findall(r'adref_refusals_total\{code="(\w+)"\} ([\d.]+)', shown)
    return {code: float(count) for code, count in found}


def _say(port: int) -> None:
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
