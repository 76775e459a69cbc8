"""Issued status documents on the pages: who may read them, and that they prove themselves (G24, G25)."""

import json
import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from server.files import VERIFIER
from server.services.access import access_text
from server.services.clock import new_id, now
from server.services.opening import open_text
from server.services.status_documents import issue_status_document
from tests.support.house import TEXT, House, make_house, said


def test_document_of_a_public_meeting_is_open_to_everybody(house: House) -> None:
    page = house.browser().get(f"/documents/{house.document}")
    assert page.status_code == 200
    assert "Agreed paragraphs" in page.text
    data = house.browser().get(f"/documents/{house.document}.json")
    assert data.status_code == 200
    assert sha256(data.data).hexdigest() in page.text
    assert said(data)["head"] in page.text
    # A link to a paragraph of the document names its id: its label may be another's, too (Y1).
    for block in said(data)["blocks"]:
        assert page.text.count(f'id="{block["paragraph"]}"') == 1


def test_document_as_a_file_has_a_name_and_is_the_same_each_time(house: House) -> None:
    first, second = (house.browser().get(f"/documents/{house.document}.docx") for _ in range(2))
    assert first.data.startswith(b"PK")
    assert first.data == second.data
    as_of = json.loads(house.browser().get(f"/documents/{house.document}.json").data)["as_of"]
    name = first.headers["Content-Disposition"].removeprefix("attachment; filename=").strip('"')
    assert re.fullmatch(r"house-conclusions-agreed-paragraphs-1-\d{4}-\d\d-\d\d-\d{4}\.docx", name), (
        name,
        as_of,
    )


def test_verifier_is_there_for_everybody(house: House) -> None:
    """R34: every document says that it is."""
    answer = house.browser().get("/verify_record.py")
    assert answer.data == VERIFIER.read_bytes()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="verify_record.py"'


def test_public_page_links_to_nothing_of_the_meeting(house: House) -> None:
    page = house.browser().get(f"/documents/{house.document}").text
    assert "/meetings/" not in page
    assert "/texts/" not in page


@pytest.mark.parametrize("suffix", ["", ".json", ".docx", ".pdf"])
def test_document_of_a_closed_meeting_asks_for_sign_in(tmp_path: Path, suffix: str) -> None:
    house = make_house(tmp_path, public=False)
    path = f"/documents/{house.document}{suffix}"
    assert house.browser().get(path).status_code == 302
    assert house.signed_in("elsewhere").get(path).status_code == 404
    if suffix in {"", ".json"}:
        assert house.signed_in("observer").get(path).status_code == 200


def test_document_that_was_not_issued_is_nobodys(house: House) -> None:
    """R38: a row beside the record, as if the entry of an issued document, or none that there is, had issued it."""
    with house.server.store.writing() as unit:
        issued = unit.record.document(house.document)
        assert issued is not None
        content = issued.content.replace(b"Agreed", b"Forged")
        forged = replace(issued, content=content, digest=sha256(content).hexdigest())
        unit.record.keep_document(replace(forged, id="d-forged1", sequence=98))
    chair = house.signed_in("chair")
    for suffix in ("", ".json", ".docx", ".pdf"):
        assert house.browser().get(f"/documents/d-forged1{suffix}").status_code == 302
        assert chair.get(f"/documents/d-forged1{suffix}").status_code == 404
    for page in (f"/texts/{TEXT}/documents", "/meetings/house"):
        listed = chair.get(page).text
        assert house.document in listed
        assert "d-forged1" not in listed


def test_document_that_does_not_exist_looks_like_one_that_is_closed(house: House) -> None:
    assert house.browser().get("/documents/d-nothing").status_code == 302
    assert house.signed_in("chair").get("/documents/d-nothing").status_code == 404


def test_documents_of_a_text_are_listed_with_their_digests(house: House) -> None:
    page = house.signed_in("observer").get(f"/texts/{TEXT}/documents").text
    assert f"/documents/{house.document}.docx" in page
    assert f"/documents/{house.document}.pdf" in page
    with house.server.store.reading() as unit:
        kept = unit.record.document(house.document)
    assert kept is not None
    assert kept.digest in page


def test_secretariat_is_told_of_characters_that_no_font_has(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O11a: on the page of the document; visitors see the boxes only."""
    here = house.app.extensions["adref"]
    files = replace(here.files, without_glyph=lambda _content: ["U+F0B7"])
    monkeypatch.setitem(house.app.extensions, "adref", replace(here, files=files))
    path = f"/documents/{house.document}"
    assert "U+F0B7" in house.signed_in("secretariat").get(path).text
    assert "U+F0B7" not in house.signed_in("delegate").get(path).text
    assert "U+F0B7" not in house.browser().get(path).text


def test_page_of_a_document_in_arabic_runs_from_right_to_left(house: House) -> None:
    """O17: its wording does; what is said in English does not, and the page around it does not."""
    with house.server.store.writing() as unit:
        actor = access_text(unit.registry, "p-secretariat", TEXT).actor
        options = {"direction": "rtl"}
        title = "\u0627\u0644\u0627\u0633\u062a\u0646\u062a\u0627\u062c\u0627\u062a"
        facts = {"meeting": "m-house", "title": title, "language": "ar"}
        open_text(unit, actor, now(), new_id, text="t-arabic", options=options, **facts)
    document, _ = issue_status_document(house.server.texts.get("t-arabic"), actor, now, new_id)
    page = house.browser().get(f"/documents/{document}").text
    assert '<html lang="en" dir="ltr">' in page
    article = page[page.index("<article") : page.index("</article>")]
    assert article.startswith('<article class="set" lang="ar" dir="rtl">')
    assert '<header class="masthead" lang="en" dir="ltr">' in article
    assert (
        article.count('<p class="closing"') == article.count('<p class="closing" lang="en" dir="ltr">') == 1
    )
    # In lists in English its title stands apart.
    for path in ("/public/house", "/meetings/house", "/texts/t-arabic/documents"):
        assert re.search(rf'<bdi lang="ar">[^<]*{title}</bdi>', house.signed_in("chair").get(path).text)
