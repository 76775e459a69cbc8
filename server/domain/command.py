"""Commands in, events out, and the one way to say no. Shapes: docs/FORMATS.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.domain.payload import Refused, ident, mapping, number, optional_code

__all__ = ["Command", "Event", "Refused", "parse"]


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody asks for; `at` is the instant of receipt, `base` the record number that they saw."""

    id: str
    text: str
    kind: str
    delegation: str | None
    base: int
    payload: Mapping[str, Any]
    at: str


@dataclass(frozen=True, slots=True)
class Event:
    """What was decided: an entry before it has a number, a time and a person."""

    kind: str
    delegation: str | None
    payload: dict[str, Any]


def parse(raw: object, at: str) -> Command:
    """Read a command off the wire; raises Refused(`malformed`) and says which name is wrong."""
    fields = mapping(raw, "command")
    return Command(
        id=ident(fields, "id"),
        text=ident(fields, "text"),
        kind=_kind(fields),
        delegation=optional_code(fields, "delegation"),
        base=number(fields, "base"),
        payload=mapping(fields.get("payload"), "payload"),
        at=at,
    )


def _kind(fields: Mapping[str, Any]) -> str:
    kind = fields.get("kind")
    if not isinstance(kind, str) or not kind.replace("_", "").isalpha() or len(kind) > 40:
        raise Refused("malformed", "The command's kind is missing or no name.")
    return kind
