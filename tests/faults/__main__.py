"""
The fault run by hand: `python -m tests.faults --seconds 300 --seed 1` (or `make faults`). It prints its seed first,
then what was done and found, and last one line of JSON; it ends with 1 where anything was lost, doubled or different,
or a fault that was planned could not be made. `docs/RELIABILITY.md` says how each figure is counted.
"""

import argparse
import json
import random
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.faults.disk import CannotBeMade
from tests.faults.planted import PLANTED
from tests.faults.verdict import Verdict
from tests.faults.world import Plan, Result, run
from tests.simulation.browsers import missing
from tests.support.stores import DATABASES

MOST_SENTENCES = 20


def say(line: str = "") -> None:
    """One line, at once: a long run is watched."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument(
        "--seconds", type=float, default=300, help="how long things break, on all databases together"
    )
    parser.add_argument(
        "--seed", type=int, help="what the faults and the typing follow; one by chance without it"
    )
    parser.add_argument("--clients", type=int, default=100, help="how many people type")
    parser.add_argument("--pace", type=float, default=1.0, help="how fast they type")
    parser.add_argument("--brevity", type=float, default=1.0, help="by how much faults are shorter")
    parser.add_argument("--notes", action="store_true", help="say what was done when")
    parser.add_argument("--database", choices=DATABASES, help="only on this one")
    parser.add_argument("--bug", choices=PLANTED, default="none", help="plant a bug in the servers")
    parser.add_argument("--keep", type=Path, help="a folder for logs and records")
    options = parser.parse_args(arguments)
    seed = random.randrange(1_000_000) if options.seed is None else options.seed
    say(f"seed {seed}")
    lack = missing()
    if lack is not None:
        say(lack)
        return 1
    databases = [options.database] if options.database else list(DATABASES)
    results, undone = [], []
    for database in databases:
        seconds = options.seconds / len(databases)
        plan = Plan(database, seed, seconds, options.clients, options.pace, options.brevity, options.bug)
        say(f"{database}: {plan.clients} people type, things break for {seconds:.0f} s")
        keep = options.keep / database if options.keep else None
        try:
            began = time.monotonic()
            results.append(run(plan, keep))
            show(results[-1], time.monotonic() - began, options.notes)
        except CannotBeMade as fault:
            undone.append(f"{database}: {fault}")
    undone += [f"{result.plan.database}: {one}" for result in results for one in result.undone]
    return conclude(seed, results, undone)


def show(result: Result, took: float, notes: bool) -> None:
    """What was done and found on one database, for people."""
    verdict = result.verdict
    say(f"  in {took:.0f} s; {result.means}")
    for kind, number in sorted(result.made.items()):
        say(f"  {number:6d}  {kind.replace('_', ' ')}")
    say(f"  {result.could_not_store:6d}  times a batch could not be stored at once")
    say(f"  {verdict.entries:6d}  entries on record")
    say(f"  {verdict.acknowledged:6d}  commands acknowledged, {verdict.refused} refused")
    for place, number in sorted(verdict.letters.items()):
        say(f"  {number:6d}  letters {place}")
    for sentence in verdict.wrong[:MOST_SENTENCES]:
        say(f"  wrong: {sentence}")
    if len(verdict.wrong) > MOST_SENTENCES:
        say(f"  … and {len(verdict.wrong) - MOST_SENTENCES} more")
    if verdict.wrong or notes:
        for note in result.notes:
            say(f"    {note}")


def conclude(seed: int, results: Sequence[Result], undone: Sequence[str]) -> int:
    """The line of JSON, the last one; answers what the process ends with."""
    for one in undone:
        say(f"not made: {one}")
    whole = sum((result.verdict for result in results), Verdict())
    figures = {
        "seed": seed,
        "kills": sum(result.kills for result in results),
        "faults": sum(sum(result.made.values()) for result in results),
        "acknowledged": whole.acknowledged,
        "lost": whole.lost,
        "duplicated": whole.duplicated,
        "diverged": whole.diverged,
        "drafts_kept": whole.drafts_kept,
    }
    say(json.dumps(figures))
    return 1 if undone or whole.wrong or not whole.acknowledged else 0


if __name__ == "__main__":
    # Whatever was started and mounted is ended and taken away also where the run is.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(main())
