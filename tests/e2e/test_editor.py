"""The paragraph editor alone in a real browser: keys at full speed, an input method, the clipboard, carets."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from server.domain.delta import Delta

pytestmark = pytest.mark.browser

CLIENT = Path(__file__).parents[2] / "client"
ROLLDOWN = CLIENT / "node_modules" / ".bin" / "rolldown"
BASE: Delta = [{"insert": "States should act"}]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not ROLLDOWN.exists() or shutil.which("node") is None:
        pytest.skip("The client's packages are not installed: run `make client`.")
    built = tmp_path_factory.mktemp("editor") / "page.js"
    source = CLIENT / "src" / "editor" / "testing" / "page.ts"
    command = [str(ROLLDOWN), str(source), "--format", "iife", "-o", str(built)]
    subprocess.run(command, check=True, cwd=CLIENT, capture_output=True)
    return built


class Desk:
    """A page with one open paragraph."""

    def __init__(self, page: Page, bundle: Path) -> None:
        self.page = page
        style = (CLIENT / "src" / "editor" / "editor.css").read_text(encoding="utf-8")
        page.set_content(f"<!doctype html><style>{style} body {{ width: 600px }}</style>")
        page.add_script_tag(path=bundle)
        self.press, self.type = page.keyboard.press, page.keyboard.type

    def begin(self, wording: Delta, **more: Any) -> None:
        self.page.evaluate("given => { window.session = begin(given) }", {"wording": wording, **more})

    @property
    def wording(self) -> Any:
        return json.loads(self.page.evaluate("JSON.stringify(session.now)"))

    @property
    def shown(self) -> str:
        return str(self.page.evaluate("document.querySelector('.paragraph-editor').textContent"))

    def until_shown(self, words: str) -> None:
        """The last letters of an input method are in a moment after it has ended."""
        expect(self.page.locator(".paragraph-editor")).to_have_text(words)
        assert self.shown == words

    @property
    def left(self) -> Any:
        return self.page.evaluate("session.left")

    def foreign(self, change: Delta) -> None:
        self.page.evaluate("change => session.foreign(change)", change)

    def input_method(self) -> CDPSession:
        return self.page.context.new_cdp_session(self.page)


def compose(method: CDPSession, letters: str) -> None:
    """The letters in the making, as an input method shows them."""
    size = len(letters)
    method.send("Input.imeSetComposition", {"text": letters, "selectionStart": size, "selectionEnd": size})


@pytest.fixture
def desk(browser: Browser, bundle: Path) -> Iterator[Desk]:
    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield Desk(page, bundle)
    page.close()
    assert faults == []


def test_editor_follows_keys_that_come_faster_than_the_selection(desk: Desk) -> None:
    """W4: the browser tells of a moved caret late; what is typed next still lands there."""
    desk.begin(BASE)
    desk.press("Home")
    desk.type("All ")
    for _ in range(7):
        desk.press("ArrowRight")
    for _ in range(6):
        desk.press("Shift+ArrowRight")
    desk.type("shall")
    assert desk.shown == "[All – AUT] States [should – AUT: delete][shall – AUT] act"
    desk.press("Control+z")
    desk.press("Control+z")
    desk.press("Control+z")
    assert desk.wording == BASE


def test_editor_reserves_with_a_bracket_and_lifts_with_the_other(desk: Desk) -> None:
    """W16."""
    desk.begin(BASE)
    desk.press("Control+Shift+ArrowLeft")
    desk.type("[")
    assert desk.shown == "States should [act – AUT]"
    desk.type("]")
    assert desk.wording == BASE


def test_editor_caret_walks_over_brackets_without_a_stop(desk: Desk) -> None:
    wording: Delta = [{"insert": "ab"}, {"insert": "cd", "attributes": {"ins": "x-usa"}}, {"insert": "ef"}]
    desk.begin(wording, proposals={"x-usa": "USA"}, place="start")
    for _ in range(6):
        desk.press("ArrowRight")
    desk.type("!")
    assert desk.shown == "ab[cd – USA]ef[! – AUT]"
    for _ in range(7):
        desk.press("ArrowLeft")
    desk.type("?")
    assert desk.shown == "[? – AUT]ab[cd – USA]ef[! – AUT]"


@pytest.mark.chromium
@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ([], "[F – USA][当x – AUT]"),
        ([{"insert": "各国应"}], "[F – USA]各国应[当x – AUT]"),
        ([{"insert": "各国应", "attributes": {"ins": "x-aut"}}], "[F – USA][各国应当x – AUT]"),
    ],
)
def test_editor_takes_an_input_method_while_others_write(desk: Desk, wording: Delta, expected: str) -> None:
    """W5: letters in the making go nowhere; the chosen word is one's own, and others' words are in their place."""
    desk.begin(wording, proposals={"x-aut": "AUT", "x-usa": "USA"})
    method = desk.input_method()
    compose(method, "da")
    desk.foreign([{"insert": "F", "attributes": {"ins": "x-usa"}}])
    compose(method, "dang")
    assert desk.page.evaluate("session.edits.length") == 0
    method.send("Input.insertText", {"text": "当"})
    desk.until_shown(expected.replace("x", ""))
    desk.type("x")
    assert desk.shown == expected


@pytest.mark.chromium
def test_editor_replaces_a_selection_by_an_input_method(desk: Desk) -> None:
    """W2, W5: the old words are struck out, the new stand after them, and one step undoes both."""
    desk.begin([{"insert": "各国应当"}])
    desk.press("Shift+ArrowLeft")
    desk.press("Shift+ArrowLeft")
    method = desk.input_method()
    compose(method, "xu")
    method.send("Input.insertText", {"text": "须"})
    desk.until_shown("各国[应当 – AUT: delete][须 – AUT]")
    desk.press("Control+z")
    assert desk.shown == "各国应当"


@pytest.mark.chromium
def test_editor_takes_whole_selected_words_out_for_an_input_method(desk: Desk) -> None:
    """E16: "shall" over "should" does not replace "ould" alone: the selection gives way as a whole, as to a key."""
    desk.begin(BASE)
    for _ in range(4):
        desk.press("ArrowLeft")
    for _ in range(6):
        desk.press("Shift+ArrowLeft")
    method = desk.input_method()
    compose(method, "sha")
    compose(method, "shall")
    method.send("Input.insertText", {"text": "shall"})
    desk.until_shown("States [should – AUT: delete][shall – AUT] act")
    desk.press("Control+z")
    assert desk.wording == BASE


@pytest.mark.parametrize("milliseconds", [0, 30, 80, 150])
def test_editor_follows_home_however_soon_after_it_opened(desk: Desk, milliseconds: int) -> None:
    """E13: nothing puts the caret back where it was."""
    desk.begin(BASE)
    desk.page.wait_for_timeout(milliseconds)
    desk.press("Home")
    desk.page.wait_for_timeout(60)
    desk.type("All ")
    assert desk.shown == "[All – AUT]States should act"


def test_editor_keeps_the_selection_while_it_is_formatted(desk: Desk) -> None:
    """E17: Ctrl+B and then Ctrl+I format the same words."""
    desk.begin([{"insert": "States act", "attributes": {"ins": "x-aut"}}], proposals={"x-aut": "AUT"})
    desk.press("Control+Shift+ArrowLeft")
    desk.press("Control+b")
    desk.press("Control+i")
    assert desk.wording == [
        {"insert": "States ", "attributes": {"ins": "x-aut"}},
        {"insert": "act", "attributes": {"bold": True, "ins": "x-aut", "italic": True}},
    ]


# Under WebDriver BiDi, Firefox begins a drag (dragstart, dragover) and does not end it: neither drop nor mouseup comes.
@pytest.mark.chromium
def test_editor_moves_words_that_are_dragged(desk: Desk) -> None:
    """E18: they are deleted where they stood and put in where they are dropped, in one proposal and one step."""
    desk.begin([{"insert": "States should act and report"}], place="start")
    desk.press("Control+End")
    desk.press("Control+Shift+ArrowLeft")
    box = desk.page.evaluate(
        """() => { const at = getSelection().getRangeAt(0).getBoundingClientRect();
          return [at.x, at.y, at.width, at.height]; }"""
    )
    start = desk.page.evaluate(
        """() => { const text = document.querySelector('.paragraph-editor').firstChild;
          const range = document.createRange(); range.setStart(text, 7); range.setEnd(text, 7);
          const at = range.getBoundingClientRect(); return [at.x, at.y + at.height / 2]; }"""
    )
    mouse = desk.page.mouse
    mouse.move(box[0] + box[2] / 2, box[1] + box[3] / 2)
    mouse.down()
    mouse.move(start[0] + 20, start[1], steps=4)
    mouse.move(start[0], start[1], steps=4)
    mouse.up()
    assert desk.shown == "States [report – AUT] should act and [report – AUT: delete]"
    assert (
        desk.page.evaluate("new Set(session.edits.flatMap(({minted}) => minted.map(({id}) => id))).size") == 1
    )
    desk.press("Control+z")
    assert desk.wording == [{"insert": "States should act and report"}]


# Under WebDriver BiDi, two clicks are single ones in Firefox, in plain text too: each has detail 1, no dblclick comes.
@pytest.mark.chromium
def test_editor_selects_a_word_beside_a_bracket_with_two_clicks(desk: Desk) -> None:
    """E17: what is drawn is selected along and is no part of what is copied or replaced."""
    wording: Delta = [
        {"insert": "States "},
        {"insert": "should", "attributes": {"ins": "x-usa"}},
        {"insert": " act"},
    ]
    desk.begin(wording, proposals={"x-usa": "USA"})
    desk.page.locator("ins").dblclick()
    desk.type("shall")
    assert desk.shown == "States [[should – AUT: delete][shall – AUT] – USA] act"
    assert desk.page.evaluate("getComputedStyle(document.querySelector('.br')).userSelect") == "auto"


@pytest.mark.chromium
def test_editor_copies_the_words_and_nothing_else(desk: Desk) -> None:
    struck = {"insert": "should", "attributes": {"del:x-usa": True}}
    own = {"insert": "shall", "attributes": {"ins": "x-usa", "bold": True}}
    desk.begin([{"insert": "States "}, struck, own, {"insert": " act"}], proposals={"x-usa": "USA"})
    desk.press("Control+a")
    copied = desk.page.evaluate(
        """() => {
          const data = new DataTransfer();
          const event = new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true });
          document.querySelector('.paragraph-editor').dispatchEvent(event);
          return [data.getData('text/plain'), data.getData('text/html')];
        }"""
    )
    assert copied[0] == "States shall act"
    assert "<strong" in copied[1]
    assert "should" not in copied[1]
    assert "x-usa" not in copied[1]


def test_editor_leaves_at_the_edges_and_by_escape(desk: Desk) -> None:
    desk.begin(BASE)
    desk.press("ArrowUp")
    desk.press("ArrowDown")
    desk.type("!")
    desk.press("Escape")
    assert desk.left == [["up", False], ["down", False], ["escape", True]]
