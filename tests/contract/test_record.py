"""The contract of the record: what every implementation does, in memory, on SQLite and on PostgreSQL."""

import pytest

from server.services.record import (
    EMPTY,
    Account,
    Amount,
    Checkpoint,
    Filed,
    Head,
    IssuedDocument,
    OutOfOrder,
    Remembered,
    StoredEntry,
)
from server.services.store import Store
from tests.support.record import TEXT, chain, instant


def append(store: Store, entries: list[StoredEntry], outcomes: tuple[Remembered, ...] = ()) -> None:
    with store.writing() as unit:
        unit.record.lock(TEXT)
        unit.record.append(TEXT, entries, outcomes)


def numbers(entries: list[StoredEntry]) -> list[int]:
    return [stored.number for stored in entries]


def test_head_of_a_new_text_is_empty(store: Store) -> None:
    with store.writing() as unit:
        assert unit.record.head(TEXT) == EMPTY
        assert unit.record.lock(TEXT) == EMPTY
        assert unit.record.entries(TEXT) == []


def test_head_of_an_unknown_text_is_none(store: Store) -> None:
    with store.writing() as unit:
        assert unit.record.head("t-unknown") is None
        assert unit.record.lock("t-unknown") is None


def test_append_gives_back_the_same_bytes(store: Store) -> None:
    """R1: what is read is byte for byte what was stored."""
    entries = chain(3, payload={"wording": "Côte d’Ivoire, 中国, مصر, 𝔸"})
    append(store, entries)
    with store.reading() as unit:
        assert unit.record.entries(TEXT) == entries
        assert unit.record.head(TEXT) == Head(3, entries[-1].hash, instant(3))


def test_append_in_two_units_continues_the_record(store: Store) -> None:
    first = chain(2)
    append(store, first)
    append(store, chain(2, first[-1].head))
    with store.reading() as unit:
        assert numbers(unit.record.entries(TEXT)) == [1, 2, 3, 4]


def test_entries_after_and_up_to_are_bounds(store: Store) -> None:
    append(store, chain(6))
    with store.reading() as unit:
        assert numbers(unit.record.entries(TEXT, 2)) == [3, 4, 5, 6]
        assert numbers(unit.record.entries(TEXT, 2, 4)) == [3, 4]
        assert numbers(unit.record.entries(TEXT, 6)) == []
        assert numbers(unit.record.entries(TEXT, 0, 1)) == [1]


def test_entries_are_filed_under_what_they_say(store: Store) -> None:
    append(store, chain(2))
    with store.reading() as unit:
        assert [filed for _, filed in unit.record.stream(TEXT)] == [
            Filed(1, "paragraph_put_before_room", "c-000001", instant(1)),
            Filed(2, "paragraph_put_before_room", "c-000002", instant(2)),
        ]


def test_append_of_a_number_that_exists_is_refused(store: Store) -> None:
    """R2: a number is written once."""
    append(store, chain(2))
    with pytest.raises(OutOfOrder):
        append(store, chain(1))
    with store.reading() as unit:
        assert numbers(unit.record.entries(TEXT)) == [1, 2]


def test_append_after_a_gap_is_refused(store: Store) -> None:
    """R2: numbers follow each other without a gap."""
    append(store, chain(2))
    with pytest.raises(OutOfOrder):
        append(store, chain(1, Head(5, "0" * 64, instant(5))))
    with store.reading() as unit:
        assert numbers(unit.record.entries(TEXT)) == [1, 2]


def test_unit_that_raises_leaves_nothing(store: Store) -> None:
    """R3: entries, outcomes and head are written together or not at all."""

    def fail_halfway() -> None:
        with store.writing() as unit:
            unit.record.lock(TEXT)
            unit.record.append(TEXT, chain(2), [Remembered("c-000001", "p-chair1", {"through": 2})])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    with store.reading() as unit:
        assert unit.record.head(TEXT) == EMPTY
        assert unit.record.entries(TEXT) == []
        assert unit.record.outcomes(TEXT, ["c-000001"]) == {}


