"""Units of work over a database: one connection, one transaction, handed on as a value."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from server.persistence.brought_in import SqlBroughtIn
from server.persistence.engine import WRITE
from server.persistence.record import SqlRecord
from server.persistence.registry import SqlRegistry
from server.services.store import CommitUnknown


@dataclass(frozen=True)
class SqlUnit:
    """One transaction of a database (the port `Unit`)."""

    connection: Connection
    key: bytes

    @cached_property
    def record(self) -> SqlRecord:
        return SqlRecord(self.connection, self.key)

    @cached_property
    def registry(self) -> SqlRegistry:
        return SqlRegistry(self.connection)

    @cached_property
    def files(self) -> SqlBroughtIn:
        return SqlBroughtIn(self.connection)


@dataclass(frozen=True)
class SqlStore:
    """The port `Store` over SQLite or PostgreSQL, whose tables `server.persistence.migrate` has made."""

    engine: Engine
    committed: Callable[[float], None] = field(default=lambda _seconds: None)
    """Is told, in the thread that committed, how many seconds that took."""
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    """Of the codes of checkpoints (`checkpoints.key_of`). Without one, a store uses those that it kept itself."""
    faults: ClassVar = (DBAPIError,)

    @contextmanager
    def reading(self) -> Iterator[SqlUnit]:
        """A unit of work that sees one moment of the store and writes nothing."""
        with self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                # One moment for all questions of the unit, as SQLite gives it by itself.
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin() as transaction:
                yield SqlUnit(connection, self.key)
                transaction.rollback()

    @contextmanager
    def writing(self) -> Iterator[SqlUnit]:
        """A unit of work that is committed when its block ends, and leaves nothing where the block raises."""
        with self.engine.connect() as connection:
            connection.execution_options(**{WRITE: True})
            transaction = connection.begin()
            try:
                yield SqlUnit(connection, self.key)
            except BaseException:
                transaction.rollback()
                raise
            try:
                began = time.perf_counter()
                transaction.commit()
                self.committed(time.perf_counter() - began)
            except DBAPIError as error:
                # A commit that fails may yet have happened at the other end: the connection is of no more
                # use.
                connection.invalidate()
                raise CommitUnknown("The database did not say whether it took what was written.") from error
