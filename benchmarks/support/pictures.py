"""Which pictures there are: what each is called, and what its axes measure. Figures say where they stand (`At`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.support.charts import lines
from tests.support.served import ROOT

FOLDER: Final = ROOT / "docs" / "pictures"


@dataclass(frozen=True)
class Picture:
    title: str
    x: str
    y: str
    log_x: bool = False
    log_y: bool = False


_MS: Final = "milliseconds"


def _growth(what: str, x: str) -> Picture:
    return Picture(f"How cost grows with the {what}", x, _MS, log_x=True, log_y=True)


PICTURES: Final[Mapping[str, Picture]] = {
    "opening": Picture("Opening a text in a browser", "paragraphs", _MS, log_x=True),
    "typing": Picture(
        "What a key takes in the page, by the length of the text", "paragraphs", _MS, log_x=True
    ),
    "growth-paragraphs": _growth("paragraphs of a text", "paragraphs"),
    "growth-record": _growth("record of a text", "entries"),
    "growth-paragraph": _growth("length of one paragraph", "characters"),
    "crowd-cpu": Picture("CPU of the server for each edit that comes to a client", "clients", "microseconds"),
    "crowd-p99": Picture("From a key to the last client, 99th percentile", "clients", _MS),
    "growth-brackets": _growth("brackets of a text", "brackets"),
}
"""By the name of the file, without its ending."""


def draw(rows: Iterable[Mapping[str, Any]], folder: Path = FOLDER) -> list[Path]:
    """
    Draws every picture of which figures were kept, and answers with the files. Raises KeyError for a figure that
    stands in a picture which is not known.
    """
    found: dict[str, dict[str, dict[float, float]]] = {}
    for row in rows:
        at = row.get("at")
        if at is not None and row["value"] is not None:
            of_picture = found.setdefault(at["picture"], {})
            of_picture.setdefault(at["line"], {})[at["x"]] = row["value"]
            if at.get("peer"):
                of_picture.setdefault(row["peer"], {})[at["x"]] = row["peer_value"]
    drawn = []
    for name, points in found.items():
        picture = PICTURES[name]
        series = {line: list(of_line.items()) for line, of_line in points.items()}
        path = folder / f"{name}.svg"
        lines(path, picture.title, series, picture.x, picture.y, picture.log_x, picture.log_y)
        drawn.append(path)
    return drawn
