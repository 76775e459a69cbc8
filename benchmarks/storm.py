"""A thousand windows come back within ten seconds, after the server was killed and started again, while twenty type.

Each fetches the state, connects and follows, as a browser that is opened again. The server is on one core, the clients
on the other.
"""

import json
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen

from benchmarks.support.crowds import STARTING_SECONDS, adref_server, untouched
from benchmarks.support.figures import Figure, Goal, quantile
from benchmarks.support.hall import Hall, hall
from benchmarks.support.peers import installed
from benchmarks.support.process import cpu_seconds, on_core
from tests.support.served import ROOT, free_port

CLIENTS: Final = 1000
TYPISTS: Final = 20
RATE: Final = 5
PARAGRAPHS: Final = 300
WITHIN: Final = 10
TYPING_BEFORE: Final = 5.0
GOAL: Final = 15


def figures() -> Iterator[Figure]:
    node = installed().node
    with tempfile.TemporaryDirectory(dir=".") as folder:
        prepared = hall(Path(folder), PARAGRAPHS)
        with untouched(prepared) as instance:
            yield from _figures(*_storm(prepared, instance, node))


def _figures(seen: dict[str, Any], ready: float, cpu: float, states: float) -> Iterator[Figure]:
    last = seen["last"] / 1000 - ready
    yield Figure(
        f"storm: the last of {CLIENTS} is live, after the server answers again",
        round(last, 1),
        "s",
        goal=Goal("value", GOAL),
        runs=1,
        note=f"they came within {WITHIN} s; {cpu:.1f} s of CPU, {seen['bytes'] / CLIENTS / 1024:.0f} KB each",
    )
    for share in (0.5, 0.99):
        took = round(quantile(seen["took"], share))
        name = f"storm: a window comes back, p{share * 100:.0f}"
        yield Figure(name, took, "ms", runs=len(seen["took"]))
    # One key of each who typed was on its way when the server was killed, and waited for the next one.
    for share in (0.5, 0.9):
        yield Figure(
            f"storm: a key is acknowledged meanwhile, p{share * 100:.0f}",
            round(quantile(seen["during"], share)),
            "ms",
            "before the storm",
            round(quantile(seen["before"], share)),
            runs=len(seen["during"]),
        )
    yield Figure(
        "storm: states made for all who asked", states, "states", f"asked for {CLIENTS} times", CLIENTS
    )


def _storm(prepared: Hall, instance: Path, node: str) -> tuple[dict[str, Any], float, float, float]:
    """What the clients saw, when the server answered again, its CPU seconds until all were live, states it made."""
    port = free_port()
    asked = {"port": port, "clients": CLIENTS, "typists": TYPISTS, "rate": RATE, "within": WITHIN}
    command = [node, "benchmarks/clients/storm.mjs", json.dumps({**asked, "where": str(prepared.facts)})]
    with adref_server(port, instance) as first:
        _answers(port)
        clients = subprocess.Popen(on_core(1, command), cwd=ROOT, text=True, stdout=subprocess.PIPE)
        assert clients.stdout is not None
        assert clients.stdout.readline() == "ready\n"
        time.sleep(TYPING_BEFORE)
        first.send_signal(signal.SIGKILL)
        first.wait()
    try:
        with adref_server(port, instance) as again:
            ready = _answers(port)
            seen: dict[str, Any] = json.loads(clients.stdout.readline())
            assert seen["unacknowledged"] == 0, "Keys were lost, or wait for ever."
            return seen, ready, cpu_seconds(again.pid), _states(port)
    finally:
        clients.kill()
        clients.wait()


def _answers(port: int) -> float:
    """When the server answered, in seconds since 1970."""
    deadline = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < deadline:
        try:
            urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except OSError:
            time.sleep(0.02)
        else:
            return time.time()
    raise RuntimeError("The server did not start again.")


def _states(port: int) -> float:
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
        lines = answer.read().decode().splitlines()
    return float(next(line for line in lines if line.startswith("adref_states_made ")).split()[1])
