"""
Plants faults in the domain, one at a time, and says which of them the tests find: `python -m tests.mutants --number 300
--seed 1` (or `make mutants NUMBER=300 SEED=1`).

Each fault is tried with the unit and contract tests that come to its line, the module's own first and then the quick
ones, until one fails or they have taken `--seconds`.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from multiprocessing import connection
from multiprocessing.context import ForkProcess
from pathlib import Path

# What most tests import is imported once, and each process begins with it.
import flask
import hypothesis.strategies
import lxml.etree
import sqlalchemy.orm

from tests.mutants.covering import Covered, is_kept, make_tests_repeatable, read
from tests.mutants.planting import Mutant, mutants_of
from tests.mutants.trying import start, survived

ROOT = Path(__file__).resolve().parents[2]
TESTS = ("tests/unit", "tests/contract")
PATIENCE = 900.0
"""Seconds by the clock for one fault; it counts as found then."""
IMPORTED_ONCE = (flask, hypothesis.strategies, lxml.etree, sqlalchemy.orm)


def say(line: str) -> None:
    """One line, at once: a long run is watched."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def sample(modules: Sequence[Path], number: int, seed: int) -> list[Mutant]:
    """So many faults of all that can be planted, by the seed."""
    found = [
        mutant
        for path in sorted(modules)
        for mutant in mutants_of(
            ".".join(path.with_suffix("").parts), (ROOT / path).read_text(encoding="utf-8")
        )
    ]
    return random.Random(seed).sample(found, min(number, len(found)))


def cover(folder: Path, modules: Path, tests: Sequence[str]) -> Covered:
    if is_kept(folder):
        return read(folder)
    subprocess.run(
        [sys.executable, "-m", "tests.mutants.covering", str(folder), str(ROOT / modules), *tests],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return read(folder)


def tried(
    mutants: Sequence[Mutant], covered: Covered, longest: float, processes: int, folder: Path
) -> Iterator[tuple[Mutant, str | None]]:
    """Each fault with the test that found it, or None."""
    waiting = list(enumerate(mutants))[::-1]
    running: dict[int, tuple[ForkProcess, Mutant, Path, float]] = {}
    while waiting or running:
        while waiting and len(running) < processes:
            number, mutant = waiting.pop()
            file = ROOT / (mutant.module.replace(".", "/") + ".py")
            tests = covered.tests_of(str(file), mutant.line, longest)
            if not tests:
                yield mutant, None
                continue
            found = folder / f"{number}.txt"
            process = start(mutant, tests, covered.seconds, found)
            running[process.sentinel] = process, mutant, found, time.monotonic() + PATIENCE
        connection.wait(list(running), timeout=1.0)
        for sentinel, (process, mutant, found, deadline) in list(running.items()):
            if process.is_alive() and time.monotonic() < deadline:
                continue
            if process.is_alive():
                os.killpg(process.pid or 0, signal.SIGKILL)
            process.join()
            del running[sentinel]
            yield mutant, None if survived(process) else found.read_text(encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Says what survived, and the share that was found. Answers 1 where a test fails without any fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--number", type=int, default=300, help="how many faults")
    parser.add_argument("--seed", type=int, default=1, help="which of all")
    parser.add_argument(
        "--seconds", type=float, default=20.0, help="of tests for each fault, the own ones apart"
    )
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="how many at a time")
    parser.add_argument("--only", action="append", help="plant in this module alone: server/domain/marks.py")
    parser.add_argument("--tests", action="append", help=f"try with these tests: {' '.join(TESTS)}")
    parser.add_argument(
        "--covered", type=Path, help="a folder: what tests come to is kept there, or read if it is there"
    )
    parser.add_argument("--all", action="store_true", help="say for each fault which test found it")
    options = parser.parse_args(arguments)
    os.chdir(ROOT)
    domain = Path("server/domain")
    modules = [Path(each) for each in options.only or ()] or list(domain.rglob("*.py"))
    mutants = sample(modules, options.number, options.seed)
    with tempfile.TemporaryDirectory(prefix="adref-mutants-") as name:
        folder = Path(name)
        make_tests_repeatable(folder)
        covered = cover(options.covered or folder, domain, options.tests or TESTS)
        if covered.failed:
            say(f"These tests fail without any fault: {', '.join(covered.failed)}")
            return 1
        found: Counter[str] = Counter()
        for mutant, test in tried(mutants, covered, options.seconds, options.processes, folder):
            found[mutant.kind] += test is not None
            if test is None:
                say(f"survived: {mutant}")
            elif options.all:
                say(f"found by {test}: {mutant}")
    planted = Counter(mutant.kind for mutant in mutants)
    for kind, count in sorted(planted.items()):
        say(f"{kind}: {found[kind]} of {count} found")
    share = found.total() / max(1, len(mutants))
    say(f"seed {options.seed}: {found.total()} of {len(mutants)} found, {share:.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
