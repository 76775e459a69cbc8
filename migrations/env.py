"""
How Alembic reaches the database: on the engine of the program, with what SQLite must be told (FULL, WAL).
"""

from alembic import context
from sqlalchemy import Connection, text

from server.persistence.engine import WRITE, make_engine
from server.persistence.tables import metadata

ONE_AT_A_TIME = 4_710_204_017
"""The number of a lock in PostgreSQL that only migrations of Adref take."""

PATIENCE = "5s"


def _wait_in_line(connection: Connection) -> None:
    """
    Several processes may start at once: one migrates, the others then find nothing to do. A change of a table waits no
    longer for those who use it than they can wait behind it; it then fails as a whole, and is tried again by hand.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": ONE_AT_A_TIME})
        connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))


def run() -> None:
    """Applies migrations in one transaction: a database is at one revision or at another, never between."""
    url = context.config.get_main_option("sqlalchemy.url")
    if not url:
        raise ValueError("Say which database: sqlalchemy.url is not set.")
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            connection.execution_options(**{WRITE: True})
            _wait_in_line(connection)
            # SQLite cannot alter most of a table; Alembic then copies it.
            context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
            with context.begin_transaction():
                context.run_migrations()
            connection.commit()
    finally:
        engine.dispose()


if context.is_offline_mode():
    raise RuntimeError("Migrations run on a database, not into a script.")
run()
