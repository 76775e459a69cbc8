"""Stores for tests: in memory, on SQLite in a temporary folder, on PostgreSQL where one answers."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from server.persistence.engine import make_engine
from server.persistence.migrate import upgrade
from server.persistence.store import SqlStore
from server.services.store import Store
from tests.support.memory import MemoryStore

POSTGRESQL_URL = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
"""A server on which tests may make databases of their own, and remove them."""

KINDS = ("memory", "sqlite", "postgresql")
DATABASES = ("sqlite", "postgresql")


@contextmanager
def make_store(kind: str, folder: Path) -> Iterator[Store]:
    """An empty store of one of KINDS. Skips the test where no PostgreSQL answers."""
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
def make_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of a database without tables, which is removed afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'adref.sqlite'}"
        return
    name = f"adref_test_{secrets.token_hex(6)}"
    # Of template0, which nobody is connected to: making one of template1 fails while another test does the same.
    _administer(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield make_url(POSTGRESQL_URL).set(database=name).render_as_string(hide_password=False)
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


def _administer(statement: str) -> None:
    engine = make_engine(POSTGRESQL_URL)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))
    except OperationalError as error:
        pytest.skip(f"No PostgreSQL answers at {make_url(POSTGRESQL_URL).host}: {error.orig}")
    finally:
        engine.dispose()
