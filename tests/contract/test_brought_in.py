"""The contract of the files that were brought in, in memory, on SQLite and on PostgreSQL (I20)."""

from dataclasses import replace

from server.domain.canonical import sha256
from server.services.brought_in import BroughtIn, KeptFile
from server.services.store import Store
from tests.support.record import MEETING, TEXT

FILE = BroughtIn(
    "f-000001",
    TEXT,
    "p-secr01",
    "draft.txt",
    "a" * 64,
    "2021-04-07T16:00:00.000Z",
    None,
    None,
    {"title": "A"},
)


def test_file_is_kept_until_it_is_recorded_and_found_afterwards(store: Store) -> None:
    with store.writing() as unit:
        unit.files.keep(FILE, b"bytes", [b"one", b"two"])
    with store.reading() as unit:
        assert unit.files.one(FILE.id) == FILE
        assert unit.files.data(FILE.id) == b"bytes"
        assert [unit.files.part(FILE.id, number) for number in range(3)] == [b"one", b"two", None]
        assert (unit.files.of_text(TEXT), unit.files.same(MEETING.id, "a" * 64)) == ([], [])
    with store.writing() as unit:
        unit.files.recorded(FILE.id, 5, 9)
    recorded = replace(FILE, began=5, ended=9)
    with store.writing() as unit:
        unit.files.forget(FILE.id)
    with store.reading() as unit:
        assert unit.files.one(FILE.id) == recorded
        assert unit.files.part(FILE.id, 0) is None
        assert unit.files.data(FILE.id) == b"bytes"
        assert unit.files.of_text(TEXT) == [recorded]
        assert unit.files.same(MEETING.id, "a" * 64) == [recorded]
        assert unit.files.same("m-other1", "a" * 64) == []
        assert unit.files.same(MEETING.id, "b" * 64) == []


def test_files_are_given_as_they_are_kept_for_verifying(store: Store) -> None:
    """R36: those that were recorded, with the digest that their bytes have."""
    with store.writing() as unit:
        unit.files.keep(FILE, b"bytes", [b"one"])
    with store.reading() as unit:
        assert list(unit.files.kept(TEXT)) == []
    with store.writing() as unit:
        unit.files.recorded(FILE.id, 5, 9)
    kept = KeptFile(FILE.id, FILE.person, FILE.name, FILE.digest, 5, 9, sha256(b"bytes"), readable=True)
    with store.reading() as unit:
        assert list(unit.files.kept(TEXT)) == [kept]
        assert list(unit.files.kept("t-other1")) == []


def test_file_given_again_replaces_the_one_that_was_not_recorded(store: Store) -> None:
    again, other = replace(FILE, id="f-000002"), replace(FILE, id="f-000003", person="p-chair1")
    with store.writing() as unit:
        unit.files.keep(FILE, b"bytes", [b"one"])
        unit.files.keep(other, b"bytes", [])
        unit.files.keep(again, b"bytes", [])
    with store.reading() as unit:
        assert [unit.files.one(one) for one in (FILE.id, again.id, other.id)] == [None, again, other]
        assert unit.files.part(FILE.id, 0) is None
        assert unit.files.data(FILE.id) is None
