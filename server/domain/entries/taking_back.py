"""Acts of Secretariat or Chair for a delegation that were entered in error."""

from typing import Final, Literal, NotRequired, TypedDict

from server.domain.captured import put_back
from server.domain.delta import Delta
from server.domain.entries.changes import with_paragraph, withdrawn
from server.domain.entries.declaring import Declared, Entry
from server.domain.shapes import Marks, PositionSaid
from server.domain.state import State


class ProposalBefore(TypedDict):
    """A proposal after an act was taken back: `taken_back`, or live with its sponsors."""

    status: Literal["taken_back", "live"]
    sponsors: NotRequired[list[str]]
    confirmed: NotRequired[dict[str, str]]


class ActTakenBack(TypedDict):
    """
    An act of Secretariat or Chair for the delegation `of`, entered in error: the entries `number` to `through` of
    `command`. All else says what is restored; a position of null is none; `withdrawn` of null leaves the paragraph.
    """

    paragraph: str
    by: Literal["secretariat", "chair"]
    command: str
    of: str
    number: int
    through: int
    change: Delta
    marks: Marks
    proposals: dict[str, ProposalBefore]
    positions: dict[str, PositionSaid | None]
    withdrawn: bool | None


def _taken_back(state: State, entry: Entry, payload: ActTakenBack) -> State:
    paragraph = put_back(state.paragraphs[payload["paragraph"]], payload, entry["number"])
    state = with_paragraph(state, paragraph)
    if not payload["withdrawn"]:
        return state
    return withdrawn(state, entry["number"], entry["time"], (paragraph.id,), None)


ENTRIES: Final = (Declared("act_taken_back", ActTakenBack, _taken_back),)
