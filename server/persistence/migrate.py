"""
Brings a database to the newest tables: `migrations/` applied from the program, without a configuration
file.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def configuration(url: str) -> Config:
    """What Alembic needs to know to work on one database."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    # A percent sign (in a password, say) would be read as an interpolation.
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Applies what is missing. Nothing happens where nothing is."""
    command.upgrade(configuration(url), revision)


def downgrade(url: str, revision: str) -> None:
    """
    Takes revisions back. Only for tests and for a failed installation: tables that go take their rows
    along.
    """
    command.downgrade(configuration(url), revision)


def is_current(engine: Engine) -> bool:
    """True where the database has exactly the tables of this program."""
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest
