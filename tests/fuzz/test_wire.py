"""Rogues at a real server, over raw sockets: it stays up, others are served, its log holds no fault (X2, X3, X5)."""

import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any
from urllib.request import urlopen

import pytest
import websocket
from hypothesis import given
from hypothesis import strategies as st

from server.domain.meeting import UNATTRIBUTED
from server.domain.state import from_json
from tests.fuzz.conftest import tries
from tests.support.hostile import Known, command, pick, spoilt
from tests.support.raw_socket import PATIENCE, Gone, LiveServer
from tests.support.served import serving
from tests.support.signed_in import sign_in

TEXT = "t-demonstration"
CODES = ("EU", "JPN", "PER", UNATTRIBUTED)
ROGUES = ("secretariat", "chair", "eu", "peru", "observer")
ANSWERED_SECONDS = 5.0
"""In which an honest person is answered beside a rogue; a busy machine takes its part of it."""


class House:
    """The server, its log, and somebody honest."""

    def __init__(self, server: LiveServer, log: Path) -> None:
        self.server = server
        self.log = log
        self.people = {name: sign_in(server, name) for name in (*ROGUES, "japan")}
        self.japan = self.people["japan"]
        self.line = self.japan.connect()
        self.commands = 0
        self.state = self.japan.get(f"/api/texts/{TEXT}/state")["state"]
        self.known = Known.of(from_json(self.state), CODES)

    def refusals(self) -> dict[str, float]:
        """How many were refused by each code, as /metrics has it."""
        with urlopen(f"{self.server.origin}/metrics", timeout=PATIENCE) as answer:
            found = re.findall(r'adref_refusals_total\{code="(\w+)"\} ([\d.]+)', answer.read().decode())
        return {code: float(count) for code, count in found}

    def served(self) -> None:
        """Somebody honest is answered as ever."""
        self.commands += 1
        open_one = next(one for one in self.state["paragraphs"].values() if one["withdrawn"] is None)
        payload = {"paragraph": open_one["id"], "stance": "supports", "seen": self.known.number}
        fields = {
            "id": f"c-honest-{self.commands}",
            "text": TEXT,
            "kind": "take_position",
            "delegation": "JPN",
        }
        began = time.monotonic()
        outcome = self.line.ask("command", {**fields, "base": self.known.number, "payload": payload})
        assert "through" in outcome
        assert time.monotonic() - began < ANSWERED_SECONDS
        assert self.server.process.poll() is None


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("served")
    with serving(folder, None, LOG_FORMAT="json") as (process, port):
        server = LiveServer(process, port)  # type: ignore[arg-type]  # Nobody reads what this process says.
        yield House(server, folder / "server.log")
        for client in server.clients:
            client.close()


def message(chance: Random, known: Known, number: int) -> str:
    """The arguments of an event: near what is valid, then spoilt."""
    choose = chance.randrange
    name = pick(choose, ("command", "command", "command", "follow", "leave", "presence", "connect"))
    paragraph = pick(choose, known.paragraphs)
    arguments: dict[str, Any] = {
        "command": command(choose, known, f"c-{number}-{choose(10**9)}", TEXT),
        "follow": {"text": TEXT, "number": choose(known.number + 9), "hash": f"{choose(16):x}" * 64},
        "leave": {"text": TEXT},
        "presence": {"text": TEXT, "paragraph": paragraph, "number": choose(600), "index": choose(99)},
        "connect": {},
    }
    whole: Any = [name, arguments[name]]
    for _ in range(choose(3)):
        whole = spoilt(choose, whole)
    return json.dumps(whole, ensure_ascii=choose(2) == 0)


def packet(chance: Random, known: Known, number: int) -> bytes:
    """A packet of Engine.IO with a message in it, perhaps cut, turned over, or with other bytes in it."""
    said = f"42{number}{message(chance, known, number)}"
    data = bytearray(said.encode(errors="surrogatepass"))
    match chance.randrange(8):
        case 0:
            del data[chance.randrange(len(data)) :]
        case 1:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        case 2:
            data[:1] = pick(chance.randrange, (b"0", b"1", b"2", b"3", b"5", b"6", b"b", b"4", b"", b"\x1e"))
    return bytes(data)


