"""How the live text is put into the application.

`server/app.py` calls `init_live` once, after the pages are installed, and `wsgi.py` serves the application with
`server.live.serve.serve` after gevent has patched the standard library. `identify` answers whose session a WSGI
environment holds, `good_sessions` which are still good, `holder` whose cookie it is by its signature alone (all of
`server.web.auth`); `texts` is `server.live.texts.ServiceTexts` over live texts that were made with
`run=server.live.threads.run_in_thread`.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import gevent
from flask import Flask
from flask_socketio import SocketIO

from server.live import frames, limits
from server.live.connection import Environ, GoodSessions, Identify
from server.live.gateway import Gateway
from server.live.measured import MeasuredTexts
from server.live.measures import Measures
from server.live.others import Others
from server.live.port import Texts
from server.services.bucket import Buckets
from server.services.store import Clock

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

Holder = Callable[[Environ], str | None]
"""Whose cookie a WSGI environment holds, without looking anything up; None where nobody's."""


def init_live(
    app: Flask,
    texts: Texts,
    identify: Identify,
    good_sessions: GoodSessions,
    holder: Holder,
    clock: Clock,
    others: Others | None = None,
) -> Gateway:
    """
    Serve Socket.IO at /socket.io/ of this application. The gateway is what revokes and stops; `Gateway.start` has it
    hear the other processes.
    """
    measures = Measures()
    gateway = Gateway(MeasuredTexts(texts, measures), identify, good_sessions, clock, others)
    socketio = SocketIO(
        async_mode="gevent",
        # Handlers run in the greenlet that reads from their client: one message after the other, and no Flask context.
        async_handlers=False,
        manage_session=False,
        cors_allowed_origins=same_origin,
        max_http_buffer_size=limits.MAX_MESSAGE,
        ping_interval=limits.PING_INTERVAL,
        ping_timeout=limits.PING_TIMEOUT,
    )
    socketio.init_app(app)
    server = socketio.server
    gateway.door = frames.install(server, gateway.receive, gateway.fault)
    gateway.measures = measures
    polled = of_its_person(server.handle_request, holder, gateway.person_of)
    server.handle_request = within_handshakes(polled, holder, measures)
    watch(measures, gateway)
    server.on("connect", gateway.connect)
    server.on("disconnect", gateway.disconnect)
    gevent.spawn(gateway.review_for_ever)
    gevent.spawn(gateway.rooms.catch_up_for_ever)
    return gateway


def within_handshakes(application: Application, holder: Holder, measures: Measures) -> Application:
    """
    Who opens connections again and again waits, and is answered 429: every handshake looks a session up. Counted by
    person before anything is looked up, and by address where the cookie is nobody's: anybody can make up others.
    """
    people, strangers = Buckets(*limits.HANDSHAKES), Buckets(*limits.HANDSHAKES_OF_STRANGERS)

    def allows(environ: dict[str, Any]) -> bool:
        person = holder(environ)
        bucket = strangers.of(environ.get("REMOTE_ADDR", "")) if person is None else people.of(person)
        return bucket.take(time.monotonic())

    def bounded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        opens = "sid=" not in environ.get("QUERY_STRING", "")
        if not opens or allows(environ):
            return application(environ, start_response)
        measures.refused("too_many_connections")
        gevent.sleep(limits.HANDSHAKE_PAUSE)
        start_response("429 Too Many Requests", [("Content-Type", "text/plain"), ("Retry-After", "1")])
        return [b"Too many connections were opened at once."]

    return bounded


def of_its_person(
    application: Application, holder: Holder, person_of: Callable[[str], str | None]
) -> Application:
    """
    Requests of a window that is connected already (long polling, the change to a WebSocket) come with the cookie of the
    person that connected it. Where somebody else has signed in, they are refused, and the window connects again.
    """

    def checked(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        sid = parse_qs(environ.get("QUERY_STRING", "")).get("sid", [""])[0]
        person = person_of(sid) if sid else None
        if person is None or person == holder(environ):
            return application(environ, start_response)
        start_response("403 Forbidden", [("Content-Type", "text/plain")])
        return [b"Somebody else has signed in here."]

    return checked


def watch(measures: Measures, gateway: Gateway) -> None:
    """Has the figures of the gateway shown."""
    waiting = gateway.rooms.waiting
    measures.watch("connections", "Windows that are connected", gateway.connected)
    measures.watch("commands_waiting", "Commands that wait to be decided", lambda: sum(waiting()))
    measures.watch(
        "longest_queue", "Commands that wait for one text, at most", lambda: max(waiting(), default=0)
    )
    measures.watch("draining", "Whether this process is about to end", lambda: float(gateway.rooms.draining))


def same_origin(origin: str, environ: Environ) -> bool:
    """
    Whether a page of this host asks. The scheme is not compared: behind a proxy the server does not see it, and the
    session's cookie is Secure where it was set over https. A request without Origin comes from no page at all.
    """
    host = str(environ.get("HTTP_HOST", "")).lower()
    try:
        return host != "" and urlsplit(origin).netloc.lower() == host
    except ValueError:
        return False
