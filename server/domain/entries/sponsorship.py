"""Sponsors of a proposal who leave, or stand by what it says now (W21)."""

from dataclasses import replace
from typing import Any, Final

from server.domain.entries.changes import with_paragraph
from server.domain.entries.declaring import Declared, Entry, Spoken
from server.domain.state import State


class SponsorLeft(Spoken):
    """The sponsors afterwards, and what each stood by last (W21). The entry's delegation is the one that leaves."""

    paragraph: str
    proposal: str
    sponsors: list[str]
    confirmed: dict[str, str]


class SponsorshipConfirmed(Spoken):
    """A sponsor stands by a proposal as it was at `seen`; `confirmed` is what all stand by afterwards."""

    paragraph: str
    proposal: str
    seen: int
    confirmed: dict[str, str]


def _sponsor_left(state: State, entry: Entry, payload: SponsorLeft) -> State:
    sponsors = tuple(payload["sponsors"])
    state = _sponsored(state, payload, sponsors=sponsors)
    paragraph = state.paragraphs[payload["paragraph"]]
    return with_paragraph(state, replace(paragraph, changed=entry["number"]))


def _confirmed(state: State, entry: Entry, payload: SponsorshipConfirmed) -> State:
    """As a position, a confirmation is about the wording and does not change it."""
    return _sponsored(state, payload)


def _sponsored(state: State, payload: SponsorLeft | SponsorshipConfirmed, **also: Any) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    proposal = replace(paragraph.proposals[payload["proposal"]], confirmed=payload["confirmed"], **also)
    proposals = {**paragraph.proposals, proposal.id: proposal}
    return with_paragraph(state, replace(paragraph, proposals=proposals))


ENTRIES: Final = (
    Declared("sponsor_left", SponsorLeft, _sponsor_left),
    Declared("sponsorship_confirmed", SponsorshipConfirmed, _confirmed),
)
