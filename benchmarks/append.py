"""Measures the append: one command at a time, and in groups, on SQLite (WAL, FULL) and on PostgreSQL.

    python -m benchmarks.append [--entries 600] [--postgresql URL]

Prints one line of JSON for each measurement: microseconds an entry (median and 99th percentile of the batches).
`record` is the database's part alone: lock, look up outcomes, insert and commit entries that are ready; `text` is the
whole use case, which also decides, hashes and folds. The clock is the wall's; the file is on the disk of the working
directory, since a temporary folder is often in memory, where an fsync costs nothing.
"""

import argparse
import json
import secrets
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import text as sql
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from server.persistence.engine import make_engine
from server.persistence.migrate import upgrade
from server.persistence.store import SqlStore
from server.services.live_text import Appended
from server.services.record import EMPTY, Remembered, StoredEntry
from tests.support.live import CHAIR, SECRETARIAT, SIX, Room
from tests.support.record import TEXT, chain

GROUPS = (1, 20)

Prepared = Callable[[], Callable[[], None]]
"""Prepares a batch, and gives what is to be measured."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--entries", type=int, default=600)
    arguments.add_argument("--postgresql", default="postgresql://postgres@127.0.0.1:5432/postgres")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(dir=".") as folder:
        measure("sqlite", f"sqlite:///{Path(folder).resolve() / 'append.sqlite'}", given.entries)
    try:
        with database(given.postgresql) as url:
            measure("postgresql", url, given.entries)
    except OperationalError as error:
        say(database="postgresql", skipped=f"none answers: {error.orig}".strip())


def measure(name: str, url: str, count: int) -> None:
    upgrade(url)
    store = SqlStore(make_engine(url))
    room = Room(store)
    room.give(SECRETARIAT, room.paragraph())
    for group in GROUPS:
        report(name, "record", group, [ready_batch(store, group) for _ in range(count // group)])
    # The record was written past the live text, which is read anew.
    room.live = room.process()
    for group in GROUPS:
        report(name, "text", group, [decided_batch(room, group) for _ in range(count // group)])
    store.engine.dispose()


def report(name: str, part: str, group: int, batches: list[Prepared]) -> None:
    times = []
    for prepare in batches:
        run = prepare()
        start = perf_counter()
        run()
        times.append((perf_counter() - start) / group * 1e6)
    # The first ones compile statements.
    times = sorted(times[3:])
    say(
        database=name,
        part=part,
        group=group,
        entries=len(times) * group,
        us_an_entry=round(statistics.median(times)),
        us_an_entry_p99=round(times[int(len(times) * 0.99)]),
    )


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


def say(**figures: Any) -> None:
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
