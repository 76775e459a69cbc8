"""Errors, each one sentence with the next step: as a page, or as JSON for the interface of programs."""

import logging
import math

from flask import Flask, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from server.domain.refusal import Refused
from server.services.meetings import Forbidden, NotOpen
from server.web.words import catalogue, t

log = logging.getLogger(__name__)

API = "/api/"
REFUSAL_STATUS = {"not_found": 404, "forbidden": 403, "malformed": 400, "cannot_set": 503, "busy": 503}
"""The status of a refusal by its code; every other is 409: what was asked for does not go with what is."""


def install(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(NotOpen, lambda _error: _answer(404, "not_found"))
    app.register_error_handler(Forbidden, lambda error: _answer(403, "forbidden", str(error)))
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, lambda _error: _answer(400, "forgery", t("error.forgery")))
    app.register_error_handler(Exception, _fault)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None:
        return error.get_response()
    if error.code == 401 and not request.path.startswith(API):
        return redirect(url_for("auth.sign_in_form", next=request.full_path.rstrip("?")))
    return _answer(error.code, f"http_{error.code}")


def _refused(error: Refused) -> ResponseReturnValue:
    return _answer(REFUSAL_STATUS.get(error.code, 409), error.code, error.message)


def _fault(error: Exception) -> ResponseReturnValue:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return _answer(500, "http_500")


def answer(status: int, code: str, sentence: str) -> tuple[Response | str, int]:
    """The page that says so, or for the interface of programs `{code, message}`."""
    if request.path.startswith(API):
        return jsonify(code=code, message=sentence), status
    key = f"error.{status}.title"
    title = t(key) if key in catalogue() else t("error.title")
    return render_template("error.html", title=title, sentence=sentence, status=status), status


def again(seconds: int) -> str:
    """“in 5 seconds”: when something may be tried again."""
    if seconds <= 90:
        return t("error.again_seconds", count=seconds)
    return t("error.again_minutes", count=math.ceil(seconds / 60))


def _answer(status: int, code: str, sentence: str | None = None) -> ResponseReturnValue:
    return answer(status, code, sentence or _sentence(status))


def _sentence(status: int) -> str:
    key = f"error.{status}"
    return t(key) if key in catalogue() else t("error.other")
