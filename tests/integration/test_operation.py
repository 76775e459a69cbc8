"""The server as people run it: backed up while it serves, served from what was restored."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from server.persistence.engine import make_engine
from server.persistence.store import SqlStore
from server.services.verification import verify_text
from tests.support.raw_socket import PATIENCE, LiveServer, RawClient
from tests.support.served import ROOT, serving
from tests.support.signed_in import SignedIn, sign_in
from tests.support.waiting import until


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demonstration in a database."""
    folder = tmp_path_factory.mktemp("loaded")
    flask(folder, "database", "upgrade")
    flask(folder, "demo", "load")
    return folder


def flask(folder: Path, *arguments: str) -> str:
    """What a command prints, of the database in a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT,
        env={**os.environ, "DEMO": "1", "INSTANCE": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def running(folder: Path, **environment: str) -> Iterator[LiveServer]:
    with serving(folder, None, **environment) as (process, port):
        server = LiveServer(process, port)  # type: ignore[arg-type]  # Nobody reads what this process says.
        yield server
        for client in server.clients:
            client.close()


def demonstration_text(folder: Path) -> str:
    return flask(folder, "text", "list").split("\t")[0]


def put_before_room(client: RawClient, person: SignedIn, text: str, command: str) -> int:
    """Sends an act that leaves an entry, and gives the number by which it will be acknowledged."""
    state = person.get(f"/api/texts/{text}/state")["state"]
    before = state["before_room"] and state["before_room"]["paragraph"]
    paragraph = next(each for each in state["order"] if each != before)
    fields = {"id": command, "text": text, "kind": "put_before_room", "delegation": None}
    return client.emit("command", {**fields, "base": state["number"], "payload": {"paragraph": paragraph}})


def end_of_a_command(entries: list[dict[str, Any]]) -> int:
    """The number of the first entry that is the last of its command."""
    ends = (one["number"] for one, after in pairwise(entries) if one["command"] != after["command"])
    number: int = next(ends)
    return number


def head(person: SignedIn, text: str) -> tuple[int, str]:
    """The number that the server is at, and its hash."""
    answer = person.get(f"/api/texts/{text}/state")
    return answer["state"]["number"], answer["hash"]


def test_client_that_knows_more_than_was_restored_gets_a_snapshot(loaded: Path, tmp_path: Path) -> None:
    """R22 (W14): a backup of a server that serves, restored to an earlier number, and served again."""
    text = demonstration_text(loaded)
    file, folder = tmp_path / "all.backup", tmp_path / "restored"
    with running(loaded) as server:
        chair = sign_in(server, "chair")
        number, digest = head(chair, text)
        client = chair.connect()
        assert client.follow(text, number, digest) == {"ok": True, "number": number}
        flask(loaded, "backup", str(file))
        earlier = end_of_a_command(chair.get(f"/api/texts/{text}/entries?after=30")["entries"])
    folder.mkdir()
    flask(folder, "restore", str(file), "--text", text, "--number", str(earlier))
    with running(folder) as server:
        chair = sign_in(server, "chair")
        client = chair.connect()
        assert client.follow(text, number, digest) == {"snapshot": True}
        assert head(chair, text)[0] == earlier
        assert client.follow(text, *head(chair, text)) == {"ok": True, "number": earlier}
        answer = client.answer(put_before_room(client, chair, text, "c-restored-1"))
        assert answer == {"through": earlier + 1}
    engine = make_engine(f"sqlite:///{folder / 'adref.sqlite'}")
    with SqlStore(engine).reading() as unit:
        assert verify_text(unit, text).faults == ()
    engine.dispose()


def logged(folder: Path) -> list[dict[str, Any]]:
    """What a server in a folder has logged as JSON; what it prints beside is left out."""
    lines = (folder / "server.log").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def test_command_is_found_in_the_log_by_its_numbers(loaded: Path, tmp_path: Path) -> None:
    """Q1: a command has the number of the request that opened its socket; and no word of the text is logged."""
    folder = shutil.copytree(loaded, tmp_path / "copy")
    text = demonstration_text(folder)
    with running(folder, LOG_FORMAT="json", LOG_LEVEL="debug") as server:
        chair = sign_in(server, "chair")
        client = chair.connect()
        outcome = client.answer(put_before_room(client, chair, text, "c-logged-1"))
        state = chair.get(f"/api/texts/{text}/state")["state"]
    lines = logged(folder)
    (mine,) = [line for line in lines if line.get("command") == "c-logged-1"]
    assert (mine["message"], mine["text"], mine["entry"]) == (
        "A command was recorded",
        text,
        outcome["through"],
    )
    (opening,) = [line for line in lines if line.get("request") == mine["request"] and "path" in line]
    assert opening["path"] == "/socket.io/"
    assert [line["path"] for line in lines if line.get("path", "").startswith("/api/")] == [
        f"/api/texts/{text}/state"
    ] * 2
    said = (folder / "server.log").read_text(encoding="utf-8")
    for paragraph in state["paragraphs"].values():
        for op in paragraph["wording"]:
            assert len(str(op["insert"])) < 20 or str(op["insert"]) not in said


def test_server_that_is_stopped_drains_and_loses_nothing(loaded: Path, tmp_path: Path) -> None:
    """Q3, L14: what was taken is decided, acknowledged and on record; meanwhile it is not ready, and says so."""
    folder = shutil.copytree(loaded, tmp_path / "copy")
    text = demonstration_text(folder)
    with running(folder) as server:
        chair = sign_in(server, "chair")
        client = chair.connect()
        ready = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        assert status_of(ready, "/readyz") == 200
        with sqlite3.connect(folder / "adref.sqlite", isolation_level=None) as other:
            # Somebody else writes for a second: the command has been taken and has to wait.
            other.execute("BEGIN IMMEDIATE")
            number = put_before_room(client, chair, text, "c-drained-1")
            # What comes after it is answered: it has been taken.
            assert client.ask("leave", {"text": text})["ok"]
            server.process.terminate()
            until(lambda: status_of(ready, "/readyz") == 503)
            assert server.process.poll() is None
            other.execute("ROLLBACK")
        other.close()
        outcome = client.answer(number)
        assert client.event("closed")["code"] == "stopping"
        client.until_gone()
        assert server.process.wait(PATIENCE) == 0
        ready.close()
    engine = make_engine(f"sqlite:///{folder / 'adref.sqlite'}")
    with SqlStore(engine).reading() as unit:
        assert verify_text(unit, text).faults == ()
        last = unit.record.entries(text)[-1]
    engine.dispose()
    assert (last.entry["command"], last.number) == ("c-drained-1", outcome["through"])


def status_of(connection: HTTPConnection, path: str) -> int:
    """Of a connection that stays open, as a proxy's does: a server that drains accepts no new ones."""
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    return answer.status
