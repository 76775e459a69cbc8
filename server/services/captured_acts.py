"""What somebody last recorded for a delegation, out of the record, where memory does not reach back so far."""

from dataclasses import replace
from typing import Final

from server.domain.access import Actor, authorise
from server.domain.command import Command
from server.services.batch import Batch
from server.services.past import NOTHING, Moment, fold_to, forward
from server.services.store import Unit
from server.services.trails import Readings

TAKE_BACK: Final = "take_back"
REACH: Final = 500
"""An act is looked for among so many entries: who takes a slip back does it soon."""


class CapturedActs:
    """Finds the last act of those who take one back. `now`: by the clock, as for trails."""

    def __init__(self, unit: Unit, readings: Readings, now: str) -> None:
        self._record = unit.record
        self._readings = readings
        self._now = now

    def prepare(self, batch: Batch, actor: Actor, command: Command) -> Command:
        """
        The command as it is; the text knows its author's last act, if that is not too long ago. Raises Refused for who
        may not give the command at all, Undecided for who has the past read too often.
        """
        state = batch.moment.state
        if state is None or state.acts.get(actor.person):
            return command
        authorise(batch.meeting, actor, command)
        self._readings.take(actor.person, self._now)
        head = self._record.head(state.text)
        if head is None:
            return command
        begin = max(0, head.number - REACH)
        known = fold_to(self._record, state.text, begin) if begin else NOTHING
        recent = forward(known, self._record.entries(state.text, begin, head.number)).state
        if recent is not None and actor.person in recent.acts:
            acts = {actor.person: recent.acts[actor.person], **state.acts}
            batch.moment = Moment(replace(state, acts=acts), batch.moment.head)
        return command
