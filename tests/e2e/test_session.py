"""The browser's record in a real browser against the real server: line, store, windows (W11 to W15, C5, C6).

No screen takes part: the session is bundled by itself and put into a page of the server.
"""

import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.served import ROOT, served

pytestmark = pytest.mark.browser

CLIENT = ROOT / "client"
TEXT = "t-demonstration"
EXPOSE = """
import { openSession } from "%s/src/record/session.ts";
window.open_session = async (text) => { window.session = await openSession(text); };
"""
OPEN = """
async (text) => {
  await window.open_session(text);
  while (window.session.connection.value.status !== "live") await new Promise((done) => setTimeout(done, 20));
}
"""
# Puts words before a paragraph as a proposal of one's own; with `hold`, composes only.
PROPOSE = """
([paragraph, proposal, words, delegation, hold]) => {
  const change = [{ insert: words, attributes: { ins: proposal } }];
  const minted = [{ id: proposal, parent: null, kind: "wording", set: null }];
  window.session.edit(paragraph, change, minted, { delegation, hold });
}
"""
SHOWN = """
(paragraph) => window.session.wording(paragraph).value
  .map(({ insert }) => (typeof insert === "string" ? insert : "")).join("")
"""
ON_RECORD = """
(paragraph) => window.session.state.value.paragraphs[paragraph].wording
  .map(({ insert }) => (typeof insert === "string" ? insert : "")).join("")
"""
OPEN_PARAGRAPH = """
() => Object.values(window.session.state.value.paragraphs)
  .find(({ kind, agreement, withdrawn, marks }) =>
    kind === "operative" && !agreement && !withdrawn && Object.keys(marks).length === 0).id
"""


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("bundle")
    entry, bundled = folder / "entry.js", folder / "session.js"
    entry.write_text(EXPOSE % CLIENT, encoding="utf-8")
    command = [
        CLIENT / "node_modules" / ".bin" / "rolldown",
        entry,
        "--platform",
        "browser",
        "--format",
        "iife",
    ]
    subprocess.run(
        [str(part) for part in [*command, "-o", bundled]], check=True, cwd=CLIENT, capture_output=True
    )
    return bundled.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def own_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of our own, since these tests write."""
    with served(tmp_path_factory.mktemp("served")) as running:
        yield running


class Desk:
    """A signed-in person's browser."""

    def __init__(self, context: BrowserContext, address: str, bundle: str) -> None:
        self.context = context
        self._address = address
        self._bundle = bundle

    def sign_in(self, name: str) -> None:
        page = self.context.new_page()
        page.goto(f"{self._address}/sign-in")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill("early-warning")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{self._address}/")
        page.close()

    def window(self) -> Page:
        """A window with the session open and live."""
        page = self.context.new_page()
        page.goto(f"{self._address}/account")
        page.evaluate(self._bundle)
        page.evaluate(OPEN, TEXT)
        return page


@pytest.fixture
def desks(browser: Browser, own_address: str, bundle: str) -> Iterator[list[Desk]]:
    contexts = [browser.new_context() for _ in range(2)]
    made = [Desk(context, own_address, bundle) for context in contexts]
    for desk, name in zip(made, ["eu", "japan"], strict=True):
        desk.sign_in(name)
    yield made
    for context in contexts:
        context.close()


def until(page: Page, condition: str, argument: Any = None) -> None:
    page.wait_for_function(condition, arg=argument, timeout=20_000)


def until_on_record(page: Page, paragraph: str, words: str) -> None:
    until(page, f"([paragraph, words]) => ({ON_RECORD})(paragraph).includes(words)", [paragraph, words])


def until_all_is_sent(page: Page) -> None:
    until(page, "() => window.session.connection.value.unsent === 0")


def drafts(page: Page) -> list[str]:
    found: list[str] = page.evaluate("() => window.session.drafts.value.map(({ code }) => code)")
    return found