def test_outcomes_are_remembered_with_their_person(store: Store) -> None:
    """R4: outcomes of commands that made no entry are remembered too."""
    refused = Remembered("c-refused", "p-aut001", {"refused": {"code": "x", "message": "No."}, "through": 1})
    taken = Remembered("c-000001", "p-chair1", {"through": 1})
    append(store, chain(1), (taken, refused))
    with store.reading() as unit:
        found = unit.record.outcomes(TEXT, ["c-000001", "c-refused", "c-never"])
    assert found == {"c-000001": taken, "c-refused": refused}


def test_second_outcome_of_one_command_is_refused(store: Store) -> None:
    """R4: one outcome for one command id."""
    append(store, [], (Remembered("c-000001", "p-chair1", {"through": 0}),))
    with pytest.raises(OutOfOrder):
        append(store, chain(1), (Remembered("c-000001", "p-chair1", {"through": 1}),))
    with store.reading() as unit:
        assert unit.record.head(TEXT) == EMPTY


def test_number_at_is_the_last_at_or_before(store: Store) -> None:
    """R8: of several entries at one instant, the last counts."""
    append(store, chain(3) + chain(2, chain(3)[-1].head, time=instant(9)))
    with store.reading() as unit:
        assert [unit.record.number_at(TEXT, instant(second)) for second in (0, 1, 3, 8, 9, 50)] == [
            0,
            1,
            3,
            3,
            5,
            5,
        ]


def test_stream_is_the_record_in_order(store: Store) -> None:
    append(store, chain(5))
    with store.reading() as unit:
        assert [stored for stored, _ in unit.record.stream(TEXT)] == unit.record.entries(TEXT)
        assert [stored.number for stored, _ in unit.record.stream(TEXT, 3)] == [1, 2, 3]
        assert list(unit.record.stream("t-unknown")) == []


def test_entries_at_some_numbers_come_in_order(store: Store) -> None:
    append(store, chain(6))
    with store.reading() as unit:
        assert numbers(unit.record.entries_at(TEXT, [5, 2, 3, 77])) == [2, 3, 5]
        assert unit.record.entries_at(TEXT, []) == []


def test_checkpoint_is_the_latest_before(store: Store) -> None:
    entries = chain(6)
    append(store, entries)
    kept = [Checkpoint(number, entries[number - 1].hash, 1, b'{"number":%d}' % number) for number in (2, 4)]
    with store.writing() as unit:
        for checkpoint in kept:
            unit.record.keep_checkpoint(TEXT, checkpoint)
    with store.reading() as unit:
        assert unit.record.checkpoint(TEXT, 6, [1]) == kept[1]
        assert unit.record.checkpoint(TEXT, 4, [1]) == kept[1]
        assert unit.record.checkpoint(TEXT, 3, [1]) == kept[0]
        assert unit.record.checkpoint(TEXT, 1, [1]) is None
        assert kept[1].state == {"number": 4}


def test_checkpoint_of_another_fold_or_record_is_not_used(store: Store) -> None:
    """R9: a checkpoint counts only with a fold that can be read and the entry it was made at."""
    entries = chain(4)
    append(store, entries)
    with store.writing() as unit:
        unit.record.keep_checkpoint(TEXT, Checkpoint(2, entries[1].hash, 1, b"{}"))
        unit.record.keep_checkpoint(TEXT, Checkpoint(3, "f" * 64, 1, b"{}"))
        unit.record.keep_checkpoint(TEXT, Checkpoint(9, entries[1].hash, 1, b"{}"))
    with store.reading() as unit:
        assert unit.record.checkpoint(TEXT, 4, [2]) is None
        found = unit.record.checkpoint(TEXT, 4, [2, 1])
        assert found is not None
        assert found.number == 2


def test_keeping_a_checkpoint_leaves_those_of_other_folds(store: Store) -> None:
    """L20: a process of another version may serve from those of other numbers."""
    entries = chain(2)
    append(store, entries)
    again = Checkpoint(2, entries[1].hash, 2, b'{"again":true}')
    with store.writing() as unit:
        unit.record.keep_checkpoint(TEXT, Checkpoint(1, entries[0].hash, 1, b"{}"))
        unit.record.keep_checkpoint(TEXT, Checkpoint(2, entries[1].hash, 2, b"{}"))
        unit.record.keep_checkpoint(TEXT, again)
    with store.reading() as unit:
        assert unit.record.checkpoint(TEXT, 2, [1]) == Checkpoint(1, entries[0].hash, 1, b"{}")
        assert unit.record.checkpoint(TEXT, 2, [2]) == again


