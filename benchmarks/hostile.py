"""Whether honest people notice a rogue: from a word's command to every follower's frame, quietly and beside each kind.

Six typists, forty followers and one rogue with a valid account and twenty windows, on one text of the demonstration.
The server has a core to itself; clients have the other, where the rogue gives way to the honest ones (`nice`). The
quiet value is measured before, between and after, and its median is the peer.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.rogue import ROGUES
from benchmarks.support.figures import Figure, Goal, Left, median
from benchmarks.support.unread import memory_of_one
from tests.support.raw_socket import LiveServer
from tests.support.served import ROOT, serving
from tests.support.signed_in import SignedIn, sign_in

TEXT: Final = "t-demonstration"
TYPISTS: Final = ("eu", "japan", "eu", "japan", "eu", "japan")
CODES: Final = {"eu": "EU", "japan": "JPN"}
FOLLOWERS: Final = 40
FOLLOW_AS: Final = ("chair", "observer", "eu", "japan")
ROGUE: Final = "peru"
SECONDS: Final = 2.0
SETTLING: Final = 0.3
QUIET_EVERY: Final = 6
"""Kinds of rogues between two quiet measurements."""

NOTICED: Final = Goal("ratio", 2)
"""Twice the quiet 99th percentile: with frames every 40 ms that is some tenth of a second, which nobody sees."""


def figures() -> Iterator[Figure]:
    if shutil.which("node") is None or not (ROOT / "client" / "node_modules" / "ws").exists():
        raise Left("Node and the client's packages are not installed: make run installs them")
    with tempfile.TemporaryDirectory() as folder, scene(Path(folder)) as here:
        quiet: list[dict[str, Any]] = [here.measure()]
        beside: dict[str, tuple[dict[str, Any], dict[str, int]]] = {}
        for at, kind in enumerate(ROGUES):
            beside[kind] = here.beside(kind)
            if at % QUIET_EVERY == QUIET_EVERY - 1:
                quiet.append(here.measure())
        quiet.append(here.measure())
        yield from memory_of_one(here.server, here.process.pid, TEXT, here.paragraph)
        for kind, (measured, did) in beside.items():
            yield from compared(kind, measured, quiet, did)


def compared(
    kind: str, measured: Mapping[str, Any], quiet: list[dict[str, Any]], did: Mapping[str, int]
) -> Iterator[Figure]:
    for name in ("p50", "p99"):
        value, peer = measured[name], median(one[name] for one in quiet)
        yield Figure(
            f"hostile: {name} beside {kind}",
            None if value is None else round(value, 1),
            "ms",
            "quiet",
            round(peer, 1),
            goal=NOTICED if name == "p99" else None,
            runs=measured["received"],
            note=said(measured, did) if name == "p99" else None,
        )


def said(measured: Mapping[str, Any], did: Mapping[str, int]) -> str:
    """What the rogue did and was answered, and whatever the honest ones missed."""
    parts = [f"{name}: {count}" for name, count in sorted(did.items())]
    missed = measured["expected"] - measured["received"]
    parts += [
        f"honest {name}: {count}"
        for name, count in (
            ("frames missed", missed),
            ("refused", measured["refused"]),
            ("cut", measured["cut"]),
        )
        if count
    ]
    return ", ".join(parts)


@dataclass
class Scene:
    """The server with honest people at work on one paragraph."""

    server: LiveServer
    process: "subprocess.Popen[bytes]"
    honest: "subprocess.Popen[str]"
    rogue: SignedIn
    paragraph: str

    def measure(self, seconds: float = SECONDS) -> dict[str, Any]:
        self.begin(seconds)
        return self.end()

    def begin(self, seconds: float) -> None:
        assert self.honest.stdin is not None
        self.honest.stdin.write(f"{seconds}\n")
        self.honest.stdin.flush()

    def end(self) -> dict[str, Any]:
        assert self.honest.stdout is not None
        measured: dict[str, Any] = json.loads(self.honest.stdout.readline())
        return measured

    def beside(self, kind: str) -> tuple[dict[str, Any], dict[str, int]]:
        """What the honest ones measured while a rogue of this kind was at work, and what it did."""
        arguments = [kind, self.server.origin, self.rogue.cookie, TEXT, self.paragraph]
        seconds = str(SECONDS + 2 * SETTLING)
        process = subprocess.Popen(
            [*on_core(1), sys.executable, "-m", "benchmarks.rogue", *arguments, seconds],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        time.sleep(SETTLING)
        measured = self.measure()
        out, _ = process.communicate(timeout=30)
        did: dict[str, int] = json.loads(out)
        time.sleep(SETTLING)
        return measured, did


@contextmanager
def scene(instance: Path) -> Iterator[Scene]:
    with serving(instance, None, LOG_FORMAT="json") as (process, port):
        to_core(process.pid, 0)
        server = LiveServer(process, port)  # type: ignore[arg-type]  # Nobody reads what this process says.
        people = {name: sign_in(server, name) for name in {*TYPISTS, *FOLLOW_AS, ROGUE}}
        paragraph = open_paragraph(people["chair"])
        arguments = [server.origin, TEXT, paragraph, str(len(TYPISTS)), str(FOLLOWERS)]
        honest = subprocess.Popen(
            [*on_core(1), "node", "benchmarks/honest.mjs", *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert honest.stdin is not None
            assert honest.stdout is not None
            typists = [{"cookie": people[name].cookie, "delegation": CODES[name]} for name in TYPISTS]
            followers = [{"cookie": people[FOLLOW_AS[at % 4]].cookie} for at in range(FOLLOWERS)]
            honest.stdin.write(json.dumps([*typists, *followers]) + "\n")
            honest.stdin.flush()
            assert honest.stdout.readline() == "ready\n"
            time.sleep(1)
            yield Scene(server, process, honest, people[ROGUE], paragraph)
        finally:
            honest.terminate()
            honest.wait()


def open_paragraph(person: SignedIn) -> str:
    """A paragraph of the demonstration in which everybody may propose."""
    state = person.get(f"/api/texts/{TEXT}/state")["state"]
    found = (
        one
        for one in state["paragraphs"].values()
        if one["kind"] == "operative"
        and not (one["agreement"] or one["withdrawn"] or one["marks"] or one["hold"])
    )
    return str(next(found)["id"])


def on_core(core: int) -> list[str]:
    return ["taskset", "-c", str(core)] if shutil.which("taskset") else []


def to_core(process: int, core: int) -> None:
    """Moves a process that runs already, with all its threads."""
    for task in Path(f"/proc/{process}/task").iterdir():
        os.sched_setaffinity(int(task.name), {core})
