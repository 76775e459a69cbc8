"""Paragraphs and sections: added, moved, relabelled, withdrawn. A section is its heading and what follows it."""

from dataclasses import replace
from typing import Final, NotRequired, TypedDict

from server.domain.entries.changes import inserted, moved, with_paragraph, withdrawn
from server.domain.entries.declaring import Declared, Entry, Spoken
from server.domain.paragraph import FOOTNOTE, Paragraph, proposal_from_tabled
from server.domain.sections import section_of_entry
from server.domain.shapes import Added
from server.domain.state import State


class ParagraphAdded(Added, Spoken):
    """A paragraph or a heading, of base text or proposed by a delegation as a whole (W6)."""


class ParagraphMoved(TypedDict):
    """Where a paragraph stands from now on."""

    paragraph: str
    after: str | None
    depth: int
    reason: str | None


class SectionMoved(ParagraphMoved):
    """`paragraphs`: what moves with the heading, in order; older entries have no list."""

    paragraphs: NotRequired[list[str]]


class ParagraphRelabelled(TypedDict):
    """`label` is what people say aloud, `marker` what is printed."""

    paragraph: str
    label: str
    marker: str


class ParagraphWithdrawn(TypedDict):
    """Out of the text, and on record for ever."""

    paragraph: str
    reason: str | None


class SectionWithdrawn(ParagraphWithdrawn):
    """`paragraphs`: what goes with the heading; older entries have no list."""

    paragraphs: NotRequired[list[str]]


def _added(state: State, entry: Entry, payload: ParagraphAdded) -> State:
    number, time = entry["number"], entry["time"]
    paragraph = Paragraph(
        id=payload["paragraph"],
        kind=payload["kind"],
        depth=payload["depth"],
        label=payload["label"],
        marker=payload["marker"],
        relation=payload["relation"],
        of=payload["of"],
        wording=payload["wording"],
        marks=payload["marks"],
        proposals={
            tabled["id"]: proposal_from_tabled(tabled, number, time) for tabled in payload["proposals"]
        },
        added=number,
        changed=number,
        claim=payload.get("claim"),
    )
    state = with_paragraph(state, paragraph)
    if paragraph.kind == FOOTNOTE:
        return state
    return replace(state, order=inserted(state.order, (paragraph.id,), payload["after"]))


def _paragraph_moved(state: State, entry: Entry, payload: ParagraphMoved) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    return moved(state, (paragraph.id,), payload["after"], payload["depth"] - paragraph.depth)


def _section_moved(state: State, entry: Entry, payload: SectionMoved) -> State:
    heading = state.paragraphs[payload["paragraph"]]
    moving = section_of_entry(state.order, state.paragraphs, payload)
    return moved(state, moving, payload["after"], payload["depth"] - heading.depth)


def _relabelled(state: State, entry: Entry, payload: ParagraphRelabelled) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    return with_paragraph(state, replace(paragraph, label=payload["label"], marker=payload["marker"]))


def _paragraph_withdrawn(state: State, entry: Entry, payload: ParagraphWithdrawn) -> State:
    going = (payload["paragraph"],)
    return withdrawn(state, entry["number"], entry["time"], going, payload["reason"])


def _section_withdrawn(state: State, entry: Entry, payload: SectionWithdrawn) -> State:
    going = section_of_entry(state.order, state.paragraphs, payload)
    return withdrawn(state, entry["number"], entry["time"], going, payload["reason"])


ENTRIES: Final = (
    Declared("section_added", ParagraphAdded, _added),
    Declared("paragraph_added", ParagraphAdded, _added),
    Declared("section_moved", SectionMoved, _section_moved),
    Declared("paragraph_moved", ParagraphMoved, _paragraph_moved),
    Declared("paragraph_relabelled", ParagraphRelabelled, _relabelled),
    Declared("section_withdrawn", SectionWithdrawn, _section_withdrawn),
    Declared("paragraph_withdrawn", ParagraphWithdrawn, _paragraph_withdrawn),
)
