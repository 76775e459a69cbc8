"""`flask meeting`, `flask delegation`, `flask people`: what a meeting needs before its first text."""

from io import TextIOBase
from typing import cast

import click

from server.cli_speak import Speaking, meeting_named, person_named
from server.domain.folding import fold_name
from server.domain.refusal import Refused
from server.services import delegation_list, meetings
from server.services.accounts import ONCE, one_time_password, open_account
from server.services.clock import is_time_zone
from server.services.describing import put_on_record
from server.services.observers import check_participant
from server.services.registry import Meeting, Participant, Registry, Role
from server.services.security import CHANGED, COMMAND_LINE, PAGE, Origin, note
from server.services.store import Unit
from server.web.house import house

meeting = Speaking("meeting", help="Meetings and who takes part.")
delegation = Speaking("delegation", help="The delegations of a meeting.")
people = Speaking("people", help="Accounts.")

ROLES = ("secretariat", "chair", "delegate", "observer")
KINDS = ("state", "group", "observer")


@meeting.command("add")
@click.argument("title")
@click.option("--body", required=True, help="Who meets.")
@click.option("--session", default="", help="“Seventh session”, say.")
@click.option("--place", default="")
@click.option("--starts", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--ends", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--time-zone", default="UTC", show_default=True, help="By its city: Europe/Vienna.")
@click.option("--symbol", default="", help="What the numbers of its documents begin with.")
@click.option(
    "--public/--closed",
    default=False,
    show_default=True,
    help="Public: everybody may read its status documents. It can be changed on the meeting's page.",
)
@click.option(
    "--secretariat", required=True, metavar="SIGN-IN", help="Who sets it up: an account, or a new one."
)
@click.option("--name", default="", help="The name of that person, for a new account.")
def meeting_add(secretariat: str, name: str, public: bool, **facts: object) -> None:
    """Set up a meeting and its Secretariat; a new account gets a one-time password, printed once."""
    made = _meeting(facts, public=public)
    if made.ends < made.starts:
        raise click.UsageError("The meeting ends before it starts.")
    if not is_time_zone(made.time_zone):
        raise click.UsageError(f"“{made.time_zone}” is no time zone; one is Europe/Vienna.")
    password = one_time_password()
    home = house()
    with home.store.writing() as unit:
        person = unit.registry.person_named(secretariat)
        fresh = person is None
        if person is None:
            stored = home.passwords.hash(password, ONCE)
            person = open_account(unit, home.new_id, name or secretariat, secretariat, stored)
            _note(unit, "account_opened", subject=person.id)
        found = meetings.found(unit, home.new_id, _here(), person.id, made)
    click.echo(f"The meeting is at /meetings/{found.slug}")
    if public:
        click.echo("It is public: everybody may read its status documents.")
    else:
        click.echo(
            "It is closed: its status documents are for who takes part. --public opens them to everybody."
        )
    if fresh:
        click.echo(f"{secretariat} signs in with {password} and is asked for another password at once.")


@meeting.command("list")
def list_meetings() -> None:
    """List the meetings, the latest first."""
    with house().store.reading() as unit:
        for one in unit.registry.meetings():
            click.echo(f"{one.id}\t{one.slug}\t{one.starts} to {one.ends}\t{one.title}")


@meeting.command("participants")
@click.argument("meeting_name", metavar="MEETING")
def list_participants(meeting_name: str) -> None:
    """List who takes part in a meeting."""
    with house().store.reading() as unit:
        at = meeting_named(unit.registry, meeting_name)
        names = {one.id: one for one in unit.registry.people()}
        for one in unit.registry.participants(at.id):
            person = names[one.person]
            click.echo(f"{person.sign_in}\t{one.role}\t{one.delegation or '-'}\t{person.name}")


