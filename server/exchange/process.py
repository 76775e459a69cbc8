"""Work that computes without a pause, in a process of its own each, so that a server goes on serving meanwhile.

A process gives back what it took when it ends, however much that was. It is started and awaited with the plainest
means, files and polling, because what gevent puts in the place of ``subprocess`` and ``os.posix_spawn`` works on the
main thread only, and pages call from its threadpool too.
"""

import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gevent.monkey import get_original

from server.domain.refusal import Refused

DONE: Final = "done"
"""The file that a process leaves in its folder when it has succeeded."""
SAID: Final = "said.txt"
"""A remark on what it has done, or the reason why it has not."""

_ROOT: Final = Path(__file__).resolve().parents[2]
_POLL: Final = 0.01
_NICER: Final = 10
"""By how much it gives way to the server: those who negotiate come first where there are not processors enough."""
# More at once would take the processors from those who negotiate.
_PLACES: Final = threading.BoundedSemaphore(2)

# Python's own, whether gevent has put others in their place or not.
_posix_spawn, _waitpid = get_original("os", ["posix_spawn", "waitpid"])


@dataclass(frozen=True, slots=True)
class Work:
    """
    ``module`` is run with the arguments and, last, its folder, for at most ``seconds``. ``refused`` makes the fault
    of a sentence: those for no free place, too much time and a process that failed are here.
    """

    module: str
    seconds: float
    refused: Callable[[str], Refused]
    busy: str
    late: str
    failed: str


@dataclass(frozen=True, slots=True)
class Done:
    data: bytes
    remark: str


def run(work: Work, arguments: Sequence[str], given: Mapping[str, bytes]) -> Done:
    """The result of the work on the files ``given``. Raises the error that ``work.refused`` makes."""
    until = time.monotonic() + work.seconds
    if not _PLACES.acquire(timeout=work.seconds):
        raise work.refused(work.busy)
    try:
        with tempfile.TemporaryDirectory(prefix="adref-") as name:
            folder = Path(name)
            for file, data in given.items():
                (folder / file).write_bytes(data)
            if not _ends(_start(work.module, [*arguments, name]), until):
                raise work.refused(work.late)
            return _result(work, folder)
    finally:
        _PLACES.release()


def leave(folder: Path, data: bytes) -> None:
    """For the process: its result. A file that is there is whole, since it gets its name when it is written."""
    (folder / "part").write_bytes(data)
    (folder / "part").rename(folder / DONE)


def _start(module: str, arguments: Sequence[str]) -> int:
    command = [sys.executable, "-m", module, *arguments]
    process: int = _posix_spawn(sys.executable, command, os.environ | {"PYTHONPATH": str(_ROOT)})
    with suppress(OSError):  # It may have ended, or the system may not permit it: it is done all the same.
        os.setpriority(os.PRIO_PROCESS, process, os.getpriority(os.PRIO_PROCESS, 0) + _NICER)
    return process


def _ends(process: int, until: float) -> bool:
    """Awaits the end of a process, or ends it. ``time.sleep`` lets others run, in a greenlet as in a thread."""
    while time.monotonic() < until:
        try:
            ended, _ = _waitpid(process, os.WNOHANG)
        except ChildProcessError:
            return True  # An event loop that looks after all children has seen its end before us.
        if ended:
            return True
        time.sleep(_POLL)
    os.kill(process, signal.SIGKILL)
    try:
        _waitpid(process, 0)
    except ChildProcessError:
        return False
    return False


def _result(work: Work, folder: Path) -> Done:
    said, done = folder / SAID, folder / DONE
    remark = said.read_text("utf-8") if said.exists() else ""
    if not done.exists():
        raise work.refused(remark or work.failed)
    return Done(done.read_bytes(), remark)
