"""The history of a paragraph out of the record of its text."""

from typing import Any

import pytest

from server.services import paragraph_history
from server.services.paragraph_history import go_on, history_of
from server.services.record import EMPTY, StoredEntry, store_entry
from tests.support.memory import MemoryStore
from tests.support.record import TEXT, set_up

PLACE = {"label": "", "marker": "", "relation": None, "of": None, "reason": None}
BARE = {"wording": [{"insert": "Words."}], "marks": {}, "proposals": []}


def put(paragraph: str, kind: str, after: str | None, depth: int = 1) -> tuple[str, dict[str, Any]]:
    payload = {"paragraph": paragraph, "kind": kind, "after": after, "depth": depth, **PLACE, **BARE}
    return ("section_added" if kind == "heading" else "paragraph_added"), payload


def record_of(*acts: tuple[str, dict[str, Any]]) -> list[StoredEntry]:
    opening = {
        "title": "T",
        "language": "en",
        "direction": "ltr",
        "format": "plain",
        "levels": [{"id": "agreed", "name": "agreed"}],
        "live": False,
    }
    found: list[StoredEntry] = []
    for number, (kind, payload) in enumerate([("text_opened", opening), *acts], start=1):
        names = {"person": "p-secr01", "delegation": None, "command": f"c-{number:06}", "kind": kind}
        previous = found[-1].hash if found else EMPTY.hash
        entry = {"text": "t-000001", "number": number, "time": "2021-04-06T16:00:00.000Z", **names}
        found.append(store_entry({**entry, "payload": payload, "previous": previous}))
    return found


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore()
    with store.writing() as unit:
        set_up(unit)
    return store


def put_on(store: MemoryStore, record: list[StoredEntry]) -> None:
    with store.writing() as unit:
        unit.record.append(TEXT, record, [])


def numbers(store: MemoryStore, paragraph: str, before: int = 99, most: int = 50) -> list[int]:
    with store.reading() as unit:
        return [stored.number for stored in history_of(unit.record, TEXT, paragraph, before, most).entries]


SECTIONS = (
    put("p-one001", "heading", None),
    put("p-first1", "operative", "p-one001"),
    put("p-two001", "heading", "p-first1"),
    put("p-secnd1", "operative", "p-two001"),
    ("section_moved", {"paragraph": "p-two001", "after": None, "depth": 1, "reason": None}),
    ("paragraph_moved", {"paragraph": "p-secnd1", "after": "p-first1", "depth": 1, "reason": None}),
    ("section_withdrawn", {"paragraph": "p-one001", "reason": "no time"}),
)


@pytest.mark.parametrize("stretch", [1, 3, 5, 500])
def test_history_has_what_was_done_to_the_section_of_then(
    store: MemoryStore, stretch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    G22: a section's act names its heading only, and is everybody's who stood below it at that moment. R24: whatever of
    it is indexed and whatever is looked through.
    """
    monkeypatch.setattr(paragraph_history, "LONGEST_STRETCH", stretch)
    put_on(store, record_of(*SECTIONS))
    go_on(store, TEXT, stretch)
    assert numbers(store, "p-secnd1") == [5, 6, 7, 8]
    assert numbers(store, "p-first1") == [3, 8]
    assert numbers(store, "p-two001") == [4, 6]
    with store.reading() as unit:
        assert unit.record.indexed(TEXT) == {1: 8, 3: 6, 5: 5, 500: 0}[stretch]


@pytest.mark.parametrize("stretch", [1, 500])
def test_history_has_the_acts_on_sections_that_list_a_paragraph(store: MemoryStore, stretch: int) -> None:
    """K17: what an entry lists is what it concerns, whatever stands between it and the heading."""
    listed = {"paragraph": "p-one001", "reason": "no time", "paragraphs": ["p-one001", "p-secnd1"]}
    put_on(store, record_of(*SECTIONS[:4], ("section_withdrawn", listed)))
    go_on(store, TEXT, stretch)
    assert numbers(store, "p-one001") == [2, 6]
    assert numbers(store, "p-secnd1") == [5, 6]
    assert numbers(store, "p-first1") == [3]
    assert numbers(store, "p-two001") == [4]


def test_history_comes_in_pages_the_last_one_first(store: MemoryStore) -> None:
    """R24."""
    put_on(store, record_of(*SECTIONS))
    assert numbers(store, "p-secnd1", most=3) == [6, 7, 8]
    assert numbers(store, "p-secnd1", before=6, most=3) == [5]
    with store.reading() as unit:
        assert history_of(unit.record, TEXT, "p-secnd1", 99, 3).earlier
        assert not history_of(unit.record, TEXT, "p-secnd1", 99, 4).earlier


def test_index_is_gone_on_with_by_several_at_once(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R24: who finds that another was quicker begins where that one ended."""
    monkeypatch.setattr(paragraph_history, "LONGEST_STRETCH", 2)
    put_on(store, record_of(*SECTIONS))
    really = paragraph_history._by_paragraph
    rivals = iter([True, False, True])

    def by_paragraph(*given: Any) -> dict[str, list[int]]:
        if next(rivals, False):
            with store.writing() as unit:
                through = unit.record.indexed(TEXT)
                found = really(unit.record, TEXT, unit.record.entries(TEXT, through, through + 1))
                unit.record.index(TEXT, through, through + 1, found)
        return really(*given)

    monkeypatch.setattr(paragraph_history, "_by_paragraph", by_paragraph)
    go_on(store, TEXT, 1)
    with store.reading() as unit:
        assert unit.record.indexed(TEXT) == 8
    assert numbers(store, "p-secnd1") == [5, 6, 7, 8]


def test_history_of_a_paragraph_that_there_is_not_is_empty(store: MemoryStore) -> None:
    put_on(store, record_of(put("p-one001", "heading", None)))
    assert numbers(store, "p-nothing") == []
