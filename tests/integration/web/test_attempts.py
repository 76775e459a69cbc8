"""Guessing passwords is slowed down, and no account is locked (G2, G39 of docs/SPEC.md)."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.domain.refusal import Refused
from server.web import attempts
from server.web.house import EXTENSION
from server.web.paces import Pace, Paces
from server.web.turns import HEARD_OF
from tests.support.house import PASSWORD, House, make_house, sign_in, token
from tests.support.redis_server import redis_server

WRONG = "not my password"


def busy(_function: object) -> None:
    raise Refused("busy", "Too much of this is being done at this moment; ask again in a minute.")


class Clock:
    """Time passes only where somebody waits."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture(autouse=True)
def clock(house: House, monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    house.app.extensions[attempts.EXTENSION] = Paces(None, made)
    monkeypatch.setattr(attempts, "sleep", made.sleep)
    return made


def tries(house: House, name: str, times: int, address: str = "127.0.0.1") -> list[int]:
    return [attempt(house.browser(), name, WRONG, address).status_code for _ in range(times)]


def attempt(
    browser: FlaskClient, name: str, password: str = PASSWORD, address: str = "127.0.0.1"
) -> TestResponse:
    data = {"name": name, "password": password, "csrf_token": token(browser)}
    return browser.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": address})


@pytest.fixture
def known(house: House) -> FlaskClient:
    """A browser in which the Chair has signed in and out again."""
    browser = house.browser()
    assert attempt(browser, "chair").status_code == 302
    browser.post("/sign-out", data={"csrf_token": token(browser, "/account")})
    return browser


@pytest.mark.parametrize("name", ["chair", "CHAIR", "cha\u200bir", "chаir"])
def test_guesser_waits_and_the_guessed_signs_in_all_the_same(
    house: House, known: FlaskClient, clock: Clock, name: str
) -> None:
    for _ in range(20):
        tries(house, name, 5)
    slept = len(clock.slept)
    assert attempt(known, "chair").status_code == 302
    assert len(clock.slept) == slept, "A browser that is known does not wait because of others."


def test_stranger_waits_for_a_turn_and_sees_it(house: House, clock: Clock) -> None:
    assert tries(house, "chair", 5) == [403] * 5
    assert clock.slept == []
    # The next attempt is held back for as long as an answer can be, and judged.
    assert attempt(house.browser(), "chair").status_code == 302
    assert sum(clock.slept) == pytest.approx(attempts.FROM_AN_ADDRESS.interval)
    tries(house, "chair", 1)
    waits = 0
    while (answer := attempt(house.browser(), "chair")).status_code == 429:
        seconds = int(answer.headers["Retry-After"])
        assert 0 < seconds <= 60
        assert re.search(r"Your turn comes in (a second|\d+ seconds)", answer.text)
        clock.now += seconds
        waits += 1
        assert waits < 5
    assert answer.status_code == 302


def test_sixty_at_once_do_not_slip_through_together(
    house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "PATIENCE", 0.0)
    browsers = [(house.browser(), 0) for _ in range(60)]
    tokens = [token(browser) for browser, _ in browsers]
    with ThreadPoolExecutor(12) as pool:
        answers = list(
            pool.map(
                lambda one: (
                    one[0][0]
                    .post("/sign-in", data={"name": "chair", "password": WRONG, "csrf_token": one[1]})
                    .status_code
                ),
                zip(browsers, tokens, strict=True),
            )
        )
    assert answers.count(403) == attempts.FROM_AN_ADDRESS.places
    assert answers.count(429) == 60 - attempts.FROM_AN_ADDRESS.places
    # Those who were told to come again do not.
    clock.now += 55 * attempts.FROM_AN_ADDRESS.interval + HEARD_OF
    assert attempt(house.browser(), "chair").status_code == 302


def test_failures_of_others_at_the_address_lock_nobody_out(house: House, clock: Clock) -> None:
    """Thirty wrong passwords from the conference's network, and the others there sign in at once."""
    for number in range(30):
        tries(house, f"guess-{number}", 1)
    assert attempt(house.browser(), "delegate").status_code == 302
    assert attempt(house.browser(), "chair", address="10.1.1.1").status_code == 302
    assert clock.slept == []


def test_stranger_at_another_address_does_not_wait_for_the_guesser(house: House, clock: Clock) -> None:
    for _ in range(6):
        tries(house, "chair", 1)
    slept = len(clock.slept)
    assert attempt(house.browser(), "chair", address="10.1.1.1").status_code == 302
    assert len(clock.slept) == slept


def test_name_that_is_new_at_an_address_is_not_held_back_by_those_guessed_at(
    house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However full the address is: a right password of a stranger gets through."""
    monkeypatch.setattr(attempts, "AT_AN_ADDRESS", Pace(2, 0.5))
    monkeypatch.setattr(attempts, "PATIENCE", 0.0)
    tries(house, "observer", 1)
    assert tries(house, "observer", 4).count(429) == 2
    assert attempt(house.browser(), "chair").status_code == 302
    # Names without end are new too, and take the places of new ones; those wait for seconds only.
    tries(house, "nobody-1", 1)
    assert tries(house, "nobody-2", 1) == [429]
    later = 0.001  # Of two who come in the same instant, chance says who is first.
    clock.now += later
    monkeypatch.setattr(attempts, "PATIENCE", 8.0)
    assert attempt(house.browser(), "delegate").status_code == 302
    assert sum(clock.slept) == pytest.approx(1.0 - later), "After the one who was told to come again."


def test_ticket_comes_to_the_front_while_others_try_on(
    house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who was told to come again is older than whoever comes later, and a ticket is good for one attempt."""
    monkeypatch.setattr(attempts, "PATIENCE", 0.0)
    tries(house, "chair", 5)
    browser = house.browser()
    told = int(attempt(browser, "chair", WRONG).headers["Retry-After"])
    clock.now += 1
    assert tries(house, "chair", 20) == [429] * 20
    clock.now += told
    assert tries(house, "chair", 20) == [429] * 20
    assert attempt(browser, "chair", WRONG).status_code == 403
    clock.now += attempts.FROM_AN_ADDRESS.interval
    assert attempt(browser, "chair").status_code == 429, "Behind those who came before this attempt."


@pytest.mark.parametrize("other", [{"address": "10.1.1.1"}, {"name": "delegate"}])
def test_ticket_is_for_one_account_and_one_address(
    house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch, other: dict[str, str]
) -> None:
    monkeypatch.setattr(attempts, "PATIENCE", 0.0)
    place = {"name": "chair", "address": "127.0.0.1", **other}
    tries(house, "chair", 5)
    tries(house, place["name"], 5, place["address"])
    carried, waiting = house.browser(), house.browser()
    attempt(carried, "chair", WRONG)
    clock.now += 1
    told = int(attempt(waiting, place["name"], WRONG, place["address"]).headers["Retry-After"])
    clock.now += told
    assert attempt(carried, password=WRONG, **place).status_code == 429
    assert attempt(waiting, password=PASSWORD, **place).status_code == 302


def test_ticket_of_an_answer_that_was_not_judged_is_good_again(
    house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "PATIENCE", 0.0)
    tries(house, "chair", 5)
    browser = house.browser()
    clock.now += int(attempt(browser, "chair").headers["Retry-After"])
    clock.now += 1
    with monkeypatch.context() as crowded:
        full = replace(house.app.extensions[EXTENSION], run_strangers=busy)
        crowded.setitem(house.app.extensions, EXTENSION, full)
        assert attempt(browser, "chair").status_code == 503
    tries(house, "chair", 3)
    clock.now += attempts.FROM_AN_ADDRESS.interval
    assert attempt(browser, "chair").status_code == 302


def test_answer_that_too_many_are_judged_gives_no_place_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "PATIENCE", 0.0)
    full = replace(house.app.extensions[EXTENSION], run_strangers=busy)
    monkeypatch.setitem(house.app.extensions, EXTENSION, full)
    answers = tries(house, "chair", attempts.FROM_AN_ADDRESS.places + 1)
    assert answers == [503] * attempts.FROM_AN_ADDRESS.places + [429]


def test_strangers_wait_among_themselves(
    house: House, known: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the threads of strangers are full, known browsers sign in, and who is signed in is served."""
    inside = house.signed_in("delegate")
    full = replace(house.app.extensions[EXTENSION], run_strangers=busy)
    monkeypatch.setitem(house.app.extensions, EXTENSION, full)
    assert attempt(house.browser(), "chair").status_code == 503
    assert attempt(known, "chair").status_code == 302
    data = {"old": PASSWORD, "new": "three brown foxes", "csrf_token": token(inside, "/account")}
    assert inside.post("/account", data=data).status_code == 302


def test_many_addresses_are_bounded_together(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "PATIENCE", 0.0)
    answers = [tries(house, "chair", 1, f"10.0.0.{number}")[0] for number in range(60)]
    assert answers.count(403) == attempts.FOR_AN_ACCOUNT.places


def test_right_passwords_give_back_their_places(house: House, clock: Clock) -> None:
    """A whole meeting may come from one address at once, and somebody may sign in again and again."""
    for _ in range(3):
        tries(house, "delegate", 4)
        assert attempt(house.browser(), "delegate").status_code == 302
        clock.now += 4 * attempts.FROM_AN_ADDRESS.interval
    for _ in range(32):
        assert attempt(house.browser(), "chair").status_code == 302
    assert clock.slept == []


def test_known_browser_is_bounded_by_its_own_count(house: House, known: FlaskClient, clock: Clock) -> None:
    answers = [attempt(known, "chair", WRONG).status_code for _ in range(attempts.OWN.places + 1)]
    assert answers == [403] * (attempts.OWN.places + 1)
    assert sum(clock.slept) == pytest.approx(attempts.OWN.interval)


@pytest.mark.parametrize("forged", ["", "x", "eyJjaGFpciI6ImEifQ.aaaa.bbbb"])
def test_forged_or_copied_cookie_of_another_account_makes_nobody_known(
    house: House, known: FlaskClient, clock: Clock, forged: str
) -> None:
    tries(house, "delegate", 5)
    browser = house.browser()
    own = known.get_cookie(attempts.COOKIE)
    assert own is not None
    browser.set_cookie(attempts.COOKIE, forged or own.value)
    assert attempt(browser, "delegate", WRONG).status_code == 403
    assert sum(clock.slept) == pytest.approx(attempts.FROM_AN_ADDRESS.interval)


def test_cookie_of_the_device_is_http_only_same_site_and_says_no_name(house: House) -> None:
    browser = house.browser()
    set_cookies = attempt(browser, "chair").headers.getlist("Set-Cookie")
    (device,) = (each for each in set_cookies if each.startswith(attempts.COOKIE))
    assert "HttpOnly" in device
    assert "SameSite=Lax" in device


def test_password_until_now_is_asked_for_at_the_same_pace(house: House, clock: Clock) -> None:
    browser = house.signed_in("delegate")

    def change(old: str, new: str = "three brown foxes") -> TestResponse:
        return browser.post(
            "/account", data={"old": old, "new": new, "csrf_token": token(browser, "/account")}
        )

    for _ in range(attempts.OWN.places):
        assert change(WRONG).status_code == 422
    assert clock.slept == []
    assert change(WRONG).status_code == 422
    assert sum(clock.slept) == pytest.approx(attempts.OWN.interval)
    attempts_left = change(PASSWORD)
    assert attempts_left.status_code == 302


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("aaaaaaaaaaaa", "repeats itself"),
        ("password1234", "many people take"),
        ("            ", "shows nothing"),
        ("delegate-delegate", "name that you sign in with"),
        ("asdfghjkl;'\\", "row of keys"),
        ("abcdefghijklm", "sequence"),
    ],
)
def test_password_that_can_be_guessed_is_refused_beside_its_field(
    house: House, new: str, reason: str
) -> None:
    browser = house.signed_in("delegate")
    data = {"old": PASSWORD, "new": new, "csrf_token": token(browser, "/account")}
    answer = browser.post("/account", data=data)
    assert answer.status_code == 422
    beside = re.search(r'id="new-error">([^<]+)<', answer.text)
    assert beside is not None
    assert reason in beside[1]
    assert sign_in(house.browser(), "delegate").status_code == 302


def test_attempts_are_counted_by_all_processes_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L19: wherever they are made; while Redis is away each process counts for itself."""
    monkeypatch.setattr(attempts, "PATIENCE", 0.0)
    with redis_server(tmp_path) as redis:
        first, second = (process(tmp_path / name, redis.url) for name in ("first", "second"))
        for turn in range(5):
            house = (first, second)[turn % 2]
            assert sign_in(house.browser(), "chair", WRONG).status_code == 403
        assert sign_in(first.browser(), "chair").status_code == 429
        assert sign_in(second.browser(), "chair").status_code == 429
        assert sign_in(second.browser(), "secretariat").status_code == 302
        redis.kill()
        assert sign_in(first.browser(), "chair").status_code == 302
        for _ in range(5):
            assert sign_in(second.browser(), "observer", WRONG).status_code == 403
        assert sign_in(second.browser(), "observer").status_code == 429
        redis.start()


def process(folder: Path, redis_url: str) -> House:
    folder.mkdir()
    return make_house(folder, redis_url=redis_url)
