"""Files are looked at before they come in, and found again afterwards; texts are renamed and archived (I20 to I24)."""

import io
import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.house import TEXT, House, said, token

SOURCE = """I. Scope

1. States should [act - Austria] at once. [agreed ad ref]

2. States should [cooperate.

2. States [may - Ruritania] wait.
"""


def given(browser: FlaskClient, text: str, name: str, data: bytes) -> TestResponse:
    """The page that follows on giving a file."""
    path = f"/texts/{text}/import"
    fields = {"csrf_token": token(browser, path), "file": (io.BytesIO(data), name)}
    return browser.post(path, data=fields, follow_redirects=True)


def looked_at(browser: FlaskClient, text: str = TEXT, source: str = SOURCE, name: str = "draft.txt") -> str:
    """The address of the preview of a file."""
    answer = given(browser, text, name, source.encode())
    assert answer.status_code == 200, answer.text
    return answer.request.path


def done(browser: FlaskClient, path: str, act: str, **fields: str) -> TestResponse:
    data = {"csrf_token": token(browser, path), "act": act, **fields}
    return browser.post(path, data=data, follow_redirects=True)


def record(browser: FlaskClient, text: str) -> TestResponse:
    """Records the file that was given last."""
    return done(
        browser,
        given(browser, text, "again.md", b"# Scope\n\n1. States *should* act.\n").request.path,
        "record",
    )


def number(browser: FlaskClient, text: str = TEXT) -> int:
    found: int = said(browser.get(f"/api/texts/{text}/state"))["state"]["number"]
    return found


def words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_file_is_shown_before_anything_is_recorded(house: House) -> None:
    """I20: paragraph by paragraph, with counts, repairs, whose proposals, who is unknown and what is claimed."""
    browser = house.signed_in("secretariat")
    before = number(browser)
    page = browser.get(looked_at(browser)).text
    told = words(page)
    assert number(browser) == before
    assert "Nothing is recorded yet. 3 paragraphs and 1 heading come in." in told
    assert "1. States should [act - Austria] at once. [agreed ad ref]" in told
    assert "“agreed ad ref” comes in as a note; only the Chair agrees" in told
    assert '<span class="att"> – Austria</span>' in page
    assert '<select name="party.Ruritania">' in page
    assert "This bracket is never closed" in told
    assert "Another paragraph of this section has the same label" in told
    repair = re.search(r'<li><a href="([^"]+)">2</a> This bracket is never closed', page)
    assert repair is not None
    assert f'id="{repair[1].partition("#")[2]}"' in page
    browser.get(looked_at(browser))
    assert number(browser) == before


def test_file_is_recorded_when_the_secretariat_says_so(house: House) -> None:
    """I20, I21, I22: then its repairs stay listed and lead to their places."""
    browser = house.signed_in("secretariat")
    before = number(browser)
    path = looked_at(browser)
    page = done(browser, path, "record")
    assert number(browser) == before + 4
    assert f"no. {before + 1} to {before + 4} on record" in words(page.text)
    paragraphs = said(browser.get(f"/api/texts/{TEXT}/state"))["state"]["paragraphs"]
    ids = re.findall(rf'href="/texts/{TEXT}#([^"]+)"', page.text)
    assert ids
    assert set(ids) <= set(paragraphs)
    (claimed,) = (one for one in paragraphs.values() if "claim" in one)
    assert claimed["claim"] == {"said": "agreed ad ref", "level": "ad_ref", "pending": []}
    assert claimed["agreement"] is None
    assert "States should act at once." in "".join(
        op["insert"] for op in claimed["wording"] if isinstance(op["insert"], str)
    )
    # Recorded twice, by a second click say, it comes in once.
    assert done(browser, f"/texts/{TEXT}/files", "record").status_code == 405
    browser.post(path, data={"csrf_token": token(browser, f"/texts/{TEXT}/import"), "act": "record"})
    assert number(browser) == before + 4


def test_names_that_nobody_has_are_chosen_in_the_preview(house: House) -> None:
    """I20: the file is read again, and nothing is recorded."""
    browser = house.signed_in("secretariat")
    before = number(browser)
    again = done(browser, looked_at(browser), "again", **{"party.Ruritania": "AUT"})
    assert 'name="party.Ruritania"' not in again.text
    assert again.text.count('<span class="att"> – Austria</span>') == 2
    assert number(browser) == before


def test_what_is_left_out_is_shown_and_comes_in_where_that_is_asked(house: House) -> None:
    """I17, I20."""
    browser = house.signed_in("secretariat")
    path = looked_at(browser, source="---\ntitle: A draft\n---\n\n1. States act.\n", name="draft.md")
    page = browser.get(path).text
    assert page.count("front matter · left out") == 3
    again = done(browser, path, "again", keep="on").text
    assert "left-out" not in again
    assert "4 paragraphs and 0 headings come in." in words(again)


