"""A text as a whole: opened, renamed, archived; and what documents print of its meeting."""

from dataclasses import replace
from typing import Final, NotRequired, TypedDict

from server.domain.entries.declaring import Declared, Entry
from server.domain.shapes import Described, Direction, Format, Level
from server.domain.state import State, UnknownEntry


class TextOpened(TypedDict):
    """Number 1 of every record. `live`: delegates type live (W15). Older records have no `described`."""

    title: str
    language: str
    direction: Direction
    format: Format
    levels: list[Level]
    live: bool
    described: NotRequired[Described]


class TextRenamed(TypedDict):
    """The title that the next documents bear."""

    title: str


class Nothing(TypedDict):
    """No more than the kind says."""


def opened(entry: Entry) -> State:
    """The state that a record begins with. Raises UnknownEntry for an entry that begins none."""
    if entry["kind"] != OPENED:
        raise UnknownEntry(f"no. {entry['number']}: a record begins with {OPENED}, not {entry['kind']}")
    payload: TextOpened = entry["payload"]
    return State(
        text=entry["text"],
        number=entry["number"],
        time=entry["time"],
        title=payload["title"],
        language=payload["language"],
        direction=payload["direction"],
        format=payload["format"],
        levels=tuple(payload["levels"]),
        live=payload["live"],
        described=payload.get("described"),
        order=(),
        paragraphs={},
        before_room=None,
        documents=(),
    )


def _opened_again(state: State, entry: Entry, payload: TextOpened) -> State:
    raise UnknownEntry(f"no. {entry['number']}: the text is open already")


def _renamed(state: State, entry: Entry, payload: TextRenamed) -> State:
    return replace(state, title=payload["title"])


def _archived(state: State, entry: Entry, payload: Nothing) -> State:
    return replace(state, archived={"number": entry["number"], "time": entry["time"]})


def _unarchived(state: State, entry: Entry, payload: Nothing) -> State:
    return replace(state, archived=None)


def _described(state: State, entry: Entry, payload: Described) -> State:
    return replace(state, described=payload)


OPENED: Final = "text_opened"

ENTRIES: Final = (
    Declared(OPENED, TextOpened, _opened_again),
    Declared("text_renamed", TextRenamed, _renamed),
    Declared("text_archived", Nothing, _archived),
    Declared("text_unarchived", Nothing, _unarchived),
    Declared("meeting_described", Described, _described),
)
