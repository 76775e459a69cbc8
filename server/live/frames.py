"""The only door out: frames finished once, written straight to every socket, in order with all else that goes there.

This module and `background.py` know the insides of python-engineio 4.15.1 and python-socketio 5.18.1, and no other
does; the contract test `tests/contract/test_socket_io_client.py` holds them against the real `socket.io-client`. They
lean on these facts:

- an `engineio.socket.Socket` puts everything that it sends into `socket.queue`, made by `server.create_queue()`. Here
  that is an `OutQueue`: while the client polls it holds packets as before; once the client is on a WebSocket, `put`
  writes to the socket at once. There is one way out, so acknowledgements, pings and frames cannot overtake each other;
- `server._async["websocket"]` is called with the socket's handler, and what it gives back is a WSGI application;
- the handler sets `socket.upgraded` when the client has moved to the WebSocket, and then calls `wait()`. What was
  queued for polling until then is written first;
- `server.start_background_task` is asked for what `server/live/background.py` does instead: there is no writer, since a
  queue that writes by itself needs none. It ends the WebSocket when None is put into it, as the writer did.
"""

import json
import re
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any, Final
from urllib.parse import parse_qs

import gevent
from engineio.packet import MESSAGE, Packet
from engineio.payload import Payload
from gevent.queue import JoinableQueue
from wsproto.frame_protocol import CloseReason

from server.live import limits, websocket
from server.live.background import Background

SOCKET: Final = "adref.socket"
"""The name in the WSGI environment under which `server.live.serve` gives the accepted socket."""

# A message to the default namespace: an event with or without the id of its acknowledgement, a connection, a departure.
_EVENT = re.compile(r"2(\d{0,15})(\[.*)\Z", re.DOTALL)
_CONNECT = re.compile(r"0(?:\{[^\[\]{}]{0,1000}\})?\Z")
_DISCONNECT = "1"
_ASKED: Final = "adref.asked"
"""The name in engineio's session of a socket under which it is kept that its client has said who it is."""
# Everything else that a client of Engine.IO sends: farewell, probe, pong, upgrade, nothing.
_CONTROL: Final = frozenset({"1", "2probe", "3", "5", "6"})
_SEPARATOR: Final = "\x1e"

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
OnEvent = Callable[[str, str, "int | None"], None]
OnFault = Callable[[str, str], None]


class Finished(Packet):
    """A message to any number of clients, encoded once for WebSockets and once for those who poll."""

    def __init__(self, message: str) -> None:
        super().__init__(MESSAGE, message)
        self.frame = websocket.text_frame(b"4" + message.encode())


def event(name: str, body: bytes | str) -> Finished:
    """An event of Socket.IO in the default namespace; `body` is its one argument as JSON."""
    text = body.decode() if isinstance(body, bytes) else body
    return Finished(f'2["{name}",{text}]')


def acknowledgement(number: int, answer: object) -> Finished:
    """The answer to the event that came with this number."""
    return Finished(f"3{number}[{json.dumps(answer, separators=(',', ':'))}]")


class OutQueue:
    """The frames of one client, in order, on either transport. Takes the place of engineio's queue."""

    __slots__ = ("_abandon", "_end", "_held", "_unread", "outlet")

    def __init__(self) -> None:
        self._held = JoinableQueue()
        self.outlet: websocket.Outlet | None = None
        self._end: Callable[[], None] | None = None
        self._unread = 0
        self._abandon: Callable[[], None] | None = None

    def put(self, packet: Packet | None) -> None:
        """Send a packet; None says that there will be no more. Never waits."""
        if self.outlet is not None:
            if packet is not None:
                self.outlet.write(_frame(packet))
            elif self._end is not None:
                self._end()
                self._end = None
            return
        self._held.put(packet)
        if packet is not None:
            self._unread += _size(packet)
            if self._unread > limits.MAX_UNREAD and self._abandon is not None:
                # A client that polls so slowly is cut off as on a WebSocket. Not here: `put` may run inside a handler.
                gevent.spawn(self._abandon)
                self._abandon = None

    def get(self, block: bool = True, timeout: float | None = None) -> Packet | None:
        """The next packet for engineio's poll, or raise gevent.queue.Empty."""
        packet = self._held.get(block=block, timeout=timeout)
        if packet is not None:
            self._unread -= _size(packet)
        return packet

    def task_done(self) -> None:
        self._held.task_done()

    def join(self) -> None:
        self._held.join()

    def on_overflow(self, abandon: Callable[[], None]) -> None:
        self._abandon = abandon

    @property
    def direct(self) -> bool:
        return self.outlet is not None

    def attach(self, outlet: websocket.Outlet, end: Callable[[], None]) -> None:
        """
        Write to the outlet from now on, beginning with what is held. Does not switch to another greenlet. `end` ends
        the connection when there will be no more.
        """
        ended = False
        while not self._held.empty():
            packet = self._held.get(block=False)
            self._held.task_done()
            if packet is None:
                ended = True
            else:
                outlet.write(_frame(packet))
        self._unread = 0
        self.outlet = outlet
        if ended:
            end()
        else:
            self._end = end


