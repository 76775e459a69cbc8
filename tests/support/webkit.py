"""WebKit as GNOME's browser has it: MiniBrowser on a screen of its own, driven by WebDriver, with real keys of X."""

import os
import shutil
import subprocess
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver import ActionChains, WebKitGTK
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from server.services.demonstration.meeting import PASSWORD

PATIENCE_SECONDS = 20.0
MINIBROWSERS = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"


@dataclass(frozen=True)
class WebKit:
    """One window in which one person works."""

    driver: WebKitGTK
    display: str

    def sign_in(self, address: str, name: str) -> None:
        self.driver.get(f"{address}/sign-in")
        for field, value in (("name", name), ("password", PASSWORD)):
            self.driver.find_element(By.NAME, field).send_keys(value)
        self.find("main form button, form button[type=submit]").click()
        self.until(lambda: "sign-in" not in self.driver.current_url)

    def find(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector: str) -> str:
        """What is drawn there; nothing where it is not there."""
        said = self.driver.execute_script(
            "return document.querySelector(arguments[0])?.textContent ?? ''", selector
        )
        return str(said)

    def until(self, holds: Callable[[], object]) -> None:
        """Waits until something holds, asking again where the page drew itself again meanwhile."""
        waiting = WebDriverWait(
            self.driver,
            PATIENCE_SECONDS,
            ignored_exceptions=(NoSuchElementException, StaleElementReferenceException),
        )
        waiting.until(lambda _: holds())

    def press(self, *keys: str, holding: tuple[str, ...] = ()) -> None:
        """Keys or letters, one after the other, while others are held."""
        chain = ActionChains(self.driver)
        for one in holding:
            chain.key_down(one)
        for key in keys:
            chain.send_keys(key)
        for one in reversed(holding):
            chain.key_up(one)
        chain.perform()

    def word_left(self, times: int = 1, *, selecting: bool = False) -> None:
        held = (Keys.CONTROL, Keys.SHIFT) if selecting else (Keys.CONTROL,)
        self.press(*[Keys.ARROW_LEFT] * times, holding=held)

    def key_of_x(self, *names: str) -> None:
        """Keys as a keyboard gives them, which the input method sees first: `dead_acute`, `e`."""
        environment = {**os.environ, "DISPLAY": self.display}
        search = ["xdotool", "search", "--onlyvisible", "--name", "."]
        found = subprocess.run(search, env=environment, check=True, capture_output=True, text=True).stdout
        # No other window has a name there.
        window = found.split()[0]
        subprocess.run(
            ["xdotool", "windowfocus", "--sync", window, "key", *names], env=environment, check=True
        )


@contextmanager
def webkit() -> Iterator[WebKit]:
    """A running WebKit. Skips the test, and says what to install, where something is missing."""
    binary = _minibrowser()
    with _screen() as display:
        options = Options()
        options.binary_location = binary
        options.add_argument("--automation")
        service = Service(shutil.which("WebKitWebDriver"), env={**os.environ, "DISPLAY": display})
        with warnings.catch_warnings():
            # Of selenium about itself.
            warnings.simplefilter("ignore", DeprecationWarning)
            driver = WebKitGTK(options=options, service=service)
        try:
            yield WebKit(driver, display)
        finally:
            driver.quit()


def _minibrowser() -> str:
    found = sorted(Path("/").glob(MINIBROWSERS.lstrip("/")))
    programs = {"WebKitWebDriver": "webkit2gtk-driver", "Xvfb": "xvfb", "xdotool": "xdotool"}
    missing = [package for program, package in programs.items() if shutil.which(program) is None]
    if missing or not found:
        pytest.skip(f"WebKit is not tried, for want of: {' '.join(missing) or 'webkit2gtk-driver'}.")
    return str(found[-1])


@contextmanager
def _screen() -> Iterator[str]:
    """A screen that nobody sees; gives its name for DISPLAY."""
    said, told = os.pipe()
    command = ["Xvfb", "-displayfd", str(told), "-screen", "0", "1440x900x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[told], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(told)
    try:
        with os.fdopen(said) as number:
            yield f":{number.readline().strip()}"
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
