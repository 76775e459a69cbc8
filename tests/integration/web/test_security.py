"""The security list, and what takes a second person (G35 to G38 of docs/SPEC.md)."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from server import cli
from server.persistence.store import SqlStore
from server.services.registry import Listed, Participant, Person, Request
from tests.support.house import PASSWORD, House, sign_in, token

PLACE = "/meetings/house/participants"


def post(house: House, by: str, path: str, **data: str) -> TestResponse:
    browser = house.signed_in(by)
    return browser.post(path, data={**data, "csrf_token": token(browser, "/account")})


def listed(house: House, *what: str) -> list[Listed]:
    with house.server.store.reading() as unit:
        found = unit.registry.listed(None, None, 1000)
    return [each for each in found if not what or each.what in what]


def participant(house: House, person: str) -> Participant | None:
    with house.server.store.reading() as unit:
        return unit.registry.participant("m-house", person)


def waiting(house: House) -> str:
    with house.server.store.reading() as unit:
        (request,) = unit.registry.requests("m-house")
    return request.id


def requests(house: House) -> list[Request]:
    with house.server.store.reading() as unit:
        return unit.registry.requests("m-house")


@pytest.fixture
def second(house: House) -> House:
    """The house with another member of the Secretariat."""
    with house.server.store.writing() as unit:
        stored = house.server.passwords.hash(PASSWORD)
        unit.registry.add_person(Person("p-second", "Second", "second", active=True), stored)
        unit.registry.set_participant(Participant("m-house", "p-second", "secretariat", None))
    return house


WAYS = [
    (f"{PLACE}/p-delegate/role", {"role": "chair", "delegation": ""}),
    (f"{PLACE}/p-secretariat/role", {"role": "chair", "delegation": ""}),
    (f"{PLACE}/p-observer/role", {"role": "secretariat", "delegation": ""}),
    (PLACE, {"name": "New", "sign_in": "new", "role": "chair", "delegation": ""}),
    (PLACE, {"name": "New", "sign_in": "new", "role": "secretariat", "delegation": ""}),
    (f"{PLACE}/p-chair/password", {}),
    (f"{PLACE}/p-second/password", {}),
    (f"{PLACE}/p-chair/role", {"role": "observer", "delegation": ""}),
    (f"{PLACE}/p-second/role", {"role": "delegate", "delegation": "AUT"}),
    (f"{PLACE}/p-secretariat/role", {"role": "observer", "delegation": ""}),
    (f"{PLACE}/p-chair/deactivate", {}),
    (f"{PLACE}/p-second/deactivate", {}),
]


@pytest.mark.parametrize(("path", "data"), WAYS)
def test_no_way_to_become_the_chair_is_open_to_one_person_alone(
    second: House, path: str, data: dict[str, str]
) -> None:
    before = everything(second)
    answer = post(second, "secretariat", path, **data)
    assert answer.status_code == 302
    assert everything(second) == before
    request = waiting(second)
    own = post(second, "secretariat", f"{PLACE}/requests/{request}/confirm")
    assert own.status_code == 403
    for other in ("delegate", "observer", "stranger"):
        assert post(second, other, f"{PLACE}/requests/{request}/confirm").status_code in (403, 404)
    assert everything(second) == before
    assert post(second, "chair", f"{PLACE}/requests/{request}/confirm").status_code == 200
    assert everything(second) != before
    assert [each.person for each in listed(second, "requested", "confirmed")] == ["p-chair", "p-secretariat"]


def everything(house: House) -> object:
    with house.server.store.reading() as unit:
        people = unit.registry.people()
        return (
            people,
            [unit.registry.password_hash(each.id) for each in people],
            unit.registry.participants("m-house"),
        )


def test_deactivated_chair_comes_back_with_a_second_person_only(second: House) -> None:
    assert post(second, "secretariat", f"{PLACE}/p-chair/deactivate").status_code == 302
    assert sign_in(second.browser(), "chair").status_code == 302
    assert post(second, "second", f"{PLACE}/requests/{waiting(second)}/confirm").status_code == 200
    assert post(second, "secretariat", f"{PLACE}/p-chair/activate").status_code == 302
    assert sign_in(second.browser(), "chair").status_code == 403
    assert post(second, "second", f"{PLACE}/requests/{waiting(second)}/confirm").status_code == 200
    assert sign_in(second.browser(), "chair").status_code == 302


@pytest.mark.parametrize("what", ["password", "deactivate"])
@pytest.mark.parametrize("by_command_line", [False, True])
def test_who_was_chair_once_is_protected_as_the_chair_is(
    second: House, what: str, by_command_line: bool
) -> None:
    """Else one takes the role away first, and then resets the password alone."""
    if by_command_line:
        cli.install(second.app)
        command = ["meeting", "join", "house", "chair", "--role", "observer", "--delegation", "OBS"]
        done = second.app.test_cli_runner().invoke(args=command)
        assert done.exit_code == 0, done.output
    else:
        post(second, "secretariat", f"{PLACE}/p-chair/role", role="observer", delegation="OBS")
        assert post(second, "second", f"{PLACE}/requests/{waiting(second)}/confirm").status_code == 200
    assert participant(second, "p-chair") == Participant("m-house", "p-chair", "observer", "OBS")
    before = everything(second)
    assert post(second, "secretariat", f"{PLACE}/p-chair/{what}").status_code == 302
    assert everything(second) == before
    assert post(second, "second", f"{PLACE}/requests/{waiting(second)}/confirm").status_code == 200
    assert everything(second) != before


def test_whose_role_is_to_end_can_be_the_second_person_and_not_the_only_one(house: House) -> None:
    assert post(house, "secretariat", f"{PLACE}/p-chair/role", role="observer").status_code == 302
    assert participant(house, "p-chair") == Participant("m-house", "p-chair", "chair", None)
    assert post(house, "chair", f"{PLACE}/requests/{waiting(house)}/confirm").status_code == 200
    assert participant(house, "p-chair") == Participant("m-house", "p-chair", "observer", None)


def test_account_that_was_opened_meanwhile_is_not_who_was_asked_for(second: House) -> None:
    """Else one opens it in another meeting, knows its password, and has it confirmed as a new Chair."""
    post(second, "secretariat", PLACE, name="Deputy", sign_in="deputy", role="chair", delegation="")
    with second.server.store.writing() as unit:
        stored = second.server.passwords.hash(PASSWORD)
        unit.registry.add_person(Person("p-deputy", "Deputy", "deputy", active=True), stored)
        unit.registry.set_participant(Participant("m-other", "p-deputy", "observer", None))
    before = everything(second)
    answer = post(second, "chair", f"{PLACE}/requests/{waiting(second)}/confirm")
    assert answer.status_code == 302
    assert everything(second) == before
    assert participant(second, "p-deputy") is None
    assert not listed(second, "confirmed")


def invited(house: House, **more: str) -> TestResponse:
    wanted = {"name": "X", "sign_in": "elsewhere", "role": "observer", "delegation": ""}
    return post(house, "secretariat", PLACE, **{**wanted, **more})


def answered(house: House, how: str, by: str = "elsewhere") -> int:
    return post(house, by, f"/invitations/{waiting(house)}/{how}").status_code


def test_invited_account_shows_its_meeting_nothing_until_it_accepts(house: House) -> None:
    """Else any Secretariat learns names and addresses of whoever it names, and locks their own out."""
    with house.server.store.writing() as unit:
        stored = house.server.passwords.hash(PASSWORD)
        unit.registry.add_person(Person("p-guest", "Greta Guest", "guest", active=True), stored)
        unit.registry.set_participant(Participant("m-other", "p-guest", "delegate", "AUT"))
        unit.registry.add_listed(
            Listed(
                "l-early1", "2021-04-07T17:00:00.000Z", "sign_in", "p-guest", "p-guest", None, "10.7.7.7", ""
            )
        )
    assert invited(house, sign_in="guest").status_code == 302
    assert participant(house, "p-guest") is None
    browser = house.signed_in("secretariat")
    for page in (PLACE, "/meetings/house", "/meetings/house/security"):
        shown = browser.get(page).text
        assert "Greta" not in shown
        assert "10.7.7.7" not in shown
    assert "guest" in browser.get(PLACE).text
    assert post(house, "secretariat", f"{PLACE}/p-guest/password").status_code == 404
    # Nobody's own Secretariat is locked out by it.
    other = house.signed_in("elsewhere")
    path = "/meetings/other/participants/p-guest/deactivate"
    assert other.post(path, data={"csrf_token": token(other, "/account")}).status_code == 302
    path = "/meetings/other/participants/p-guest/activate"
    assert other.post(path, data={"csrf_token": token(other, "/account")}).status_code == 302
    assert "invites you" in house.signed_in("guest").get("/").text
    assert answered(house, "accept", "guest") == 302
    assert participant(house, "p-guest") == Participant("m-house", "p-guest", "observer", None)
    assert "10.7.7.7" not in browser.get("/meetings/house/security").text
    assert "Greta" in browser.get("/meetings/house/security").text


def test_invitation_is_accepted_by_who_is_invited_alone_and_declined_without_a_name(house: House) -> None:
    invited(house)
    for by in ("secretariat", "chair", "stranger"):
        assert answered(house, "accept", by) == 404
        assert post(house, by, f"{PLACE}/requests/{waiting(house)}/confirm").status_code == 404
    assert participant(house, "p-elsewhere") is None
    assert "invited already" in invited(house).text
    assert answered(house, "refuse") == 302
    (line,) = listed(house, "stayed_away")
    assert (line.person, line.subject, line.address) == (None, None, "")
    assert "invites you" not in house.signed_in("elsewhere").get("/").text


def test_invitation_to_lead_takes_a_second_person_and_consent(second: House) -> None:
    assert invited(second, role="chair").status_code == 302
    assert "invites you" not in second.signed_in("elsewhere").get("/").text
    assert post(second, "chair", f"{PLACE}/requests/{waiting(second)}/confirm").status_code == 302
    assert participant(second, "p-elsewhere") is None
    assert answered(second, "accept") == 302
    assert participant(second, "p-elsewhere") == Participant("m-house", "p-elsewhere", "chair", None)


def test_invitation_to_lead_of_before_the_record_does_not_outlive_it(house: House) -> None:
    """Nor one of a Secretariat that is none any more."""
    invited(house)
    with house.server.store.writing() as unit:
        (made,) = unit.registry.requests("m-house")
        unit.registry.remove_request(made.id)
        unit.registry.add_request(replace(made, role="chair"))
    assert answered(house, "accept") == 403
    assert participant(house, "p-elsewhere") is None


def test_where_there_is_no_second_person_the_command_line_is_named(house: House) -> None:
    answer = post(house, "secretariat", f"{PLACE}/p-chair/password")
    assert answer.status_code == 403
    assert "command line" in answer.text
    assert sign_in(house.browser(), "chair").status_code == 302


def test_request_is_shown_to_who_can_confirm_it_and_can_be_taken_away(second: House) -> None:
    post(second, "secretariat", f"{PLACE}/p-delegate/role", role="chair", delegation="")
    for name, said in (("chair", "Confirm"), ("second", "Confirm"), ("secretariat", "Withdraw")):
        page = second.signed_in(name).get("/meetings/house").text
        assert "waits for a second person" in page
        assert f">{said}</button>" in page
    assert "second person" not in second.signed_in("delegate").get("/meetings/house").text
    assert post(second, "chair", f"{PLACE}/requests/{waiting(second)}/decline").status_code == 302
    assert "second person" not in second.signed_in("chair").get("/meetings/house").text
    assert participant(second, "p-delegate") == Participant("m-house", "p-delegate", "delegate", "AUT")
    assert listed(second, "declined")[0].person == "p-chair"


def test_request_of_who_may_ask_no_more_is_not_carried_out(second: House) -> None:
    post(second, "second", f"{PLACE}/p-delegate/role", role="chair", delegation="")
    with second.server.store.writing() as unit:
        unit.registry.set_participant(Participant("m-house", "p-second", "observer", None))
    assert post(second, "chair", f"{PLACE}/requests/{waiting(second)}/confirm").status_code == 403
    assert participant(second, "p-delegate") == Participant("m-house", "p-delegate", "delegate", "AUT")


def test_request_that_a_later_change_of_role_makes_void_goes(second: House) -> None:
    """G38: nobody confirms by mistake what was asked for before."""
    path = f"{PLACE}/p-observer/role"
    post(second, "secretariat", path, role="chair")
    assert len(requests(second)) == 1
    post(second, "secretariat", path, role="delegate", delegation="AUT")
    assert requests(second) == []


def test_role_is_changed_in_the_browser_and_listed(house: House) -> None:
    path = f"{PLACE}/p-observer/role"
    with house.signed_in("secretariat") as browser:
        data = {"csrf_token": token(browser, PLACE), "role": "delegate", "delegation": "AUT"}
        page = browser.post(path, data=data, follow_redirects=True).text
    assert "is now Delegate" in page
    assert "had an account already" not in page
    assert participant(house, "p-observer") == Participant("m-house", "p-observer", "delegate", "AUT")
    (line,) = listed(house, "role")
    assert (line.person, line.subject, line.meeting) == ("p-secretariat", "p-observer", "m-house")
    assert line.detail == "observer OBS → delegate AUT"
    assert line.address == "127.0.0.1"
    refused = post(house, "secretariat", path, role="delegate", delegation="OBS")
    assert refused.status_code == 302
    last = post(house, "secretariat", f"{PLACE}/p-secretariat/role", role="delegate", delegation="AUT")
    assert last.status_code == 403
    assert "at least one" in last.text


def test_meeting_is_opened_to_the_public_in_the_browser_and_listed(house: House) -> None:
    browser = house.signed_in("secretariat")
    path = "/meetings/house/facts"
    page = browser.get(path).text
    found = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', page))
    facts = {name: found[name] for name in ("body", "title", "starts", "ends", "time_zone", "csrf_token")}
    assert browser.post(path, data={**facts, "title": "Another title"}).status_code == 302
    with house.server.store.reading() as unit:
        meeting = unit.registry.meeting("house")
    assert meeting is not None
    assert (meeting.title, meeting.public) == ("Another title", False)
    assert house.browser().get(f"/documents/{house.document}").status_code in (302, 404)
    assert browser.post(path, data={**facts, "public": "y"}).status_code == 302
    assert house.browser().get(f"/documents/{house.document}").status_code == 200
    assert [each.detail for each in listed(house, "meeting_changed")] == ["public", "closed"]


def test_sign_ins_and_their_failures_are_listed_with_the_address(house: House) -> None:
    sign_in(house.browser(), "delegate", "wrong")
    sign_in(house.browser(), "nobody-known", "wrong")
    sign_in(house.browser(), "delegate")
    lines = [(each.what, each.person, each.subject, each.address) for each in listed(house)]
    assert sorted(lines, key=str) == sorted(
        [
            ("sign_in", "p-delegate", "p-delegate", "127.0.0.1"),
            ("sign_in_failed", None, None, "127.0.0.1"),
            ("sign_in_failed", None, "p-delegate", "127.0.0.1"),
        ],
        key=str,
    )


def test_page_of_the_list_shows_what_concerns_the_meeting_in_pages(house: House) -> None:
    with house.server.store.writing() as unit:
        for number in range(150):
            at = f"2021-04-07T16:{number // 60:02d}:{number % 60:02d}.000Z"
            unit.registry.add_listed(
                Listed(f"l-{number:06d}", at, "role", None, "p-delegate", "m-house", f"10.0.0.{number}", "")
            )
        unit.registry.add_listed(
            Listed("l-other1", "2021-04-07T17:00:00.000Z", "role", None, "p-x", "m-other", "10.1.1.1", "")
        )
        unit.registry.add_listed(
            Listed("l-mine01", "2021-04-07T17:00:00.000Z", "sign_in", None, "p-chair", None, "10.2.2.2", "")
        )
    browser = house.signed_in("secretariat")
    first = browser.get("/meetings/house/security").text
    assert "10.2.2.2" in first
    assert "10.1.1.1" not in first
    assert "10.0.0.149" in first
    following = re.search(r'href="(/meetings/house/security\?before=[^"]+)"', first)
    assert following is not None
    second = browser.get(following[1]).text
    assert "10.0.0.0<" in second
    assert "10.0.0.149" not in second
    shown = re.findall(r">10\.0\.0\.(\d+)<", first + second)
    assert [int(each) for each in shown] == list(range(149, -1, -1))


@pytest.mark.parametrize("statement", ["UPDATE security_list SET address = ''", "DELETE FROM security_list"])
def test_list_is_never_changed_and_never_deleted(house: House, statement: str) -> None:
    sign_in(house.browser(), "delegate")
    store = house.server.store
    assert isinstance(store, SqlStore)
    with pytest.raises(DBAPIError, match="security list"), store.writing() as unit:
        unit.connection.execute(sql(statement))
    assert len(listed(house, "sign_in")) == 1


@pytest.mark.parametrize(("act", "said"), [("password", "signed out"), ("deactivate", "can only be read")])
def test_act_that_ends_windows_is_asked_about_first(house: House, act: str, said: str) -> None:
    """G50: the page says what happens to open windows, without JavaScript; only its button does it."""
    browser = house.signed_in("secretariat")
    page = browser.get(PLACE).text
    assert f'action="{PLACE}/p-delegate/{act}"' in page
    asked = browser.get(f"{PLACE}/p-delegate/{act}")
    assert asked.status_code == 200
    assert said in asked.text
    assert 'method="post"' in asked.text
    assert listed(house, act) == []
    assert post(house, "secretariat", f"{PLACE}/p-delegate/{act}").status_code in (200, 302)
    assert [each.subject for each in listed(house, act)] == ["p-delegate"]
    assert browser.get(f"{PLACE}/p-nobody/{act}").status_code == 404
    assert house.signed_in("chair").get(f"{PLACE}/p-observer/{act}").status_code == 403


def test_who_had_access_is_not_added_but_given_it_back(house: House) -> None:
    """G51."""
    post(house, "secretariat", f"{PLACE}/p-delegate/deactivate")
    answer = post(
        house, "secretariat", PLACE, name="Again", sign_in="delegate", role="observer", delegation=""
    )
    assert answer.status_code == 422
    assert "Give access back" in answer.text


def test_mistyped_name_is_corrected_and_listed(house: House) -> None:
    """G52."""
    with house.server.store.reading() as unit:
        before = unit.registry.person("p-delegate")
    assert before is not None
    answer = post(house, "secretariat", f"{PLACE}/p-delegate/name", name="  Corrected  ")
    assert answer.status_code == 302
    with house.server.store.reading() as unit:
        after = unit.registry.person("p-delegate")
    assert after is not None
    assert after.name == "Corrected"
    (line,) = listed(house, "name")
    assert (line.subject, line.detail) == ("p-delegate", f"{before.name} → Corrected")
    assert post(house, "secretariat", f"{PLACE}/p-delegate/name", name="[x]\u202e").status_code == 302
    assert len(listed(house, "name")) == 1