@meeting.command("join")
@click.argument("meeting_name", metavar="MEETING")
@click.argument("sign_in")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option(
    "--delegation", "code", help="The code of the delegation that a delegate or an observer belongs to."
)
def join(meeting_name: str, sign_in: str, role: str, code: str | None) -> None:
    """Bring somebody into a meeting, or change what they are there."""
    with house().store.writing() as unit:
        at = meeting_named(unit.registry, meeting_name)
        person = person_named(unit.registry, sign_in)
        code = _delegation_of(unit.registry, at.id, role, code)
        before = unit.registry.participant(at.id, person.id)
        unit.registry.set_participant(Participant(at.id, person.id, cast(Role, role), code))
        detail = f"{role} {code}" if code else role
        if before is not None:
            detail = f"{before.role} {before.delegation or ''}".strip() + CHANGED + detail
        what = "join" if before is None else "role"
        _note(unit, what, subject=person.id, meeting=at.id, detail=detail)
    click.echo(f"{person.name} takes part in {at.slug}: {role}{f', {code}' if code else ''}.")


@meeting.command("leave")
@click.argument("meeting_name", metavar="MEETING")
@click.argument("sign_in")
def leave(meeting_name: str, sign_in: str) -> None:
    """Take somebody out of a meeting; what they did there stays on record."""
    with house().store.writing() as unit:
        at = meeting_named(unit.registry, meeting_name)
        person = person_named(unit.registry, sign_in)
        before = unit.registry.participant(at.id, person.id)
        unit.registry.remove_participant(at.id, person.id)
        was = before.role if before is not None else ""
        _note(unit, "leave", subject=person.id, meeting=at.id, detail=was)
    click.echo(f"{person.name} no longer takes part in {at.slug}.")


@delegation.command("add")
@click.argument("meeting_name", metavar="MEETING")
@click.argument("code")
@click.argument("short")
@click.option("--name", help="The full name, if it is another than the short one.")
@click.option("--kind", type=click.Choice(KINDS), default="state", show_default=True)
@click.option("--member", "members", multiple=True, help="The code of a group's member; give it for each.")
def add_delegation(
    meeting_name: str, code: str, short: str, name: str | None, kind: str, members: tuple[str, ...]
) -> None:
    """Add a delegation to a meeting, or replace that of the same code."""
    line = ";".join((code, short, name or short, kind, ",".join(members)))
    with house().store.writing() as unit:
        _add_delegations(unit, meeting_name, line)
    click.echo(f"{code}\t{short}")


@delegation.command("import")
@click.argument("meeting_name", metavar="MEETING")
@click.argument("file", type=click.File(encoding="utf-8"))
def import_delegations(meeting_name: str, file: TextIOBase) -> None:
    """Add delegations from a list, one a line: code; short name; full name; kind; members of a group."""
    with house().store.writing() as unit:
        added = _add_delegations(unit, meeting_name, file.read())
    click.echo(f"{added} delegations.")


@delegation.command("list")
@click.argument("meeting_name", metavar="MEETING")
def list_delegations(meeting_name: str) -> None:
    """List the delegations of a meeting in their order."""
    with house().store.reading() as unit:
        at = meeting_named(unit.registry, meeting_name)
        for one in unit.registry.delegations(at.id):
            members = f"\t{', '.join(one.members)}" if one.members else ""
            click.echo(f"{one.code}\t{one.kind}\t{one.short}{members}")


@people.command("add")
@click.argument("name")
@click.argument("sign_in")
def add_person(name: str, sign_in: str) -> None:
    """Make an account, and print its first password, which is to be changed when it is first used."""
    password = one_time_password()
    stored = house().passwords.hash(password, ONCE)
    with house().store.writing() as unit:
        person = open_account(unit, house().new_id, name, sign_in, stored)
        _note(unit, "account_opened", subject=person.id)
    click.echo(f"{person.id}\t{person.sign_in}\t{password}")


@people.command("password")
@click.argument("sign_in")
def new_password(sign_in: str) -> None:
    """Give somebody a new password to be changed at once; their sessions end."""
    password = one_time_password()
    stored = house().passwords.hash(password, ONCE)
    with house().store.writing() as unit:
        person = person_named(unit.registry, sign_in)
        unit.registry.set_password_hash(person.id, stored)
        _note(unit, "password", subject=person.id)
    click.echo(password)


