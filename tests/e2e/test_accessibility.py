"""The live screens as axe sees them in a real browser, colours and sizes included, in light and dark (S14)."""

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.axe import serious_findings
from tests.support.text_page import DEMONSTRATION, opened
from tests.support.visitors import visitors

pytestmark = pytest.mark.browser

SCHEMES = ["light", "dark"]
# What is on the screen when axe looks: who looks, the keys that lead there, and what is then to be seen.
SCENES = {
    "text": ("japan", [], ".p.sel"),
    "chair with a sheet open": ("chair", ["1", "+"], ".sheet .result"),
    "capture open": ("secretariat", ["c", "J", "a"], "[role=option]"),
    "paragraph open": ("eu", ["Enter"], ".paragraph-editor:focus"),
    "keys": ("observer", ["?"], ".sheet"),
    "search": ("observer", ["/"], ".sheet input"),
    "as of": ("observer", ["t"], ".sheet input"),
    "position": ("japan", ["m"], ".sheet"),
}


@pytest.fixture(scope="module")
def pages(browser: Browser, address: str) -> Iterator[dict[str, Page]]:
    """A page of the live text for everybody."""
    names = sorted({name for name, _, _ in SCENES.values()})
    with visitors(browser, address) as signed_in:
        yield {name: opened(signed_in(name), address + DEMONSTRATION) for name in names}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("scene", SCENES)
def test_live_text_has_no_serious_finding_of_axe(
    pages: dict[str, Page], scene: str, scheme: Literal["light", "dark"]
) -> None:
    """S14: for everybody, with a paragraph, a sheet or capture open."""
    name, keys, shown = SCENES[scene]
    page = pages[name]
    page.emulate_media(color_scheme=scheme)
    for key in keys:
        page.keyboard.press(key)
    expect(page.locator(shown).first).to_be_visible()
    assert serious_findings(page) == []
    for _ in range(3):
        page.keyboard.press("Escape")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [1920, 390])
def test_room_and_phone_have_no_serious_finding_of_axe(
    browser: Browser, address: str, scheme: str, width: int
) -> None:
    """S14: the room's screen, and the text on a phone."""
    with visitors(browser, address) as signed_in:
        viewport = {"width": width, "height": 1080 if width > 1000 else 844}
        page = signed_in("observer", color_scheme=scheme, viewport=viewport)
        if width > 1000:
            page.goto(f"{address}{DEMONSTRATION}/room")
            expect(page.locator(".hand")).to_be_visible()
        else:
            opened(page, address + DEMONSTRATION)
        assert serious_findings(page) == []
