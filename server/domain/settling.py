"""Proposals about whole paragraphs, and the end of every proposal: withdrawn, lifted, retained or dropped
(W3, W8).
"""

from collections.abc import Mapping
from typing import Any

from server.domain.access import Actor
from server.domain.arranging import MAX_DEPTH, whole
from server.domain.command import Command, Event
from server.domain.delta import Delta
from server.domain.guards import (
    not_decided_since,
    not_frozen,
    open_to_wording,
    paragraph_of,
    proposal_of,
    unused,
)
from server.domain.marks import (
    BRK,
    DEL,
    INS,
    MOV,
    chain,
    clear,
    collisions,
    live_ancestor,
    settle_all,
    settle_drop,
    signature,
    with_descendants,
)
from server.domain.meeting import Meeting
from server.domain.paragraph import (
    DROPPED,
    FOOTNOTE,
    HEADING,
    LIFTED,
    RETAINED,
    WITHDRAWN,
    Paragraph,
    Proposal,
    wording_at,
)
from server.domain.payload import Refused, choice, ident, mapping, number, optional_ident
from server.domain.sponsoring import only_sponsor, sponsors_of, tabled
from server.domain.state import State

_WHOLE = {"deletion": DEL, "move": MOV, "reservation": BRK}


def table_proposal(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """Propose to delete or move a paragraph as a whole, or reserve it as a whole (W6)."""
    paragraph = paragraph_of(state, command)
    kind = choice(command.payload, "kind", tuple(_WHOLE))
    proposal = ident(command.payload, "proposal")
    unused(state, proposal)
    open_to_wording(state, actor, command, paragraph)
    owner = paragraph.marks.get(INS)
    delegation = command.delegation or ""
    if owner is not None and kind == "deletion" and paragraph.proposals[owner].owner == delegation:
        raise Refused("own_words", "It is your own proposal: withdraw it instead.")
    if any(
        one.live and one.kind == kind and one.owner == delegation and _WHOLE[kind] + one.id in paragraph.marks
        for one in paragraph.proposals.values()
    ):
        raise Refused("already_tabled", f"{delegation} has tabled the same for {paragraph.name} already.")
    place = _place(state, paragraph, command) if kind == "move" else None
    marks = {**paragraph.marks, _WHOLE[kind] + proposal: True}
    tabling = whole(proposal, kind, sponsors_of(meeting, actor, command), owner, place)
    payload = {
        "paragraph": paragraph.id,
        "proposal": tabled(tabling, paragraph.wording, marks),
        "marks": marks,
    }
    return [Event("proposal_tabled", command.delegation, payload)]


def _place(state: State, paragraph: Paragraph, command: Command) -> dict[str, Any]:
    place = mapping(command.payload.get("place"), "place")
    after = optional_ident(place, "after")
    if paragraph.kind in (HEADING, FOOTNOTE):
        raise Refused("malformed", f"A {paragraph.kind} is not moved by itself.")
    if after is not None and (after not in state.order or after == paragraph.id):
        raise Refused("unknown_paragraph", "The paragraph after which it is to stand is not in the text.")
    return {"after": after, "depth": number(place, "depth", 1, MAX_DEPTH)}


def withdraw_proposal(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """The owner takes a proposal back, with what amends it, or lifts a reservation: its words stay (W18).

    What others sponsor too is left and not withdrawn (W21).
    """
    paragraph = paragraph_of(state, command)
    proposal = proposal_of(paragraph, command)
    if proposal.owner != command.delegation:
        raise Refused("not_yours", f"That proposal belongs to {proposal.owner}.")
    only_sponsor(proposal)
    open_to_wording(state, actor, command, paragraph)
    if proposal.kind == "reservation":
        return [_out(paragraph, command, proposal, "reservation_lifted", LIFTED)]
    return [_out(paragraph, command, proposal, "proposal_withdrawn", WITHDRAWN)]


def drop_proposal(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """The Chair drops a proposal with what amends it, or sets a reservation aside."""
    paragraph = paragraph_of(state, command)
    proposal = proposal_of(paragraph, command)
    not_frozen(state, paragraph)
    _as_previewed(paragraph, command, proposal, paragraph.marks.get(INS) == proposal.id)
    return [_out(paragraph, command, proposal, "proposal_dropped", DROPPED)]


def _out(paragraph: Paragraph, command: Command, proposal: Proposal, kind: str, status: str) -> Event:
    gone = with_descendants(paragraph.proposals, proposal.id)
    withdrawn = paragraph.marks.get(INS) in gone
    if withdrawn:
        gone |= _live(paragraph)
    payload = {
        "paragraph": paragraph.id,
        "proposal": proposal.id,
        "change": settle_drop(paragraph.wording, gone),
        "statuses": dict.fromkeys(sorted(gone), status),
        "marks": clear(paragraph.marks, gone),
        "withdrawn": withdrawn,
        "place": None,
    }
    return Event(kind, command.delegation, payload)


def _live(paragraph: Paragraph) -> set[str]:
    """All that goes with a paragraph: else it would be live for ever, where nobody can settle it."""
    return {one.id for one in paragraph.proposals.values() if one.live}


def retain_proposal(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """The Chair makes a proposal part of the text, with a decision on each proposal that deletes the same
    words.
    """
    paragraph = paragraph_of(state, command)
    proposal = proposal_of(paragraph, command)
    if proposal.kind == "reservation":
        raise Refused(
            "malformed", "A reservation is lifted by its owner or set aside; it cannot be retained."
        )
    not_frozen(state, paragraph)
    withdrawn = DEL + proposal.id in paragraph.marks
    _as_previewed(paragraph, command, proposal, withdrawn)
    dropped = _decided_collisions(paragraph, command, proposal)
    retained = {proposal.id}
    if withdrawn:
        # Who wanted the whole paragraph deleted has what they proposed; all else goes with its words.
        retained |= {one for one in _live(paragraph) if DEL + one in paragraph.marks}
        dropped = _live(paragraph) - retained
    marks, place = _whole_paragraph(state, paragraph, proposal, dropped | retained)
    payload = {
        "paragraph": paragraph.id,
        "proposal": proposal.id,
        "change": settle_all(paragraph.wording, paragraph.proposals, proposal.id, dropped),
        "statuses": dict.fromkeys(sorted(dropped), DROPPED) | dict.fromkeys(sorted(retained), RETAINED),
        "marks": marks,
        "withdrawn": withdrawn,
        "place": place,
    }
    return [Event("proposal_retained", command.delegation, payload)]


def _decided_collisions(paragraph: Paragraph, command: Command, proposal: Proposal) -> set[str]:
    """The proposals that go with a retention: those that the Chair decided to drop, and what amends them."""
    colliding = collisions(paragraph.wording, paragraph.proposals, proposal.id)
    decided = mapping(command.payload.get("collisions", {}), "collisions")
    if not all(value in ("keep", "drop") for value in decided.values()):
        raise Refused("malformed", "“collisions” must say keep or drop for each proposal.")
    open_ones = sorted(colliding - set(decided))
    if open_ones:
        owners = ", ".join(paragraph.proposals[one].owner for one in open_ones)
        raise Refused(
            "collision", f"Decide first whether to keep or drop what deletes the same words: {owners}."
        )
    dropped: set[str] = set()
    for one in colliding:
        if decided[one] == "drop":
            dropped |= with_descendants(paragraph.proposals, one)
    if proposal.id in dropped:
        raise Refused("collision", "A proposal cannot be retained while what it amends is dropped.")
    return dropped


def _whole_paragraph(
    state: State, paragraph: Paragraph, proposal: Proposal, settled: set[str]
) -> tuple[dict[str, Any], Mapping[str, Any] | None]:
    """The paragraph's own marks after a retention, and where it goes."""
    marks = clear(paragraph.marks, settled)
    heir = live_ancestor(paragraph.proposals, proposal.id)
    if paragraph.marks.get(INS) == proposal.id and heir is not None:
        marks[INS] = heir
    place = proposal.place if proposal.kind == "move" else None
    if place is not None and place["after"] is not None and place["after"] not in state.order:
        raise Refused("unknown_paragraph", "The paragraph after which it was to stand is not in the text.")
    return marks, place


def _as_previewed(paragraph: Paragraph, command: Command, proposal: Proposal, whole: bool) -> None:
    """Refuse an act on what changed since it was previewed: the proposal, its descendants, its collisions
    (W8); where the paragraph goes as a `whole`, all that is proposed in it.
    """
    previewed = number(command.payload, "previewed", 1)
    not_decided_since(paragraph, previewed)
    seen = wording_at(paragraph, previewed)
    concerned = _concerned(paragraph, paragraph.wording, proposal)
    if seen is not None:
        concerned |= _concerned(paragraph, seen, proposal)
    if whole:
        concerned |= set(paragraph.proposals)
    same = seen is not None and all(
        paragraph.proposals[one].tabled <= previewed and (paragraph.proposals[one].settled or 0) <= previewed
        for one in concerned
    )
    if seen is None or not same or signature(seen, concerned) != signature(paragraph.wording, concerned):
        raise Refused(
            "changed_since", "The proposal changed since you looked at it; look at the result again."
        )


def _concerned(paragraph: Paragraph, wording: Delta, proposal: Proposal) -> set[str]:
    """The proposal, all that amends it, settled or not, and what deletes the same words in a wording."""
    proposals = paragraph.proposals
    family = {one for one in proposals if proposal.id in chain(proposals, one)}
    return family | collisions(wording, proposals, proposal.id)
