"""Clients that mean harm: refused with a code or cut off, and nobody else notices."""

import json
import socket
import threading
import time
from contextlib import suppress
from http.client import HTTPConnection
from typing import Any

import pytest
import websocket

from tests.support.raw_socket import CLOSED, Gone, LiveServer, RawClient
from tests.support.waiting import until


@pytest.fixture(scope="module")
def server(alone: LiveServer) -> LiveServer:
    """Not behind nginx: it is the process that is attacked, and its memory and its sockets that are counted."""
    return alone


COMMAND: dict[str, Any] = {
    "id": "c-00001",
    "text": "t-rogues",
    "kind": "say",
    "delegation": None,
    "base": 0,
    "payload": {},
}
FOLLOW = {"text": "t-rogues", "number": 0, "hash": "0" * 64}

MALFORMED = [
    "[",
    "[]",
    "[1]",
    '["command"]',
    '["command",null]',
    '["command",[]]',
    '["command",{},{}]',
    '["unknown",{}]',
    '["connect",{}]',
    '["disconnect",{}]',
    '["command",{"id":NaN}]',
    '["command",' + "[" * 5000 + "]" * 5000 + "]",
    '["command",{"id":' + "9" * 5000 + "}]",
    json.dumps(["command", {**COMMAND, "id": 7}]),
    json.dumps(["command", {**COMMAND, "id": "x"}]),
    json.dumps(["command", {**COMMAND, "id": "c" * 41}]),
    json.dumps(["command", {**COMMAND, "text": None}]),
    json.dumps(["command", {**COMMAND, "text": "t-rogues\n"}]),
    json.dumps(["command", {**COMMAND, "kind": ["say"]}]),
    json.dumps(["command", {**COMMAND, "base": True}]),
    json.dumps(["command", {**COMMAND, "base": 1.0}]),
    json.dumps(["command", {**COMMAND, "base": -1}]),
    json.dumps(["command", {**COMMAND, "payload": "x"}]),
    json.dumps(["command", {**COMMAND, "delegation": "x y"}]),
    '["command",{"id":"c-00001","text":"t-rogues","kind":"say","base":0,"payload":{"statement":"\\ud800"}}]',
    json.dumps(["follow", {**FOLLOW, "hash": "0" * 63}]),
    json.dumps(["follow", {**FOLLOW, "hash": None}]),
    json.dumps(["follow", {**FOLLOW, "number": "0"}]),
    json.dumps(["follow", {**FOLLOW, "number": 2**53}]),
    json.dumps(["presence", {"text": "t-rogues", "paragraph": "p-00012", "number": 0, "index": -1}]),
    json.dumps(["presence", {"text": "t-rogues", "paragraph": {}, "number": 0, "index": 0}]),
    json.dumps(["leave", {"text": "../etc"}]),
]

NOT_OURS = [
    "",
    "x",
    "4",
    "4{}",
    "4[1]",
    "9",
    "42x",
    "44{}",
    "451-[]",
    "43[]",
    "40[[]]",
    "4999",
    "2",
    "0{}",
    "é",
    "4²",
]


@pytest.mark.parametrize("arguments", MALFORMED, ids=range(len(MALFORMED)))
def test_malformed_message_is_refused_with_a_code(server: LiveServer, arguments: str) -> None:
    """L9, W29: and the connection is as good as before."""
    anna = RawClient.connect(server)
    answer = anna.answer(anna.emit_raw(arguments))
    assert answer["refused"]["code"] == "malformed"
    assert answer["refused"]["message"].endswith(".")
    assert anna.follow("t-rogues")["ok"]
    anna.close()


@pytest.mark.parametrize("packet", NOT_OURS, ids=range(len(NOT_OURS)))
def test_packet_that_no_client_of_ours_sends_ends_the_connection(server: LiveServer, packet: str) -> None:
    """L9."""
    anna = RawClient.connect(server)
    anna.send(packet)
    anna.until_gone()
    server.wait_for("sockets", 0)


def test_broken_frames_end_the_connection(server: LiveServer) -> None:
    """L9: binary, unmasked, with a reserved opcode, not UTF-8, a fragment out of place, compressed."""
    frames = [
        b"\x82\x81\0\0\0\0x",
        b"\x81\x01x",
        b"\x83\x81\0\0\0\0x",
        b"\x81\x82\0\0\0\0\xff\xfe",
        b"\x80\x81\0\0\0\0x",
        b"\xc1\x81\0\0\0\0x",
        b"\x89\xfe\x00\x7e\0\0\0\0" + b"x" * 126,
        b"\x88\x81\0\0\0\0x",
    ]
    for frame in frames:
        anna = RawClient.connect(server)
        anna.wire.sendall(frame)
        anna.until_gone()
    server.wait_for("sockets", 0)


