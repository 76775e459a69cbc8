"""The browser's record in a real browser against the real server: line, store, windows (W11 to W15, C5, C6).

No screen takes part: the session is bundled by itself and put into a page of the server.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.desk import (
    ON_RECORD,
    OPEN_PARAGRAPH,
    PROPOSE,
    SHOWN,
    Desk,
    bundled,
    until,
    until_all_is_sent,
    until_kept,
    until_on_record,
)
from tests.support.served import served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> str:
    return bundled(tmp_path_factory.mktemp("bundle"))


@pytest.fixture(scope="module")
def own_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of our own, since these tests write."""
    with served(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture
def desks(browser: Browser, own_address: str, bundle: str) -> Iterator[list[Desk]]:
    contexts = [browser.new_context() for _ in range(2)]
    made = [Desk(context, own_address, bundle) for context in contexts]
    for desk, name in zip(made, ["eu", "japan"], strict=True):
        desk.sign_in(name)
    yield made
    for context in contexts:
        context.close()


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
    until_kept(eu, "Kept by the browser. ")
    eu.close()
    desks[0].context.set_offline(False)
    again = desks[0].window()
    until_on_record(again, paragraph, "Kept by the browser. ")
    until_all_is_sent(again)
    assert again.evaluate(SHOWN, paragraph).count("Kept by the browser. ") == 1


def test_second_window_leaves_the_work_of_a_living_one_alone(desks: list[Desk]) -> None:
    """C6: a composition belongs to its window; another window gets it when that one is gone."""
    first, second = desks[0].window(), desks[0].window()
    paragraph = first.evaluate(OPEN_PARAGRAPH)
    first.evaluate(PROPOSE, [paragraph, "x-window-1", "Composed. ", "EU", True])
    until_kept(first, "Composed. ")
    third = desks[0].window()
    assert not any("Composed. " in page.evaluate(SHOWN, paragraph) for page in (second, third))
    third.close()
    first.close()
    until(second, f"(paragraph) => ({SHOWN})(paragraph).includes('Composed. ')", paragraph)
    second.evaluate("(paragraph) => window.session.table(paragraph)", paragraph)
    until_all_is_sent(second)
    until_on_record(second, paragraph, "Composed. ")
    assert second.evaluate(SHOWN, paragraph).count("Composed. ") == 1


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
