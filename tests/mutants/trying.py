"""One fault and the tests of its line, in a process of its own: the fault is put in on import, no file is changed."""

import importlib.abc
import importlib.machinery
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Iterator, Sequence
from multiprocessing.context import ForkProcess
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final

import pytest

from tests.mutants.covering import RUN, function_of
from tests.mutants.planting import Mutant, planted

FORK: Final = multiprocessing.get_context("fork")
MEMORY: Final = 4 << 30
"""Bytes: a fault may gather without an end."""
LONGEST: Final = 20.0
"""Seconds of the processor in which any test is done: a fault may also go round without an end."""
SLOWER: Final = 10


class Planting(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the module of a fault with the fault in it."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self.mutant.module:
            return None
        found = importlib.machinery.PathFinder.find_spec(name, path)
        assert found is not None
        assert found.origin is not None
        return importlib.machinery.ModuleSpec(name, self, origin=found.origin)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        assert module.__spec__ is not None
        origin = module.__spec__.origin
        assert origin is not None
        module.__file__ = origin
        exec(_code(self.mutant, Path(origin)), module.__dict__)


def _code(mutant: Mutant, file: Path) -> CodeType:
    return compile(planted(mutant, file.read_text(encoding="utf-8")), str(file), "exec")


class FirstFailure:
    """A plugin of pytest that writes down which test found the fault, and ends what takes much too long."""

    def __init__(self, found: Path, seconds: dict[str, float]) -> None:
        self.found, self.seconds = found, seconds

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        usual = self.seconds.get(function_of(item.nodeid), 0.0)
        self.note(f"{item.nodeid} (does not end, or ends the process)")
        signal.setitimer(signal.ITIMER_PROF, max(LONGEST, SLOWER * usual))
        result = yield
        signal.setitimer(signal.ITIMER_PROF, 0)
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.note(report.nodeid)

    def note(self, test: str) -> None:
        self.found.write_text(test, encoding="utf-8")


def start(mutant: Mutant, tests: Sequence[str], seconds: dict[str, float], found: Path) -> ForkProcess:
    """Begin to try one fault. `found`: a file that will name the test that found it."""
    process = FORK.Process(target=_try, args=(mutant, tests, seconds, found))
    process.start()
    return process


def survived(process: ForkProcess) -> bool:
    """Whether every test has passed, of a process that has ended."""
    return process.exitcode == 0


def _try(mutant: Mutant, tests: Sequence[str], seconds: dict[str, float], found: Path) -> None:
    os.setsid()
    with open(os.devnull, "r+b") as nowhere:
        for stream in range(3):
            os.dup2(nowhere.fileno(), stream)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # The handler of SIGPROF is the usual one: it ends the process.
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    sys.meta_path.insert(0, Planting(mutant))
    watch = FirstFailure(found, seconds)
    watch.note("the import of the module")
    ended = pytest.main([*tests, "-x", *RUN], plugins=[watch])
    os._exit(int(ended))
