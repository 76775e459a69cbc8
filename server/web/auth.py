"""Signing in and out, and the session of a visitor."""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import (
    Blueprint,
    Flask,
    abort,
    after_this_request,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask import Response as FlaskResponse
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response

from server.services import accounts
from server.services.accounts import Account, PasswordRefused, Passwords, Session
from server.services.registry import Person
from server.services.security import Origin, note_alone
from server.services.store import RunBlocking, Store
from server.web import attempts, errors
from server.web.forms import PasswordForm, SignInForm
from server.web.house import house
from server.web.turns import Waits
from server.web.words import t

COOKIE = "adref"

# The pages that people with a one-time password may reach before they have one of their own.
OPEN_TO_NEWCOMERS = frozenset({"auth.password", "auth.sign_out", "assets.asset", "health.healthz"})


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
        """The content of the cookie: person, stamp (a new password ends the sessions of the old one), and session."""
        return f"{self.session.person}.{self.session.stamp}.{self.session.name}"


class _Sessions(SecureCookieSessionInterface):
    """Signed cookies that are Secure wherever they were set over https."""

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002  Flask's signature.
        return request.is_secure


def install(app: Flask, redis_url: str | None) -> None:
    """Sessions, forgery protection on every form, and the pace of attempts at passwords, counted at `redis_url`."""
    app.session_interface = _Sessions()
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=accounts.SESSION_LIFETIME,
        # The token lives as long as its session: a form that was left open over lunch can still be sent.
        WTF_CSRF_TIME_LIMIT=None,
    )
    manager = LoginManager(app)
    # Delegates change their addresses with every network they join; a session bound to one would only annoy.
    manager.session_protection = None
    manager.user_loader(_load)
    manager.unauthorized_handler(_ask_to_sign_in)
    CSRFProtect(app)
    attempts.install(app, redis_url)
    blueprint = Blueprint("auth", __name__)
    blueprint.add_url_rule("/sign-in", "sign_in", sign_in, methods=["POST"])
    blueprint.add_url_rule("/sign-in", "sign_in_form", sign_in_form, methods=["GET"])
    blueprint.add_url_rule("/sign-out", "sign_out", sign_out, methods=["POST"])
    blueprint.add_url_rule("/account", "password", password, methods=["GET", "POST"])
    app.register_blueprint(blueprint)
    app.before_request(_newcomers_first)


@dataclass(frozen=True, slots=True)
class Identity:
    """The person and session that opened a socket, and until when its cookie is good (seconds since 1970)."""

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
    """The visitor who is signed in. Aborts with 401 without one; the application answers with the sign-in page."""
    if not current_user.is_authenticated:
        abort(401)
    value: Visitor = current_user._get_current_object()
    return value


def origin(person: str | None = None) -> Origin:
    """The person, address and instant for the security list; `person` where none is signed in yet."""
    by = person or (visitor().person.id if current_user.is_authenticated else None)
    return Origin(by, request.remote_addr or "", house().clock())


def sign_in_form() -> Response | str:
    if current_user.is_authenticated:
        return redirect(_next())
    return render_template("sign_in.html", form=SignInForm())


def sign_in() -> Response | tuple[str, int]:
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("sign_in.html", form=form), 422
    here, name = house(), form.name.data
    try:
        with attempts.attempt_to_sign_in(name) as attempt:
            account = accounts.sign_in(here.store, here.passwords, attempt.run, name, form.password.data)
    except Waits as waits:
        kept = waits
        after_this_request(lambda response: _keep_ticket(response, name, kept))
        return _too_soon("sign_in.html", waits, form=form)
    if account is None:
        _list_failure(name)
        return render_template("sign_in.html", form=form, failed=True), 403
    attempt.right()
    _end_session()
    person = account.person.id
    note_alone(here.store, here.new_id, origin(person), "sign_in", person)
    _begin_session(account)
    answer = redirect(_next())
    attempts.remember_device(answer, account.person.sign_in)
    return answer


def _too_soon(template: str, waits: Waits, **values: object) -> tuple[str, int]:
    """The page again, which says when it is one's turn."""
    seconds = max(1, math.ceil(waits.seconds))
    after_this_request(lambda response: _retry_after(response, seconds))
    sentence = t("sign_in.waits", again=errors.again(seconds))
    return render_template(template, waits=sentence, **values), 429


def _retry_after(response: FlaskResponse, seconds: int) -> FlaskResponse:
    response.headers["Retry-After"] = str(seconds)
    return response


def _keep_ticket(response: FlaskResponse, name: str, waits: Waits) -> FlaskResponse:
    attempts.keep_ticket(response, name, waits)
    return response


def _list_failure(name: str) -> None:
    """
    Puts a wrong password on the security list. What was typed as a name that nobody has is not kept: it may be a
    password.
    """
    here = house()
    with here.store.reading() as unit:
        person = unit.registry.person_named(name)
    by = Origin(None, request.remote_addr or "", here.clock())
    note_alone(here.store, here.new_id, by, "sign_in_failed", person.id if person is not None else None)


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
        with attempts.attempt_at_own(account.person.id) as attempt:
            changed = _changed(account, form)
    except Waits as waits:
        return _too_soon("account.html", waits, form=form, account=account)
    if not changed.wrong:
        attempt.right()
    else:
        note_alone(here.store, here.new_id, origin(), "password_check_failed", account.person.id)
    if changed.account is None:
        return render_template("account.html", form=form, account=account), 422
    note_alone(here.store, here.new_id, origin(), "password_changed", account.person.id)
    here.review(account.person.id)
    _begin_session(changed.account)
    return redirect(url_for("meetings.index"))


@dataclass(frozen=True, slots=True)
class _Changed:
    """The result of a change of password: the account, or the reason beside its field; `wrong`: the old one was."""

    account: Account | None
    wrong: bool = False


def _changed(account: Account, form: PasswordForm) -> _Changed:
    here = house()
    try:
        changed = accounts.change_password(
            here.store, here.passwords, here.run_passwords, account.person.id, form.old.data, form.new.data
        )
    except PasswordRefused as refusal:
        wrong = refusal.code == "wrong"
        field = form.old if wrong else form.new
        longest, shortest = accounts.LONGEST_PASSWORD, accounts.SHORTEST_PASSWORD
        field.errors = [t(f"password.{refusal.code}", shortest=shortest, longest=longest)]
        return _Changed(None, wrong)
    return _Changed(changed)


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
        # Else the answer would hold the cookie signed again, and a copy of an ended session would never grow old.
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
