"""What led to the wording of a paragraph, out of the record, where memory does not reach back so far (W8)."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice, takewhile
from typing import Any, Final

from server.domain.access import Actor, authorise
from server.domain.command import Command
from server.domain.paragraph import MAX_TRAIL, Change, Paragraph, with_trail
from server.domain.text import State
from server.services.batch import Batch
from server.services.paragraph_history import LONGEST_TAIL, numbers_of
from server.services.past import Moment, fold_to
from server.services.record import Record
from server.services.store import Unit

DECIDED_ON_THE_PAST: Final = {
    "change_wording": "base",
    "take_position": "seen",
    "retain_proposal": "previewed",
    "drop_proposal": "previewed",
    "withdraw_proposal": "previewed",
}
"""Commands that ask what a paragraph said at a number, and where they name it."""


class Trails:
    """Lengthens what the paragraphs of a batch hold of their past, for commands that need more of it."""

    def __init__(self, unit: Unit) -> None:
        self._record = unit.record

    def prepare(self, batch: Batch, actor: Actor, command: Command) -> Command:
        """
        The command as it is; its paragraph reaches back to the number that it names, if that is not too far. Raises
        Refused for who may not give the command at all.
        """
        state = batch.moment.state
        paragraph = None if state is None else state.paragraphs.get(_paragraph(command))
        number = _number(command)
        if state is None or paragraph is None or number is None:
            return command
        if paragraph.added <= number < paragraph.forgotten:
            authorise(actor, command)
            longer = lengthened(self._record, state, paragraph, number)
            paragraphs = {**state.paragraphs, paragraph.id: longer}
            batch.moment = Moment(replace(state, paragraphs=paragraphs), batch.moment.head)
        return command


def lengthened(record: Record, state: State, paragraph: Paragraph, number: int) -> Paragraph:
    """
    The paragraph with all that led to its wording since a number; unchanged where that is more than a trail may hold,
    or where the record is not indexed yet.

    Preconditions: it was added at or before that number, and the record reaches up to what it has forgotten.
    """
    if state.number - record.indexed(state.text) > LONGEST_TAIL:
        return paragraph
    concerning = numbers_of(record, state.text, paragraph.id, paragraph.forgotten + 1)
    # Some of them say nothing about wording; what is older than twice a trail is left to be too old.
    since = list(islice(takewhile(lambda one: one > number, concerning), 2 * MAX_TRAIL))
    then = fold_to(record, state.text, number).state if len(since) < 2 * MAX_TRAIL else None
    if then is None:
        return paragraph
    older = _changes(record, state.text, since, paragraph.id)
    held = ((step.number, step.change) for step in paragraph.trail)
    return with_trail(paragraph, number, then.paragraphs[paragraph.id].wording, chain(older, held))


def _changes(record: Record, text: str, numbers: list[int], paragraph: str) -> Iterator[Change]:
    for stored in record.entries_at(text, numbers):
        payload = stored.entry["payload"]
        if payload.get("paragraph") == paragraph and payload.get("change"):
            yield stored.number, payload["change"]


def _paragraph(command: Command) -> str:
    named = command.payload.get("paragraph")
    return named if isinstance(named, str) else ""


def _number(command: Command) -> int | None:
    where = DECIDED_ON_THE_PAST.get(command.kind)
    number: Any = command.base if where == "base" else command.payload.get(where or "")
    return number if type(number) is int else None
