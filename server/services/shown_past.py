"""The text as of the past, for the status documents that show it: folded before the transaction that decides (R42)."""

from collections.abc import Sequence

from server.domain.actor import Actor
from server.domain.command import Command
from server.domain.refusal import Refused
from server.services.batch import Batch
from server.services.past import Moment, fold_to, number_as_of
from server.services.record import Record
from server.services.store import Store
from server.services.trails import Readings, allowed, later


class ShownPast:
    """The moments of one text that the commands of a batch show."""

    def __init__(self, text: str, kind: str, readings: Readings) -> None:
        """`kind`: of the commands that name an instant, `as_of`."""
        self._text = text
        self._kind = kind
        self._readings = readings
        self._moments: dict[int, Moment] = {}

    def look(
        self, store: Store, known: Moment, asked: Sequence[tuple[Actor | str, Command]], now: str
    ) -> None:
        """
        Folds the record up to the instants that these commands name. Precondition: no unit of work that writes is open
        in this thread.
        """
        self._moments = {known.head.number: known}
        wanted = [one for one in asked if one[1].kind == self._kind and _instant(one[1]) is not None]
        if not wanted:
            return
        with store.reading() as unit:
            for actor, command in allowed(unit, self._text, wanted):
                self._read_for(unit.record, actor, command, now)

    def _read_for(self, record: Record, actor: Actor, command: Command, now: str) -> None:
        try:
            number = number_as_of(record, self._text, _instant(command) or "", now)
            if number not in self._moments:
                self._readings.take(actor.person, now)
                self._moments[number] = fold_to(record, self._text, number)
        except Refused:
            # It is said when the command is decided; of what is too often, that it is to be sent again.
            return

    def at(self, record: Record, batch: Batch, as_of: object) -> Moment:
        """
        The text as of an instant. Raises Refused as `number_as_of` does, Undecided for what was not looked up or is no
        longer so.
        """
        if not isinstance(as_of, str):
            raise Refused("malformed", "“as_of” must be an instant, or null for now.")
        number = number_as_of(record, self._text, as_of, batch.time)
        moment = self._moments.get(number)
        if moment is None or not record.entries_at(self._text, [number])[0].head == moment.head:
            raise later()
        return moment


def _instant(command: Command) -> str | None:
    as_of = command.payload.get("as_of")
    return as_of if isinstance(as_of, str) else None
