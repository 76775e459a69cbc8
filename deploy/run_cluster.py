"""
Several server processes behind nginx, on PostgreSQL and a Redis of their own, with the demonstration, on this machine.

    python -m deploy.run_cluster        (make run-cluster)

PORT is where nginx listens (8800), PROCESSES how many there are (2). The ports after it are the processes', the next is
Redis's, and the next PostgreSQL's. DATABASE_URL names the database; without it, `adref_cluster` is made on the
PostgreSQL of this machine (on PGPORT, or 5432), and where none lets us in, one is started in the instance folder.
Whatever ends is started again. Ctrl-C, or SIGTERM, ends all of them.
"""

import os
import resource
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from sqlalchemy import create_engine, text

from deploy import own_postgresql
from deploy.own_postgresql import NoPostgresql
from server.cli_demo import welcome

ROOT = Path(__file__).resolve().parents[1]
DATABASE = "adref_cluster"
STARTING_SECONDS = 60.0
MOST_PROCESSES = 16
MOST_FILES = 65536
PATH = f"{os.environ['PATH']}:/usr/sbin"
"""Where nginx is found: Debian has it where only root looks."""

NGINX = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
worker_processes auto;
events {{ worker_connections {connections}; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {deploy}/nginx/http.conf;
    upstream adref {{
        hash $adref_way consistent;
        {servers}
        keepalive 32;
        keepalive_timeout 60s;
    }}
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location / {{ include {deploy}/nginx/location.conf; }}
    }}
}}
"""

Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Ports:
    """Where everything listens, one port after the other."""

    nginx: int
    count: int

    @property
    def processes(self) -> range:
        return range(self.nginx + 1, self.nginx + 1 + self.count)

    @property
    def redis(self) -> int:
        return self.nginx + 1 + self.count

    @property
    def postgresql(self) -> int:
        return self.redis + 1


class Running:
    """What was started: under its name, in the order of starting, with the way to start it again."""

    def __init__(self) -> None:
        self._all: dict[str, tuple[Process, Callable[[], Process]]] = {}

    def start(self, name: str, start: Callable[[], Process]) -> Process:
        process = start()
        self._all[name] = process, start
        say(f"{name} is {process.pid}")
        return process

    def keep(self) -> None:
        """Starts again what has ended."""
        for name, (process, start) in self._all.items():
            if process.poll() is not None:
                again = start()
                self._all[name] = again, start
                say(f"{name} has ended and is started again: {again.pid}")

    def end(self) -> None:
        """In the order opposite to starting: the processes decide what they took while the database is there."""
        groups: dict[bool, list[tuple[str, Process]]] = {True: [], False: []}
        for name, (process, _) in reversed(self._all.items()):
            groups[name in {"redis", "postgresql"}].append((name, process))
        for group in (groups[False], groups[True]):
            for name, process in group:
                process.send_signal(signal.SIGINT if name == "postgresql" else signal.SIGTERM)
            for _, process in group:
                process.wait()


def main() -> None:
    ports = Ports(int(os.environ.get("PORT") or 8800), int(os.environ.get("PROCESSES") or 2))
    if not 1 <= ports.count <= MOST_PROCESSES:
        sys.exit(f"PROCESSES is {ports.count}: it may be a number from 1 to {MOST_PROCESSES}.")
    folder = Path(os.environ.get("INSTANCE") or ROOT / "instance").resolve() / "cluster"
    folder.mkdir(parents=True, exist_ok=True)
    for program, package in (("nginx", "nginx-light"), ("redis-server", "redis-server")):
        if shutil.which(program, path=PATH) is None:
            sys.exit(f"{program} is not installed; on Debian: apt-get install {package}")
    raise_limit()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    running = Running()
    try:
        start_all(running, folder, ports)
        while True:
            time.sleep(0.5)
            running.keep()
    except KeyboardInterrupt:
        pass
    except NoPostgresql as error:
        sys.exit(f"{error} Or name a database with DATABASE_URL=.")
    finally:
        running.end()


def start_all(running: Running, folder: Path, ports: Ports) -> None:
    """Everything, in order. The first process makes the tables and loads the demonstration."""
    database = os.environ.get("DATABASE_URL") or own_database(running, folder, ports)
    running.start("redis", lambda: start(folder, "redis", redis_command(folder, ports)))
    environment = {
        "DATABASE_URL": database,
        "REDIS_URL": f"redis://127.0.0.1:{ports.redis}/0",
        "SECRET_KEY": os.environ.get("SECRET_KEY") or secrets.token_hex(32),
        "INSTANCE": str(folder),
        "HOST": "127.0.0.1",
        "DEMO": "1",
    }
    for port in ports.processes:
        own = {**environment, "PORT": str(port)}
        name = f"process {port}"
        running.start(name, lambda own=own, name=name: start(folder, name, [sys.executable, "wsgi.py"], own))  # type: ignore[misc]  # mypy cannot infer the defaults that bind the loop's values.
        wait_for(f"http://127.0.0.1:{port}/healthz", folder)
    running.start("nginx", lambda: start(folder, "nginx", nginx_command(folder, ports, ports.processes)))
    wait_for(f"http://127.0.0.1:{ports.nginx}/healthz", folder)
    say(f"{welcome(f'http://127.0.0.1:{ports.nginx}')}\n{ports.count} processes; their logs are in {folder}.")


def raise_limit() -> None:
    """As many open files as the system allows, for all that is started: a window is one in a process, two in nginx."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


