"""Who is asking: signing in and out, and the session that remembers it."""

import math
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, abort, make_response, redirect, render_template, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask_limiter import Limiter, RateLimitExceeded
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf import CSRFProtect
from redis.exceptions import RedisError
from werkzeug.wrappers import Response

from server.services import accounts
from server.services.accounts import Account, PasswordRefused, Passwords, Session
from server.services.registry import Person
from server.services.store import RunBlocking, Store
from server.web import errors
from server.web.forms import PasswordForm, SignInForm
from server.web.house import house
from server.web.words import t

COOKIE = "adref"

# A whole meeting may share one address, so of an address only failures count. Of a name every attempt counts before it
# is judged, so that many at once cannot slip through together, and success forgives them. The second limit of each
# stops a patient guesser.
FAILURES_BY_ADDRESS = "30 per minute;200 per hour"
ATTEMPTS_BY_NAME = "5 per minute;20 per hour"
NAME = "name:"

# Seconds that Redis, where processes share what they count, may take to connect and to answer.
REDIS_PATIENCE = {"socket_connect_timeout": 1, "socket_timeout": 1}

# What somebody with a one-time password may reach before they have one of their own.
OPEN_TO_NEWCOMERS = frozenset({"auth.password", "auth.sign_out", "assets.asset", "health.healthz"})

View = Callable[[], Response | tuple[str, int]]


@dataclass(frozen=True)
class Visitor:
    """An account, and the session in which it is used, in the form in which Flask-Login keeps them."""

    account: Account
    session: Session
    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def person(self) -> Person:
        return self.account.person

    def get_id(self) -> str:
        """What the cookie holds: person, stamp (a new password ends the sessions of the old one), and session."""
        return f"{self.session.person}.{self.session.stamp}.{self.session.name}"


class _Sessions(SecureCookieSessionInterface):
    """Signed cookies that are Secure wherever they were set over https."""

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002  Flask's signature.
        return request.is_secure


def install(app: Flask, limits_url: str) -> None:
    """Sessions, forgery protection on every form, and limits on failed sign-ins, which are counted at `limits_url`."""
    app.session_interface = _Sessions()
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=accounts.SESSION_LIFETIME,
        # The token lives as long as its session: a form that was left open over lunch can still be sent.
        WTF_CSRF_TIME_LIMIT=None,
        RATELIMIT_HEADERS_ENABLED=False,
    )
    manager = LoginManager(app)
    # Delegates change their addresses with every network they join; a session bound to one would only annoy.
    manager.session_protection = None
    manager.user_loader(_load)
    manager.unauthorized_handler(_ask_to_sign_in)
    CSRFProtect(app)
    shared = not limits_url.startswith("memory:")
    limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri=limits_url,
        storage_options={**REDIS_PATIENCE} if shared else {},
        strategy="moving-window",
        # While Redis is away each process counts for itself: people must be able to sign in.
        in_memory_fallback_enabled=shared,
    )
    blueprint = Blueprint("auth", __name__)
    blueprint.add_url_rule("/sign-in", "sign_in", _limited_sign_in(limiter), methods=["POST"])
    blueprint.add_url_rule("/sign-in", "sign_in_form", sign_in_form, methods=["GET"])
    blueprint.add_url_rule("/sign-out", "sign_out", sign_out, methods=["POST"])
    blueprint.add_url_rule("/account", "password", password, methods=["GET", "POST"])
    app.register_blueprint(blueprint)
    app.register_error_handler(RateLimitExceeded, lambda _error: _too_many(limiter))
    app.before_request(_newcomers_first)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who opened a socket, by which session, and until when its cookie is good (seconds since 1970)."""

    person: str
    session: Session
    until: float


def identify(app: Flask) -> Callable[[Mapping[str, Any]], Identity | None]:
    """Answers whose session a WSGI environment holds, for sockets: None where nobody's."""

    def identity_of(environ: Mapping[str, Any]) -> Identity | None:
        with app.request_context(dict(environ)):
            if not current_user.is_authenticated or current_user.account.must_change:
                return None
            until = _issued(app) + accounts.SESSION_LIFETIME.total_seconds()
            return Identity(current_user.person.id, current_user.session, until)

    return identity_of


def cookie_holder(app: Flask) -> Callable[[Mapping[str, Any]], str | None]:
    """
    Answers whose cookie a WSGI environment holds, by its signature alone: nothing is looked up, and the session may
    have ended since. None where nobody's.
    """

    def holder(environ: Mapping[str, Any]) -> str | None:
        held = app.session_interface.open_session(app, app.request_class(dict(environ)))
        named = held.get("_user_id") if held is not None else None
        return named.partition(".")[0] if isinstance(named, str) else None

    return holder


def good_sessions(
    store: Store, passwords: Passwords, run: RunBlocking
) -> Callable[[Collection[Session]], set[Session]]:
    """Answers which of some sessions are still good, all looked up at once and off the event loop."""

    def look(sessions: Collection[Session]) -> set[Session]:
        with store.reading() as unit:
            found = accounts.session_accounts(unit, passwords, sessions)
        return {session for session, account in found.items() if not account.must_change}

    return lambda sessions: run(lambda: look(sessions))


