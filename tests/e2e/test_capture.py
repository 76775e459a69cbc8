"""What note-takers type, line by line, in a real browser against the real server; the record is compared."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.acting import People
from tests.support.text_page import field, imported, opened, paragraph
from tests.support.visitors import SignIn

pytestmark = pytest.mark.browser

MORE = (("IRN", "Iran (Islamic Republic of)"), ("VNM", "Viet Nam"), ("CIV", "Côte d’Ivoire"))

SOURCE = """Article 3

1. Welcomes the efforts of all actors, including the private sector, local communities and cities;

2. Notes the State’s report, submitted well in advance of the meeting;

Article 4

1. Decides to review the programme;

22. Requests the secretariat to report;

PP3. Recalling its earlier decisions,
"""


class Desk:
    """The Secretariat at the capture line of one text; nothing but keys is used."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.text = address.rsplit("/", 1)[1].partition("#")[0]
        self.server = address.partition("/texts/")[0]
        # Who asks too often is answered later; this one waits for it, and is not the person at the line.
        self.reader = People(self.server).person("eu")
        self.known: list[dict[str, Any]] = []
        opened(page, address)
        self.entries()
        page.keyboard.press("c")
        expect(page.get_by_role("combobox")).to_be_focused()

    def entries(self) -> list[dict[str, Any]]:
        """The record so far."""
        path = f"/api/texts/{self.text}/entries?after={len(self.known)}"
        self.known += self.reader.get(path)["entries"]
        return self.known

    def type(self, line: str) -> None:
        expect(self.page.get_by_role("combobox")).to_have_value("")
        self.page.keyboard.type(line)

    def enter(self, line: str) -> list[dict[str, Any]]:
        """The entries that a line adds to the record."""
        before = len(self.known)
        last = self.page.locator(".last-five li").first
        numbers = last.get_attribute("data-numbers") if last.count() else "none"
        self.type(line)
        self.page.keyboard.press("Enter")
        expect(last).not_to_have_attribute("data-numbers", numbers or "")
        added = self.entries()[before:]
        assert added, line
        return added

    def answered(self, line: str, sentence: str) -> None:
        """A line that records nothing is kept, with a sentence that says what to do."""
        self.type(line)
        expect(self.page.locator("#capture-preview")).to_contain_text(sentence)
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_text(sentence).first).to_be_visible()
        expect(self.page.get_by_role("combobox")).to_have_value(line)
        self.page.keyboard.press("Escape")

    def goes(self, line: str, to: str) -> None:
        self.type(line)
        self.page.keyboard.press("Enter")
        section, _, label = to.rpartition(", ")
        expect(self.page.locator(".aim b")).to_have_text(label)
        if section:
            expect(self.page.locator(".aim .section")).to_have_text(section)
        expect(self.page.get_by_role("combobox")).to_have_value("")


@pytest.fixture(scope="module")
def meeting(guests: SignIn, workshop: str) -> str:
    """The workshop with more delegations in its meeting."""
    secretariat = guests("secretariat")
    secretariat.goto(f"{workshop}/meetings/demonstration/delegations")
    secretariat.locator("textarea").fill("\n".join(f"{code};{name}" for code, name in MORE))
    secretariat.get_by_role("button", name="Add these delegations").click()
    expect(secretariat.get_by_role("cell", name="Viet Nam").first).to_be_visible()
    secretariat.close()
    return workshop


@pytest.fixture
def desk(meeting: str, signed_in: SignIn, tmp_path: Path) -> tuple[Desk, Page]:
    file = tmp_path / "draft.txt"
    file.write_text(SOURCE, encoding="utf-8")
    secretariat = signed_in("secretariat")
    address = imported(secretariat, meeting, file, "A text to capture in")
    chair = opened(signed_in("chair"), address)
    return Desk(secretariat, address), chair


def stances(entries: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["delegation"], one["payload"]["stance"]) for one in entries]


def test_every_line_of_a_note_taker_is_recorded_or_answered(desk: tuple[Desk, Page]) -> None:
    """S7: each form, with the keyboard alone; Y3: going to paragraphs by their names."""
    at, _ = desk
    for form in FORMS:
        form(at)


def goes_to_places(at: Desk) -> None:
    at.goes("PP3", "PP3")
    at.goes("Article 3", "Article 3")
    at.goes("Article 4, 1", "Article 4, 1")
    at.goes("22", "22")
    at.answered("257", "“257” is no paragraph here.")
    at.answered("0", "No paragraph is before the room.")
    at.goes("Article 3, 1", "Article 3, 1")


