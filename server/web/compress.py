"""Answers compressed and conditional, where that is of use and gives nothing away."""

import gzip
from functools import lru_cache

from flask import Flask, Response, request

from server.domain.refusal import Refused
from server.web.house import house

SMALLEST = 1024
"""In bytes: below it the compressed form saves nothing."""
LARGE = 32 * 1024
"""In bytes: from here on it takes milliseconds, in which others want their turn."""
LEVEL = 5

# Not HTML: a page holds a token against forgery and may hold words from the address, and the size of the two compressed
# together tells about the token (BREACH).
TYPES = frozenset({"application/json", "text/plain", "text/css", "text/javascript"})


def install(app: Flask) -> None:
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if (
        response.mimetype not in TYPES
        or response.status_code != 200
        or "Content-Encoding" in response.headers
    ):
        return response
    response.vary.add("Accept-Encoding")
    if response.direct_passthrough:
        # A file that is sent as it lies on the disk.
        return response
    data = response.get_data()
    if len(data) < SMALLEST or not request.accept_encodings["gzip"]:
        return response
    try:
        response.set_data(_compressed(data))
    except Refused:
        # Too much waits to be compressed: it is sent as it is.
        return response
    response.headers["Content-Encoding"] = "gzip"
    etag, weak = response.get_etag()
    if etag is not None and not weak:
        # The same content in other bytes: a strong tag would claim the bytes.
        response.set_etag(etag, weak=True)
    return response


def _compressed(data: bytes) -> bytes:
    """Raises Refused where too many wait for the thread."""
    if request.endpoint == "assets.asset":
        return _asset(data)
    return _packed(data) if len(data) < LARGE else house().compress(lambda: _packed(data))


@lru_cache(maxsize=64)
def _asset(data: bytes) -> bytes:
    """A file of the built client, which many ask for and which never changes: compressed once."""
    return _packed(data)


def _packed(data: bytes) -> bytes:
    return gzip.compress(data, LEVEL, mtime=0)
