"""Typed, pasted and captured brackets in a real browser: the server takes what the client sends."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_closing import Room, whisper
from tests.support.browser import FIREFOX, wanted_engine
from tests.support.text_page import field, opened, paragraph, selected, written
from tests.support.visitors import SignIn
from tests.support.waiting import until

pytestmark = pytest.mark.browser

LEFT_OUT = "The square brackets were left out"
PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelector(".paragraph-editor").dispatchEvent(event);
}"""


@pytest.fixture
def room(workshop: str, signed_in: SignIn, tmp_path: Path) -> Room:
    return Room(workshop, signed_in, tmp_path)


def words(room: Room, label: str) -> str:
    return "".join(op["insert"] for op in room.standing(label)["wording"])


def recorded(page: Page, room: Room, label: str, said: str) -> None:
    """Tables what is composed: it is on record, and no draft of it is left."""
    page.keyboard.press("Enter")
    until(lambda: said in words(room, label), lambda _: page.wait_for_timeout(20))
    expect(whisper(page)).to_contain_text("Tabled")
    expect(page.locator(".foot, footer").first).not_to_contain_text("1 draft")


@pytest.mark.chromium
def test_pasted_placeholders_are_recorded_and_look_alikes_left_out(room: Room) -> None:
    """W32: a delegate's paste of everything that is or reads like a bracket."""
    eu = room.eu
    written(eu, "1", "End")
    eu.evaluate(PASTE, " by [[[Name]]][^1], ［shall］【should】 ⁅act⁆ ❲now❳ [see](https://x.org)")
    expect(whisper(eu)).to_contain_text(LEFT_OUT)
    said = " by [[[Name]]][^1], shall should act now see(https://x.org)"
    expect(field(eu, "1")).to_contain_text(said.strip())
    recorded(eu, room, "1", said)


@pytest.mark.chromium
def test_a_placeholder_is_deleted_as_one(room: Room) -> None:
    """W32: half of it would be a bracket, which the server refuses."""
    eu = room.eu
    written(eu, "1", "End")
    eu.evaluate(PASTE, " by [[[Name]]]")
    eu.keyboard.press("Backspace")
    expect(field(eu, "1")).not_to_contain_text("[[[")
    eu.keyboard.type("all[^1]")
    recorded(eu, room, "1", " by all^1")


def reserved(page: Page, room: Room, label: str) -> str:
    """The first words of a paragraph, as soon as a reservation stands on them on record."""

    def first() -> dict[str, Any]:
        op: dict[str, Any] = room.standing(label)["wording"][0]
        return op

    def stands() -> bool:
        return any(name.startswith("brk:") for name in first().get("attributes", {}))

    until(stands, lambda _: page.wait_for_timeout(20))
    return str(first()["insert"]).strip()


def test_wide_brackets_of_an_input_method_reserve(room: Room) -> None:
    """W16, W32: typed at once, or through a composition; the selected words stay, in a bracket."""
    if wanted_engine() == FIREFOX:
        pytest.skip("Firefox has no way for tests to compose.")
    eu = room.eu
    for label, sign in (("1", "［"), ("2", "【"), ("3", "【】")):
        written(eu, label, "Home")
        eu.keyboard.press("Control+Shift+ArrowRight")
        if label == "1":
            eu.keyboard.insert_text(sign)
        else:
            client = eu.context.new_cdp_session(eu)
            client.send("Input.imeSetComposition", {"text": sign, "selectionStart": 1, "selectionEnd": 1})
            client.send("Input.insertText", {"text": sign})
        expect(field(eu, label)).to_contain_text("– EU]")
        eu.keyboard.press("Enter")
        assert reserved(eu, room, label) in ("States", "Warnings")
        assert sign not in words(room, label)


def test_composed_look_alikes_are_left_out_and_said(room: Room) -> None:
    """W32."""
    if wanted_engine() == FIREFOX:
        pytest.skip("Firefox has no way for tests to compose.")
    eu = room.eu
    written(eu, "2", "End")
    client = eu.context.new_cdp_session(eu)
    client.send("Input.imeSetComposition", {"text": "应［当］", "selectionStart": 4, "selectionEnd": 4})
    client.send("Input.insertText", {"text": "应［当］采取"})
    expect(whisper(eu)).to_contain_text(LEFT_OUT)
    expect(field(eu, "2")).to_contain_text("应当采取")
    recorded(eu, room, "2", "应当采取")


def test_sheets_and_capture_read_look_alikes_like_brackets(room: Room) -> None:
    """Y2, W32: a delegate's new paragraph, and a line of the note-taker."""
    eu = room.eu
    selected(eu, "3")
    eu.keyboard.press("i")
    eu.keyboard.type("Floods ［shall］【should】 be announced by [[[Name]]].")
    expect(eu.locator(".sheet")).to_contain_text("Floods shall should be announced by [[[Name]]].")
    eu.keyboard.press("Control+Enter")
    expect(eu.locator(".sheet")).to_have_count(0)
    expect(eu.locator("article", has_text="Floods shall should be announced by [[[Name]]].")).to_have_count(1)

    office = opened(room.secretariat, room.address)
    selected(office, "1")
    office.keyboard.press("c")
    office.keyboard.type('EU: ins "［all］ [^2] " before "warnings"')
    expect(office.locator("#capture-preview")).to_contain_text("all [^2]")
    office.keyboard.press("Enter")
    expect(paragraph(office, "1")).to_contain_text("all [^2] – EU]")