def redis_command(folder: Path, ports: Ports) -> list[str]:
    listen = ["--bind", "127.0.0.1", "--port", str(ports.redis), "--dir", str(folder)]
    return ["redis-server", *listen, "--save", "", "--appendonly", "no"]


def nginx_command(folder: Path, ports: Ports, processes: Iterable[int]) -> list[str]:
    """The command, for which the configuration is written: with these processes behind it."""
    servers = (f"server 127.0.0.1:{port} max_fails=0;" for port in processes)
    config = folder / "nginx.conf"
    config.write_text(
        NGINX.format(
            # As root its workers would be somebody who cannot write into this folder.
            user="user root;" if os.geteuid() == 0 else "",
            connections=min(16384, resource.getrlimit(resource.RLIMIT_NOFILE)[0]),
            folder=folder,
            deploy=ROOT / "deploy",
            servers="\n        ".join(servers),
            port=ports.nginx,
        )
    )
    return ["nginx", "-p", str(folder), "-c", str(config), "-e", str(folder / "nginx.log")]


def start(
    folder: Path, name: str, command: list[str], environment: dict[str, str] | None = None
) -> "subprocess.Popen[bytes]":
    """In a group of its own: Ctrl-C reaches this program alone, which then ends them in order."""
    with (folder / f"{name.replace(' ', '-')}.log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PATH": PATH, **(environment or {})},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def own_database(running: Running, folder: Path, ports: Ports) -> str:
    """A database on the PostgreSQL of this machine, or on one that is started for it. Raises NoPostgresql."""
    port = int(os.environ.get("PGPORT") or 5432)
    if not own_postgresql.answers(port):
        port = ports.postgresql
        process = running.start("postgresql", lambda: own_postgresql.start(folder, port))
        own_postgresql.wait_for(port, process)
    engine = create_engine(own_postgresql.address(port), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            there = text("SELECT 1 FROM pg_database WHERE datname = :name")
            if connection.execute(there, {"name": DATABASE}).scalar() is None:
                connection.execute(text(f"CREATE DATABASE {DATABASE} TEMPLATE template0"))
    finally:
        engine.dispose()
    return own_postgresql.address(port, DATABASE)


def wait_for(address: str, folder: Path) -> None:
    deadline = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < deadline:
        try:
            with urlopen(address, timeout=5):  # noqa: S310  # An address of this machine, made above.
                return
        except (URLError, OSError):
            time.sleep(0.1)
    sys.exit(f"Nothing answers at {address}; the logs in {folder} say why.")


def say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
