"""Two people use one browser: no window goes on in the name of who has gone (G33, G34)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.served import served
from tests.support.text_page import DEMONSTRATION, field, opened, paragraph, written

pytestmark = pytest.mark.browser

PASSWORD = "early-warning"
WORDS = "These are words of Kenya. "
OTHER = "Somebody else has signed in here."


@pytest.fixture(scope="module")
def own_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 800})
    yield made
    made.close()


def sign_in(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/")


def sign_out(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{address}/sign-in")


def test_window_is_its_persons_when_another_signs_in_and_comes_back_with_them(
    context: BrowserContext, own_address: str, tmp_path: Path
) -> None:
    first, second = context.new_page(), context.new_page()
    sign_in(first, own_address, "eu")
    opened(first, f"{own_address}{DEMONSTRATION}")
    label = free_paragraph(context, own_address)
    written(first, label)
    first.keyboard.type(WORDS)
    expect(paragraph(first, label)).to_contain_text(WORDS.strip())
    sign_out(second, own_address)
    sign_in(second, own_address, "japan")
    expect(first.locator(".ended")).to_contain_text(OTHER, timeout=20_000)
    expect(field(first, label)).to_have_count(0)
    expect(paragraph(first, label)).to_contain_text(WORDS.strip())
    first.screenshot(path=tmp_path / "other-person.png")
    # The same address in the second tab is the other person's, without those words; so is the first, loaded again.
    for page in (second, first):
        opened(page, f"{own_address}{DEMONSTRATION}")
        expect(paragraph(page, label)).not_to_contain_text(WORDS.strip())
    first.close()
    sign_out(second, own_address)
    sign_in(second, own_address, "eu")
    opened(second, f"{own_address}{DEMONSTRATION}")
    expect(paragraph(second, label)).to_contain_text(WORDS.strip(), timeout=20_000)
    reading = context.request.get(f"{own_address}/api/texts/t-demonstration/rolling.txt").text()
    assert WORDS.strip() not in reading


def free_paragraph(context: BrowserContext, address: str) -> str:
    """The label of a numbered paragraph that is open to all."""
    state = context.request.get(f"{address}/api/texts/t-demonstration/state").json()["state"]
    free = (
        each["label"]
        for each in state["paragraphs"].values()
        if each["kind"] == "operative" and not (each["agreement"] or each["withdrawn"] or each["marks"])
    )
    return str(next(free))