class Line:
    """One connected client. Equal only to itself."""

    __slots__ = ("_socket", "queue", "sid")

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self.queue: OutQueue = socket.queue
        self.sid: str = socket.sid

    def send(self, packet: Finished) -> None:
        """Never waits and never raises."""
        self.queue.put(packet)

    def close(self, *, for_good: bool = False) -> None:
        """
        End the connection after what was sent before; the gateway's own disconnect handler runs inside. The browser
        connects again by itself, unless it is `for_good`.
        """
        if for_good:
            self.send(Finished(_DISCONNECT))
        self._socket.close(wait=False, reason=self._socket.server.reason.SERVER_DISCONNECT)

    @property
    def direct(self) -> bool:
        """Whether frames are written straight to a WebSocket (otherwise the client polls)."""
        return self.queue.direct


def deliver(lines: Iterable[Line], packet: Finished) -> None:
    """Write one frame to many clients: this is what a large meeting costs, so nothing stands between."""
    frame, size = packet.frame, len(packet.frame)
    for line in lines:
        outlet = line.queue.outlet
        if outlet is None:
            line.send(packet)
            continue
        send = outlet.at_once
        if send is None:
            outlet.write(frame)
            continue
        try:
            sent = send(frame)
        except OSError:
            # The kernel takes nothing, or the socket is gone: the outlet finds out which.
            outlet.write(frame)
        else:
            if sent < size:
                outlet.hold(frame, sent)


