"""A paragraph that is closed, held or refused while somebody writes in it: no key becomes an act, no word is lost."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.text_page import field, imported, opened, paragraph, selected, written
from tests.support.visitors import SignIn
from tests.support.waiting import until_page

pytestmark = pytest.mark.browser

SOURCE = """1. States should issue warnings in good time.

2. States should keep records of past floods.

3. Warnings should be free of charge.
"""


class Room:
    """A text of three paragraphs, with the EU and the Chair before it."""

    def __init__(self, server: str, signed_in: SignIn, folder: Path) -> None:
        self.server, self.signed_in = server, signed_in
        file = folder / "draft.txt"
        file.write_text(SOURCE, encoding="utf-8")
        self.secretariat = signed_in("secretariat")
        self.address = imported(self.secretariat, server, file, "Conclusions on warnings")
        self.eu, self.chair = (opened(signed_in(name), self.address) for name in ("eu", "chair"))

    def standing(self, label: str) -> dict[str, Any]:
        """The paragraph as it is on record."""
        text = self.address.rsplit("/", 1)[1]
        state = self.chair.request.get(f"{self.server}/api/texts/{text}/state").json()["state"]
        return next(one for one in state["paragraphs"].values() if one["label"] == label)

    def gavel(self, label: str) -> None:
        row = selected(self.chair, label)
        self.chair.keyboard.press("g")
        row.locator(".sheet").get_by_role("button", name="Gavel: agreed", exact=False).click()
        expect(row).to_have_class(re.compile("frozen"))

    def withdraw(self, label: str) -> None:
        opened(self.secretariat, self.address)
        selected(self.secretariat, label)
        self.secretariat.keyboard.press("Shift+W")
        # Nothing that is typed is swallowed: the field has the keyboard.
        self.secretariat.keyboard.type("Overtaken by events")
        self.secretariat.keyboard.press("Control+Enter")
        expect(paragraph(self.secretariat, label)).to_have_count(0)


@pytest.fixture
def room(workshop: str, signed_in: SignIn, tmp_path: Path) -> Room:
    return Room(workshop, signed_in, tmp_path)


def whisper(page: Page) -> Locator:
    return page.locator(".whisper")


def test_keys_rest_after_the_gavel_fell_on_somebody_who_types(room: Room) -> None:
    """S18: no letter that was meant for the paragraph is an act; Escape, an arrow or a click wakes the keys again."""
    eu = room.eu
    written(eu, "1", "End")
    eu.keyboard.type(" and")
    room.gavel("1")
    line = paragraph(eu, "1").locator(".interrupted")
    expect(line).to_contain_text("was agreed while it was open")
    for letter in "oso raiyIzdwn[1m":
        eu.keyboard.press(letter)
    eu.keyboard.press("Enter")
    expect(line).to_be_visible()
    expect(eu.locator(".sheet")).to_have_count(0)
    expect(paragraph(eu, "1")).to_have_attribute("aria-current", "true")
    assert room.standing("1")["positions"] == {}

    eu.keyboard.press("Escape")
    expect(line).to_have_count(0)
    # What is agreed is asked about: one key would say it to everybody.
    eu.keyboard.press("o")
    expect(paragraph(eu, "1").locator(".sheet")).to_contain_text("objects")
    eu.keyboard.press("Escape")
    assert room.standing("1")["positions"] == {}


def test_keys_rest_after_a_paragraph_went_with_the_sheet_under_it(room: Room) -> None:
    """S18: a sheet that goes by itself leaves no key behind that acts."""
    eu = room.eu
    selected(eu, "2")
    eu.keyboard.press("m")
    eu.keyboard.type("We ")
    room.withdraw("2")
    expect(paragraph(eu, "2")).to_have_count(0)
    expect(whisper(eu)).to_contain_text("withdrawn")
    for letter in "sao":
        eu.keyboard.press(letter)
    eu.keyboard.press("ArrowDown")
    expect(eu.locator("article[aria-current]")).to_have_count(1)
    assert all(room.standing(label)["positions"] == {} for label in "123")


def test_words_of_a_sheet_that_goes_are_kept(room: Room) -> None:
    """S32: a new paragraph that was being written beside one that is withdrawn is a draft."""
    eu = room.eu
    selected(eu, "2")
    eu.keyboard.press("i")
    eu.keyboard.type("Floods are announced by radio.")
    room.withdraw("2")
    expect(whisper(eu)).to_contain_text("The paragraph beside it was withdrawn")
    whisper(eu).get_by_role("button", name="Drafts").click()
    expect(eu.locator(".sheet .card")).to_contain_text("announced by radio")


def test_position_by_one_key_can_be_undone(room: Room) -> None:
    """S19: what stood before is restored, a position that was there or none."""
    eu = room.eu
    selected(eu, "3")
    eu.keyboard.press("s")
    expect(whisper(eu)).to_contain_text("supports paragraph 3")
    eu.keyboard.press("o")
    expect(whisper(eu)).to_contain_text("objects to paragraph 3")
    eu.keyboard.press("Shift+Z")
    expect(whisper(eu)).to_have_count(0)
    expect(eu.get_by_role("complementary")).to_contain_text("Support")
    [position] = room.standing("3")["positions"].values()
    assert position["stance"] == "supports"

    eu.keyboard.press("z")
    undo = whisper(eu).get_by_role("button", name="Undo")
    undo.focus()
    eu.keyboard.press("Enter")
    expect(whisper(eu)).to_have_count(0)
    until_page(eu, "() => document.querySelector('.pos dt') !== null")
    [position] = room.standing("3")["positions"].values()
    assert position["stance"] == "supports"


@pytest.mark.chromium
@pytest.mark.parametrize("again", [False, True])
def test_input_method_that_the_gavel_overtakes_becomes_a_draft(room: Room, again: bool) -> None:
    """E15: the chosen characters are in a draft with the reason, and nothing of them stands in the agreed paragraph."""
    eu = room.eu
    written(eu, "1", "End")
    method = eu.context.new_cdp_session(eu)
    method.send("Input.imeSetComposition", {"text": "ni hao", "selectionStart": 6, "selectionEnd": 6})
    room.gavel("1")
    expect(paragraph(eu, "1")).to_have_class(re.compile("frozen"))
    if again:
        room.chair.keyboard.press("u")
        room.chair.keyboard.type("A slip")
        room.chair.keyboard.press("Control+Enter")
        expect(paragraph(eu, "1")).not_to_have_class(re.compile("frozen"))
    method.send("Input.insertText", {"text": "你好"})
    expect(whisper(eu)).to_contain_text("agreed or reopened while you were writing")
    expect(paragraph(eu, "1")).not_to_contain_text("ni hao")
    expect(paragraph(eu, "1").locator("ins")).to_have_count(0)
    expect(paragraph(eu, "1")).to_contain_text("Words of yours are not in the text")

    opened(eu, room.address)
    expect(paragraph(eu, "1").locator("ins")).to_have_count(0)
    eu.get_by_role("button", name="1 draft").click()
    expect(eu.locator(".sheet .card")).to_contain_text("你好")


def test_words_stay_composed_while_the_chair_holds_the_paragraph(room: Room) -> None:
    """S20: Enter takes nothing away, and tables when the paragraph is released; that it is tabled is said."""
    eu, chair = room.eu, room.chair
    japan = opened(room.signed_in("japan"), room.address)
    written(eu, "2", "End")
    eu.keyboard.press("ArrowLeft")
    eu.keyboard.type(" and droughts")
    selected(chair, "2")
    chair.keyboard.press("h")
    expect(paragraph(eu, "2")).to_contain_text("The Chair holds this paragraph")
    eu.keyboard.press("Enter")
    expect(whisper(eu)).to_contain_text("Your words stay here")
    expect(field(eu, "2")).to_be_focused()
    expect(paragraph(eu, "2")).to_contain_text("and droughts – EU]")
    assert "droughts" not in str(room.standing("2")["wording"])
    chair.keyboard.press("h")
    expect(paragraph(eu, "2")).not_to_contain_text("The Chair holds this paragraph")
    eu.keyboard.press("Enter")
    expect(whisper(eu)).to_contain_text("Tabled: EU inserts “and droughts” · Paragraph 2", ignore_case=True)
    expect(japan.locator(".news")).to_contain_text("inserts “and droughts”")


@pytest.mark.chromium
def test_paste_that_is_too_long_is_said_where_it_happened(room: Room) -> None:
    """S20: the reason stands beneath the paragraph and is announced, and the field keeps the keyboard."""
    eu = room.eu
    written(eu, "3", "End")
    eu.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/plain", "flood ".repeat(34000));
          const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
          document.querySelector(".paragraph-editor").dispatchEvent(event);
        }"""
    )
    eu.keyboard.press("Enter")
    expect(whisper(eu)).to_contain_text("Not recorded in paragraph 3")
    expect(whisper(eu)).to_have_attribute("role", "status")
    expect(paragraph(eu, "3")).to_contain_text("Words of yours are not in the text")
    expect(field(eu, "3")).to_be_focused()


