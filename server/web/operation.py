"""For whoever runs the server and for what stands before it: whether it takes requests, and its figures."""

import hmac

from flask import Blueprint, Response, jsonify, request

from server.web.demonstration import PROXY_HEADERS
from server.web.house import house

blueprint = Blueprint("operation", __name__)


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """
    Whether new requests should come here: `{serving, database}`, each `ok` or what is the matter; 200 where both are,
    else 503. The server is well (`/healthz`) and not ready while it drains.
    """
    status = house().ready()
    return jsonify(status), 200 if set(status.values()) == {"ok"} else 503


@blueprint.get("/metrics")
def metrics() -> Response:
    """The figures of this process for Prometheus: for this machine itself, or with the token of METRICS_TOKEN."""
    if not (_has_token() or _is_here()):
        return Response("Ask from this machine, or with the token.\n", 403, content_type="text/plain")
    return Response(house().metrics(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _has_token() -> bool:
    token = house().metrics_token
    said = request.headers.get("Authorization", "")
    return token is not None and hmac.compare_digest(said.encode(), f"Bearer {token}".encode())


def _is_here() -> bool:
    """Requests that a proxy on this machine passes on come from anywhere."""
    return not any(header in request.environ for header in PROXY_HEADERS) and house().is_loopback(
        request.remote_addr or ""
    )
