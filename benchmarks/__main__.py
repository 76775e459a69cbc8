"""All figures, or those of the parts that are named: python -m benchmarks [--quick] [--keep] [PART ...]

Prints each figure as one line of JSON, and a table of all of them at the end. A part that cannot be measured here says
why; one that fails is reported, the others are measured all the same, and the exit code is 1. With --keep the figures
go into benchmarks/figures.jsonl, and the pictures in docs/pictures are drawn from it; with --draw they are drawn only.
"""

import argparse
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterator

from benchmarks import (
    append,
    cluster,
    crowd,
    documents,
    edit,
    growth,
    hostile,
    killed,
    opening,
    start,
    storm,
    typing,
)
from benchmarks.support import kept
from benchmarks.support.figures import Figure, Left, table
from benchmarks.support.pictures import draw
from server.services.clock import now

PARTS: dict[str, Callable[[], Iterator[Figure]]] = {
    "crowd": crowd.figures,
    "storm": storm.figures,
    "edit": edit.figures,
    "opening": opening.figures,
    "typing": typing.figures,
    "documents": documents.figures,
    "hostile": hostile.figures,
    "append": append.figures,
    "growth": growth.figures,
    "cluster": cluster.figures,
    "killed": killed.figures,
    "start": start.figures,
}
SLOW = "start"
"""Takes minutes; `--quick` leaves it out."""


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    arguments.add_argument("parts", nargs="*", metavar="PART", help=f"one of: {', '.join(PARTS)}")
    arguments.add_argument("--quick", action="store_true", help=f"leave out {SLOW}, which takes minutes")
    arguments.add_argument(
        "--keep", action="store_true", help="keep the figures, and draw the pictures from them"
    )
    arguments.add_argument(
        "--draw", action="store_true", help="draw the pictures from what was kept; measure nothing"
    )
    given = arguments.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        arguments.error(f"no such part: {', '.join(sorted(unknown))}")
    if given.draw:
        _draw()
        return 0
    chosen = given.parts or [part for part in PARTS if not (given.quick and part == SLOW)]
    began, load = time.monotonic(), os.getloadavg()[0]
    figures: list[Figure] = []
    failed = False
    took: dict[str, float] = {}
    for part in chosen:
        started = time.monotonic()
        try:
            for figure in PARTS[part]():
                print(figure.as_json(), flush=True)
                figures.append(figure)
        except Left as left:
            figures.append(_say(Figure(part, None, "", note=f"left out: {left}")))
        except Exception as fault:  # One part that fails does not take the others along.
            traceback.print_exc()
            figures.append(_say(Figure(part, None, "", note=f"failed: {fault.__class__.__name__}")))
            failed = True
        took[part] = time.monotonic() - started
    minutes = (time.monotonic() - began) / 60
    cores = f"{os.cpu_count()} cores, load {load:.1f} at first and {os.getloadavg()[0]:.1f} at last"
    print(f"\n{table(figures)}\n\n{cores}; {minutes:.1f} minutes.")
    print("Seconds: " + ", ".join(f"{part} {seconds:.0f}" for part, seconds in took.items()))
    if given.keep:
        kept.keep(figures, now()[:10], round(load, 1))
        _draw()
    return int(failed)


def _draw() -> None:
    for path in draw(kept.read()):
        print(path)


def _say(figure: Figure) -> Figure:
    print(figure.as_json(), flush=True)
    return figure


if __name__ == "__main__":
    sys.exit(main())
