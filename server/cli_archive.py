"""`flask meeting export`: a meeting as an archive that is read and verified without Adref."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from server import VERSION
from server.app import server_of
from server.cli_speak import SpeakingCommand, meeting_named
from server.files import VERIFIER
from server.services.clock import now
from server.services.meeting_archive import Made, archive
from server.services.new_file import new_archive


@click.command("export", cls=SpeakingCommand)
@click.argument("meeting_name", metavar="MEETING")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def export_meeting(meeting_name: str, file: Path) -> None:
    """
    Write a whole meeting to a new FILE, a zip: records, status documents, delegations, people, and how to read them.

    `python tools/verify_record.py FILE` verifies it; the same program lies in the archive.
    """
    server = server_of(current_app)
    made = Made(VERSION, now(), VERIFIER.read_bytes())
    with server.store.reading() as unit, new_archive(file) as target:
        meeting = meeting_named(unit.registry, meeting_name)
        count = 0
        for name, pieces in archive(unit, meeting, made, server.files.issued):
            with target.open(name, "w", force_zip64=True) as member:
                for piece in pieces:
                    member.write(piece)
            count += 1
    click.echo(f"{file}: {count} files.")
