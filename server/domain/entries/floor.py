"""The paragraph before the room, and paragraphs that the Chair holds for a moment."""

from dataclasses import replace
from typing import Final, TypedDict

from server.domain.entries.changes import with_paragraph
from server.domain.entries.declaring import Declared, Entry
from server.domain.state import State


class ParagraphPut(TypedDict):
    """The paragraph before the room; null: none."""

    paragraph: str | None


class ParagraphHeld(TypedDict):
    """Nobody but the Chair changes the paragraph until that instant (W22)."""

    paragraph: str
    until: str


class HoldReleased(TypedDict):
    """The hold ended before its time."""

    paragraph: str


def _put_before_room(state: State, entry: Entry, payload: ParagraphPut) -> State:
    if payload["paragraph"] is None:
        return replace(state, before_room=None)
    put = {"paragraph": payload["paragraph"], "number": entry["number"], "time": entry["time"]}
    return replace(state, before_room=put)


def _held(state: State, entry: Entry, payload: ParagraphHeld) -> State:
    hold = {"until": payload["until"], "number": entry["number"]}
    return with_paragraph(state, replace(state.paragraphs[payload["paragraph"]], hold=hold))


def _released(state: State, entry: Entry, payload: HoldReleased) -> State:
    return with_paragraph(state, replace(state.paragraphs[payload["paragraph"]], hold=None))


ENTRIES: Final = (
    Declared("paragraph_put_before_room", ParagraphPut, _put_before_room),
    Declared("paragraph_held", ParagraphHeld, _held),
    Declared("hold_released", HoldReleased, _released),
)