def _issued(app: Flask) -> float:
    """When the cookie of this request was signed. Precondition: its session was read, so the signature is right."""
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    if serializer is None:
        raise RuntimeError("Sessions are signed with SECRET_KEY, and there is none.")
    _, issued = serializer.loads(request.cookies[COOKIE], return_timestamp=True)
    return float(issued.timestamp())


def visitor() -> Visitor:
    """Who is signed in. Aborts with 401 where nobody is; the application answers with the sign-in page."""
    if not current_user.is_authenticated:
        abort(401)
    value: Visitor = current_user._get_current_object()
    return value


def sign_in_form() -> Response | str:
    if current_user.is_authenticated:
        return redirect(_next())
    return render_template("sign_in.html", form=SignInForm())


def sign_in() -> Response | tuple[str, int]:
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("sign_in.html", form=form), 422
    here = house()
    account = accounts.sign_in(
        here.store, here.passwords, here.run_passwords, form.name.data.strip(), form.password.data
    )
    if account is None:
        return render_template("sign_in.html", form=form, failed=True), 403
    _end_session()
    _begin_session(account)
    return redirect(_next())


def sign_out() -> Response:
    """Ends the session here and for every copy of its cookie; sockets that were opened with it end too."""
    _end_session()
    logout_user()
    session.clear()
    return redirect(url_for("auth.sign_in_form"))


def password() -> Response | tuple[str, int] | str:
    """One's own account: the password, which others may have set for the first time."""
    account = visitor().account
    form = PasswordForm()
    if request.method == "GET":
        return render_template("account.html", form=form, account=account)
    if not form.validate_on_submit():
        return render_template("account.html", form=form, account=account), 422
    here = house()
    try:
        changed = accounts.change_password(
            here.store, here.passwords, here.run_passwords, account.person.id, form.old.data, form.new.data
        )
    except PasswordRefused as refusal:
        sentence = t(
            f"password.{refusal.code}", shortest=accounts.SHORTEST_PASSWORD, longest=accounts.LONGEST_PASSWORD
        )
        return render_template("account.html", form=form, account=account, refusal=sentence), 422
    here.review(account.person.id)
    _begin_session(changed)
    return redirect(url_for("meetings.index"))


def _limited_sign_in(limiter: Limiter) -> View:
    @limiter.limit(FAILURES_BY_ADDRESS, deduct_when=_failed)
    @limiter.limit(ATTEMPTS_BY_NAME, key_func=_name_asked_for)
    def limited() -> Response | tuple[str, int]:
        answer = sign_in()
        if current_user.is_authenticated:
            # Should Redis go in this very moment, the attempts are forgiven when they are old enough.
            with suppress(RedisError):
                for limit in limiter.current_limits:
                    if any(part.startswith(NAME) for part in limit.request_args):
                        limiter.limiter.clear(limit.limit, *limit.request_args)
        return answer

    return limited


def _too_many(limiter: Limiter) -> Response:
    """Says when to try again: when the oldest of the attempts that count falls out of its window."""
    limit = limiter.current_limit
    seconds = max(1, math.ceil(limit.reset_at - time.time())) if limit is not None else 60
    body, status = errors.answer(429, "too_many", t("error.429", again=errors.again(seconds)))
    response = make_response(body, status)
    response.headers["Retry-After"] = str(seconds)
    return response


def _end_session() -> None:
    """
    Ends the session of this browser, where there is one, for every copy of its cookie. Before another one begins too:
    the windows that were opened with it must not go on for a person who is here no more.
    """
    if current_user.is_authenticated:
        here, ended = house(), visitor().session
        here.run(lambda: accounts.end_session(here.store, ended.name, here.clock()))
        here.review(ended.person)


def _begin_session(account: Account) -> None:
    # Nothing of the session before is taken over: whoever planted it must not know the one that follows.
    session.clear()
    session.permanent = True
    login_user(Visitor(account, accounts.begin_session(account)))


def _load(stored: str) -> Visitor | None:
    here, named = house(), Session(*(stored.split(".") if stored.count(".") == 2 else ("", "", "")))
    with here.store.reading() as unit:
        account = accounts.session_accounts(unit, here.passwords, {named}).get(named)
    if account is None:
        # Else the answer would hold the cookie signed anew, and a copy of an ended session would never grow old.
        session.clear()
        return None
    return Visitor(account, named)


def _newcomers_first() -> Response | None:
    if request.endpoint is None or request.endpoint in OPEN_TO_NEWCOMERS:
        return None
    if not current_user.is_authenticated or not current_user.account.must_change:
        return None
    if request.path.startswith("/api/"):
        abort(403)
    return redirect(url_for("auth.password"))


def _ask_to_sign_in() -> Response:
    return redirect(url_for("auth.sign_in_form", next=request.full_path.rstrip("?")))


def _next() -> str:
    """Where to go after signing in: a path of this server, never another one's."""
    wanted = request.args.get("next", "")
    if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable():
        return wanted
    return url_for("meetings.index")


def _name_asked_for() -> str:
    return NAME + request.form.get("name", "").strip().casefold()[:200]


def _failed(response: Response) -> bool:
    return response.status_code == 403
