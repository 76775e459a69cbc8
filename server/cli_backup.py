"""`flask backup` and `flask restore`: everything in one file, and back into an empty database."""

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from server.app import server_of
from server.cli_speak import SpeakingCommand
from server.persistence.backup import back_up
from server.persistence.engine import make_engine
from server.persistence.restore import Point
from server.persistence.restore import restore as restore_backup
from server.persistence.store import SqlStore
from server.services.clock import now


@click.command("backup", cls=SpeakingCommand)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """
    Keep everything that the database holds in a new FILE, as it is at one moment, while the server goes on.

    The secret that signs sessions is not in it: after restoring elsewhere, everybody signs in again.
    """
    engine = make_engine(server_of(current_app).settings.database_url)
    try:
        kept = back_up(SqlStore(engine), file, now())
    finally:
        engine.dispose()
    click.echo(f"{file}: {kept.texts} texts with {kept.entries} entries.")


@click.command("restore", cls=SpeakingCommand)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--text", help="A text that is to end with --number; all others are restored whole.")
@click.option("--number", type=click.IntRange(min=1), help="The last entry of its record that is restored.")
@with_appcontext
def restore(file: Path, text: str | None, number: int | None) -> None:
    """
    Restore a backup into the database that DATABASE_URL names, which must hold nothing; then verify every record.

    With --text and --number, that text ends with that entry of its record.
    """
    if (text is None) != (number is None):
        raise click.UsageError("Say --text and --number together.")
    point = Point(text, number) if text is not None and number is not None else None
    restored = restore_backup(server_of(current_app).settings.database_url, file, point)
    faults = 0
    for each in restored.texts:
        click.echo(
            f"{each.text}: {each.entries} entries, {each.documents} status documents; the head is {each.head.hash}"
        )
        for fault in each.faults:
            faults += 1
            where = "" if fault.number is None else f"no. {fault.number}: "
            click.echo(f"{each.text}: {where}{fault.sentence}", err=True)
    click.echo(f"Restored as it was at {restored.made}.")
    if faults:
        sys.exit(1)
