"""What the databases are told, and what happens when one goes away while committing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, delete, event, select, text, update
from sqlalchemy.exc import DBAPIError

from server.persistence.engine import make_engine
from server.persistence.store import SqlStore
from server.persistence.tables import commands, entries, status_documents
from server.services import live_text
from server.services.status_documents import issue_status_document
from server.services.store import CommitUnknown
from tests.support.live import CHAIR, SECRETARIAT, Room
from tests.support.record import MEETING, TEXT
from tests.support.stores import DATABASES, make_store


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    with make_store(request.param, tmp_path) as store:
        assert isinstance(store, SqlStore)
        yield store


def test_sqlite_is_told_to_be_safe(tmp_path: Path) -> None:
    """R17: WAL, FULL (2), foreign keys, and patience with other processes."""
    engine = make_engine(f"sqlite:///{tmp_path / 'adref.sqlite'}")
    with engine.connect() as connection:
        told = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15_000}


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_spelt_in_several_ways(scheme: str) -> None:
    engine = make_engine(f"{scheme}://somebody@db.example.org/adref")
    assert (engine.dialect.name, engine.dialect.driver) == ("postgresql", "psycopg")


def test_other_databases_are_refused() -> None:
    with pytest.raises(ValueError, match="SQLite or PostgreSQL, not in mysql"):
        make_engine("mysql://somebody@db.example.org/adref")


@pytest.mark.parametrize("table", [entries, commands, status_documents], ids=str)
def test_database_refuses_to_change_or_delete_what_is_on_record(store: SqlStore, table: Table) -> None:
    """R18: and not by a slip in its own shell either."""
    room = Room(store)
    issue_status_document(room.live, CHAIR, room.clock, room.ids)
    with store.reading() as unit:
        before = unit.connection.execute(select(table)).all()
    assert before != []
    for change in (update(table).values(text=TEXT), delete(table)):
        with pytest.raises(DBAPIError, match="never changed and never deleted"), store.writing() as unit:
            unit.connection.execute(change)
    if store.engine.dialect.name == "postgresql":
        with pytest.raises(DBAPIError, match="never changed"), store.writing() as unit:
            unit.connection.execute(text(f"TRUNCATE {table.name} CASCADE"))
    with store.reading() as unit:
        assert unit.connection.execute(select(table)).all() == before


def test_database_that_fails_while_a_command_is_prepared_decides_nothing(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R6 (W13): the past that a late change needs cannot be read, and then it can."""
    monkeypatch.setattr(live_text, "CHECKPOINT_EVERY", 2)
    room = Room(store)
    room.give(SECRETARIAT, room.paragraph())
    for letter in "abc":
        change = {"paragraph": "par-01", "change": [{"insert": letter}], "reason": "typed"}
        room.do(SECRETARIAT, "change_wording", change)
    late, fresh = room.command("change_wording", {**change, "reason": "late"}, base=3), room.process()
    _rename(store, "checkpoints", "checkpoints_away")
    with pytest.raises(DBAPIError, match="checkpoints"):
        fresh.append([(SECRETARIAT, late)])
    _rename(store, "checkpoints_away", "checkpoints")
    with store.reading() as unit:
        assert unit.record.outcomes(TEXT, [late.id]) == {}
    assert fresh.append([(SECRETARIAT, late)]).outcomes == ({"through": 6},)


def _rename(store: SqlStore, table: str, name: str) -> None:
    with store.writing() as unit:
        unit.connection.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))


def test_reading_unit_sees_one_moment(store: SqlStore) -> None:
    """R17: what is committed meanwhile is not half of what it reads."""
    room = Room(store)
    with store.reading() as unit:
        before = unit.record.head(TEXT)
        room.give(SECRETARIAT, room.paragraph())
        assert unit.record.head(TEXT) == before
        assert len(unit.record.entries(TEXT)) == 1
    with store.reading() as unit:
        assert len(unit.record.entries(TEXT)) == 2


def test_reading_unit_keeps_nothing_that_is_written(store: SqlStore) -> None:
    """R17: on PostgreSQL writing is refused, on SQLite it is rolled back."""
    try:
        with store.reading() as unit:
            unit.registry.add_meeting(MEETING)
    except DBAPIError:
        assert store.engine.dialect.name == "postgresql"
    with store.reading() as unit:
        assert unit.registry.meetings() == []


def cut_at_commit(store: SqlStore, monkeypatch: pytest.MonkeyPatch, *, committed: bool) -> None:
    """Has the next commit fail, after or before it was done."""
    dialect = store.engine.dialect
    if dialect.name == "postgresql" and not committed:
        event.listen(store.engine, "commit", terminate(store), once=True)
        return
    really, error = dialect.do_commit, dialect.loaded_dbapi.OperationalError

    def commit(connection: Any) -> None:
        monkeypatch.setattr(dialect, "do_commit", really)
        if committed:
            really(connection)
        raise error("The line was cut.")

    monkeypatch.setattr(dialect, "do_commit", commit)


def terminate(store: SqlStore) -> Any:
    """Ends the server's side of a connection, as a restarted PostgreSQL does."""

    def listener(connection: Any) -> None:
        pid = connection.connection.dbapi_connection.info.backend_pid
        other = make_engine(store.engine.url.render_as_string(hide_password=False))
        with other.connect() as administrator:
            administrator.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        other.dispose()

    return listener


@pytest.mark.parametrize("committed", [True, False])
def test_commit_that_fails_is_unknown(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch, committed: bool
) -> None:
    """R3: the unit of work does not pretend to know, and its connection is used no more."""
    cut_at_commit(store, monkeypatch, committed=committed)
    with pytest.raises(CommitUnknown), store.writing() as unit:
        unit.registry.add_meeting(MEETING)
    with store.reading() as unit:
        assert unit.registry.meetings() == ([MEETING] if committed else [])


@pytest.mark.parametrize("committed", [True, False])
def test_append_over_a_cut_connection_is_recorded_once(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch, committed: bool
) -> None:
    """R3 (W23): the record is asked over another connection before anybody is told."""
    room = Room(store)
    room.give(SECRETARIAT, room.paragraph())
    cut_at_commit(store, monkeypatch, committed=committed)
    assert room.give(CHAIR, room.before_room("par-01")) == {"through": 3}
    with store.reading() as unit:
        assert len(unit.record.entries(TEXT)) == 3
    assert room.live.state.before_room is not None
