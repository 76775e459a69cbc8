"""
What documents print of a meeting and its delegations, put on record: in the entry that opens a text, and whenever it
changes. So a document is made, and proved, from the record alone. Names of persons are never in it.
"""

from typing import Any, Final

from server.domain.access import Actor
from server.domain.command import Command, Event
from server.domain.meeting import Meeting as Negotiators
from server.services.batch import Batch
from server.services.past import fold_to
from server.services.registry import Meeting
from server.services.store import NewId, Unit

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
        if moment.state is None or moment.state.described == described:
            continue
        batch = Batch(text.id, moment, Negotiators({}), now, {}, {})
        actor = Actor(by, "secretariat", None)
        command = Command(new_id("c"), text.id, "describe_meeting", None, head.number, {}, now)
        batch.put(actor, command, [Event(DESCRIBED, None, described)])
        unit.record.append(text.id, batch.entries, batch.new_outcomes)
