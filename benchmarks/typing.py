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

from playwright.sync_api import Browser, CDPSession, Page

from benchmarks.support.figures import Figure, Goal
from benchmarks.support.screens import cookies_of, need_client, screen, sign_in
from benchmarks.support.texts import demonstration, fill, floor_of_new_text, negotiate
from server.persistence.store import SqlStore
from tests.support.browser import chromium
from tests.support.served import ROOT, served

SIZES = (50, 200, 500, 1000, 2000)
"""Paragraphs of the text."""
LARGEST = SIZES[-1]
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
        store.engine.dispose()
        with served(Path(folder)) as address:
            people = sign_in(browser, address, "eu"), sign_in(browser, address, "secretariat")
            bare = _bare(browser)
            for size, (text, paragraphs) in texts.items():
                yield from _figures(size, bare, *_type_in(browser, address, people, text, paragraphs))


def _make(store: SqlStore, size: int) -> tuple[str, list[str]]:
    floor = floor_of_new_text(store, f"A text of {size} paragraphs", live=True)
    paragraphs = fill(floor, size)
    negotiate(floor, paragraphs)
    return floor.live.text, paragraphs


def _figures(size: int, bare: Felt, alone: Felt, beside: Felt) -> Iterator[Figure]:
    for how, felt in (("", alone), (" while others change it", beside)):
        largest = size == LARGEST
        tasks = ", ".join(f"{one:.0f}" for one in sorted(felt.long_tasks, reverse=True))
        yield Figure(
            f"typing{how}: INP, {size} paragraphs",
            felt.inp,
            "ms",
            "a bare field",
            bare.inp,
            goal=Goal("value", 50) if largest else None,
            runs=KEYS,
            note=f"tasks longer than 50 ms: {tasks or 'none'}",
        )
        yield Figure(
            f"typing{how}: dropped frames, {size} paragraphs",
            felt.dropped,
            "frames",
            "a bare field",
            bare.dropped,
            goal=Goal("value", 0) if largest else None,
            runs=KEYS,
        )
        yield Figure(
            f"typing{how}: CPU of the page a key, {size} paragraphs",
            felt.cpu["TaskDuration"],
            "ms",
            "a bare field",
            bare.cpu["TaskDuration"],
            runs=KEYS,
            note=f"scripts {felt.cpu['ScriptDuration']}, styles {felt.cpu['RecalcStyleDuration']}, "
            f"layout {felt.cpu['LayoutDuration']}",
        )


def _bare(browser: Browser) -> Felt:
    with screen(browser) as context:
        page = context.new_page()
        page.goto(EMPTY)
        page.locator("#field").click()
        return _type(page)


def _type_in(
    browser: Browser, address: str, people: tuple[Any, Any], text: str, paragraphs: list[str]
) -> tuple[Felt, Felt]:
    """Types into a bracketed paragraph in the middle: alone, and then beside others who change those near and far."""
    middle = len(paragraphs) // 6 * 3
    typist, secretariat = people
    untouched = paragraphs[2::3]
    with (
        screen(browser, typist) as context,
        _others(address, cookies_of(secretariat), text, untouched) as (begin, end),
    ):
        page = context.new_page()
        page.goto(f"{address}/texts/{text}")
        _open(page, paragraphs[middle])
        alone = _type(page)
        begin()
        beside = _type(page)
        told = end()
    assert told["recorded"] > OTHERS, told
    assert told["refused"] == 0, told
    return alone, beside


def _open(page: Page, paragraph: str) -> None:
    """Opens a paragraph for typing, with the caret at its end, and waits until everything is quiet."""
    row = page.locator(f"[id='{paragraph}']")
    row.wait_for()
    row.scroll_into_view_if_needed()
    row.click()
    row.press("Enter")
    row.locator("[contenteditable=true]").wait_for()
    page.keyboard.press("Control+End")
    page.wait_for_timeout(1000)


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
    address: str, cookies: str, text: str, paragraphs: list[str]
) -> Iterator[tuple[Callable[[], None], Callable[[], dict[str, int]]]]:
    """Others who wait at their keys: the first function lets them begin, the second ends it and counts."""
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
