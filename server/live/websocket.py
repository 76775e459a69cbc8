"""One WebSocket: its handshake, what is read from it, and the one place where bytes are written to it.

python-engineio would use simple-websocket, which reads in a second greenlet without any bound and hands frames to
`socket.send`, which may take a part of them. Here the frames are read by wsproto (which simple-websocket uses too) in
the greenlet of the request, so that a client that sends faster than it is served is held up by TCP; and all bytes go
out through an `Outlet`, so that they stay in order and a slow reader costs a bounded amount of memory.
"""

import base64
import binascii
import socket as plain_socket
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

import gevent
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Ping, TextMessage
from wsproto.frame_protocol import CloseReason
from wsproto.utilities import LocalProtocolError, generate_accept_token

from server.live.limits import (
    CLOSE_TIMEOUT,
    FRAMES,
    MAX_UNREAD,
    REFUSALS,
    SEND_BUFFER,
    TOO_FAST_PAUSE,
)
from server.services.bucket import Bucket

_WRITE: Final = 2
_WRITE_AT_ONCE: Final = 64 * 1024
_READ_AT_ONCE: Final = 16 * 1024
_TEXT: Final = 0x81
_SHORT: Final = 125
_MEDIUM: Final = 0xFFFF
_BROKEN: Final = frozenset({CloseReason.PROTOCOL_ERROR, CloseReason.INVALID_FRAME_PAYLOAD_DATA})


class BadHandshake(Exception):
    """The request to open a WebSocket breaks RFC 6455."""


class Socket(Protocol):
    """The part of a gevent socket that is needed. `_sock`: Python's own socket beneath it, which never blocks."""

    _sock: Any

    def recv(self, size: int) -> bytes: ...
    def fileno(self) -> int: ...
    def shutdown(self, how: int) -> None: ...
    def setsockopt(self, level: int, option: int, value: int) -> None: ...
    def settimeout(self, seconds: float | None) -> None: ...


def text_frame(payload: bytes) -> bytes:
    """A whole, unmasked, uncompressed text frame around UTF-8 bytes, ready for any number of sockets."""
    length = len(payload)
    if length <= _SHORT:
        head = bytes((_TEXT, length))
    elif length <= _MEDIUM:
        head = bytes((_TEXT, 126)) + length.to_bytes(2, "big")
    else:
        head = bytes((_TEXT, 127)) + length.to_bytes(8, "big")
    return head + payload


class Outlet:
    """The bytes on their way to one socket. `write` never waits and never raises.

    What the kernel does not take stands in line, in order. Frames in line are the very bytes that others were sent,
    so a slow client costs references; the bound counts their full length all the same.
    """

    __slots__ = ("_ending", "_line", "_send", "_sock", "_watcher", "at_once", "closed", "fault", "unread")

    def __init__(self, sock: Socket) -> None:
        self._sock = sock
        # The socket beneath gevent's never waits, and is asked a hundred thousand times a second. Once it is closed,
        # whoever has its number then, it refuses.
        self._send: Callable[[bytes | memoryview], int] = sock._sock.send
        self.at_once: Callable[[bytes | memoryview], int] | None = self._send
        """The function that takes a frame directly, while nothing waits (see `deliver`); None at other times."""
        self._line: deque[memoryview] = deque()
        self._watcher: Any = None
        self._ending = False
        self.unread = 0
        self.closed = False
        self.fault: str | None = None
        """The fault for which the other side was cut off: a code for logs and figures."""
        sock.setsockopt(plain_socket.SOL_SOCKET, plain_socket.SO_SNDBUF, SEND_BUFFER)

    def write(self, data: bytes) -> None:
        """Send, or put in line behind what waits. A client with more than MAX_UNREAD bytes in line is cut off."""
        if self.closed or self._ending:
            return
        sent = 0
        if not self._line:
            try:
                sent = self._send(data)
            except BlockingIOError:
                pass
            except OSError:
                self.abort()
                return
            if sent == len(data):
                return
        self.hold(data, sent)

    def hold(self, data: bytes, sent: int) -> None:
        """Put in line what the kernel did not take of some bytes."""
        self.at_once = None
        self._line.append(memoryview(data)[sent:])
        self.unread += len(data) - sent
        if self.unread > MAX_UNREAD:
            self.fault = "unread"
            self.abort()
        elif self._watcher is None:
            self._watcher = gevent.get_hub().loop.io(self._sock.fileno(), _WRITE)
            self._watcher.start(self._flush)

    def end(self) -> None:
        """Write no more; when what waits is out, tell the other side so. It has CLOSE_TIMEOUT to end the connection."""
        if self.closed or self._ending:
            return
        self._ending = True
        self.at_once = None
        gevent.spawn_later(CLOSE_TIMEOUT, self.abort)
        if not self._line:
            self._shut(plain_socket.SHUT_WR)

    def abort(self) -> None:
        """Drop what waits and cut the line. The greenlet that reads from the socket then finds its end."""
        if self.closed:
            return
        self.closed = True
        self.at_once = None
        self._line.clear()
        self.unread = 0
        self._unwatch()
        self._shut(plain_socket.SHUT_RDWR)

    def _flush(self) -> None:
        """Called by the event loop when the kernel has room; it must not wait, and does not."""
        while self._line:
            try:
                sent = self._send(self._next())
            except BlockingIOError:
                return
            except OSError:
                self.abort()
                return
            self.unread -= sent
            self._forget(sent)
        self._unwatch()
        if self._ending:
            self._shut(plain_socket.SHUT_WR)
        else:
            self.at_once = self._send

    def _next(self) -> memoryview | bytes:
        """The bytes to send next: one long frame, or as many short ones as one system call should take."""
        head = self._line[0]
        if len(head) >= _WRITE_AT_ONCE or len(self._line) == 1:
            return head
        chunks, size = [], 0
        for chunk in self._line:
            size += len(chunk)
            chunks.append(chunk)
            if size >= _WRITE_AT_ONCE:
                break
        return b"".join(chunks)

    def _forget(self, sent: int) -> None:
        while sent:
            head = self._line.popleft()
            if sent < len(head):
                self._line.appendleft(head[sent:])
                return
            sent -= len(head)

    def _unwatch(self) -> None:
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher.close()
            self._watcher = None

    def _shut(self, how: int) -> None:
        try:
            self._sock.shutdown(how)
        except OSError:
            # The other side, or the server that accepted the socket, has closed it already.
            return


