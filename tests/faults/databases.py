"""The databases of the fault run: SQLite on a small disk, a PostgreSQL of the run's own, or one that is there."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import psycopg
import pytest

from tests.faults.disk import CannotBeMade, Disk, small_disk
from tests.support.served import free_port
from tests.support.stores import make_database

SQLITE_MEGABYTES: Final = 48
POSTGRESQL_MEGABYTES: Final = 192
STARTING_SECONDS: Final = 60.0

SETTINGS: Final = (
    ("listen_addresses", "127.0.0.1"),
    ("max_connections", "100"),
    ("shared_buffers", "16MB"),
    ("max_wal_size", "48MB"),
    ("min_wal_size", "5MB"),
    ("dynamic_shared_memory_type", "mmap"),
)


class Database:
    """Where the record is kept. `kinds`: the faults that it can have; `means`: how they are made, in words."""

    url: str
    means: str
    kinds: tuple[str, ...] = ()

    def fill(self) -> None:
        """Leaves it no space at all."""
        raise CannotBeMade("disk_full: this database has no disk of the run's own.")

    def free(self) -> None:
        """Gives it space again."""

    def recover(self) -> bool:
        """Sees that it runs, as whoever operates it would; true where it had to be started again."""
        return False


class SqliteDatabase(Database):
    kinds = ("disk_full", "database_locked")

    def __init__(self, disk: Disk) -> None:
        self.path = disk.folder / "adref.sqlite"
        self.url = f"sqlite:///{self.path}"
        self.means = f"its disk is full by {disk.means}"
        self._disk = disk

    def fill(self) -> None:
        self._disk.fill()

    def free(self) -> None:
        self._disk.free()

    def lock(self, seconds: float) -> None:
        """Somebody else writes, and takes long over it."""
        connection = sqlite3.connect(self.path, timeout=15, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            connection.execute("ROLLBACK")
        finally:
            connection.close()


class PostgresDatabase(Database):
    """A database of whatever PostgreSQL there is: its connections can be ended, and nothing else of it be broken."""

    kinds: tuple[str, ...] = ("connections_ended",)
    means = (
        "no PostgreSQL of its own: its connections are ended, it is not restarted, and its disk is not filled"
    )

    def __init__(self, url: str) -> None:
        self.url = url

    def end_connections(self) -> int:
        """Ends all connections but this one; answers how many there were."""
        ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        others = "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with psycopg.connect(self.url, connect_timeout=5) as connection:
            found = connection.execute(f"{ended} {others}").fetchone()
        return int(found[0]) if found else 0


class OwnPostgres(PostgresDatabase):
    """A cluster of the run's own: data on the small disk, its log and its socket beside it."""

    kinds = ("connections_ended", "disk_full", "database_restart")

    def __init__(self, disk: Disk, folder: Path, binaries: Path) -> None:
        self._port = free_port()
        super().__init__(f"postgresql://postgres@127.0.0.1:{self._port}/postgres")
        self.means = f"its disk is full by {disk.means}"
        self._disk = disk
        self._data = disk.folder / "data"
        self._folder = folder
        self._binaries = binaries
        # PostgreSQL refuses to run as root.
        setpriv = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        self._as = setpriv if os.geteuid() == 0 else []

    def make(self) -> None:
        if self._as:
            shutil.chown(self._disk.folder, "postgres", "postgres")
            shutil.chown(self._folder, "postgres", "postgres")
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-locale"]
        # Small segments: the log needs new space soon when there is none.
        self._run("initdb", "--pgdata", str(self._data), "--wal-segsize=1", *options)
        settings = [f"{name} = '{value}'" for name, value in SETTINGS]
        settings += [f"port = {self._port}", f"unix_socket_directories = '{self._folder}'"]
        with (self._data / "postgresql.conf").open("a") as file:
            file.write("\n".join(settings) + "\n")
        self.start()

    def fill(self) -> None:
        self._disk.fill()

    def free(self) -> None:
        self._disk.free()

    def start(self) -> None:
        seconds, log = str(int(STARTING_SECONDS)), str(self._folder / "postgresql.log")
        self._control("start", "-w", "-t", seconds, "-l", log)

    def stop(self, mode: str) -> None:
        """`fast`, or `immediate`: as if the power had gone."""
        self._control("stop", "-w", "-t", str(int(STARTING_SECONDS)), "-m", mode)

    def running(self) -> bool:
        return self._run("pg_ctl", "status", "-D", str(self._data), check=False) == 0

    def recover(self) -> bool:
        if self.running():
            return False
        self.start()
        return True

    def processes(self) -> list[int]:
        """The postmaster and what it has started."""
        postmaster = int((self._data / "postmaster.pid").read_text().split()[0])
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(postmaster)], capture_output=True, text=True, check=False
        )
        return [postmaster, *(int(each) for each in listed.stdout.split())]

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", *arguments, "-D", str(self._data))

    def _run(self, program: str, *arguments: str, check: bool = True) -> int:
        command = [*self._as, str(self._binaries / program), *arguments]
        with (self._folder / "control.log").open("ab") as log:
            code = subprocess.run(command, stdout=log, stderr=log, cwd="/", check=False).returncode
        if check and code != 0:
            said = (self._folder / "control.log").read_text(errors="replace")[-2000:]
            raise CannotBeMade(f"PostgreSQL: {program} {arguments[0]} failed:\n{said}")
        return code


def binaries() -> Path | None:
    """Where PostgreSQL's own programs are, the newest where there are several."""
    found = [Path(path).resolve().parent for path in [shutil.which("initdb")] if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((each for each in found if (each / "initdb").exists() and (each / "pg_ctl").exists()), None)


@contextmanager
def sqlite_database(folder: Path, writers: Callable[[], Iterable[int]]) -> Iterator[SqliteDatabase]:
    """`writers` gives the server processes of now."""
    with small_disk(folder / "disk", SQLITE_MEGABYTES, writers) as disk:
        yield SqliteDatabase(disk)


@contextmanager
def postgres_database(folder: Path) -> Iterator[PostgresDatabase]:
    """A cluster of the run's own, or where its programs are not found a database of the PostgreSQL that there is."""
    where = binaries()
    with ExitStack() as stack:
        if where is None:
            try:
                url = stack.enter_context(make_database("postgresql", folder))
            except pytest.skip.Exception as lack:
                raise CannotBeMade(str(lack)) from lack
            yield PostgresDatabase(url)
            return
        made: list[OwnPostgres] = []
        disk = stack.enter_context(
            small_disk(folder / "disk", POSTGRESQL_MEGABYTES, lambda: made[0].processes())  # noqa: PLW0108  # It is not made yet.
        )
        beside = folder / "postgresql"
        beside.mkdir()
        made.append(OwnPostgres(disk, beside, where))
        made[0].make()
        try:
            yield made[0]
        finally:
            if made[0].running():
                made[0].stop("immediate")
