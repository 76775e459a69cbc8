"""A thousand clients on one text, twenty of whom type: Adref beside Hocuspocus and y-websocket.

The same light clients (`benchmarks/clients`), the same words, the server on one core and the clients on the other, in
turn. Adref checks every edit, writes it to disk (SQLite, WAL, FULL) and chains it; the peers keep it in memory.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection
from typing import Any, Final
from urllib.request import urlopen

from benchmarks.support.figures import Figure, Goal, Left, median, quantile
from benchmarks.support.hall import Hall, hall
from benchmarks.support.peers import Peers, installed
from benchmarks.support.process import cpu_seconds, on_core, own_bytes
from tests.support.served import ROOT, free_port

CROWDS: Final = (100, 300, 600, 1000)
TYPISTS: Final = 20
RATE: Final = 5
SECONDS: Final = 8
TURNS: Final = 3
PARAGRAPHS: Final = 40
PEERS: Final = ("hocuspocus 50", "hocuspocus", "y-websocket")
GOAL_PEER: Final = "hocuspocus 50"
NAMES: Final = {
    "adref": "Adref",
    "hocuspocus 50": "Hocuspocus, flushDelay 50",
    "hocuspocus": "Hocuspocus, its default",
    "y-websocket": "y-websocket",
}
STARTING_SECONDS: Final = 60.0


@dataclass(frozen=True)
class Turn:
    """
    What one server did with one crowd. `cpu` and `clients_cpu`: seconds; `idle`: CPU seconds of as long a time in which
    nobody typed; `delays`: ms from each key to the last client; `memory`: bytes a client; `commit`: ms, from /metrics.
    """

    cpu: float
    idle: float
    clients_cpu: float
    delivered: int
    messages: int
    bytes: int
    delays: list[float]
    acknowledged: list[float]
    memory: float
    commits: dict[float, float]

    @property
    def cpu_per_edit(self) -> float:
        """Microseconds of CPU for each edit that came to a client."""
        return self.cpu / self.delivered * 1e6


def figures() -> Iterator[Figure]:
    if not sys.platform.startswith("linux"):
        raise Left("what a process uses is read as Linux tells it")
    peers = installed()
    with tempfile.TemporaryDirectory(dir=".") as folder:
        prepared = hall(Path(folder), PARAGRAPHS)
        for crowd in CROWDS:
            yield from _crowd(prepared, peers, crowd)
        yield from _immediate(prepared, peers)


def _crowd(prepared: Hall, peers: Peers, crowd: int) -> Iterator[Figure]:
    turns: dict[str, list[Turn]] = {name: [] for name in ("adref", *PEERS)}
    for _ in range(TURNS):
        for name, taken in turns.items():
            taken.append(run(name, prepared, peers, crowd))
    goals = {
        "cpu": {300: Goal("ratio", 1.0), 1000: Goal("ratio", 0.75)}.get(crowd),
        "p99": Goal("ratio", 1.0),
        "memory": Goal("value", 60),
    }
    units = {
        "cpu": "µs of CPU an edit delivered",
        "p50": "ms",
        "p99": "ms",
        "memory": "KB a client",
        "bytes": "bytes",
    }
    ours = _medians(turns["adref"])
    for peer in PEERS:
        theirs = _medians(turns[peer])
        for name, unit in units.items():
            yield Figure(
                f"crowd: {name}, {crowd} clients",
                round(ours[name], 2),
                unit,
                NAMES[peer],
                round(theirs[name], 2),
                goals.get(name) if peer == GOAL_PEER else None,
                TURNS,
                _note(name, ours, theirs),
            )


def _note(name: str, ours: dict[str, float], theirs: dict[str, float]) -> str | None:
    if name == "bytes":
        return "an edit delivered, on the wire"
    if name != "p99":
        return None
    busy = (ours["clients"], theirs["clients"], ours["server"], theirs["server"])
    return "core of the clients busy {:.0%} and {:.0%}, of the server {:.0%} and {:.0%}".format(*busy)


def _medians(turns: list[Turn]) -> dict[str, float]:
    return {
        "cpu": median(turn.cpu_per_edit for turn in turns),
        "p50": median(quantile(turn.delays, 0.5) for turn in turns),
        "p99": median(quantile(turn.delays, 0.99) for turn in turns),
        "memory": median(turn.memory / 1024 for turn in turns),
        "bytes": median(turn.bytes / turn.delivered for turn in turns),
        "clients": median(turn.clients_cpu / SECONDS for turn in turns),
        "server": median(turn.cpu / SECONDS for turn in turns),
    }


def _immediate(prepared: Hall, peers: Peers) -> Iterator[Figure]:
    """One typist, three hundred who watch: nothing is gathered, everything goes out at once."""
    crowd = 300
    turns = [run("adref", prepared, peers, crowd, typists=1) for _ in range(TURNS)]
    theirs = [run("hocuspocus", prepared, peers, crowd, typists=1) for _ in range(TURNS)]
    for share in (0.5, 0.99):
        commit = median(_share(turn.commits, share) for turn in turns)
        whole = median(quantile(turn.delays, share) for turn in turns)
        yield Figure(
            f"immediate: beyond the commit, one typist, {crowd} clients, p{share * 100:.0f}",
            round(whole - commit, 2),
            "ms",
            NAMES["hocuspocus"],
            round(median(quantile(turn.delays, share) for turn in theirs), 2),
            Goal("value", 10) if share == 0.99 else None,
            TURNS,
            f"{whole:.2f} ms in all, of which the commit {commit:.2f}",
        )


def run(kind: str, prepared: Hall, peers: Peers, crowd: int, typists: int = TYPISTS) -> Turn:
    """One turn with a new server."""
    name = kind.partition(" ")[0]
    where = str(prepared.facts if name == "adref" else peers.folder)
    port = free_port()
    with untouched(prepared) as instance, _server(kind, port, instance, peers) as server:
        before = own_bytes(server.pid)
        asked = {
            "kind": name,
            "port": port,
            "clients": crowd,
            "typists": typists,
            "rate": RATE,
            "seconds": SECONDS,
        }
        command = [peers.node, "benchmarks/clients/crowd.mjs", json.dumps({**asked, "where": where})]
        pipe = subprocess.PIPE
        clients = subprocess.Popen(on_core(1, command), cwd=ROOT, text=True, stdin=pipe, stdout=pipe)
        try:
            return _measure(server, clients, port if name == "adref" else None, before, crowd)
        finally:
            clients.kill()
            clients.wait()


def _measure(
    server: "subprocess.Popen[bytes]",
    clients: "subprocess.Popen[str]",
    metrics: int | None,
    before: int,
    crowd: int,
) -> Turn:
    assert clients.stdin is not None
    assert clients.stdout is not None
    assert clients.stdout.readline() == "ready\n"
    time.sleep(1)
    memory = (own_bytes(server.pid) - before) / crowd
    idle = cpu_seconds(server.pid)
    time.sleep(2)
    idle = (cpu_seconds(server.pid) - idle) * SECONDS / 2
    commits = _commits(metrics)
    cpu, theirs = cpu_seconds(server.pid), cpu_seconds(clients.pid)
    clients.stdin.write("go\n")
    clients.stdin.flush()
    seen: dict[str, Any] = json.loads(clients.stdout.readline())
    cpu, theirs = cpu_seconds(server.pid) - cpu, cpu_seconds(clients.pid) - theirs
    assert seen["delivered"] == seen["keys"] * crowd, "Not every key came to everybody."
    done = _commits(metrics)
    return Turn(
        cpu,
        idle,
        theirs,
        seen["delivered"],
        seen["messages"],
        seen["bytes"],
        seen["delays"],
        seen["acknowledged"],
        memory,
        {bound: count - commits.get(bound, 0) for bound, count in done.items()},
    )


@contextmanager
def untouched(prepared: Hall) -> Iterator[Path]:
    """A copy of the hall's database: every turn begins with the same text."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        yield shutil.copytree(prepared.instance, Path(folder).resolve() / "instance")


