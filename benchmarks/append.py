"""The append: one command at a time, and in groups, on SQLite (WAL, FULL) and on PostgreSQL.

`record` is the database's part alone: lock, look up outcomes, insert and commit entries that are ready; `text` is the
whole use case, which also decides, hashes and folds. The clock is the wall's; the file is on the disk of the working
directory, since a temporary folder is often in memory, where an fsync costs nothing.
"""

import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from sqlalchemy import text as sql
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from benchmarks.support.figures import Figure, median, quantile
from server.persistence.engine import make_engine
from server.persistence.migrate import upgrade
from server.persistence.store import SqlStore
from server.services.live_text import Appended
from server.services.record import EMPTY, Remembered, StoredEntry
from tests.support.live import CHAIR, SECRETARIAT, SIX, Room
from tests.support.record import TEXT, chain

ENTRIES = 600
GROUPS = (1, 20)
# The first batches compile statements.
WARMING = 3
POSTGRESQL_URL = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")

Prepared = Callable[[], Callable[[], None]]
"""Prepares a batch, and gives what is to be measured."""


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(dir=".") as folder:
        yield from _measure("SQLite", f"sqlite:///{Path(folder).resolve() / 'append.sqlite'}")
    try:
        with database(POSTGRESQL_URL) as url:
            yield from _measure("PostgreSQL", url)
    except OperationalError:
        yield Figure("append: PostgreSQL", None, "µs an entry", note="left out: no PostgreSQL answers")


def _measure(name: str, url: str) -> Iterator[Figure]:
    upgrade(url)
    store = SqlStore(make_engine(url))
    room = Room(store)
    room.give(SECRETARIAT, room.paragraph())
    for group in GROUPS:
        batches = [ready_batch(store, group) for _ in range(ENTRIES // group)]
        yield _figure(f"append: record, {name}, groups of {group}", group, batches)
    # The record was written past the live text, which is read again.
    room.live = room.process()
    for group in GROUPS:
        batches = [decided_batch(room, group) for _ in range(ENTRIES // group)]
        yield _figure(f"append: text, {name}, groups of {group}", group, batches)
    store.engine.dispose()


def _figure(name: str, group: int, batches: list[Prepared]) -> Figure:
    """The median of the batches' microseconds an entry."""
    times = []
    for prepare in batches:
        run = prepare()
        start = perf_counter()
        run()
        times.append((perf_counter() - start) / group * 1e6)
    times = times[WARMING:]
    note = f"p99 of the batches {quantile(times, 0.99):.0f}"
    return Figure(name, round(median(times)), "µs an entry", runs=len(times), note=note)


def ready_batch(store: SqlStore, group: int) -> Prepared:
    """Entries that are decided already: what the database costs."""

    def prepare() -> Callable[[], None]:
        with store.reading() as unit:
            head = unit.record.head(TEXT) or EMPTY
        ready: list[StoredEntry] = []
        for _ in range(group):
            names = {"command": f"c-{secrets.token_hex(8)}", "time": SIX}
            ready += chain(1, ready[-1].head if ready else head, **names)
        outcomes = [Remembered(one.entry["command"], "p-chair1", {"through": one.number}) for one in ready]

        def run() -> None:
            with store.writing() as unit:
                unit.record.lock(TEXT)
                unit.record.outcomes(TEXT, [one.command for one in outcomes])
                unit.record.append(TEXT, ready, outcomes)

        return run

    return prepare


def decided_batch(room: Room, group: int) -> Prepared:
    """Commands: what people wait for."""

    def prepare() -> Callable[[], None]:
        # Put before the room and taken away by turns, beginning with what is not so now.
        stands = room.live.state.before_room is not None
        batch = [
            (CHAIR, room.before_room(None if (turn + stands) % 2 else "par-01")) for turn in range(group)
        ]
        return lambda: check(room.live.append(batch))

    return prepare


def check(appended: Appended) -> None:
    """A batch that made no entries would measure nothing."""
    assert len(appended.entries) == len(appended.outcomes)


@contextmanager
def database(server: str) -> Iterator[str]:
    """A database of its own, removed afterwards."""
    name = f"adref_bench_{secrets.token_hex(4)}"
    engine = make_engine(server)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sql(f"CREATE DATABASE {name} TEMPLATE template0"))
        try:
            yield make_url(server).set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(sql(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()
