"""Acts of the Chair on what is in hand: putting a paragraph before the room, holding one for a moment."""

from typing import Annotated, Final

import msgspec

from server.domain.acts.declaring import OF_THE_CHAIR, Act, Case
from server.domain.acts.guards import not_frozen, paragraph_of
from server.domain.command import Event
from server.domain.instants import later
from server.domain.payloads import Ident, Payload

MIN_HOLD: Final = 5
MAX_HOLD: Final = 600


class PutBeforeRoom(Payload, frozen=True):
    """The paragraph in hand; null: none."""

    paragraph: Ident | None = None


class HoldParagraph(Payload, frozen=True):
    """For how many seconds nobody but the Chair changes a paragraph."""

    paragraph: Ident
    seconds: Annotated[int, msgspec.Meta(ge=MIN_HOLD, le=MAX_HOLD)]


class ReleaseHold(Payload, frozen=True):
    """The paragraph that is held."""

    paragraph: Ident


def _put(case: Case[PutBeforeRoom]) -> list[Event]:
    """Say which paragraph is in hand; the screen in the room follows."""
    before, wanted = case.state.before_room, case.payload.paragraph
    if wanted is not None:
        paragraph_of(case.state, wanted)
    if wanted == (None if before is None else before["paragraph"]):
        return []
    return [Event("paragraph_put_before_room", None, {"paragraph": wanted})]


def _hold(case: Case[HoldParagraph]) -> list[Event]:
    """Let nobody but the Chair change a paragraph for a short while: the gavel races no typists (W22)."""
    paragraph = paragraph_of(case.state, case.payload.paragraph)
    not_frozen(case.state, paragraph)
    until = later(case.command.at, case.payload.seconds)
    return [Event("paragraph_held", None, {"paragraph": paragraph.id, "until": until})]


def _release(case: Case[ReleaseHold]) -> list[Event]:
    """End a hold before its time."""
    paragraph = paragraph_of(case.state, case.payload.paragraph)
    if paragraph.hold is None:
        return []
    return [Event("hold_released", None, {"paragraph": paragraph.id})]


ACTS: Final = (
    Act("put_before_room", OF_THE_CHAIR, PutBeforeRoom, _put),
    Act("hold_paragraph", OF_THE_CHAIR, HoldParagraph, _hold),
    Act("release_hold", OF_THE_CHAIR, ReleaseHold, _release),
)
