"""The text at any number and instant, and catching up."""

import json

import pytest

from server.domain.fold import fold
from server.domain.refusal import Refused
from server.domain.state import FOLD_VERSION, to_json
from server.services import past
from server.services.past import NOTHING, entries_after, fold_to, forward, moment_at
from server.services.record import NO_HASH, Checkpoint
from tests.support.live import AUSTRIA, CHAIR, SECRETARIAT, SIX, Room
from tests.support.memory import MemoryStore
from tests.support.record import TEXT


@pytest.fixture
def room() -> Room:
    """A text of six entries: opened at six, then one act a minute (an insertion is two entries)."""
    room = Room(MemoryStore())
    room.clock.forward(60)
    room.give(SECRETARIAT, room.paragraph())
    room.clock.forward(60)
    room.give(AUSTRIA, room.insertion("All ", "prop-1"))
    room.clock.forward(60)
    room.give(CHAIR, room.before_room("par-01"))
    room.clock.forward(60)
    room.give(CHAIR, room.before_room())
    return room


def test_every_number_is_the_fold_up_to_it(room: Room) -> None:
    """R8: the past is made by the same fold."""
    with room.store.reading() as unit:
        entries = unit.record.entries(TEXT)
        for number in range(1, 7):
            moment = moment_at(unit, TEXT, room.clock(), number=number)
            assert moment.state == fold(stored.entry for stored in entries[:number])
            assert moment.head == entries[number - 1].head


def test_instant_is_the_last_entry_at_or_before(room: Room) -> None:
    """R8 (W25): all entries of that very instant count."""
    expected = {
        SIX: 1,
        "2021-04-07T16:00:59.999Z": 1,
        "2021-04-07T16:01:00.000Z": 2,
        "2021-04-07T16:02:00.000Z": 4,
        "2021-04-07T16:03:30.000Z": 5,
        "2021-04-07T16:04:00.000Z": 6,
    }
    with room.store.reading() as unit:
        found = {at: moment_at(unit, TEXT, room.clock(), instant=at).head.number for at in expected}
    assert found == expected


def test_neither_number_nor_instant_is_now(room: Room) -> None:
    with room.store.reading() as unit:
        assert moment_at(unit, TEXT, room.clock()) == room.live.moment


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ({"number": 0}, "no_such_number"),
        ({"number": 7}, "no_such_number"),
        ({"instant": "2021-04-07T16:04:00.001Z"}, "future"),
        ({"instant": "2021-04-07T15:59:59.999Z"}, "before_opening"),
        ({"instant": "six o'clock"}, "malformed"),
    ],
)
def test_moment_that_is_not_on_record_is_refused(room: Room, when: dict[str, str], code: str) -> None:
    """R8 (W25): a moment to come is refused, and so is one before the text was opened."""
    with room.store.reading() as unit, pytest.raises(Refused) as refused:
        moment_at(unit, TEXT, room.clock(), **when)  # type: ignore[arg-type]  # One of two names, as parametrised.
    assert refused.value.code == code


def test_text_that_does_not_exist_is_not_found(room: Room) -> None:
    with room.store.reading() as unit, pytest.raises(Refused) as refused:
        moment_at(unit, "t-unknown", room.clock())
    assert refused.value.code == "not_found"


def test_fold_begins_at_a_checkpoint(room: Room) -> None:
    """R9: with a checkpoint, what stands before it is not read."""
    with room.store.writing() as unit:
        at_4 = fold_to(unit.record, TEXT, 4)
        assert at_4.state is not None
        marked = to_json(at_4.state)
        marked["title"] = "from the checkpoint"
        unit.record.keep_checkpoint(
            TEXT, Checkpoint(4, at_4.head.hash, FOLD_VERSION, json.dumps(marked).encode())
        )
    with room.store.reading() as unit:
        titles = {n: fold_to(unit.record, TEXT, n).state for n in range(1, 7)}
        near = fold_to(unit.record, TEXT, 6, fold_to(unit.record, TEXT, 5))
    assert [n for n, state in titles.items() if state and state.title == "from the checkpoint"] == [4, 5, 6]
    assert near.head.number == 6


def test_forward_by_nothing_is_the_same_moment() -> None:
    assert forward(NOTHING, []) is NOTHING


def test_entries_after_follow_the_number_and_hash(room: Room) -> None:
    """R11 (W14): who is at a number of this record gets what follows."""
    with room.store.reading() as unit:
        entries = unit.record.entries(TEXT)
        assert entries_after(unit.record, TEXT, 0, NO_HASH) == entries
        assert entries_after(unit.record, TEXT, 2, entries[1].hash) == entries[2:]
        assert entries_after(unit.record, TEXT, 6, entries[5].hash) == []


def test_entries_after_a_number_of_another_record_are_a_snapshot(room: Room) -> None:
    """R11 (W14): a hash that does not match, a number that is not there, a gap that is long."""
    with room.store.reading() as unit:
        entries = unit.record.entries(TEXT)
        assert entries_after(unit.record, TEXT, 0, entries[0].hash) is None
        assert entries_after(unit.record, TEXT, 2, entries[2].hash) is None
        assert entries_after(unit.record, TEXT, 7, entries[5].hash) is None
        assert entries_after(unit.record, TEXT, -1, NO_HASH) is None
        assert entries_after(unit.record, "t-unknown", 0, NO_HASH) is None


def test_entries_after_a_long_gap_are_a_snapshot(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """R11 (W14)."""
    monkeypatch.setattr(past, "LONGEST_CATCHING_UP", 3)
    with room.store.reading() as unit:
        entries = unit.record.entries(TEXT)
        assert entries_after(unit.record, TEXT, 2, entries[1].hash) is None
        assert entries_after(unit.record, TEXT, 3, entries[2].hash) == entries[3:]
