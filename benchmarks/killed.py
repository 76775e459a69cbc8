"""A thousand windows on two processes behind nginx, one of which is killed: when all are live again on the other.

Ten people on the other process type meanwhile. All of it is on this machine's two cores, the clients and the process
that starts again included.
"""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks.support.figures import Figure, Goal, Left, quantile
from benchmarks.support.hall import Hall, arrive, open_hall
from benchmarks.support.process import cpu_seconds
from benchmarks.support.texts import demonstration_in
from server.settings import kept_secret
from tests.support.behind_nginx import run_cluster
from tests.support.served import ROOT
from tests.support.stores import make_database

WINDOWS: Final = 1000
TYPISTS: Final = 10
PARAGRAPHS: Final = 40
LIVE_AGAIN: Final = 5000.0


def figures() -> Iterator[Figure]:
    for program in ("node", "nginx", "redis-server"):
        if shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin") is None:
            raise Left(f"no {program} is installed")
    with tempfile.TemporaryDirectory(prefix="adref-killed-") as name:
        folder = Path(name)
        with make_database("postgresql", folder) as url:
            store = demonstration_in(url)
            secret = kept_secret(folder)
            hall = open_hall(store, folder, PARAGRAPHS, arrive(store, secret))
            store.engine.dispose()
            seen = _seen(folder, hall, DATABASE_URL=url, SECRET_KEY=secret)
    assert seen["lost"] == 0, f"{seen['lost']} of {seen['cut']} did not come back."
    for share in (0.5, 0.99, 1.0):
        what = "the last" if share == 1 else f"p{share * 100:.0f}"
        yield Figure(
            f"killed: windows are live on the other process, {what}",
            round(quantile(seen["back"], share)),
            "ms",
            goal=Goal("value", LIVE_AGAIN) if share == 1 else None,
            runs=seen["cut"],
            note=f"{WINDOWS} windows on two processes; each waits for half a second to one and a half first",
        )
    yield Figure(
        "killed: CPU of the other process, a window that comes back",
        round(seen["cpu"] / seen["cut"] * 1e3, 2),
        "ms",
        note=f"of {seen['cpu']:.1f} s in all, with what is typed meanwhile",
    )
    yield Figure(
        "killed: from a key to its acknowledgement by the other process, p99",
        round(quantile(seen["after"], 0.99), 1),
        "ms",
        "before",
        round(quantile(seen["before"], 0.99), 1),
        runs=len(seen["after"]),
    )


def _seen(folder: Path, hall: Hall, **environment: str) -> dict[str, Any]:
    """What the windows have seen (`returning.mjs`)."""
    with run_cluster(folder, 2, **environment) as cluster:
        (killed, way), (survivor, other) = sorted(cluster.ways().items())
        asked = {
            "port": cluster.server.port,
            "clients": WINDOWS,
            "typists": TYPISTS,
            "ways": [way, other],
            "where": str(hall.facts),
        }
        pipe = subprocess.PIPE
        command = ["node", "benchmarks/clients/returning.mjs", json.dumps(asked)]
        with subprocess.Popen(command, cwd=ROOT, text=True, stdin=pipe, stdout=pipe) as windows:
            try:
                assert windows.stdin is not None
                assert windows.stdout is not None
                assert windows.stdout.readline() == "ready\n"
                assert cluster.connections(killed) == WINDOWS // 2
                time.sleep(3)
                pid = cluster.numbers[f"process {survivor}"]
                used = cpu_seconds(pid)
                cluster.kill(killed, signal.SIGKILL)
                windows.stdin.write("killed\n")
                windows.stdin.flush()
                seen: dict[str, Any] = json.loads(windows.stdout.readline())
                return {**seen, "cpu": cpu_seconds(pid) - used}
            finally:
                windows.kill()
