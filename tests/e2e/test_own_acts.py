"""What somebody did is no surprise to them: their own acts, their own drafts, their own line of capture."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.test_closing import Room, whisper
from tests.support.text_page import field, opened, paragraph, selected, written
from tests.support.visitors import SignIn

pytestmark = pytest.mark.browser


@pytest.fixture
def room(workshop: str, signed_in: SignIn, tmp_path: Path) -> Room:
    return Room(workshop, signed_in, tmp_path)


def test_draft_goes_when_its_words_are_tabled(room: Room) -> None:
    """S10: words that are composed again cannot be put in twice, and are no draft when they are tabled."""
    eu, chair = room.eu, room.chair
    written(eu, "1", "End")
    eu.keyboard.type(" and floods")
    room.gavel("1")
    note = paragraph(eu, "1").get_by_text("Words of yours are not in the text")
    expect(note).to_be_visible()
    eu.keyboard.press("Escape")
    chair.keyboard.press("u")
    chair.keyboard.type("A slip")
    chair.keyboard.press("Control+Enter")
    expect(paragraph(chair, "1")).not_to_have_class(re.compile("frozen"))
    paragraph(eu, "1").get_by_role("button", name="Put it in again").click()
    expect(field(eu, "1")).to_contain_text("and floods")
    expect(note).to_have_count(0)
    # Once more from the sheet, and in a window that is loaded again: the words stand there once.
    opened(eu, room.address)
    eu.get_by_role("button", name="1 draft").click()
    eu.locator(".sheet .card").get_by_role("button", name="Go to the paragraph").click()
    expect(field(eu, "1")).to_be_focused()
    assert (paragraph(eu, "1").text_content() or "").count("and floods") == 1
    eu.keyboard.press("Enter")
    expect(whisper(eu)).to_contain_text("Tabled")
    expect(note).to_have_count(0)
    expect(eu.get_by_role("button", name="1 draft")).to_have_count(0)


def test_own_withdrawal_is_no_interruption(room: Room) -> None:
    """S18: who withdraws is told so, goes on at the next paragraph, and the keys act."""
    chair, eu = room.chair, room.eu
    selected(chair, "2")
    chair.keyboard.press("Shift+W")
    chair.keyboard.type("Overtaken")
    chair.keyboard.press("Control+Enter")
    expect(paragraph(chair, "2")).to_have_count(0)
    expect(chair.get_by_text("Paragraph 2 is withdrawn").first).to_be_attached()
    expect(paragraph(chair, "3")).to_have_attribute("aria-current", "true")
    expect(chair.locator(".whisper.refused")).to_have_count(0)
    chair.keyboard.press("k")
    expect(paragraph(chair, "1")).to_have_attribute("aria-current", "true")

    selected(eu, "1")
    eu.keyboard.press("i")
    eu.keyboard.type("Floods are announced by radio.")
    eu.keyboard.press("Enter")
    proposed = eu.locator("article").filter(has_text="announced by radio")
    expect(proposed).to_have_attribute("aria-current", "true")
    eu.keyboard.press("w")
    expect(eu.locator("form.sheet")).to_be_visible()
    eu.keyboard.press("Enter")
    expect(proposed).to_have_count(0)
    expect(paragraph(eu, "3")).to_have_attribute("aria-current", "true")
    expect(eu.locator(".whisper.refused")).to_have_count(0)
    eu.keyboard.press("k")
    expect(paragraph(eu, "1")).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize("composed", [" and before the gavel", ""])
def test_words_typed_across_the_gavel_are_one_draft(room: Room, composed: str) -> None:
    """E21: letters that come after the field has gone are kept in order, with the words that went or alone."""
    eu = room.eu
    written(eu, "1", "End")
    eu.keyboard.type(composed)
    room.gavel("1")
    line = paragraph(eu, "1").locator(".interrupted")
    expect(line).to_be_visible()
    eu.keyboard.type(" nothinh")
    eu.keyboard.press("Backspace")
    eu.keyboard.type("g is lost")
    expect(line).to_contain_text("nothing is lost")
    eu.keyboard.press("Escape")
    expect(line).to_have_count(0)
    opened(eu, room.address)
    eu.get_by_role("button", name="1 draft").click()
    words = f"{composed} nothing is lost".strip()
    expect(eu.locator(".sheet .card ins")).to_have_text(words)


# Firefox is given no paper by WebDriver BiDi.
@pytest.mark.chromium
def test_paper_has_what_is_on_record(room: Room) -> None:
    """S44: no button, no draft and no word that is not tabled."""
    eu = room.eu
    written(eu, "1", "End")
    eu.keyboard.type(" and floods")
    room.gavel("1")
    expect(paragraph(eu, "1").get_by_text("Words of yours are not in the text")).to_be_visible()
    written(eu, "2", "End")
    eu.keyboard.type(" and droughts")
    written(eu, "3", "End")
    eu.keyboard.type(" and storms")
    eu.emulate_media(media="print")
    text = eu.locator("#text, main").first.inner_text()
    for words in ("Table", "Discard", "Put it in again", "Drafts", "Words of yours", "droughts", "storms"):
        assert words not in text, words
    for words in ("in good time", "records of past floods", "free of charge"):
        assert words in text, words
    eu.emulate_media(media="screen")
    expect(paragraph(eu, "2")).to_contain_text("and droughts")


def test_click_of_an_office_selects_and_refusals_are_in_their_dialog(room: Room) -> None:
    """S47, S48."""
    chair = room.chair
    for _ in range(2):
        paragraph(chair, "2").locator(".wording").click()
        expect(paragraph(chair, "2")).to_have_attribute("aria-current", "true")
    expect(chair.locator("form.sheet")).to_have_count(0)
    chair.keyboard.press("t")
    chair.locator(".sheet input[type=datetime-local]").fill("2001-01-01T10:00")
    chair.keyboard.press("Enter")
    refusal = chair.get_by_role("dialog").get_by_role("status")
    expect(refusal).to_contain_text("was not open yet. Try another time.")
    expect(chair.locator(".whisper")).to_have_count(0)


def test_click_elsewhere_leaves_the_paragraph_and_its_button_stays_under_the_pointer(room: Room) -> None:
    """S91, S92: composed words wait with their buttons, nobody sees a caret there, and the first press on one acts."""
    eu, chair = room.eu, room.chair
    written(eu, "1", "End")
    eu.keyboard.type(" and floods")
    expect(paragraph(chair, "1").locator(".caret")).to_have_count(1)
    paragraph(eu, "3").click()
    expect(paragraph(eu, "3")).to_have_attribute("aria-current", "true")
    expect(eu.get_by_text("Esc leaves")).to_have_count(0)
    expect(paragraph(eu, "1").get_by_text("not yet tabled")).to_be_visible()
    expect(paragraph(chair, "1").locator(".caret")).to_have_count(0)
    button = paragraph(eu, "1").get_by_role("button", name="Table")
    before = button.bounding_box()
    assert before is not None
    eu.mouse.move(before["x"] + 3, before["y"] + 3)
    eu.mouse.down()
    assert button.bounding_box() == before
    eu.mouse.up()
    expect(whisper(eu)).to_contain_text("Tabled")
    expect(paragraph(eu, "1")).to_have_attribute("aria-current", "true")


def test_nothing_moves_when_a_paragraph_is_selected(room: Room) -> None:
    """S92: every row stands where it stood."""
    page = room.chair
    places = (
        "rows => rows.map(row => { const { top, left } = row.getBoundingClientRect(); return [top, left]; })"
    )
    rows = page.locator("article")
    selected(page, "1")
    before = rows.evaluate_all(places)
    paragraph(page, "3").click()
    expect(paragraph(page, "3")).to_have_attribute("aria-current", "true")
    assert rows.evaluate_all(places) == before