def test_words_typed_in_one_browser_are_in_the_other_and_on_record(desks: list[Desk]) -> None:
    """W11: what one types is acknowledged, and everybody has it."""
    eu, japan = (desk.window() for desk in desks)
    paragraph = eu.evaluate(OPEN_PARAGRAPH)
    eu.evaluate(PROPOSE, [paragraph, "x-typed-1", "Typed live. ", "EU", False])
    until_all_is_sent(eu)
    until_on_record(japan, paragraph, "Typed live. ")
    assert eu.evaluate(ON_RECORD, paragraph) == japan.evaluate(SHOWN, paragraph)


def test_line_cut_in_mid_sentence_comes_back_with_everything(desks: list[Desk]) -> None:
    """W11, W13: nothing is lost while the line is cut, and nothing is on record twice."""
    eu, japan = (desk.window() for desk in desks)
    paragraph = eu.evaluate(OPEN_PARAGRAPH)
    desks[0].context.set_offline(True)
    until(eu, "() => window.session.connection.value.status === 'reconnecting'")
    eu.evaluate(PROPOSE, [paragraph, "x-cut-off", "sentence. ", "EU", False])
    eu.evaluate(PROPOSE, [paragraph, "x-cut-off", "Half a ", "EU", False])
    japan.evaluate(PROPOSE, [paragraph, "x-meanwhile", "Meanwhile, ", "JPN", False])
    until_all_is_sent(japan)
    assert eu.evaluate("() => window.session.connection.value.unsent") == 2
    desks[0].context.set_offline(False)
    until_all_is_sent(eu)
    until_on_record(japan, paragraph, "Half a sentence. ")
    shown = eu.evaluate(SHOWN, paragraph)
    assert shown.count("sentence. ") == shown.count("Meanwhile, ") == 1
    assert drafts(eu) == []


def test_closed_browser_keeps_what_was_unsent(desks: list[Desk]) -> None:
    """C5: what was typed without a line, and then closed, is sent by the next window."""
    eu = desks[0].window()
    paragraph = eu.evaluate(OPEN_PARAGRAPH)
    desks[0].context.set_offline(True)
    until(eu, "() => window.session.connection.value.status === 'reconnecting'")
    eu.evaluate(PROPOSE, [paragraph, "x-closed-1", "Kept by the browser. ", "EU", False])
    # What is to be kept is kept within some milliseconds; nothing on the page says when.
    eu.wait_for_timeout(300)
    eu.close()
    desks[0].context.set_offline(False)
    again = desks[0].window()
    until_on_record(again, paragraph, "Kept by the browser. ")
    until_all_is_sent(again)
    assert again.evaluate(SHOWN, paragraph).count("Kept by the browser. ") == 1


def test_second_window_leaves_the_work_of_a_living_one_alone(desks: list[Desk]) -> None:
    """C6: a composition belongs to its window; the next window gets it when that one is gone."""
    first, second = desks[0].window(), desks[0].window()
    paragraph = first.evaluate(OPEN_PARAGRAPH)
    first.evaluate(PROPOSE, [paragraph, "x-window-1", "Composed. ", "EU", True])
    first.wait_for_timeout(300)
    third = desks[0].window()
    assert not any("Composed. " in page.evaluate(SHOWN, paragraph) for page in (second, third))
    first.close()
    fourth = desks[0].window()
    assert "Composed. " in fourth.evaluate(SHOWN, paragraph)
    fourth.evaluate("(paragraph) => window.session.table(paragraph)", paragraph)
    until_all_is_sent(fourth)
    until_on_record(second, paragraph, "Composed. ")
    assert fourth.evaluate(SHOWN, paragraph).count("Composed. ") == 1


def test_refused_words_are_drafts_after_a_reload(desks: list[Desk]) -> None:
    """W12: the wording is gone from the text, and in the drafts of its author for good."""
    eu = desks[0].window()
    paragraph = eu.evaluate(OPEN_PARAGRAPH)
    eu.evaluate(PROPOSE, [paragraph, "x-refused-1", "Not mine. ", "JPN", False])
    until(eu, "() => window.session.drafts.value.length === 1")
    assert "Not mine. " not in eu.evaluate(SHOWN, paragraph)
    again = desks[0].window()
    assert drafts(again) == ["not_your_delegation"]
    again.evaluate("() => window.session.dropDraft(window.session.drafts.value[0].id)")
