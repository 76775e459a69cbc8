"""The bytes of a WebSocket: frames, the bounded outlet, the reading of messages."""

from collections.abc import Iterator

import pytest
from gevent import socket
from wsproto.connection import Connection, ConnectionType
from wsproto.events import CloseConnection, Ping, Pong, TextMessage

from server.live.limits import MAX_UNREAD
from server.live.websocket import BadHandshake, Outlet, WebSocket, accept, text_frame
from tests.support.waiting import until_in_loop

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


def _read(sock: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        chunk = sock.recv(65536)
        if not chunk:
            break
        data += chunk
    return data


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65535, 65536, 200_000])
def test_text_frame_is_read_by_another_implementation(length: int) -> None:
    """L4: at each of the three forms of a frame's length."""
    client = Connection(ConnectionType.CLIENT)
    client.receive_data(text_frame(b"x" * length))
    parts = [event for event in client.events() if isinstance(event, TextMessage)]
    assert "".join(event.data for event in parts) == "x" * length
    assert parts[-1].message_finished


def test_outlet_keeps_order_when_the_kernel_is_full(pair: Pair) -> None:
    """L4: frames that wait in line and frames that come later leave in order and whole."""
    ours, theirs = pair
    outlet = Outlet(ours)
    frames = [bytes([i]) * (1 + 7919 * i % 90_000) for i in range(40)]
    for frame in frames:
        outlet.write(frame)
    assert outlet.unread > 0
    assert _read(theirs, sum(map(len, frames))) == b"".join(frames)
    until_in_loop(lambda: outlet.unread == 0)
    assert not outlet.closed
    outlet.write(b"after")
    assert _read(theirs, 5) == b"after"


def test_outlet_cuts_off_whoever_leaves_too_much_unread(pair: Pair) -> None:
    """L13."""
    ours, theirs = pair
    outlet = Outlet(ours)
    frame = b"x" * 65536
    written = 0
    while not outlet.closed:
        outlet.write(frame)
        written += len(frame)
        assert outlet.unread <= MAX_UNREAD
    assert MAX_UNREAD < written < MAX_UNREAD + 2 * 1024 * 1024
    # Nothing is kept, and what comes later goes nowhere.
    outlet.write(frame)
    assert outlet.unread == 0
    assert len(_read(theirs, written)) < written


def test_outlet_that_ends_sends_what_waits_first(pair: Pair) -> None:
    """L4."""
    ours, theirs = pair
    outlet = Outlet(ours)
    for _ in range(20):
        outlet.write(b"x" * 65536)
    outlet.end()
    outlet.write(b"never")
    assert _read(theirs, 10_000_000) == b"x" * 65536 * 20


def test_outlet_to_a_socket_that_is_gone_closes_quietly(pair: Pair) -> None:
    """L4: a frame for a thousand clients must not stop at the one that has just left."""
    ours, theirs = pair
    outlet = Outlet(ours)
    theirs.close()
    outlet.write(b"x")
    outlet.write(b"x")
    assert outlet.closed


def test_outlet_of_a_closed_socket_never_writes_to_who_has_its_number_now(pair: Pair) -> None:
    """L4."""
    ours, _ = pair
    outlet, number = Outlet(ours), ours.fileno()
    ours.close()
    others = socket.socketpair()
    assert number in {one.fileno() for one in others}
    outlet.write(b"secret")
    assert outlet.closed
    for one in others:
        one.settimeout(0.01)
        with pytest.raises(TimeoutError):
            one.recv(100)
    for one in others:
        one.close()


def test_websocket_reads_fragments_and_answers_pings(pair: Pair) -> None:
    """L4."""
    ours, theirs = pair
    websocket, client = WebSocket(ours, 1000), Connection(ConnectionType.CLIENT)
    theirs.sendall(client.send(TextMessage(data="12 ", message_finished=False)))
    theirs.sendall(client.send(Ping(payload=b"?")))
    theirs.sendall(client.send(TextMessage(data="bis", message_finished=True)))
    assert websocket.receive() == "12 bis"
    client.receive_data(theirs.recv(100))
    assert list(client.events()) == [Pong(payload=b"?")]


def test_websocket_ends_at_a_message_beyond_its_limit(pair: Pair) -> None:
    """L9."""
    ours, theirs = pair
    websocket, client = WebSocket(ours, 1000), Connection(ConnectionType.CLIENT)
    theirs.sendall(client.send(TextMessage(data="x" * 1001)))
    assert websocket.receive() is None
    client.receive_data(theirs.recv(100))
    assert [event.code for event in client.events() if isinstance(event, CloseConnection)] == [1009]


@pytest.mark.parametrize("key", ["", "x", "dGhlIHNhbXBsZQ==", "é"])
def test_handshake_with_a_bad_key_is_refused(pair: Pair, key: str) -> None:
    """L9."""
    environ = {"HTTP_SEC_WEBSOCKET_KEY": key, "HTTP_SEC_WEBSOCKET_VERSION": "13"}
    with pytest.raises(BadHandshake):
        accept(environ, pair[0], 1000)
