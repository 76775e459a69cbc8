"""The live text in a browser, as people find their way on it: paragraphs by their labels, texts of one's own."""

import re
from html import unescape
from pathlib import Path

from playwright.sync_api import APIResponse, FilePayload, Locator, Page, expect

DEMONSTRATION = "/texts/t-demonstration"
STARTING_MILLISECONDS = 20_000
TOKEN = "csrf_token"


def opened(page: Page, address: str) -> Page:
    """Goes to a text and waits until it is live."""
    page.goto(address)
    expect(page.get_by_text("live", exact=True)).to_be_visible(timeout=STARTING_MILLISECONDS)
    return page


def paragraph(page: Page, label: str) -> Locator:
    """The paragraph with this label, as it is printed in the margin without its full stop."""
    return page.locator("article").filter(has=page.locator(".lab", has_text=re.compile(rf"^{label}\.$")))


def selected(page: Page, label: str) -> Locator:
    """Selects a paragraph as a mouse does."""
    row = paragraph(page, label)
    row.locator(".lab").click()
    expect(row).to_have_attribute("aria-current", "true")
    return row


def field(page: Page, label: str) -> Locator:
    """The paragraph where it is open for typing."""
    return page.get_by_role("textbox", name=f"Wording of paragraph {label}", exact=True)


def written(page: Page, label: str, key: str = "Home") -> Locator:
    """Opens a paragraph for typing, with the caret where `key` takes it."""
    selected(page, label)
    page.keyboard.press("Enter")
    expect(field(page, label)).to_be_focused()
    page.keyboard.press(key)
    return field(page, label)


def imported(secretariat: Page, server: str, file: Path, title: str, language: str = "en") -> str:
    """
    The Secretariat opens a text and brings a file in; gives the address of the text. The forms are sent without their
    pages being drawn; test_negotiation.py fills them in.
    """
    ask = secretariat.request
    new = f"{server}/meetings/demonstration/texts/new"
    form = {"title": title, "language": language, "format": "plain"}
    bring_in = ask.post(new, form={**form, TOKEN: _token(ask.get(new))})
    given = FilePayload(name=file.name, mimeType="text/plain", buffer=file.read_bytes())
    preview = ask.post(bring_in.url, multipart={"file": given, TOKEN: _token(bring_in)})
    recorded = ask.post(preview.url, form={"act": "record", TOKEN: _token(preview)})
    assert "/files" in recorded.url, recorded.text()
    return bring_in.url.removesuffix("/import")


def _token(page: APIResponse) -> str:
    """What a form on this page is sent with."""
    found = re.search(rf'name="{TOKEN}"[^>]* value="([^"]+)"', page.text())
    assert found is not None, page.url
    return unescape(found[1])
