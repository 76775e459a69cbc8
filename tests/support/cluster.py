"""Several server processes on one PostgreSQL and one Redis, with the demonstration, and clients who come back."""

import secrets
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from server.persistence.engine import make_engine
from server.persistence.store import SqlStore
from server.services.demonstration.meeting import TEXT
from server.services.verification import verify_text
from tests.support.raw_socket import Gone, LiveServer, RawClient
from tests.support.redis_server import RedisServer, redis_server
from tests.support.served import serving
from tests.support.signed_in import SignedIn, sign_in
from tests.support.stores import make_database
from tests.support.waiting import until

BETWEEN_COMMANDS = 0.05
UNDECIDED = frozenset({"busy", "failed", "stopping", "too_fast"})
"""Refusals before anything was decided: the browser sends the command again."""


@dataclass
class Cluster:
    """The processes serve one database; each is started by `start` and lives until it is killed or the test ends."""

    database: str
    redis: RedisServer
    folder: Path
    secret: str
    stack: ExitStack
    servers: list[LiveServer] = field(default_factory=list)
    killed: list[LiveServer] = field(default_factory=list)

    def start(self) -> LiveServer:
        environment = {"DATABASE_URL": self.database, "REDIS_URL": self.redis.url, "SECRET_KEY": self.secret}
        folder = self.folder / f"process-{secrets.token_hex(4)}"
        process, port = self.stack.enter_context(serving(folder, None, **environment))
        server = LiveServer(process, port)  # type: ignore[arg-type]  # Nobody reads what this process says.
        self.servers.append(server)
        return server

    def kill(self, server: LiveServer) -> None:
        self.servers.remove(server)
        self.killed.append(server)
        server.process.kill()
        server.process.wait()

    def recorded(self) -> list[dict[str, Any]]:
        """All entries on record, which must verify."""
        engine = make_engine(self.database)
        try:
            with SqlStore(engine).reading() as unit:
                assert verify_text(unit, TEXT).faults == ()
                return [stored.wire for stored in unit.record.entries(TEXT)]
        finally:
            engine.dispose()


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Two processes. Skips the test where no PostgreSQL answers or no redis-server is installed."""
    with ExitStack() as stack:
        redis = stack.enter_context(redis_server(folder))
        database = stack.enter_context(make_database("postgresql", folder))
        made = Cluster(database, redis, folder, secrets.token_hex(32), stack)
        # One after the other: the first loads the demonstration.
        made.start()
        made.start()
        try:
            yield made
        finally:
            for server in (*made.servers, *made.killed):
                for client in server.clients:
                    client.close()


class Follower:
    """Somebody who follows the demonstration's text. `entries`: what they were told, a run without a gap."""

    def __init__(self, server: LiveServer, name: str = "chair", person: SignedIn | None = None) -> None:
        self.person = person or sign_in(server, name)
        answer = self.person.get(f"/api/texts/{TEXT}/state")
        self.order: list[str] = answer["state"]["order"]
        self.number: int = answer["state"]["number"]
        self.hash: str = answer["hash"]
        self.entries: list[dict[str, Any]] = []
        self.come_back(server)

    def come_back(self, server: LiveServer) -> None:
        """Follow on this process from where one was."""
        self.client = SignedIn(server, self.person.cookie).connect()
        answer = self.client.follow(TEXT, self.number, self.hash)
        assert answer.get("ok"), answer

    def command(self, name: str, turn: int) -> dict[str, Any]:
        """An act that leaves an entry, unless this very paragraph is before the room."""
        payload = {"paragraph": self.order[turn % len(self.order)]}
        fields = {"id": name, "text": TEXT, "kind": "put_before_room", "delegation": None}
        return {**fields, "base": self.number, "payload": payload}

    def take(self, message: dict[str, Any]) -> None:
        for entry in message["entries"]:
            assert (entry["number"], entry["previous"]) == (self.number + 1, self.hash)
            self.entries.append(entry)
            self.number, self.hash = entry["number"], entry["hash"]

    def drain(self) -> None:
        """Take what has come so far."""
        for name, value in self.client.events:
            if name == "entries":
                self.take(value)
        self.client.events.clear()

    def hear(self, command: str) -> float:
        """Wait until the entry of a command has come; answers with the instant, of the monotonic clock."""
        while not any(entry["command"] == command for entry in self.entries):
            self.take(self.client.event("entries"))
        return time.monotonic()

    def hear_up_to(self, number: int) -> None:
        while self.number < number:
            self.take(self.client.event("entries"))


class Typist(threading.Thread):
    """
    Gives commands one after the other, comes back elsewhere when the line is cut, and sends what has no outcome again
    under the same id, as the browser does. `acknowledged`: outcomes by command; `longest`: how long one of them took;
    `away`: the longest time from the last word of a process to the first of another. Both in seconds.
    """

    def __init__(self, follower: Follower, name: str, elsewhere: LiveServer, step: int) -> None:
        super().__init__(daemon=True)
        self.follower, self.label, self.elsewhere, self.step = follower, name, elsewhere, step
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self.away = 0.0
        self.longest = 0.0
        self.fault: BaseException | None = None
        self.done = threading.Event()

    def run(self) -> None:
        turn = self.step
        try:
            while not self.done.is_set():
                self._give(f"c-{self.label}-{turn:06d}", turn)
                turn += 2
                time.sleep(BETWEEN_COMMANDS)
            self.follower.drain()
        except BaseException as fault:
            self.fault = fault

    def _give(self, name: str, turn: int) -> None:
        command = self.follower.command(name, turn)
        heard = time.monotonic()
        while True:
            try:
                outcome = self.follower.client.ask("command", command)
                if outcome.get("refused", {}).get("code") in UNDECIDED:
                    time.sleep(BETWEEN_COMMANDS)
                    continue
                self.acknowledged[name] = outcome
                self.longest = max(self.longest, time.monotonic() - heard)
                self.follower.drain()
                return
            except (Gone, OSError):
                self.follower.drain()
                self.follower.come_back(self.elsewhere)
                self.away = max(self.away, time.monotonic() - heard)

    def finish(self) -> None:
        self.done.set()
        self.join(timeout=30)
        if self.fault is not None:
            raise self.fault


def until_typed(typists: Collection[Typist], count: int = 10) -> None:
    """Until each was told the outcome of so many more commands, or has failed, which `finish` says."""
    wanted = [(typist, len(typist.acknowledged) + count) for typist in typists]
    until(lambda: all(typist.fault or len(typist.acknowledged) >= number for typist, number in wanted))


def outcome_is_on_record(outcome: dict[str, Any], command: str, record: list[dict[str, Any]]) -> bool:
    """Whether what was acknowledged is there exactly once, or was acknowledged as without effect."""
    numbers = [entry["number"] for entry in record if entry["command"] == command]
    return numbers == [] if "empty" in outcome else numbers == [outcome.get("through")]


def client_of(server: LiveServer, person: SignedIn) -> RawClient:
    return SignedIn(server, person.cookie).connect()