def takes_positions(at: Desk) -> None:
    assert stances(at.enter("nor +")) == [("NOR", "supports")]
    assert stances(at.enter("ken !")) == [("KEN", "objects")]
    assert stances(at.enter("iran ?")) == [("IRN", "reserves")]
    assert stances(at.enter("viet ~")) == [("VNM", "can_accept")]
    assert stances(at.enter("cote +")) == [("CIV", "supports")]
    assert stances(at.enter("Côte d'Ivoire !")) == [("CIV", "objects")]
    assert stances(at.enter("Côte d’Ivoire +")) == [("CIV", "supports")]
    three = at.enter("eu, nor, jpn ~")
    assert sorted(stances(three)) == [("EU", "can_accept"), ("JPN", "can_accept"), ("NOR", "can_accept")]
    [one] = at.enter('g77 + "could go along if Article 4 is kept"')
    assert one["payload"]["statement"] == "could go along if Article 4 is kept"
    [one] = at.enter("ken 0")
    assert (one["kind"], one["delegation"]) == ("position_withdrawn", "KEN")


def proposes_words(at: Desk) -> None:
    tabled, changed = at.enter('EU, NOR, JPN: ins "women," before "local"')
    assert tabled["payload"]["proposal"]["sponsors"] == ["EU", "NOR", "JPN"]
    assert "women, " in str(changed["payload"]["change"])
    proposal = tabled["payload"]["proposal"]["id"]
    [one] = at.enter("per + eu")
    assert one["payload"]["proposal"] == proposal
    [one] = at.enter("per supports EU")
    assert (one["payload"]["proposal"], one["payload"]["statement"]) == (proposal, None)
    assert at.enter('g77: del "and cities"')[-1]["kind"] == "text_changed"
    _, changed = at.enter('viet nam: replace "communities" with "towns"')
    assert {"insert": "towns"}.items() <= changed["payload"]["change"][-1].items()
    for line in ("iran: [private sector]", 'ken: bracket "private sector"'):
        tabled, changed = at.enter(line)
        assert tabled["payload"]["proposal"]["kind"] == "reservation"
        assert changed["payload"]["change"][-1]["retain"] == len("private sector")
    at.answered(
        'nor: ins "voluntary" before "efforts" and del "the"',
        "“the” stands 2 times in paragraph Article 3, 1: add words around it, or its number after it, as in “the” 2.",
    )
    tabled, changed = at.enter('nor: ins "voluntary" before "efforts" and del "the" 1')
    marks = [op for op in changed["payload"]["change"] if op.get("attributes")]
    assert [set(op["attributes"]) for op in marks] == [
        {f"del:{tabled['payload']['proposal']['id']}"},
        {"ins"},
    ]
    at.answered('ken: del "nowhere"', "“nowhere” is not in paragraph Article 3, 1.")


def proposes_about_the_whole(at: Desk) -> None:
    at.goes("22", "22")
    for line in ("usa: delete paragraph", "chile: del para", "peru: del"):
        [tabled] = at.enter(line)
        assert tabled["payload"]["proposal"]["kind"] == "deletion"
    tabled, _ = at.enter('Iran on behalf of G77: del "secretariat"')
    assert (tabled["delegation"], tabled["payload"]["spoken"]) == ("G77", {"G77": "IRN"})
    [added] = at.enter('nor: 22 bis "Decides to keep it under [annual] review;"')
    assert (added["payload"]["label"], added["payload"]["proposals"][0]["sponsors"]) == ("22 bis", ["NOR"])
    assert added["payload"]["wording"][0]["insert"] == "Decides to keep it under annual review;"
    [added] = at.enter('nor: alt "Welcomes all efforts;"')
    assert (added["payload"]["label"], added["payload"]["relation"]["kind"]) == ("22 alt", "instead")
    at.goes("22 bis", "22 bis")


def takes_back(at: Desk) -> None:
    at.goes("2", "2")
    at.enter("ken: del 'well in advance of'")
    at.enter('eu: del "State\'s"')
    [one] = at.enter("eu: withdraw")
    assert (one["kind"], one["delegation"]) == ("proposal_withdrawn", "EU")
    at.enter("nor: [report]")
    [one] = at.enter("nor: lift")
    assert (one["kind"], one["delegation"]) == ("reservation_lifted", "NOR")


def answers(at: Desk) -> None:
    at.answered('ken: remark "we will come back to it"', "Remarks are not recorded yet.")
    at.answered("agree", "Only the Chair gavels")
    at.answered("agreed ad ref", "Only the Chair gavels")
    at.answered("nor + could go along", "A statement is put in quotation marks")


FORMS: tuple[Callable[[Desk], None], ...] = (
    goes_to_places,
    takes_positions,
    proposes_words,
    proposes_about_the_whole,
    takes_back,
    answers,
)


def test_capture_follows_the_room_and_asks_when_it_went_on(desk: tuple[Desk, Page]) -> None:
    """Y4: what is before the room counts, wherever one looks; a line that was begun before is asked about."""
    at, chair = desk
    page = at.page
    puts_before_room(chair, "22")
    expect(page.locator(".aim")).to_have_text(re.compile("22.*before the room"))
    page.keyboard.press("Escape")
    page.keyboard.press("Home")
    page.keyboard.press("c")
    one = at.enter("nor +")[-1]
    twenty_two = one["payload"]["paragraph"]
    at.type("jpn ")
    puts_before_room(chair, "2")
    expect(page.locator(".aim b")).to_have_text("2")
    page.keyboard.type("+")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("For which is it?")
    before = len(at.entries())
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("as when the line was begun")
    assert len(at.entries()) == before
    page.keyboard.press("Enter")
    expect(page.locator(".last-five li")).to_have_count(2)
    assert at.entries()[-1]["payload"]["paragraph"] == twenty_two
    page.keyboard.press("Alt+p")
    expect(page.locator(".aim small")).to_have_text("pinned")
    at.goes("0", "2")
    expect(page.locator(".aim small")).to_have_text("before the room")