def test_endless_fragments_and_oversize_messages_end_the_connection(server: LiveServer) -> None:
    """L9: a message may have 512 KB, in one frame or in many."""
    for size, pieces in ((600_000, 1), (10_000, 100)):
        anna = RawClient.connect(server)
        try:
            for i in range(pieces):
                last = int(i == pieces - 1)
                anna.socket.send_frame(websocket.ABNF.create_frame("4" * size, 0 if i else 1, last))
        except (OSError, websocket.WebSocketException):
            # The server does not read to the end.
            pass
        with pytest.raises(Gone):
            anna.receive()
    server.wait_for("sockets", 0)


def test_text_of_another_meeting_does_not_exist(server: LiveServer) -> None:
    """L10, W29: neither to follow nor to command, nor by presence."""
    anna = RawClient.connect(server)
    assert anna.follow(CLOSED)["refused"]["code"] == "not_found"
    assert anna.answer(anna.say(CLOSED, "c-00001"))["refused"]["code"] == "not_found"
    caret = {"text": CLOSED, "paragraph": "p-00012", "number": 0, "index": 0}
    assert anna.ask("presence", caret)["refused"]["code"] == "not_following"
    assert anna.events == []
    assert not server.facts()["records"].get(CLOSED)
    anna.close()


def test_without_a_session_nobody_connects(server: LiveServer) -> None:
    """L11: the refusal says why; nothing else is answered, and the socket is closed soon."""
    stranger = RawClient.open(server, None)
    stranger.send("40")
    answer = stranger.receive()
    assert json.loads(answer.removeprefix("44"))["data"] == {"code": "no_session"}
    stranger.emit("follow", FOLLOW)
    stranger.until_gone()
    assert stranger.acks == {}


def test_without_saying_who_it_is_a_connection_gets_nothing(server: LiveServer) -> None:
    """L11: a session alone is not enough, the namespace must be joined first."""
    anna = RawClient.open(server)
    anna.emit("follow", FOLLOW)
    anna.send("40")
    assert anna.receive().startswith("40{")
    anna.close()


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1", "http://["]
)
def test_page_of_another_origin_is_refused(server: LiveServer, origin: str) -> None:
    """L11: on WebSocket and on polling, with a session too."""
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        RawClient.connect(server, origin=origin)
    assert refused.value.status_code == 400
    http = HTTPConnection("127.0.0.1", server.port)
    http.request(
        "GET", "/socket.io/?EIO=4&transport=polling", headers={"Origin": origin, "Cookie": "person=p-anna"}
    )
    answer = http.getresponse()
    assert answer.status == 400
    assert answer.headers["Access-Control-Allow-Origin"] is None
    http.close()


@pytest.mark.timed
def test_flood_is_refused_and_others_do_not_notice(server: LiveServer, text: str) -> None:
    """L12: and whoever goes on is cut off."""
    anna, berta = RawClient.connect(server), RawClient.connect(server, "p-berta")
    berta.follow(text)
    # All at once into the socket, as far as the server takes it.
    anna.wire.settimeout(0.2)
    try:
        for i in range(20_000):
            anna.say(text, f"c-{i:06d}")
    except (OSError, websocket.WebSocketException):
        # The server reads no more for a moment, and the kernel's buffers are full.
        pass
    waits = []
    for i in range(10):
        began = time.monotonic()
        assert "through" in berta.answer(berta.say(text, f"c-berta-{i}"))
        waits.append(time.monotonic() - began)
    assert sorted(waits)[5] < 0.5
    anna.wire.settimeout(10)
    anna.until_gone()
    codes = [answer["refused"]["code"] for answer in anna.acks.values() if "refused" in answer]
    assert set(codes) == {"too_fast"}
    assert 100 <= len(codes) <= 120
    # Some seconds passed until then; it had its burst and thirty a second, of the twenty thousand.
    assert len(anna.acks) - len(codes) < 400
    assert anna.event("closed")["code"] == "too_fast"
    berta.close()


