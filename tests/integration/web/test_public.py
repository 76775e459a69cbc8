"""What the public reads of a public meeting: the documents that it issued, in a list, and nothing else (G44)."""

from pathlib import Path

import pytest

from tests.support.house import House, make_house


def test_documents_of_a_public_meeting_are_listed_for_everybody(house: House) -> None:
    for browser in (house.browser(), house.signed_in("stranger"), house.signed_in("delegate")):
        page = browser.get("/public/house")
        assert page.status_code == 200
        assert "Meeting of the house" in page.text
        assert "Agreed paragraphs of the conclusions" in page.text
        for suffix in ("", ".docx", ".pdf"):
            assert f'href="/documents/{house.document}{suffix}"' in page.text
        # Documents, and nothing else of the meeting.
        assert "/meetings/" not in page.text
        assert "/texts/" not in page.text


def test_public_meetings_are_listed_where_strangers_arrive(house: House) -> None:
    assert 'href="/public"' in house.browser().get("/sign-in").text
    page = house.browser().get("/public")
    assert page.status_code == 200
    assert 'href="/public/house"' in page.text
    assert 'href="/public/house"' in house.browser().get(f"/documents/{house.document}").text
    assert 'href="/public/house"' in house.signed_in("secretariat").get("/meetings/house").text


def test_public_meeting_that_issued_nothing_says_so(house: House) -> None:
    assert "None has been issued yet." in house.browser().get("/public/other").text


def test_closed_meeting_is_in_no_public_list(tmp_path: Path) -> None:
    house = make_house(tmp_path, public=False)
    assert 'href="/public"' not in house.browser().get("/sign-in").text
    assert "/public/house" not in house.browser().get("/public").text
    assert "/public/" not in house.signed_in("secretariat").get("/meetings/house").text


@pytest.mark.parametrize("slug", ["house", "nothing"])
def test_closed_meeting_looks_like_one_that_does_not_exist(tmp_path: Path, slug: str) -> None:
    house = make_house(tmp_path, public=False)
    answer = house.browser().get(f"/public/{slug}")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in?next=")
    for name in ("stranger", "secretariat"):
        assert house.signed_in(name).get(f"/public/{slug}").status_code == 404
