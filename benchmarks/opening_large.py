"""Opening texts of 50 to 2,000 paragraphs, and one with a short and a long record, in browsers with no caches."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser

from benchmarks.support.figures import At, Figure, Goal, median
from benchmarks.support.long_record import Typing
from benchmarks.support.screens import sign_in, visit
from benchmarks.support.texts import Floor, demonstration, fill, floor_of_new_text, negotiate
from server.domain.instants import later
from server.persistence.store import SqlStore
from server.services.clock import now
from tests.support.browser import chromium
from tests.support.served import served

PARAGRAPHS: Final = (50, 200, 500, 1_000, 2_000)
ENTRIES: Final = (1_000, 20_000)
OF_RECORD: Final = 300
"""Paragraphs of the text whose record is short or long."""
AGE: Final = 3600
"""How long ago that text was opened, in seconds: entries that are written in bulk must not lie in the future."""
RUNS: Final = 3
MOMENTS: Final = (("paragraph", "first paragraph drawn"), ("editor", "an editor has the caret"))


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        store = demonstration(Path(folder))
        sizes = {size: _of_paragraphs(store, size) for size in PARAGRAPHS}
        records = {entries: _with_record(store, entries) for entries in ENTRIES}
        store.engine.dispose()
        with served(Path(folder)) as address:
            eu = sign_in(browser, address, "eu")
            yield from _by_size(browser, f"{address}/texts", eu, sizes)
            yield from _by_record(browser, f"{address}/texts", eu, records)


def _by_size(browser: Browser, texts: str, who: Any, sizes: dict[int, str]) -> Iterator[Figure]:
    smallest: dict[str, float] = {}
    for size, text in sizes.items():
        for name, value in _opened(browser, f"{texts}/{text}", who).items():
            fewest = smallest.setdefault(name, value)
            yield Figure(
                f"opening: {name}, {size} paragraphs",
                value,
                "ms",
                f"{PARAGRAPHS[0]} paragraphs",
                fewest,
                runs=RUNS,
                at=At("opening", name, size),
            )


def _by_record(browser: Browser, texts: str, who: Any, records: dict[int, str]) -> Iterator[Figure]:
    """What opens with a long record is the same as with a short one: a third more is left to chance."""
    short, long = (_opened(browser, f"{texts}/{text}", who) for text in records.values())
    for name, value in long.items():
        yield Figure(
            f"opening: {name}, {OF_RECORD} paragraphs, {ENTRIES[-1]} entries",
            value,
            "ms",
            f"{ENTRIES[0]} entries",
            short[name],
            goal=Goal("ratio", 1.33),
            runs=RUNS,
        )


def _opened(browser: Browser, url: str, who: Any) -> dict[str, float]:
    """Milliseconds to each moment of a first visit, once the server knows the text."""
    visit(browser, url, who)
    visits = [visit(browser, url, who)[0] for _ in range(RUNS)]
    return {name: round(median(one[moment] for one in visits)) for moment, name in MOMENTS}


def _of_paragraphs(store: SqlStore, size: int) -> str:
    floor = floor_of_new_text(store, f"A text of {size} paragraphs")
    negotiate(floor, fill(floor, size))
    return floor.live.text


def _with_record(store: SqlStore, entries: int) -> str:
    """A text whose record is filled up with typing, a letter in and a letter out."""
    floor = floor_of_new_text(store, f"A text with {entries} entries", clock=lambda: later(now(), -AGE))
    paragraphs = fill(floor, OF_RECORD)
    negotiate(floor, paragraphs)
    _even(floor, paragraphs[0])
    typing = Typing(store, floor.live.moment, floor.actors["secretariat"].person, paragraphs[2::3])
    typing.grow_to(entries)
    return floor.live.text


def _even(floor: Floor, paragraph: str) -> None:
    """A letter in and a letter out are two entries."""
    if floor.live.head.number % 2:
        floor.do("chair", [("put_before_room", {"paragraph": paragraph}, None)])
