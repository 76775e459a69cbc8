"""Every string from outside passes one gate, and what was stored before ends no export (U2 to U5 of docs/SPEC.md)."""

import io

import docx
import pytest
from sqlalchemy import text as sql
from werkzeug.test import TestResponse

from server.persistence.store import SqlStore
from server.services.meeting_archive import Made, archive
from tests.support.house import TEXT, House, token

MEETING = {
    "body": "Group",
    "title": "Title",
    "starts": "2021-04-06",
    "ends": "2021-04-08",
    "time_zone": "Europe/Vienna",
}
FORMS = [
    ("/meetings/new", MEETING, ("body", "title", "session", "place", "symbol")),
    ("/meetings/house/delegations", {"code": "X", "short": "X", "kind": "state"}, ("short", "name")),
    (
        "/meetings/house/participants",
        {"name": "N", "sign_in": "n", "role": "delegate", "delegation": "AUT"},
        ("name", "sign_in"),
    ),
    ("/meetings/house/texts/new", {"title": "T", "language": "en", "format": "plain"}, ("title",)),
]
FIELDS = [(path, data, name) for path, data, names in FORMS for name in names]


def send(house: House, path: str, data: dict[str, str]) -> TestResponse:
    browser = house.signed_in("secretariat")
    return browser.post(path, data={**data, "csrf_token": token(browser, path)})


@pytest.mark.parametrize(("path", "data", "name"), FIELDS)
@pytest.mark.parametrize("unfit", ["\x07", "\u202e", "\ufffe", "a" + "\u0301" * 9])
def test_form_refuses_unfit_characters_beside_the_field(
    house: House, path: str, data: dict[str, str], name: str, unfit: str
) -> None:
    answer = send(house, path, {**data, name: f"Some {unfit} words"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert f'id="{name}-error"' in answer.text


@pytest.mark.parametrize(("path", "data", "name"), [one for one in FIELDS if one[2] in one[1]])
@pytest.mark.parametrize("blank", ["   ", "\u00a0", "\u200b\u00ad", "\u3164"])
def test_blank_is_blank_in_every_form(
    house: House, path: str, data: dict[str, str], name: str, blank: str
) -> None:
    answer = send(house, path, {**data, name: blank})
    assert answer.status_code == 422
    assert "This is needed." in answer.text


def test_names_are_stored_in_one_form(house: House) -> None:
    decomposed = "Co\u0302te d’Ivoire"
    assert (
        send(
            house, "/meetings/house/delegations", {"code": "CIV", "short": decomposed, "kind": "state"}
        ).status_code
        == 302
    )
    with house.server.store.reading() as unit:
        assert "Côte d’Ivoire" in {each.short for each in unit.registry.delegations("m-house")}


@pytest.mark.parametrize(
    "lines",
    [
        "XXX; Österreich\nAU1; Oesterreich; austria",
        "aut; Another",
        "XXX; AUSTRIA",
        "XXX; Bel\u00adgium\nYYY; belgium",
    ],
)
def test_two_delegations_are_not_called_by_names_that_look_alike(house: House, lines: str) -> None:
    with house.server.store.reading() as unit:
        before = unit.registry.delegations("m-house")
    answer = send(house, "/meetings/house/delegations/list", {"lines": lines})
    # The first form of the page has the token that both use.
    assert answer.status_code in (404, 405, 422)
    assert "look alike" in answer.text
    with house.server.store.reading() as unit:
        assert unit.registry.delegations("m-house") == before


@pytest.mark.parametrize("name", ["ＣＨＡＩＲ", "cha\u200bir", "chаir", "Jane Doe"])
def test_participant_whose_name_looks_like_anothers_is_refused_with_the_reason(
    house: House, name: str
) -> None:
    data = {"name": "Somebody", "sign_in": name, "role": "delegate", "delegation": "AUT"}
    answer = send(house, "/meetings/house/participants", data)
    assert answer.status_code == 422
    assert any(said in answer.text for said in ("takes part already", "no spaces", "is of one script"))


def test_stored_values_from_before_the_gate_end_no_export(house: House) -> None:
    store = house.server.store
    assert isinstance(store, SqlStore)
    with store.writing() as unit:
        unit.connection.execute(
            sql("UPDATE meetings SET body = :body, title = :title WHERE id = 'm-house'"),
            {"body": "Expert\x07 group", "title": "Meeting\ufffe of the house"},
        )
    browser = house.signed_in("secretariat")
    word = browser.get(f"/api/texts/{TEXT}/rolling.docx")
    assert word.status_code == 200
    document = docx.Document(io.BytesIO(word.data))
    assert document.core_properties.author == "Expert\ufffd group"
    assert browser.get(f"/api/texts/{TEXT}/rolling.txt").status_code == 200
    with store.reading() as unit:
        meeting = unit.registry.meeting("m-house")
        assert meeting is not None
        made = Made("0", "now", b"")
        members = archive(unit, meeting, made, lambda document, form: b"")
        files = {name: b"".join(pieces) for name, pieces in members}
    assert "Expert\ufffd group" in files["README.txt"].decode()
