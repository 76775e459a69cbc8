"""Proposals about whole paragraphs, and the end of every proposal (W3, W8): withdrawn, lifted, retained, dropped."""

from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec

from server.domain.acts.declaring import OF_DELEGATIONS, OF_THE_CHAIR, Act, Case
from server.domain.acts.guards import (
    not_decided_since,
    not_frozen,
    open_to_wording,
    paragraph_of,
    proposal_of,
    unused,
)
from server.domain.acts.sponsorship import only_sponsor, sponsors_of, tabled, whole
from server.domain.command import Event
from server.domain.delta import Delta
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
from server.domain.payloads import Depth, ForDelegation, Ident, Payload, Positive, Sponsored
from server.domain.refusal import Refused
from server.domain.state import State

_WHOLE: Final = {"deletion": DEL, "move": MOV, "reservation": BRK}


class Where(Payload, frozen=True):
    """After which paragraph (null: first), and how deep."""

    depth: Depth
    after: Ident | None = None


class TableProposal(Sponsored, frozen=True):
    """A proposal about a paragraph as a whole. `place`: of a move."""

    paragraph: Ident
    proposal: Ident
    kind: Literal["deletion", "move", "reservation"]
    place: Where | None = None


class WithdrawProposal(ForDelegation, frozen=True):
    """One's own proposal; a reservation is lifted so."""

    paragraph: Ident
    proposal: Ident


class DropProposal(Payload, frozen=True):
    """A proposal as the Chair saw it at `previewed`."""

    paragraph: Ident
    proposal: Ident
    previewed: Positive


class RetainProposal(DropProposal, frozen=True):
    """`collisions`: of each proposal that deletes the same words, whether it is kept or dropped."""

    collisions: dict[str, Literal["keep", "drop"]] = msgspec.field(default_factory=dict)


def _table(case: Case[TableProposal]) -> list[Event]:
    """Propose to delete or move a paragraph as a whole, or reserve it as a whole (W6)."""
    paragraph = paragraph_of(case.state, case.payload.paragraph)
    kind, proposal = case.payload.kind, case.payload.proposal
    unused(case.state, proposal)
    open_to_wording(case, paragraph)
    owner = paragraph.marks.get(INS)
    delegation = case.delegation
    if owner is not None and kind == "deletion" and paragraph.proposals[owner].owner == delegation:
        raise Refused("own_words", "It is your own proposal: withdraw it instead.")
    if any(
        one.live and one.kind == kind and one.owner == delegation and _WHOLE[kind] + one.id in paragraph.marks
        for one in paragraph.proposals.values()
    ):
        raise Refused("already_tabled", f"{delegation} has tabled the same for {paragraph.name} already.")
    place = _place(case, paragraph) if kind == "move" else None
    marks = {**paragraph.marks, _WHOLE[kind] + proposal: True}
    tabling = whole(proposal, kind, sponsors_of(case), owner, place)
    payload = {
        "paragraph": paragraph.id,
        "proposal": tabled(tabling, paragraph.wording, marks),
        "marks": marks,
    }
    return [Event("proposal_tabled", delegation, payload)]


def _place(case: Case[TableProposal], paragraph: Paragraph) -> dict[str, Any]:
    place = case.payload.place
    if place is None:
        raise Refused("malformed", "“place” must say where the paragraph is to stand.")
    if paragraph.kind in (HEADING, FOOTNOTE):
        raise Refused("malformed", f"A {paragraph.kind} is not moved by itself.")
    if place.after is not None and (place.after not in case.state.order or place.after == paragraph.id):
        raise Refused("unknown_paragraph", "The paragraph after which it is to stand is not in the text.")
    return {"after": place.after, "depth": place.depth}


