"""Which tests come to which lines of the domain, and how long each takes: what a fault in a line is tried with."""

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

import pytest
from coverage import Coverage
from hypothesis import Phase, settings

NO_POSTGRESQL = "postgresql+psycopg://127.0.0.1:9/none"
"""Nothing answers there: the same tests on SQLite and in memory say as much about the domain."""


RUN: Final = (
    *("-q", "-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin"),
    *("-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning"),
)
"""How pytest is called in a process that has imported much before. Most plugins take longer to load than most tests."""


KEPT: Final = "covered.json"


@dataclass(frozen=True)
class Covered:
    """
    `lines`: for each file the tests by line; those of line 0 come to any line of the file. `seconds`: what a test
    takes, all its parameters together. `failed`: tests that fail without any fault.
    """

    lines: dict[str, dict[int, list[str]]]
    seconds: dict[str, float]
    failed: list[str]

    def tests_of(self, file: str, line: int, longest: float) -> list[str]:
        """
        The tests of a line: the module's own, then the quick ones, as many as take `longest` seconds together. A line
        that runs on import has those of the whole file.
        """
        lines = self.lines.get(file, {})
        own = f"/test_{Path(file).stem}.py::"
        order = sorted(
            lines.get(line) or lines.get(0, []),
            key=lambda test: (own not in test, self.seconds.get(test, 0.0)),
        )
        until = accumulate(self.seconds.get(test, 0.0) for test in order)
        return [test for test, seconds in zip(order, until, strict=True) if seconds <= longest or own in test]


class Watch:
    """A plugin of pytest that notes the lines and the time of each test function."""

    def __init__(self, coverage: Coverage) -> None:
        self.coverage = coverage
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        test = function_of(item.nodeid)
        self.coverage.switch_context(test)
        began = time.process_time()
        result = yield
        self.seconds[test] = self.seconds.get(test, 0.0) + time.process_time() - began
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(function_of(report.nodeid))


def function_of(test: str) -> str:
    """Without its parameters, whose names may hold any character."""
    return test.partition("[")[0]


def make_tests_repeatable(folder: Path) -> None:
    """Hypothesis tries the same each time, and does not look for the smallest example; nothing is left behind."""
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(folder / "hypothesis")
    os.environ["TEST_DATABASE_URL"] = NO_POSTGRESQL
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    phases = (Phase.explicit, Phase.generate)
    settings.register_profile("mutants", derandomize=True, database=None, deadline=None, phases=phases)
    settings.load_profile("mutants")


def cover(source: Path, tests: Sequence[str], folder: Path) -> Covered:
    """Run the tests once, in this process, which is good for nothing else afterwards."""
    make_tests_repeatable(folder)
    coverage = Coverage(data_file=None, source=[str(source)], config_file=False)
    watch = Watch(coverage)
    coverage.start()
    ended = pytest.main([*tests, *RUN], plugins=[watch])
    coverage.stop()
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise RuntimeError("The tests could not be run.")
    return Covered(_lines(coverage), watch.seconds, sorted(watch.failed))


def _lines(coverage: Coverage) -> dict[str, dict[int, list[str]]]:
    data = coverage.get_data()
    found: dict[str, dict[int, list[str]]] = {}
    for file in data.measured_files():
        lines = {line: sorted(filter(None, tests)) for line, tests in data.contexts_by_lineno(file).items()}
        found[file] = {0: sorted({test for tests in lines.values() for test in tests}), **lines}
    return found


def main() -> None:
    """`python -m tests.mutants.covering FOLDER SOURCE TEST...` writes what it found to KEPT in the folder."""
    folder, source, *tests = sys.argv[1:]
    covered = cover(Path(source), tests, Path(folder))
    (Path(folder) / KEPT).write_text(json.dumps(covered.__dict__), encoding="utf-8")


def is_kept(folder: Path) -> bool:
    return (folder / KEPT).exists()


def read(folder: Path) -> Covered:
    found: dict[str, Any] = json.loads((folder / KEPT).read_text(encoding="utf-8"))
    lines = {
        file: {int(line): tests for line, tests in each.items()} for file, each in found["lines"].items()
    }
    return Covered(lines, found["seconds"], found["failed"])


if __name__ == "__main__":
    main()
