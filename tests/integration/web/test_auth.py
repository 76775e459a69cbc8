"""Sign-in, sessions, forgery, limits (G1 to G8 of docs/SPEC.md)."""

import time
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from server.services.accounts import DEMONSTRATION, ONCE, SESSION_LIFETIME
from server.services.store import directly
from server.web.auth import Identity, cookie_holder, good_sessions, identify
from server.web.house import EXTENSION
from tests.support.house import PASSWORD, House, sign_in, token


def cookie(browser: FlaskClient) -> str:
    found = browser.get_cookie("adref")
    return found.value if found is not None else ""


def test_sign_in_with_the_right_password_shows_the_meetings(house: House) -> None:
    page = house.signed_in("delegate").get("/")
    assert page.status_code == 200
    assert "Meeting of the house" in page.text
    assert "Meeting of the other" not in page.text


def test_sign_in_name_in_other_capitals_is_the_same_name(house: House) -> None:
    assert sign_in(house.browser(), " Delegate ").status_code == 302


@pytest.mark.parametrize(("name", "password"), [("delegate", "wrong"), ("nobody", PASSWORD)])
def test_sign_in_refused_says_the_same_for_wrong_password_and_unknown_name(
    house: House, name: str, password: str
) -> None:
    answer = sign_in(house.browser(), name, password)
    assert answer.status_code == 403
    assert "do not go together" in answer.text


def test_sign_in_of_a_deactivated_account_is_refused(house: House) -> None:
    with house.server.store.writing() as unit:
        unit.registry.set_active("p-delegate", active=False)
    assert sign_in(house.browser(), "delegate").status_code == 403


def test_session_of_a_deactivated_account_ends_at_once(house: House) -> None:
    browser = house.signed_in("delegate")
    with house.server.store.writing() as unit:
        unit.registry.set_active("p-delegate", active=False)
    assert browser.get("/").status_code == 302


def test_session_cookie_is_http_only_same_site_and_secure_over_https(house: House) -> None:
    browser = house.browser()
    plain = browser.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    assert "Secure" not in plain
    safe = house.browser().get("/sign-in", base_url="https://localhost").headers["Set-Cookie"]
    assert "Secure" in safe


def test_session_is_begun_anew_at_sign_in(house: House) -> None:
    """What somebody planted in a browser before its owner signed in is of no use afterwards."""
    browser = house.browser()
    planted_token = token(browser)
    planted = cookie(browser)
    with browser.session_transaction() as session:
        session["planted"] = "yes"
    sign_in(browser, "delegate")
    assert cookie(browser) != planted
    with browser.session_transaction() as session:
        assert "planted" not in session
    assert browser.post("/sign-out", data={"csrf_token": planted_token}).status_code == 400
    other = house.browser()
    other.set_cookie("adref", planted)
    assert other.get("/").status_code == 302


def test_sign_out_by_post_ends_the_session(house: House) -> None:
    browser = house.signed_in("delegate")
    assert browser.get("/sign-out").status_code == 405
    assert browser.post("/sign-out", data={"csrf_token": token(browser, "/")}).status_code == 302
    assert browser.get("/").status_code == 302


def test_sign_out_ends_the_session_for_a_copied_cookie_and_no_other(house: House) -> None:
    """G32."""
    browser, elsewhere = house.signed_in("delegate"), house.signed_in("delegate")
    copied = cookie(browser)
    assert person_of(identify(house.app)(wsgi({"HTTP_COOKIE": f"adref={copied}"}))) == "p-delegate"
    browser.post("/sign-out", data={"csrf_token": token(browser, "/")})
    thief = house.browser()
    thief.set_cookie("adref", copied)
    assert thief.get("/").status_code == 302
    assert cookie(thief) != copied, "An ended session must not be signed again."
    assert identify(house.app)(wsgi({"HTTP_COOKIE": f"adref={copied}"})) is None
    assert elsewhere.get("/").status_code == 200


