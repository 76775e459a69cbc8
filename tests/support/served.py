"""The server as people run it: `wsgi.py` in a process of its own, with the demonstration, on a port that is free."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import SystemRandom
from socket import socket
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
STARTING_SECONDS = 60.0
PORTS = (10_100, 32_000)  # Browsers go to no port like 10080, which is that of another service.
_CHANCE = SystemRandom()  # Not the usual one, which Hypothesis makes repeat itself.


@contextmanager
def served(instance: Path, port: int | None = None, **environment: str) -> Iterator[str]:
    """Serves until the block ends, and gives the address (`http://127.0.0.1:…`). The log is `instance`/server.log."""
    with serving(instance, port, **environment) as (_, taken):
        yield f"http://127.0.0.1:{taken}"


@contextmanager
def serving(
    instance: Path, port: int | None = None, **environment: str
) -> "Iterator[tuple[subprocess.Popen[bytes], int]]":
    """As `served`; gives the process and its port."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    settings = {"DEMO": "1", "PORT": str(port), "INSTANCE": str(instance), **environment}
    instance.mkdir(parents=True, exist_ok=True)
    with (instance / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "wsgi.py"], cwd=ROOT, env={**os.environ, **settings}, stdout=log, stderr=log
        )
        try:
            _await(process, address, instance / "server.log")
            yield process, port
        finally:
            process.terminate()
            process.wait(timeout=30)


def free_port() -> int:
    """A port of this machine that nobody listened on a moment ago."""
    return free_ports(1)


def free_ports(count: int) -> int:
    """
    The first of so many ports in a row of which nobody listens on any. They are below those that the kernel gives to
    connections, and drawn by chance, so that tests that run beside each other do not take the same.
    """
    while True:
        first = _CHANCE.randrange(*PORTS)
        try:
            for port in range(first, first + count):
                with socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first


def _await(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    deadline = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{address}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"The server did not start:\n{log.read_text(errors='replace')}")
