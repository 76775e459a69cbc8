"""A text as JSON, its entries and history (G21 to G23 of docs/SPEC.md)."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import QueuePool

from server.domain.command import Command
from server.domain.refusal import Refused
from server.domain.state import from_json, to_json
from server.persistence.store import SqlStore
from server.services.registry import Participant
from server.services.store import directly
from server.web import compress
from server.web.house import EXTENSION
from server.web.packing import Part
from tests.integration.web.test_imports import done, looked_at
from tests.support.house import TEXT, House, said

API = f"/api/texts/{TEXT}"


@pytest.fixture
def browser(house: House) -> FlaskClient:
    browser = house.signed_in("secretariat")
    source = "1. States should act.\n\n2. States should cooperate.\n"
    assert done(browser, looked_at(browser, source=source), "record").status_code == 200
    return browser


def test_state_is_the_text_with_what_is_around_it(house: House, browser: FlaskClient) -> None:
    answer = said(browser.get(f"{API}/state"))
    assert set(answer) == {"state", "hash", "delegations", "people", "delegates", "you", "meeting"}
    assert to_json(from_json(answer["state"])) == answer["state"]
    with house.server.store.reading() as unit:
        head = unit.record.head(TEXT)
    assert head is not None
    assert (answer["state"]["number"], answer["hash"]) == (head.number, head.hash)
    assert answer["you"] == {"person": "p-secretariat", "role": "secretariat", "delegation": None}
    assert answer["meeting"] == {
        "id": "m-house",
        "title": "Meeting of the house",
        "time_zone": "Europe/Vienna",
        "public": True,
    }
    assert answer["delegations"]["AUT"] == {
        "short": "Austria",
        "name": "Austria",
        "kind": "state",
        "members": [],
        "usual": [],
    }
    assert answer["people"]["p-chair"] == "Chair"


def test_delegates_are_named_with_their_delegation(browser: FlaskClient) -> None:
    """S90: what anybody else enters for a delegation is on its behalf."""
    delegates = said(browser.get(f"{API}/state"))["delegates"]
    assert delegates["p-delegate"] == "AUT"
    assert not delegates.keys() & {"p-chair", "p-secretariat", "p-observer"}


def test_delegate_of_an_observer_is_shown_the_text_as_an_observer(house: House, browser: FlaskClient) -> None:
    """A10: a meeting of long ago may have one; the screen offers what the rules take."""
    with house.server.store.writing() as unit:
        unit.registry.set_participant(Participant("m-house", "p-observer", "delegate", "OBS"))
    you = said(house.signed_in("observer").get(f"{API}/state"))["you"]
    assert you == {"person": "p-observer", "role": "observer", "delegation": "OBS"}
    assert said(house.signed_in("observer").get(f"{API}/state?number=1"))["you"] == you


def test_state_says_to_each_who_they_are(house: House, browser: FlaskClient) -> None:
    """G41: what is the same for all is shared, and no answer serves for two."""
    other = house.signed_in("delegate")
    mine, theirs = browser.get(f"{API}/state"), other.get(f"{API}/state")
    assert said(theirs)["you"] == {"person": "p-delegate", "role": "delegate", "delegation": "AUT"}
    assert said(mine) == {**said(theirs), "you": said(mine)["you"]}
    assert other.get(f"{API}/state", headers={"If-None-Match": mine.headers["ETag"]}).status_code == 200


def test_state_at_a_number_and_at_an_instant_is_the_past(browser: FlaskClient) -> None:
    first = said(browser.get(f"{API}/state?number=1"))
    assert first["state"]["order"] == []
    assert first["hash"] == said(browser.get(f"{API}/entries"))["entries"][0]["hash"]
    now = said(browser.get(f"{API}/state"))
    at = said(browser.get(f"{API}/state", query_string={"at": now["state"]["time"]}))
    assert at["state"] == now["state"]


def test_past_and_history_are_read_apart_from_the_record(house: House, browser: FlaskClient) -> None:
    """X4: however many look, they wait in a queue of their own, in which no append is."""
    opened, held = said(browser.get(f"{API}/state"))["state"], []
    store = house.server.store
    assert isinstance(store, SqlStore)
    assert isinstance(store.engine.pool, QueuePool)
    held_now = store.engine.pool.checkedout

    def look(function: Callable[[], Any], /) -> Any:
        # Nor do those who wait hold the connections to the database that an append needs.
        held.append(held_now())
        return directly(function)

    def run(_function: Callable[[], Any], /) -> Any:
        raise AssertionError("Where the record is written, a reader waits.")

    house.app.extensions[EXTENSION] = replace(house.app.extensions[EXTENSION], look=look, run=run)
    first, at = opened["order"][0], {"at": opened["time"]}
    asked = [
        browser.get(f"{API}/state?number=1"),
        browser.get(f"{API}/state", query_string=at),
        browser.get(f"{API}/history/{first}"),
        browser.get(f"{API}/rolling.txt?number=1"),
        browser.get(f"{API}/entries"),
    ]
    assert [answer.status_code for answer in asked] == [200] * 5
    assert held == [0] * 5


@pytest.mark.parametrize("threads_free", [True, False])
def test_long_answer_is_compressed_apart_or_sent_as_it_is(
    house: House, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch, threads_free: bool
) -> None:
    """X4: who asks for much does not keep the others waiting, and is answered also where too many wait."""
    monkeypatch.setattr(compress, "SMALLEST", 1)
    monkeypatch.setattr(compress, "LARGE", 1)
    apart: list[object] = []

    def compress_apart(function: Callable[[], Any], /) -> Any:
        if not threads_free:
            raise Refused("busy", "Too much waits.")
        apart.append(function())
        return apart[-1]

    here = replace(house.app.extensions[EXTENSION], compress=compress_apart)
    monkeypatch.setitem(house.app.extensions, EXTENSION, here)
    answer = browser.get(f"{API}/entries", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers.get("Content-Encoding") == ("gzip" if threads_free else None)
    assert apart == ([answer.data] if threads_free else [])
    plain = gzip.decompress(answer.data) if threads_free else answer.data
    assert json.loads(plain)["from"] == 1


def test_past_is_written_and_compressed_apart_too(
    house: House, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X4: on the loop nothing is left of it but who asks, and to put the parts together."""
    apart: list[bytes] = []

    def look(function: Callable[[], list[Part]], /) -> list[Part]:
        made = function()
        apart.extend(each.plain for each in made)
        return made

    monkeypatch.setitem(house.app.extensions, EXTENSION, replace(house.app.extensions[EXTENSION], look=look))
    answer = browser.get(f"{API}/state?number=2", headers={"Accept-Encoding": "gzip"})
    plain = gzip.decompress(answer.data)
    assert plain.startswith(b"".join(apart))
    assert plain[len(b"".join(apart)) :].startswith(b'"you":{')
    again = {"Accept-Encoding": "gzip", "If-None-Match": answer.headers["ETag"]}
    assert browser.get(f"{API}/state?number=2", headers=again).status_code == 304


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("number=99", 409, "no_such_number"),
        ("number=0", 409, "no_such_number"),
        ("number=x", 400, "malformed"),
        ("at=yesterday", 400, "malformed"),
        ("at=2021-04-07T18:00", 400, "malformed"),
        ("at=0001-01-01T00:00:00%2B23:59", 400, "malformed"),
        ("at=9999-12-31T23:59:59-23:59", 400, "malformed"),
        ("at=2999-01-01T00:00Z", 409, "future"),
        ("at=1999-01-01T00:00Z", 409, "before_opening"),
    ],
)
def test_state_that_there_is_not_is_refused_with_code_and_sentence(
    browser: FlaskClient, query: str, status: int, code: str
) -> None:
    answer = browser.get(f"{API}/state?{query}")
    assert answer.status_code == status
    assert set(said(answer)) == {"code", "message"}
    assert said(answer)["code"] == code
    assert said(answer)["message"].endswith(".")