@tries(25)
@given(st.randoms(use_true_random=False))
def test_spoilt_messages_cost_nobody_anything(house: House, chance: Random) -> None:
    """X2: of every kind, from every role, as packets on a WebSocket; each is answered, or its line is cut."""
    rogue = house.people[pick(chance.randrange, ROGUES)].connect()
    with suppress(OSError, websocket.WebSocketException, Gone, AssertionError):
        for number in range(1, 25):
            rogue.socket.send(packet(chance, house.known, number), websocket.ABNF.OPCODE_TEXT)
        rogue.ask("leave", {"text": TEXT})
    rogue.close()
    house.served()


@tries(25)
@given(st.binary(max_size=400), st.integers(0, 255), st.booleans())
def test_bytes_that_are_no_frames_cost_nobody_anything(
    house: House, data: bytes, head: int, masked: bool
) -> None:
    """X2: after a proper handshake."""
    rogue = house.people["eu"].connect()
    first = bytes((head, (0x80 if masked else 0) | min(len(data), 125)))
    with suppress(OSError):
        rogue.wire.sendall(first + b"\x01\x02\x03\x04" * masked + data)
    rogue.close()
    house.served()


REQUEST = (
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
    "Host: {host}",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Cookie: {cookie}",
    "Origin: http://{host}",
)
LINES = (
    *(
        "POST /socket.io/?EIO=4&transport=polling HTTP/1.1",
        "GET /socket.io/?EIO=4&transport=polling&sid=x HTTP/1.1",
    ),
    *("Content-Length: 5", "Content-Length: -1", "Content-Length: 9999999999", "Transfer-Encoding: chunked"),
    *(
        "Upgrade: h2c",
        "Connection: close",
        "Sec-WebSocket-Key: é",
        "Sec-WebSocket-Extensions: permessage-deflate",
    ),
    *(
        "Origin: http://[",
        "Origin: null",
        "Host: ",
        "Host: a@b:c",
        "Cookie: adref=.",
        "Cookie: " + "a=b; " * 200,
    ),
    *(
        "GET /socket.io/?EIO=3&transport=websocket HTTP/1.1",
        "PUT / HTTP/9.9",
        "GET / HTTP/1.1",
        "\0",
        "x" * 9_000,
    ),
    *(
        "GET /api/texts/%ff/state HTTP/1.1",
        "GET /api/texts/t/state?at=%00 HTTP/1.1",
        "GET http:// HTTP/1.1",
        ": :",
    ),
)


@tries(40)
@given(st.randoms(use_true_random=False))
def test_handshakes_that_are_spoilt_cost_nobody_anything(house: House, chance: Random) -> None:
    """X2: lines left out, doubled, put in, and cut in the middle."""
    host = f"127.0.0.1:{house.server.port}"
    lines = [line.format(host=host, cookie=house.people["eu"].cookie) for line in REQUEST]
    for _ in range(1 + chance.randrange(3)):
        at = chance.randrange(len(lines))
        lines[at : at + chance.randrange(2)] = [pick(chance.randrange, LINES)] * chance.randrange(3)
        lines = lines or ["GET / HTTP/1.1"]
    data = "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")
    if chance.randrange(4) == 0:
        data = data[: chance.randrange(len(data))]
    with socket.create_connection(("127.0.0.1", house.server.port), timeout=0.3) as rogue, suppress(OSError):
        rogue.sendall(data + b"\x81\x80\0\0\0\0" * chance.randrange(3))
        rogue.recv(4096)
    house.served()


def test_log_holds_no_fault_and_no_wording_and_refusals_are_counted(house: House) -> None:
    """X3, X5: after all that was tried above, and a flood; codes are those of a short list."""
    flooder = house.people["peru"].connect()
    with suppress(OSError, websocket.WebSocketException, Gone):
        for _ in range(2_000):
            flooder.emit_raw('["command",{"id":"not to be logged"}]')
        flooder.until_gone()
    house.served()
    said = house.log.read_text(encoding="utf-8")
    assert "Traceback" not in said
    assert "not to be logged" not in said
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    # python-engineio says once of each kind of bad handshake what it was.
    ours = [line for line in lines if line["logger"] != "engineio.server"]
    assert [line for line in ours if line["level"] == "error" or "error" in line] == []
    refused = [line for line in lines if line["message"] == "A message was refused"]
    assert {line["refused"] for line in refused} >= {"malformed"}
    assert all(re.fullmatch(r"[a-z_]+", line["refused"]) for line in refused)
    assert any(line["message"] == "A connection was at fault" and line["person"] for line in lines)
    # The flood alone was of two thousand messages.
    assert len(refused) < 1_500
    counted = house.refusals()
    assert counted["malformed"] > 100
    assert len(counted) < 60
