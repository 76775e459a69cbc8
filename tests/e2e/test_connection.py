"""A server that goes and comes back, and a session that ends, under somebody's hands (S13, C5)."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.served import free_port, served
from tests.support.text_page import DEMONSTRATION, opened, paragraph, written
from tests.support.visitors import SignIn, visitors

pytestmark = pytest.mark.browser

LABEL = "16"
BACK_MILLISECONDS = 45_000


def status(page: Page, said: str) -> None:
    expect(page.locator(".head .live [role=status]")).to_contain_text(said, timeout=BACK_MILLISECONDS)


def test_server_that_stops_and_starts_again_loses_nothing(browser: Browser, tmp_path: Path) -> None:
    """S13: reconnecting is said with what is unsent, then live again; every letter is on record once."""
    instance, port = tmp_path / "served", free_port()
    with ExitStack() as running:
        address = running.enter_context(served(instance, port))
        # The browsers live on when the server has stopped.
        browsers = ExitStack()
        signed_in = browsers.enter_context(visitors(browser, address))
        eu, japan = (opened(signed_in(name), address + DEMONSTRATION) for name in ("eu", "japan"))
        written(eu, LABEL)
        eu.keyboard.type("In all ")
    with browsers:
        status(eu, "reconnecting")
        eu.keyboard.type("countries, ")
        eu.keyboard.press("Enter")
        status(eu, "1 unsent")
        eu.keyboard.press("Escape")
        japan.keyboard.press("s")
        status(japan, "1 unsent")
        with served(instance, port):
            for page in (eu, japan):
                status(page, "live")
                expect(page.locator(".head .live")).not_to_contain_text("unsent")
            expect(paragraph(japan, LABEL)).to_contain_text("In all countries, ", timeout=BACK_MILLISECONDS)
            state = eu.request.get(f"{address}/api{DEMONSTRATION}/state").json()["state"]
            assert str(state).count("In all countries, ") == 1


def test_session_that_ends_leaves_the_text_to_read_and_keeps_what_was_written(
    browser: Browser, tmp_path: Path
) -> None:
    """S13, C5: signing out elsewhere, and an account that is closed, are said in a sentence; drafts and words stay."""
    with served(tmp_path / "served") as address, visitors(browser, address) as signed_in:
        signed_out_elsewhere(address, signed_in)
        taken_off(address, signed_in)


def signed_out_elsewhere(address: str, signed_in: SignIn) -> None:
    eu = opened(signed_in("eu"), address + DEMONSTRATION)
    written(eu, LABEL)
    eu.keyboard.type("Composed here. ")
    other = eu.context.new_page()
    other.goto(f"{address}/account")
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url("**/sign-in*")
    status(eu, "read only")
    expect(eu.locator(".ended")).to_contain_text("sign in", ignore_case=True)
    expect(paragraph(eu, LABEL)).to_contain_text("Composed here.")

    # Whoever signs in again finds what was composed.
    other.get_by_label("Name").fill("eu")
    other.get_by_label("Password").fill("early-warning")
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url(f"{address}/")
    status(eu, "live")
    expect(eu.locator(".ended")).to_have_count(0)
    eu.keyboard.press("Enter")
    expect(paragraph(eu, LABEL).locator("ins:visible", has_text="Composed here.")).to_be_visible()
    expect(eu.locator(".head .live")).not_to_contain_text("unsent")


def taken_off(address: str, signed_in: SignIn) -> None:
    japan = opened(signed_in("japan"), address + DEMONSTRATION)
    written(japan, LABEL)
    japan.keyboard.type("Not yet tabled. ")
    secretariat = signed_in("secretariat")
    secretariat.goto(f"{address}/meetings/demonstration/participants")
    row = secretariat.get_by_role("row").filter(has_text="Haruka Mori")
    row.get_by_role("button", name="End access").click()
    expect(secretariat.get_by_text("can no longer sign in")).to_be_visible()
    status(japan, "live")
    secretariat.get_by_role("button", name="End access").click()
    status(japan, "read only")
    expect(japan.locator(".ended")).to_be_visible()
    expect(paragraph(japan, LABEL)).to_contain_text("Not yet tabled.")