def test_state_is_answered_304_while_nothing_changed_and_compressed(browser: FlaskClient) -> None:
    gzip = {"Accept-Encoding": "gzip"}
    answer = browser.get(f"{API}/state", headers=gzip)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    again = browser.get(f"{API}/state", headers={**gzip, "If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    past = browser.get(f"{API}/state?number=1", headers={"If-None-Match": answer.headers["ETag"]})
    assert past.status_code == 200


def test_entries_follow_a_number_in_an_unbroken_chain(browser: FlaskClient) -> None:
    every = said(browser.get(f"{API}/entries"))
    assert every["from"] == 1
    assert [entry["number"] for entry in every["entries"]] == list(range(1, len(every["entries"]) + 1))
    for earlier, later in zip(every["entries"], every["entries"][1:], strict=False):
        assert later["previous"] == earlier["hash"]
    rest = said(browser.get(f"{API}/entries?after=2"))
    assert rest == {"from": 3, "entries": every["entries"][2:]}


def test_history_has_the_entries_of_one_paragraph(browser: FlaskClient) -> None:
    order = said(browser.get(f"{API}/state"))["state"]["order"]
    history = said(browser.get(f"{API}/history/{order[1]}"))["entries"]
    assert [entry["payload"]["paragraph"] for entry in history] == [order[1]]
    assert browser.get(f"{API}/history/nothing").status_code == 404


def test_history_of_a_paragraph_comes_in_pages(browser: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """R24: the last ones first; a long record is asked only for what is shown."""
    monkeypatch.setattr("server.web.api.PAGE", 2)
    order = said(browser.get(f"{API}/state"))["state"]["order"]
    path = f"{API}/history/{order[0]}"
    last = said(browser.get(path))
    assert last["from"] == last["entries"][0]["number"]
    numbers = [entry["number"] for entry in last["entries"]]
    while last["earlier"]:
        last = said(browser.get(f"{path}?before={last['from']}"))
        assert len(last["entries"]) <= 2
        numbers = [*(entry["number"] for entry in last["entries"]), *numbers]
    assert numbers == sorted(numbers)
    assert said(browser.get(f"{path}?before={numbers[0]}")) == {
        "from": numbers[0],
        "entries": [],
        "earlier": False,
    }
    assert browser.get(f"{path}?before=x").status_code == 400


def test_page_of_a_history_begins_with_the_paragraph_of_then(
    browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S27: each of its entries can be told from the wording that it found."""
    monkeypatch.setattr("server.web.api.PAGE", 1)
    order = said(browser.get(f"{API}/state"))["state"]["order"]
    path = f"{API}/history/{order[0]}"
    page = said(browser.get(path))
    while page["earlier"]:
        past = said(browser.get(f"{API}/state?number={page['from'] - 1}"))["state"]
        assert page["base"] == past["paragraphs"][order[0]]
        page = said(browser.get(f"{path}?before={page['from']}"))
    assert "base" not in page
    assert page["entries"][0]["kind"] in ("paragraph_added", "section_added")


def test_past_is_folded_off_the_loop(
    house: House, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R24: whoever looks at the past does not hold up those who type."""
    asked: list[str] = []
    here = house.app.extensions["adref"]

    def look(function: Callable[[], Any]) -> Any:
        asked.append(function.__qualname__)
        return function()

    monkeypatch.setitem(house.app.extensions, "adref", replace(here, look=look))
    for path in ("state?number=2", "history/nothing", "state"):
        browser.get(f"{API}/{path}")
    assert [name.partition(".")[0] for name in asked] == ["_past", "history"]


def test_rolling_text_is_a_file_with_a_name(browser: FlaskClient) -> None:
    answer = browser.get(f"{API}/rolling.txt")
    assert "States should cooperate." in answer.text
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="rolling-text-house-')
    assert browser.get(f"{API}/rolling.exe").status_code == 404


def test_rolling_text_of_a_number_or_an_instant_is_the_past(house: House, browser: FlaskClient) -> None:
    """R19."""
    state = said(browser.get(f"{API}/state"))["state"]
    whole = browser.get(f"{API}/rolling.txt")
    at = browser.get(f"{API}/rolling.txt", query_string={"at": state["time"]})
    assert at.text == whole.text
    first = browser.get(f"{API}/rolling.txt?number=1")
    assert "States" not in first.text
    assert 'filename="rolling-text-house-conclusions-1-' in first.headers["Content-Disposition"]
    word = browser.get(f"{API}/rolling.docx", query_string={"number": 1})
    assert word.data[:2] == b"PK"
    for query in ("number=99", "at=2999-01-01T00:00Z"):
        assert browser.get(f"{API}/rolling.pdf?{query}").status_code == 409
    assert browser.get(f"{API}/rolling.pdf?number=x").status_code == 400


def test_errors_of_the_interface_are_json(browser: FlaskClient) -> None:
    answer = browser.get(f"{API}/nothing")
    assert answer.status_code == 404
    assert said(answer)["code"] == "http_404"


def test_quota_is_shown_to_those_whose_it_is(house: House, browser: FlaskClient) -> None:
    """X9: Secretariat and Chair see theirs; a delegation that has added nothing has all of its own."""
    mine = said(browser.get(f"{API}/quota"))
    assert mine["account"] is None
    assert [mine["quota"][name]["most"] for name in mine["quota"]] == [10_000_000, 20_000, 1_000_000_000]
    theirs = said(house.signed_in("delegate").get(f"{API}/quota"))
    assert theirs == {
        "account": "AUT",
        "quota": {
            "characters": {"used": 0, "most": 100_000},
            "paragraphs": {"used": 0, "most": 100},
            "bytes": {"used": 0, "most": 24_000_000},
        },
    }
    assert house.signed_in("stranger").get(f"{API}/quota").status_code == 404


def test_characters_without_a_font_are_told_before_a_document_is_issued(
    house: House, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O11b: of the document that would be issued, at the level that is asked for."""
    here = house.app.extensions[EXTENSION]
    files = replace(here.files, without_glyph=lambda content: ["U+F0B7"] if "act." in str(content) else [])
    monkeypatch.setitem(house.app.extensions, EXTENSION, replace(here, files=files))
    state = said(browser.get(f"{API}/state"))["state"]
    first, at = state["order"][0], state["number"]
    payload = {"paragraph": first, "level": "ad_ref", "seen": at, "pending": []}
    gavel = Command("c-gavel", TEXT, "record_agreement", None, at, payload, here.clock())
    assert "refused" not in here.decide("p-chair", gavel)
    told = said(browser.get(f"{API}/unprinted"))
    assert told == {"characters": ["U+F0B7"], "paragraphs": [first]}
    assert said(browser.get(f"{API}/unprinted?level=agreed")) == {"characters": [], "paragraphs": []}
    refused = browser.get(f"{API}/unprinted?level=nothing")
    assert (refused.status_code, said(refused)["code"]) == (409, "unknown_level")
    assert house.browser().get(f"{API}/unprinted").status_code == 401
    assert house.signed_in("elsewhere").get(f"{API}/unprinted").status_code == 404
