"""Acts on a text as a whole: opening it, renaming it, putting it into the archive and taking it out again."""

from typing import Annotated, Any, Final

import msgspec

from server.domain.acts.declaring import OF_THE_SECRETARIAT, Act, Case
from server.domain.command import Event
from server.domain.lines import line_of
from server.domain.payloads import Payload
from server.domain.refusal import Refused
from server.domain.shapes import Direction, Format

MAX_TITLE: Final = 300
OPEN: Final = "open_text"
UNARCHIVE: Final = "unarchive_text"


class LevelAsked(Payload, frozen=True):
    """A level of agreement: an id for programs, a name for people."""

    id: str
    name: str


class OpenText(Payload, frozen=True):
    """
    What a text is called, its language and direction, and the levels of agreement, the lowest first. `described`: the
    service has it from the registry; whoever opens a text does not write it.
    """

    title: str
    language: str
    direction: Direction
    format: Format
    levels: Annotated[list[LevelAsked], msgspec.Meta(min_length=1, max_length=8)]
    live: bool
    described: dict[str, Any] | None = None


class RenameText(Payload, frozen=True):
    """The title that the next documents bear; those that were issued keep theirs (I23)."""

    title: str


class NothingAsked(Payload, frozen=True):
    """No more than the kind says."""


class UnarchiveText(Payload, frozen=True):
    """`described`: the service has it from the registry; whoever takes a text out of the archive does not write it."""

    described: dict[str, Any] | None = None


def opening(asked: OpenText) -> list[Event]:
    """Entry number 1 of a record."""
    levels = [
        {"id": line_of(level.id, "id", 40, 1), "name": line_of(level.name, "name", 80, 1)}
        for level in asked.levels
    ]
    if len({level["id"] for level in levels}) != len(levels):
        raise Refused("malformed", "“levels” must have different ids.")
    payload: dict[str, Any] = {
        "title": line_of(asked.title, "title", MAX_TITLE, 1),
        "language": line_of(asked.language, "language", 35, 2),
        "direction": asked.direction,
        "format": asked.format,
        "levels": levels,
        "live": asked.live,
    }
    if asked.described is not None:
        payload["described"] = asked.described
    return [Event("text_opened", None, payload)]


def _open_again(case: Case[OpenText]) -> list[Event]:
    raise Refused("already_open", "This text is open already.")


def _rename(case: Case[RenameText]) -> list[Event]:
    title = line_of(case.payload.title, "title", MAX_TITLE, 1)
    return [] if title == case.state.title else [Event("text_renamed", None, {"title": title})]


def _archive(case: Case[NothingAsked]) -> list[Event]:
    """Put a text out of use: its record stays and is read, and nothing more is decided on it (I24)."""
    return [Event("text_archived", None, {})]


def _unarchive(case: Case[UnarchiveText]) -> list[Event]:
    """The meeting as documents print it may have changed while the text was in the archive (I24)."""
    if case.state.archived is None:
        return []
    unarchived, described = Event("text_unarchived", None, {}), case.payload.described
    if described is None or described == case.state.described:
        return [unarchived]
    return [unarchived, Event("meeting_described", None, described)]


ACTS: Final = (
    Act(OPEN, OF_THE_SECRETARIAT, OpenText, _open_again),
    Act("rename_text", OF_THE_SECRETARIAT, RenameText, _rename),
    Act("archive_text", OF_THE_SECRETARIAT, NothingAsked, _archive),
    Act(UNARCHIVE, OF_THE_SECRETARIAT, UnarchiveText, _unarchive),
)
