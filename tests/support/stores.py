"""Stores for tests: in memory, on SQLite in a temporary folder, on PostgreSQL where there is one."""

import atexit
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from deploy import own_postgresql
from deploy.own_postgresql import NoPostgresql
from server.persistence.engine import make_engine
from server.persistence.migrate import upgrade
from server.persistence.store import SqlStore
from server.services.store import Store
from tests.support.memory import MemoryStore
from tests.support.served import free_port

USUAL_PORT = 5432

KINDS = ("memory", "sqlite", "postgresql")
DATABASES = ("sqlite", "postgresql")


@contextmanager
def make_store(kind: str, folder: Path) -> Iterator[Store]:
    """An empty store of one of KINDS. Skips the test where there is no PostgreSQL."""
    if kind == "memory":
        yield MemoryStore()
        return
    with make_database(kind, folder) as url:
        upgrade(url)
        engine = make_engine(url)
        try:
            yield SqlStore(engine)
        finally:
            engine.dispose()


@contextmanager
def make_database(kind: str, folder: Path, template: str | None = None) -> Iterator[str]:
    """
    The address of a database without tables, or of a copy of another one in PostgreSQL to which nobody is connected. It
    is removed afterwards.
    """
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'adref.sqlite'}"
        return
    name = f"adref_test_{secrets.token_hex(6)}"
    # Of template0, which nobody is connected to: making one of template1 fails while another test does the same.
    source = make_url(template).database if template else "template0"
    _administer(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    try:
        yield make_url(postgresql_url()).set(database=name).render_as_string(hide_password=False)
    finally:
        _administer(f'DROP DATABASE "{name}" WITH (FORCE)')


def take_guards_away(store: Store) -> None:
    """Lets a SQLite database change what is on record, as whoever owns its file can."""
    if not isinstance(store, SqlStore):
        raise TypeError("Only a database has guards.")
    with store.writing() as unit:
        guards = unit.connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        for guard in guards.scalars().all():
            unit.connection.execute(text(f"DROP TRIGGER {guard}"))


@cache
def postgresql_url() -> str:
    """
    A server on which tests may make databases of their own, and remove them: what TEST_DATABASE_URL names, the one of
    this machine if it lets us in, or one that is started for these tests. Skips the test where none can be.
    """
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        return named
    if own_postgresql.answers(USUAL_PORT):
        return own_postgresql.address(USUAL_PORT)
    folder = Path(tempfile.mkdtemp(prefix="adref-postgresql-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    # Whoever it belongs to has to come to its own folder.
    folder.chmod(0o711)
    port = free_port()
    try:
        process = own_postgresql.start(folder, port)
        atexit.register(_end, process)
        own_postgresql.wait_for(port, process)
    except NoPostgresql as error:
        pytest.skip(str(error))
    return own_postgresql.address(port)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGINT)
    process.wait()


def _administer(statement: str) -> None:
    url = postgresql_url()
    engine = make_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))
    except OperationalError as error:
        pytest.skip(f"No PostgreSQL answers at {make_url(url).host}: {error.orig}")
    finally:
        engine.dispose()
