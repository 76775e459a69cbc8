"""People with browsers of their own: each signs in to a demonstration in a context that shares nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Error, Page

from server.services.demonstration.meeting import PASSWORD

PATIENCE_MILLISECONDS = 20_000

SignIn = Callable[..., Page]

# Firefox tells of a line that broke as it tells of errors of the page.
LINES = ("Firefox can’t establish a connection", "The connection to ws")


@contextmanager
def visitors(browser: Browser, address: str) -> Iterator[SignIn]:
    """Gives `sign_in(name, **options of the context)`. Any error that a page raised fails at the end."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def sign_in(name: str, **options: object) -> Page:
        wanted: dict[str, object] = {"viewport": {"width": 1440, "height": 900}, **options}
        context = browser.new_context(**wanted)  # type: ignore[arg-type]  # Playwright types each option by itself.
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        page.on("pageerror", lambda error: faults.extend(_faults_of(name, error)))
        page.goto(f"{address}/sign-in")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "sign-in" not in url)
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert faults == [], faults


def _faults_of(name: str, error: Error) -> list[str]:
    return [] if error.message.startswith(LINES) else [f"{name}: {error}"]
