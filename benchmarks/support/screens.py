"""People of the demonstration at their browsers, with notes of when things happened in the page (`in_page.js`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext

from benchmarks.support.figures import Left
from server.services.demonstration.meeting import PASSWORD
from tests.support.served import ROOT

IN_PAGE = Path(__file__).with_name("in_page.js")
PATIENCE = 30_000
LARGEST_SKEW = 5.0
"""Milliseconds by which a page's clock may differ from the machine's; they are told from each other by 1 ms at best."""


def need_client() -> None:
    """Raises Left where the client is not built."""
    if not (ROOT / "client" / "dist" / ".vite" / "manifest.json").exists():
        raise Left("the client is not built: make run builds it")


def sign_in(browser: Browser, address: str, name: str) -> Any:
    """Signs a person in and answers with what their browser keeps of it (Playwright's storage state)."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/")
    state = context.storage_state()
    context.close()
    return state


def cookies_of(state: Any) -> str:
    """The header with which another program is the same person."""
    return "; ".join(f"{one['name']}={one['value']}" for one in state["cookies"])


@contextmanager
def screen(browser: Browser, state: Any = None) -> Iterator[BrowserContext]:
    """A browser of somebody's own, with empty caches, whose pages take notes."""
    context = browser.new_context(storage_state=state, viewport={"width": 1440, "height": 900})
    context.add_init_script(path=IN_PAGE)
    try:
        yield context
    finally:
        context.close()


def visit(browser: Browser, url: str, state: Any) -> list[dict[str, float]]:
    """Opens a page twice in a new browser. Milliseconds since it began: `paragraph`, and `editor` if signed in."""
    moments = []
    with screen(browser, state) as context:
        for _ in range(2):
            page = context.new_page()
            if state:
                page.add_init_script("bench.write()")
            page.goto(url)
            awaited = "editor" if state else "paragraph"
            page.wait_for_function("awaited => bench.opened[awaited]", arg=awaited, timeout=PATIENCE)
            moments.append(page.evaluate("bench.opened"))
            page.close()
    return moments
