"""Browsers whose windows are on two processes behind nginx, one of which dies under them."""

import itertools
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.test_negotiation import negotiate
from tests.support.behind_nginx import WAY, BehindNginx, behind_nginx, until_served
from tests.support.text_page import DEMONSTRATION, opened, paragraph, written
from tests.support.visitors import SignIn, visitors
from tests.support.waiting import until, until_page

# It is the processes that are tried, by what any browser would send.
pytestmark = [pytest.mark.browser, pytest.mark.once]

LABELS = ("16", "18")
LIVE_AGAIN = 5.0

WATCH = """() => {
  const status = document.querySelector(".head .live [role=status]");
  window.said = [];
  const note = () => window.said.push([Date.now(), status.textContent]);
  new MutationObserver(note).observe(status, { childList: true, characterData: true, subtree: true });
  note();
}"""


@contextmanager
def spread(browser: Browser, cluster: BehindNginx) -> Iterator[SignIn]:
    """Visitors who come to one process and the other, in turn."""
    ways = itertools.cycle(cluster.ways().values())
    with visitors(browser, cluster.server.origin) as sign_in:

        def sign_in_there(name: str, **options: object) -> Page:
            cookie = {"name": WAY, "value": next(ways), "domain": "127.0.0.1", "path": "/", "expires": -1}
            cookie |= {"httpOnly": True, "secure": False, "sameSite": "Lax"}
            return sign_in(name, storage_state={"cookies": [cookie], "origins": []}, **options)

        yield sign_in_there


def test_imported_text_is_negotiated_to_agreement_on_two_processes(browser: Browser, tmp_path: Path) -> None:
    """M1 to M4, L21: the same journey, two of the four browsers on each process."""
    with behind_nginx(tmp_path) as cluster, spread(browser, cluster) as signed_in:
        negotiate(cluster.server.origin, signed_in, tmp_path)
        assert [cluster.connections(port) for port in cluster.ports()] == [2, 2]


def test_windows_of_a_process_that_is_killed_are_live_on_another_with_every_letter(
    browser: Browser, tmp_path: Path
) -> None:
    """L18, L21: within five seconds, twice; nobody else notices anything, and each letter is recorded once."""
    with behind_nginx(tmp_path) as cluster, spread(browser, cluster) as signed_in:
        address = cluster.server.origin + DEMONSTRATION
        pages = [opened(signed_in(name), address) for name in ("eu", "japan", "peru", "chair")]
        for label in LABELS:
            kill_under(cluster, pages, label, f"word {label} ")
            for page in pages[1:]:
                expect(paragraph(page, label)).to_contain_text(f"word {label} and on ")
        state = pages[0].request.get(f"{cluster.server.origin}/api{DEMONSTRATION}/state").json()["state"]
        for label in LABELS:
            assert str(state).count(f"word {label} and on ") == 1


def were_cut(pages: list[Page]) -> list[Page]:
    return [page for page in pages if any("reconnecting" in said for _, said in page.evaluate("window.said"))]


def kill_under(cluster: BehindNginx, pages: list[Page], label: str, words: str) -> None:
    """Kills the process that more windows are on (the first one, where that is undecided) while words are typed."""
    for port in cluster.ports():
        until_served(f"http://127.0.0.1:{port}/healthz")
    for page in pages:
        page.evaluate(WATCH)
    killed = max(cluster.ports(), key=cluster.connections)
    theirs, others = cluster.connections(killed), len(pages) - cluster.connections(killed)
    assert theirs + others == len(pages)
    written(pages[0], label)
    pages[0].keyboard.type(words)
    at = time.time() * 1000
    cluster.kill(killed, signal.SIGKILL)
    pages[0].keyboard.type("and on ")
    pages[0].keyboard.press("Enter")
    until(lambda: len(were_cut(pages)) == theirs)
    for page in were_cut(pages):
        until_page(page, "() => window.said.at(-1)[1].includes('live')")
        when, said = page.evaluate("window.said.at(-1)")
        assert "live" in said, (at, page.evaluate("window.said"))
        assert when - at < LIVE_AGAIN * 1000
    assert len(were_cut(pages)) == theirs
    for page in pages:
        expect(page.locator(".head .live")).not_to_contain_text("unsent")
    pages[0].keyboard.press("Escape")
