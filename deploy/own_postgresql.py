"""A PostgreSQL of one's own in a folder, on a port of this machine, where none is running that lets us in.

PostgreSQL does not run as root: there it belongs to `postgres`, or to `nobody`, who must be able to come to the folder.
"""

import os
import pwd
import shutil
import subprocess
import time
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

ACCOUNTS = ("postgres", "nobody")
STARTING_SECONDS = 60.0
MOST_CONNECTIONS = 300


class NoPostgresql(Exception):
    """None can be started here; the message says why."""


def programs() -> Path:
    """The folder of `initdb` and `postgres`: Debian keeps them out of the PATH, one for each version."""
    found = shutil.which("postgres")
    if found is not None:
        return Path(found).resolve().parent
    versions = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if not versions:
        raise NoPostgresql("No PostgreSQL is installed; on Debian: apt-get install postgresql")
    return max(versions, key=lambda path: float(path.parent.name))


def address(port: int, database: str = "postgres") -> str:
    return f"postgresql+psycopg://postgres@127.0.0.1:{port}/{database}"


def made(folder: Path) -> Path:
    """The folder with the files of a database server, made where it is not there. Raises NoPostgresql."""
    home = folder / "postgresql"
    home.mkdir(parents=True, exist_ok=True)
    account = _account()
    if account is not None:
        shutil.chown(home, account, pwd.getpwnam(account).pw_gid)
        if subprocess.run(["test", "-w", str(home)], user=account, check=False).returncode != 0:
            raise NoPostgresql(f"{account} cannot come to {home}: choose another folder with INSTANCE=.")
    if (home / "PG_VERSION").exists():
        return home
    command = [str(programs() / "initdb"), "--pgdata", str(home), "--username", "postgres"]
    done = subprocess.run(
        [*command, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8"],
        user=account,
        group=_group(account),
        extra_groups=None if account is None else [],
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise NoPostgresql(f"initdb has failed: {done.stderr.strip()}")
    return home


def start(folder: Path, port: int) -> "subprocess.Popen[bytes]":
    """
    A server that listens on the loopback address only, in a group of its own, with its log in the folder. SIGINT ends
    it at once and in order, SIGTERM when the last client has left. Raises NoPostgresql.
    """
    home = made(folder)
    listen = ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={home}"]
    more = ["-c", f"max_connections={MOST_CONNECTIONS}"]
    account = _account()
    with (folder / "postgresql.log").open("ab") as log:
        return subprocess.Popen(
            [str(programs() / "postgres"), "-D", str(home), "-p", str(port), *listen, *more],
            user=account,
            group=_group(account),
            extra_groups=None if account is None else [],
            cwd=home,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Until it answers. Raises NoPostgresql."""
    deadline = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if answers(port):
            return
        time.sleep(0.1)
    raise NoPostgresql("PostgreSQL does not start; its log says why.")


def answers(port: int) -> bool:
    """Whether a PostgreSQL there lets `postgres` in without a password."""
    engine = create_engine(address(port), connect_args={"connect_timeout": 3})
    try:
        with engine.connect():
            return True
    except SQLAlchemyError:
        return False
    finally:
        engine.dispose()


def _account() -> str | None:
    """Who runs it: this user, or another one where this is root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ACCOUNTS if name in known)


def _group(account: str | None) -> int | None:
    return None if account is None else pwd.getpwnam(account).pw_gid
