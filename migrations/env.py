"""
How Alembic reaches the database: on the engine of the program, with what SQLite must be told (FULL, WAL).
"""

from alembic import context

from server.persistence.engine import WRITE, make_engine
from server.persistence.tables import metadata


def run() -> None:
    """Applies migrations in one transaction: a database is at one revision or at another, never between."""
    url = context.config.get_main_option("sqlalchemy.url")
    if not url:
        raise ValueError("Say which database: sqlalchemy.url is not set.")
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            connection.execution_options(**{WRITE: True})
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
