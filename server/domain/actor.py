"""The actor of a command: a person in a meeting, with a role."""

from dataclasses import dataclass
from typing import Final

SECRETARIAT: Final = "secretariat"
CHAIR: Final = "chair"
DELEGATE: Final = "delegate"
OBSERVER: Final = "observer"
ON_BEHALF: Final = frozenset({SECRETARIAT, CHAIR})
"""The roles that act for any State or group of the meeting, and in the meeting's own name."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in a meeting; `delegation` is null for Secretariat and Chair."""

    person: str
    role: str
    delegation: str | None
