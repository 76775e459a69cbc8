"""Verifying a record whose rows somebody has changed behind our back."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, delete, insert, select, update

from server.domain.canonical import canonical, sha256
from server.persistence.store import SqlStore, SqlUnit
from server.persistence.tables import checkpoints, entries, meetings, status_documents, texts
from server.services.status_documents import issue_status_document
from server.services.verification import Verified, verify_text
from tests.support.live import AUSTRIA, CHAIR, SECRETARIAT, Room
from tests.support.record import TEXT
from tests.support.stores import make_store, take_guards_away


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """Six entries, the last of which issues a status document, on SQLite."""
    with make_store("sqlite", tmp_path) as store:
        room = Room(store)
        room.clock.forward(60)
        room.give(SECRETARIAT, room.paragraph())
        room.give(AUSTRIA, room.insertion("All ", "prop-1"))
        room.give(CHAIR, room.before_room("par-01"))
        room.clock.forward(60)
        issue_status_document(room.live, CHAIR, room.clock, room.ids)
        take_guards_away(store)
        yield room


def verify(room: Room) -> Verified:
    with room.store.reading() as unit:
        return verify_text(unit, TEXT)


def faults(room: Room) -> list[tuple[int | None, str]]:
    return [(fault.number, fault.sentence) for fault in verify(room).faults]


def tamper(room: Room, table: Table, values: dict[str, Any], *where: Any) -> None:
    assert isinstance(room.store, SqlStore)
    with room.store.writing() as unit:
        assert isinstance(unit, SqlUnit)
        assert unit.connection.execute(update(table).where(*where).values(values)).rowcount >= 1


def rewrite(
    room: Room, number: int, change: Callable[[dict[str, Any]], None], *, rehash: bool = False
) -> None:
    """Changes an entry in its bytes, and its hash with it where `rehash` is true."""
    with room.store.reading() as unit:
        entry = json.loads(unit.record.entries(TEXT)[number - 1].data)
    change(entry)
    data = canonical(entry)
    values = {"data": data, "hash": sha256(data)} if rehash else {"data": data}
    tamper(room, entries, values, entries.c.number == number)


def test_record_as_it_was_written_verifies(room: Room) -> None:
    """R13: nothing to complain of, up to the head."""
    verified = verify(room)
    assert verified.faults == ()
    assert (verified.entries, verified.documents, verified.head) == (6, 1, room.live.head)


FIELDS = ["text", "number", "time", "person", "delegation", "command", "kind", "payload", "previous"]


@pytest.mark.parametrize("field", FIELDS)
def test_tampering_with_a_field_is_found(room: Room, field: str) -> None:
    """R13: the bytes no longer have their hash."""
    rewrite(room, 3, lambda entry: entry.update({field: "another"}))
    assert faults(room)[0] == (3, "Its bytes do not have the hash that is stored with them.")


@pytest.mark.parametrize("field", FIELDS)
def test_tampering_with_a_field_and_its_hash_is_found(room: Room, field: str) -> None:
    """R13: with a hash that fits, the entry or the one after it no longer continues the chain."""
    rewrite(room, 3, lambda entry: entry.update({field: "another"}), rehash=True)
    number, sentence = faults(room)[0]
    assert number in (3, 4)
    assert any(said in sentence for said in ("hash", "It says that it is entry", "folded", "no entry"))


def test_tampering_with_a_hash_is_found(room: Room) -> None:
    """R13."""
    tamper(room, entries, {"hash": "f" * 64}, entries.c.number == 3)
    assert faults(room)[0][0] == 3


def test_bytes_in_another_form_are_found(room: Room) -> None:
    """R13 (W26): the same JSON written otherwise is another entry."""
    with room.store.reading() as unit:
        last = unit.record.entries(TEXT)[5]
    data = json.dumps(last.entry, indent=1).encode()
    tamper(room, entries, {"data": data, "hash": sha256(data)}, entries.c.number == 6)
    assert faults(room)[0] == (6, "Its bytes are not in the one form that entries are written in.")


@pytest.mark.parametrize("data", [b"no JSON", b"[]", b"{}"])
def test_bytes_that_are_no_entry_are_found(room: Room, data: bytes) -> None:
    """R13."""
    tamper(room, entries, {"data": data, "hash": sha256(data)}, entries.c.number == 6)
    assert faults(room)[0] == (6, "Its bytes are no entry.")


def test_time_that_goes_back_is_found(room: Room) -> None:
    """R7, R13: though the chain is whole."""
    early = "2021-04-07T15:00:00.000Z"
    rewrite(room, 6, lambda entry: entry.update(time=early), rehash=True)
    assert faults(room)[0] == (6, f"Its time, {early}, is before that of the entry before it.")


def test_entry_that_does_not_fold_is_found(room: Room) -> None:
    """R13: an entry of a kind that nobody knows, with everything else in order."""
    rewrite(room, 6, lambda entry: entry.update(kind="miracle_happened"), rehash=True)
    number, sentence = faults(room)[0]
    assert number == 6
    assert sentence.startswith("It cannot be folded")


@pytest.mark.parametrize(("number", "found"), [(3, 4), (6, 6)])
def test_missing_entry_is_found(room: Room, number: int, found: int) -> None:
    """R13: in the middle by the gap, at the end by the head of the text."""
    assert isinstance(room.store, SqlStore)
    with room.store.writing() as unit:
        unit.connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        unit.connection.execute(delete(status_documents))
        unit.connection.execute(delete(entries).where(entries.c.number == number))
    first, sentence = faults(room)[0]
    assert first == found
    assert "missing" in sentence


@pytest.mark.parametrize(
    ("column", "value"), [("kind", "other"), ("command", "c-other"), ("time", "2021-04-07T16:09:09.000Z")]
)
def test_entry_filed_under_something_else_is_found(room: Room, column: str, value: str) -> None:
    """R13: or "as of" would find another entry than the bytes tell."""
    tamper(room, entries, {column: value}, entries.c.number == 2)
    assert faults(room) == [(2, "It is filed under another kind, command or time than its bytes say.")]


@pytest.mark.parametrize("values", [{"number": 5}, {"hash": "f" * 64}, {"time": "2021-04-07T16:09:09.000Z"}])
def test_head_that_says_something_else_is_found(room: Room, values: dict[str, Any]) -> None:
    """R13."""
    tamper(room, texts, values, texts.c.id == TEXT)
    ((number, sentence),) = faults(room)
    assert number == 6
    assert "It is the last" in sentence


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"content": b'{"agreed":"everything"}'}, "has not the digest"),
        ({"digest": "f" * 64}, "is filed as another"),
        ({"number": 1}, "is filed as another"),
        ({"sequence": 2}, "is filed as another"),
        ({"issued_at": "2021-04-07T16:09:09.000Z"}, "is filed as another"),
    ],
)
def test_document_that_was_changed_is_found(room: Room, values: dict[str, Any], sentence: str) -> None:
    """R14: an issued document is what was issued, or verifying says which entry issued it."""
    tamper(room, status_documents, values)
    ((number, said),) = faults(room)
    assert number == 6
    assert sentence in said


def test_document_that_shows_something_else_is_found(room: Room) -> None:
    """R14: even where entry, hash, head and digest were all made to fit, the text itself says otherwise."""
    with room.store.reading() as unit:
        (document,) = unit.record.documents(TEXT)
    content = json.loads(document.content)
    content["blocks"] = [{"kind": "operative", "runs": [{"text": "All is agreed."}]}]
    forged = canonical(content)
    rewrite(room, 6, lambda entry: entry["payload"].update(digest=sha256(forged)), rehash=True)
    with room.store.reading() as unit:
        head = unit.record.entries(TEXT)[5].hash
    tamper(room, texts, {"hash": head}, texts.c.id == TEXT)
    tamper(room, status_documents, {"content": forged, "digest": sha256(forged)})
    ((number, sentence),) = faults(room)
    assert number == 6
    assert sentence.endswith("does not show what the record says at no. 5: blocks.")


def test_meeting_that_moves_does_not_spoil_its_documents(room: Room) -> None:
    """R14, R32: a document keeps what the record said of the meeting; that the registry says otherwise is told."""
    tamper(room, meetings, {"place": "Geneva", "time_zone": "Europe/Zurich"})
    assert faults(room) == [
        (None, f"What is kept of the meeting ({name}) is not what the record says.")
        for name in ("place", "time_zone")
    ]


def test_document_that_is_missing_is_found(room: Room) -> None:
    """R14."""
    assert isinstance(room.store, SqlStore)
    with room.store.writing() as unit:
        unit.connection.execute(delete(status_documents))
    assert faults(room) == [(6, "The status document 1 that it issued is missing.")]


def test_document_that_was_never_issued_is_found(room: Room) -> None:
    """R14."""
    assert isinstance(room.store, SqlStore)
    with room.store.writing() as unit:
        row = dict(unit.connection.execute(select(status_documents)).mappings().one())
        unit.connection.execute(insert(status_documents).values({**row, "id": "d-forged", "sequence": 2}))
    assert faults(room) == [(None, "The status document d-forged was never issued.")]


def test_checkpoints_are_not_believed(room: Room) -> None:
    """R9 (W27): verifying folds from the first entry."""
    assert isinstance(room.store, SqlStore)
    with room.store.writing() as unit:
        row = {"text": TEXT, "number": 6, "hash": room.live.head.hash, "fold_version": 1, "state": "nonsense"}
        unit.connection.execute(insert(checkpoints).values(row))
    assert verify(room).faults == ()
