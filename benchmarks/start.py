"""`make run` in a fresh clone, to the first answer of /healthz; and a second time."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.support.figures import Figure, Left, median
from tests.support.served import ROOT, free_port

LONGEST = 600.0
SECOND_RUNS = 3
# What `make bench` and its shell have set would make another run of this one.
FOREIGN = (
    "MAKEFLAGS",
    "MAKELEVEL",
    "MFLAGS",
    "VIRTUAL_ENV",
    "INSTANCE",
    "DATABASE_URL",
    "SECRET_KEY",
    "PYTHONPATH",
)


def figures() -> Iterator[Figure]:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        raise Left("this is no clone of a repository, so that none can be made of it")
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "adref"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        note = "a fresh clone of what is committed; caches of pip and npm as they were"
        yield Figure("start: make run, first", _start(clone), "s", runs=1, note=note)
        again = [_start(clone) for _ in range(SECOND_RUNS)]
        yield Figure("start: make run, second", median(again), "s", runs=SECOND_RUNS)


def _start(clone: Path) -> float:
    """Seconds from `make run` to the first answer. Ends the server, and all that it started."""
    port = free_port()
    with (clone / "run.log").open("wb") as log:
        began = time.monotonic()
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}"],
            cwd=clone,
            env=_environment(),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            _await(process, port, clone / "run.log")
            return round(time.monotonic() - began, 1)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)


def _await(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until = time.monotonic() + LONGEST
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"make run did not get there:\n{log.read_text(errors='replace')[-2000:]}")


def _environment() -> dict[str, str]:
    """The environment without what belongs to this checkout: its Python and Node are not those of the clone."""
    path = os.environ["PATH"].split(os.pathsep)
    kept = [one for one in path if not Path(one).resolve().is_relative_to(ROOT)]
    inherited = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return {**inherited, "PATH": os.pathsep.join(kept)}
