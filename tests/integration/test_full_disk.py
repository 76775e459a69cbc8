"""A database that has no room for more, and then has again: nothing is half kept, and the process goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from server.persistence.store import SqlStore
from server.services.verification import verify_text
from tests.support.live import AUSTRIA, SECRETARIAT, Room
from tests.support.record import TEXT
from tests.support.stores import make_store

UNLIMITED = 1_000_000_000


@contextmanager
def full(store: SqlStore) -> Iterator[None]:
    """SQLite says SQLITE_FULL where the file would have to grow, as it does on a disk without space."""

    def limit(connection: Connection, _record: object, _proxy: object) -> None:
        connection.execute("PRAGMA max_page_count=1")

    def lift(connection: Connection, _record: object, _proxy: object) -> None:
        connection.execute(f"PRAGMA max_page_count={UNLIMITED}")

    event.listen(store.engine, "checkout", limit)
    try:
        yield
    finally:
        event.remove(store.engine, "checkout", limit)
        event.listen(store.engine, "checkout", lift)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with make_store("sqlite", tmp_path) as store:
        room = Room(store)
        room.give(SECRETARIAT, room.paragraph())
        yield room


def test_full_disk_keeps_nothing_and_the_same_command_is_taken_when_there_is_space(room: Room) -> None:
    """N8 (W23): the error is raised, so that nobody acknowledges; the state of the process stays that of the record."""
    assert isinstance(room.store, SqlStore)
    command = room.insertion("All States " * 4000, "prop-1")
    before = room.live.moment
    with full(room.store):
        for _ in range(3):
            with pytest.raises(OperationalError, match="full"):
                room.give(AUSTRIA, command)
            assert room.live.moment == before
        # What is on record can be read by whoever opens the text.
        assert room.process().head == before.head
    outcome = room.give(AUSTRIA, command)
    # The proposal is tabled, and its words are put in.
    assert outcome == {"through": before.head.number + 2}
    assert room.give(AUSTRIA, command) == outcome
    with room.store.reading() as unit:
        assert verify_text(unit, TEXT).faults == ()
        assert [stored.entry["command"] for stored in unit.record.entries(TEXT)].count(command.id) == 2
