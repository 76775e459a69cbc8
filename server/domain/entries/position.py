"""Where each delegation stands on a paragraph or a proposal."""

from dataclasses import replace
from typing import Final

from server.domain.entries.changes import with_paragraph
from server.domain.entries.declaring import Declared, Entry, Spoken
from server.domain.paragraph import Position
from server.domain.shapes import Stance
from server.domain.state import State, position_key


class PositionTaken(Spoken):
    """A delegation's stance on a paragraph or a proposal, bound to what its author saw (W19)."""

    paragraph: str
    proposal: str | None
    stance: Stance
    fingerprint: str
    seen: int
    statement: str | None


class PositionWithdrawn(Spoken):
    """A delegation has no position there any more."""

    paragraph: str
    proposal: str | None


def _position_taken(state: State, entry: Entry, payload: PositionTaken) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    position = Position(
        delegation=entry["delegation"],
        proposal=payload["proposal"],
        stance=payload["stance"],
        fingerprint=payload["fingerprint"],
        number=payload["seen"],
        time=entry["time"],
        statement=payload["statement"],
    )
    key = position_key(position.delegation, position.proposal)
    return with_paragraph(state, replace(paragraph, positions={**paragraph.positions, key: position}))


def _position_withdrawn(state: State, entry: Entry, payload: PositionWithdrawn) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    gone = position_key(entry["delegation"], payload["proposal"])
    positions = {key: value for key, value in paragraph.positions.items() if key != gone}
    return with_paragraph(state, replace(paragraph, positions=positions))


ENTRIES: Final = (
    Declared("position_taken", PositionTaken, _position_taken),
    Declared("position_withdrawn", PositionWithdrawn, _position_withdrawn),
)
