"""Headers, errors, health, assets, and what the Secretariat does on the pages (G13 to G20 of docs/SPEC.md)."""

import gzip
import io
import re

import pytest

from server import VERSION
from server.web.security import POLICY
from tests.integration.web.test_imports import given, record
from tests.support.house import PASSWORD, TEXT, House, said, sign_in, token


@pytest.mark.parametrize(
    "path", ["/sign-in", "/healthz", "/nothing-here", "/assets/text.js", "/api/texts/x/state"]
)
def test_policy_of_every_answer_allows_nothing_inline_and_no_frame(house: House, path: str) -> None:
    answer = house.browser().get(path)
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert "frame-ancestors 'none'" in POLICY
    assert "default-src 'none'" in POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


PAGES = [
    "/",
    "/account",
    "/meetings/new",
    "/meetings/house",
    "/meetings/house/delegations",
    "/meetings/house/participants",
    "/meetings/house/facts",
    "/meetings/house/security",
    "/meetings/house/texts/new",
    f"/texts/{TEXT}",
    f"/texts/{TEXT}/room",
    f"/texts/{TEXT}/reading",
    f"/texts/{TEXT}/documents",
    f"/texts/{TEXT}/import",
    f"/texts/{TEXT}/files",
    f"/texts/{TEXT}/settings",
]


@pytest.mark.parametrize("path", PAGES)
def test_page_has_no_inline_script_or_style_and_says_its_language(house: House, path: str) -> None:
    page = house.signed_in("secretariat").get(path)
    assert page.status_code == 200
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page.text)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", page.text))
    assert page.text.startswith("<!doctype html>")
    assert '<html lang="en" dir="ltr">' in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_live_page_names_its_text_as_data_and_loads_the_client(house: House) -> None:
    browser = house.signed_in("delegate")
    page = browser.get(f"/texts/{TEXT}").text
    assert f'data-text="{TEXT}"' in page
    assert '<script type="module" src="/assets/text.js"></script>' in page
    assert '<script type="module" src="/assets/room.js"></script>' in browser.get(f"/texts/{TEXT}/room").text


def test_healthz_says_version_database_and_record(house: House) -> None:
    answer = house.browser().get("/healthz")
    assert (answer.status_code, said(answer)) == (200, {"version": VERSION, "database": "ok", "record": "ok"})


def test_healthz_is_503_where_the_tables_are_old(house: House) -> None:
    from server.persistence.migrate import downgrade

    downgrade(house.server.settings.database_url, "base")
    answer = house.browser().get("/healthz")
    assert answer.status_code == 503
    assert said(answer)["record"] == "not read"