def _withdraw(case: Case[WithdrawProposal]) -> list[Event]:
    """The owner takes a proposal back, with what amends it, or lifts a reservation: its words stay (W18).

    What others sponsor too is left and not withdrawn (W21).
    """
    paragraph = paragraph_of(case.state, case.payload.paragraph)
    proposal = proposal_of(paragraph, case.payload.proposal)
    if proposal.owner != case.delegation:
        raise Refused("not_yours", f"That proposal belongs to {proposal.owner}.")
    only_sponsor(proposal)
    open_to_wording(case, paragraph)
    if proposal.kind == "reservation":
        return [_out(case, paragraph, proposal, "reservation_lifted", LIFTED)]
    return [_out(case, paragraph, proposal, "proposal_withdrawn", WITHDRAWN)]


def _drop(case: Case[DropProposal]) -> list[Event]:
    """The Chair drops a proposal with what amends it, or sets a reservation aside."""
    paragraph = paragraph_of(case.state, case.payload.paragraph)
    proposal = proposal_of(paragraph, case.payload.proposal)
    not_frozen(case.state, paragraph)
    _as_previewed(case.payload.previewed, paragraph, proposal, paragraph.marks.get(INS) == proposal.id)
    return [_out(case, paragraph, proposal, "proposal_dropped", DROPPED)]


def _out(
    case: Case[WithdrawProposal] | Case[DropProposal],
    paragraph: Paragraph,
    proposal: Proposal,
    kind: str,
    status: str,
) -> Event:
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
    return Event(kind, case.command.delegation, payload)


def _live(paragraph: Paragraph) -> set[str]:
    """All that goes with a paragraph: else it would be live for ever, where nobody can settle it."""
    return {one.id for one in paragraph.proposals.values() if one.live}


def _retain(case: Case[RetainProposal]) -> list[Event]:
    """The Chair makes a proposal part of the text, and decides on each that deletes the same words."""
    paragraph = paragraph_of(case.state, case.payload.paragraph)
    proposal = proposal_of(paragraph, case.payload.proposal)
    if proposal.kind == "reservation":
        raise Refused(
            "malformed", "A reservation is lifted by its owner or set aside; it cannot be retained."
        )
    not_frozen(case.state, paragraph)
    withdrawn = DEL + proposal.id in paragraph.marks
    _as_previewed(case.payload.previewed, paragraph, proposal, withdrawn)
    dropped = _decided_collisions(case, paragraph, proposal)
    retained = {proposal.id}
    if withdrawn:
        # A proposal to delete the whole paragraph is fulfilled; all others go with the words.
        retained |= {one for one in _live(paragraph) if DEL + one in paragraph.marks}
        dropped = _live(paragraph) - retained
    marks, place = _whole_paragraph(case.state, paragraph, proposal, dropped | retained)
    payload = {
        "paragraph": paragraph.id,
        "proposal": proposal.id,
        "change": settle_all(paragraph.wording, paragraph.proposals, proposal.id, dropped),
        "statuses": dict.fromkeys(sorted(dropped), DROPPED) | dict.fromkeys(sorted(retained), RETAINED),
        "marks": marks,
        "withdrawn": withdrawn,
        "place": place,
    }
    return [Event("proposal_retained", case.command.delegation, payload)]


def _decided_collisions(case: Case[RetainProposal], paragraph: Paragraph, proposal: Proposal) -> set[str]:
    """The proposals that go with a retention: those that the Chair decided to drop, and what amends them."""
    colliding = collisions(paragraph.wording, paragraph.proposals, proposal.id)
    decided = case.payload.collisions
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


def _as_previewed(previewed: int, paragraph: Paragraph, proposal: Proposal, whole: bool) -> None:
    """
    Refuse an act on what changed since it was previewed (W8): the proposal, its descendants, its collisions, and where
    the paragraph goes as a `whole`, all that is proposed in it.
    """
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


ACTS: Final = (
    Act("table_proposal", OF_DELEGATIONS, TableProposal, _table),
    Act("withdraw_proposal", OF_DELEGATIONS, WithdrawProposal, _withdraw, takes_back=True),
    Act("retain_proposal", OF_THE_CHAIR, RetainProposal, _retain, judged_on="previewed"),
    Act("drop_proposal", OF_THE_CHAIR, DropProposal, _drop, judged_on="previewed"),
)
