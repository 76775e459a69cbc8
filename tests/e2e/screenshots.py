"""Makes the pictures of the README's tour again, from the demonstration: `python -m tests.e2e.screenshots`."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.support.browser import chromium
from tests.support.served import ROOT, served
from tests.support.text_page import DEMONSTRATION, opened, paragraph, selected, written
from tests.support.visitors import SignIn, visitors

PICTURES = ROOT / "docs" / "pictures"
WIDE = {"width": 1280, "height": 740}
SCREEN = {"width": 1920, "height": 1080}
PHONE = {"width": 390, "height": 780}
IN_HAND = "14"
SETTLED_MILLISECONDS = 2_500
"""Until words that came in have ceased to flash."""


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder)) as address,
        chromium() as browser,
        visitors(browser, address) as signed_in,
    ):
        text = address + DEMONSTRATION
        reading(signed_in, text)
        composing(signed_in, text)
        deciding(signed_in, text)
        status_document(signed_in, browser, address, Path(folder))
    for picture in sorted(PICTURES.glob("*.png")):
        print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size // 1024} KB")  # noqa: T201 - This is what the command answers.


def keep(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    page.screenshot(path=PICTURES / f"{name}.png")


def reading(signed_in: SignIn, text: str) -> None:
    """The text in light and dark, in the room, on a phone."""
    for scheme in ("light", "dark"):
        keep(opened(signed_in("peru", viewport=WIDE, color_scheme=scheme), text), f"text-{scheme}")
    room = signed_in("observer", viewport=SCREEN)
    room.goto(f"{text}/room")
    expect(room.locator(".hand p")).to_be_visible()
    keep(room, "room")
    keep(opened(signed_in("japan", viewport=PHONE), text), "phone")


def composing(signed_in: SignIn, text: str) -> None:
    """The EU composes in a paragraph in which Japan's caret stands."""
    japan = opened(signed_in("japan", viewport=WIDE), text)
    written(japan, IN_HAND, "End")
    eu = opened(signed_in("eu", viewport=WIDE), text)
    written(eu, IN_HAND, "Control+Home")
    for _ in range(len("Warnings ")):
        eu.keyboard.press("ArrowRight")
    for _ in range(len("should")):
        eu.keyboard.press("Shift+ArrowRight")
    eu.keyboard.type("shall")
    expect(paragraph(eu, IN_HAND).locator(".caret")).to_be_visible()
    keep(eu, "delegate")
    japan.keyboard.press("Escape")


def deciding(signed_in: SignIn, text: str) -> None:
    """The Chair looks at what retaining would leave."""
    chair = opened(signed_in("chair", viewport=WIDE), text)
    row = selected(chair, IN_HAND)
    chair.keyboard.press("2")
    chair.keyboard.press("+")
    expect(row.locator(".sheet .result")).to_be_visible()
    row.locator(".sheet").scroll_into_view_if_needed()
    keep(chair, "chair")


def status_document(signed_in: SignIn, browser: Browser, address: str, folder: Path) -> None:
    """The first page of an issued document's PDF, or where nothing draws one here, its page on the screen."""
    secretariat = opened(signed_in("secretariat", viewport=WIDE), address + DEMONSTRATION)
    secretariat.get_by_role("button", name="Issue…").click()
    secretariat.locator(".sheet button[type=submit]").click()
    expect(secretariat.get_by_text(re.compile(r"Status document no\. \d+ is issued"))).to_be_visible()
    link = secretariat.get_by_role("link", name="PDF").last.get_attribute("href")
    assert link is not None
    if shutil.which("pdftoppm"):
        pdf = folder / "document.pdf"
        pdf.write_bytes(secretariat.request.get(address + link).body())
        command = ["pdftoppm", "-png", "-r", "90", "-f", "1", "-l", "1", "-singlefile", str(pdf)]
        subprocess.run([*command, str(PICTURES / "status-document")], check=True)
        return
    page = browser.new_page(viewport={"width": 800, "height": 1130})
    page.goto(address + link.removesuffix(".pdf"))
    keep(page, "status-document")
    page.close()


if __name__ == "__main__":
    main()
