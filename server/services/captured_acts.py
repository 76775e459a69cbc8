"""The last acts of a person for delegations, read from the record where memory does not reach back so far."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from server.domain.access import authorise
from server.domain.actor import Actor
from server.domain.captured import Act
from server.domain.command import Command
from server.domain.state import State
from server.services.batch import Batch, Undecided
from server.services.past import NOTHING, Moment, fold_to, forward
from server.services.record import Record
from server.services.store import Store
from server.services.trails import Readings, allowed, later

TAKE_BACK: Final = "take_back"
REACH: Final = 500
"""An act is looked for among so many entries: who takes a slip back does it soon."""


class CapturedActs:
    """Finds the last acts of those who take one back, before the transaction that decides (R42)."""

    def __init__(self, text: str, readings: Readings) -> None:
        self._text = text
        self._readings = readings
        self._found: dict[str, tuple[Act, ...]] = {}

    def look(
        self, store: Store, state: State | None, asked: Sequence[tuple[Actor | str, Command]], now: str
    ) -> None:
        """
        Reads the acts that these commands need and the state does not know. Precondition: no unit of work that writes
        is open in this thread.
        """
        self._found.clear()
        wanted = [one for one in asked if one[1].kind == TAKE_BACK]
        if state is None or not wanted:
            return
        with store.reading() as unit:
            for actor, _ in allowed(unit, self._text, wanted):
                if actor.person in self._found or state.acts.get(actor.person):
                    continue
                try:
                    self._readings.take(actor.person, now)
                except Undecided:
                    continue
                self._found[actor.person] = self._acts_of(unit.record, actor.person)

    def _acts_of(self, record: Record, person: str) -> tuple[Act, ...]:
        head = record.head(self._text)
        if head is None:
            return ()
        begin = max(0, head.number - REACH)
        known = fold_to(record, self._text, begin) if begin else NOTHING
        recent = forward(known, record.entries(self._text, begin, head.number)).state
        return () if recent is None else recent.acts.get(person, ())

    def prepare(self, batch: Batch, actor: Actor, command: Command) -> Command:
        """
        The command as it is; the text knows its author's last act, if that is not too long ago. Raises Refused for who
        may not give the command at all, Undecided for what was not looked up.
        """
        state = batch.moment.state
        if state is None or state.acts.get(actor.person):
            return command
        authorise(batch.meeting, actor, command)
        found = self._found.get(actor.person)
        if found is None:
            raise later()
        if found:
            acts = {actor.person: found, **state.acts}
            batch.moment = Moment(replace(state, acts=acts), batch.moment.head)
        return command