@people.command("security")
@click.option("--meeting", "meeting_name", help="Only what concerns a meeting.")
@click.option("--most", default=PAGE, show_default=True, type=click.IntRange(1), help="So many lines.")
def security(meeting_name: str | None, most: int) -> None:
    """Show the security list, the latest first: sign-ins, rights, accounts."""
    with house().store.reading() as unit:
        at = meeting_named(unit.registry, meeting_name).id if meeting_name is not None else None
        names = {one.id: one.sign_in for one in unit.registry.people()}
        for line in unit.registry.listed(at, None, most):
            who, whom = (names.get(each or "", "-") for each in (line.person, line.subject))
            click.echo(
                f"{line.at}\t{who}\t{line.what}\t{whom}\t{line.address}\t{line.meeting or '-'}\t{line.detail}"
            )


@people.command("list")
def list_people() -> None:
    """List the accounts."""
    with house().store.reading() as unit:
        for one in unit.registry.people():
            click.echo(f"{one.id}\t{one.sign_in}\t{'active' if one.active else 'closed'}\t{one.name}")


@people.command("close")
@click.argument("sign_in")
def close(sign_in: str) -> None:
    """Close an account: nobody signs in with it any more. What its person did stays on record."""
    _set_active(sign_in, active=False)


@people.command("reopen")
@click.argument("sign_in")
def reopen(sign_in: str) -> None:
    """Give a closed account back."""
    _set_active(sign_in, active=True)


def _set_active(sign_in: str, *, active: bool) -> None:
    with house().store.writing() as unit:
        person = person_named(unit.registry, sign_in)
        unit.registry.set_active(person.id, active=active)
        _note(unit, "activate" if active else "deactivate", subject=person.id)
    click.echo(f"{person.name}: {'active' if active else 'closed'}.")


def _here() -> Origin:
    return Origin(None, COMMAND_LINE, house().clock())


def _note(unit: Unit, what: str, *, subject: str, meeting: str | None = None, detail: str = "") -> None:
    note(unit, house().new_id, _here(), what, subject=subject, meeting=meeting, detail=detail)


def _add_delegations(unit: Unit, meeting_name: str, lines: str) -> int:
    """Adds all delegations of a list, groups after their members, or none; says how many."""
    at = meeting_named(unit.registry, meeting_name)
    wanted, faults = delegation_list.read(lines)
    if faults:
        said = "; ".join(f"line {fault.line} ({fault.code}): {fault.text}" for fault in faults)
        raise Refused("malformed", f"The list cannot be read: {said}.")
    meetings.put_delegations(unit, at.id, wanted)
    secretariat = [one for one in unit.registry.participants(at.id) if one.role == "secretariat"]
    if secretariat:
        # A record names somebody for each of its entries. Without a Secretariat no text was opened yet.
        put_on_record(unit, secretariat[0].person, house().clock(), house().new_id, at.id)
    return len(wanted)


def _delegation_of(registry: Registry, at: str, role: str, code: str | None) -> str | None:
    """The code of the delegation that somebody is to belong to, however it was typed."""
    if role in ("secretariat", "chair"):
        if code is not None:
            raise Refused("malformed", "Secretariat and Chair belong to no delegation.")
        return None
    if code is None:
        raise Refused("malformed", "Say to which delegation: --delegation CODE.")
    found = next((one for one in registry.delegations(at) if fold_name(one.code) == fold_name(code)), None)
    if found is None:
        raise Refused("not_found", f"This meeting has no delegation “{code}”.")
    check_participant(cast(Role, role), found)
    return found.code


def _meeting(facts: dict[str, object], *, public: bool) -> Meeting:
    starts, ends = (f"{facts[name]:%Y-%m-%d}" for name in ("starts", "ends"))
    said = {name: str(facts[name]) for name in ("body", "title", "session", "place", "time_zone", "symbol")}
    return Meeting(id="", slug="", starts=starts, ends=ends, public=public, language="en", **said)
