"""Keeps a demonstration, whose passwords are public, on the machine where it was asked for."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from server.web.words import t

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Headers that proxies add. `Via` and the first three are standards, the others are common.
PROXY_HEADERS = (
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_SERVER",
    "HTTP_X_REAL_IP",
)


class LoopbackOnly:
    """WSGI middleware around everything, sockets too: answers only what this machine asks for itself.

    Refuses with 403 and a sentence what came through a proxy, what comes from another address, and what names another
    host (a page elsewhere could otherwise reach this server through a name that it points to 127.0.0.1).
    """

    def __init__(self, application: "WSGIApplication", is_loopback: Callable[[str], bool]) -> None:
        self.application = application
        self.is_loopback = is_loopback

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if self._is_ours(environ):
            return self.application(environ, start_response)
        body = t("demo.refused").encode()
        start_response(
            f"{HTTPStatus.FORBIDDEN.value} {HTTPStatus.FORBIDDEN.phrase}",
            [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))],
        )
        return [body]

    def _is_ours(self, environ: "WSGIEnvironment") -> bool:
        if any(header in environ for header in PROXY_HEADERS):
            return False
        remote = environ.get("REMOTE_ADDR", "")
        try:
            host = urlsplit(f"//{environ.get('HTTP_HOST', '')}").hostname or ""
        except ValueError:
            return False
        return self.is_loopback(remote) and self.is_loopback(host)
