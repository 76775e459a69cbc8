"""CPU for each delivered frame: finished frames written directly, and `socketio.emit` beside it.

Server and clients are processes of their own, on a core each where `taskset` is there; frames of half a kilobyte go out
25 a second. The two ways take turns, so that both meet the same machine. CPU of as long a silence is subtracted.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from urllib.request import urlopen

from benchmarks.support.figures import Figure, Left, median
from tests.support.served import ROOT

CLIENTS = (100, 300)
FRAMES = 100
TURNS = 3
WAYS = ("direct", "emit")


def figures() -> Iterator[Figure]:
    if shutil.which("node") is None or not (ROOT / "client" / "node_modules" / "ws").exists():
        raise Left("Node and the client's packages are not installed: make run installs them")
    for clients in CLIENTS:
        turns: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
        for _ in range(TURNS):
            for way in WAYS:
                turns[way].append(run(way, clients))
        for name, unit in (("cpu", "µs of CPU a delivered frame"), ("p50", "ms"), ("p99", "ms")):
            direct, emit = (median(turn[name] for turn in turns[way]) for way in WAYS)
            yield Figure(
                f"fanout: {name}, {clients} clients",
                round(direct, 2),
                unit,
                "socketio.emit",
                round(emit, 2),
                runs=TURNS,
            )


def run(way: str, clients: int) -> dict[str, float]:
    """One turn: microseconds of CPU for each delivered frame, p50 and p99 of the delay in milliseconds."""
    server = _start(0, [sys.executable, "-m", "benchmarks.fanout_server", way])
    assert server.stdout is not None
    port = server.stdout.readline().strip()
    light = _start(1, ["node", "benchmarks/light_clients.mjs", port, str(clients), str(FRAMES)])
    try:
        assert light.stdout is not None
        assert light.stdout.readline() == "ready\n"
        time.sleep(1)
        with urlopen(f"http://127.0.0.1:{port}/tick?frames={FRAMES}") as answer:
            cpu = json.load(answer)
        seen = json.loads(light.stdout.readline())
        delivered = seen["received"]
        assert delivered == clients * FRAMES
        return {
            "cpu": (cpu["sending"] - cpu["idle"]) / delivered * 1e6,
            "p50": seen["p50"],
            "p99": seen["p99"],
        }
    finally:
        for process in (light, server):
            process.terminate()
            process.wait()


def _start(core: int, command: Sequence[str]) -> "subprocess.Popen[str]":
    taskset = ["taskset", "-c", str(core)] if shutil.which("taskset") else []
    return subprocess.Popen([*taskset, *command], cwd=ROOT, stdout=subprocess.PIPE, text=True)
