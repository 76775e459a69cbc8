"""Acts of the room: positions, the paragraph in hand, holding, the gavel, reopening, issuing."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from server.domain.access import Actor
from server.domain.agreement import OBJECTION, REPAIR, in_the_way
from server.domain.command import Command, Event
from server.domain.guards import capital, not_decided_since, not_frozen, paragraph_of, still_live
from server.domain.instants import from_instant, later
from server.domain.marks import fingerprint
from server.domain.meeting import Meeting
from server.domain.paragraph import FOOTNOTE, STANCES, Paragraph, marks_at, wording_at
from server.domain.payload import (
    MAX_STATEMENT,
    Refused,
    choice,
    codes,
    ident,
    line,
    mapping,
    number,
    optional_ident,
    optional_line,
    required_reason,
)
from server.domain.sections import footnotes
from server.domain.state import State, position_key

MIN_HOLD: Final = 5
MAX_HOLD: Final = 600


def take_position(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """Record a delegation's stance, bound to what its author saw (W19); on a frozen paragraph it explains
    (W20).
    """
    paragraph = paragraph_of(state, command)
    proposal = _proposal_taken_on(paragraph, command)
    earliest = paragraph.added if proposal is None else paragraph.proposals[proposal].tabled
    seen = number(command.payload, "seen", earliest, state.number)
    wording = wording_at(paragraph, seen)
    if wording is None:
        raise Refused(
            "base_too_old", f"{capital(paragraph.name)} has changed too often since; look at it again."
        )
    payload = {
        "paragraph": paragraph.id,
        "proposal": proposal,
        "stance": choice(command.payload, "stance", STANCES),
        "fingerprint": fingerprint(
            replace(paragraph, wording=wording, marks=marks_at(paragraph, seen)), proposal
        ),
        "seen": seen,
        "statement": optional_line(command.payload, "statement", MAX_STATEMENT),
    }
    return [Event("position_taken", command.delegation, payload)]


def _proposal_taken_on(paragraph: Paragraph, command: Command) -> str | None:
    one = optional_ident(command.payload, "proposal")
    if one is None:
        return None
    proposal = paragraph.proposals.get(one)
    if proposal is None:
        raise Refused("unknown_proposal", f"There is no such proposal in {paragraph.name}.")
    still_live(proposal)
    if command.delegation in proposal.sponsors:
        raise Refused("own_proposal", f"{command.delegation} proposes this itself; it can be withdrawn.")
    return one


def withdraw_position(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """A delegation takes its position back: an objection is lifted this way."""
    paragraph = paragraph_of(state, command)
    proposal = optional_ident(command.payload, "proposal")
    if position_key(command.delegation or "", proposal) not in paragraph.positions:
        raise Refused("no_position", f"{command.delegation} has no position there.")
    return [
        Event("position_withdrawn", command.delegation, {"paragraph": paragraph.id, "proposal": proposal})
    ]


def put_before_room(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """Say which paragraph is in hand; the screen in the room follows. Null: none."""
    if command.payload.get("paragraph") is None:
        return [] if state.before_room is None else [_put(None)]
    paragraph = paragraph_of(state, command)
    if state.before_room is not None and state.before_room["paragraph"] == paragraph.id:
        return []
    return [_put(paragraph.id)]


def _put(paragraph: str | None) -> Event:
    return Event("paragraph_put_before_room", None, {"paragraph": paragraph})


def hold_paragraph(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """Let nobody but the Chair change a paragraph for a short while, so that the gavel does not race
    typists (W22).
    """
    paragraph = paragraph_of(state, command)
    not_frozen(state, paragraph)
    until = later(command.at, number(command.payload, "seconds", MIN_HOLD, MAX_HOLD))
    return [Event("paragraph_held", None, {"paragraph": paragraph.id, "until": until})]


def release_hold(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """End a hold before its time."""
    paragraph = paragraph_of(state, command)
    if paragraph.hold is None:
        return []
    return [Event("hold_released", None, {"paragraph": paragraph.id})]


def record_agreement(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """The gavel: freeze the wording that the Chair saw, at a level, perhaps pending somebody (W20).

    Refused if the wording changed since (`changed_since`), or if anything stands in the way, saying what and
    whose:
    `marks_remain`, `repairs_remain`, `objection_stands`.
    """
    paragraph = paragraph_of(state, command)
    if paragraph.kind == FOOTNOTE:
        raise Refused("malformed", "A footnote is agreed with its paragraph, and not by itself.")
    level = line(command.payload, "level", 40, 1)
    seen = number(command.payload, "seen", 1, state.number)
    not_decided_since(paragraph, seen)
    _level_above(state, paragraph, level)
    notes = footnotes(state.paragraphs, paragraph)
    if any(one.changed > seen for one in (paragraph, *notes)):
        raise Refused(
            "changed_since", f"The wording of {paragraph.name} changed since you looked at it; look again."
        )
    _nothing_in_the_way(paragraph, notes)
    if not any(isinstance(op["insert"], dict) or op["insert"].strip() for op in paragraph.wording):
        raise Refused("nothing_to_agree", f"{capital(paragraph.name)} has no words.")
    payload = {
        "paragraph": paragraph.id,
        "level": level,
        "pending": _pending(state, meeting, paragraph, command.payload),
        "fingerprint": fingerprint(paragraph, None),
    }
    return [Event("agreement_recorded", None, payload)]


def _level_above(state: State, paragraph: Paragraph, level: str) -> None:
    ids = [one["id"] for one in state.levels]
    if level not in ids:
        raise Refused("unknown_level", f"The levels of agreement of this text are: {', '.join(ids)}.")
    if paragraph.agreement is not None and ids.index(level) <= ids.index(paragraph.agreement["level"]):
        raise Refused("already_agreed", f"{capital(paragraph.name)} is agreed at that level or a higher one.")


def _nothing_in_the_way(paragraph: Paragraph, notes: list[Paragraph]) -> None:
    obstacles = in_the_way(paragraph, notes)
    if not obstacles:
        return
    kinds = {one.kind for one in obstacles}
    code = "marks_remain"
    if kinds == {OBJECTION}:
        code = "objection_stands"
    elif kinds <= {OBJECTION, REPAIR}:
        code = "repairs_remain"
    listed = "; ".join(dict.fromkeys(one.sentence for one in obstacles))
    raise Refused(code, f"{capital(paragraph.name)} cannot be agreed yet: {listed}.")


def _pending(state: State, meeting: Meeting, paragraph: Paragraph, fields: Mapping[str, Any]) -> list[str]:
    """For whom or what an agreement waits: States and groups, and other paragraphs that can still be agreed."""
    pending = codes(fields, "pending") if fields.get("pending") is not None else ()
    for one in pending:
        if not meeting.negotiates(one) and not _can_be_waited_for(state, paragraph, one):
            raise Refused(
                "unknown_pending",
                f"“{one}” is no State or group of the meeting and no other paragraph that stands in the text.",
            )
    return list(pending)


def _can_be_waited_for(state: State, paragraph: Paragraph, one: str) -> bool:
    """A footnote is agreed with its paragraph, and not by itself."""
    other = state.paragraphs.get(one)
    return other is not None and one != paragraph.id and other.kind != FOOTNOTE and other.withdrawn is None


def clear_pending(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """Say for whom or what an agreement is still pending: fewer than before."""
    paragraph = _agreed(state, command)
    agreement = paragraph.agreement or {}
    left = codes(command.payload, "pending")
    if not set(left) < set(agreement["pending"]):
        raise Refused("malformed", "“pending” must be what is left of those that the agreement is pending.")
    return [Event("pending_cleared", None, {"paragraph": paragraph.id, "pending": list(left)})]


def reopen_paragraph(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """Open a frozen paragraph again, with a reason; changes from before are kept as drafts of their authors
    (W9).
    """
    paragraph = _agreed(state, command)
    reason = required_reason(command.payload)
    return [Event("paragraph_reopened", None, {"paragraph": paragraph.id, "reason": reason})]


def _agreed(state: State, command: Command) -> Paragraph:
    paragraph = paragraph_of(state, command)
    not_decided_since(paragraph, command.base)
    if paragraph.agreement is None:
        raise Refused("not_agreed", f"{capital(paragraph.name)} is not agreed.")
    return paragraph


def issue_status_document(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """Put on record that a snapshot was issued; the service has made the document and computed its digest."""
    fields = command.payload
    sequence = number(fields, "sequence", 1)
    if sequence <= max((document["sequence"] for document in state.documents), default=0):
        raise Refused(
            "changed_since", "Another status document was issued at the same moment; issue this one again."
        )
    level = line(fields, "level", 40, 1)
    if level not in [one["id"] for one in state.levels]:
        raise Refused("unknown_level", "That is no level of agreement of this text.")
    payload = {
        "document": ident(fields, "document"),
        "sequence": sequence,
        "number": number(fields, "number", 1, state.number),
        "as_of": _instant(fields),
        "level": level,
        "digest": line(fields, "digest", 64, 64),
    }
    issued = Event("status_document_issued", None, payload)
    described = fields.get("described")
    if described is None or described == state.described:
        return [issued]
    # The facts that the document prints go on record with it, at the latest.
    return [Event("meeting_described", None, dict(mapping(described, "described"))), issued]


def _instant(fields: Mapping[str, Any]) -> str:
    as_of = line(fields, "as_of", 24, 24)
    try:
        from_instant(as_of)
    except ValueError as fault:
        raise Refused("malformed", f"“as_of” must be an instant. {fault}") from fault
    return as_of
