"""The background tasks of python-engineio 4.15.1, with one greenlet for all connections instead of two for each.

It asks `server.start_background_task` for a greenlet for each socket's next ping (`Socket._send_ping`, which sleeps for
the ping interval first), and for one that takes from its queue what a WebSocket is to be sent (`writer`). Both only
wait, for as long as the connection lasts, and took a third of its memory.
"""

import logging
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Final

import gevent
from engineio.packet import PING, Packet
from engineio.socket import Socket

from server.live import limits

log = logging.getLogger(__name__)


class Background:
    """
    Stands in for engineio's `start_background_task`: pings come from one greenlet, which has those due next in front,
    since all wait equally long; what else is asked for is started as before.
    """

    def __init__(self, start: Callable[..., Any]) -> None:
        self._start = start
        self._due: deque[tuple[float, Any]] = deque()
        self._pinging = False

    def __call__(self, target: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        socket = getattr(target, "__self__", None)
        if isinstance(socket, Socket) and target.__name__ == "_send_ping":
            self._due.append((time.monotonic() + limits.PING_INTERVAL, socket))
            if not self._pinging:
                self._pinging = True
                gevent.spawn(self._ping)
            return None
        if target.__qualname__ == "Socket._websocket_handler.<locals>.writer":
            return _NO_WRITER
        return self._start(target, *args, **kwargs)

    def _ping(self) -> None:
        """Runs while anybody waits for a ping. Does what `Socket._send_ping` does after its sleep."""
        while self._due:
            due, socket = self._due.popleft()
            wait = due - time.monotonic()
            if wait > 0:
                gevent.sleep(wait)
            if not socket.closing and not socket.closed:
                socket.last_ping = time.time()
                try:
                    socket.send(Packet(PING))
                except Exception:
                    # Whatever is the matter with one, the others are pinged.
                    log.exception("A ping could not be sent")
        self._pinging = False


class _NoWriter:
    """Stands in for the writer's greenlet, which is joined at the end."""

    def join(self) -> None:
        """There is nothing to wait for."""


_NO_WRITER: Final = _NoWriter()
