"""Proposals: tabled, and settled one way or another."""

from dataclasses import replace
from typing import Final

from server.domain.delta import Delta, compose
from server.domain.entries.changes import moved, with_paragraph, withdrawn
from server.domain.entries.declaring import Declared, Entry, Spoken
from server.domain.paragraph import proposal_from_tabled, reword
from server.domain.shapes import Marks, Place, ProposalStatus, Tabled
from server.domain.state import State


class ProposalTabled(Spoken):
    """A proposal. `marks`: of the paragraph afterwards, where it is about the whole of it (W6)."""

    paragraph: str
    proposal: Tabled
    marks: Marks | None


class ProposalSettled(Spoken):
    """
    What a proposal's end does, as one change (W3). `statuses`: of it and of all that go with it; `withdrawn`: whether
    the paragraph goes; `place`: where it goes, of a move that is retained.
    """

    paragraph: str
    proposal: str
    change: Delta
    statuses: dict[str, ProposalStatus]
    marks: Marks
    withdrawn: bool
    place: Place | None


def _tabled(state: State, entry: Entry, payload: ProposalTabled) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    proposal = proposal_from_tabled(payload["proposal"], entry["number"], entry["time"])
    marks = paragraph.marks if payload["marks"] is None else payload["marks"]
    proposals = {**paragraph.proposals, proposal.id: proposal}
    return with_paragraph(
        state, replace(paragraph, proposals=proposals, marks=marks, changed=entry["number"])
    )


def _settled(state: State, entry: Entry, payload: ProposalSettled) -> State:
    """A proposal and what goes with it leave: one change of the wording, new statuses, perhaps a new place (W3)."""
    number, named = entry["number"], payload["proposal"]
    paragraph = state.paragraphs[payload["paragraph"]]
    proposals = dict(paragraph.proposals)
    for one, status in payload["statuses"].items():
        went_with = None if one == named else named
        proposals[one] = replace(proposals[one], status=status, settled=number, settled_with=went_with)
    if payload["change"]:
        wording = compose(paragraph.wording, payload["change"])
        paragraph = reword(paragraph, wording, payload["change"], number)
    state = with_paragraph(
        state, replace(paragraph, proposals=proposals, marks=payload["marks"], changed=number)
    )
    if payload["place"] is not None:
        place = payload["place"]
        state = moved(state, (paragraph.id,), place["after"], place["depth"] - paragraph.depth)
    if not payload["withdrawn"]:
        return state
    return withdrawn(state, number, entry["time"], (paragraph.id,), None)


ENTRIES: Final = (
    Declared("proposal_tabled", ProposalTabled, _tabled),
    Declared("proposal_withdrawn", ProposalSettled, _settled),
    Declared("reservation_lifted", ProposalSettled, _settled),
    Declared("proposal_retained", ProposalSettled, _settled),
    Declared("proposal_dropped", ProposalSettled, _settled),
)
