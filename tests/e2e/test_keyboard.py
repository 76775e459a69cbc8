"""The keyboard alone, in a real browser: no mouse is touched once a text is open (S1)."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.text_page import field, imported, opened, paragraph
from tests.support.visitors import SignIn, visitors

pytestmark = pytest.mark.browser

SOURCE = """1. States should issue warnings in good time.

2. States should keep records of past floods.

3. Warnings should be free of charge.
"""
CURRENT = "article[aria-current]"


def test_text_is_negotiated_with_the_keyboard_alone(browser: Browser, workshop: str, tmp_path: Path) -> None:
    """S1: going about, writing, reserving, positions, capture, putting before the room, holding, the gavel."""
    with visitors(browser, workshop) as signed_in:
        negotiate(workshop, signed_in, tmp_path)


def negotiate(server: str, signed_in: SignIn, folder: Path) -> None:
    file = folder / "draft.txt"
    file.write_text(SOURCE, encoding="utf-8")
    secretariat = signed_in("secretariat")
    address = imported(secretariat, server, file, "Conclusions on warnings")
    japan, chair = (opened(signed_in(name), address) for name in ("japan", "chair"))
    opened(secretariat, address)
    for page in (japan, chair, secretariat):
        goes_about(page)
        looks(page)
    delegate(japan)
    note_taker(secretariat)
    decides(chair, japan)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def current(page: Page, label: str) -> Locator:
    row = paragraph(page, label)
    expect(row).to_have_attribute("aria-current", "true")
    return row


def goes_about(page: Page) -> None:
    press(page, "j")
    current(page, "1")
    press(page, "j", "j")
    current(page, "3")
    press(page, "k")
    current(page, "2")
    press(page, "n")
    current(page, "3")
    press(page, "k", "k")
    expect(current(page, "1")).to_be_focused()


def looks(page: Page) -> None:
    """Each sheet has the keyboard while it is open, and gives it back to the paragraph."""
    sheet = page.locator(".sheet")
    for key, holder in (("/", "input"), ("t", "input"), ("?", None)):
        press(page, key)
        expect(sheet).to_be_visible()
        if holder:
            expect(sheet.locator(holder).first).to_be_focused()
        press(page, "Escape")
        expect(sheet).to_have_count(0)
        expect(page.locator(CURRENT)).to_be_focused()
    press(page, "/")
    page.keyboard.type("free of")
    press(page, "Enter")
    current(page, "3")
    press(page, "Escape", "k", "k")
    current(page, "1")


def delegate(page: Page) -> None:
    """Composes and tables, leaves something composed, reserves words, takes and confirms a position."""
    press(page, "Enter")
    expect(field(page, "1")).to_be_focused()
    press(page, "Home")
    page.keyboard.type("All ")
    press(page, "Enter")
    expect(paragraph(page, "1").locator("ins:visible")).to_have_text("All ")
    press(page, "Escape")
    expect(current(page, "1")).to_be_focused()

    press(page, "j", "Enter")
    expect(field(page, "2")).to_be_focused()
    press(page, "Home", *["Shift+ArrowRight"] * 6, "[")
    expect(paragraph(page, "2")).to_contain_text("[States – Japan]")
    press(page, "Enter", "Escape")
    expect(page.get_by_role("complementary").locator(".card, .ways")).not_to_have_count(0)

    press(page, "j")
    current(page, "3")
    for key, said in (("s", "supports"), ("a", "can accept"), ("o", "objects"), ("r", "reserves")):
        press(page, key)
        expect(page.get_by_text(f"Japan {said}", exact=False).first).to_be_attached()


def note_taker(page: Page) -> None:
    """Capture: a name by its first letters, a position in one key, and back to the text."""
    press(page, "c")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("Per +")
    press(page, "Enter")
    expect(page.get_by_text("Peru supports paragraph 1").first).to_be_attached()
    press(page, "Escape", "Escape")
    expect(current(page, "1")).to_be_focused()


def decides(chair: Page, japan: Page) -> None:
    """Puts before the room, holds, retains by its number, gavels; a stale position is confirmed by its owner."""
    press(chair, "p")
    expect(japan.get_by_text("paragraph 1 · put by the Chair")).to_be_visible()
    press(chair, "h")
    for page in (chair, japan):
        expect(paragraph(page, "1")).to_contain_text("held", ignore_case=True)
    press(chair, "h")
    expect(paragraph(japan, "1").locator(".act")).to_have_count(0)

    press(japan, "k", "k", "s")
    expect(japan.get_by_text("Japan supports paragraph 1").first).to_be_attached()
    press(chair, "1", "+")
    expect(paragraph(chair, "1").locator(".sheet .result")).to_contain_text("All States")
    press(chair, "Control+Enter")
    expect(paragraph(japan, "1").locator("ins")).to_have_count(0)
    panel = japan.get_by_role("complementary")
    expect(panel.get_by_text("2 stale")).to_be_visible()
    press(japan, "y")
    expect(panel.get_by_text("1 stale")).to_be_visible()

    press(chair, "g")
    expect(paragraph(chair, "1").locator(".sheet")).to_contain_text("The record will say")
    press(chair, "Control+Enter")
    expect(paragraph(japan, "1")).to_have_class(re.compile("frozen"))
    expect(paragraph(chair, "1")).to_be_focused()