def test_signing_in_ends_the_session_that_the_browser_had(house: House) -> None:
    """G33: a copy of its cookie, and a window that it opened, is of no use to whoever signed in next."""
    browser = house.signed_in("delegate")
    copied = cookie(browser)
    data = {"name": "chair", "password": PASSWORD, "csrf_token": token(browser, "/account")}
    assert browser.post("/sign-in", data=data).status_code == 302
    assert "Chair" in browser.get("/account").text
    other = house.browser()
    other.set_cookie("adref", copied)
    assert other.get("/").status_code == 302


def test_session_that_ends_has_the_sockets_of_its_person_reviewed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G5, G32: when it has ended, and not at the next round."""
    browser, sessions = house.signed_in("delegate"), {identity_of(house, house.signed_in("delegate")).session}
    seen: list[tuple[str, int]] = []

    def review(person: str) -> None:
        good = good_sessions(house.server.store, house.server.passwords, directly)
        seen.append((person, len(good(sessions))))

    monkeypatch.setitem(
        house.app.extensions, EXTENSION, replace(house.app.extensions[EXTENSION], review=review)
    )
    browser.post("/sign-out", data={"csrf_token": token(browser, "/")})
    assert seen == [("p-delegate", 1)]
    assert change_password(house.signed_in("delegate"), PASSWORD, "three brown foxes") == 302
    assert seen[1:] == [("p-delegate", 0)]


@pytest.mark.parametrize(
    "path",
    [
        "/sign-in",
        "/sign-out",
        "/account",
        "/meetings/new",
        "/meetings/house/delegations",
        "/meetings/house/delegations/list",
        "/meetings/house/participants",
        "/meetings/house/facts",
        "/meetings/house/participants/p-delegate/password",
        "/meetings/house/participants/p-delegate/role",
        "/meetings/house/participants/requests/r-1/confirm",
        "/meetings/house/participants/requests/r-1/decline",
        "/meetings/house/participants/p-delegate/deactivate",
        "/meetings/house/participants/p-delegate/name",
        "/meetings/house/participants/p-delegate/activate",
        "/invitations/r-1/accept",
        "/invitations/r-1/refuse",
        "/meetings/house/texts/new",
        "/texts/t-house-text/settings",
        "/texts/t-house-text/import",
        "/texts/t-house-text/import/f-1",
    ],
)
def test_form_without_its_token_is_refused(house: House, path: str) -> None:
    answer = house.signed_in("secretariat").post(path, data={"name": "x"})
    assert answer.status_code == 400
    assert "reload the page" in answer.text


def test_every_form_that_writes_is_named_in_the_test_above(house: House) -> None:
    marks = test_form_without_its_token_is_refused.pytestmark  # type: ignore[attr-defined]  # Set by pytest.
    tried = marks[0].args[1]
    matcher = house.app.url_map.bind("localhost")
    tried_endpoints = {matcher.match(path, method="POST")[0] for path in tried}
    writing = {rule.endpoint for rule in house.app.url_map.iter_rules() if "POST" in (rule.methods or set())}
    assert writing == tried_endpoints


def test_next_address_leads_to_this_server_only(house: House) -> None:
    for wanted, got in [
        ("/meetings/house", "/meetings/house"),
        ("https://example.org/", "/"),
        ("//example.org/", "/"),
        ("/\\example.org", "/"),
    ]:
        browser = house.browser()
        data = {"name": "chair", "password": PASSWORD, "csrf_token": token(browser)}
        answer = browser.post("/sign-in", query_string={"next": wanted}, data=data)
        assert answer.headers["Location"] == got


def change_password(browser: FlaskClient, old: str, new: str) -> int:
    data = {"old": old, "new": new, "csrf_token": token(browser, "/account")}
    return browser.post("/account", data=data).status_code


def test_changed_password_ends_the_sessions_of_the_old_one(house: House) -> None:
    here, there = house.signed_in("delegate"), house.signed_in("delegate")
    assert change_password(here, PASSWORD, "three brown foxes") == 302
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302
    assert sign_in(house.browser(), "delegate", "three brown foxes").status_code == 302


@pytest.mark.parametrize(
    ("old", "new"), [("wrong", "three brown foxes"), (PASSWORD, "short"), (PASSWORD, PASSWORD)]
)
def test_unfit_password_is_refused(house: House, old: str, new: str) -> None:
    assert change_password(house.signed_in("delegate"), old, new) == 422
    assert sign_in(house.browser(), "delegate").status_code == 302


def set_password(house: House, stored: str) -> None:
    with house.server.store.writing() as unit:
        unit.registry.set_password_hash("p-delegate", stored)


def test_one_time_password_opens_nothing_but_the_change_of_it(house: House) -> None:
    set_password(house, house.server.passwords.hash("once-only-once", ONCE))
    browser = house.signed_in("delegate", "once-only-once")
    assert browser.get("/meetings/house").headers["Location"] == "/account"
    assert browser.get("/api/texts/t-house-text/state").status_code == 403
    environ = {"HTTP_COOKIE": f"adref={cookie(browser)}", "REQUEST_METHOD": "GET", "SERVER_NAME": "localhost"}
    assert identify(house.app)(wsgi(environ)) is None
    assert change_password(browser, "once-only-once", "three brown foxes") == 302
    assert browser.get("/meetings/house").status_code == 200


def test_demonstration_account_cannot_sign_in_where_none_was_asked_for(house: House) -> None:
    set_password(house, house.server.passwords.hash(PASSWORD, DEMONSTRATION))
    assert sign_in(house.browser(), "delegate").status_code == 403


def test_identify_names_the_person_of_a_session_for_sockets(house: House) -> None:
    browser = house.signed_in("delegate")
    identified = identify(house.app)
    before = time.time()
    identity = identified(wsgi({"HTTP_COOKIE": f"adref={cookie(browser)}"}))
    assert person_of(identity) == "p-delegate"
    assert identity is not None
    # The cookie was signed within the last second, which is the unit of its stamp.
    assert abs(identity.until - before - SESSION_LIFETIME.total_seconds()) < 5
    assert identified(wsgi({})) is None
    assert identified(wsgi({"HTTP_COOKIE": f"adref={cookie(browser)[:-2]}xx"})) is None


def test_holder_of_a_cookie_is_who_signed_in_whatever_else_it_says(house: House) -> None:
    """X4: the same for each session and each signature of theirs, and nobody for one that is not ours."""
    holder = cookie_holder(house.app)
    first, second = (cookie(house.signed_in("delegate")) for _ in range(2))
    assert first != second
    for said in (f"adref={first}", f"x=1; adref={first}; y=2", f"adref={second}"):
        assert holder(wsgi({"HTTP_COOKIE": said})) == "p-delegate"
    for said in ("", "adref=", f"adref={first}x", f"adref=x{first}", f"x={first}"):
        assert holder(wsgi({"HTTP_COOKIE": said})) is None


def test_good_sessions_are_those_that_were_not_ended(house: House) -> None:
    """G32: many are asked about at once; one that was signed out of is not good, whoever else signs in."""
    first, second = house.signed_in("delegate"), house.signed_in("chair")
    identified = [
        identify(house.app)(wsgi({"HTTP_COOKIE": f"adref={cookie(one)}"})) for one in (first, second)
    ]
    sessions = {identity.session for identity in identified if identity is not None}
    good = good_sessions(house.server.store, house.server.passwords, directly)
    assert good(sessions) == sessions
    first.post("/sign-out", data={"csrf_token": token(first, "/")})
    assert [one.person for one in good(sessions)] == ["p-chair"]


def identity_of(house: House, browser: FlaskClient) -> Identity:
    found = identify(house.app)(wsgi({"HTTP_COOKIE": f"adref={cookie(browser)}"}))
    assert found is not None
    return found


def person_of(identity: Identity | None) -> str | None:
    return None if identity is None else identity.person


def wsgi(more: dict[str, str]) -> dict[str, object]:
    base = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/socket.io/",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
    }
    return {**base, **more}
