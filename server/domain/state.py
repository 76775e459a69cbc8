"""The state: a text at one number of its record. Shapes: docs/FORMATS.md, "State"."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from server.domain.captured import Acts
from server.domain.paragraph import Paragraph, forgetting, paragraph_from_json, paragraph_to_json
from server.domain.shapes import Level

# Raised whenever `apply` gives another state for the same entries, or `to_json` says it otherwise: checkpoints of other
# folds than those that can be read are of no use (W27).
FOLD_VERSION: Final = 4
READABLE_FOLDS: Final = (4,)


class UnknownEntry(Exception):
    """An entry of a kind that this version does not know: the record is newer than the program."""


@dataclass(frozen=True, slots=True)
class State:
    """A text at one record number. Every value in it is immutable or never changed in place."""

    text: str
    number: int
    time: str
    title: str
    language: str
    direction: str
    format: str
    levels: tuple[Level, ...]
    live: bool
    described: Mapping[str, Any] | None
    order: tuple[str, ...]
    paragraphs: Mapping[str, Paragraph]
    before_room: Mapping[str, Any] | None
    documents: tuple[Mapping[str, Any], ...]
    archived: Mapping[str, Any] | None = None
    # No part of what the record says: see captured.py.
    acts: Acts = field(default_factory=dict, compare=False)


def position_key(delegation: str, proposal: str | None) -> str:
    return f"{delegation}|{proposal or ''}"


def forgetting_before(state: State, number: int) -> State:
    """The state without the steps of trails up to a record number."""
    return replace(
        state, paragraphs={key: forgetting(value, number) for key, value in state.paragraphs.items()}
    )


def to_json(state: State, paragraphs: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The state as FORMATS.md shows it, and as checkpoints keep it; `paragraphs`: where they are written already."""
    if paragraphs is None:
        paragraphs = {key: paragraph_to_json(value) for key, value in state.paragraphs.items()}
    said = {
        "text": state.text,
        "number": state.number,
        "time": state.time,
        "title": state.title,
        "language": state.language,
        "direction": state.direction,
        "format": state.format,
        "levels": list(state.levels),
        "live": state.live,
        "described": state.described,
        "order": list(state.order),
        "paragraphs": paragraphs,
        "before_room": state.before_room,
        "documents": list(state.documents),
    }
    return said if state.archived is None else said | {"archived": state.archived}


def from_json(data: Mapping[str, Any]) -> State:
    """The inverse of `to_json`, but for the trails, which begin again."""
    paragraphs = {key: paragraph_from_json(value) for key, value in data["paragraphs"].items()}
    lists = {name: tuple(data[name]) for name in ("levels", "order", "documents")}
    return State(**{**data, **lists, "paragraphs": paragraphs})
