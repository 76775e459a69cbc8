"""What the screens show, in a real browser, on small windows and on paper too."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.support.texts import paragraph_payload
from tests.e2e.acting import Play, Stage, staged
from tests.support.text_page import DEMONSTRATION, opened
from tests.support.visitors import visitors
from tests.support.waiting import until_page

pytestmark = pytest.mark.browser

WIDTHS = "(one) => [one.scrollWidth, one.clientWidth]"
# The clock of the machine, some hours off.
OFF = """
const Right = Date;
globalThis.Date = class extends Right {
  constructor(...given) { super(...(given.length > 0 ? given : [Right.now() + %d])); }
  static now() { return Right.now() + %d; }
};
"""
# What a click in the middle of it would meet: the button itself, or what lies over it.
MET = """
(one) => {
  one.scrollIntoView({ block: "nearest", inline: "nearest" });
  const { left, top, width, height } = one.getBoundingClientRect();
  const met = document.elementFromPoint(left + width / 2, top + height / 2);
  return one.contains(met) ? null : `${one.textContent} lies under ${met && met.className}`;
}
"""


@pytest.fixture(scope="module")
def stage(browser: Browser, address: str) -> Iterator[Callable[[str], Stage]]:
    with staged(browser, address) as found:
        yield found


def test_whole_deletion_is_said_at_its_bracket_and_labels_are_whole(stage: Callable[[str], Stage]) -> None:
    """S28."""
    play = Play(stage("chair"), None, "key")
    play.new()
    play.proposed("All ")
    deletion = {"paragraph": play.paragraph, "proposal": "x-whole01", "kind": "deletion", "place": None}
    play.given("secretariat", "table_proposal", deletion, "USA")
    row = play.row()
    expect(row).to_contain_text("[[All – Peru] States should cooperate. – United States of America: delete]")
    expect(row.locator("del")).to_have_count(0)
    expect(outlined(play, play.paragraph)).to_contain_text("[All] States should")

    payload = paragraph_payload(play.paragraph, "operative", "19 quinquies", "Contact points.")
    play.given("secretariat", "add_paragraph", payload)
    label = outlined(play, payload["paragraph"]).locator("b")
    expect(label).to_have_text("19 quinquies")
    scrolled, shown = label.evaluate(WIDTHS)
    assert scrolled <= shown


def outlined(play: Play, paragraph: str) -> Locator:
    return play.page.locator(f'.outline [data-paragraph="{paragraph}"]')


@pytest.mark.parametrize("hours", [-5, 5])
def test_time_is_the_servers_where_the_clock_is_wrong(browser: Browser, address: str, hours: int) -> None:
    """S12: in the header, and for the text as of a moment."""
    off = hours * 3_600_000
    with visitors(browser, address) as signed_in:
        page = signed_in("observer")
        page.add_init_script(OFF % (off, off))
        opened(page, address + DEMONSTRATION)
        now = datetime.now(UTC).astimezone(ZoneInfo("Europe/Vienna"))
        near = [(now + timedelta(minutes=step)).strftime("%H:%M") for step in (-1, 0, 1)]
        expect(page.locator(".when .num")).to_have_text(re.compile("|".join(near)))
        page.keyboard.press("t")
        page.locator(".sheet input[type=datetime-local]").fill(now.strftime("%Y-%m-%dT%H:%M"))
        page.keyboard.press("Enter")
        expect(page.locator(".past-banner")).to_be_visible()


def test_back_closes_what_is_open_and_stays_in_the_text(stage: Callable[[str], Stage]) -> None:
    """S42."""
    play = Play(stage("delegate"), None, "pointer")
    first, second = play.new(), play.new()
    page, text = play.page, play.page.url.partition("#")[0]
    play.select(first)
    until_page(page, "(id) => location.hash === `#${id}`", first)
    page.reload()
    expect(page.get_by_text("live", exact=True)).to_be_visible()
    # As Enter in the address line: the page stays, and in Firefox its entry of the history says nothing any more.
    page.evaluate("location.assign(location.href)")
    if page.context.browser and page.context.browser.browser_type.name == "firefox":
        until_page(page, "() => history.state === null")
    play.select(second)
    until_page(page, "(id) => location.hash === `#${id}`", second)
    page.keyboard.press("?")
    expect(play.sheet).to_be_visible()
    page.go_back()
    expect(play.sheet).to_have_count(0)
    expect(play.row(second)).to_have_attribute("aria-current", "true")

    page.keyboard.press("t")
    page.locator(".sheet input").nth(1).fill("2")
    page.keyboard.press("Enter")
    expect(page.locator(".past-banner")).to_be_visible()
    page.go_back()
    expect(page.locator(".past-banner")).to_have_count(0)

    # What was closed otherwise is no step back.
    page.keyboard.press("?")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(play.sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(play.sheet).to_have_count(0)
    until_page(page, "() => history.state.layers === 1")
    page.go_back()
    expect(page.locator("article[aria-current]")).to_have_count(0)
    assert page.url.startswith(text)


def test_issue_sheet_tells_what_was_agreed_at_the_chosen_time(stage: Callable[[str], Stage]) -> None:
    """S43: and the document is said to contain its level and those above."""
    play = Play(stage("secretariat"), None, "key")
    play.new()
    play.select()
    play.page.keyboard.press("S")
    note = play.sheet.locator(".note")
    expect(note).to_contain_text("As of now: 0 agreed")
    time = play.sheet.locator("input[type=datetime-local]")
    time.fill("2020-01-01T10:00")
    expect(play.sheet).to_contain_text("At that moment this text was not open yet.")
    expect(note).to_have_count(0)
    # The minute that runs is now, and nothing is refused as still to come.
    time.fill(time.get_attribute("max") or "")
    expect(note).to_contain_text("As of now")
    play.confirm()
    expect(play.sheet.locator(".documents")).to_contain_text("agreed in informals and above")
    play.page.keyboard.press("Escape")
    play.stage.refresh()


# Firefox is given no paper by WebDriver BiDi.
@pytest.mark.chromium
def test_paper_has_the_text_and_nothing_around_it(stage: Callable[[str], Stage]) -> None:
    """S44."""
    play = Play(stage("chair"), None, "key")
    play.new()
    play.select()
    play.page.emulate_media(media="print")
    try:
        paper(play)
    finally:
        play.page.emulate_media(media="screen")


def paper(play: Play) -> None:
    for around in ("header.head", ".outline", ".panel", ".foot"):
        expect(play.page.locator(around)).to_be_hidden()
    expect(play.row()).to_be_visible()
    expect(play.page.locator(".on-paper")).to_contain_text(re.compile(r"As of .* no\. "))
    overflow = "() => getComputedStyle(document.querySelector('main')).overflowY"
    assert play.page.evaluate(overflow) == "visible"


@pytest.mark.parametrize("height", [256, 600])
def test_no_button_lies_under_another_thing_at_400_per_cent(
    stage: Callable[[str], Stage], height: int
) -> None:
    """S45: 320 CSS pixels."""
    play = Play(stage("chair"), None, "key")
    play.new()
    play.select()
    page = play.page
    page.set_viewport_size({"width": 320, "height": height})
    try:
        for key in ("g", "b", "S", "d"):
            page.keyboard.press(key)
            expect(play.sheet).to_be_visible()
            met(play.sheet.locator("button"))
            page.keyboard.press("Escape")
            expect(play.sheet).to_have_count(0)
        dismiss(page)
        met(page.locator("header.head button:visible, .foot button:visible"))
        for bar in ("header.head", ".foot"):
            held = page.locator(bar).evaluate("bar => bar.scrollHeight - bar.clientHeight")
            assert held <= 1, f"What is in {bar} stands below it"
    finally:
        page.set_viewport_size({"width": 1440, "height": 900})


def met(buttons: Locator) -> None:
    assert buttons.count() > 0
    for button in buttons.all():
        assert button.evaluate(MET) is None


def dismiss(page: Page) -> None:
    for button in page.locator(".whisper").get_by_role("button", name="Close this message").all():
        button.click()
