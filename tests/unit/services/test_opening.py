"""Opening a text."""

from typing import Any

import pytest

from server.domain.fold import fold
from server.domain.refusal import Refused
from server.services.opening import LEVELS, open_text
from server.services.registry import Taken
from tests.support.live import AUSTRIA, SECRETARIAT, SIX, Ids
from tests.support.memory import MemoryStore
from tests.support.record import MEETING, set_up


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore()
    with store.writing() as unit:
        set_up(unit, texts=())
    return store


def opened(store: MemoryStore, **fields: Any) -> str:
    given = {"meeting": MEETING.slug, "title": "Conclusions", **fields}
    with store.writing() as unit:
        text: str = open_text(unit, SECRETARIAT, SIX, Ids(), **given).entry["text"]
    return text


def test_opening_makes_entry_one_and_the_registry_agree(store: MemoryStore) -> None:
    text = opened(store)
    with store.reading() as unit:
        (entry,) = unit.record.entries(text)
        facts = unit.registry.text(text)
        state = fold([entry.entry])
        remembered = unit.record.outcomes(text, [entry.entry["command"]])
    assert facts is not None
    assert state is not None
    assert (facts.meeting, facts.title, facts.number, facts.hash) == (
        MEETING.id,
        "Conclusions",
        1,
        entry.hash,
    )
    assert (state.title, state.language, state.direction, state.levels) == (
        "Conclusions",
        "en",
        "ltr",
        LEVELS,
    )
    assert [one.outcome for one in remembered.values()] == [{"through": 1}]


def test_opening_in_arabic_runs_right_to_left(store: MemoryStore) -> None:
    text = opened(store, language="ar", title="استنتاجات")
    with store.reading() as unit:
        facts = unit.registry.text(text)
    assert facts is not None
    assert facts.direction == "rtl"


def test_opening_takes_options(store: MemoryStore) -> None:
    text = opened(store, text="t-of-my-own", options={"format": "markdown", "live": True})
    with store.reading() as unit:
        payload = unit.record.entries(text)[0].entry["payload"]
    assert text == "t-of-my-own"
    assert (payload["format"], payload["live"]) == ("markdown", True)


def test_opening_is_for_the_secretariat_and_a_meeting_that_exists(store: MemoryStore) -> None:
    with store.writing() as unit:
        with pytest.raises(Refused) as forbidden:
            open_text(unit, AUSTRIA, SIX, Ids(), meeting=MEETING.id, title="Mine")
        with pytest.raises(Refused) as unknown:
            open_text(unit, SECRETARIAT, SIX, Ids(), meeting="m-unknown", title="Ours")
    assert (forbidden.value.code, unknown.value.code) == ("forbidden", "not_found")


def test_opening_of_a_text_that_exists_is_refused(store: MemoryStore) -> None:
    text = opened(store)
    with pytest.raises(Taken):
        opened(store, text=text)
    with store.reading() as unit:
        assert len(unit.record.entries(text)) == 1
