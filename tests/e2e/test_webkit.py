"""One walk in WebKit: typing, tabling, word by word, a dead key, a paragraph frozen while typing, a restart (S60)."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from selenium.webdriver.common.keys import Keys

from tests.support.served import free_port, served
from tests.support.text_page import imported, opened, paragraph, selected
from tests.support.visitors import visitors
from tests.support.webkit import WebKit, webkit

pytestmark = [pytest.mark.browser, pytest.mark.chromium]

SOURCE = """1. States should issue warnings in good time.

2. States [shall][must] keep [good] records of past floods.

3. Warnings should be free of charge.
"""


def test_main_job_is_done_in_webkit_without_a_loss(browser: Browser, tmp_path: Path) -> None:
    """S60."""
    file = tmp_path / "draft.txt"
    file.write_text(SOURCE, encoding="utf-8")
    instance, port = tmp_path / "served", free_port()
    with ExitStack() as stack, webkit() as eu:
        running = stack.enter_context(ExitStack())
        server = running.enter_context(served(instance, port))
        signed_in = stack.enter_context(visitors(browser, server))
        address = imported(signed_in("secretariat"), server, file, "Conclusions on warnings")
        chair = opened(signed_in("chair"), address)
        eu.sign_in(server, "eu")
        eu.driver.get(address)
        eu.until(lambda: "live" in eu.text(".head"))

        types_and_tables(eu, chair)
        goes_word_by_word(eu, chair)
        composes_over_a_selection(eu, chair)
        is_frozen_while_typing(eu, chair)
        opens(eu, chair, "3")
        eu.press("Truly, ")
        running.close()
        eu.until(lambda: "reconnecting" in eu.text(".head"))
        eu.press("all ")
        with served(instance, port):
            eu.until(lambda: "live" in eu.text(".head"))
            eu.press(Keys.ENTER)
            expect(paragraph(chair, "3").locator("ins")).to_have_text("Truly, all ", timeout=30_000)


def row(chair: Page, label: str) -> str:
    """The selector of a paragraph, the same in every browser."""
    return f"[id='{paragraph(chair, label).get_attribute('id')}']"


def opens(eu: WebKit, chair: Page, label: str) -> str:
    """Opens a paragraph with the caret at its beginning; gives its selector."""
    here = row(chair, label)
    eu.find(f"{here} .lab").click()
    eu.until(lambda: eu.find(here).get_attribute("aria-current") == "true")
    eu.press(Keys.ENTER)
    eu.until(lambda: eu.find(f"{here} [role=textbox]") == eu.driver.switch_to.active_element)
    eu.press(Keys.HOME)
    return here


def leaves(eu: WebKit, here: str) -> None:
    eu.press(Keys.ESCAPE)
    eu.until(lambda: not eu.driver.find_elements("css selector", f"{here} [role=textbox]"))


def types_and_tables(eu: WebKit, chair: Page) -> None:
    here = opens(eu, chair, "1")
    eu.press("All ")
    eu.until(lambda: "All" in eu.text(f"{here} [role=textbox]"))
    eu.press(Keys.ENTER)
    expect(paragraph(chair, "1").locator("ins")).to_have_text("All ")
    leaves(eu, here)


def goes_word_by_word(eu: WebKit, chair: Page) -> None:
    """To the left, every bracket is passed: from the end to the beginning in as many steps as there are words."""
    here = opens(eu, chair, "2")
    words = len(["States", "shall", "must", "keep", "good", "records", "of", "past", "floods."])
    eu.press(Keys.END)
    eu.word_left(words + 1)
    eu.press("All ")
    eu.press(Keys.ENTER)
    expect(paragraph(chair, "2").locator("ins").first).to_have_text("All ")
    leaves(eu, here)


def composes_over_a_selection(eu: WebKit, chair: Page) -> None:
    """A dead key over selected base words replaces them, and one step undoes it."""
    here = opens(eu, chair, "3")
    before = eu.text(f"{here} [role=textbox]")
    eu.press(*[Keys.ARROW_RIGHT] * 8, holding=(Keys.SHIFT,))
    eu.key_of_x("dead_acute", "e")
    eu.until(lambda: "é" in eu.text(f"{here} [role=textbox]"))
    eu.until(lambda: "Warnings – EU: delete" in eu.text(f"{here} [role=textbox]"))
    eu.press("z", holding=(Keys.CONTROL,))
    eu.until(lambda: eu.text(f"{here} [role=textbox]") == before)
    leaves(eu, here)
    expect(paragraph(chair, "3").locator("ins, del")).to_have_count(0)


def is_frozen_while_typing(eu: WebKit, chair: Page) -> None:
    """The words become a draft, and are not drawn in what is agreed."""
    selected(chair, "1")
    chair.keyboard.press("1")
    chair.keyboard.press("+")
    chair.keyboard.press("Control+Enter")
    expect(paragraph(chair, "1").locator("ins")).to_have_count(0)
    here = opens(eu, chair, "1")
    eu.press("Never ")
    chair.keyboard.press("g")
    expect(paragraph(chair, "1").locator(".sheet")).to_be_visible()
    chair.keyboard.press("Control+Enter")
    eu.until(lambda: "frozen" in str(eu.find(here).get_attribute("class")))
    assert "Never" not in eu.text(f"{here} .wording")
    eu.until(lambda: "1 draft" in eu.text("body"))
    eu.press(Keys.ESCAPE)
