"""Typing in texts of 50 to 2,000 paragraphs, alone and while others' changes come in 25 frames a second.

What the typist feels: the time from a key to the next paint (INP, as the Event Timing API tells it), and frames that
did not come. What it costs: the CPU of the page's main thread a key. The peer is a bare field in an empty page, with
the same keys at the same pace in the same run: what this browser on this machine needs for a key at all.
"""

import json
import random
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from benchmarks.support.figures import At, Figure, Goal
from benchmarks.support.screens import PATIENCE, cookies_of, need_client, screen, sign_in
from benchmarks.support.texts import demonstration, fill, floor_of_new_text, negotiate
from benchmarks.support.wordings import long_paragraph
from server.persistence.store import SqlStore
from tests.support.browser import chromium
from tests.support.served import ROOT, served

SIZES = (50, 200, 500, 1000, 2000)
"""Paragraphs of the text."""
LARGEST = SIZES[-1]
CHARACTERS, MARKS = 20_000, 500
"""Of the long paragraph."""
HOW = ("alone", "beside others")
KEYS = 100
PAUSES = (40, 90)
"""Milliseconds between two keys, at random: somebody who types fast."""
OTHERS = 25
"""Frames a second that the others make."""
FRAME = 1000 / 60
"""Milliseconds between two frames."""
UNSEEN = 16.0
"""Interactions shorter than this the browser does not tell of."""
EMPTY = "data:text/html,<title>empty</title><p contenteditable id=field></p>"


@dataclass(frozen=True)
class Felt:
    """What typing was like: milliseconds of each interaction, frames that did not come, CPU of the page a key."""

    interactions: list[float]
    dropped: int
    long_tasks: list[float]
    cpu: dict[str, float]

    @property
    def inp(self) -> float:
        """The worst interaction, with one in fifty left out, as web-vitals has it; UNSEEN where none was longer."""
        ordered = sorted(self.interactions, reverse=True)
        place = KEYS // 50
        return ordered[place] if place < len(ordered) else UNSEEN


def figures() -> Iterator[Figure]:
    need_client()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        store = demonstration(Path(folder))
        texts = {size: _make(store, size) for size in SIZES}
        long = floor_of_new_text(store, "A text of one long paragraph", live=True)
        paragraph = long_paragraph(long, CHARACTERS, MARKS)
        store.engine.dispose()
        with served(Path(folder)) as address:
            eu, secretariat = (sign_in(browser, address, name) for name in ("eu", "secretariat"))
            bare = _bare(browser)
            for size, (text, paragraphs) in texts.items():
                felt = _type_in(browser, f"{address}/texts/{text}", eu, paragraphs, secretariat)
                for how, one in zip(HOW, felt, strict=True):
                    yield from _figures(f"{size} paragraphs", how, one, bare, size)
            with screen(browser, eu) as context:
                page = _opened(context, f"{address}/texts/{long.live.text}", paragraph)
                of_it = f"a paragraph of {CHARACTERS} characters and {MARKS} marks"
                yield from _figures(of_it, "alone", _type(page), bare)


def _make(store: SqlStore, size: int) -> tuple[str, list[str]]:
    floor = floor_of_new_text(store, f"A text of {size} paragraphs", live=True)
    paragraphs = fill(floor, size)
    negotiate(floor, paragraphs)
    return floor.live.text, paragraphs


