"""
What documents print of a meeting and its delegations, put on record: in the entry that opens a text, and whenever it
changes. So a document is made, and proved, from the record alone. Names of persons are never in it. Nothing is written
into the record of an archived text: it is described when it is taken out.
"""

from dataclasses import replace
from typing import Any, Final

from server.domain.actor import Actor
from server.domain.command import Command, Event
from server.domain.meeting import Meeting as Negotiators
from server.domain.refusal import Refused
from server.services.batch import Batch
from server.services.past import fold_to
from server.services.registry import Meeting
from server.services.store import NewId, Unit

UNARCHIVE: Final = "unarchive_text"
DESCRIBED: Final = "meeting_described"

FACTS: Final = ("body", "title", "session", "place", "starts", "ends", "time_zone", "symbol", "language")
"""The members of a meeting that are described."""

Described = dict[str, Any]


def description(unit: Unit, meeting: Meeting) -> Described:
    """The meeting as docs/FORMATS.md has it in `described`, as the registry knows it now."""
    delegations = [
        {
            "code": each.code,
            "short": each.short,
            "name": each.name,
            "kind": each.kind,
            "members": list(each.members),
        }
        for each in unit.registry.delegations(meeting.id)
    ]
    return {"meeting": {name: getattr(meeting, name) for name in FACTS}, "delegations": delegations}


def described_for(unit: Unit, text: str) -> Described:
    """The meeting of a text, as the registry knows it now. Raises Refused (`not_found`)."""
    facts = unit.registry.text(text)
    meeting = None if facts is None else unit.registry.meeting(facts.meeting)
    if meeting is None:
        raise Refused("not_found", "There is no such text.")
    return description(unit, meeting)


def with_description(unit: Unit, batch: Batch, command: Command) -> Command:
    """A command that takes a text out of the archive, with what documents print of its meeting now."""
    return replace(command, payload={"described": described_for(unit, batch.text)})


def put_on_record(unit: Unit, by: str, now: str, new_id: NewId, meeting: str) -> None:
    """
    Describes a meeting, whose facts or delegations `by` has just changed in this unit of work, in the record of each of
    its texts, where that says otherwise.
    """
    found = unit.registry.meeting(meeting)
    if found is None:
        return
    described = description(unit, found)
    for text in unit.registry.texts(found.id):
        head = unit.record.lock(text.id)
        if head is None or head.number == 0:
            continue
        moment = fold_to(unit.record, text.id, head.number)
        if moment.state is None or moment.state.archived or moment.state.described == described:
            continue
        batch = Batch(text.id, moment, Negotiators({}), now, {}, {})
        actor = Actor(by, "secretariat", None)
        command = Command(new_id("c"), text.id, "describe_meeting", None, head.number, {}, now)
        batch.put(actor, command, [Event(DESCRIBED, None, described)])
        unit.record.append(text.id, batch.entries, batch.new_outcomes)
