"""Whether the server is well, for whoever watches over it: no sign-in, and nothing about any meeting."""

from flask import Blueprint, Response, jsonify

from server.web.house import house

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> tuple[Response, int]:
    """`{version, database, record}`, the last two `ok` or what is the matter; 200 where both are, else 503."""
    status = house().health()
    well = all(value == "ok" for name, value in status.items() if name != "version")
    return jsonify(status), 200 if well else 503
