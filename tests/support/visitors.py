"""
People with browsers of their own: each is signed in to a demonstration in a context that shares nothing. The form is
sent without the browser, which takes seconds for its two pages; test_pages.py signs in on the screen.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.support.signed_in import cookies

PATIENCE_MILLISECONDS = 20_000

SignIn = Callable[..., Page]

# Firefox tells of a line that broke as it tells of errors of the page.
LINES = ("Firefox can’t establish a connection", "The connection to ws")


@contextmanager
def visitors(browser: Browser, address: str, *, again: bool = False) -> Iterator[SignIn]:
    """
    Gives `sign_in(name, **options of the context)`. Any error that a page raised fails at the end. Where people come
    `again`, one who did before gets another window of the same browser.
    """
    contexts: list[BrowserContext] = []
    known: dict[str, BrowserContext] = {}
    faults: list[str] = []

    def sign_in(name: str, **options: Any) -> Page:
        context = known.get(name) if again else None
        if context is None:
            known[name] = context = new_browser(name, options)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        page.on("pageerror", lambda error: faults.extend(_faults_of(name, error)))
        return page

    def new_browser(name: str, options: dict[str, Any]) -> BrowserContext:
        wanted: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, **options}
        context = browser.new_context(**wanted)
        contexts.append(context)
        # What the context was given, like the way to one of several processes, stands.
        given = {one.get("name") for one in context.cookies()}
        context.add_cookies(
            [
                {"name": key, "value": value, "url": address}
                for key, value in cookies(address, name)
                if key not in given
            ]
        )
        return context

    yield sign_in
    for context in contexts:
        context.close()
    assert faults == [], faults


def _faults_of(name: str, error: Error) -> list[str]:
    return [] if error.message.startswith(LINES) else [f"{name}: {error}"]
