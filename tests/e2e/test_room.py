"""The room's screen in a real browser: it follows the Chair, and can be read from the last row (S15)."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.text_page import imported, opened, selected, written
from tests.support.visitors import SignIn, visitors

pytestmark = pytest.mark.browser

SENTENCE = "States should ensure that warnings reach all who are at risk, wherever they live, in good time. "
SOURCE = f"""1. States should issue warnings.

2. {SENTENCE * 21}

3. {SENTENCE * 40}
"""
SIZE = "() => parseFloat(getComputedStyle(document.querySelector('.hand p')).fontSize)"
OVERFLOW = "() => { const m = document.querySelector('main'); return m.scrollHeight - m.clientHeight; }"
SCREEN = {"width": 1920, "height": 1080}


def test_room_follows_the_chair_and_is_large_enough(browser: Browser, workshop: str, tmp_path: Path) -> None:
    """S15: also a paragraph of 2,000 characters, which is set in columns, and a longer one, which scrolls."""
    with visitors(browser, workshop) as signed_in:
        follow(workshop, signed_in, tmp_path)


def follow(server: str, signed_in: SignIn, folder: Path) -> None:
    file = folder / "draft.txt"
    file.write_text(SOURCE, encoding="utf-8")
    chair, secretariat = signed_in("chair"), signed_in("secretariat")
    address = imported(secretariat, server, file, "Conclusions on warnings")
    opened(chair, address)
    room = signed_in("observer", viewport=SCREEN)
    room.goto(f"{address}/room")
    expect(room.get_by_text("Conclusions on warnings").first).to_be_visible()

    put(chair, "1")
    expect(room.locator(".hand p")).to_have_text("States should issue warnings.")
    assert room.evaluate(SIZE) == 50

    put(chair, "2")
    expect(room.locator("h1")).to_have_text("Paragraph 2")
    expect(room.locator(".hand p")).to_contain_text("in good time")
    assert room.evaluate(SIZE) >= 32
    assert room.evaluate(OVERFLOW) <= 0

    put(chair, "3")
    expect(room.locator("h1")).to_have_text("Paragraph 3")
    expect(room.locator("main")).to_have_attribute("data-columns", "1")
    assert room.evaluate(SIZE) >= 32
    assert room.evaluate("() => document.querySelector('main').scrollTop") == 0

    # What is typed at the end comes into sight on the screen that nobody touches.
    eu = opened(signed_in("eu"), address)
    written(eu, "3", "End")
    eu.keyboard.type(" And soon.")
    eu.keyboard.press("Enter")
    expect(room.locator(".hand ins")).to_be_in_viewport()
    room.set_viewport_size({"width": 1280, "height": 720})
    expect(room.locator(".hand ins")).to_have_text(re.compile("And soon."))
    assert room.evaluate(SIZE) >= 21


def put(chair: Page, label: str) -> None:
    selected(chair, label)
    chair.keyboard.press("p")
