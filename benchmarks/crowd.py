"""A thousand clients on one text, twenty of whom type: Adref beside Hocuspocus and y-websocket.

The same light clients (`benchmarks/clients`), the same words, the server on one core and the clients on the other, in
turn. Adref checks every edit, writes it to disk (SQLite, WAL, FULL) and chains it; the peers keep it in memory.
"""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from benchmarks.support.crowds import ADREF, SECONDS, Turn, crowd
from benchmarks.support.figures import At, Figure, Goal, Left, median, quantile
from benchmarks.support.hall import Hall, hall
from benchmarks.support.peers import Peers, installed
from benchmarks.support.witnesses import seen_in_pages
from tests.support.browser import chromium

TYPISTS: Final = 20
PARAGRAPHS: Final = 40
BESIDE: Final = "hocuspocus 50"
"""The peer of the goals."""
NAMES: Final = {
    ADREF: "Adref",
    "hocuspocus 50": "Hocuspocus, flushDelay 50",
    "hocuspocus": "Hocuspocus, its default",
    "y-websocket": "y-websocket",
}
TURNS: Final[Mapping[int, int]] = {100: 1, 300: 3, 600: 1, 1000: 3}
"""How often Adref and the peer of the goals take turns, by the size of the crowd; the others take one."""
GOALS: Final = {
    ("cpu", 300): Goal("ratio", 1.0),
    ("cpu", 1000): Goal("ratio", 0.75),
    ("p99", 300): Goal("ratio", 1.0),
    ("p99", 1000): Goal("ratio", 1.0),
}
UNITS: Final = {
    "cpu": "µs of CPU an edit delivered",
    "p50": "ms",
    "p99": "ms",
    "bytes": "bytes an edit delivered",
}
MEMORY: Final = Goal("value", 60)
WATCHING: Final = 300
ALONE_SECONDS: Final = 24
"""How long one types while others watch; of fewer keys the first, which is slowest, would be the 99th percentile."""
IMMEDIATE: Final = Goal("value", 10)


def figures() -> Iterator[Figure]:
    if not sys.platform.startswith("linux"):
        raise Left("what a process uses is read as Linux tells it")
    peers = installed()
    with tempfile.TemporaryDirectory(dir=".") as folder:
        prepared = hall(Path(folder), PARAGRAPHS)
        for clients, count in TURNS.items():
            yield from _beside(prepared, peers, clients, count)
        yield from _immediate(prepared, peers)
        yield from _witnessed(prepared, peers)


def _beside(prepared: Hall, peers: Peers, clients: int, count: int) -> Iterator[Figure]:
    turns: dict[str, list[Turn]] = {name: [] for name in NAMES}
    for turn in range(count):
        for name, taken in turns.items():
            if turn == 0 or name in (ADREF, BESIDE):
                taken.append(_turn(name, prepared, peers, clients))
    ours = _medians(turns[ADREF])
    for peer in (name for name in NAMES if name != ADREF):
        theirs = _medians(turns[peer])
        for name, unit in UNITS.items():
            yield Figure(
                f"crowd: {name}, {clients} clients",
                round(ours[name], 2),
                unit,
                NAMES[peer],
                round(theirs[name], 2),
                GOALS.get((name, clients)) if peer == BESIDE else None,
                count,
                _note(name, ours, theirs, peers),
                At(f"crowd-{name}", NAMES[ADREF], clients, peer=True) if name in ("cpu", "p99") else None,
            )
    yield Figure(
        f"crowd: memory, {clients} clients",
        round(median(turn.memory for turn in turns[ADREF]) / 1024, 1),
        "KB a client",
        goal=MEMORY,
        runs=count,
    )


def _turn(name: str, prepared: Hall, peers: Peers, clients: int) -> Turn:
    with crowd(name, prepared, peers, clients, TYPISTS) as there:
        return there.type()


def _medians(turns: list[Turn]) -> dict[str, float]:
    return {
        "cpu": median(turn.cpu_per_edit for turn in turns),
        "p50": median(quantile(turn.delays, 0.5) for turn in turns),
        "p99": median(quantile(turn.delays, 0.99) for turn in turns),
        "bytes": median(turn.bytes / turn.delivered for turn in turns),
        "clients": median(turn.clients_cpu / SECONDS for turn in turns),
        "server": median(turn.cpu / SECONDS for turn in turns),
    }


def _note(name: str, ours: dict[str, float], theirs: dict[str, float], peers: Peers) -> str | None:
    if name == "cpu":
        return peers.versions()
    if name != "p99":
        return None
    busy = (ours["server"], theirs["server"], ours["clients"], theirs["clients"])
    return "the server's core was busy {:.0%} and {:.0%}, the clients' {:.0%} and {:.0%}".format(*busy)


def _immediate(prepared: Hall, peers: Peers) -> Iterator[Figure]:
    """One types, three hundred watch: nothing is gathered, everything goes out at once."""
    with crowd(ADREF, prepared, peers, WATCHING, 1, ALONE_SECONDS) as there:
        ours = there.type()
    with crowd("hocuspocus", prepared, peers, WATCHING, 1, ALONE_SECONDS) as there:
        theirs = there.type()
    for share in (0.5, 0.99):
        commit, whole = _share(ours.commits, share), quantile(ours.delays, share)
        yield Figure(
            f"crowd: beyond the commit, one typist, {WATCHING} clients, p{share * 100:.0f}",
            round(whole - commit, 2),
            "ms",
            NAMES["hocuspocus"],
            round(quantile(theirs.delays, share), 2),
            IMMEDIATE if share == 0.99 else None,
            len(ours.delays),
            f"{whole:.2f} ms in all, of which the commit {commit:.2f}",
        )


def _share(counts: Mapping[float, float], share: float) -> float:
    """The bound of a histogram under which this share lies, in ms, evenly divided inside a bucket."""
    wanted = share * max(counts.values())
    below, under = 0.0, 0.0
    for bound, count in sorted(counts.items()):
        if count >= wanted:
            return (below + (bound - below) * (wanted - under) / (count - under)) * 1000
        below, under = bound, count
    raise AssertionError("A histogram ends with infinity.")


def _witnessed(prepared: Hall, peers: Peers) -> Iterator[Figure]:
    """The same crowd with some real browsers in it: when the letters stand in their pages, and at the light clients."""
    with chromium() as browser, crowd(ADREF, prepared, peers, WATCHING, TYPISTS) as there:
        turn, pages = seen_in_pages(browser, there, prepared)
    light = [came - pressed for pressed, came in zip(turn.pressed, turn.came, strict=True)]
    for share in (0.5, 0.99):
        yield Figure(
            f"crowd: in a real browser's page, {WATCHING} clients, p{share * 100:.0f}",
            round(quantile(pages, share), 1),
            "ms",
            "the last light client",
            round(quantile(light, share), 1),
            runs=len(pages),
        )