@pytest.mark.chromium
def test_paste_from_the_web_keeps_what_it_says(room: Room) -> None:
    """E10: nothing that was struck is a live word, brackets glue no words, and the console stays empty."""
    eu = room.eu
    said: list[str] = []
    eu.on("console", lambda message: said.append(message.text))
    written(eu, "3", "End")
    html = """<b style="font-weight:normal" id="docs-internal-guid-1"><span style="color:red"> at 10 m<span
      style="vertical-align:super">2</span> </span><span style="text-decoration:line-through">never</span><span
      style="text-decoration:underline">[always]</span><span style="display:none">x</span>[everywhere]</b>"""
    eu.evaluate(
        """(html) => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
          document.querySelector(".paragraph-editor").dispatchEvent(event);
        }""",
        html,
    )
    expect(field(eu, "3")).to_contain_text("at 10 m² always everywhere")
    expect(field(eu, "3").locator("u")).to_contain_text("always")
    expect(whisper(eu)).to_contain_text("The square brackets were left out")
    assert said == []


def test_words_in_a_paragraph_that_is_withdrawn_are_said_and_kept(room: Room) -> None:
    """S20."""
    eu = room.eu
    written(eu, "2", "End")
    eu.keyboard.type(" Floods.")
    room.withdraw("2")
    expect(whisper(eu)).to_contain_text("Not recorded in paragraph 2")
    for letter in "sao":
        eu.keyboard.press(letter)
    whisper(eu).get_by_role("button", name="Drafts").click()
    expect(eu.locator(".sheet .card")).to_contain_text("Floods.")
    assert all(room.standing(label)["positions"] == {} for label in "123")
