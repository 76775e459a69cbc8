"""The proxy does to bytes what it says: it cuts in the middle, delays, and passes over processes that are gone."""

import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.faults.proxy import Proxy, Way
from tests.support.served import free_port
from tests.support.waiting import until


@contextmanager
def echo() -> Iterator[int]:
    """A server that says again what it hears."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                accepted, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(accepted,), daemon=True).start()

    def answer(accepted: socket.socket) -> None:
        with accepted:
            try:
                while data := accepted.recv(65536):
                    accepted.sendall(data)
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


@contextmanager
def through_proxy(*more: int) -> Iterator[tuple[Proxy, socket.socket]]:
    with (
        echo() as port,
        Proxy([*more, port], random.Random(1)) as proxy,
        socket.create_connection(("127.0.0.1", proxy.port), timeout=10) as client,
    ):
        yield proxy, client


def said_again(client: socket.socket, data: bytes) -> bytes:
    client.sendall(data)
    heard = b""
    while len(heard) < len(data) and (piece := client.recv(65536)):
        heard += piece
    return heard


def test_connection_reaches_a_process_that_accepts_it() -> None:
    with through_proxy(free_port()) as (_, client):
        assert said_again(client, b"States") == b"States"


def test_cut_comes_in_the_middle_of_a_frame() -> None:
    """N6: half of it was on its way."""
    with through_proxy() as (proxy, client):
        assert said_again(client, b"before") == b"before"
        cutting = threading.Thread(target=lambda: proxy.cut(1.0, patience=5))
        cutting.start()
        until(proxy.any_doomed)
        client.sendall(b"0123456789")
        heard = b""
        try:
            while piece := client.recv(65536):
                heard += piece
        except ConnectionResetError:
            pass
        cutting.join()
        # What was cut is the way to the server: of ten bytes it heard five, and may have said them again.
        assert heard in (b"", b"01234")
        assert proxy.cuts == 1


@pytest.mark.timed
def test_delayed_bytes_come_late_and_in_their_order() -> None:
    """N6."""
    with through_proxy() as (proxy, client):
        said_again(client, b"before")
        assert proxy.slow_down(1.0, Way(delay=0.4)) == 1
        began = time.monotonic()
        assert said_again(client, b"0123456789") == b"0123456789"
        # There and back.
        assert time.monotonic() - began >= 0.8
        proxy.speed_up()
        began = time.monotonic()
        assert said_again(client, b"after") == b"after"
        assert time.monotonic() - began < 0.4


def test_trickled_bytes_all_come() -> None:
    """N6."""
    with through_proxy() as (proxy, client):
        said_again(client, b"before")
        proxy.slow_down(1.0, Way(trickle=True))
        assert said_again(client, bytes(500)) == bytes(500)
