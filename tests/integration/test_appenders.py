"""Several processes that append to one text at once, and one that dies."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.persistence.engine import make_engine
from server.persistence.migrate import upgrade
from server.persistence.store import SqlStore
from server.services.verification import verify_text
from tests.support.live import SECRETARIAT, Room
from tests.support.record import TEXT
from tests.support.stores import DATABASES, make_database

ROOT = Path(__file__).resolve().parents[2]
COUNT = 25


class Database:
    """A database with one text, on which processes are let loose."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.store = SqlStore(make_engine(url))
        self.room = Room(self.store)
        self.room.give(SECRETARIAT, self.room.paragraph())
        self.start = self.room.live.head.number

    def appender(self, who: str, way: str, count: int = COUNT) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tests.support.appender", self.url, who, str(count), way]
        return subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def outcomes(self, process: "subprocess.Popen[str]") -> list[dict[str, Any]]:
        out, errors = process.communicate(timeout=120)
        assert (process.returncode, errors) == (0, "")
        return [json.loads(line) for line in out.splitlines()]

    def commands(self) -> list[str]:
        """The command of each entry since the start, in order, of a record that verifies."""
        with self.store.reading() as unit:
            verified = verify_text(unit, TEXT)
            assert verified.faults == ()
            return [stored.entry["command"] for stored in unit.record.entries(TEXT, self.start)]


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with make_database(request.param, tmp_path) as url:
        upgrade(url)
        database = Database(url)
        try:
            yield database
        finally:
            database.store.engine.dispose()


@pytest.mark.parametrize("way", ["alone", "threads", "gevent"])
def test_appenders_at_once_never_write_the_same_number(database: Database, way: str) -> None:
    """
    R2 (W23): two processes and, within each, ten threads or greenlets. Each command has a number of its own, and each
    process decided on what the other had written.
    """
    processes = [database.appender(who, way) for who in ("anna", "bert")]
    given = [database.outcomes(process) for process in processes]
    commands = database.commands()
    told: dict[int, str] = {}
    for who, outcomes in zip(("anna", "bert"), given, strict=True):
        for turn, outcome in enumerate(outcomes):
            # Putting before the room what stands there already is without effect, and has no number of its own.
            if "empty" not in outcome:
                assert outcome["through"] not in told
                told[outcome["through"]] = f"c-{who}-{turn:06d}"
    assert told == {database.start + place: command for place, command in enumerate(commands, start=1)}


def test_process_that_dies_before_the_commit_leaves_nothing(database: Database) -> None:
    """R3: and nothing is locked after it."""
    process = database.appender("anna", "die")
    process.communicate(timeout=60)
    assert process.returncode == 9
    assert database.commands() == []
    assert database.room.give(SECRETARIAT, database.room.paragraph("par-02")) == {
        "through": database.start + 1
    }


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_process_that_is_frozen_while_it_decides_does_not_hold_the_others_up(database: Database) -> None:
    """R3a: after ten seconds others write; what the frozen one then wants to commit is refused by the database."""
    process = database.appender("anna", "freeze")
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    began = time.monotonic()
    assert database.room.give(SECRETARIAT, database.room.paragraph("par-02")) == {
        "through": database.start + 1
    }
    assert 5 < time.monotonic() - began < 20
    process.send_signal(signal.SIGCONT)
    said, _ = process.communicate(timeout=60)
    assert json.loads(said) == {"failed": "OperationalError"}
    assert len(database.commands()) == 1
