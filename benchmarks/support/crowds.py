"""One turn of a crowd: a new server on one core, all its clients on the other, and what both used."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection
from typing import Any, Final
from urllib.request import urlopen

from benchmarks.support.hall import Hall
from benchmarks.support.peers import Peers
from benchmarks.support.process import cpu_seconds, on_core, own_bytes
from tests.support.served import ROOT, free_port

ADREF: Final = "adref"
RATE: Final = 5
"""Keys a second of each who types."""
SECONDS: Final = 6
STARTING_SECONDS: Final = 60.0


@dataclass(frozen=True)
class Turn:
    """
    What one server did with one crowd while it typed. `cpu`, `clients_cpu`: seconds of the server and of the clients;
    `messages`, `bytes`: what came to all clients;
    `delays`: ms from each key to the last client, `acknowledged`: to its author; `memory`: bytes a client; `commits`:
    how many took at most so many seconds, as /metrics says; `pressed`, `came`: when the first typist's keys were
    pressed and had come to the last client, in ms since 1970.
    """

    cpu: float
    clients_cpu: float
    delivered: int
    messages: int
    bytes: int
    delays: list[float]
    acknowledged: list[float]
    memory: float
    commits: Mapping[float, float]
    pressed: list[float]
    came: list[float]

    @property
    def cpu_per_edit(self) -> float:
        """Microseconds of CPU for each edit that came to a client."""
        return self.cpu / self.delivered * 1e6


@dataclass
class Crowd:
    """Everybody is there and follows; nobody has typed yet. `port` is the server's."""

    kind: str
    port: int
    clients: int
    before: int
    server: "subprocess.Popen[bytes]"
    process: "subprocess.Popen[str]"

    def type(self) -> Turn:
        """Have them type, and answer when every key has come to everybody."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        memory = (own_bytes(self.server.pid) - self.before) / self.clients
        commits = self._commits()
        cpu, theirs = cpu_seconds(self.server.pid), cpu_seconds(self.process.pid)
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        seen: dict[str, Any] = json.loads(self.process.stdout.readline())
        cpu, theirs = cpu_seconds(self.server.pid) - cpu, cpu_seconds(self.process.pid) - theirs
        delivered = seen["delivered"]
        assert delivered == seen["keys"] * self.clients, "Not every key came to everybody."
        done = {bound: count - commits.get(bound, 0) for bound, count in self._commits().items()}
        kept = (seen["delays"], seen["acknowledged"], memory, done, seen["pressed"], seen["came"])
        return Turn(cpu, theirs, delivered, seen["messages"], seen["bytes"], *kept)

    def _commits(self) -> dict[float, float]:
        if self.kind != ADREF:
            return {}
        with urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=30) as answer:
            said = answer.read().decode()
        found = re.findall(r'adref_commit_seconds_bucket\{le="([^"]+)"\} (\S+)', said)
        return {float(bound): float(count) for bound, count in found}


@contextmanager
def crowd(
    kind: str, prepared: Hall, peers: Peers, clients: int, typists: int, seconds: int = SECONDS
) -> Iterator[Crowd]:
    """`kind`: `adref`, or a peer as `Peers.command` names it; `seconds`: for which they type."""
    port, name = free_port(), kind.partition(" ")[0]
    where = str(prepared.facts.resolve() if name == ADREF else peers.folder)
    asked = {"kind": name, "port": port, "clients": clients, "typists": typists, "where": where}
    command = [
        peers.node,
        "benchmarks/clients/crowd.mjs",
        json.dumps({**asked, "rate": RATE, "seconds": seconds}),
    ]
    with untouched(prepared) as instance, _server(kind, port, instance, peers) as server:
        before, pipe = own_bytes(server.pid), subprocess.PIPE
        process = subprocess.Popen(on_core(1, command), cwd=ROOT, text=True, stdin=pipe, stdout=pipe)
        try:
            assert process.stdout is not None
            ready = process.stdout.readline()
            assert ready == "ready\n", f"Not everybody came: {ready}"
            time.sleep(1)
            yield Crowd(name, port, clients, before, server, process)
        finally:
            process.kill()
            process.wait()


@contextmanager
def untouched(prepared: Hall) -> Iterator[Path]:
    """A copy of the hall's database: every turn begins with the same text."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        yield shutil.copytree(prepared.instance, Path(folder).resolve() / "instance")


def adref_server(port: int, instance: Path) -> "AbstractContextManager[subprocess.Popen[bytes]]":
    """Adref on the first core, as people start it; it has not answered yet."""
    environment = {"INSTANCE": str(instance), "DEMO": "1", "PORT": str(port)}
    return _started([sys.executable, "wsgi.py"], environment)


@contextmanager
def _server(kind: str, port: int, instance: Path, peers: Peers) -> "Iterator[subprocess.Popen[bytes]]":
    """A server on the first core that takes connections."""
    environment = {"HOST": "127.0.0.1", "PORT": str(port)}
    started = (
        adref_server(port, instance) if kind == ADREF else _started(peers.command(kind, port), environment)
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
            # What a server still does when it already listens is not what its clients cost.
            time.sleep(1)
            return
    raise RuntimeError("A server did not start.")
