"""Real browsers among the light clients of a crowd: whether they see what these see, and when."""

from contextlib import ExitStack
from typing import Final

from playwright.sync_api import Browser, Page

from benchmarks.support.crowds import Crowd, Turn
from benchmarks.support.hall import Hall
from benchmarks.support.screens import LARGEST_SKEW, need_client, screen, sign_in

WITNESSES: Final = ("eu", "japan", "peru")
PATIENCE: Final = 20_000


def seen_in_pages(browser: Browser, crowd: Crowd, hall: Hall) -> tuple[Turn, list[float]]:
    """
    Has the crowd type while the witnesses look at the paragraph of its first typist. Answers with the turn, and for
    each key and witness with the milliseconds until it stood in the page.
    """
    need_client()
    address = f"http://127.0.0.1:{crowd.port}"
    with ExitStack() as stack:
        pages = []
        for name in WITNESSES:
            context = stack.enter_context(screen(browser, sign_in(browser, address, name)))
            pages.append(context.new_page())
            _look(pages[-1], f"{address}/texts/{hall.text}", hall.first)
        turn = crowd.type()
        return turn, [delay for page in pages for delay in _delays(page, turn)]


def _look(page: Page, url: str, paragraph: str) -> None:
    page.goto(url)
    page.locator(f"[id='{paragraph}'] .wording").wait_for()
    assert abs(page.evaluate("bench.skew()")) < LARGEST_SKEW
    page.evaluate("paragraph => bench.watch(paragraph)", paragraph)


def _delays(page: Page, turn: Turn) -> list[float]:
    """One letter came for each key: a wording that is longer by so many letters than the first holds so many keys."""
    keys = len(turn.pressed)
    page.wait_for_function(
        "keys => bench.seen.length && bench.seen.at(-1).text.length - bench.seen[0].text.length >= keys - 1",
        arg=keys,
        timeout=PATIENCE,
    )
    seen = page.evaluate("bench.seen.map(({ text, at }) => ({ length: text.length, at }))")
    last = seen[-1]["length"]
    return [
        next(one["at"] for one in seen if one["length"] >= last - keys + key) - pressed
        for key, pressed in enumerate(turn.pressed, start=1)
    ]
