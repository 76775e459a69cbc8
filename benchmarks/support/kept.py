"""The figures of the last runs, in a file of the repository, from which the pictures are drawn.

A line is a figure as it was printed, with two more members: `measured`, the day, and `load`, how busy the machine was.
A run puts its parts in the place of what stood there of them, and leaves the others.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.support.figures import Figure
from tests.support.served import ROOT

KEPT: Final = ROOT / "benchmarks" / "figures.jsonl"

Row = Mapping[str, Any]


def read(path: Path = KEPT) -> list[Row]:
    """The rows of all parts, each as JSON; none where nothing was kept yet."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def keep(figures: Sequence[Figure], day: str, load: float, path: Path = KEPT) -> None:
    """
    Puts figures in the place of those of the same parts; a part of which nothing could be measured stays as it was.
    """
    measured = {part_of(one.figure) for one in figures if one.value is not None}
    new = [
        {**json.loads(one.as_json()), "measured": day, "load": load}
        for one in figures
        if part_of(one.figure) in measured
    ]
    others = [row for row in read(path) if part_of(row["figure"]) not in measured]
    path.write_text(_as_lines([*others, *new]), "utf-8")


def part_of(figure: str) -> str:
    """The part that a figure's name begins with: `growth` of `growth: opening, 50 paragraphs`."""
    return figure.partition(":")[0]


def _as_lines(rows: Iterable[Row]) -> str:
    ordered = sorted(rows, key=lambda row: part_of(row["figure"]))
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ordered)