def test_asset_is_kept_for_ever_and_compressed(house: House) -> None:
    answer = house.browser().get("/assets/text.js", headers={"Accept-Encoding": "gzip"})
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data).startswith(b"/* built */")
    again = house.browser().get("/assets/text.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert house.browser().get("/assets/../house.sqlite").status_code == 404


def test_page_is_not_compressed_since_it_holds_a_token(house: House) -> None:
    page = house.signed_in("secretariat").get("/meetings/house", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in page.headers


def test_missing_page_says_what_to_do(house: House) -> None:
    answer = house.signed_in("delegate").get("/nothing-here")
    assert answer.status_code == 404
    assert "begin with your meetings" in answer.text


def test_fault_is_told_without_its_details(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setitem(house.app.view_functions, "health.healthz", fail)
    answer = house.browser().get("/healthz")
    assert answer.status_code == 500
    assert "What is on record is safe" in answer.text
    assert "secret detail" not in answer.text


def test_upload_that_is_too_large_is_refused(house: House) -> None:
    browser = house.signed_in("secretariat")
    data = {
        "csrf_token": token(browser, f"/texts/{TEXT}/import"),
        "file": (io.BytesIO(b"x" * 100_000), "a.txt"),
    }
    answer = browser.post(f"/texts/{TEXT}/import", data=data)
    assert answer.status_code == 413
    assert "Send a smaller file" in answer.text


def test_pasted_list_adds_all_delegations_groups_with_their_members(house: House) -> None:
    browser = house.signed_in("secretariat")
    group = "EU; EU; European Union and its member States; group; AUT, BEL"
    lines = f"{group}\nBEL\tBelgium\n\nFRA; France; the French Republic"
    data = {"lines": lines, "csrf_token": token(browser, "/meetings/house/delegations")}
    assert browser.post("/meetings/house/delegations/list", data=data).status_code == 302
    with house.server.store.reading() as unit:
        found = {each.code: each for each in unit.registry.delegations("m-house")}
    assert found["EU"].members == ("AUT", "BEL")
    assert (found["FRA"].short, found["FRA"].name, found["BEL"].name) == (
        "France",
        "the French Republic",
        "Belgium",
    )


def test_pasted_list_with_a_fault_adds_nothing_and_names_the_line(house: House) -> None:
    browser = house.signed_in("secretariat")
    data = {
        "lines": "BEL; Belgium\nFR A; France",
        "csrf_token": token(browser, "/meetings/house/delegations"),
    }
    answer = browser.post("/meetings/house/delegations/list", data=data)
    assert answer.status_code == 422
    assert "Line 2" in answer.text
    with house.server.store.reading() as unit:
        assert len(unit.registry.delegations("m-house")) == 2


def test_delegation_by_form_corrects_one_of_the_same_code(house: House) -> None:
    browser = house.signed_in("secretariat")
    data = {
        "code": "AUT",
        "short": "Republic of Austria",
        "kind": "state",
        "csrf_token": token(browser, "/meetings/house/delegations"),
    }
    assert browser.post("/meetings/house/delegations", data=data).status_code == 302
    with house.server.store.reading() as unit:
        found = unit.registry.delegations("m-house")
    assert [(each.code, each.short) for each in found] == [
        ("AUT", "Republic of Austria"),
        ("OBS", "Watchers"),
    ]


def add_participant(house: House, **fields: str) -> tuple[int, str]:
    browser = house.signed_in("secretariat")
    path = "/meetings/house/participants"
    answer = browser.post(path, data={**fields, "csrf_token": token(browser, path)})
    return answer.status_code, answer.text


def test_new_participant_gets_a_password_that_is_shown_once(house: House) -> None:
    status, page = add_participant(house, name="Ana Lima", sign_in="ana", role="delegate", delegation="AUT")
    assert status == 200
    found = re.search(r'class="secret" dir="ltr">([^<]+)<', page)
    assert found is not None
    assert sign_in(house.browser(), "ana", found.group(1)).status_code == 302
    again = house.signed_in("secretariat").get("/meetings/house/participants").text
    assert "Ana Lima" in again
    assert found.group(1) not in again


def test_new_participant_who_has_an_account_keeps_the_password(house: House) -> None:
    status, page = add_participant(house, name="X", sign_in="Stranger", role="observer", delegation="")
    assert status == 302
    assert 'class="secret"' not in page
    browser = house.signed_in("stranger")
    found = re.search(r'action="(/invitations/[^"]+/accept)"', browser.get("/").text)
    assert found is not None
    assert browser.post(found[1], data={"csrf_token": token(browser, "/account")}).status_code == 302
    assert house.signed_in("stranger").get("/meetings/house").status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Ana", "sign_in": "delegate", "role": "observer", "delegation": ""},
        {"name": "Ana", "sign_in": "ana", "role": "delegate", "delegation": ""},
        {"name": "Ana", "sign_in": "ana", "role": "delegate", "delegation": "OBS"},
        {"name": "", "sign_in": "ana", "role": "observer", "delegation": ""},
        {"name": "Ana", "sign_in": "ana", "role": "emperor", "delegation": ""},
    ],
)
def test_new_participant_who_does_not_fit_is_refused(house: House, fields: dict[str, str]) -> None:
    status, _ = add_participant(house, **fields)
    assert status == 422
    with house.server.store.reading() as unit:
        assert unit.registry.person_named("ana") is None


def act(house: House, person: str, what: str, by: str = "secretariat") -> tuple[int, str]:
    browser = house.signed_in(by)
    path = f"/meetings/house/participants/{person}/{what}"
    answer = browser.post(path, data={"csrf_token": token(browser, "/account")})
    return answer.status_code, answer.text


def test_access_is_ended_and_given_back(house: House) -> None:
    browser = house.signed_in("delegate")
    assert act(house, "p-delegate", "deactivate")[0] == 302
    assert browser.get("/").status_code == 302
    assert sign_in(house.browser(), "delegate").status_code == 403
    assert act(house, "p-delegate", "activate")[0] == 302
    assert sign_in(house.browser(), "delegate").status_code == 302


def test_new_password_replaces_the_lost_one(house: House) -> None:
    status, page = act(house, "p-delegate", "password")
    assert status == 200
    assert sign_in(house.browser(), "delegate", PASSWORD).status_code == 403
    found = re.search(r'class="secret" dir="ltr">([^<]+)<', page)
    assert found is not None
    assert sign_in(house.browser(), "delegate", found.group(1)).status_code == 302


@pytest.mark.parametrize("what", ["deactivate", "password"])
def test_account_that_another_secretariat_answers_for_is_out_of_reach(house: House, what: str) -> None:
    """Else one meeting's Secretariat could take over the Chair of another by inviting them."""
    add_participant(house, name="", sign_in="", role="")
    with house.server.store.writing() as unit:
        from server.services.registry import Participant

        unit.registry.set_participant(Participant("m-house", "p-elsewhere", "observer", None))
    status, page = act(house, "p-elsewhere", what)
    assert status == 403
    assert "another meeting" in page
    assert sign_in(house.browser(), "elsewhere").status_code == 302


def test_own_account_is_not_ended_by_a_slip(house: House) -> None:
    assert act(house, "p-secretariat", "deactivate")[0] == 403


def test_new_text_is_opened_with_its_language_and_direction(house: House) -> None:
    browser = house.signed_in("secretariat")
    path = "/meetings/house/texts/new"
    data = {"title": "نص", "language": "ar", "live": "y", "csrf_token": token(browser, path)}
    answer = browser.post(path, data=data)
    assert answer.status_code == 302
    text = answer.headers["Location"].split("/")[2]
    state = said(browser.get(f"/api/texts/{text}/state"))["state"]
    assert (state["title"], state["language"], state["direction"], state["live"]) == ("نص", "ar", "rtl", True)
    assert 'lang="ar" dir="rtl"' in browser.get(f"/texts/{text}/reading").text


def open_text(house: House, **more: str) -> str:
    """The id of a text that the Secretariat opens by the form."""
    browser = house.signed_in("secretariat")
    path = "/meetings/house/texts/new"
    data = {"title": "A text", "language": "en", "csrf_token": token(browser, path), **more}
    return browser.post(path, data=data).headers["Location"].split("/")[2]


def brought_in(house: House, text: str, name: str) -> str:
    """The page that shows a heading and an emphasised word before they come in."""
    browser = house.signed_in("secretariat")
    return given(browser, text, name, b"# Scope\n\n1. States *should* act.\n").text


def test_text_opened_as_markdown_is_written_out_as_it_was_brought_in(house: House) -> None:
    """G19, G20."""
    text = open_text(house, format="markdown")
    assert "is written out as" not in brought_in(house, text, "draft.md")
    record(house.signed_in("secretariat"), text)
    written = house.signed_in("delegate").get(f"/api/texts/{text}/rolling.txt").text
    assert written == "# Scope\n\n1. States *should* act.\n"


def test_file_of_the_other_format_is_taken_with_a_note(house: House) -> None:
    """G20."""
    plain, markdown = open_text(house, format="plain"), open_text(house, format="markdown")
    assert "headings come without #" in brought_in(house, plain, "draft.md")
    assert "headings come with #" in brought_in(house, markdown, "draft.txt")
    assert "is written out as" not in brought_in(house, plain, "draft.txt")


def test_file_of_another_kind_is_refused(house: House) -> None:
    browser = house.signed_in("secretariat")
    path = f"/texts/{TEXT}/import"
    data = {"csrf_token": token(browser, path), "file": (io.BytesIO(b"PK"), "draft.docx")}
    answer = browser.post(path, data=data)
    assert answer.status_code == 422
    assert "plain text" in answer.text


def test_page_asks_for_the_font_of_chinese_only_where_chinese_stands(house: House) -> None:
    browser = house.signed_in("secretariat")
    pages = (
        "/meetings/house",
        f"/texts/{TEXT}/reading",
        f"/texts/{TEXT}/documents",
        f"/texts/{TEXT}/settings",
    )
    for path in pages:
        assert "chinese.css" not in browser.get(path).text
    form = {
        "title": "\u7ed3\u8bba",
        "act": "rename_text",
        "csrf_token": token(browser, f"/texts/{TEXT}/settings"),
    }
    assert browser.post(f"/texts/{TEXT}/settings", data=form).status_code == 302
    for path in pages:
        assert "chinese.css" in browser.get(path).text