def _figures(what: str, how: str, felt: Felt, bare: Felt, size: int | None = None) -> Iterator[Figure]:
    """`size`: where they stand in the picture. The goals are for the largest text."""
    held = size == LARGEST
    tasks = ", ".join(f"{one:.0f}" for one in sorted(felt.long_tasks, reverse=True))
    cpu = "scripts {ScriptDuration}, styles {RecalcStyleDuration}, layout {LayoutDuration}".format(**felt.cpu)
    for name, unit, value, peer, goal, note in (
        ("INP", "ms", felt.inp, bare.inp, 50, f"tasks longer than 50 ms: {tasks or 'none'}"),
        ("dropped frames", "frames", felt.dropped, bare.dropped, 0, None),
        ("CPU of the page a key", "ms", felt.cpu["TaskDuration"], bare.cpu["TaskDuration"], None, cpu),
    ):
        yield Figure(
            f"typing: {name}, {what}, {how}",
            value,
            unit,
            "a bare field",
            peer,
            goal=Goal("value", goal) if held and goal is not None else None,
            runs=KEYS,
            note=note,
            at=At("typing", f"{name}, {how}", size) if size and unit == "ms" else None,
        )


def _bare(browser: Browser) -> Felt:
    with screen(browser) as context:
        page = context.new_page()
        page.goto(EMPTY)
        page.locator("#field").click()
        return _type(page)


def _type_in(browser: Browser, url: str, typist: Any, paragraphs: list[str], other: Any) -> tuple[Felt, Felt]:
    """Types into a bracketed paragraph in the middle: alone, and then beside others who change those near and far."""
    middle, untouched = len(paragraphs) // 6 * 3, paragraphs[2::3]
    with screen(browser, typist) as context, _others(url, cookies_of(other), untouched) as (begin, end):
        page = _opened(context, url, paragraphs[middle])
        alone = _type(page)
        begin()
        beside = _type(page)
        told = end()
    assert told["recorded"] > OTHERS, told
    assert told["refused"] == 0, told
    return alone, beside


def _opened(context: BrowserContext, url: str, paragraph: str) -> Page:
    """A page with a paragraph open for typing, the caret at its end, when all of it is drawn."""
    page = context.new_page()
    page.goto(f"{url}#{paragraph}")
    row = page.locator(f"[id='{paragraph}']")
    row.click()
    row.press("Enter")
    row.locator("[contenteditable=true]").wait_for()
    page.keyboard.press("Control+End")
    expect(page.locator("[data-holds]")).to_have_count(0, timeout=PATIENCE)
    page.wait_for_timeout(1000)
    return page


def _type(page: Page) -> Felt:
    chance = random.Random(KEYS)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    watching = page.evaluate_handle("() => bench.feel()")
    before = _metrics(session)
    for _ in range(KEYS):
        page.keyboard.press(chance.choice("aeinorst "))
        page.wait_for_timeout(chance.randint(*PAUSES))
    after = _metrics(session)
    page.wait_for_timeout(200)
    felt = page.evaluate("end => end()", watching)
    session.detach()
    frames = [round(gap / FRAME) - 1 for gap in felt["frames"]]
    return Felt(
        list(felt["interactions"].values()),
        sum(max(0, late) for late in frames),
        felt["tasks"],
        {name: round((after[name] - before[name]) * 1000 / KEYS, 2) for name in after},
    )


def _metrics(session: CDPSession) -> dict[str, float]:
    """Seconds that the main thread has worked, by what it did."""
    found = session.send("Performance.getMetrics")["metrics"]
    wanted = ("TaskDuration", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
    return {one["name"]: one["value"] for one in found if one["name"] in wanted}


@contextmanager
def _others(
    url: str, cookies: str, paragraphs: list[str]
) -> Iterator[tuple[Callable[[], None], Callable[[], dict[str, int]]]]:
    """Others who wait at their keys: the first function lets them begin, the second ends it and counts."""
    address, text = url.split("/texts/")
    process = subprocess.Popen(
        ["node", "benchmarks/others.mjs", address, cookies, text, str(OTHERS), *paragraphs],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        ready, begins = process.stdout.readline(), process.stdin
        assert ready == "ready\n", ready

        def begin() -> None:
            begins.write("begin\n")
            begins.flush()

        def end() -> dict[str, int]:
            told: dict[str, int] = json.loads(process.communicate()[0])
            return told

        yield begin, end
    finally:
        process.kill()
        process.wait()
