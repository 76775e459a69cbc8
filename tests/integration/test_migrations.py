"""Migrations make exactly the tables that the program believes in, and can be taken back."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from server.domain.state import READABLE_FOLDS, to_json
from server.persistence.engine import make_engine
from server.persistence.migrate import downgrade, is_current, upgrade
from server.persistence.store import SqlStore
from server.persistence.tables import metadata
from tests.support.live import AUSTRIA, SECRETARIAT, Room
from tests.support.record import MEETING, TEXT
from tests.support.stores import DATABASES, make_database

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("kind", DATABASES)
def test_migrations_agree_with_tables(kind: str, tmp_path: Path) -> None:
    """R10: after all migrations nothing is left to generate."""
    with make_database(kind, tmp_path) as url:
        upgrade(url)
        engine = make_engine(url)
        try:
            with engine.connect() as connection:
                context = MigrationContext.configure(connection, opts={"compare_type": True})
                assert compare_metadata(context, metadata) == []
            assert is_current(engine)
        finally:
            engine.dispose()


@pytest.mark.parametrize("kind", DATABASES)
def test_migrations_go_up_and_down_and_up_again(kind: str, tmp_path: Path) -> None:
    """R10: every migration can be taken back."""
    with make_database(kind, tmp_path) as url:
        upgrade(url)
        downgrade(url, "base")
        engine = make_engine(url)
        try:
            assert set(inspect(engine).get_table_names()) == {"alembic_version"}
            assert not is_current(engine)
        finally:
            engine.dispose()
        upgrade(url)
        upgrade(url)


@pytest.mark.parametrize("kind", DATABASES)
def test_program_serves_on_tables_of_a_newer_one(kind: str, tmp_path: Path) -> None:
    """L20: the next program has migrated, and a process of this one goes on, and is started again."""
    with make_database(kind, tmp_path) as url:
        upgrade(url)
        engine = make_engine(url)
        try:
            with engine.begin() as connection:
                connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
                connection.execute(text("ALTER TABLE texts ADD COLUMN of_tomorrow TEXT"))
            assert is_current(engine)
            upgrade(url)
            with engine.connect() as connection:
                assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"
            room = Room(SqlStore(engine))
            assert room.give(SECRETARIAT, room.paragraph()) == {"through": 2}
        finally:
            engine.dispose()


def test_processes_that_start_at_once_migrate_once(tmp_path: Path) -> None:
    """L20: on PostgreSQL, where several processes serve; the others wait and find nothing to do."""
    with make_database("postgresql", tmp_path) as url:
        processes = [
            subprocess.Popen(
                [sys.executable, "-c", f"from server.persistence.migrate import upgrade; upgrade({url!r})"],
                cwd=ROOT,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(3)
        ]
        said = [process.communicate(timeout=60)[1] for process in processes]
        assert [process.returncode for process in processes] == [0, 0, 0], said
        engine = make_engine(url)
        try:
            assert is_current(engine)
        finally:
            engine.dispose()


@pytest.mark.parametrize("kind", DATABASES)
def test_what_a_program_before_this_one_kept_is_found(kind: str, tmp_path: Path) -> None:
    """R24 (L20): the index of what it writes, and who took part, whoever removed them."""
    with make_database(kind, tmp_path) as url:
        upgrade(url)
        engine = make_engine(url)
        try:
            store = SqlStore(engine)
            room = Room(store)
            room.give(SECRETARIAT, room.paragraph())
            room.give(AUSTRIA, room.insertion("Hear: ", "prop-1"))
            state = json.dumps(to_json(room.live.state))
            with engine.begin() as connection:
                keep = "INSERT INTO checkpoints (text, number, hash, fold_version, state) VALUES (:t, 4, :h, 2, :s)"
                connection.execute(text(keep), {"t": TEXT, "h": room.live.head.hash, "s": state})
                connection.execute(text("DELETE FROM participants WHERE person = 'p-aut001'"))
                connection.execute(text("DELETE FROM former_participants"))
            downgrade(url, "0003")
            with engine.begin() as connection:
                connection.execute(text("DELETE FROM participants WHERE person = 'p-obs001'"))
            upgrade(url)
            with engine.begin() as connection:
                connection.execute(text("DELETE FROM participants WHERE person = 'p-chair1'"))
            with store.reading() as unit:
                # The observer never acted, and was removed before anything remembered it.
                assert set(unit.registry.names(MEETING.id)) == {"p-aut001", "p-chair1", "p-secr01"}
                kept = unit.record.checkpoint(TEXT, 4, READABLE_FOLDS)
            # A checkpoint without the code of this server is thrown away.
            assert kept is None
        finally:
            engine.dispose()
