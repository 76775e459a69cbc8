"""Emphasis in Markdown: which asterisks are marks, and over what; all others are characters.

The rules are CommonMark's for `*`, without `_` (which names and addresses hold) and without its rule of three.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Format = Literal["bold", "italic"]

_REACH: Final = 50
"""So many openers back a closing mark is looked for: beyond, an asterisk is an asterisk."""


@dataclass(frozen=True, slots=True)
class Span:
    """`format` from token `first` to token `last`, which are its outermost asterisks."""

    first: int
    last: int
    format: Format

    @property
    def width(self) -> int:
        return 2 if self.format == "bold" else 1

    @property
    def marks(self) -> tuple[int, ...]:
        """The tokens that are its asterisks."""
        opening = range(self.first, self.first + self.width)
        return (*opening, *range(self.last - self.width + 1, self.last + 1))

    @property
    def inside(self) -> range:
        return range(self.first + self.width, self.last - self.width + 1)


@dataclass(slots=True)
class _Run:
    first: int
    end: int
    opens: bool
    closes: bool

    @property
    def count(self) -> int:
        return self.end - self.first


def spans(tokens: Sequence[str]) -> list[Span]:
    """The emphasis among tokens, of which each asterisk is one."""
    found: list[Span] = []
    openers: list[_Run] = []
    for run in _runs(tokens):
        while run.closes and run.count and (at := _opener(openers)) is not None:
            found.append(_close(openers, at, run))
        if run.opens and run.count:
            openers.append(run)
    return found


def _runs(tokens: Sequence[str]) -> list[_Run]:
    runs: list[_Run] = []
    at = 0
    while at < len(tokens):
        if tokens[at] != "*":
            at += 1
            continue
        end = at
        while end < len(tokens) and tokens[end] == "*":
            end += 1
        before = tokens[at - 1][-1:] if at else ""
        after = tokens[end][:1] if end < len(tokens) else ""
        left = _flanks(before, after)
        # `**Option 3:**Building` is common and clear enough: two asterisks close wherever words end.
        right = _flanks(after, before) or (end - at >= 2 and bool(before.strip()))
        runs.append(_Run(at, end, left, right))
        at = end
    return runs


def _flanks(outside: str, inside: str) -> bool:
    if not inside or inside.isspace():
        return False
    return inside.isalnum() or not outside or outside.isspace() or not outside.isalnum()


def _opener(openers: Sequence[_Run]) -> int | None:
    for at in range(len(openers) - 1, max(-1, len(openers) - 1 - _REACH), -1):
        if openers[at].count:
            return at
    return None


def _close(openers: list[_Run], at: int, closer: _Run) -> Span:
    opener = openers[at]
    width = 2 if opener.count >= 2 and closer.count >= 2 else 1
    opener.end -= width
    closer.first += width
    # Signs opened in between that are not closed do not count any more.
    del openers[at + 1 if opener.count else at :]
    return Span(opener.end, closer.first - 1, "bold" if width == 2 else "italic")
