"""Texts that come in from files, on the screen: looked at, recorded, repaired, confirmed by the Chair (I20 to I24)."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.text_page import opened, paragraph
from tests.support.visitors import SignIn, visitors

pytestmark = pytest.mark.browser

SOURCE = """1. States [shall – Japan] act. [agreed ad ref]

2. States wait. [agreed ad ref; pending Japan]

3. States [cooperate.

4. States stay. (Japan, Ruritania)
"""


def test_file_is_looked_at_recorded_and_confirmed(browser: Browser, workshop: str, tmp_path: Path) -> None:
    """I20 to I24"""
    with visitors(browser, workshop) as signed_in:
        comes_in(workshop, signed_in, tmp_path)


def comes_in(server: str, signed_in: SignIn, folder: Path) -> None:
    secretariat, chair = signed_in("secretariat"), signed_in("chair")
    address = recorded(secretariat, server, folder)
    leads_to_its_place(secretariat, address)
    confirms(opened(chair, address))
    said_again(secretariat, address, folder)
    renames_and_archives(secretariat, chair, address)


def recorded(page: Page, server: str, folder: Path) -> str:
    """The file is shown first, and a name that nobody has is chosen."""
    file = folder / "draft.txt"
    file.write_text(SOURCE, encoding="utf-8")
    page.goto(f"{server}/meetings/demonstration/texts/new")
    page.get_by_label("Title").fill("Conclusions on warnings")
    page.get_by_role("button", name="Open the text").click()
    page.get_by_label("Plain text or Markdown").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("Nothing is recorded yet.")).to_be_visible()
    expect(page.locator(".att")).to_have_text([" – Japan"])
    page.get_by_label(re.compile("Ruritania")).select_option(label="Kenya")
    page.get_by_role("button", name="Read it again").click()
    expect(page.locator(".att")).to_have_text([" – Japan", " – Japan, Kenya"])
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("heading", name="Files brought in")).to_be_visible()
    return page.url.partition("/files")[0]


def leads_to_its_place(page: Page, address: str) -> None:
    page.get_by_role("link", name="3", exact=True).click()
    page.wait_for_url(re.compile(re.escape(address) + "#"))
    expect(paragraph(page, "3")).to_have_attribute("aria-current", "true")
    expect(paragraph(page, "2")).to_contain_text("Came in as: agreed ad ref; pending Japan")
    expect(paragraph(page, "2").get_by_role("button", name="Confirm…")).to_have_count(0)


def confirms(chair: Page) -> None:
    """The gavel is prepared with the level and what is pending; it is the ordinary one."""
    row = paragraph(chair, "2")
    row.get_by_role("button", name="Confirm…").click()
    expect(chair.get_by_text(re.compile("paragraph 2, agreed ad ref.*Japan"))).to_be_visible()
    chair.keyboard.press("Control+Enter")
    expect(row).to_have_class(re.compile(r"\bfrozen\b"))
    expect(row).not_to_contain_text("Came in as")
    expect(row).to_contain_text("pending Japan")
    # What has brackets is claimed too, and cannot be agreed before they are gone.
    paragraph(chair, "1").get_by_role("button", name="Confirm…").click()
    chair.keyboard.press("Control+Enter")
    expect(paragraph(chair, "1")).not_to_have_class(re.compile(r"\bfrozen\b"))
    chair.keyboard.press("Escape")


def said_again(page: Page, address: str, folder: Path) -> None:
    page.goto(f"{address}/import")
    page.get_by_label("Plain text or Markdown").set_input_files(folder / "draft.txt")
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("alert")).to_contain_text("came in before, into “Conclusions on warnings”")
    page.get_by_role("button", name="Do not bring it in").click()
    expect(page.get_by_role("status")).to_contain_text("was not brought in")


def renames_and_archives(secretariat: Page, chair: Page, address: str) -> None:
    secretariat.goto(f"{address}/settings")
    secretariat.get_by_label("Title").fill("Agreed conclusions")
    secretariat.get_by_role("button", name="Rename the text").click()
    expect(chair.get_by_role("heading", name="Agreed conclusions", level=1)).to_be_visible()
    secretariat.get_by_role("button", name="Archive the text").click()
    expect(secretariat.get_by_role("link", name="Agreed conclusions")).to_be_hidden()
    expect(chair.get_by_text("nothing more is decided on it")).to_be_visible()
    secretariat.get_by_text("1 archived text").click()
    secretariat.get_by_role("link", name="Title and archive").last.click()
    secretariat.get_by_role("button", name="Take it out of the archive").click()
    expect(chair.get_by_text("nothing more is decided on it")).to_have_count(0)