class Door:
    """python-socketio's server with our way in and our way out. `install` makes one."""

    def __init__(self, server: Any, on_event: OnEvent, on_fault: OnFault) -> None:
        self._server = server
        self._on_event = on_event
        self.on_fault = on_fault
        self._posting: set[str] = set()

    def line(self, sid: str) -> Line:
        """The connection with this Socket.IO id, asked for once, by the connect handler."""
        socket = self._server.eio.sockets[self._server.manager.eio_sid_from_sid(sid, "/")]
        reason = self._server.reason.TRANSPORT_ERROR

        def abandon() -> None:
            self.on_fault(socket.sid, "unread")
            socket.close(wait=False, abort=True, reason=reason)

        socket.queue.on_overflow(abandon)
        return Line(socket)

    def sid(self, socket_io_sid: str) -> str | None:
        """`Line.sid` of the connection with this Socket.IO id; None once it is gone."""
        found: str | None = self._server.manager.eio_sid_from_sid(socket_io_sid, "/")
        return found

    def sockets(self) -> list[Line]:
        """All that is connected, even what has not yet said to which namespace."""
        return [Line(socket) for socket in list(self._server.eio.sockets.values()) if not socket.closed]

    def receive(self, eio_sid: str, message: object) -> None:
        """A message of Socket.IO. What no client of ours would send ends the connection."""
        socket = self._server.eio.sockets.get(eio_sid)
        if socket is None:
            return
        matched = _EVENT.match(message) if isinstance(message, str) else None
        if matched is not None:
            self._on_event(eio_sid, matched[2], int(matched[1]) if matched[1] else None)
        elif message == _DISCONNECT:
            # A client of ours closes the connection behind it.
            self._server._handle_eio_message(eio_sid, message)
            Line(socket).close()
        elif isinstance(message, str) and _CONNECT.match(message) and _ASKED not in socket.session:
            # Once only, since a session is looked up each time: whoever wants to come again opens a connection.
            socket.session[_ASKED] = True
            self._server._handle_eio_message(eio_sid, message)
        else:
            self.on_fault(eio_sid, "malformed")
            Line(socket).close()

    def open(self, handler: Callable[["DirectWebSocket"], Any], _server: object) -> "DirectWebSocket":
        return DirectWebSocket(handler, self.on_fault)

    def application(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """
        engineio's own handling of HTTP requests, with the bodies of polling clients looked at first: it would log a
        traceback for a packet that it cannot read, and drop the packet with all that follow it in silence.
        """
        if "HTTP_UPGRADE" in environ and not _upgrades(environ):
            # engineio would poll for one who asked for a WebSocket, and give back what is no answer.
            start_response("400 Bad Request", [("Content-Type", "text/plain")])
            return [b"Not a WebSocket."]
        sid = parse_qs(environ.get("QUERY_STRING", "")).get("sid", [""])[0]
        if environ["REQUEST_METHOD"] != "POST" or sid not in self._server.eio.sockets:
            return self._handled(environ, start_response)
        if sid in self._posting:
            # A client of ours sends one after the other. Many at once would all be in memory while they wait.
            self.on_fault(sid, "too_fast")
            start_response("429 Too Many Requests", [("Content-Type", "text/plain"), ("Retry-After", "1")])
            return [b"One message at a time."]
        self._posting.add(sid)
        try:
            return self._post(sid, environ, start_response)
        finally:
            self._posting.discard(sid)

    def _post(self, sid: str, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        body = _body(environ)
        if body is None:
            self.on_fault(sid, "malformed")
            start_response("400 Bad Request", [("Content-Type", "text/plain")])
            return [b"Not a message."]
        posted = {**environ, "wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        return self._handled(posted, start_response)

    def _handled(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        answer: Iterable[bytes] = self._server.eio.handle_request(environ, start_response)
        return answer


def install(server: Any, on_event: OnEvent, on_fault: OnFault = lambda _sid, _code: None) -> Door:
    """
    Put our door into a `socketio.Server` before it serves anybody. `on_event(sid, arguments, number)` takes every
    event of the default namespace: the line's id, its arguments as unread JSON, the number to acknowledge or None.
    `on_fault(sid, code)` hears what a line did wrong for which it is cut off, or its message is not taken.
    """
    door = Door(server, on_event, on_fault)
    engine = server.eio
    engine.create_queue = OutQueue
    engine.start_background_task = Background(engine.start_background_task)
    engine._async = {**engine._async, "websocket": door.open}
    engine.on("message", door.receive)
    server.handle_request = door.application
    # Documented as a setting of the class: python-engineio has no other way to set it.
    Payload.max_decode_packets = limits.MAX_PACKETS_IN_POST
    return door


class DirectWebSocket:
    """Takes the place of simple-websocket for engineio's handler, and is the WSGI application that serves it."""

    def __init__(self, handler: Callable[["DirectWebSocket"], Any], on_fault: OnFault) -> None:
        self._handler = handler
        self._on_fault = on_fault
        self._engine_socket: Any = handler.__self__  # type: ignore[attr-defined]  # A bound method, always.
        self._websocket: websocket.WebSocket

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        sock = environ.get(SOCKET)
        engine_socket = self._engine_socket
        try:
            if sock is None or engine_socket.upgrading:
                raise websocket.BadHandshake
            self._websocket = websocket.accept(environ, sock, limits.MAX_MESSAGE)
        except websocket.BadHandshake:
            if not engine_socket.connected:
                # It was made for this request, and engineio would wait for it until its first ping went unanswered.
                engine_socket.close(wait=False, abort=True)
            start_response("400 Bad Request", [("Content-Type", "text/plain")])
            return [b"Not a WebSocket."]
        self._websocket.timeout(limits.UPGRADE_TIMEOUT)
        try:
            return list(self._handler(self))
        finally:
            if not engine_socket.upgraded:
                # engineio forgets this when the client leaves in mid-upgrade, and would answer its polls with nothing.
                engine_socket.upgrading = False
            self._websocket.outlet.abort()

    def wait(self) -> str | None:
        """The next packet, None at the end. Only what engineio can read without an exception gets through."""
        engine_socket = self._engine_socket
        if engine_socket.upgraded and not engine_socket.queue.direct:
            # engineio ends a connection that answers no ping; a timer for each message would do no more.
            self._websocket.timeout(None)
            engine_socket.queue.attach(self._websocket.outlet, self._websocket.close)
        packet = self._websocket.receive()
        if packet is not None and well_formed(packet):
            return packet
        if packet is not None:
            self._websocket.outlet.fault = "malformed"
            self._websocket.close(CloseReason.POLICY_VIOLATION)
        if self._websocket.outlet.fault is not None:
            # Now, while it is still known whose line this is.
            self._on_fault(engine_socket.sid, self._websocket.outlet.fault)
        # In mid-upgrade engineio cannot bear None; a packet that does nothing makes it give the upgrade up.
        return None if engine_socket.upgraded else "6"

    def send(self, packet: str) -> None:
        self._websocket.send(packet)

    def close(self) -> None:
        self._websocket.close()


def well_formed(packet: str) -> bool:
    """Whether this is a packet of Engine.IO that a client may send: a text message of Socket.IO, or control."""
    return packet in _CONTROL or (packet[:1] == "4" and packet[1:2].isdigit() and packet[1:2].isascii())


def _upgrades(environ: Environ) -> bool:
    """Whether the connection is to become what the header `Upgrade` names."""
    return "upgrade" in (token.strip() for token in environ.get("HTTP_CONNECTION", "").lower().split(","))


def _body(environ: Environ) -> bytes | None:
    """The body of a POST if it holds packets that may be sent, otherwise None."""
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > limits.MAX_MESSAGE:
        return None
    body: bytes = environ["wsgi.input"].read(int(length))
    try:
        packets = body.decode().split(_SEPARATOR)
    except UnicodeDecodeError:
        return None
    if len(packets) > limits.MAX_PACKETS_IN_POST or not all(map(well_formed, packets)):
        return None
    return body


def _frame(packet: Packet) -> bytes:
    if isinstance(packet, Finished):
        return packet.frame
    return websocket.text_frame(packet.encode().encode())


def _size(packet: Packet) -> int:
    return len(packet.frame if isinstance(packet, Finished) else packet.encode())