@contextmanager
def adref_server(port: int, instance: Path) -> "Iterator[subprocess.Popen[bytes]]":
    """Adref on the first core, as people start it; it has not answered yet."""
    environment = {"INSTANCE": str(instance), "DEMO": "1", "PORT": str(port)}
    with _started([sys.executable, "wsgi.py"], environment) as process:
        yield process


@contextmanager
def _server(kind: str, port: int, instance: Path, peers: Peers) -> "Iterator[subprocess.Popen[bytes]]":
    """A server on the first core that takes connections."""
    environment = {"HOST": "127.0.0.1", "PORT": str(port)}
    started = (
        adref_server(port, instance) if kind == "adref" else _started(peers.command(kind, port), environment)
    )
    with started as process:
        _await(process, port)
        yield process


@contextmanager
def _started(command: Sequence[str], environment: Mapping[str, str]) -> "Iterator[subprocess.Popen[bytes]]":
    log = subprocess.DEVNULL
    process = subprocess.Popen(
        on_core(0, command), cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _await(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            time.sleep(1)
            return
    raise RuntimeError("A server did not start.")


def _commits(port: int | None) -> dict[float, float]:
    """How many commits took at most so many seconds, until now."""
    if port is None:
        return {}
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
        said = answer.read().decode()
    found = re.findall(r'adref_commit_seconds_bucket\{le="([^"]+)"\} (\S+)', said)
    return {float(bound): float(count) for bound, count in found}


def _share(counts: dict[float, float], share: float) -> float:
    """The bound of a histogram under which this share lies, in ms, evenly divided inside a bucket."""
    wanted = share * max(counts.values())
    below, under = 0.0, 0.0
    for bound, count in sorted(counts.items()):
        if count >= wanted:
            return (below + (bound - below) * (wanted - under) / (count - under)) * 1000
        below, under = bound, count
    raise AssertionError("A histogram ends with infinity.")
