"""A real browser for tests and pictures: Debian's Chromium or Firefox where it is, else Playwright's own.

The variable BROWSER says which one the tests drive: `chromium` (if not given) or `firefox`.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Playwright, sync_playwright

CHROMIUM = "chromium"
FIREFOX = "firefox"
# Windows of all people act as if each were in front; else keys go to the one that was opened last.
FIREFOX_PREFERENCES: dict[str, str | float | bool] = {"focusmanager.testmode": True}


def chromium_path() -> str | None:
    """
    The binary that CHROMIUM names, or Debian's, first of all the one without windows, which Playwright takes too and
    which opens pages in half the time; None for Playwright's own.
    """
    return os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or whole_chromium_path()


def whole_chromium_path() -> str | None:
    """The binary that CHROMIUM names, or Debian's that people have; None where there is none of these."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


def firefox_path() -> str | None:
    """The binary that FIREFOX names, or Debian's; None for Playwright's own."""
    return os.environ.get("FIREFOX") or shutil.which("firefox-esr")


def wanted_engine() -> str:
    return os.environ.get("BROWSER", CHROMIUM)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running Chromium without a window."""
    with sync_playwright() as playwright, _closing(_launch_chromium(playwright)) as browser:
        yield browser


@contextmanager
def wanted_browser() -> Iterator[Browser]:
    """The running browser that BROWSER names. Raises ValueError for a name that is neither."""
    launch = {CHROMIUM: _launch_chromium, FIREFOX: _launch_firefox}.get(wanted_engine())
    if launch is None:
        raise ValueError(f"BROWSER is {CHROMIUM} or {FIREFOX}, not {wanted_engine()}.")
    with sync_playwright() as playwright, _closing(launch(playwright)) as browser:
        yield browser


def _launch_chromium(playwright: Playwright) -> Browser:
    # Root, as in a container of a test machine, cannot have Chromium's sandbox.
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=chromium_path(), args=flags)


def _launch_firefox(playwright: Playwright) -> Browser:
    path = firefox_path()
    # A Firefox as people have it is driven over WebDriver BiDi; Playwright's own is a patched one.
    channel = None if path is None else "moz-firefox"
    return playwright.firefox.launch(
        executable_path=path, channel=channel, firefox_user_prefs=FIREFOX_PREFERENCES
    )


@contextmanager
def _closing(browser: Browser) -> Iterator[Browser]:
    try:
        yield browser
    finally:
        browser.close()
