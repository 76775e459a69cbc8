"""The meeting that a text belongs to, as the rules need it: its delegations, and which of them negotiate."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

UNATTRIBUTED: Final = "UNATTRIBUTED"
"""Stands for the owner of imported brackets that name nobody. It is no delegation."""

OBSERVER: Final = "observer"
NEGOTIATING: Final = ("state", "group")


@dataclass(frozen=True, slots=True)
class Delegation:
    """`kind` is `state`, `group` or `observer`; `members` are the codes of a group's members."""

    kind: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """The delegations of a meeting by their codes, as they are when a command is decided."""

    delegations: Mapping[str, Delegation]

    def negotiates(self, code: str | None) -> bool:
        """Whether it proposes, takes positions and is waited for: a State or a group; an observer only reads."""
        known = self.delegations.get(code) if code is not None and code != UNATTRIBUTED else None
        return known is not None and known.kind in NEGOTIATING
