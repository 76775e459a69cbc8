"""`make run-cluster` for tests: processes behind nginx, whose numbers are known, and the ways that lead to them."""

import itertools
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from deploy.run_cluster import Ports, nginx_command
from tests.support.raw_socket import PATIENCE, LiveServer
from tests.support.served import ROOT, free_port, free_ports
from tests.support.signed_in import SignedIn, sign_in
from tests.support.stores import make_database

STARTING_SECONDS = 90.0
WAY = "adref_way"
"""The cookie by which nginx knows which process somebody comes to."""


@dataclass
class BehindNginx:
    """
    `server`: what nginx serves. `numbers`: the number of each program by its name, those started again included.
    `said`: everything that the starting program said.
    """

    server: LiveServer
    numbers: dict[str, int] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    ready: threading.Event = field(default_factory=threading.Event)

    def listen(self) -> None:
        """Read what the starting program says until it ends."""
        assert self.server.process.stdout is not None
        for line in self.server.process.stdout:
            self.said.append(line)
            started = re.match(r"(.+?) (?:is|has ended and is started again:) (\d+)$", line.strip())
            if started is not None:
                self.numbers[started[1]] = int(started[2])
            if line.startswith("Adref is at"):
                self.ready.set()
        self.ready.set()

    def ports(self) -> list[int]:
        """Those of the processes."""
        return sorted(int(name.split()[1]) for name in self.numbers if name.startswith("process"))

    def kill(self, port: int, number: int) -> None:
        """A signal to one process."""
        os.kill(self.numbers[f"process {port}"], number)

    def ways(self) -> dict[int, str]:
        """For each process a value of the cookie that leads to it."""
        started = {self._started(port): port for port in self.ports()}
        assert len(started) == len(self.ports())
        found: dict[int, str] = {}
        turns = itertools.count()
        while len(found) < len(started):
            way = f"way-{next(turns)}"
            found.setdefault(started[self._started(self.server.port, way)], way)
        return found

    def sign_in(self, name: str, way: str) -> SignedIn:
        """Somebody who comes to the process to which this way leads, with page and socket."""
        person = sign_in(self.server, name)
        cookie = re.sub(rf"{WAY}=[^;]*(?:; )?", "", person.cookie).rstrip("; ")
        return SignedIn(self.server, f"{cookie}; {WAY}={way}")

    def connections(self, port: int) -> int:
        """How many windows a process has."""
        return int(float(_figure(port, "adref_connections")))

    def _started(self, port: int, way: str = "") -> str:
        return _figure(port, "process_start_time_seconds", way)


def _figure(port: int, name: str, way: str = "") -> str:
    request = Request(f"http://127.0.0.1:{port}/metrics", headers={"Cookie": f"{WAY}={way}"})
    with urlopen(request, timeout=PATIENCE) as answer:
        found = re.search(rf"^{name}(?:\{{.*\}})? (\S+)$", answer.read().decode(), re.MULTILINE)
    assert found is not None
    return found[1]


def need(*programs: str) -> None:
    """Skips the test where one of them is not installed (`make .make/cluster` installs them)."""
    for program in programs:
        if shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin") is None:
            pytest.skip(f"No {program} is installed here.")


@contextmanager
def behind_nginx(folder: Path, processes: int = 2) -> Iterator[BehindNginx]:
    """Several processes with a database of the test's own, until the block ends."""
    with make_database("postgresql", folder) as url, run_cluster(folder, processes, DATABASE_URL=url) as made:
        yield made


@contextmanager
def run_cluster(folder: Path, processes: int = 2, **environment: str) -> Iterator[BehindNginx]:
    """The same on whatever database the environment names."""
    need("nginx", "redis-server")
    settings = {"PORT": str(free_ports(processes + 3)), "PROCESSES": str(processes), "INSTANCE": str(folder)}
    process = subprocess.Popen(
        [sys.executable, "-m", "deploy.run_cluster"],
        cwd=ROOT,
        env={**os.environ, **settings, **environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    made = BehindNginx(LiveServer(process, int(settings["PORT"])))
    listening = threading.Thread(target=made.listen)
    listening.start()
    try:
        assert made.ready.wait(STARTING_SECONDS)
        assert process.poll() is None, made.said
        yield made
    finally:
        for client in made.server.clients:
            client.close()
        process.terminate()
        process.wait(timeout=60)
        listening.join()
        assert process.stdout is not None
        process.stdout.close()


def until_served(address: str) -> None:
    """Until something answers there."""
    deadline = time.monotonic() + STARTING_SECONDS
    while True:
        try:
            with urlopen(address, timeout=PATIENCE):
                return
        except (URLError, OSError):
            assert time.monotonic() < deadline, f"Nothing answers at {address}"
            time.sleep(0.1)


@contextmanager
def nginx_before(port: int, folder: Path) -> Iterator[int]:
    """nginx as in deploy/ before one process; gives the port on which it listens. Skips the test without nginx."""
    need("nginx")
    ports = Ports(free_port(), 0)
    command = nginx_command(folder, ports, [port])
    path = {"PATH": f"{os.environ['PATH']}:/usr/sbin"}
    with subprocess.Popen(command, env={**os.environ, **path}) as nginx:
        try:
            until_served(f"http://127.0.0.1:{ports.nginx}/test/facts")
            yield ports.nginx
        finally:
            nginx.terminate()
