"""A text of many hundred paragraphs in a real browser: drawn little by little, and whole for whoever looks in it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.text_page import imported, opened, written
from tests.support.visitors import visitors

pytestmark = pytest.mark.browser

COUNT = 600
SENTENCE = "States should share relevant data in a timely manner with countries that lie downstream of them"
SOURCE = "".join(f"{number}. {SENTENCE}, as in case {number} of many.\n\n" for number in range(1, COUNT + 1))
FAR = 480
UNDRAWN = "[data-holds]"
# The title takes so many pixels more, and two frames are drawn with it.
GROWN = """
(column, by) => new Promise((done) => {
  column.querySelector("h1").style.paddingBlockEnd = `${by}px`;
  requestAnimationFrame(() => requestAnimationFrame(done));
})
"""


def test_long_text_is_whole_wherever_one_looks_for_it(
    browser: Browser, workshop: str, tmp_path: Path
) -> None:
    """S16, S4: one goes anywhere at once, the browser finds every word, and what one reads stays where it is."""
    with visitors(browser, workshop) as signed_in:
        file = tmp_path / "draft.txt"
        file.write_text(SOURCE, encoding="utf-8")
        secretariat = signed_in("secretariat")
        address = imported(secretariat, workshop, file, "Conclusions of many paragraphs")
        japan = signed_in("japan")
        _stays_there_in_a_browser_that_holds_no_place(japan, address)
        _goes_far_at_once(japan, address)
        _finds_every_word(japan)
        _reads_on_while_others_write(japan, secretariat, address)
        _writes_far_down(japan)


def _row(page: Page, number: int) -> Locator:
    return page.locator("article").filter(has=page.locator(".lab", has_text=re.compile(rf"^{number}\.$")))


def _goes_far_at_once(page: Page, address: str) -> None:
    opened(page, address)
    expect(_row(page, 1)).to_be_in_viewport()
    # Whatever is drawn by now: the outline, the keyboard and the address lead anywhere.
    row = _goes(page)
    expect(row).to_be_in_viewport(ratio=1)
    expect(page).to_have_url(re.compile(f"#{row.get_attribute('id')}$"))
    page.reload()
    expect(row).to_be_in_viewport(ratio=1)


def _goes(page: Page) -> Locator:
    """To the end by a key, and from there to a row by a click in the outline, as soon as it stands still."""
    items = page.get_by_role("treeitem")
    items.first.focus()
    page.keyboard.press("End")
    expect(_row(page, COUNT)).to_be_in_viewport()
    expect(items.nth(COUNT - 1)).to_be_in_viewport()
    items.nth(FAR - 1).click()
    row = _row(page, FAR)
    expect(row).to_have_attribute("aria-current", "true")
    return row


def _stays_there_in_a_browser_that_holds_no_place(page: Page, address: str) -> None:
    opened(page, address)
    # As Safari before 26: what grows above moves what one reads.
    column = page.locator(".column")
    column.evaluate("(column) => { column.style.overflowAnchor = 'none' }")
    row = _goes(page)
    expect(page.locator(UNDRAWN)).to_have_count(0)
    expect(row).to_be_in_viewport(ratio=1)
    column.evaluate(GROWN, 3000)
    expect(row).to_be_in_viewport(ratio=1)
    # From here on the reader leads.
    column.hover()
    page.mouse.wheel(0, -8000)
    expect(row).not_to_be_in_viewport()
    column.evaluate(GROWN, 0)
    expect(row).not_to_be_in_viewport()


def _finds_every_word(page: Page) -> None:
    expect(page.locator(UNDRAWN)).to_have_count(0)
    expect(page.locator("article")).to_have_count(COUNT)
    for number in (COUNT, 2):
        assert page.evaluate("words => window.find(words, false, true, true)", f"in case {number} of many")
        found = page.evaluate("getSelection().anchorNode.parentElement.closest('article').id")
        assert found == _row(page, number).get_attribute("id")
    page.evaluate("getSelection().empty()")


def _reads_on_while_others_write(page: Page, other: Page, address: str) -> None:
    row = _row(page, FAR)
    # Finding words may have led elsewhere.
    row.scroll_into_view_if_needed()
    expect(row).to_be_in_viewport(ratio=1)
    before = row.bounding_box()
    opened(other, address)
    for number in (1, FAR - 30):
        _row(other, number).locator(".lab").click()
        other.keyboard.press("c")
        other.keyboard.type('Peru: del "in a timely manner with countries that lie downstream"')
        other.keyboard.press("Enter")
        expect(_row(page, number)).to_contain_text("Peru: delete")
    expect(page.get_by_role("button", name="2 changed")).to_be_visible()
    assert row.bounding_box() == before


def _writes_far_down(page: Page) -> None:
    field = written(page, str(FAR), "End")
    page.keyboard.type(" In the middle of it all.")
    expect(field).to_contain_text("In the middle of it all.")
