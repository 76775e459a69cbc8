"""Issuing a status document, and finding those that were issued."""

from server.domain.access import Actor
from server.domain.command import Command, Refused
from server.domain.snapshot import Content, rolling_text
from server.services.document_press import ISSUE, ISSUED, meeting_facts
from server.services.live_text import Appended, LiveText
from server.services.past import moment_at
from server.services.record import IssuedDocument
from server.services.registry import Meeting
from server.services.store import Clock, NewId, Unit


def issue_status_document(
    live: LiveText,
    actor: Actor,
    clock: Clock,
    new_id: NewId,
    *,
    as_of: str | None = None,
    level: str | None = None,
) -> tuple[str, Appended]:
    """
    Issues a status document of the text as of an instant (none: now) and gives its id, and what is to be
    published.

    Raises Refused as `decide` does, and `future`, `before_opening`, `malformed`, `unknown_level`.
    """
    payload = {"as_of": as_of, "level": level}
    command = Command(new_id("c"), live.text, ISSUE, None, live.head.number, payload, clock())
    appended = live.append([(actor, command)])
    outcome = appended.outcomes[0]
    if "refused" in outcome:
        raise Refused(outcome["refused"]["code"], outcome["refused"]["message"])
    mine = (stored.entry for stored in appended.entries if stored.entry["command"] == command.id)
    made = next(entry for entry in mine if entry["kind"] == ISSUED)
    return made["payload"]["document"], appended


def rolling_content(unit: Unit, text: str, now: str, *, number: int | None = None) -> Content:
    """The content of the rolling text at a number (none: at the head). Raises Refused as `moment_at` does."""
    moment = moment_at(unit, text, now, number=number)
    if moment.state is None:
        raise Refused("not_found", "There is no such text.")
    # As of now where it shows the head: the text has not changed since its last entry.
    as_of = now if number is None else moment.head.time
    facts = meeting_facts(unit, text)
    return rolling_text(moment.state, facts, as_of=as_of, head_hash=moment.head.hash)


def public_document(unit: Unit, document: str) -> tuple[IssuedDocument, Meeting] | None:
    """An issued document of a public meeting, which everybody may read; None for any other."""
    issued = unit.record.document(document)
    facts = None if issued is None else unit.registry.text(issued.text)
    meeting = None if facts is None else unit.registry.meeting(facts.meeting)
    if issued is None or meeting is None or not meeting.public:
        return None
    return issued, meeting
