"""The command line: `flask text`, `meeting`, `delegation`, `people`, `database`, `demo`, `backup`, `restore`."""

from flask import Flask, current_app

from server.app import server_of
from server.cli_archive import export_meeting
from server.cli_backup import backup, restore
from server.cli_demo import demo
from server.cli_meeting import delegation, meeting, people
from server.cli_speak import Speaking
from server.cli_text import text

database = Speaking("database", help="The database that DATABASE_URL names.")


def install(app: Flask) -> None:
    """Gives the application its commands."""
    meeting.add_command(export_meeting)
    for command in (backup, database, demo, meeting, delegation, people, restore, text):
        app.cli.add_command(command)


@database.command("upgrade")
def upgrade() -> None:
    """Bring the tables to those of this program; nothing happens where they are."""
    server_of(current_app).upgrade()
