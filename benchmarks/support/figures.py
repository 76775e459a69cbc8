"""What is measured, as it is printed: one line of JSON for each figure, and a table of them all."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal


class Left(Exception):
    """A part cannot be measured here; the message says what is missing."""


@dataclass(frozen=True)
class Goal:
    """What a figure should be at most: its `ratio` to the peer, or its `value` in its own unit."""

    of: Literal["ratio", "value"]
    at_most: float


@dataclass(frozen=True)
class At:
    """
    Where a figure stands in a picture (`benchmarks/support/pictures.py`): on which line, and at which size. With `peer`
    its peer stands there too, on a line of its name.
    """

    picture: str
    line: str
    x: float
    peer: bool = False


@dataclass(frozen=True)
class Figure:
    """One figure. `peer` is what it is compared with, measured in the same run; `runs` the measurements behind it.

    `value` is None where the figure could not be measured; then `note` says why. `at` is for figures that are drawn.
    """

    figure: str
    value: float | None
    unit: str
    peer: str | None = None
    peer_value: float | None = None
    goal: Goal | None = None
    runs: int | None = None
    note: str | None = None
    at: At | None = None

    @property
    def ratio(self) -> float | None:
        """The figure over its peer; None without one."""
        if self.value is None or not self.peer_value:
            return None
        return round(self.value / self.peer_value, 3)

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without a goal, and where nothing could be measured."""
        if self.goal is None:
            return None
        reached = self.ratio if self.goal.of == "ratio" else self.value
        return None if reached is None else reached <= self.goal.at_most

    def as_json(self) -> str:
        """One line: eight members that always stand, null where they say nothing, then others if they are given."""
        said: dict[str, object] = {
            "figure": self.figure,
            "value": self.value,
            "unit": self.unit,
            "peer": self.peer,
            "peer_value": self.peer_value,
            "ratio": self.ratio,
            "goal": None if self.goal is None else f"{self.goal.of} ≤ {self.goal.at_most:g}",
            "met": self.met,
        }
        at = None if self.at is None else asdict(self.at)
        also = {"runs": self.runs, "note": self.note, "at": at}
        also = {name: value for name, value in also.items() if value is not None}
        return json.dumps({**said, **also}, ensure_ascii=False)


def median(values: Iterable[float]) -> float:
    return quantile(values, 0.5)


def quantile(values: Iterable[float], share: float) -> float:
    """The smallest of the values that is not exceeded by at least this share of them."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def table(figures: Sequence[Figure]) -> str:
    """The figures to read: name, value, peer, ratio, goal and whether it is met."""
    rows = [("figure", "value", "peer", "ratio", "goal"), *map(_row, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def _row(figure: Figure) -> tuple[str, str, str, str, str]:
    value = "–" if figure.value is None else f"{figure.value:g} {figure.unit}"
    peer = "" if figure.peer_value is None else f"{figure.peer_value:g} {figure.unit} ({figure.peer})"
    if figure.value is None and figure.note:
        peer = figure.note
    ratio = "" if figure.ratio is None else f"{figure.ratio:g}"
    return figure.figure, value, peer, ratio, _goal(figure)


def _goal(figure: Figure) -> str:
    if figure.goal is None:
        return ""
    said = {True: "met", False: "not met", None: "not measured"}[figure.met]
    return f"{figure.goal.of} ≤ {figure.goal.at_most:g}: {said}"
