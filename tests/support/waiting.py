"""Waiting for things, and never for times."""

import time
from collections.abc import Callable
from typing import Any, Final

import gevent
from playwright.sync_api import Page

LONGEST: Final = 30.0
"""Seconds: a machine that is busy is slow, and what has not come by then does not come."""
BETWEEN: Final = 0.01


def until(come: Callable[[], object], sleep: Callable[[float], object] = time.sleep) -> None:
    """Until something is so. `sleep`: how to let others work meanwhile."""
    deadline = time.monotonic() + LONGEST
    while not come():
        assert time.monotonic() < deadline, "What was waited for did not come."
        sleep(BETWEEN)


def until_in_loop(come: Callable[[], object]) -> None:
    """The same where the others are greenlets."""
    until(come, gevent.sleep)


def until_page(page: Page, condition: str, argument: Any = None) -> None:
    """
    Until a function of the page says that something is so. `Page.wait_for_function` would compile it in the page, again
    and again, which the page's policy of content refuses.
    """
    until(lambda: page.evaluate(condition, argument), lambda _: page.wait_for_timeout(20))
