"""
Two server processes behind nginx, on PostgreSQL and a Redis of their own, with the demonstration, on this machine only.

    python deploy/run_cluster.py        (make run-cluster)

PORT is where nginx listens (8800); the two ports after it are the processes', the third is Redis's. DATABASE_URL names
the database; without it, `adref_cluster` is made on the PostgreSQL of this machine. A process that ends is started
again. Ctrl-C, or SIGTERM, ends all of them.
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

ROOT = Path(__file__).resolve().parents[1]
ADMINISTRATION = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
DATABASE = "adref_cluster"
STARTING_SECONDS = 60.0

NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 4096; }}
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
        server 127.0.0.1:{first} max_fails=1 fail_timeout=2s;
        server 127.0.0.1:{second} max_fails=1 fail_timeout=2s;
        keepalive 32;
        keepalive_timeout 60s;
    }}
    server {{
        listen 127.0.0.1:{port};
        location / {{ include {deploy}/nginx/location.conf; }}
    }}
}}
"""


def main() -> None:
    port = int(os.environ.get("PORT") or 8800)
    folder = Path(os.environ.get("INSTANCE") or ROOT / "instance").resolve() / "cluster"
    folder.mkdir(parents=True, exist_ok=True)
    for program, package in (("nginx", "nginx-light"), ("redis-server", "redis-server")):
        if shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin") is None:
            sys.exit(f"{program} is not installed; on Debian: apt-get install {package}")
    database = os.environ.get("DATABASE_URL") or own_database()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    running: dict[str, subprocess.Popen[bytes]] = {}
    commands = all_commands(folder, port, database)
    try:
        for name in commands:
            running[name] = start(folder, name, *commands[name])
            say(f"{name} is {running[name].pid}")
            if name.startswith("process"):
                # The first one makes the tables and loads the demonstration.
                wait_for(f"http://127.0.0.1:{name.partition(' ')[2]}/healthz", folder)
        wait_for(f"http://127.0.0.1:{port}/healthz", folder)
        say(f"Adref is at http://127.0.0.1:{port}: two processes (logs in {folder}), password early-warning")
        while True:
            time.sleep(0.5)
            for name, process in running.items():
                if process.poll() is not None:
                    running[name] = start(folder, name, *commands[name])
                    say(f"{name} has ended and is started again: {running[name].pid}")
    except KeyboardInterrupt:
        pass
    finally:
        for process in reversed(running.values()):
            process.terminate()
        for process in running.values():
            process.wait()


def all_commands(folder: Path, port: int, database: str) -> dict[str, tuple[list[str], dict[str, str]]]:
    """What is to run, in the order in which it is started: the command, and what its environment has beside ours."""
    first, second, redis = port + 1, port + 2, port + 3
    config = folder / "nginx.conf"
    config.write_text(
        NGINX.format(folder=folder, deploy=ROOT / "deploy", port=port, first=first, second=second)
    )
    shared = {
        "DATABASE_URL": database,
        "REDIS_URL": f"redis://127.0.0.1:{redis}/0",
        "SECRET_KEY": secrets.token_hex(32),
        "INSTANCE": str(folder),
        "HOST": "127.0.0.1",
        "DEMO": "1",
    }
    path = {"PATH": f"{os.environ['PATH']}:/usr/sbin"}
    listen = ["--bind", "127.0.0.1", "--port", str(redis), "--dir", str(folder)]
    made: dict[str, tuple[list[str], dict[str, str]]] = {
        "redis": (["redis-server", *listen, "--save", "", "--appendonly", "no"], {})
    }
    for each in (first, second):
        made[f"process {each}"] = ([sys.executable, "wsgi.py"], {**shared, "PORT": str(each)})
    made["nginx"] = (["nginx", "-p", str(folder), "-c", str(config), "-e", str(folder / "nginx.log")], path)
    return made


def start(
    folder: Path, name: str, command: list[str], environment: dict[str, str]
) -> "subprocess.Popen[bytes]":
    """In a group of its own: Ctrl-C reaches this program alone, which then ends them in order."""
    with (folder / f"{name.replace(' ', '-')}.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603  # The commands are those above.
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def own_database() -> str:
    engine = create_engine(ADMINISTRATION, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            there = text("SELECT 1 FROM pg_database WHERE datname = :name")
            if connection.execute(there, {"name": DATABASE}).scalar() is None:
                connection.execute(text(f"CREATE DATABASE {DATABASE} TEMPLATE template0"))
    except SQLAlchemyError:
        sys.exit(
            "No PostgreSQL lets postgres in at 127.0.0.1:5432; name another database with DATABASE_URL=."
        )
    finally:
        engine.dispose()
    return ADMINISTRATION.rpartition("/")[0] + f"/{DATABASE}"


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
