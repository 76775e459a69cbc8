"""The WSGI server: gevent's pywsgi with bounds on what a request may be, without Nagle's delay, with a graceful stop.

`wsgi.py` patches the standard library first (`gevent.monkey.patch_all()`), makes the application, and calls `serve`.
"""

import logging
import resource
import signal
import socket
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Final

import gevent
import gevent.event
from gevent.pywsgi import WSGIHandler, WSGIServer

from server.live.frames import SOCKET
from server.live.limits import MEGABYTE
from server.services.scarce_log import ScarceLog

HEADER_TIMEOUT: Final = 20
"""Seconds in which a request's line and headers must have come."""

IDLE_TIMEOUT: Final = 75
"""Seconds of silence after which a connection is closed: longer than a poll waits (ping interval and timeout)."""

MOST_HEADERS: Final = 100
LONGEST_HEADERS: Final = 32 * 1024
BACKLOG: Final = 2048

MOST_FILES: Final = 65536
"""Files and sockets that may be open at once, where the system allows so many: each window is one."""

DRAIN_SECONDS: Final = 10.0
BYE_SECONDS: Final = 2.5
BYE_POLL: Final = 0.05

_BAD_REQUEST: Final = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-length: 0\r\n\r\n"

log = logging.getLogger(__name__)
faults = ScarceLog(log)


class _TooMuch(ValueError):
    """A request that is larger than any of ours."""


class Turns:
    """
    Requests begin one after the other, in the order in which they came, and the event loop looks for other work between
    two of them. A lock would not do: its holder can take it again before the waiting greenlets wake, so that one
    connection with pipelined requests would keep all others out.
    """

    def __init__(self) -> None:
        self._waiting: deque[gevent.event.Event] = deque()

    def take(self) -> None:
        """Wait until this request may begin."""
        mine = gevent.event.Event()
        self._waiting.append(mine)
        if len(self._waiting) == 1:
            gevent.spawn(self._call)
        mine.wait()

    def _call(self) -> None:
        while self._waiting:
            look_around()
            self._waiting[0].set()
            self._waiting.popleft()


class Handler(WSGIHandler):
    """One connection. Long or slow requests are answered with 400 or cut; a WebSocket finds its socket in `SOCKET`."""

    def __init__(self, sock: Any, address: Any, server: Any, rfile: Any = None) -> None:
        # pywsgi never sets this: without it, half of all small frames wait 40 ms for the kernel.
        if sock.family in {socket.AF_INET, socket.AF_INET6}:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(IDLE_TIMEOUT)
        super().__init__(sock, address, server, rfile)

    def handle(self) -> Any:
        self.server.connections += 1
        try:
            return super().handle()
        except OSError:
            # The client has gone before the answer.
            return None
        finally:
            self.server.connections -= 1

    def handle_one_response(self) -> Any:
        self.server.turns.take()
        return super().handle_one_response()

    def read_request(self, raw_requestline: str) -> Any:
        with gevent.Timeout(HEADER_TIMEOUT, _TooMuch("the headers came too slowly")):
            answer = super().read_request(raw_requestline)
        headers = self.headers.items()
        if (
            len(headers) > MOST_HEADERS
            or sum(len(name) + len(value) for name, value in headers) > LONGEST_HEADERS
        ):
            raise _TooMuch("the headers are too long")
        if self.headers.get("transfer-encoding"):
            # No browser sends a request in chunks, and a length that is said beforehand is easier to bound.
            raise _TooMuch("the body is sent in chunks")
        if (self.content_length or 0) > self.server.body_limit:
            raise _TooMuch("the body is too long")
        return answer

    def _handle_client_error(self, ex: Exception) -> tuple[str, bytes]:
        # pywsgi would write down what was sent, as often as it is sent, and it may be somebody's words.
        reason = str(ex) if isinstance(ex, _TooMuch) else "not HTTP"
        address = self.client_address[0] if self.client_address else ""
        faults.say(logging.INFO, "A request could not be read", {"reason": reason}, str(address))
        return "400", _BAD_REQUEST

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        environ[SOCKET] = self.socket
        if environ.get("HTTP_UPGRADE", "").lower() == "websocket":
            # Bytes left unread in a WebSocket that ended are no request.
            self.close_connection = True
        return environ

    def log_request(self) -> None:
        # A line for each poll and each file says nothing; errors are logged where they happen.
        return


class Server(WSGIServer):
    """
    `body_limit`: bytes that the body of a request may have; `connections`: how many are open; `turns`: whose request
    begins next.
    """

    handler_class = Handler

    def __init__(self, address: tuple[str, int], application: Any, body_limit: int) -> None:
        self.body_limit = body_limit
        self.connections = 0
        self.turns = Turns()
        super().__init__(address, application, backlog=BACKLOG, log=None, error_log=log)


def serve(
    application: Any,
    address: tuple[str, int],
    stop: Callable[[float], object],
    body_limit: int = 8 * MEGABYTE,
    ready: Callable[[int], None] | None = None,
) -> None:
    """
    Serve until SIGTERM or SIGINT; then accept nothing new, decide and answer what was taken (`stop(seconds)`, the
    gateway's), send everybody away, and return. `ready(port)` is called when connections are accepted.
    """
    raise_limit_of_files()
    server = Server(address, application, body_limit)
    server.start()
    done = gevent.event.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, done.set)
    if ready is not None:
        ready(server.server_port)
    done.wait()
    server.close()
    if not stop(DRAIN_SECONDS):
        log.warning("Not all that was taken could be decided in time; its authors send it again elsewhere")
    # Time for the last frames to leave; connections that then remain end with the process.
    until = time.monotonic() + BYE_SECONDS
    while server.connections and time.monotonic() < until:
        gevent.sleep(BYE_POLL)


def look_around() -> None:
    """
    Wait until the loop has looked for what else is ready. `gevent.sleep(0)` does not: some fifty greenlets that are
    ready take turns before it looks for sockets and timers.
    """
    hub = gevent.get_hub()
    # A check comes behind each look; while an idle watcher stands, the loop does not wait for anything in it.
    looked, awake = hub.loop.check(), hub.loop.idle()
    awake.start(_nothing)
    try:
        hub.wait(looked)
    finally:
        for watcher in (looked, awake):
            watcher.stop()
            watcher.close()


def _nothing() -> None:
    """The callback of an idle watcher."""


def raise_limit_of_files() -> None:
    """
    Allow as many open files as the system lets us have. A shell usually gives 1,024, at which the windows of a large
    meeting would find no more room, though twenty times as many are permitted to whoever asks.
    """
    given, allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if allowed == resource.RLIM_INFINITY else min(allowed, MOST_FILES)
    if wanted > given:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, allowed))
