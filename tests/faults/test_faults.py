"""A short fault run on each database, and the proof that it would find what it looks for.

A long one is `make faults`; `docs/RELIABILITY.md` says what is promised and how each figure is counted.
"""

import ast
import json
import re
import shutil
from pathlib import Path

import pytest

from tests.faults import __main__ as by_hand
from tests.faults.databases import binaries
from tests.faults.world import Plan, run
from tests.simulation.browsers import missing
from tests.support.stores import DATABASES

LACK = missing()
pytestmark = [pytest.mark.slow, pytest.mark.skipif(LACK is not None, reason=LACK or "")]

FIGURES = {"seed", "kills", "faults", "acknowledged", "lost", "duplicated", "diverged", "drafts_kept"}
EVERYWHERE = {
    "kill",
    "disk_full",
    "cut_in_mid_frame",
    "delayed",
    "trickling",
    "clock_jumps",
    "browser_crashes",
    "server_hangs",
}
PLANNED = {
    "sqlite": EVERYWHERE | {"database_locked"},
    "postgresql": EVERYWHERE | {"database_restart", "connections_ended", "redis_killed", "redis_hangs"},
}
BRIEF = ["--seconds", "12", "--seed", "7", "--clients", "30", "--pace", "2", "--brevity", "0.4"]


def lack_of(database: str) -> str | None:
    if database == "postgresql" and binaries() is None:
        return "No PostgreSQL is installed here: apt-get install postgresql"
    if database == "postgresql" and shutil.which("redis-server") is None:
        return "No redis-server is installed here: apt-get install redis-server"
    return None


@pytest.mark.parametrize("database", DATABASES)
def test_faults_of_every_kind_lose_nothing(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    """N1, N2, N3, N4, N6: every planned kind is made, and the last line says what came of it."""
    if lack := lack_of(database):
        pytest.skip(lack)
    code = by_hand.main([*BRIEF, "--database", database])
    said = capsys.readouterr().out
    first, *_, last = said.splitlines()
    figures = json.loads(last)
    assert first == "seed 7"
    assert figures.keys() == FIGURES
    assert (figures["lost"], figures["duplicated"], figures["diverged"]) == (0, 0, 0), said
    assert code == 0, said
    assert figures["acknowledged"] > 30, said
    assert figures["drafts_kept"] > 0, said
    made = {
        name.replace(" ", "_"): int(number)
        for number, name in re.findall(r"^ +(\d+)  (.+)$", said, re.MULTILINE)
    }
    assert {kind for kind, number in made.items() if number} >= PLANNED[database]


def test_acknowledgement_before_the_commit_is_found() -> None:
    """N5: a process that is killed in between has promised what is nowhere."""
    bug = "acknowledge_before_commit"
    plan = Plan("sqlite", 7, 5, 20, 3, 0.3, bug, patience=20, kinds=("kill",), times=4)
    found = run(plan).verdict
    assert found.lost > 0, found


def test_skipped_frame_is_found() -> None:
    """N5: a client that is thought to have been told is behind, and stays there."""
    plan = Plan("sqlite", 7, 3, 24, 3, 0.3, "skip_frames", patience=8, kinds=("browser_crashes",))
    found = run(plan).verdict
    assert found.diverged > 0, found


def test_record_is_read_by_other_code_than_wrote_it() -> None:
    """N1: what reads the record and what judges it know nothing of the server."""
    for name in ("record.py", "verdict.py"):
        tree = ast.parse((Path(__file__).parent / name).read_text(encoding="utf-8"))
        modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        modules += [one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names]
        assert [one for one in modules if one.split(".")[0] == "server"] == []
