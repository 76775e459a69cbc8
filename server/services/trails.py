"""The steps that led to a wording, read from the record where memory does not reach back so far (W8).

Reading it takes long, and is done before the transaction in which the command is decided: while that one lasts, nobody
else writes. It is bounded by weight before anything is put together, and remembered, also where it is too much.
"""

import logging
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from typing import Any, Final

from server.domain.access import authorise
from server.domain.actor import Actor
from server.domain.acts import ACTS
from server.domain.command import Command
from server.domain.delta import Delta, compose
from server.domain.instants import from_instant
from server.domain.paragraph import MAX_TRAIL, MAX_TRAIL_WEIGHT, Change, Paragraph, Step, step, with_older
from server.domain.refusal import Refused
from server.domain.state import READABLE_FOLDS, State
from server.services.access import actors
from server.services.batch import Batch, Undecided
from server.services.bucket import Bucket
from server.services.paragraph_history import LONGEST_TAIL, numbers_of
from server.services.record import Record
from server.services.store import Store, Unit

log = logging.getLogger(__name__)

DECIDED_ON_THE_PAST: Final = {kind: act.judged_on for kind, act in ACTS.items() if act.judged_on is not None}
"""Commands that ask what a paragraph said at a number, and where they name it."""

MOST_PIECES: Final = 300_000
"""
Pieces of wordings that are put together for one late command, some fifty milliseconds; an ordinary paragraph of fifty
pieces reaches MAX_TRAIL before that.
"""

PORTION: Final = 50
"""Entries that are read at once: their changes may be long, which only reading them shows."""

REMEMBERED: Final = 8
"""Paragraphs of a text whose past is remembered, those that were asked for last; each weighs at most one trail."""

READINGS: Final = (1.0, 10.0)
"""
Times a second and at once that one person may have the past of a paragraph read. One is enough for all that somebody
saw of a paragraph last; who comes back with work in more paragraphs waits some seconds.
"""


class Readings:
    """How often each person has had the past read, in all texts of a process."""

    def __init__(self) -> None:
        self._buckets: dict[str, Bucket] = {}

    def take(self, person: str, now: str) -> None:
        """Raises Undecided (`too_fast`) where it is too often."""
        bucket = self._buckets.setdefault(person, Bucket(*READINGS))
        if not bucket.take(from_instant(now).timestamp()):
            raise later()


@dataclass(frozen=True, slots=True)
class Older:
    """
    The steps of a paragraph after a number, up to what its trail had forgotten when they were read. `none_before`: what
    somebody saw before that number is more than may be put together.
    """

    begin: int
    steps: tuple[Step, ...]
    through: int
    none_before: int = 0


class Trails:
    """The past of the paragraphs of one text, as far as late commands have asked for it."""

    def __init__(self, text: str, readings: Readings) -> None:
        self._text = text
        self._readings = readings
        self._older: OrderedDict[str, Older] = OrderedDict()
        self._not_now: set[str] = set()

    def look(
        self, store: Store, state: State | None, asked: Sequence[tuple[Actor | str, Command]], now: str
    ) -> None:
        """
        Reads what these commands need of the past and is not remembered. `state`: as this process knows the text;
        `now`: by the clock. Precondition: no unit of work that writes is open in this thread.
        """
        self._not_now.clear()
        wanted = [] if state is None else [one for one in asked if self._lacks(state, one[1])]
        if state is None or not wanted:
            return
        with store.reading() as unit:
            for actor, command in allowed(unit, self._text, wanted):
                if self._lacks(state, command):
                    self._read_for(unit.record, state, actor, command, now)

    def prepare(self, batch: Batch, actor: Actor, command: Command) -> Command:
        """
        The command as it is; its paragraph reaches back to the number that it names, if that is not too far. Raises
        Refused for who may not give the command at all, Undecided for what was not looked up.
        """
        found = None if batch.moment.state is None else _named(batch.moment.state, command)
        if batch.moment.state is None or found is None:
            return command
        paragraph, number = found
        authorise(batch.meeting, actor, command)
        older = self._older.get(paragraph.id)
        if older is None or not older.begin <= paragraph.forgotten <= older.through:
            if paragraph.id in self._not_now:
                return command
            raise later()
        if number < older.none_before:
            return command
        if number < older.begin:
            raise later()
        longer = with_older(paragraph, older.begin, older.steps)
        paragraphs = {**batch.moment.state.paragraphs, paragraph.id: longer}
        batch.moment = replace(batch.moment, state=replace(batch.moment.state, paragraphs=paragraphs))
        return command

    def _lacks(self, state: State, command: Command) -> bool:
        found = _named(state, command)
        if found is None:
            return False
        paragraph, number = found
        older = self._older.get(paragraph.id)
        if older is None or not older.begin <= paragraph.forgotten <= older.through:
            return True
        self._older.move_to_end(paragraph.id)
        return older.none_before <= number < older.begin

    def _read_for(self, record: Record, state: State, actor: Actor, command: Command, now: str) -> None:
        found = _named(state, command)
        if found is None:
            return
        paragraph, number = found
        if state.number - record.indexed(self._text) > LONGEST_TAIL:
            self._not_now.add(paragraph.id)
            return
        try:
            self._readings.take(actor.person, now)
        except Undecided:
            return
        self._remember(paragraph, older_steps(record, state, paragraph, number))

    def _remember(self, paragraph: Paragraph, read: Older) -> None:
        """A trail that was too long stays so, and does not displace usable ones."""
        known = self._older.pop(paragraph.id, None)
        if known is not None and known.begin <= paragraph.forgotten <= known.through:
            none_before = max(known.none_before, read.none_before)
            read = replace(read if read.begin <= known.begin else known, none_before=none_before)
        self._older[paragraph.id] = read
        while len(self._older) > REMEMBERED:
            self._older.popitem(last=False)


