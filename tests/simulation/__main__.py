"""Runs the simulation by hand: `python -m tests.simulation --runs 1000 --seed 1` (or `make simulate`)."""

import argparse
import sys
import time
from collections.abc import Sequence

from tests.simulation.browsers import Browsers, missing
from tests.simulation.bugs import PLANTED
from tests.simulation.runs import fault_of


def say(line: str) -> None:
    """One line, at once: a long run is watched."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs as many seeds as asked for; prints the seeds that failed, and answers 1 if there are any."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--runs", type=int, default=100, help="how many seeds")
    parser.add_argument("--seed", type=int, default=1, help="the first of them")
    parser.add_argument("--bug", choices=PLANTED, default="none", help="plant a bug")
    options = parser.parse_args(arguments)
    lack = missing()
    if lack is not None:
        say(lack)
        return 1
    began = time.monotonic()
    failed = []
    with Browsers() as browsers:
        for seed in range(options.seed, options.seed + options.runs):
            fault = fault_of(seed, browsers, options.bug)
            if fault is not None:
                failed.append(seed)
                say(f"seed {seed}: {fault}\n  again: make simulate RUNS=1 SEED={seed}")
    took = time.monotonic() - began
    say(f"{options.runs} runs in {took:.1f} s, {len(failed)} failed" + (f": {failed}" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
