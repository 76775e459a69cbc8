"""
Making a status document inside the unit of work that records its issue: the entry and the bytes, or
neither.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from server.domain.access import authorise
from server.domain.actor import Actor
from server.domain.canonical import canonical, sha256
from server.domain.command import Command
from server.domain.refusal import Refused
from server.domain.snapshot import facts_of, status_document
from server.domain.state import State
from server.domain.verifying import ISSUED
from server.services.batch import Batch
from server.services.describing import described_for
from server.services.past import Moment
from server.services.record import StoredEntry, issued_by
from server.services.shown_past import ShownPast
from server.services.store import NewId, Unit

ISSUE: Final = "issue_status_document"


class DocumentPress:
    """Sets the status documents that a batch asks for, and keeps those that were issued."""

    def __init__(self, unit: Unit, new_id: NewId, past: ShownPast) -> None:
        """`past`: has looked for what the batch shows as of an instant."""
        self._unit = unit
        self._past = past
        self._new_id = new_id
        self._contents: dict[str, bytes] = {}

    def prepare(self, batch: Batch, actor: Actor, command: Command) -> Command:
        """
        The command with the document's id, sequence, number, as-of, level and digest.

        Without `as_of` it shows the text of now; without `level`, what is agreed at any level, and at which. Raises
        Refused as `moment_at` does, and `unknown_level`; Undecided for a past that was not looked up.
        """
        authorise(batch.meeting, actor, command)
        now = batch.moment.state
        if now is None:
            raise Refused("not_found", "There is no such text.")
        level = level_of(command.payload.get("level"), now)
        as_of = command.payload.get("as_of")
        shown, as_of = (batch.moment, batch.time) if as_of is None else (self._as_of(batch, as_of), as_of)
        if shown.state is None:
            raise Refused("before_opening", "At that moment this text was not open yet.")
        sequence = self._sequence(now)
        described = described_for(self._unit, batch.text)
        content = canonical(
            status_document(
                shown.state,
                facts_of(described),
                as_of=as_of,
                issued_at=batch.time,
                sequence=sequence,
                head_hash=shown.head.hash,
                level=level,
            )
        )
        document = self._new_id("d")
        self._contents[document] = content
        return replace(
            command,
            payload={
                "document": document,
                "sequence": sequence,
                "number": shown.head.number,
                "as_of": as_of,
                "level": level,
                "digest": sha256(content),
                "described": described,
            },
        )

    def _sequence(self, now: State) -> int:
        """The next of the meeting, across its texts. Documents of the batch are not kept yet."""
        last = max((document["sequence"] for document in now.documents), default=0)
        return max(last, self._unit.record.last_sequence(now.text)) + 1

    def keep_issued(self, entries: Sequence[StoredEntry]) -> None:
        """Keeps the bytes of the documents that these entries, appended just before, have issued."""
        for stored in entries:
            entry = stored.entry
            if entry["kind"] != ISSUED:
                continue
            content = self._contents[entry["payload"]["document"]]
            self._unit.record.keep_document(issued_by(entry, content))

    def _as_of(self, batch: Batch, as_of: object) -> Moment:
        return self._past.at(self._unit.record, batch, as_of)


def level_of(wanted: object, state: State) -> str:
    """The level from which paragraphs are in a document; None means the lowest. Raises Refused `unknown_level`."""
    levels = [level["id"] for level in state.levels]
    if wanted is None:
        return levels[0]
    if wanted not in levels:
        raise Refused("unknown_level", "That is no level of agreement of this text.")
    return str(wanted)


def meeting_facts(unit: Unit, text: str) -> dict[str, Any]:
    """A text's meeting in documents: the members of `Meeting`, and `delegations`, short names by code."""
    facts = unit.registry.text(text)
    meeting = None if facts is None else unit.registry.meeting(facts.meeting)
    if meeting is None:
        raise Refused("not_found", "There is no such text.")
    short = {one.code: one.short for one in unit.registry.delegations(meeting.id)}
    return {**asdict(meeting), "delegations": short}
