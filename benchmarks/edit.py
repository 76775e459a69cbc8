"""From a key pressed in one browser to the letter in another browser's page, over the real server on this machine.

A delegate types in a text in which delegates' typing goes out at once (W15), at 60 to 140 ms a key; the Chair has the
same text open. Beside it, in the same run: when the same letters leave the writing browser, and when they come to a
light client, which draws nothing. What is more than that is the reading browser's own share.
"""

import json
import random
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.support.figures import Figure, quantile
from benchmarks.support.screens import LARGEST_SKEW, cookies_of, need_client, screen, sign_in
from benchmarks.support.texts import demonstration, fill, floor_of_new_text
from tests.support.browser import chromium
from tests.support.served import ROOT, served

SIZES = (40, 300)
"""Paragraphs of the text."""
TYPED = (
    "Zealously recalling the plan and all of its annexes",
    "Zonal measures of each country and of its neighbours",
    "Zero losses as the aim, in line with the framework,",
    "Zoning of river banks by communities, as they decide",
)
"""Each begins with a letter that stands nowhere else in the text, by which it is found on the screens."""
PAUSES = (60, 140)
PATIENCE = 10_000


@dataclass
class Delays:
    """Milliseconds from the key to where the letter came."""

    sent: list[float] = field(default_factory=list)
    client: list[float] = field(default_factory=list)
    page: list[float] = field(default_factory=list)
    drawn: list[float] = field(default_factory=list)


def figures() -> Iterator[Figure]:
    need_client()
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder, chromium() as browser:
            store = demonstration(Path(folder))
            floor = floor_of_new_text(store, "Preliminary conclusions", live=True)
            paragraphs = fill(floor, size)
            store.engine.dispose()
            with served(Path(folder)) as address:
                delays = _negotiate(browser, address, floor.live.text, paragraphs)
        yield from _figures(size, delays)


def _figures(size: int, delays: Delays) -> Iterator[Figure]:
    for share in (0.5, 0.99):
        sent = round(quantile(delays.sent, share), 1)
        name = f"edit: leaves the writing browser, {size} paragraphs, p{share * 100:.0f}"
        yield Figure(name, sent, "ms", runs=len(delays.sent))
    for name, values in (("in the other page", delays.page), ("drawn by the other browser", delays.drawn)):
        for share in (0.5, 0.99):
            yield Figure(
                f"edit: {name}, {size} paragraphs, p{share * 100:.0f}",
                round(quantile(values, share), 1),
                "ms",
                "a light client that draws nothing",
                round(quantile(delays.client, share), 1),
                runs=len(values),
            )


def _negotiate(browser: Browser, address: str, text: str, paragraphs: list[str]) -> Delays:
    writing, reading = sign_in(browser, address, "eu"), sign_in(browser, address, "chair")
    delays = Delays()
    with (
        screen(browser, writing) as one,
        screen(browser, reading) as other,
        _follower(address, cookies_of(reading), text) as came,
    ):
        writer, reader = one.new_page(), other.new_page()
        for page in (writer, reader):
            page.goto(f"{address}/texts/{text}")
            page.locator("article.p").first.wait_for()
            assert abs(page.evaluate("bench.skew()")) < LARGEST_SKEW
        typed = zip(paragraphs, TYPED, strict=False)
        watched = [(paragraph, _type(writer, reader, paragraph, words)) for paragraph, words in typed]
        entries = came()
    for paragraph, seen in watched:
        _compare(delays, seen, [one for one in entries if one["paragraph"] == paragraph])
    return delays


@dataclass(frozen=True)
class Typed:
    """When each letter of the words was pressed; what left the writer's browser and stood in the reader's, and when."""

    words: str
    keys: list[float]
    sent: list[dict[str, Any]]
    seen: list[dict[str, Any]]


def _type(writer: Page, reader: Page, paragraph: str, words: str) -> Typed:
    """Types the words at the end of a paragraph."""
    chance = random.Random(words)
    reader.locator(f"[id='{paragraph}']").click()
    reader.evaluate("paragraph => { bench.seen = []; bench.watch(paragraph) }", paragraph)
    row = writer.locator(f"[id='{paragraph}']")
    row.click()
    row.press("Enter")
    row.locator("[contenteditable=true]").wait_for()
    writer.keyboard.press("Control+End")
    # What an opened paragraph shows for a moment is over; the line is quiet.
    writer.wait_for_timeout(500)
    writer.evaluate("bench.keys = []; bench.sent = []")
    for letter in words:
        writer.keyboard.press(letter)
        writer.wait_for_timeout(chance.randint(*PAUSES))
    reader.wait_for_function(
        "words => bench.seen.some(({ text, drawn }) => drawn && text.includes(words))",
        arg=words,
        timeout=PATIENCE,
    )
    keys = [one["at"] for one in writer.evaluate("bench.keys") if len(one["key"]) == 1]
    assert len(keys) == len(words)
    writer.keyboard.press("Escape")
    return Typed(words, keys, writer.evaluate("bench.sent"), reader.evaluate("bench.seen"))


def _compare(delays: Delays, typed: Typed, came: list[dict[str, Any]]) -> None:
    for count, pressed in enumerate(typed.keys, start=1):
        prefix = typed.words[:count]
        delays.sent.append(_whole(typed.sent, prefix) - pressed)
        delays.client.append(_whole(came, prefix) - pressed)
        delays.page.append(next(one["at"] for one in typed.seen if prefix in one["text"]) - pressed)
        drawn = next(one["drawn"] for one in typed.seen if one["drawn"] and prefix in one["text"])
        delays.drawn.append(drawn - pressed)


def _whole(parts: list[dict[str, Any]], prefix: str) -> float:
    """When the words that were put in one after the other came to hold the prefix."""
    held = ""
    for part in parts:
        held += part["words"]
        if held.startswith(prefix):
            at: float = part["at"]
            return at
    raise AssertionError(f"“{prefix}” never came.")


@contextmanager
def _follower(address: str, cookies: str, text: str) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """A light client; asked once, it answers with what came to it."""
    process = subprocess.Popen(
        ["node", "benchmarks/follower.mjs", address, cookies, text],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        ready = process.stdout.readline()
        assert ready == "ready\n", ready

        def came() -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = json.loads(process.communicate()[0])
            return found

        yield came
    finally:
        process.kill()
        process.wait()
