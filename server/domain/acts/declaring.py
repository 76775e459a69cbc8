"""How an act is declared: its kind, who may do it, what it asks for, on what past it is judged, how it is decided."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, Literal, TypeVar

from server.domain.actor import CHAIR, DELEGATE, SECRETARIAT, Actor
from server.domain.command import Command, Event
from server.domain.meeting import Meeting
from server.domain.payloads import Payload
from server.domain.state import State

P = TypeVar("P", bound=Payload)

BASE: Final = "base"
"""In the meeting's own name: for no delegation."""

FOR: Final = "for"
"""For a delegation: a delegate's own, or on behalf of any State or group of the meeting."""

Who = Mapping[str, frozenset[str]]
"""The ways in which each role may act. A role that is not named may not."""

_BOTH: Final = frozenset({BASE, FOR})
_BASE: Final = frozenset({BASE})
_FOR: Final = frozenset({FOR})

OF_ALL: Final[Who] = {SECRETARIAT: _BOTH, CHAIR: _BOTH, DELEGATE: _FOR}
OF_DELEGATIONS: Final[Who] = {SECRETARIAT: _FOR, CHAIR: _FOR, DELEGATE: _FOR}
OF_THE_OFFICE: Final[Who] = {SECRETARIAT: _BASE, CHAIR: _BASE}
OF_THE_SECRETARIAT: Final[Who] = {SECRETARIAT: _BASE}
OF_THE_CHAIR: Final[Who] = {CHAIR: _BASE}


@dataclass(frozen=True, slots=True)
class Case(Generic[P]):
    """The case that an act is decided on: the text and the meeting of now, the actor and the request."""

    state: State
    meeting: Meeting
    actor: Actor
    command: Command
    payload: P

    @property
    def delegation(self) -> str:
        """The delegation that is acted for, of an act that is done for one."""
        return self.command.delegation or ""


@dataclass(frozen=True, slots=True)
class Act:
    """
    `decide` gives the events of an act, in order, to be recorded together or not at all, none where it has no effect
    (W10); it raises Refused where the act is not taken, and changes nothing itself.

    `judged_on`: the name of the record number that the act was made on, where earlier wordings are looked at: `base`
    of the command, or a member of its payload. `takes_back`: something on record, so that it is also done for those who
    could do it once; with "of_nobody", also for UNATTRIBUTED, which nobody else settles.
    """

    kind: str
    who: Who
    payload: type[Payload]
    decide: Callable[[Case[Any]], list[Event]]
    judged_on: Literal["base", "previewed", "seen"] | None = None
    takes_back: Literal["of_nobody"] | bool = False
