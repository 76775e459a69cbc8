"""Requests and their turns on one loop."""

import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

import gevent
from gevent import socket

from server.live.serve import Server

MANY = 20


def test_between_two_requests_that_are_ready_everybody_has_a_turn() -> None:
    """X4: whoever asks for twenty pages at once has them answered, and others have their turn in between."""
    rounds, begun = [0], list[int]()

    def page(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        begun.append(rounds[0])
        time.sleep(0.003)  # Not gevent's: it computes.
        start_response("200 OK", [("Content-Length", "4"), ("Connection", "close")])
        return [b"page"]

    def go_round() -> None:
        while True:
            gevent.sleep(0.001)
            rounds[0] += 1

    def read(line: Any) -> bytes:
        answer = b""
        while piece := line.recv(1000):
            answer += piece
        line.close()
        return answer

    server = Server(("127.0.0.1", 0), page, 1000)
    server.start()
    others = gevent.spawn(go_round)
    try:
        lines = [socket.create_connection(("127.0.0.1", server.server_port), timeout=10) for _ in range(MANY)]
        for line in lines:
            line.sendall(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        assert all(read(line).endswith(b"page") for line in lines)
    finally:
        others.kill()
        server.stop()
    assert len(begun) == MANY
    # A timer that is due just when the second is about to begin has its turn after that.
    assert max(Counter(begun).values()) <= 2
