"""
How each act is performed. To add a case, write a function under `@performs`, in one of acts_cases*.py: it
prepares what the act needs (`play.new()`, `play.given(...)`), selects, does the act (`play.does()`: by its key, or by
its button), and says what the record holds.

`acts`: acts of client/src/views/acts (None: something that has no act, such as capture). `commands`: what the server is
given, each with the way of server/domain/access.py, BASE or FOR a delegation. `by`: the roles; left out, all that the
screen offers the act to. Each case runs once for each act, role and way (key, pointer).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.e2e.acting import KEY, NAMES, POINTER, Play
from tests.support.client_acts import ROLES

OFFICE: Final = ("secretariat", "chair")
STANCES: Final = {"support": "supports", "accept": "can_accept", "object": "objects", "reserve": "reserves"}
JAPAN: Final = "JPN"


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    acts: tuple[str | None, ...]
    commands: tuple[tuple[str, str], ...]
    by: tuple[str, ...] | None
    ways: tuple[str, ...]
    perform: Callable[[Play], None]


CASES: list[Case] = []


def performs(
    *acts: str | None,
    commands: tuple[tuple[str, str], ...] = (),
    by: tuple[str, ...] | None = None,
    ways: tuple[str, ...] = (KEY, POINTER),
) -> Callable[[Callable[[Play], None]], Callable[[Play], None]]:
    def declare(perform: Callable[[Play], None]) -> Callable[[Play], None]:
        CASES.append(Case(perform.__name__, acts, commands, by, ways, perform))
        return perform

    return declare


def for_japan(play: Play, label: str = "Delegation") -> None:
    """Secretariat and Chair say for whom; a delegate acts for its own."""
    if play.office:
        play.fill(label, NAMES[JAPAN])


def everybody(case: Case, act: str | None, offered: tuple[str, ...]) -> tuple[str, ...]:
    """The roles that a case is for."""
    if case.by is not None:
        return case.by
    return tuple(role for role in ROLES if act is None or role in offered)
