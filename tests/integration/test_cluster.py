"""`make run-cluster`: two processes behind nginx, as deploy/ has them."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from urllib.request import build_opener

import pytest

from tests.support.cluster import Follower, Typist
from tests.support.raw_socket import PATIENCE, LiveServer
from tests.support.served import ROOT
from tests.support.signed_in import sign_in
from tests.support.stores import make_database

PORTS = range(8840, 8900, 4)


@contextmanager
def run_cluster(folder: Path) -> Iterator[tuple[LiveServer, int]]:
    """What nginx serves, and the number of one of the processes behind it."""
    for program in ("nginx", "redis-server"):
        if shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin") is None:
            pytest.skip(f"No {program} is installed here.")
    with make_database("postgresql", folder) as url:
        environment = {"PORT": str(free_ports()), "DATABASE_URL": url, "INSTANCE": str(folder)}
        process = subprocess.Popen(
            [sys.executable, "deploy/run_cluster.py"],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            text=True,
        )
        server = LiveServer(process, int(environment["PORT"]))
        try:
            yield server, said_first(process)
        finally:
            for client in server.clients:
                client.close()
            process.terminate()
            process.communicate(timeout=60)


def free_ports() -> int:
    """The first of four ports of which nobody listens on any."""
    for first in PORTS:
        try:
            for port in range(first, first + 4):
                with socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
    pytest.skip("No four ports in a row are free.")


def said_first(process: "subprocess.Popen[str]") -> int:
    assert process.stdout is not None
    found = None
    for line in process.stdout:
        found = found or re.match(r"process \d+ is (\d+)", line)
        if line.startswith("Adref is at"):
            assert found is not None
            return int(found[1])
    raise AssertionError("The cluster did not start.")


def test_cluster_serves_polling_and_lives_on_when_a_process_is_killed(tmp_path: Path) -> None:
    """L21, L18: through nginx; the process that ended is started again."""
    with run_cluster(tmp_path) as (server, first):
        for _ in range(6):
            poll(server)
        people = [Follower(server) for _ in range(6)]
        typists = [Typist(person, f"through{i}", server, i) for i, person in enumerate(people)]
        for typist in typists:
            typist.start()
        time.sleep(1)
        os.kill(first, signal.SIGKILL)
        time.sleep(4)
        for typist in typists:
            typist.finish()
        away = [typist.away for typist in typists]
        assert 0 < max(away) < 5
        last = max(person.number for person in people)
        for person in people:
            person.hear_up_to(last)
        told = {entry["command"]: entry["number"] for entry in people[0].entries}
        for typist in typists:
            for command, outcome in typist.acknowledged.items():
                assert "empty" in outcome or told.get(command, outcome["through"]) == outcome["through"]


def poll(server: LiveServer) -> None:
    """A browser that never gets a WebSocket: what it asks comes to the same process each time."""
    opener = build_opener()
    opener.addheaders = [("Cookie", sign_in(server, "eu").cookie)]
    address = f"{server.origin}/socket.io/?EIO=4&transport=polling"

    def ask(address: str, body: bytes | None = None) -> str:
        with opener.open(address, body, timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    sid = re.search(r'"sid":"([^"]+)"', ask(address))
    assert sid is not None
    own = f"{address}&sid={sid[1]}"
    assert ask(own, b"40") == "OK"
    assert ask(own).startswith("40{")
    assert ask(own, b'421["leave",{"text":"t-elsewhere"}]') == "OK"
    assert ask(own) == '431[{"ok":true}]'
