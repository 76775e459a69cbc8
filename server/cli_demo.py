"""`flask demo`: the demonstration meeting. It exists only where it was asked for (DEMO=1)."""

import click
from flask.cli import AppGroup

from server.services.demonstration.load import DemonstrationFailed, is_loaded, load
from server.services.demonstration.meeting import ACCOUNTS, PASSWORD, SLUG
from server.web.house import house

demo = AppGroup("demo", help="The demonstration meeting.")


@demo.command("load")
@click.option("--if-absent", is_flag=True, help="Do nothing where it is loaded already.")
def load_demonstration(if_absent: bool) -> None:
    """Make the meeting, its accounts and its record."""
    home = house()
    if not home.demo:
        raise click.ClickException("Accounts with public passwords are made only where DEMO=1 asks for them.")
    if is_loaded(home.store):
        if if_absent:
            return
        raise click.ClickException("The demonstration meeting is here already.")
    try:
        number = load(home.store, home.passwords, home.new_id, home.clock())
    except DemonstrationFailed as failed:
        raise click.ClickException(str(failed)) from failed
    click.echo(f"The demonstration meeting is loaded, up to no. {number} of its record.")


def welcome(address: str) -> str:
    """The greeting of a server with the demonstration."""
    names = "\n".join(
        f"    {sign_in:<12} {name} ({role}{f', {code}' if code else ''})"
        for sign_in, name, role, code in ACCOUNTS
    )
    return (
        f"Adref is at {address}\n\n"
        f"The demonstration meeting is at {address}/meetings/{SLUG}\n"
        f"Its accounts all have the password {PASSWORD}:\n{names}\n"
    )
