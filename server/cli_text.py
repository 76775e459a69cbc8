"""`flask text`: texts shown, verified, brought in and taken out."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click
from flask import current_app

from server.app import Server, server_of
from server.cli_speak import Instant, Speaking, meeting_named, person_named
from server.domain.actor import Actor
from server.domain.command import Command
from server.domain.refusal import Refused
from server.domain.state import State, to_json
from server.exchange import plain_text
from server.files import format_of, written
from server.services.access import actor_of
from server.services.clock import new_id, now
from server.services.opening import open_text
from server.services.past import Moment, moment_at, number_at
from server.services.registry import Participant, Registry
from server.services.status_documents import issued_documents
from server.services.store import Unit
from server.services.verification import verify_text

text = Speaking("text", help="Texts and their records.")

Handler = TypeVar("Handler", bound=Callable[..., None])


def _of_a_moment(command: Handler) -> Handler:
    """The options `--number` and `--at`, of which at most one is said."""
    number = click.option("--number", type=int, help="The text as it stood at this number of its record.")
    at = click.option(
        "--at", "instant", type=Instant(), help="The text as of a moment, as 2021-04-07T18:00+02:00."
    )
    return number(at(command))


@text.command("list")
def list_texts() -> None:
    """List the texts of all meetings."""
    with _server().store.reading() as unit:
        meetings = {meeting.id: meeting.slug for meeting in unit.registry.meetings()}
        for facts in unit.registry.texts():
            click.echo(f"{facts.id}\t{meetings[facts.meeting]}\tno. {facts.number}\t{facts.title}")


@text.command("show")
@click.argument("text")
@_of_a_moment
@click.option("--json", "as_json", is_flag=True, help="The whole state as JSON instead of the text to read.")
def show(text: str, number: int | None, instant: str | None, as_json: bool) -> None:
    """Show a text: as it stands, or as it stood."""
    with _server().store.reading() as unit:
        moment = _moment(unit, text, number, instant)
        shown = written(unit, text, moment)
    state = _state(moment)
    if as_json:
        whole = {"state": to_json(state), "hash": moment.head.hash}
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1))
        return
    click.echo(f"{state.title}\nno. {moment.head.number} of {moment.head.time}, {moment.head.hash}\n")
    click.echo(_with_exceptions(shown), nl=False)


@text.command("verify")
@click.argument("text")
@click.option(
    "--head", help="A head of the record as it was printed or kept: NUMBER:DIGITS, or eight digits or more."
)
def verify(text: str, head: str | None) -> None:
    """
    Verify a text from its stored bytes: chain, fold, head, issued documents, and what is kept beside them.

    With --head, that the record still holds an entry that somebody kept the number and hash of.
    """
    with _server().store.reading() as unit:
        verified = verify_text(unit, text, head)
    for remark in verified.remarks:
        click.echo(remark, err=True)
    for fault in verified.faults:
        where = "" if fault.number is None else f"no. {fault.number}: "
        click.echo(f"{where}{fault.sentence}", err=True)
    if verified.faults:
        sys.exit(1)
    click.echo(
        f"{text}: {verified.entries} entries and {verified.documents} status documents, all in order; "
        f"the head is {verified.head.hash}."
    )


@text.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--meeting", "meeting_name", required=True, help="The meeting's id or slug.")
@click.option("--title", help="What the text is called; if not said, what the file calls itself.")
@click.option("--language", default="en", show_default=True, help="The language of the text.")
@click.option("--by", help="Who of the Secretariat does this, by sign-in name; if not said, the first.")
def import_file(file: Path, meeting_name: str, title: str | None, language: str, by: str | None) -> None:
    """Open a text of a meeting with what a plain text or Markdown file says (.md is Markdown)."""
    server, data = _server(), file.read_bytes()
    form = format_of(file.name)
    called = title or plain_text.parse(plain_text.decode(data), form, new_id).title or file.stem
    with server.store.writing() as unit:
        meeting = meeting_named(unit.registry, meeting_name)
        actor = _secretariat(unit.registry, meeting.id, by)
        opened = open_text(
            unit,
            actor,
            now(),
            new_id,
            meeting=meeting.id,
            title=called,
            language=language,
            options={"format": form},
        )
    made: str = opened.entry["text"]
    imported = server.files.bring_in(_decide, actor.person, made, file.name, data)
    with server.store.reading() as unit:
        before = [one for one in unit.files.same(meeting.id, imported.digest) if one.id != imported.id]
    counts = ", ".join(f"{number} {name}" for name, number in imported.report["counts"].items() if number)
    click.echo(f"{made}\n{counts}")
    for one in before:
        click.echo(f"the same file came in before, into {one.text}, on {one.made}", err=True)
    for repair in imported.report["repairs"]:
        click.echo(f"to repair: {_sentence(repair)}", err=True)


@text.command("export")
@click.argument("text")
@click.option(
    "--format",
    "form",
    type=click.Choice(["txt", "json", "docx", "pdf"]),
    required=True,
    help="What to write.",
)
@click.option(
    "--document", "sequence", type=int, help="The status document of this sequence instead of the text."
)
@_of_a_moment
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; if not said, the output."
)
def export(
    text: str,
    form: str,
    sequence: int | None,
    number: int | None,
    instant: str | None,
    output: Path | None,
) -> None:
    """
    Write a text to a file: the rolling text (txt, docx, pdf), or its record, one entry a line (json).

    With --number or --at, the text as it stood, or its record up to there.

    With --document, an issued status document: its canonical content (json), or set from it (docx, pdf).
    """
    if output is None and form in ("docx", "pdf") and _on_a_terminal():
        raise click.UsageError("A terminal cannot show such a file: name it with --output.")
    if sequence is not None and (number is not None or instant is not None):
        raise click.UsageError(
            "A status document shows one moment, and no other: leave out the number or moment."
        )
    with _server().store.reading() as unit:
        if sequence is not None:
            pieces: Iterable[bytes] = [_issued(unit, text, sequence, form)]
        elif form == "json":
            # Only up to where: the text itself is not asked for.
            pieces = _record(unit, text, number_at(unit, text, now(), *_said(number, instant)))
        else:
            pieces = [_rolling(unit, text, _moment(unit, text, number, instant), form, instant)]
        with click.open_file(str(output or "-"), "wb") as file:
            for piece in pieces:
                file.write(piece)


def _on_a_terminal() -> bool:
    return sys.stdout.isatty()


def _sentence(repair: Mapping[str, Any]) -> str:
    where = f"{repair['label']}: " if repair["label"] else ""
    quoted = f" (“{repair['where']}”)" if repair["where"] else ""
    return f"{where}{repair['advice']}{quoted}"


def _moment(unit: Unit, text: str, number: int | None, instant: str | None) -> Moment:
    number, instant = _said(number, instant)
    return moment_at(unit, text, now(), number=number, instant=instant)


def _said(number: int | None, instant: str | None) -> tuple[int | None, str | None]:
    if number is not None and instant is not None:
        raise click.UsageError("Say a number or a moment, not both.")
    return number, instant


def _record(unit: Unit, text: str, up_to: int) -> Iterator[bytes]:
    return (stored.wire_json + b"\n" for stored, _ in unit.record.stream(text, up_to))


def _rolling(unit: Unit, text: str, moment: Moment, form: str, as_of: str | None) -> bytes:
    if form == "txt":
        return _with_exceptions(written(unit, text, moment)).encode()
    return _server().files.rolling(unit, text, moment, form, as_of)


def _with_exceptions(shown: plain_text.Exported) -> str:
    """The text; what it leaves out, or says otherwise than it came in, is told beside the output."""
    for exception in shown.exceptions:
        click.echo(exception, err=True)
    return shown.text


def _issued(unit: Unit, text: str, sequence: int, form: str) -> bytes:
    for document in issued_documents(unit.record, text):
        if document.sequence == sequence:
            if form == "json":
                return document.content
            if form == "txt":
                raise click.UsageError("A status document is written as json, docx or pdf.")
            return _server().files.issued(document, form)
    raise Refused("not_found", f"This text has no status document {sequence}.")


def _server() -> Server:
    return server_of(current_app)


def _decide(person: str, command: Command) -> Mapping[str, Any]:
    """Decides a command in this process; those who follow the text elsewhere read it from the record."""
    return _server().texts.get(command.text).append([(person, command)]).outcomes[0]


def _secretariat(registry: Registry, meeting: str, by: str | None) -> Actor:
    """The person in whose name something is done: every act has one."""
    participants = [one for one in registry.participants(meeting) if one.role == "secretariat"]
    if by is not None:
        person = person_named(registry, by).id
        participants = [one for one in participants if one.person == person]
    if not participants:
        who = "Nobody is" if by is None else f"“{by}” is not"
        raise Refused("forbidden", f"{who} in the Secretariat of this meeting, and in its name this is done.")
    return actor_of(_active(registry, participants))


def _active(registry: Registry, participants: list[Participant]) -> Participant:
    for participant in participants:
        person = registry.person(participant.person)
        if person is not None and person.active:
            return participant
    raise Refused("forbidden", "That account is not active.")


def _state(moment: Moment) -> State:
    if moment.state is None:
        raise Refused("not_found", "There is no such text.")
    return moment.state
