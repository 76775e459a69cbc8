"""What the browser keeps, and what is said where it keeps nothing."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, expect

from tests.support.served import served
from tests.support.text_page import field, opened, paragraph, selected, written
from tests.support.visitors import visitors

pytestmark = pytest.mark.browser

DEMONSTRATION = "/texts/t-demonstration"
OPEN_PARAGRAPH = "12 bis"
# What a browser does that keeps nothing.
BROKEN = {
    "blocked": """
        const get = () => { throw new DOMException("no", "SecurityError"); };
        Object.defineProperty(window, "indexedDB", { get });
    """,
    "full": """
        IDBObjectStore.prototype.put = function () { throw new DOMException("full", "QuotaExceededError"); };
    """,
    "never": """
        Object.defineProperty(IDBTransaction.prototype, "oncomplete", { set() {} });
        const add = IDBTransaction.prototype.addEventListener;
        IDBTransaction.prototype.addEventListener = function (kind, ...rest) {
          if (kind !== "complete") add.call(this, kind, ...rest);
        };
    """,
    "opening": "indexedDB.open = () => new EventTarget();",
}


@pytest.mark.parametrize("broken", sorted(BROKEN))
def test_browser_that_keeps_nothing_is_said_and_sends(browser: Browser, tmp_path: Path, broken: str) -> None:
    """N10."""
    with served(tmp_path / "served") as server, visitors(browser, server) as signed_in:
        eu, japan = signed_in("eu"), opened(signed_in("japan"), server + DEMONSTRATION)
        asked: list[str] = []

        def accept(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.accept()

        eu.on("dialog", accept)
        eu.add_init_script(BROKEN[broken])
        opened(eu, server + DEMONSTRATION)
        written(eu, OPEN_PARAGRAPH, "End")
        eu.keyboard.type(" without delay")
        expect(eu.get_by_text("This browser keeps nothing of what you write.")).to_be_visible()
        eu.keyboard.press("Enter")
        expect(paragraph(japan, OPEN_PARAGRAPH)).to_contain_text("without delay")
        eu.keyboard.type(" and at no cost")
        with eu.expect_event("close"):
            eu.close(run_before_unload=True)
        assert asked == ["beforeunload"]


def test_words_of_a_closed_window_come_to_another_one(browser: Browser, tmp_path: Path) -> None:
    """N11."""
    with served(tmp_path / "served") as server, visitors(browser, server) as signed_in:
        first = opened(signed_in("eu"), server + DEMONSTRATION)
        second = opened(first.context.new_page(), server + DEMONSTRATION)
        selected(second, OPEN_PARAGRAPH)
        first.bring_to_front()
        written(first, OPEN_PARAGRAPH, "End")
        first.keyboard.type(" without delay")
        expect(field(first, OPEN_PARAGRAPH)).to_contain_text("without delay")
        first.close()
        expect(paragraph(second, OPEN_PARAGRAPH)).to_contain_text("without delay", timeout=2_000)
        expect(paragraph(second, OPEN_PARAGRAPH)).to_contain_text("not yet tabled")