@pytest.mark.timed
@pytest.mark.parametrize(
    "frame",
    [b"\x89\x81\0\0\0\0x", b"\x8a\x80\0\0\0\0", b"\x81\x81\0\0\0\x006", b"\x81\x82\0\0\0\x0040"],
    ids=["ping", "pong", "nothing", "connect"],
)
def test_flood_of_frames_that_ask_nothing_is_read_slowly(server: LiveServer, frame: bytes) -> None:
    """L12: a connection that always has something to read does not keep the others from their turn."""
    flooder = RawClient.connect(server)
    flooder.wire.settimeout(0.2)
    slowest, end = 0.0, time.monotonic() + 2
    while time.monotonic() < end:
        # Nobody reads so fast: the bytes stay with their sender, until it is cut off.
        with suppress(OSError):
            flooder.wire.sendall(frame * 5_000)
        asked = time.monotonic()
        server.facts()
        slowest = max(slowest, time.monotonic() - asked)
    assert slowest < 1
    flooder.close()
    server.wait_for("connections", 0)


def test_requests_one_behind_the_other_leave_others_their_turn(server: LiveServer) -> None:
    """L12: on one connection of HTTP, too: while somebody asks once, few of those that wait are answered."""
    with socket.create_connection(("127.0.0.1", server.port)) as flooder:
        request = f"GET /nowhere HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode()
        ended = threading.Event()
        answered = 0

        def send() -> None:
            with suppress(OSError):
                while not ended.is_set():
                    flooder.sendall(request * 1_000)

        def read() -> None:
            nonlocal answered
            with suppress(OSError):
                while data := flooder.recv(1 << 20):
                    answered += data.count(b"HTTP/1.1 ")

        threads = [threading.Thread(target=one) for one in (send, read)]
        for thread in threads:
            thread.start()
        try:
            until(lambda: answered > 1_000)
            before = answered
            for _ in range(5):
                server.facts()
            assert answered - before < 1_000
        finally:
            ended.set()
            flooder.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join()


@pytest.mark.timed
def test_windows_of_one_person_may_send_so_much_together(server: LiveServer, text: str) -> None:
    """X4: each keeps to what one may send, and all together do not; nobody else is counted with them."""
    windows = [RawClient.connect(server, "p-many") for _ in range(8)]
    numbers = [[window.say(text, f"c-many-{i}-{j}") for j in range(110)] for i, window in enumerate(windows)]
    answers = [w.answer(n) for w, sent in zip(windows, numbers, strict=True) for n in sent]
    refused = [answer["refused"]["code"] for answer in answers if "refused" in answer]
    assert set(refused) == {"too_fast"}
    assert 50 < len(refused) <= 280
    berta = RawClient.connect(server, "p-berta")
    assert "through" in berta.answer(berta.say(text, "c-berta-1"))
    for client in (*windows, berta):
        client.close()


@pytest.mark.timed
def test_very_long_messages_are_read_slowly(server: LiveServer, text: str) -> None:
    """X4: whoever sends megabytes waits, and others do not."""
    anna, berta = RawClient.connect(server, "p-long"), RawClient.connect(server, "p-berta")
    long = json.dumps(
        ["command", {**COMMAND, "kind": "nothing", "text": text, "payload": {"x": "x" * 500_000}}]
    )
    began = time.monotonic()
    number = [anna.emit_raw(long) for _ in range(6)][-1]
    assert "through" in berta.answer(berta.say(text, "c-berta-1"))
    assert time.monotonic() - began < 3
    assert "through" in anna.answer(number)
    # Two megabytes at once and then an eighth of one a second: the rest of three takes seven.
    assert time.monotonic() - began > 5
    for client in (anna, berta):
        client.close()


def test_fault_that_ends_a_connection_is_counted_by_its_code(server: LiveServer, text: str) -> None:
    """X5: what was wrong is seen in /metrics, whichever way it came."""
    for code, data in (
        ("broken_frame", b"\x83\x81\0\0\0\0x"),
        ("not_text", b"\x82\x81\0\0\0\0x"),
        ("malformed", b"\x81\x81\0\0\0\x009"),
        ("too_large", b"\x81\xff" + (600_000).to_bytes(8, "big") + bytes(4) + b"4" * 600_000),
    ):
        before = server.facts()["refusals"].get(code, 0)
        anna = RawClient.connect(server)
        with suppress(OSError):
            anna.wire.sendall(data)
        with suppress(ConnectionError):
            anna.until_gone()
        assert server.facts()["refusals"][code] == before + 1


