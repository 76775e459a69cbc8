"""The command line: `flask database`, `flask demo`, `flask meeting`, `flask text` (`server/cli_text.py`)."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from server.app import Server, server_of
from server.services import accounts, meetings
from server.services.accounts import ONCE, one_time_password
from server.services.clock import new_id, now
from server.services.demonstration import load as demonstration
from server.services.demonstration.meeting import ACCOUNTS, PASSWORD
from server.services.registry import Meeting

database = AppGroup("database", help="The database that DATABASE_URL names.")
demo = AppGroup("demo", help="The demonstration meeting, with accounts whose password is public.")
meeting = AppGroup("meeting", help="Meetings and their first Secretariat.")


def install(app: Flask) -> None:
    """Gives the application its commands."""
    for group in (database, demo, meeting):
        app.cli.add_command(group)


def here() -> Server:
    return server_of(current_app)


@database.command("upgrade")
def database_upgrade() -> None:
    """Bring the tables to those of this program."""
    here().upgrade()


@demo.command("load")
@click.option("--if-absent", is_flag=True, help="Say nothing where it is there already.")
def demo_load(if_absent: bool) -> None:
    """Load the demonstration meeting. Its accounts can sign in only where the server runs with DEMO=1."""
    if not here().settings.demo:
        raise click.ClickException("Ask for the demonstration with DEMO=1: its passwords are public.")
    if not load_demonstration(here()) and not if_absent:
        raise click.ClickException("The demonstration meeting is there already.")


def load_demonstration(server: Server) -> bool:
    """Loads the demonstration meeting where it is absent, and says whether it was."""
    if demonstration.is_loaded(server.store):
        return False
    demonstration.load(server.store, server.passwords, new_id, now())
    return True


def demonstration_accounts() -> str:
    """The accounts of the demonstration, one a line, for whoever started it."""
    lines = [
        f"  {sign_in:<12} {role if delegation is None else f'{role}, {delegation}':<18} {name}"
        for sign_in, name, role, delegation in ACCOUNTS
    ]
    return "\n".join([*lines, f"  The password of all of them is {PASSWORD}"])


@meeting.command("add")
@click.argument("title")
@click.option("--body", required=True, help="Who meets.")
@click.option("--session", default="", help="“Seventh session”, say.")
@click.option("--place", default="")
@click.option("--starts", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--ends", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--time-zone", default="UTC", help="By its city: Europe/Vienna.")
@click.option("--symbol", default="", help="What the numbers of its documents begin with.")
@click.option("--public", is_flag=True, help="Everybody may read its status documents.")
@click.option(
    "--secretariat", required=True, metavar="SIGN-IN", help="Who sets it up: an account, or a new one."
)
@click.option("--name", default="", help="The name of that person, for a new account.")
def meeting_add(secretariat: str, name: str, public: bool, **facts: object) -> None:
    """Set up a meeting and its Secretariat; a new account gets a one-time password, printed once."""
    made = _meeting(facts, public=public)
    password = one_time_password()
    server = here()
    with server.store.writing() as unit:
        person = unit.registry.person_named(secretariat)
        fresh = person is None
        if person is None:
            stored = server.passwords.hash(password, ONCE)
            person = accounts.open_account(unit, new_id, name or secretariat, secretariat, stored)
        found = meetings.found(unit, new_id, person.id, made)
    click.echo(f"The meeting is at /meetings/{found.slug}")
    if fresh:
        click.echo(f"{secretariat} signs in with {password} and is asked for another password at once.")


def _meeting(facts: dict[str, object], *, public: bool) -> Meeting:
    starts, ends = (f"{facts[name]:%Y-%m-%d}" for name in ("starts", "ends"))
    said = {name: str(facts[name]) for name in ("body", "title", "session", "place", "time_zone", "symbol")}
    return Meeting(id="", slug="", starts=starts, ends=ends, public=public, language="en", **said)
