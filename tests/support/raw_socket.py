"""A client of Socket.IO that can do what no browser would: it writes whatever it is told to over a raw WebSocket."""

import json
import socket as sockets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn
from urllib.request import Request, urlopen

import websocket

ROOT = Path(__file__).parents[2]
PATIENCE = 10.0
NO_HASH = "0" * 64
CLOSED = "t-closed"
"""A text that nobody may read."""


@dataclass
class LiveServer:
    """A process that runs `tests.support.live_server`."""

    process: subprocess.Popen[str]
    port: int
    clients: list["RawClient"] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def post(self, path: str) -> None:
        with urlopen(Request(self.origin + path, method="POST"), timeout=PATIENCE) as answer:
            assert answer.status == 200

    def facts(self) -> dict[str, Any]:
        with urlopen(self.origin + "/test/facts", timeout=PATIENCE) as answer:
            facts: dict[str, Any] = json.load(answer)
        return facts

    def wait_for(self, name: str, value: object) -> None:
        """Until a fact has a value."""
        deadline = time.monotonic() + PATIENCE
        while self.facts()[name] != value:
            assert time.monotonic() < deadline, (name, value, self.facts()[name])
            time.sleep(0.05)


@contextmanager
def live_server(delay: float = 0.0, ping: int = 25) -> Iterator[LiveServer]:
    """`delay`: seconds that each batch takes to store; `ping`: between two pings, and for the answer."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.live_server", str(delay), str(ping)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        server = LiveServer(process, int(process.stdout.readline()))
        yield server
        for client in server.clients:
            client.close()
    finally:
        process.terminate()
        process.wait(PATIENCE)
        if process.stdout is not None:
            process.stdout.close()


class Gone(Exception):
    """The server has ended the connection."""


@dataclass
class RawClient:
    """One connection. Events that come while something else is waited for are kept in `events`."""

    socket: websocket.WebSocket
    events: list[tuple[str, Any]] = field(default_factory=list)
    acks: dict[int, Any] = field(default_factory=dict)
    next_id: int = 0

    @classmethod
    def open(cls, server: LiveServer, person: str | None = "p-anna", **options: Any) -> "RawClient":
        """The WebSocket only, with Engine.IO's greeting read."""
        options.setdefault("origin", server.origin)
        cookie = f"person={person}" if person else None
        url = f"ws://127.0.0.1:{server.port}/socket.io/?EIO=4&transport=websocket"
        client = cls(websocket.create_connection(url, cookie=cookie, timeout=PATIENCE, **options))
        server.clients.append(client)
        assert client.receive().startswith("0{")
        return client

    @classmethod
    def connect(cls, server: LiveServer, person: str | None = "p-anna", **options: Any) -> "RawClient":
        client = cls.open(server, person, **options)
        client.send("40")
        answer = client.receive()
        assert answer.startswith("40{"), answer
        return client

    @property
    def wire(self) -> sockets.socket:
        """The bare socket, to write or to leave unread what no library would."""
        assert self.socket.sock is not None
        return self.socket.sock

    def send(self, packet: str) -> None:
        self.socket.send(packet)

    def receive(self) -> str:
        """The next packet that is no ping. Raises Gone."""
        while True:
            try:
                packet = self.socket.recv()
            except (websocket.WebSocketConnectionClosedException, ConnectionError):
                raise Gone from None
            if packet == "":
                raise Gone
            if packet != "2":
                return str(packet)
            self.send("3")

    def receive_until_gone(self) -> NoReturn:
        """Read and say nothing, not even to pings. Raises Gone."""
        try:
            while self.socket.recv():
                continue
        except (websocket.WebSocketConnectionClosedException, ConnectionError):
            pass
        raise Gone

    def emit(self, name: str, argument: Any) -> int:
        """Send an event, and answer with the number by which it will be acknowledged."""
        return self.emit_raw(json.dumps([name, argument]))

    def emit_raw(self, arguments: str) -> int:
        self.next_id += 1
        self.send(f"42{self.next_id}{arguments}")
        return self.next_id

    def ask(self, name: str, argument: Any) -> Any:
        """Send an event and wait for its acknowledgement."""
        return self.answer(self.emit(name, argument))

    def answer(self, number: int) -> Any:
        while number not in self.acks:
            self._take(self.receive())
        return self.acks.pop(number)

    def event(self, name: str) -> Any:
        """The next event of this name, those that came before included."""
        while True:
            for i, (known, value) in enumerate(self.events):
                if known == name:
                    del self.events[i]
                    return value
            self._take(self.receive())

    def follow(self, text: str, number: int = 0, digest: str = NO_HASH) -> Any:
        return self.ask("follow", {"text": text, "number": number, "hash": digest})

    def say(self, text: str, command: str, **payload: Any) -> int:
        """Send a command that makes an entry."""
        fields = {"id": command, "text": text, "kind": "say", "delegation": None, "base": 0}
        return self.emit("command", {**fields, "payload": payload})

    def entries(self, count: int) -> list[dict[str, Any]]:
        """So many entries as they come, which must be one contiguous run."""
        found: list[dict[str, Any]] = []
        while len(found) < count:
            message = self.event("entries")
            assert message["from"] == message["entries"][0]["number"]
            found += message["entries"]
        numbers = [entry["number"] for entry in found]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        return found

    def until_gone(self) -> None:
        """Read to the end of the connection."""
        try:
            while True:
                self._take(self.receive())
        except Gone:
            self.close()

    def close(self) -> None:
        self.socket.shutdown()  # type: ignore[no-untyped-call]  # websocket-client types but a part of itself.

    def _take(self, packet: str) -> None:
        if packet.startswith("43"):
            number, _, rest = packet[2:].partition("[")
            self.acks[int(number)] = json.loads("[" + rest)[0]
        elif packet.startswith("42"):
            name, value = json.loads(packet[2:])
            self.events.append((name, value))
        elif packet not in {"1", "41"}:
            raise AssertionError(f"Unexpected packet: {packet[:100]}")
