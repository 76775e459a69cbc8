"""Migrations make exactly the tables that the program believes in, and can be taken back."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from server.persistence.engine import make_engine
from server.persistence.migrate import downgrade, is_current, upgrade
from server.persistence.tables import metadata
from tests.support.stores import DATABASES, make_database


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
