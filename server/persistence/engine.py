"""Engines: what a database must be told before it may be trusted with a record."""

from collections.abc import Callable, Collection, Iterator
from functools import cache
from itertools import islice
from sqlite3 import Connection as SqliteConnection
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Connection, Engine, Select, bindparam, create_engine, event
from sqlalchemy.engine import URL, make_url

T = TypeVar("T")

SQLITE_BUSY_SECONDS = 15
"""How long an append waits for another process that writes to the same file, before it fails."""

VALUES_A_QUESTION = 500
"""SQLite takes at most 32,766 values in a statement, old builds 999."""

WRITE = "adref_write"
"""The execution option of a connection whose transaction will write."""


def make_engine(url: str) -> Engine:
    """
    An engine for `sqlite:///path` or `postgresql://…` (spelt `postgres://` and `postgresql+psycopg://` too).

    On SQLite: WAL, so that readers never wait; synchronous FULL, so that what was acknowledged survives a
    power cut; foreign keys; writing transactions begin IMMEDIATE, since one that begins by reading can fail
    in the middle. On both, an error never quotes the values of its statement: they are wording.
    """
    parsed = _with_driver(make_url(url))
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"timeout": SQLITE_BUSY_SECONDS}, hide_parameters=True)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    # A connection that died while it rested is found before it is used, not by the command that gets it.
    return create_engine(parsed, pool_pre_ping=True, pool_size=10, max_overflow=20, hide_parameters=True)


def in_portions(values: Collection[T]) -> Iterator[list[T]]:
    """The values in lists of which each fits into one statement (`IN`); none where there are no values."""
    left = iter(values)
    while portion := list(islice(left, VALUES_A_QUESTION)):
        yield portion


class Among:
    """
    A statement that asks about some values (`column IN (…)`), put together once for each power of two: `make` gets as
    many parameters, of which the last are given the same value where there are fewer. SQLAlchemy's own way with a list
    of any length (`expanding`) writes the statement again each time, which costs more than having it answered.
    """

    def __init__(self, make: Callable[[list[BindParameter[Any]]], Select[Any]]) -> None:
        self._make = cache(lambda size: make([bindparam(f"value_{place}") for place in range(size)]))

    def execute(self, connection: Connection, values: Collection[str], **others: object) -> Iterator[Any]:
        for some in in_portions(values):
            size = 1 << (len(some) - 1).bit_length()
            padded = some + some[-1:] * (size - len(some))
            given = {f"value_{place}": value for place, value in enumerate(padded)}
            yield from connection.execute(self._make(size), {**given, **others})


def _with_driver(url: URL) -> URL:
    name = url.get_backend_name()
    if name == "sqlite":
        return url
    if name in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    raise ValueError(f"Adref keeps its record in SQLite or PostgreSQL, not in {name}.")


def _set_up_sqlite(connection: SqliteConnection, _pool_record: Any) -> None:
    # Python's own transaction control begins too late and never IMMEDIATE; `_begin_sqlite` takes its place.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
