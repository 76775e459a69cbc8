"""The history of a paragraph out of the record of its text."""

from typing import Any

from server.services.paragraph_history import history_of
from server.services.record import EMPTY, StoredEntry, store_entry

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


def numbers(record: list[StoredEntry], paragraph: str) -> list[int]:
    return [stored.number for stored in history_of(record, paragraph)]


def test_history_has_what_was_done_to_the_section_of_then() -> None:
    """G22: a section's act names its heading only, and is everybody's who stood below it at that moment."""
    record = record_of(
        put("p-one001", "heading", None),
        put("p-first1", "operative", "p-one001"),
        put("p-two001", "heading", "p-first1"),
        put("p-secnd1", "operative", "p-two001"),
        ("section_moved", {"paragraph": "p-two001", "after": None, "depth": 1, "reason": None}),
        ("paragraph_moved", {"paragraph": "p-secnd1", "after": "p-first1", "depth": 1, "reason": None}),
        ("section_withdrawn", {"paragraph": "p-one001", "reason": "no time"}),
    )
    assert numbers(record, "p-secnd1") == [5, 6, 7, 8]
    assert numbers(record, "p-first1") == [3, 8]
    assert numbers(record, "p-two001") == [4, 6]


def test_history_of_a_paragraph_that_there_is_not_is_empty() -> None:
    assert history_of(record_of(put("p-one001", "heading", None)), "p-nothing") == []
