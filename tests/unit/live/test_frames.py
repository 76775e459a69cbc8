"""The queue that is engineio's while a client polls, and the way straight out afterwards."""

from collections.abc import Callable

import gevent
import pytest
from engineio.packet import MESSAGE, PING, Packet
from gevent import socket
from gevent.queue import Empty
from wsproto.connection import Connection, ConnectionType
from wsproto.events import TextMessage

from server.live.frames import Finished, OutQueue, acknowledgement, event, well_formed
from server.live.limits import MAX_UNREAD
from server.live.websocket import Outlet


def _messages(sock: socket.socket, count: int) -> list[str]:
    client, found = Connection(ConnectionType.CLIENT), list[str]()
    while len(found) < count:
        client.receive_data(sock.recv(65536))
        found += [event.data for event in client.events() if isinstance(event, TextMessage)]
    return found


def test_queue_hands_over_in_order_at_the_upgrade() -> None:
    """L4: what was queued for polling goes first, then everything at once, frames and engineio's own packets alike."""
    ours, theirs = socket.socketpair()
    queue = OutQueue()
    queue.put(Packet(MESSAGE, "1"))
    queue.put(Finished("2"))
    queue.attach(Outlet(ours), lambda: None)
    assert queue.direct
    queue.put(Finished("3"))
    queue.put(Packet(PING))
    queue.put(Finished("4"))
    assert _messages(theirs, 5) == ["41", "42", "43", "2", "44"]
    # engineio waits for these when it closes.
    queue.join()
    ours.close()
    theirs.close()


def test_queue_that_was_ended_before_the_upgrade_still_ends() -> None:
    """L4."""
    ours, theirs = socket.socketpair()
    queue = OutQueue()
    queue.put(Finished("1"))
    queue.put(None)
    ended = list[int]()
    queue.attach(Outlet(ours), lambda: ended.append(1))
    assert _messages(theirs, 1) == ["41"]
    assert ended == [1]
    ours.close()
    theirs.close()


def test_queue_that_writes_by_itself_ends_the_connection_once() -> None:
    """L4: engineio puts None when it closes, and again when its handler is done."""
    ours, theirs = socket.socketpair()
    queue, ended = OutQueue(), list[int]()
    with pytest.raises(Empty):
        queue.get(timeout=0.01)
    queue.attach(Outlet(ours), lambda: ended.append(1))
    assert ended == []
    queue.put(None)
    queue.put(None)
    assert ended == [1]
    ours.close()
    theirs.close()


def test_queue_abandons_a_client_that_polls_too_slowly_once() -> None:
    """L13."""
    queue, abandoned = OutQueue(), list[int]()
    count: Callable[[], None] = lambda: abandoned.append(1)  # noqa: E731  # It reads as what it is.
    queue.on_overflow(count)
    for _ in range(MAX_UNREAD // 100_000 + 5):
        queue.put(Finished("x" * 100_000))
    gevent.sleep(0)
    assert abandoned == [1]


def test_packets_that_were_taken_count_no_more() -> None:
    """L13."""
    queue, abandoned = OutQueue(), list[int]()
    queue.on_overflow(lambda: abandoned.append(1))
    for _ in range(3 * MAX_UNREAD // 100_000):
        queue.put(Finished("x" * 100_000))
        queue.get()
    gevent.sleep(0)
    assert abandoned == []


def test_finished_packet_is_the_same_for_both_transports() -> None:
    """L4."""
    packet = event("entries", '{"text":"t-é"}'.encode())
    assert packet.encode(b64=True) == '42["entries",{"text":"t-é"}]'
    assert packet.frame[2:].decode() == packet.encode()
    assert acknowledgement(7, {"through": 3}).encode() == '437[{"through":3}]'


@pytest.mark.parametrize("packet", ["1", "2probe", "3", "5", "6", "42[]", "40"])
def test_packets_of_a_client_are_well_formed(packet: str) -> None:
    """L9."""
    assert well_formed(packet)