def puts_before_room(chair: Page, label: str) -> None:
    paragraph(chair, label).locator(".lab").click()
    chair.keyboard.press("p")
    expect(paragraph(chair, label).locator("xpath=preceding-sibling::*[1]")).to_contain_text(
        "Before the room"
    )


def test_slip_is_taken_back_as_entered_in_error(desk: tuple[Desk, Page]) -> None:
    """Y7: Ctrl Z in the empty line takes back the last line, whatever acts it made; the button does so too."""
    at, _ = desk
    page = at.page
    at.goes("22", "22")
    at.enter('nor, ken: del "secretariat"')
    at.enter("eu, jpn +")
    lines = page.locator(".last-five li")
    expect(lines).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(lines).to_have_count(1)
    kinds = [(one["kind"], one["delegation"]) for one in at.entries()[-2:]]
    assert kinds == [("act_taken_back", None)] * 2
    expect(page.get_by_role("combobox")).to_be_focused()
    lines.get_by_role("button", name="Undo").click()
    expect(lines).to_have_count(0)
    expect(paragraph(page, "22").locator("del")).to_have_count(0)
    at.type("nor ")
    page.keyboard.press("Control+z")
    assert at.entries()[-1]["kind"] == "act_taken_back"
    assert len([one for one in at.entries() if one["kind"] == "act_taken_back"]) == 3


def test_last_lines_are_taken_back_after_a_reload_too(desk: tuple[Desk, Page]) -> None:
    """S84: the lines stand there again, and Ctrl Z in the empty line takes back the last one."""
    at, _ = desk
    page = at.page
    at.goes("22", "22")
    at.enter('nor: del "secretariat"')
    page.reload()
    lines = page.locator(".last-five li")
    expect(lines).to_have_count(1)
    expect(lines).to_contain_text('nor: del "secretariat"')
    page.keyboard.press("c")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(lines).to_have_count(0)
    assert at.entries()[-1]["kind"] == "act_taken_back"


def test_line_shows_its_change_in_place_and_completes_words(desk: tuple[Desk, Page]) -> None:
    """Y6: the change stands in its paragraph before Enter; Tab completes the words of the paragraph."""
    at, _ = desk
    page = at.page
    at.goes("22", "22")
    at.type('nor, ken: ins "annually" after "to rep')
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox")).to_have_value('Norway, ken: ins "annually" after "to report"')
    row = paragraph(page, "22")
    expect(row.locator("ins.previewed")).to_have_text("annually")
    expect(row.locator(".preview-tag")).to_have_text("preview")
    expect(row.locator(".att.previewed")).to_contain_text("Norway, Kenya")
    page.keyboard.press("Escape")
    expect(row.locator(".previewed")).to_have_count(0)


def test_paragraph_that_the_line_opens_leads_back_to_the_line(desk: tuple[Desk, Page]) -> None:
    """Y9: words for a delegation are one act of the line, and the next line is typed at once."""
    at, _ = desk
    page = at.page
    line = page.get_by_role("combobox")
    at.goes("22", "22")
    for key, count in (("Enter", 1), ("Escape", 1)):
        at.type("ken")
        page.keyboard.press("Enter")
        expect(field(page, "22")).to_be_focused()
        if key == "Enter":
            page.keyboard.type(" from Kenya")
        page.keyboard.press(key)
        page.keyboard.type("nor +")
        expect(line).to_have_value(re.compile(r"nor \+$"))
        page.keyboard.press("Escape")
        expect(page.locator(".last-five li")).to_have_count(count)
    expect(page.locator(".last-five li")).to_contain_text("from Kenya")
    expect(paragraph(page, "22").locator("ins:visible")).to_contain_text("from Kenya")
    page.keyboard.press("Control+z")
    expect(page.locator(".last-five li")).to_have_count(0)
    expect(paragraph(page, "22").locator("ins")).to_have_count(0)


def test_pin_holds_the_paragraph_that_it_stands_beside(desk: tuple[Desk, Page]) -> None:
    """Y4: not the one that the note-taker looks at."""
    at, chair = desk
    page = at.page
    puts_before_room(chair, "22")
    expect(page.locator(".aim b")).to_have_text("22")
    page.keyboard.press("Escape")
    paragraph(page, "2").locator(".lab").click()
    page.locator(".aim").get_by_role("button", name="Pin").click()
    expect(page.locator(".aim small")).to_have_text("pinned")
    puts_before_room(chair, "2")
    expect(page.locator(".aim b")).to_have_text("22")
