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

from server.persistence.engine import make_engine

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def configuration(url: str) -> Config:
    """The configuration of Alembic for one database."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    # A percent sign (in a password, say) would be read as an interpolation.
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """
    Applies what is missing. Nothing happens where nothing is, nor where the tables are those of a newer program: a
    process of this one may be started again while the next one is brought in.
    """
    engine = make_engine(url)
    try:
        newer = is_newer(revision_of(engine))
    finally:
        engine.dispose()
    if not newer:
        command.upgrade(configuration(url), revision)


def downgrade(url: str, revision: str) -> None:
    """
    Takes revisions back. Only for tests and for a failed installation: tables that go take their rows
    along.
    """
    command.downgrade(configuration(url), revision)


def newest() -> str:
    """The revision of the tables of this program."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if head is None:
        raise RuntimeError(f"There are no migrations in {MIGRATIONS}.")
    return head


def knows(revision: str) -> bool:
    """Whether this program has a migration of that name."""
    return any(each.revision == revision for each in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def revision_of(engine: Engine) -> str | None:
    """The revision of a database's tables; None where it has none."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_newer(revision: str | None) -> bool:
    """Whether tables are those of a program that came after this one."""
    return revision is not None and not knows(revision)


def is_current(engine: Engine) -> bool:
    """True where the database has the tables of this program, or of a newer one, which keeps what this one needs."""
    revision = revision_of(engine)
    return revision == newest() or is_newer(revision)
