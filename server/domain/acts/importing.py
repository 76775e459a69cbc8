"""Bringing a file in: its paragraphs, with their brackets as proposals."""

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Final, Literal

import msgspec

from server.domain.acts.declaring import OF_THE_SECRETARIAT, Act, Case
from server.domain.acts.placing import MAX_PARAGRAPHS, ParagraphAsked, open_to_footnotes, place_and_name
from server.domain.acts.sponsorship import tabled
from server.domain.brought import as_a_file_says, own_footnotes
from server.domain.called import sound_names
from server.domain.command import Event
from server.domain.delta import Delta
from server.domain.lines import MAX_REASON, line_of
from server.domain.marks import INS, marking
from server.domain.meeting import UNATTRIBUTED, Meeting
from server.domain.paragraph import FOOTNOTE, HEADING, KINDS
from server.domain.payloads import Ident, Names, Payload, distinct
from server.domain.refusal import Refused

MAX_IMPORTED: Final = 500
MAX_PROPOSALS: Final = 2_000

# Which kinds of proposals a mark may name, on words and on a paragraph as a whole.
_OF_WORDS: Final = {"ins": ("wording", "paragraph"), "del": ("wording", "paragraph"), "brk": ("reservation",)}
_OF_PARAGRAPHS: Final = {"ins": ("paragraph",), "del": ("deletion",), "brk": ("reservation",)}


class BroughtProposal(Payload, frozen=True, kw_only=True):
    """A bracket of a file. `sponsors`: those that it names, or `UNATTRIBUTED` alone."""

    id: Ident
    kind: Literal["wording", "reservation", "paragraph", "deletion"]
    sponsors: Names
    parent: Ident | None = None
    set: Ident | None = None


class ClaimMade(Payload, frozen=True):
    """The agreement that a file claims. `pending`: States, groups, and paragraphs of the text or of the file."""

    said: str
    pending: Names
    level: str | None = None


class Brought(ParagraphAsked, frozen=True, kw_only=True):
    """A paragraph of a file, with what stands in it."""

    proposals: Annotated[tuple[BroughtProposal, ...], msgspec.Meta(max_length=MAX_PROPOSALS)] = ()
    marks: dict[str, Any] = msgspec.field(default_factory=dict)
    claim: ClaimMade | None = None


class ImportParagraphs(Payload, frozen=True):
    """The paragraphs of a file, or of a part of it, in order."""

    paragraphs: Annotated[list[Brought], msgspec.Meta(min_length=1, max_length=MAX_IMPORTED)]
    reason: str | None = None


def _import(case: Case[ImportParagraphs]) -> list[Event]:
    """Paragraphs from elsewhere, in order, with their brackets as proposals: together or not at all (W18)."""
    state, brought = case.state, case.payload.paragraphs
    if len(state.paragraphs) + len(brought) > MAX_PARAGRAPHS:
        raise Refused("too_long", f"A text has room for {MAX_PARAGRAPHS} paragraphs.")
    reason = line_of(case.payload.reason, "reason", MAX_REASON) or None
    taken: set[str] = {one for paragraph in state.paragraphs.values() for one in paragraph.proposals}
    added: set[str] = set()
    notes: set[str] = set()
    # An agreement may be pending a paragraph that comes in later.
    known = {*state.paragraphs, *(one.paragraph for one in brought)}
    events = []
    for one in brought:
        payload = place_and_name(state, one, KINDS, frozenset(added), frozenset(notes))
        if payload["of"] in state.paragraphs:
            open_to_footnotes(case, payload["of"])
        sound_names(payload, payload["kind"])
        if payload["after"] in notes:
            raise Refused("unknown_paragraph", "Nothing stands after a footnote.")
        _imported_proposals(payload, one, taken, case.meeting)
        as_a_file_says(payload, state.format)
        if payload["paragraph"] in added | taken:
            raise Refused("duplicate_id", f"The id “{payload['paragraph']}” is taken in this text.")
        added.add(payload["paragraph"])
        if payload["kind"] == FOOTNOTE:
            notes.add(payload["paragraph"])
        payload["reason"] = reason
        if one.claim is not None:
            payload["claim"] = _claim(case, one.claim, known)
        kind = "section_added" if payload["kind"] == HEADING else "paragraph_added"
        events.append(Event(kind, None, payload))
    own_footnotes(state, [event.payload for event in events])
    return events


