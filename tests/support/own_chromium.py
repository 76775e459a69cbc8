"""A Chromium that is closed and killed as people's are, with a profile that outlives it."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from tests.support.browser import whole_chromium_path
from tests.support.raw_socket import PATIENCE


@contextmanager
def own_chromium(
    browser: Browser, profile: Path
) -> "Iterator[tuple[BrowserContext, subprocess.Popen[bytes]]]":
    """A Chromium of the test's own, with a profile on the disk, as people have it."""
    binary = whole_chromium_path() or browser.browser_type.executable_path
    (profile / "DevToolsActivePort").unlink(missing_ok=True)
    flags = ["--headless=new", "--no-sandbox", "--remote-debugging-port=0", "--no-first-run", "about:blank"]
    process = subprocess.Popen(
        [binary, f"--user-data-dir={profile}", *flags], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        connected = browser.browser_type.connect_over_cdp(f"http://127.0.0.1:{_devtools(profile)}")
        yield connected.contexts[0], process
        if process.poll() is None:
            # As from its menu: what it has still to write, it writes.
            connected.new_browser_cdp_session().send("Browser.close")
            process.wait(PATIENCE)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(PATIENCE)


def _devtools(profile: Path) -> str:
    """The port that this Chromium says it listens on."""
    until_then = time.monotonic() + 4 * PATIENCE
    while time.monotonic() < until_then:
        said = profile / "DevToolsActivePort"
        if said.exists() and (lines := said.read_text(encoding="ascii").splitlines()):
            return lines[0]
        time.sleep(0.1)
    raise AssertionError("Chromium did not start.")
