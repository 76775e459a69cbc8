"""The plain pages in a real browser: without JavaScript, on a phone, under the policy, as axe sees them (G29, G30)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.axe import serious_findings

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/public",
    "/public/demonstration",
    "/account",
    "/meetings/new",
    "/meetings/demonstration",
    "/meetings/demonstration/delegations",
    "/meetings/demonstration/participants",
    "/meetings/demonstration/facts",
    "/meetings/demonstration/security",
    "/meetings/demonstration/texts/new",
    "/texts/t-demonstration/reading",
    "/texts/t-demonstration/documents",
    "/texts/t-demonstration/import",
    "/texts/t-demonstration/files",
    "/texts/t-demonstration/settings",
    "/nothing-here",
]


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("Name").fill("secretariat")
    page.get_by_label("Password").fill("early-warning")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/")


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context()
    opened = context.new_page()
    sign_in(opened, address)
    yield opened
    context.close()


# What axe reads of a page that the server sets, Chromium and Firefox read alike.
@pytest.mark.once
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/sign-in", *PAGES])
def test_page_has_no_serious_finding_of_axe(page: Page, address: str, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(address + path)
    assert serious_findings(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_page_fits_a_phone_and_double_size(page: Page, address: str, path: str) -> None:
    for width in (360, 640):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width
    page.set_viewport_size({"width": 1280, "height": 800})


def test_pages_work_without_javascript_and_break_no_policy(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    sign_in(page, address)
    page.get_by_role("link", name="Intergovernmental expert group").first.click()
    # Others may have opened texts before that stand above it.
    page.locator('a[href$="/texts/t-demonstration/reading"]', has_text="Plain reading").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Preliminary conclusions and recommendations"
    assert page.locator(".br").count() > 10
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{address}/sign-in")
    assert [one for one in said if "Content Security Policy" in one] == []
    context.close()


def test_page_fonts_come_from_this_server(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/sign-in")
    page.evaluate("document.fonts.ready")
    assert any(url.endswith(".woff2") for url in asked)
    assert all(url.startswith(address) for url in asked)
    context.close()
