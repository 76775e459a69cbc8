"""Every request gets a number, which its answer names and under which all that is logged of it is found."""

import logging
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from server.services.request import begin_request
from server.services.scarce_log import ScarceLog

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER: Final = "X-Request-Id"
_OFTEN: Final = ("/socket.io/", "/assets/", "/static/", "/healthz", "/readyz", "/metrics")
"""Frequent requests that say little, logged at the finest level only."""

LINES: Final = (100.0, 3_000.0)
"""Lines a second and at once: when a large meeting opens a text, each window asks for it."""

log = logging.getLogger(__name__)
answered = ScarceLog(log, of_one=LINES, of_all=LINES)


class Requests:
    """WSGI middleware around everything, sockets too: what a socket sends is of the request that opened it."""

    def __init__(self, application: "WSGIApplication", new_id: Callable[[str], str]) -> None:
        self.application = application
        self.new_id = new_id

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        number = self.new_id("r")
        begin_request(number)
        began = time.monotonic()
        statuses = ["-"]

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Callable[[bytes], object]:
            statuses.append(status.partition(" ")[0])
            return start_response(status, [*headers, (HEADER, number)], *more)

        answer = self.application(environ, start)
        path = environ.get("PATH_INFO", "")
        level = logging.DEBUG if path.startswith(_OFTEN) else logging.INFO
        if log.isEnabledFor(level):
            facts = {
                "method": environ.get("REQUEST_METHOD", ""),
                # Without the query: a search is somebody's words.
                "path": path,
                "status": statuses[-1],
                "milliseconds": round((time.monotonic() - began) * 1000, 1),
            }
            answered.say(level, "A request was answered", facts)
        return answer
