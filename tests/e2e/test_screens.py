"""What the screens show, in a real browser, on small windows and on paper too."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from benchmarks.support.texts import paragraph_payload
from tests.e2e.acting import Play, Stage, staged

pytestmark = pytest.mark.browser

WIDTHS = "(one) => [one.scrollWidth, one.clientWidth]"


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