def test_bytes_are_read_as_the_secretariat_says(house: House) -> None:
    """I1, I20."""
    browser = house.signed_in("secretariat")
    answer = given(browser, TEXT, "draft.txt", "1. café caf".encode() + b"\xe9.\n")
    assert "Line 1, column 12: the byte 0xE9 is no character in UTF-8." in words(answer.text)
    assert "café caf\ufffd." in answer.text
    again = done(browser, answer.request.path, "again", encoding="cp1252")
    assert "cafÃ© café." in again.text


def test_file_that_is_given_up_leaves_nothing(house: House) -> None:
    """I20"""
    browser = house.signed_in("secretariat")
    before, path = number(browser), looked_at(browser)
    assert "was not brought in" in words(done(browser, path, "forget").text)
    assert browser.get(path).status_code == 404
    assert number(browser) == before


def test_the_same_file_is_said_with_the_text_it_came_into(house: House) -> None:
    """I20"""
    browser = house.signed_in("secretariat")
    done(browser, looked_at(browser), "record")
    page = browser.get(looked_at(browser)).text
    assert "This very file came in before, into" in words(page)
    assert f'href="/texts/{TEXT}/files#f-' in page
    assert "came in before" not in browser.get(looked_at(browser, source=SOURCE + "\n")).text


def test_labels_that_the_text_has_already_are_said_before_they_come_in_twice(house: House) -> None:
    """I20"""
    browser = house.signed_in("secretariat")
    source = "7. States should act.\n\n8. States should wait.\n\n(a) a letter;\n"
    first = looked_at(browser, source=source)
    assert "in the text already" not in words(browser.get(first).text)
    done(browser, first, "record")
    page = words(browser.get(looked_at(browser, source=source + "\n9. States should go.\n")).text)
    assert "7, 8 are in the text already. They would be there twice." in page
    page = words(browser.get(looked_at(browser, source="8. Other words.\n")).text)
    assert "8 is in the text already." in page


@pytest.mark.parametrize("name", ["chair", "delegate", "observer", "elsewhere", "stranger"])
def test_preview_and_settings_are_the_secretariats(house: House, name: str) -> None:
    """I20, I23, I24"""
    path = looked_at(house.signed_in("secretariat"))
    browser = house.signed_in(name)
    wanted = 403 if name in ("chair", "delegate", "observer") else 404
    for address in (path, f"/texts/{TEXT}/files", f"/texts/{TEXT}/settings"):
        assert browser.get(address).status_code == wanted, address
    data = {"csrf_token": token(browser, "/account"), "act": "record"}
    assert browser.post(path, data=data).status_code == wanted


def test_large_file_is_shown_in_parts(house: House) -> None:
    """I20"""
    browser = house.signed_in("secretariat")
    source = "".join(f"{at}. States [shall] act.\n\n" for at in range(1, 302)) + "302. States [shall act.\n"
    path = looked_at(browser, source=source)
    first, second = browser.get(path).text, browser.get(f"{path}?part=2").text
    assert "part 1 of 2" in first
    assert (
        "302."
        not in re.sub(r"<aside.*", "", words(first))
        .partition("What it becomes")[2]
        .partition("In the file")[0]
    )
    repair = re.search(r'<a href="([^"#]+)#([^"]+)">302</a>', first)
    assert repair is not None
    assert repair[1] == f"{path}?part=2"
    assert f'id="{repair[2]}"' in second
    before = number(browser)
    done(browser, path, "record")
    assert number(browser) == before + 302


def test_text_is_renamed_on_its_page_and_everywhere(house: House) -> None:
    """I23"""
    browser = house.signed_in("secretariat")
    path = f"/texts/{TEXT}/settings"
    done(browser, path, "rename_text", title="Agreed conclusions")
    assert "Agreed conclusions" in browser.get("/meetings/house").text
    state = said(browser.get(f"/api/texts/{TEXT}/state"))["state"]
    assert state["title"] == "Agreed conclusions"
    assert done(browser, path, "rename_text", title=" ").status_code == 422


def test_archived_text_is_left_out_of_lists_and_read(house: House) -> None:
    """I24"""
    secretariat, delegate = house.signed_in("secretariat"), house.signed_in("delegate")
    path = f"/texts/{TEXT}/settings"
    done(secretariat, path, "archive_text")
    assert f'href="/texts/{TEXT}"' not in delegate.get("/meetings/house").text
    assert "1 archived text" in secretariat.get("/meetings/house").text
    assert delegate.get(f"/texts/{TEXT}/reading").status_code == 200
    refused = given(secretariat, TEXT, "draft.txt", b"1. Act.\n")
    page = done(secretariat, refused.request.path, "record").text
    assert "This text is archived" in words(page)
    done(secretariat, path, "unarchive_text")
    assert f'href="/texts/{TEXT}"' in delegate.get("/meetings/house").text
