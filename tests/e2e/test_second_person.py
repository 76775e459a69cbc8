"""The Secretariat names a Chair, and somebody else confirms it, in two browsers (G37); a guesser sees the wait (G2)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.served import served
from tests.support.visitors import visitors

pytestmark = pytest.mark.browser

MEETING = "/meetings/demonstration"


@pytest.fixture(scope="module")
def own_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("served")) as running:
        yield running


def role_of(page: Page, sign_in: str) -> str:
    row = page.get_by_role("row").filter(has=page.get_by_role("cell", name=sign_in, exact=True))
    return row.locator("select").first.input_value()


def test_chair_is_named_by_two_people(browser: Browser, own_address: str) -> None:
    with visitors(browser, own_address) as signed_in:
        secretariat, chair = signed_in("secretariat"), signed_in("chair")
        secretariat.goto(f"{own_address}{MEETING}/participants")
        row = secretariat.get_by_role("row").filter(
            has=secretariat.get_by_role("cell", name="japan", exact=True)
        )
        row.get_by_label("Role of Haruka Mori").select_option("chair")
        row.get_by_role("button", name="Change").click()
        expect(secretariat.get_by_text("1 request waits for a second person")).to_be_visible()
        assert role_of(secretariat, "japan") == "delegate"
        expect(secretariat.get_by_role("button", name="Confirm")).to_have_count(0)
        chair.goto(f"{own_address}{MEETING}")
        chair.get_by_role("button", name="Confirm").click()
        expect(chair.get_by_text("This is done for Haruka Mori.")).to_be_visible()
        secretariat.reload()
        assert role_of(secretariat, "japan") == "chair"
        secretariat.goto(f"{own_address}{MEETING}/security")
        expect(
            secretariat.get_by_role("row", name="Ingrid Solberg confirmed a request chair")
        ).to_be_visible()


# The wait is the server's.
@pytest.mark.once
def test_guesser_is_told_to_wait_and_the_known_browser_is_not(browser: Browser, own_address: str) -> None:
    known, stranger = browser.new_context().new_page(), browser.new_context()

    def filled(page: Page, password: str) -> Page:
        page.goto(f"{own_address}/sign-in")
        page.get_by_label("Name").fill("chair")
        page.get_by_label("Password").fill(password)
        return page

    def attempt(page: Page) -> None:
        page.get_by_role("button", name="Sign in").click(no_wait_after=True)

    attempt(filled(known, "early-warning"))
    known.wait_for_url(f"{own_address}/")
    known.get_by_role("button", name="Sign out").click()
    known.wait_for_url(f"{own_address}/sign-in")
    # All of them before the first place comes back.
    pages = [filled(stranger.new_page(), "not the password") for _ in range(12)]
    for page in pages:
        attempt(page)
    said = [page.get_by_role("alert") for page in pages]
    for alert in said:
        expect(alert).to_be_visible(timeout=20_000)
    assert any("Your turn comes in" in alert.inner_text() for alert in said)
    attempt(filled(known, "early-warning"))
    known.wait_for_url(f"{own_address}/")
    stranger.close()
    known.context.close()
