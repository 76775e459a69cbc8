"""Questions about a long record are answered from indexes: none goes along all that happened."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from server.persistence.store import SqlStore
from server.services.access import access_text
from server.services.live_text import LiveText
from server.services.paragraph_history import go_on, history_of
from server.services.past import entries_after, moment_at
from server.services.record import Head
from tests.support.live import AUSTRIA, SECRETARIAT, SIX, Room
from tests.support.record import MEETING, TEXT
from tests.support.stores import make_store

LONG = "(entries|commands|checkpoints|paragraph_entries)"
ALONG = re.compile(rf"^SCAN {LONG}\b|^SEARCH {LONG} USING .*\(text=\?\)$")
"""How SQLite says that it reads all of a table, or all that belongs to a text."""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with make_store("sqlite", tmp_path) as store:
        room = Room(store, prepared=False)
        room.give(SECRETARIAT, room.paragraph())
        for turn in range(4):
            room.give(AUSTRIA, room.insertion(f"{turn} ", f"prop-{turn}"))
        yield room


def plans(store: SqlStore, ask: Callable[[], object]) -> list[str]:
    """What SQLite would do for each question that is asked meanwhile."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "INSERT")):
            asked.append((statement, parameters))

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(store.engine, "before_cursor_execute", note)
    with store.engine.connect() as connection:
        return [
            str(row[3])
            for statement, parameters in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]


def opened(room: Room) -> LiveText:
    return room.process()


def typed(room: Room) -> object:
    return room.give(AUSTRIA, room.insertion("more ", "prop-9"))


def looked_up(room: Room) -> object:
    with room.store.reading() as unit:
        history_of(unit.record, TEXT, "par-01", 5, 2)
        entries_after(unit.record, TEXT, 2, unit.record.entries(TEXT, 1, 2)[0].hash)
        unit.record.entries_at(TEXT, [2, 4])
        unit.record.documents(TEXT)
        unit.registry.names(MEETING.id)
        return access_text(unit.registry, "p-aut001", TEXT)


def shown_as_it_was(room: Room) -> Head:
    with room.store.reading() as unit:
        moment_at(unit, TEXT, SIX, instant=SIX)
        return moment_at(unit, TEXT, SIX, number=3).head


def indexed(room: Room) -> None:
    go_on(room.store, TEXT, 1)


@pytest.mark.parametrize("ask", [opened, typed, looked_up, shown_as_it_was, indexed])
def test_no_question_goes_along_the_record(room: Room, ask: Callable[[Room], object]) -> None:
    """R24: opening, appending, catching up, the history of a paragraph, the past, names and rights."""
    assert isinstance(room.store, SqlStore)
    found = plans(room.store, lambda: ask(room))
    assert found, "nothing was asked"
    assert [plan for plan in found if ALONG.match(plan)] == []


def test_a_question_that_goes_along_the_record_would_be_found(room: Room) -> None:
    assert isinstance(room.store, SqlStore)
    engine = room.store.engine

    def ask() -> None:
        with engine.connect() as connection:
            connection.exec_driver_sql(
                "SELECT DISTINCT person FROM commands WHERE person <> ?", ("p-nobody",)
            )
            connection.exec_driver_sql("SELECT data FROM entries WHERE text = ?", (TEXT,))

    found = plans(room.store, ask)
    assert len([plan for plan in found if ALONG.match(plan)]) == 2, found
