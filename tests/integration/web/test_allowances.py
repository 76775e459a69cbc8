"""How much one person may ask over HTTP (X4)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from server.web import allowances
from server.web.house import EXTENSION
from tests.support.house import TEXT, House, said

STATE = f"/api/texts/{TEXT}/state"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All at one moment, and without the pauses."""
    monkeypatch.setattr(allowances, "monotonic", lambda: 1_000.0)
    monkeypatch.setattr(allowances, "STRANGERS", (50.0, 40.0))
    monkeypatch.setattr(allowances, "sleep", lambda seconds: None)


def test_person_who_asks_for_too_much_is_told_when_to_go_on(house: House) -> None:
    """X4: as JSON, with a code; and others, and the files of the pages, are served as ever."""
    flooder, other = house.signed_in("delegate"), house.signed_in("observer")
    allowed = int(allowances.REQUESTS[1])
    assert [flooder.get(STATE).status_code for _ in range(allowed)] == [200] * allowed
    refused = flooder.get(STATE)
    assert (refused.status_code, said(refused)["code"]) == (429, "too_many")
    assert said(refused)["message"].endswith(".")
    assert int(refused.headers["Retry-After"]) >= 1
    assert "Too much at once" in flooder.get("/").text
    assert other.get(STATE).status_code == 200
    assert flooder.get("/healthz").status_code == 200


def test_requests_are_counted_that_are_refused_before_anything_else(house: House) -> None:
    """X4: forms without their token."""
    stranger = house.browser()
    answers = [stranger.post("/sign-in", data={"name": "eu"}).status_code for _ in range(41)]
    assert answers[0] == 400
    assert answers[-1] == 429


def test_documents_are_counted_by_themselves(house: House) -> None:
    """X4: each takes a processor for a while."""
    browser = house.signed_in("delegate")
    missing = [browser.get("/documents/d-nowhere.pdf").status_code for _ in range(12)]
    assert missing.count(404) == int(allowances.DOCUMENTS[1])
    assert missing[-1] == 429
    assert browser.get(STATE).status_code == 200


@pytest.mark.parametrize(
    "look",
    [
        f"/texts/{TEXT}/reading",
        f"/api/texts/{TEXT}/rolling.txt",
        f"/api/texts/{TEXT}/entries",
        f"{STATE}?number=1",
        f"{STATE}?at=2020-01-01T00:00Z",
    ],
)
def test_looks_at_a_text_are_counted_by_themselves(house: House, look: str) -> None:
    """X4: each is drawn or folded again; the text of now, which is not, is there for them as ever."""
    flooder, other = house.signed_in("observer"), house.signed_in("delegate")
    allowed = int(allowances.LOOKS[1])
    assert 429 not in [flooder.get(look).status_code for _ in range(allowed)]
    refused = flooder.get(look)
    assert refused.status_code == 429
    assert "Too much came from you at once" in refused.text
    assert int(refused.headers["Retry-After"]) >= 1
    assert flooder.get(STATE).status_code == 200
    assert other.get(look).status_code != 429
    assert house.browser().get(look).status_code in {302, 401}


def test_documents_that_strangers_have_set_are_counted_by_address(house: House) -> None:
    """X4: and what was set is set no more, so that a whole meeting may read it from one address."""
    set_documents: list[str] = []
    here = house.app.extensions[EXTENSION]

    def run_documents(function: Callable[[], Any], /) -> Any:
        set_documents.append("set")
        return function()

    house.app.extensions[EXTENSION] = replace(here, run_documents=run_documents)
    issued, browser = f"/documents/{house.document}.docx", house.browser()
    assert [browser.get(issued).status_code for _ in range(12)] == [200] * 12
    assert set_documents == ["set"]
    left = int(allowances.DOCUMENTS[1]) - 1
    missing = [browser.get("/documents/d-nowhere.pdf").status_code for _ in range(left + 1)]
    assert missing == [302] * left + [429]
    assert browser.get(issued).status_code == 200
    assert house.signed_in("delegate").get("/documents/d-nowhere.pdf").status_code == 404


def test_strangers_of_one_address_are_bounded_together(house: House) -> None:
    """X4: and whoever is signed in at the same address is not counted among them."""
    inside = house.signed_in("delegate")
    browser = house.browser()
    answers = [
        browser.get("/documents/d-nowhere").status_code for _ in range(int(allowances.STRANGERS[1]) + 1)
    ]
    assert answers[0] == 302
    assert answers[-1] == 429
    assert inside.get(STATE).status_code == 200
