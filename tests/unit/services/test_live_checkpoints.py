"""Checkpoints of a text: kept only for speed, beside the append, and as many as a text needs to be opened quickly."""

from collections.abc import Callable
from typing import Any

import pytest

from server.domain.fold import fold
from server.domain.state import FOLD_VERSION, to_json
from server.services import live_text, past
from server.services.live_text import LiveText
from server.services.past import fold_to
from server.services.record import store_entry
from tests.support.live import AUSTRIA, SECRETARIAT, Room
from tests.support.memory import MemoryStore
from tests.support.record import TEXT


@pytest.fixture
def room() -> Room:
    return Room(MemoryStore())


def test_checkpoint_is_kept_every_so_many_entries(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """R9 (W27): a checkpoint has the fold's version and the head's hash."""
    monkeypatch.setattr(live_text, "CHECKPOINT_EVERY", 4)
    room.give(SECRETARIAT, room.paragraph())
    for turn in range(4):
        room.give(AUSTRIA, room.insertion(f"{turn} ", f"prop-{turn}"))
    with room.store.reading() as unit:
        kept = unit.record.checkpoint(TEXT, 99, [FOLD_VERSION])
    assert kept is not None
    assert kept.number == 8
    with room.store.reading() as unit:
        entries = [stored.entry for stored in unit.record.entries(TEXT)]
    assert kept.hash == store_entry(entries[7]).hash
    state = fold(entries[:8])
    assert state is not None
    assert kept.state == to_json(state)
    again = room.process()
    assert again.head == room.live.head
    assert to_json(again.state) == to_json(room.live.state)


def test_checkpoint_that_cannot_be_kept_costs_nothing(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(live_text, "CHECKPOINT_EVERY", 2)
    monkeypatch.setattr("tests.support.memory.MemoryRecord.keep_checkpoint", fail)
    assert room.give(SECRETARIAT, room.paragraph()) == {"through": 2}
    assert "No checkpoint" in caplog.text


def test_long_stretch_without_checkpoints_is_folded_once(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """R24 (R9): after a restore there are none, and whoever opens the text first keeps them."""
    monkeypatch.setattr(live_text, "CHECKPOINT_EVERY", 4)
    monkeypatch.setattr(past, "FOLDED_AT_ONCE", 4)
    for number in range(1, 11):
        room.give(SECRETARIAT, room.paragraph(f"par-{number:02}"))
    with room.store.writing() as unit:
        unit.record._tables.checkpoints.clear()  # type: ignore[attr-defined]  # The memory's own.
    fresh = room.process()
    assert fresh.moment == room.live.moment
    with room.store.reading() as unit:
        kept = [unit.record.checkpoint(TEXT, number, [FOLD_VERSION]) for number in (3, 7, 11)]
        assert [one and one.number for one in kept] == [None, 4, 8]
        again = fold_to(unit.record, TEXT, 11).state
    assert again is not None
    assert to_json(again) == to_json(fresh.state)


def test_checkpoint_is_kept_beside_the_append(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """R24: who types does not wait for it, and it is of the moment at which it was due."""
    monkeypatch.setattr(live_text, "CHECKPOINT_EVERY", 4)
    later: list[Callable[[], None]] = []
    live = LiveText(TEXT, room.store, room.clock, room.ids, beside=later.append)
    live.catch_up()
    for number in range(1, 9):
        live.append([(SECRETARIAT, room.paragraph(f"par-{number:02}"))])
        room.live.catch_up()
    with room.store.reading() as unit:
        assert unit.record.checkpoint(TEXT, 99, [FOLD_VERSION]) is None
    for job in later:
        job()
    with room.store.reading() as unit:
        kept = [unit.record.checkpoint(TEXT, number, [FOLD_VERSION]) for number in (7, 99)]
    assert [one and one.number for one in kept] == [4, 8]
