"""Long polling and the upgrade, spoken by hand: what goes wrong in them costs nobody anything."""

import json
import threading
import time
from http.client import HTTPConnection

import pytest
import websocket

from tests.support.raw_socket import PATIENCE, LiveServer, RawClient

COOKIE = "person=p-anna"
PATH = "/socket.io/?EIO=4&transport=polling"


class Polling:
    """A client that polls, one request after the other."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self.path = PATH
        opened = self.get()
        self.path += f"&sid={json.loads(opened[1:])['sid']}"
        self.post("40")
        assert self.get().startswith("40{")

    def get(self) -> str:
        return self.ask("GET")[1]

    def post(self, body: str | bytes) -> int:
        return self.ask("POST", body)[0]

    def ask(self, method: str, body: str | bytes | None = None, **headers: str) -> tuple[int, str]:
        http = HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)
        http.request(method, self.path, body, {"Cookie": COOKIE, **headers})
        answer = http.getresponse()
        text = answer.read().decode()
        http.close()
        return answer.status, text

    def upgrade(self) -> websocket.WebSocket:
        url = f"ws://127.0.0.1:{self.server.port}{self.path.replace('polling', 'websocket')}"
        socket = websocket.create_connection(url, cookie=COOKIE, origin=self.server.origin, timeout=PATIENCE)
        socket.send("2probe")
        assert socket.recv() == "3probe"
        return socket


def follow(text: str) -> str:
    return '421["follow",' + json.dumps({"text": text, "number": 0, "hash": "0" * 64}) + "]"


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe",
        "",
        "hello",
        "4{}",
        "42[]\x1ebad",
        "\x1e".join(["2probe"] * 101),
        "d=42[]",
        "9",
        "4" + "[" * 20_000,
    ],
    ids=range(9),
)
def test_body_that_is_no_message_is_refused(server: LiveServer, body: str | bytes) -> None:
    """L9: nothing of it is taken, and the connection goes on."""
    client = Polling(server)
    assert client.post(body) == 400
    assert client.post(follow("t-polled")) == 200
    assert '"ok":true' in client.get()
    client.post("1")


def test_requests_that_are_too_large_or_in_chunks_are_refused(alone: LiveServer) -> None:
    """L9: before their body is read."""
    client = Polling(alone)
    assert client.post("42" + " " * 600_000) == 400
    assert client.ask("POST", "40", **{"Transfer-Encoding": "chunked"})[0] == 400
    assert client.ask("GET", **{"X-Long": "x" * 40_000})[0] == 400
    http = HTTPConnection("127.0.0.1", alone.port, timeout=PATIENCE)
    http.putrequest("POST", client.path)
    http.putheader("Content-Length", str(50 * 1024 * 1024))
    http.endheaders()
    assert http.getresponse().status == 400
    http.close()
    client.post("1")


@pytest.mark.timed
def test_second_post_while_one_is_handled_is_refused(alone: LiveServer, text: str) -> None:
    """X4: each would be held in memory while it waits; the client of ours sends one after the other."""
    client = Polling(alone)
    long = f'42["command",{{"id":"c-long","kind":"nothing","text":"{text}","x":"{"x" * 500_000}"}}]'
    # The burst is used up by these, and the next one waits to be read.
    assert [client.post(long) for _ in range(4)] == [200] * 4
    first = threading.Thread(target=client.post, args=[long])
    first.start()
    time.sleep(0.5)
    began = time.monotonic()
    assert [client.post(body) for body in (long, "1", "hello")] == [429] * 3
    assert time.monotonic() - began < 1
    assert first.is_alive(), "What was refused has no effect, a farewell neither."
    first.join(PATIENCE)
    assert client.post(follow(text)) == 200
    client.post("1")


def test_upgrade_that_is_abandoned_leaves_the_client_polling(server: LiveServer, text: str) -> None:
    """L4: engineio alone would answer such a client's polls with nothing, for ever and at once."""
    client = Polling(server)
    client.post(follow(text))
    client.upgrade().close()
    anna = RawClient.connect(server)
    anna.answer(anna.say(text, "c-00001", word="shall"))
    deadline, seen = time.monotonic() + PATIENCE, ""
    while '"word"' not in seen:
        assert time.monotonic() < deadline, seen
        seen += client.get()
    client.post("1")
    anna.close()


def test_second_upgrade_at_once_is_refused(server: LiveServer, text: str) -> None:
    """L4: two sockets of one connection would share what belongs to one."""
    client = Polling(server)
    first = client.upgrade()
    with pytest.raises(websocket.WebSocketBadStatusException):
        client.upgrade()
    first.send("5")
    first.send(follow(text))
    packets = [first.recv(), first.recv()]
    assert any('"ok":true' in packet for packet in packets), packets
    first.close()


def test_client_that_stops_polling_is_cut_off_at_its_bound(server: LiveServer, text: str) -> None:
    """L13."""
    client = Polling(server)
    client.post(follow(text))
    assert '"ok":true' in client.get()
    anna = RawClient.connect(server)
    anna.follow(text)
    for i in range(60):
        anna.answer(anna.say(text, f"c-{i:05d}", size=60_000))
        anna.events.clear()
    assert client.ask("GET")[0] == 400
    anna.close()


def test_websocket_handshake_that_breaks_the_protocol_is_refused(alone: LiveServer) -> None:
    """L9."""
    # Those of the tests before close at their own pace.
    alone.wait_for("sockets", 0)
    for key, version in (("x", "13"), ("dGhlIHNhbXBsZSBub25jZQ==", "8"), ("é", "13"), ("", "13")):
        http = HTTPConnection("127.0.0.1", alone.port, timeout=PATIENCE)
        headers = {"Upgrade": "websocket", "Connection": "Upgrade", "Cookie": COOKIE}
        headers |= {"Sec-WebSocket-Key": key, "Sec-WebSocket-Version": version}
        http.request("GET", PATH.replace("polling", "websocket"), headers=headers)
        assert http.getresponse().status == 400
        http.close()
    sound = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13"}
    for names in ({"Upgrade": "websocket"}, {"Upgrade": "websocket", "Connection": "close"}):
        http = HTTPConnection("127.0.0.1", alone.port, timeout=PATIENCE)
        path = PATH.replace("polling", "websocket")
        http.request("GET", path, headers={**names, **sound, "Cookie": COOKIE})
        assert http.getresponse().status == 400
        http.close()
    assert alone.facts()["sockets"] == 0
