"""
Runs the simulation by hand: `python -m tests.simulation --runs 1000 --seed 1` (or `make simulate`), with two processes
`--cluster` (or `make simulate CLUSTER=1`).
"""

import argparse
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack

from tests.simulation.browsers import Browsers, missing
from tests.simulation.bugs import PLANTED
from tests.simulation.cluster_runs import BUGS, office
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
    parser.add_argument("--cluster", action="store_true", help="with two processes on PostgreSQL and Redis")
    parser.add_argument("--bug", choices=[*PLANTED, *BUGS], default="none", help="plant a bug")
    options = parser.parse_args(arguments)
    if options.bug != "none" and (options.bug in BUGS) != options.cluster:
        parser.error(
            f"{options.bug} is planted {'between processes: --cluster' if options.bug in BUGS else 'in one process'}"
        )
    lack = missing()
    if lack is not None:
        say(lack)
        return 1
    began = time.monotonic()
    failed = []
    with ExitStack() as stack:
        browsers = stack.enter_context(Browsers())
        find = stack.enter_context(office()).fault_of if options.cluster else fault_of
        for seed in range(options.seed, options.seed + options.runs):
            fault = find(seed, browsers, options.bug)
            if fault is not None:
                failed.append(seed)
                again = " CLUSTER=1" if options.cluster else ""
                say(f"seed {seed}: {fault}\n  again: make simulate{again} RUNS=1 SEED={seed}")
    took = time.monotonic() - began
    say(f"{options.runs} runs in {took:.1f} s, {len(failed)} failed" + (f": {failed}" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
