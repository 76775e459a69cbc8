"""The application, put together: the one place (with the command line) that knows every layer."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from server import VERSION
from server.exchange import press
from server.exchange.glyphs import missing
from server.files import VERIFIER, Files
from server.live.connection import GoodSessions
from server.live.gateway import Gateway
from server.live.install import init_live
from server.live.others import Others
from server.live.texts import ServiceTexts
from server.persistence.checkpoints import key_of
from server.persistence.engine import make_engine
from server.persistence.migrate import is_current, upgrade
from server.persistence.store import SqlStore
from server.services.accounts import Passwords
from server.services.clock import new_id, now
from server.services.condition import OK, record_condition
from server.services.effort import Effort
from server.services.live_text import LiveTexts
from server.services.store import Beside, RunBlocking, Store, at_once, directly
from server.settings import Settings, is_loopback
from server.web import auth, pages
from server.web.demonstration import LoopbackOnly
from server.web.house import House
from server.web.requests import Requests

LOOKING = 2
"""Threads in which the past, histories, entries and the text of now are read, built and drawn for those who look."""
MOST_LOOKING = 300
"""How many may wait for them: each takes milliseconds, and a meeting looks at the same moment."""

MOST_STRANGERS = 100
"""How many passwords of strangers may wait to be judged, some twenty in a second."""

OLD_TABLES = "The tables are not those of this program: upgrade them."

EXTENSION = "adref.server"


@dataclass(frozen=True)
class Server:
    """The parts of an application, for the command line and `wsgi.py`. `upgrade` migrates the database."""

    settings: Settings
    store: Store
    texts: LiveTexts
    passwords: Passwords
    files: Files
    gateway: Gateway
    upgrade: Callable[[], None]


def create_app(
    settings: Settings,
    run: RunBlocking = directly,
    hasher: PasswordHasher | None = None,
    beside: Beside = at_once,
    apart: Callable[..., RunBlocking] = lambda **_bounds: directly,
) -> Flask:
    """
    The application for these settings. `run` keeps waiting for the disk off gevent's loop, and what `apart` makes does
    so for readers and for work that takes long, each of one kind (`run_in_thread` and `Apart`, where gevent has patched
    the standard library); tests pass a faster `hasher`. The database is not looked at yet.
    """
    settings.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = make_engine(settings.database_url)

    def committed(seconds: float) -> None:
        # The gateway is made of the store, and counts its commits.
        gateway.measures.committed(seconds)

    store = SqlStore(engine, committed, key_of(settings.secret_key))
    passwords = Passwords(hasher or PasswordHasher(), demonstration=settings.demo)
    texts = LiveTexts(store, now, new_id, run, beside, Effort())
    files = Files(store, texts, apart(), now, new_id, {"docx": press.word, "pdf": press.pdf}, missing)
    app = _flask(settings)
    gateway = _live(app, settings, texts, auth.good_sessions(store, passwords, run))
    house = House(
        store=store,
        texts=texts,
        passwords=passwords,
        run=run,
        look=apart(threads=LOOKING, most_waiting=MOST_LOOKING),
        run_documents=apart(),
        run_passwords=apart(),
        run_known=apart(),
        run_strangers=apart(threads=1, most_waiting=MOST_STRANGERS),
        compress=apart(threads=1),
        clock=now,
        new_id=new_id,
        files=files,
        record_file=partial(files.record, gateway.decide),
        decide=gateway.decide,
        revoke=gateway.revoke,
        sign_out=gateway.sign_out,
        review=gateway.review_everywhere,
        health=lambda: _health(engine, store),
        ready=lambda: _ready(engine, gateway),
        metrics=gateway.measures.shown,
        watch=gateway.measures.watch,
        metrics_token=settings.metrics_token,
        verifier=VERIFIER.read_bytes(),
        is_loopback=is_loopback,
        demo=settings.demo,
    )
    pages.install(app, house, settings.client_dist, settings.redis_url)
    app.extensions[EXTENSION] = Server(
        settings, store, texts, passwords, files, gateway, lambda: upgrade(settings.database_url)
    )
    _before_requests(app, settings)
    return app


def _flask(settings: Settings) -> Flask:
    """Flask's own part of the application."""
    app = Flask("server", static_folder="web/static", template_folder="web/templates")
    app.config.update(
        SECRET_KEY=settings.secret_key, MAX_CONTENT_LENGTH=settings.upload_limit, TESTING=settings.testing
    )
    return app


def _live(app: Flask, settings: Settings, texts: LiveTexts, sessions: GoodSessions) -> Gateway:
    """The sockets, with the other processes where there is Redis."""
    others = Others(settings.redis_url, settings.secret_key) if settings.redis_url else None
    return init_live(
        app, ServiceTexts(texts), auth.identify(app), sessions, auth.cookie_holder(app), now, others
    )


def _health(engine: Engine, store: Store) -> dict[str, object]:
    """The answer of /healthz."""
    database = OK if is_current(engine) else OLD_TABLES
    record = record_condition(store) if database == OK else "not read"
    return {"version": VERSION, "database": database, "record": record}


def _ready(engine: Engine, gateway: Gateway) -> dict[str, str]:
    """The answer of /readyz: whether clients should be sent to this process."""
    try:
        database = OK if is_current(engine) else OLD_TABLES
    except SQLAlchemyError:
        database = "The database does not answer."
    return {"serving": "stopping" if gateway.rooms.draining else OK, "database": database}


def _before_requests(app: Flask, settings: Settings) -> None:
    """The layers that every request passes before the application, sockets too."""
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # How Flask's documentation wraps it.
            app.wsgi_app, settings.proxies, settings.proxies, settings.proxies
        )
    if settings.demo:
        app.wsgi_app = LoopbackOnly(app.wsgi_app, is_loopback)  # type: ignore[method-assign]  # As above.
    app.wsgi_app = Requests(app.wsgi_app, new_id)  # type: ignore[method-assign]  # As above.


def server_of(app: Flask) -> Server:
    value: Server = app.extensions[EXTENSION]
    return value
