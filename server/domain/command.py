"""Commands in, events out. Shapes: docs/FORMATS.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec

from server.domain.payloads import Code, Ident, Number, Payload, read


@dataclass(frozen=True, slots=True)
class Command:
    """A request to act. `at` is the instant of receipt, `base` the record number that its author saw."""

    id: str
    text: str
    kind: str
    delegation: str | None
    base: int
    payload: Mapping[str, Any]
    at: str


@dataclass(frozen=True, slots=True)
class Event:
    """A decision: an entry before it has a number, a time and a person."""

    kind: str
    delegation: str | None
    payload: dict[str, Any]


class _Asked(Payload, frozen=True, kw_only=True):
    """A command as it comes over the wire."""

    id: Ident
    text: Ident
    kind: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_]{1,40}\Z")]
    delegation: Code | None = None
    base: Number
    payload: dict[str, Any]


def parse(raw: object, at: str) -> Command:
    """Read a command off the wire; raises Refused(`malformed`) and says which name is wrong."""
    asked = read(_Asked, raw, "command")
    return Command(
        asked.id, asked.text, asked.kind, asked.delegation, asked.base, payload=asked.payload, at=at
    )
