"""What led to the wording of a paragraph, out of the record, where memory does not reach back so far (W8)."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any, Final

from server.domain.access import Actor, authorise
from server.domain.command import Command
from server.domain.instants import from_instant
from server.domain.paragraph import MAX_TRAIL, Change, Paragraph, with_trail
from server.domain.text import State
from server.services.batch import Batch, Undecided
from server.services.bucket import Bucket
from server.services.paragraph_history import LONGEST_TAIL, numbers_of
from server.services.past import Moment, fold_to
from server.services.record import Record
from server.services.store import Unit

DECIDED_ON_THE_PAST: Final = {
    "change_wording": "base",
    "take_position": "seen",
    "confirm_sponsorship": "seen",
    "retain_proposal": "previewed",
    "drop_proposal": "previewed",
    "withdraw_proposal": "previewed",
}
"""Commands that ask what a paragraph said at a number, and where they name it."""


READINGS: Final = (1.0, 10.0)
"""
Times a second and at once that one person may have the past of a paragraph read: each folds up to 500 entries while
all who write wait. One is enough for all that somebody saw of a paragraph last; who comes back with work in more
paragraphs waits some seconds.
"""


class Readings:
    """How often each person has had the past read, in all texts of a process."""

    def __init__(self) -> None:
        self._buckets: dict[str, Bucket] = {}

    def take(self, person: str, now: str) -> None:
        """Raises Undecided (`too_fast`) where it is too often."""
        bucket = self._buckets.setdefault(person, Bucket(*READINGS))
        if not bucket.take(from_instant(now).timestamp()):
            raise Undecided(
                "too_fast", "Too much that was seen long ago came at once. Send this again in a moment."
            )


class Trails:
    """
    Lengthens what the paragraphs of a batch hold of their past, for commands that need more of it. `now`: by the clock,
    and not the time of the batch, which may stand still (W25).
    """

    def __init__(self, unit: Unit, readings: Readings, now: str) -> None:
        self._record = unit.record
        self._readings = readings
        self._now = now

    def prepare(self, batch: Batch, actor: Actor, command: Command) -> Command:
        """
        The command as it is; its paragraph reaches back to the number that it names, if that is not too far. Raises
        Refused for who may not give the command at all, Undecided for who has the past read too often.
        """
        state = batch.moment.state
        paragraph = None if state is None else state.paragraphs.get(_paragraph(command))
        number = _number(command)
        if state is None or paragraph is None or number is None:
            return command
        if paragraph.added <= number < paragraph.forgotten:
            authorise(batch.meeting, actor, command)
            self._readings.take(actor.person, self._now)
            longer = lengthened(self._record, state, paragraph, number)
            paragraphs = {**state.paragraphs, paragraph.id: longer}
            batch.moment = Moment(replace(state, paragraphs=paragraphs), batch.moment.head)
        return command


def lengthened(record: Record, state: State, paragraph: Paragraph, number: int) -> Paragraph:
    """
    The paragraph with all that led to its wording since a number, and since what concerned it last before that: whoever
    names any number between finds it there. Unchanged where that is more than a trail may hold, or where the record is
    not indexed yet.

    Preconditions: it was added at or before that number, and the record reaches up to what it has forgotten.
    """
    if state.number - record.indexed(state.text) > LONGEST_TAIL:
        return paragraph
    since: list[int] = []
    begin = paragraph.added
    for one in numbers_of(record, state.text, paragraph.id, paragraph.forgotten + 1):
        if one <= number:
            begin = one
            break
        since.append(one)
        # Some of them say nothing about wording; what is older than twice a trail is left to be too old.
        if len(since) == 2 * MAX_TRAIL:
            return paragraph
    then = fold_to(record, state.text, begin).state
    if then is None:
        return paragraph
    older = _changes(record, state.text, since, paragraph.id)
    held = ((step.number, step.change) for step in paragraph.trail)
    return with_trail(paragraph, begin, then.paragraphs[paragraph.id].wording, chain(older, held))


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