def test_checkpoint_takes_the_place_of_another_of_its_number(store: Store) -> None:
    """R9: of whichever fold; who cannot read it begins at the one before."""
    entries = chain(2)
    append(store, entries)
    with store.writing() as unit:
        for number, fold in ((1, 1), (2, 1), (2, 2)):
            unit.record.keep_checkpoint(TEXT, Checkpoint(number, entries[number - 1].hash, fold, b"{}"))
    with store.reading() as unit:
        assert unit.record.checkpoint(TEXT, 2, [1]) == Checkpoint(1, entries[0].hash, 1, b"{}")
        assert unit.record.checkpoint(TEXT, 2, [1, 2]) == Checkpoint(2, entries[1].hash, 2, b"{}")


def test_index_goes_on_where_it_ends(store: Store) -> None:
    """R24: one of several who go on with it is ahead, and the others leave it so."""
    with store.writing() as unit:
        assert unit.record.indexed(TEXT) == 0
        unit.record.index(TEXT, 0, 10, {"par-01": [2, 5, 9], "par-02": [3]})
    with pytest.raises(OutOfOrder), store.writing() as unit:
        unit.record.index(TEXT, 0, 10, {"par-01": [2, 5, 9]})
    with store.writing() as unit:
        unit.record.index(TEXT, 10, 12, {"par-01": [11]})
        unit.record.index(TEXT, 12, 14, {})
    with store.reading() as unit:
        assert unit.record.indexed(TEXT) == 14
        assert list(unit.record.numbers_of(TEXT, "par-01", 99)) == [11, 9, 5, 2]
        assert list(unit.record.numbers_of(TEXT, "par-01", 9)) == [5, 2]
        assert list(unit.record.numbers_of(TEXT, "par-02", 3)) == []
        assert list(unit.record.numbers_of(TEXT, "par-03", 99)) == []


def test_numbers_of_a_paragraph_of_many_stretches_come_whole(store: Store) -> None:
    """R24."""
    with store.writing() as unit:
        for start in range(0, 1000, 20):
            unit.record.index(TEXT, start, start + 20, {"par-01": [start + 1, start + 20]})
    with store.reading() as unit:
        found = list(unit.record.numbers_of(TEXT, "par-01", 981))
    assert found == [n for n in range(980, 0, -1) if n % 20 in (0, 1)]


def test_documents_are_kept_in_order(store: Store) -> None:
    append(store, chain(4))
    issued = [
        IssuedDocument(f"d-00000{n}", TEXT, n, b'{"n":1}', "a" * 64, n, n + 2, instant(n + 2)) for n in (1, 2)
    ]
    with store.writing() as unit:
        for document in reversed(issued):
            unit.record.keep_document(document)
    with store.reading() as unit:
        assert unit.record.documents(TEXT) == issued
        assert unit.record.document("d-000002") == issued[1]
        assert unit.record.document("d-000009") is None


def test_accounts_are_kept_in_the_place_of_what_was_kept(store: Store) -> None:
    """X9: by text and name; what was never used is not there."""
    first = Account(Amount(10.5, 1, 300), "2021-04-07T16:00:00.000Z")
    second = Account(Amount(12, 2, 500), "2021-04-07T16:00:01.000Z")
    with store.writing() as unit:
        unit.record.keep_accounts(TEXT, {"AUT": first, "": second})
    with store.writing() as unit:
        assert unit.record.accounts(TEXT, ["AUT", "PER", ""]) == {"AUT": first, "": second}
        unit.record.keep_accounts(TEXT, {"AUT": second})
    with store.reading() as unit:
        assert unit.record.accounts(TEXT, ["AUT"]) == {"AUT": second}
        assert unit.record.accounts(TEXT, []) == {}
