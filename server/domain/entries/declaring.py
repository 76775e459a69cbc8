"""How a kind of entry is declared: its name, the shape of its payload, and what the fold makes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from server.domain.state import State

Entry = Mapping[str, Any]
"""One line of the record, as `docs/FORMATS.md` shows it."""


class Spoken(TypedDict, total=False):
    """A member that every entry for a delegation may have: who spoke for whom, code by code."""

    spoken: dict[str, str]


@dataclass(frozen=True, slots=True)
class Declared:
    """
    A kind of entry. `apply` gives the state after it, but for its number and time; it trusts its entry, which was
    decided once and is on record, and has no rules of its own, so that the past can always be rebuilt.
    """

    kind: str
    payload: type
    apply: Callable[[State, Entry, Any], State]
