"""
How much one person may ask over HTTP: so that nobody, with an account or without, keeps the others from their turn.

Each process counts for itself: what it guards is its own processor. Who asks for more is answered 429, after a pause in
which that connection is served no further.
"""

import math
from time import monotonic, sleep
from typing import Final

from flask import Flask, make_response, request
from flask_login import current_user
from werkzeug.wrappers import Response

from server.services.bucket import Bucket, Buckets
from server.web import errors
from server.web.set_files import set_files
from server.web.words import t

REQUESTS: Final = (10.0, 60.0)
"""
Requests of one person a second, and at once: a window that opens asks for a page and a state, and then as somebody
clicks. Twenty windows that come back together ask for less, and whoever floods is soon held up: while so many are
answered at once, others wait.
"""

DOCUMENTS: Final = (0.1, 10.0)
"""
Documents of one person, or of strangers at one address: each takes a processor for a third of a second or more. One
that was set before, or is being set, takes nothing and is not counted: a whole public meeting may read what was issued.
"""

LOOKS: Final = (2.0, 20.0)
"""
Looks of one person at the text as a page or as plain text, at its past or its entries: each is read, folded or drawn
again, in up to half a second of a processor.
"""

STRANGERS: Final = (50.0, 3_000.0)
"""Requests from one address without a session: a whole meeting may sign in from one, in the same minute."""

PAUSE: Final = 0.5
"""Seconds until an answer that says no: who floods waits for it."""

_FREE: Final = frozenset(
    {"assets.asset", "static", "health.healthz", "operation.readyz", "operation.metrics"}
)
_SET: Final = frozenset({"docx", "pdf"})


def install(app: Flask) -> None:
    people, documents, looks, strangers = (Buckets(*each) for each in (REQUESTS, DOCUMENTS, LOOKS, STRANGERS))

    def within_allowance() -> Response | None:
        """The answer where too much was asked for; None where the view may answer."""
        if request.endpoint in _FREE:
            return None
        known = current_user.is_authenticated
        name = current_user.person.id if known else request.remote_addr or ""
        refused = _taken((people if known else strangers).of(name))
        if refused is None and _is_to_be_set():
            refused = _taken(documents.of(name))
        # A stranger is sent to sign in, which costs nothing, and a whole meeting may follow one link.
        if refused is None and known and _is_look():
            refused = _taken(looks.of(name))
        return refused

    app.before_request(within_allowance)


def _is_to_be_set() -> bool:
    """Whether a document is asked for that takes a processor."""
    asked = request.view_args or {}
    form = asked.get("form")
    return form in _SET and not set_files().costs_nothing((asked.get("document", ""), form))


def _is_look() -> bool:
    """Whether a text is asked for in a form that is not kept for all who have it open."""
    if request.endpoint == "api.state":
        return not request.args.keys().isdisjoint({"number", "at"})
    return (
        request.endpoint in {"texts.reading", "api.entries"} or (request.view_args or {}).get("form") == "txt"
    )


def _taken(bucket: Bucket) -> Response | None:
    if bucket.take(monotonic()):
        return None
    sleep(PAUSE)
    seconds = max(1, math.ceil((1 - bucket.left) / bucket.rate))
    body, status = errors.answer(429, "too_many", t("error.429.requests", again=errors.again(seconds)))
    response = make_response(body, status)
    response.headers["Retry-After"] = str(seconds)
    return response
