"""The queue that is engineio's while a client polls, and the way straight out afterwards."""

import logging
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import gevent
import pytest
from engineio.packet import MESSAGE, PING, Packet
from engineio.socket import Socket as EngineSocket
from gevent import socket
from gevent.queue import Empty
from wsproto.connection import Connection, ConnectionType
from wsproto.events import TextMessage

from server.live.background import Background
from server.live.frames import (
    Finished,
    Line,
    OutQueue,
    acknowledgement,
    deliver,
    event,
    well_formed,
)
from server.live.limits import MAX_UNREAD
from server.live.websocket import Outlet
from tests.support.own_clock import OwnClock
from tests.support.waiting import until_in_loop


class Direct:
    """As much of a line as `deliver` asks for."""

    def __init__(self, outlet: Outlet) -> None:
        self.queue = SimpleNamespace(outlet=outlet)


def _messages(sock: socket.socket, count: int) -> list[str]:
    client, found, parts = Connection(ConnectionType.CLIENT), list[str](), list[str]()
    while len(found) < count:
        client.receive_data(sock.recv(65536))
        for part in client.events():
            assert isinstance(part, TextMessage)
            parts.append(part.data)
            if part.message_finished:
                found.append("".join(parts))
                parts.clear()
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


def test_frames_for_all_stay_whole_and_in_order_where_one_reads_slowly() -> None:
    """L4: what the kernel takes a part of, what waits, and what goes at once again."""
    pairs = [socket.socketpair() for _ in range(3)]
    lines = [Direct(Outlet(ours)) for ours, _ in pairs]
    frames = [Finished(f"{number}" + "x" * (997 * number % 70_000)) for number in range(60)]
    readers = [gevent.spawn(_messages, theirs, 61) for _, theirs in pairs[:2]]
    for frame in frames:
        deliver(cast(list[Line], lines), frame)
        gevent.sleep(0)
    readers.append(gevent.spawn(_messages, pairs[2][1], 61))
    until_in_loop(lambda: not any(line.queue.outlet.unread for line in lines))
    deliver(cast(list[Line], lines), Finished("end"))
    expected = [f"4{frame.data}" for frame in frames] + ["4end"]
    for reader in readers:
        assert reader.get(timeout=5) == expected
    assert all(line.queue.outlet.unread == 0 for line in lines)
    for ours, theirs in pairs:
        ours.close()
        theirs.close()


def test_frame_for_all_passes_over_those_who_have_gone() -> None:
    """L4."""
    pairs = [socket.socketpair() for _ in range(2)]
    lines = [Direct(Outlet(ours)) for ours, _ in pairs]
    pairs[0][0].close()
    deliver(cast(list[Line], lines), Finished("1"))
    assert [line.queue.outlet.closed for line in lines] == [True, False]
    assert _messages(pairs[1][1], 1) == ["41"]
    for ours, theirs in pairs:
        ours.close()
        theirs.close()


def test_pings_of_all_come_from_one_greenlet(monkeypatch: pytest.MonkeyPatch) -> None:
    """L31: each after the interval since it was asked for; a socket that was closed meanwhile gets none."""
    clock = OwnClock()
    monkeypatch.setattr("server.live.limits.PING_INTERVAL", 25)
    monkeypatch.setattr("server.live.background.gevent", clock.greenlets)
    monkeypatch.setattr("server.live.background.time", SimpleNamespace(monotonic=clock, time=time.time))
    engine = SimpleNamespace(create_queue=OutQueue, ping_timeout=20, logger=logging.getLogger())
    sockets = [EngineSocket(engine, name) for name in ("first", "closed", "second")]
    background = Background(pytest.fail)
    for socket_ in sockets:
        socket_.last_ping = None
        assert background(socket_._send_ping) is None
    sockets[1].closed = True
    clock.rest(24)
    assert [socket_.last_ping for socket_ in sockets] == [None] * 3
    clock.rest(1)
    assert [socket_.last_ping is not None for socket_ in sockets] == [True, False, True]
    assert sockets[0].queue.get(block=False).packet_type == PING
    assert background(sockets[0]._send_ping) is None
    clock.rest(25)
    assert sockets[0].queue.get(block=False).packet_type == PING


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
