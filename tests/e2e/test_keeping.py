"""What the browser keeps, and what is said where it keeps nothing."""

from pathlib import Path

import pytest
from playwright.sync_api import Dialog, expect

from tests.support.text_page import field, imported, opened, paragraph, selected, written
from tests.support.visitors import SignIn

pytestmark = pytest.mark.browser

SOURCE = "1. States should issue warnings."
LABEL = "1"
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


@pytest.fixture
def text(workshop: str, signed_in: SignIn, tmp_path: Path) -> str:
    """The address of a text of this test's own."""
    file = tmp_path / "draft.txt"
    file.write_text(SOURCE, encoding="utf-8")
    return imported(signed_in("secretariat"), workshop, file, "Conclusions on warnings")


@pytest.mark.parametrize("broken", sorted(BROKEN))
def test_browser_that_keeps_nothing_is_said_and_sends(text: str, signed_in: SignIn, broken: str) -> None:
    """N10."""
    eu, japan = signed_in("eu"), opened(signed_in("japan"), text)
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    eu.on("dialog", accept)
    eu.add_init_script(BROKEN[broken])
    opened(eu, text)
    written(eu, LABEL, "End")
    eu.keyboard.type(" without delay")
    expect(eu.get_by_text("This browser keeps nothing of what you write.")).to_be_visible()
    eu.keyboard.press("Enter")
    expect(paragraph(japan, LABEL)).to_contain_text("without delay")
    eu.keyboard.type(" and at no cost")
    with eu.expect_event("close"):
        eu.close(run_before_unload=True)
    assert asked == ["beforeunload"]


def test_words_of_a_closed_window_come_to_another_one(text: str, signed_in: SignIn) -> None:
    """N11."""
    first = opened(signed_in("eu"), text)
    second = opened(first.context.new_page(), text)
    selected(second, LABEL)
    first.bring_to_front()
    written(first, LABEL, "End")
    first.keyboard.type(" without delay")
    expect(field(first, LABEL)).to_contain_text("without delay")
    first.close()
    expect(paragraph(second, LABEL)).to_contain_text("without delay", timeout=2_000)
    expect(paragraph(second, LABEL)).to_contain_text("not yet tabled")