class WebSocket:
    """The server's side of a WebSocket over an accepted socket. Text only, no extensions.

    Messages are not compressed: a frame is finished once for all, the server's frames are small, and a compression
    context would cost each client some 300 KB. Nor are binary messages taken: nothing on this wire is binary.
    """

    __slots__ = (
        "_frames",
        "_inbox",
        "_limit",
        "_parts",
        "_pauses",
        "_protocol",
        "_size",
        "_sock",
        "open",
        "outlet",
    )

    def __init__(self, sock: Socket, limit: int) -> None:
        self._sock = sock
        self._limit = limit
        self._protocol = Connection(ConnectionType.SERVER)
        self._inbox: deque[str] = deque()
        self._parts: list[str] = []
        self._size = 0
        self._frames = Bucket(*FRAMES)
        self._pauses = Bucket(*REFUSALS)
        self.open = True
        self.outlet = Outlet(sock)

    def timeout(self, seconds: float | None) -> None:
        """How long `receive` waits for bytes before it takes the line for dead."""
        self._sock.settimeout(seconds)

    def receive(self) -> str | None:
        """The next message, or None when there will be no more, whatever the reason."""
        while not self._inbox or self.outlet.closed:
            # Frames that a client sent before it was cut off are dropped: it gets no more answers.
            if not self.open or self.outlet.closed:
                return None
            try:
                data = self._sock.recv(_READ_AT_ONCE)
            except OSError:
                data = b""
            if not data:
                self.open = False
                return None
            self._take(data)
        return self._inbox.popleft()

    def send(self, text: str) -> None:
        """Write a text message behind all that was written before."""
        self.outlet.write(text_frame(text.encode()))

    def close(self, reason: CloseReason = CloseReason.NORMAL_CLOSURE) -> None:
        """Say good-bye; what is in line is still sent."""
        self._answer(CloseConnection(reason))
        self.outlet.end()

    def _take(self, data: bytes) -> None:
        self._protocol.receive_data(data)
        for event in self._protocol.events():
            if not self._frames.take(time.monotonic()):
                # A socket that always has something to read never waits, and nobody else would get a turn.
                if not self._pauses.take(time.monotonic()):
                    self._give_up("too_fast", CloseReason.POLICY_VIOLATION)
                    return
                gevent.sleep(TOO_FAST_PAUSE)
            if isinstance(event, TextMessage):
                self._part(event)
            elif isinstance(event, Ping):
                self._answer(event.response())
            elif isinstance(event, CloseConnection):
                # wsproto gives this event for a broken frame as well, with the code to answer.
                self.open = False
                if event.code in _BROKEN:
                    self.outlet.fault = "broken_frame"
                self._answer(event.response())
                self.outlet.end()
            elif isinstance(event, BytesMessage):
                self._give_up("not_text", CloseReason.UNSUPPORTED_DATA)
            if not self.open:
                return

    def _part(self, event: TextMessage) -> None:
        self._size += len(event.data)
        if self._size > self._limit:
            self._give_up("too_large", CloseReason.MESSAGE_TOO_BIG)
            return
        if event.data:
            self._parts.append(event.data)
        if event.message_finished:
            self._inbox.append("".join(self._parts))
            self._parts.clear()
            self._size = 0

    def _give_up(self, fault: str, reason: CloseReason) -> None:
        self.open = False
        self.outlet.fault = fault
        self.close(reason)

    def _answer(self, event: Any) -> None:
        try:
            self.outlet.write(self._protocol.send(event))
        except LocalProtocolError:
            # A second good-bye, or an answer to one who has left: nothing is owed any more.
            return


def accept(environ: Mapping[str, Any], sock: Socket, limit: int) -> WebSocket:
    """Answer the handshake in `environ` on `sock`. `limit`: longest message. Raises BadHandshake."""
    key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "")
    try:
        well_formed = len(base64.b64decode(key, validate=True)) == 16
    except (binascii.Error, ValueError):
        well_formed = False
    if not well_formed or environ.get("HTTP_SEC_WEBSOCKET_VERSION") != "13":
        raise BadHandshake
    websocket = WebSocket(sock, limit)
    token = generate_accept_token(key.encode()).decode()
    websocket.outlet.write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {token}\r\n\r\n".encode()
    )
    return websocket
