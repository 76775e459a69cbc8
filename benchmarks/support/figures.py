"""What is measured, as it is printed: one line of JSON for each figure, and a table of them all."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass


class Left(Exception):
    """A part cannot be measured here; the message says what is missing."""


@dataclass(frozen=True)
class Figure:
    """One figure. `peer` is what it is compared with, measured in the same run; `runs` the measurements behind it.

    `value` is None where the figure could not be measured; then `note` says why.
    """

    figure: str
    value: float | None
    unit: str
    peer: str | None = None
    peer_value: float | None = None
    runs: int | None = None
    note: str | None = None

    @property
    def ratio(self) -> float | None:
        """The figure over its peer; None without one."""
        if self.value is None or not self.peer_value:
            return None
        return round(self.value / self.peer_value, 3)

    def as_json(self) -> str:
        """One line, without the members that say nothing; `value` always stands."""
        said = {**asdict(self), "ratio": self.ratio}
        kept = {name: value for name, value in said.items() if value is not None or name == "value"}
        return json.dumps(kept, ensure_ascii=False)


def median(values: Iterable[float]) -> float:
    return quantile(values, 0.5)


def quantile(values: Iterable[float], share: float) -> float:
    """The smallest of the values that is not exceeded by at least this share of them."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def table(figures: Sequence[Figure]) -> str:
    """The figures to read: name, value, peer, ratio."""
    rows = [("figure", "value", "peer", "ratio"), *map(_row, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def _row(figure: Figure) -> tuple[str, str, str, str]:
    value = "–" if figure.value is None else f"{figure.value:g} {figure.unit}"
    peer = "" if figure.peer_value is None else f"{figure.peer_value:g} {figure.unit} ({figure.peer})"
    if figure.value is None and figure.note:
        peer = figure.note
    return figure.figure, value, peer, "" if figure.ratio is None else f"{figure.ratio:g}"
