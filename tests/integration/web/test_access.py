"""Who may see which page: strangers, people of another meeting, and every role (G9 to G12 of docs/SPEC.md)."""

import pytest

from tests.support.house import House, token

READING = [
    "/meetings/house",
    "/meetings/house/delegations",
    "/texts/t-house-text",
    "/texts/t-house-text/room",
    "/texts/t-house-text/reading",
    "/texts/t-house-text/documents",
    "/api/texts/t-house-text/state",
    "/api/texts/t-house-text/entries",
    "/api/texts/t-house-text/rolling.txt",
]
SETTING_UP = [
    "/meetings/house/facts",
    "/meetings/house/security",
    "/meetings/house/participants",
    "/meetings/house/texts/new",
    "/texts/t-house-text/import",
]
WRITING = [
    "/meetings/house/delegations",
    "/meetings/house/delegations/list",
    "/meetings/house/participants",
    "/meetings/house/facts",
    "/meetings/house/participants/p-observer/password",
    "/meetings/house/participants/p-observer/role",
    "/meetings/house/participants/p-observer/name",
    "/meetings/house/participants/p-observer/deactivate",
    "/meetings/house/participants/p-observer/activate",
    "/meetings/house/texts/new",
]
# What would be taken from the Secretariat, so that only the role stands in the way.
FIELDS = {
    "code": "BEL",
    "short": "Belgium",
    "kind": "state",
    "lines": "BEL; Belgium",
    "name": "Somebody",
    "sign_in": "somebody",
    "role": "observer",
    "delegation": "",
    "title": "Another text",
    "language": "en",
}
ROLES = ["secretariat", "chair", "delegate", "observer"]


@pytest.mark.parametrize("path", [*READING, *SETTING_UP, "/", "/account", "/meetings/new"])
def test_page_asks_strangers_to_sign_in(house: House, path: str) -> None:
    answer = house.browser().get(path)
    if path.startswith("/api/"):
        assert (answer.status_code, answer.json) == (401, {"code": "http_401", "message": "Sign in first."})
    else:
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("path", [*READING, *SETTING_UP])
@pytest.mark.parametrize("name", ["elsewhere", "stranger"])
def test_page_of_a_meeting_does_not_exist_for_people_of_another(house: House, path: str, name: str) -> None:
    browser = house.signed_in(name)
    answer = browser.get(path)
    assert answer.status_code == 404
    assert "Conclusions" not in answer.text
    assert "Meeting of the house" not in answer.text


@pytest.mark.parametrize("path", READING)
@pytest.mark.parametrize("name", ROLES)
def test_page_is_open_to_everybody_who_takes_part(house: House, path: str, name: str) -> None:
    assert house.signed_in(name).get(path).status_code == 200


@pytest.mark.parametrize("path", SETTING_UP)
@pytest.mark.parametrize("name", ROLES)
def test_page_for_setting_up_is_open_to_the_secretariat_only(house: House, path: str, name: str) -> None:
    expected = 200 if name == "secretariat" else 403
    assert house.signed_in(name).get(path).status_code == expected


@pytest.mark.parametrize("path", WRITING)
@pytest.mark.parametrize("name", ["chair", "delegate", "observer", "elsewhere", "stranger"])
def test_form_for_setting_up_is_refused_to_all_but_the_secretariat(
    house: House, path: str, name: str
) -> None:
    browser = house.signed_in(name)
    answer = browser.post(path, data={**FIELDS, "csrf_token": token(browser, "/account")})
    assert answer.status_code == (404 if name in {"elsewhere", "stranger"} else 403)
    with house.server.store.reading() as unit:
        assert len(unit.registry.delegations("m-house")) == 2
        assert unit.registry.person_named("somebody") is None
        assert len(unit.registry.texts("m-house")) == 1
        observer = unit.registry.person("p-observer")
    assert observer is not None
    assert observer.active


@pytest.mark.parametrize(
    ("name", "status"), [("secretariat", 200), ("elsewhere", 200), ("chair", 403), ("stranger", 403)]
)
def test_new_meeting_may_be_set_up_by_a_secretariat_of_any(house: House, name: str, status: int) -> None:
    assert house.signed_in(name).get("/meetings/new").status_code == status


def test_new_meeting_has_its_founder_as_secretariat(house: House) -> None:
    browser = house.signed_in("secretariat")
    facts = {
        "body": "Expert group",
        "title": "Floods",
        "session": "Seventh session",
        "starts": "2022-01-10",
        "ends": "2022-01-12",
        "time_zone": "Europe/Vienna",
        "csrf_token": token(browser, "/meetings/new"),
    }
    answer = browser.post("/meetings/new", data=facts)
    assert answer.headers["Location"] == "/meetings/expert-group-seventh-session"
    page = browser.get("/meetings/expert-group-seventh-session").text
    assert "10 to 12 January 2022" in page
    assert "you are the Secretariat" in page
    wrong = browser.post("/meetings/new", data={**facts, "ends": "2022-01-01", "time_zone": "Vienna"})
    assert wrong.status_code == 422
    assert "comes before the first" in wrong.text
    assert "Write it by its city" in wrong.text
