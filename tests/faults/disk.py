"""A disk of the run's own that can be made full: a small tmpfs where the run may mount one, else limits on writing."""

import contextlib
import os
import resource
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

BLOCK: Final = 64 * 1024
LIMIT: Final = 4096
"""Bytes beyond which a file cannot be written where writing is limited: less than any database file has."""


class CannotBeMade(Exception):
    """A fault that was planned could not be made; the message says which and why."""


@dataclass
class Disk:
    """`means`: by what it becomes full, in words. `fill` and `free` may be called again and again."""

    folder: Path
    means: str
    fill: Callable[[], None]
    free: Callable[[], None]


@contextmanager
def small_disk(folder: Path, megabytes: int, writers: Callable[[], Iterable[int]]) -> Iterator[Disk]:
    """
    A folder for a database. `writers` gives the processes that write there: where no tmpfs can be mounted, they are
    forbidden to write instead (RLIMIT_FSIZE), which is an error of the same kind from the same call.
    """
    folder.mkdir(parents=True)
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "adref-faults", str(folder)]
    if os.geteuid() == 0 and subprocess.run(mounting, capture_output=True, check=False).returncode == 0:
        ballast = folder / "ballast"
        try:
            yield Disk(folder, "a small tmpfs, filled", lambda: _fill(ballast), ballast.unlink)
        finally:
            _unmount(folder)
        return
    yield Disk(
        folder,
        "a limit on what the processes may write (RLIMIT_FSIZE): no tmpfs can be mounted here",
        lambda: _limit(writers(), LIMIT),
        lambda: _limit(writers(), resource.RLIM_INFINITY),
    )


def _fill(ballast: Path) -> None:
    """Writes until not one byte more goes."""
    size = BLOCK
    with ballast.open("ab", buffering=0) as file:
        while size:
            try:
                file.write(bytes(size))
            except OSError:
                size //= 2
    left = os.statvfs(ballast.parent)
    if left.f_bavail:
        raise CannotBeMade(f"disk_full: {left.f_bavail * left.f_frsize} bytes are left on the small disk.")


def _limit(processes: Iterable[int], soft: int) -> None:
    done = 0
    for process in processes:
        with contextlib.suppress(OSError):
            hard = resource.prlimit(process, resource.RLIMIT_FSIZE)[1]
            resource.prlimit(process, resource.RLIMIT_FSIZE, (soft, hard))
            done += 1
    if not done:
        raise CannotBeMade("disk_full: no process could be forbidden to write.")


def _unmount(folder: Path) -> None:
    """A process that was killed a moment ago may still hold the folder."""
    for _ in range(50):
        if subprocess.run(["umount", str(folder)], capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.1)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
