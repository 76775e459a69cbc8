"""The delegations that an attribution names: `US, Canada`, `EU and Norway`, `EU/NOR`, `European Union (EU)`."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from server.domain.folding import fold_name
from server.services.usual_names import is_usual, usual_names

_BETWEEN: Final = re.compile(r"\s*[,;/&+،、，]\s*(?:and\s+)?|\s+(?:and|et|y|und|и)\s+")
_ALSO: Final = re.compile(r"(?P<one>.+?)\s*\((?P<other>[^()]+)\)")
_LONGEST: Final = 8
"""So many parts, at most, make one name: `Bolivia, Plurinational State of`."""
_MOST: Final = 100
"""An attribution with more parts than these is none."""


class Names:
    """By which names a meeting knows its delegations, however they are written."""

    def __init__(self, delegations: Mapping[str, str]) -> None:
        """`delegations`: codes by every name, code and other name that the meeting has."""
        self._codes = {fold_name(name): code for name, code in delegations.items() if fold_name(name)}
        self._looked_up: dict[str, str | None] = {}
        """Folding a name costs more than the rest, and a file says the same names again and again."""
        for name, code in usual_names(self._codes).items():
            self._codes.setdefault(fold_name(name), code)

    def __bool__(self) -> bool:
        return bool(self._codes)

    def codes(self, said: str) -> tuple[str, ...] | None:
        """The delegations that are named one after another; None where anything else is said, or one of them twice."""
        found = self._from(said.strip())
        return tuple(found) if found and len(set(found)) == len(found) else None

    def parted(self, said: str) -> list[tuple[str, str | None]]:
        """
        The names of a list one by one, with the delegation that each means, or None. The longest that is known comes
        first, one that a State has elsewhere too: `Trinidad and Tobago` is one name.
        """
        starts, stops = _pieces(said)
        found: list[tuple[str, str | None]] = []
        at = 0
        while at < len(starts):
            ends = reversed(range(at + 1, min(at + _LONGEST, len(starts)) + 1))
            runs = ((end, said[starts[at] : stops[end - 1]]) for end in ends)
            known = ((end, run) for end, run in runs if self._one(run) or is_usual(run))
            end, name = next(known, (at + 1, said[starts[at] : stops[at]]))
            if name.strip():
                found.append((name.strip(), self._one(name)))
            at = end
        return found

    def _from(self, said: str) -> list[str] | None:
        """The longest names come first: `Trinidad and Tobago` is one delegation, `G77 and China` too."""
        starts, stops = _pieces(said)
        if len(starts) > _MOST:
            return None
        rest: list[list[str] | None] = [None] * len(starts) + [[]]
        for at in reversed(range(len(starts))):
            for last in reversed(range(at, min(at + _LONGEST, len(starts)))):
                code = self._one(said[starts[at] : stops[last]])
                after = rest[last + 1]
                if code is not None and after is not None:
                    rest[at] = [code, *after]
                    break
        return rest[0]

    def _one(self, name: str) -> str | None:
        if name not in self._looked_up:
            self._looked_up[name] = self._look_up(name)
        return self._looked_up[name]

    def _look_up(self, name: str) -> str | None:
        said = name.strip()
        if next(iter(said), "a").islower():
            # `the European Union` is named; `nor` is a word, and not Norway.
            rest = said[4:].lstrip() if said.startswith("the ") else said
            return self._of(rest) if rest is not said or len(said) > _LONGEST else None
        return self._of(said)

    def _of(self, said: str) -> str | None:
        for spoken in _spoken(said):
            if (code := self._codes.get(fold_name(spoken))) is not None:
                return code
        also = _ALSO.fullmatch(said)
        if also is None:
            return None
        one, other = (self._codes.get(fold_name(also[part])) for part in ("one", "other"))
        return one if one is not None and one == other else None


def _pieces(said: str) -> tuple[list[int], list[int]]:
    """Where the parts of a list begin and end."""
    ends = [0, *(each for found in _BETWEEN.finditer(said) for each in found.span()), len(said)]
    return ends[::2], ends[1::2]


def _spoken(said: str) -> Iterator[str]:
    yield said
    yield said.removeprefix("The ")
    yield f"{said}."  # The full stop at the end of an attribution is no part of a name, but for this one: `U.S.`