def _claim(case: Case[ImportParagraphs], claim: ClaimMade, known: Collection[str]) -> dict[str, Any]:
    """The agreement that a file claims. It freezes nothing: only the Chair agrees (I22)."""
    level = line_of(claim.level, "level", 40) or None
    if level is not None and level not in [one["id"] for one in case.state.levels]:
        raise Refused("unknown_level", "That is no level of agreement of this text.")
    pending = distinct(claim.pending, "pending")
    if not all(case.meeting.negotiates(one) or one in known for one in pending):
        raise Refused(
            "unknown_pending",
            "An agreement is pending States or groups of the meeting, or paragraphs of the text.",
        )
    return {"said": line_of(claim.said, "said", MAX_REASON, 1), "level": level, "pending": list(pending)}


def _imported_proposals(payload: dict[str, Any], brought: Brought, taken: set[str], meeting: Meeting) -> None:
    here: dict[str, str] = {}
    for item in brought.proposals:
        one = _imported(item, here, meeting)
        if one["id"] in taken:
            raise Refused("duplicate_id", f"The id “{one['id']}” is taken in this text.")
        here[one["id"]] = one["kind"]
        taken.add(one["id"])
        payload["proposals"].append(one)
    payload["marks"] = brought.marks
    _sound_marks(payload["marks"], here)
    payload["proposals"] = _all_tabled(payload)
    for op in payload["wording"]:
        attributes = op.get("attributes", {})
        if not marking(attributes) <= set(here):
            raise Refused(
                "unknown_proposal", "A mark names a proposal that does not come with its paragraph."
            )
        _sound_kinds(attributes, here, _OF_WORDS)


def _all_tabled(payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The proposals with what their other sponsors stand by: of each, only the words that it marks are looked at."""
    own: dict[str, Delta] = {}
    for op in payload["wording"]:
        for one in marking(op.get("attributes", {})):
            own.setdefault(one, []).append(op)
    return [tabled(one, own.get(one["id"], []), payload["marks"]) for one in payload["proposals"]]


def _imported(asked: BroughtProposal, here: Mapping[str, str], meeting: Meeting) -> dict[str, Any]:
    parent = asked.parent
    if parent is not None and parent not in here:
        raise Refused("unknown_proposal", "The parent of an imported proposal comes before it.")
    sponsors = distinct(asked.sponsors, "sponsors")
    if sponsors != (UNATTRIBUTED,) and not (sponsors and all(meeting.negotiates(one) for one in sponsors)):
        raise Refused(
            "not_your_delegation",
            "The sponsors of an imported proposal are States or groups of the meeting, or nobody.",
        )
    return {
        "id": asked.id,
        "parent": parent,
        "kind": asked.kind,
        "sponsors": list(sponsors),
        "set": asked.set,
        "place": None,
    }


def _sound_kinds(
    marks: Mapping[str, Any], here: Mapping[str, str], kinds: Mapping[str, tuple[str, ...]]
) -> None:
    """Refuse a mark that its proposal cannot set: a reservation that inserts words could not be settled (W18)."""
    for key, value in marks.items():
        one = value if key == INS else key.partition(":")[2]
        if one and here[one] not in kinds[key[:3]]:
            raise Refused("malformed", f"A {here[one]} does not mark words or paragraphs so.")


def _sound_marks(marks: Mapping[str, Any], here: Mapping[str, str]) -> None:
    for key, value in marks.items():
        names = value if key == INS else key.partition(":")[2]
        sound = key == INS or (key.startswith(("del:", "brk:")) and value is True)
        if not sound or not isinstance(names, str) or names not in here:
            raise Refused("malformed", "“marks” must name proposals that come with the paragraph.")
    _sound_kinds(marks, here, _OF_PARAGRAPHS)


ACTS: Final = (Act("import_paragraphs", OF_THE_SECRETARIAT, ImportParagraphs, _import),)
