"""One rogue at work for some seconds: python -m benchmarks.rogue KIND ORIGIN COOKIE TEXT PARAGRAPH SECONDS

It has one account and as many windows as one may have, writes as fast as the server reads, and comes back when it is
cut off. Prints one JSON when it ends: messages or requests sent, connections made, cut and refused, and the codes and
statuses of what it was answered.
"""

import base64
import json
import os
import selectors
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

WINDOWS: Final = 20
AGAIN: Final = 0.1
"""Seconds after which a connection that was cut or refused is tried again."""
AT_ONCE: Final = 64 * 1024
CODE: Final = b'"code":"'


@dataclass(frozen=True)
class Target:
    """Where and as whom."""

    host: str
    port: int
    cookie: str
    text: str
    paragraph: str

    def request(self, line: str, *headers: str, body: bytes = b"") -> bytes:
        lines = [line, f"Host: {self.host}:{self.port}", f"Cookie: {self.cookie}", *headers]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join([*lines, "", ""]).encode() + body

    def upgrade(self) -> bytes:
        key = base64.b64encode(os.urandom(16)).decode()
        return self.request(
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key}",
            f"Origin: http://{self.host}:{self.port}",
        )


def frame(packet: str | bytes, opcode: int = 1) -> bytes:
    """A masked frame; the mask is nothing, which costs the server as much as any other."""
    data = packet.encode() if isinstance(packet, str) else packet
    size = len(data)
    if size < 126:
        head = bytes((0x80 | opcode, 0x80 | size))
    elif size < 65536:
        head = bytes((0x80 | opcode, 0x80 | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((0x80 | opcode, 0x80 | 127)) + size.to_bytes(8, "big")
    return head + b"\0\0\0\0" + data


@dataclass(frozen=True)
class Rogue:
    """How a kind of rogue begins a connection, what it then sends again and again, and on how many connections.

    `asks`: whether it waits for the answer to each request. `pause`: seconds between two sendings on one connection.
    """

    begin: Callable[[Target], bytes]
    more: Callable[[Target, int], bytes]
    connections: int = WINDOWS
    asks: bool = False
    pause: float = 0.0


@dataclass
class Line:
    """One connection of the rogue."""

    sock: socket.socket
    left: bytes
    count: int = 0
    next_at: float = 0.0
    asked: bool = False


@dataclass
class Work:
    """All connections of one rogue, in one thread."""

    target: Target
    rogue: Rogue
    select: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    done: Counter[str] = field(default_factory=Counter)
    again: list[float] = field(default_factory=list)

    def run(self, seconds: float) -> dict[str, int]:
        self.again = [0.0] * self.rogue.connections
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            due, self.again = [at for at in self.again if at <= now], [at for at in self.again if at > now]
            for _ in due:
                self.connect()
            for key, events in self.select.select(0.01):
                self.serve(key.data, events)
        return dict(self.done)

    def connect(self) -> None:
        sock = socket.socket()
        sock.settimeout(1)
        try:
            sock.connect((self.target.host, self.target.port))
        except OSError:
            self.done["not connected"] += 1
            self.again.append(time.monotonic() + AGAIN)
            return
        sock.setblocking(False)
        self.done["connections"] += 1
        line = Line(sock, self.rogue.begin(self.target))
        self.select.register(sock, selectors.EVENT_READ | selectors.EVENT_WRITE, line)

    def serve(self, line: Line, events: int) -> None:
        try:
            if events & selectors.EVENT_READ:
                data = line.sock.recv(AT_ONCE)
                if not data:
                    raise ConnectionError
                self.heard(line, data)
            if events & selectors.EVENT_WRITE:
                self.write(line)
        except BlockingIOError:
            return
        except OSError:
            self.done["cut"] += 1
            self.select.unregister(line.sock)
            line.sock.close()
            self.again.append(time.monotonic() + AGAIN)

    def heard(self, line: Line, data: bytes) -> None:
        line.asked = False
        if data.startswith(b"HTTP/1.1 "):
            self.done[f"status {data[9:12].decode()}"] += 1
        for part in data.split(CODE)[1:]:
            self.done[part.partition(b'"')[0].decode(errors="replace")[:40]] += 1

    def write(self, line: Line) -> None:
        now = time.monotonic()
        if not line.left:
            if now < line.next_at or (self.rogue.asks and line.asked):
                return
            line.count += 1
            line.left = self.rogue.more(self.target, line.count)
            line.next_at = now + self.rogue.pause
            line.asked = True
            self.done["sent"] += 1
        sent = line.sock.send(line.left[:AT_ONCE])
        line.left = line.left[sent:]


def joined(target: Target) -> bytes:
    return target.upgrade() + frame("40")


def followed(target: Target) -> bytes:
    return joined(target) + event("follow", {"text": target.text, "number": 0, "hash": "0" * 64})


def event(name: str, fields: dict[str, Any]) -> bytes:
    return frame("421" + json.dumps([name, fields]))


def command(target: Target, payload: dict[str, Any], name: str = "c-rogue-0") -> bytes:
    fields = {"id": name, "text": target.text, "kind": "change_wording", "delegation": "PER", "base": 1}
    return event(
        "command", {**fields, "payload": {"paragraph": target.paragraph, "proposals": [], **payload}}
    )


def new_command(target: Target, count: int) -> bytes:
    name = f"c-{os.getpid()}-{time.monotonic_ns()}-{count}"[:40]
    return command(target, {"change": [{"insert": "x"}]}, name)


def caret(target: Target, count: int) -> bytes:
    at = {"text": target.text, "paragraph": target.paragraph, "number": 1, "index": count % 50}
    return event("presence", at)


def asks(path: str) -> Rogue:
    """Requests one after the other on as many connections as a browser would not open."""
    return Rogue(
        lambda _: b"", lambda target, _: target.request(f"GET {path.format(t=target)} HTTP/1.1"), asks=True
    )


def sign_in(target: Target, _: int) -> bytes:
    body = b"name=eu&password=guessed&csrf_token=none"
    form = "Content-Type: application/x-www-form-urlencoded"
    return target.request("POST /sign-in HTTP/1.1", form, body=body)


BOMB: Final = [{"retain": 1}] * 30_000

ROGUES: Final[dict[str, Rogue]] = {
    "commands": Rogue(followed, new_command),
    "presence": Rogue(followed, caret),
    "follow": Rogue(joined, lambda target, _: followed(target)[len(joined(target)) :]),
    "malformed": Rogue(joined, lambda *_: frame('421["command",{"id":')),
    "pings": Rogue(joined, lambda *_: frame(b"x", 9) * 500),
    "broken frames": Rogue(joined, lambda *_: b"\x83\x81\0\0\0\0x"),
    "half-open": Rogue(lambda target: target.upgrade()[:60], lambda *_: b"x", connections=300, pause=0.5),
    "512 KB messages": Rogue(joined, lambda target, _: command(target, {"reason": "é" * 240_000})),
    "operations": Rogue(joined, lambda target, _: command(target, {"change": BOMB})),
    "deep": Rogue(joined, lambda *_: frame('421["command",{"payload":' + "[" * 200_000)),
    "state": asks("/api/texts/{t.text}/state"),
    "history": asks("/api/texts/{t.text}/history/{t.paragraph}"),
    "entries": asks("/api/texts/{t.text}/entries"),
    "documents": asks("/api/texts/{t.text}/rolling.pdf"),
    "sign-in": Rogue(lambda _: b"", sign_in, asks=True),
}


def main() -> None:
    kind, origin, cookie, text, paragraph, seconds = sys.argv[1:]
    host, _, port = origin.removeprefix("http://").partition(":")
    target = Target(host, int(port), cookie, text, paragraph)
    # Honest people have machines of their own: their clients here come before this process.
    os.nice(19)
    print(json.dumps(Work(target, ROGUES[kind]).run(float(seconds))), flush=True)


if __name__ == "__main__":
    main()