def test_connection_cut_in_mid_frame_leaves_nothing_behind(server: LiveServer, text: str) -> None:
    """L9."""
    anna, berta = RawClient.connect(server), RawClient.connect(server, "p-berta")
    anna.follow(text)
    berta.follow(text)
    anna.ask("presence", {"text": text, "paragraph": "p-00012", "number": 0, "index": 0})
    frame = websocket.ABNF.create_frame(f'421["command",{json.dumps(COMMAND)}]', 1).format()
    anna.wire.sendall(frame[: len(frame) // 2])
    anna.wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    anna.wire.close()
    server.wait_for("connections", 1)
    assert berta.answer(berta.say(text, "c-00002")) == {"through": 1}
    berta.close()
    server.wait_for("connections", 0)
    server.wait_for("rooms", 0)


def test_slow_reader_is_cut_off_at_its_bound_while_others_go_on(server: LiveServer, text: str) -> None:
    """L13: one that reads nothing costs 4 MB at most, however much is written."""
    slow, berta = RawClient.connect(server), RawClient.connect(server, "p-berta")
    slow.wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.follow(text)
    berta.follow(text)
    server.wait_for("connections", 2)
    before = server.facts()["peak_kilobytes"]
    cut = 0
    for i in range(120):
        berta.answer(berta.say(text, f"c-{i:05d}", size=40_000))
        berta.entries(1)
        if not cut and server.facts()["connections"] == 1:
            cut = i
    # Each entry is 80 KB on the wire: some 3.5 MB in line, the rest in the kernel's buffers.
    assert 40 <= cut <= 80
    # The record of the test itself grows by 10 MB meanwhile.
    assert server.facts()["peak_kilobytes"] - before < 24_000
    assert server.facts()["refusals"]["unread"] >= 1
    back = RawClient.connect(server)
    assert back.follow(text)["number"] == 120
    for client in (slow, berta, back):
        client.close()


def test_revoked_person_is_cut_off_for_good(server: LiveServer, text: str) -> None:
    """L10, W29: told why, on every connection, and sent away by Socket.IO so that the browser does not return."""
    anna, again, berta = (RawClient.connect(server, person) for person in ("p-anna", "p-anna", "p-berta"))
    anna.follow(text)
    server.post("/test/revoke/p-anna")
    for client in (anna, again):
        assert client.event("closed")["code"] == "revoked"
        client.until_gone()
    assert berta.follow(text)["ok"]
    berta.close()
    server.wait_for("sockets", 0)


def test_window_of_who_has_a_new_password_says_so(server: LiveServer, text: str) -> None:
    """G50: their access has not ended, and they sign in again."""
    anna = RawClient.connect(server, "p-renewed")
    anna.follow(text)
    server.post("/test/sign-out/p-renewed")
    closed = anna.event("closed")
    assert closed["code"] == "session_ended"
    assert (
        closed["message"] == "You were given a new password: ask the Secretariat for it, and sign in again."
    )
    anna.until_gone()


def test_window_of_a_role_that_was_changed_is_sent_away_to_load_again(server: LiveServer, text: str) -> None:
    """L10: it has the acts of the role before; loaded again, it goes on."""
    anna, berta = RawClient.connect(server, "p-moved"), RawClient.connect(server, "p-berta")
    anna.follow(text)
    berta.follow(text)
    server.post("/test/role/p-moved/observer")
    closed = anna.event("closed")
    assert closed["code"] == "role_changed"
    assert closed["message"] == "Your role in this meeting was changed. Load the page again."
    anna.until_gone()
    again = RawClient.connect(server, "p-moved")
    assert again.follow(text)["ok"]
    server.post("/test/role/p-moved/observer")
    assert again.answer(again.say(text, "c-00001"))["through"]
    again.close()
    berta.close()


def test_rights_that_ended_elsewhere_are_found_by_review(server: LiveServer, text: str) -> None:
    """L10, W29: and before that, no command of theirs is taken."""
    anna = RawClient.connect(server, "p-former")
    anna.follow(text)
    server.post("/test/forget/p-former")
    assert anna.event("closed")["code"] == "revoked"
    anna.until_gone()
    back = RawClient.connect(server, "p-former")
    assert back.answer(back.say(text, "c-00001"))["refused"]["code"] == "not_found"
    back.close()


def test_person_may_have_twenty_windows(server: LiveServer) -> None:
    """L12."""
    clients = [RawClient.connect(server) for _ in range(20)]
    more = RawClient.open(server)
    more.send("40")
    assert json.loads(more.receive().removeprefix("44"))["data"] == {"code": "too_many"}
    more.until_gone()
    for client in clients:
        client.close()
    server.wait_for("connections", 0)