def allowed(
    unit: Unit, text: str, wanted: Collection[tuple[Actor | str, Command]]
) -> Iterator[tuple[Actor, Command]]:
    """Those who may give their commands in a text; the others are told so when these are decided."""
    people = {who for who, _ in wanted if isinstance(who, str)}
    found = actors(unit.registry, people, text) if people else {}
    meeting = unit.registry.meeting_of(text)
    for who, command in wanted:
        actor = found.get(who) if isinstance(who, str) else who
        if actor is None:
            continue
        try:
            authorise(meeting, actor, command)
        except Refused:
            continue
        yield actor, command


def older_steps(record: Record, state: State, paragraph: Paragraph, number: int) -> Older:
    """
    What led to the oldest wording that a paragraph holds, since a number or before. Preconditions: it was added at or
    before that number, and the record reaches up to what it has forgotten.
    """
    too_much = Older(paragraph.forgotten, (), paragraph.forgotten, none_before=number + 1)
    begin, wording = _beginning(record, state.text, paragraph, number)
    numbers = list(
        islice(
            takewhile(
                lambda one: one > begin, numbers_of(record, state.text, paragraph.id, paragraph.forgotten + 1)
            ),
            2 * MAX_TRAIL + 1,
        )
    )
    # Some of the entries say nothing about wording; what is older than twice a trail is left to be too old.
    if len(numbers) > 2 * MAX_TRAIL or len(numbers) * len(paragraph.wording) > MOST_PIECES:
        return too_much
    steps: list[Step] = []
    pieces = weight = 0
    for at, change in _changes(record, state.text, numbers[::-1], paragraph.id):
        pieces += len(wording) + len(change)
        steps.append(step(at, wording, change))
        weight += steps[-1].weight
        if pieces > MOST_PIECES or weight > MAX_TRAIL_WEIGHT or len(steps) > MAX_TRAIL:
            return too_much
        wording = compose(wording, change)
    if wording != (paragraph.trail[0].before if paragraph.trail else paragraph.wording):
        log.error("The changes of %s since no. %d do not lead to what it says now", paragraph.id, begin)
        return too_much
    return Older(begin, tuple(steps), paragraph.forgotten)


def _beginning(record: Record, text: str, paragraph: Paragraph, number: int) -> tuple[int, Delta]:
    """A number at or before the given one, as near as a checkpoint is, and what the paragraph said there."""
    checkpoint = record.checkpoint(text, number, READABLE_FOLDS)
    then = None if checkpoint is None else checkpoint.state["paragraphs"].get(paragraph.id)
    if checkpoint is not None and then is not None:
        # It said so since what concerned it last: whoever names any number between finds it there.
        last = next(numbers_of(record, text, paragraph.id, checkpoint.number + 1), paragraph.added)
        return last, then["wording"]
    added = record.entries_at(text, [paragraph.added])[0]
    return paragraph.added, added.entry["payload"]["wording"]


def _changes(record: Record, text: str, numbers: list[int], paragraph: str) -> Iterator[Change]:
    for at in range(0, len(numbers), PORTION):
        for stored in record.entries_at(text, numbers[at : at + PORTION]):
            payload = stored.entry["payload"]
            if payload.get("paragraph") == paragraph and payload.get("change"):
                yield stored.number, payload["change"]


def _named(state: State, command: Command) -> tuple[Paragraph, int] | None:
    """The paragraph and the number that a command names, where the paragraph does not reach back to that number."""
    named = command.payload.get("paragraph")
    paragraph = state.paragraphs.get(named) if isinstance(named, str) else None
    where = DECIDED_ON_THE_PAST.get(command.kind)
    number: Any = command.base if where == "base" else command.payload.get(where or "")
    if paragraph is None or type(number) is not int:
        return None
    return (paragraph, number) if paragraph.added <= number < paragraph.forgotten else None


def later() -> Undecided:
    """The trail is not built yet: nothing is decided, and the client sends the command again."""
    return Undecided("too_fast", "Too much that was seen long ago came at once. Send this again in a moment.")
