"""Appending to a record: batches, remembered outcomes, other processes, faults."""

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest

from server.domain.actor import Actor
from server.domain.command import Command, Event
from server.domain.decide import decide
from server.domain.fold import fold
from server.domain.meeting import Meeting
from server.domain.refusal import Refused
from server.services import batch
from server.services.live_text import LiveText, LiveTexts
from server.services.opening import open_text
from server.services.record import NO_HASH, store_entry
from server.services.store import CommitUnknown, Unit
from tests.support.live import AUSTRIA, CHAIR, OBSERVER, SECRETARIAT, SIX, Room
from tests.support.memory import MemoryStore, MemoryUnit
from tests.support.record import MEETING, TEXT

T = TypeVar("T")


@pytest.fixture
def room() -> Room:
    return Room(MemoryStore())


def entries_of(room: Room) -> list[dict[str, Any]]:
    with room.store.reading() as unit:
        return [stored.entry for stored in unit.record.entries(TEXT)]


def test_append_records_names_time_and_chain(room: Room) -> None:
    """R1: an entry says what FORMATS.md says, chained to the one before it."""
    room.clock.forward(5)
    command = room.paragraph()
    appended = room.live.append([(SECRETARIAT, command)])
    first, second = entries_of(room)
    assert first["number"] == 1
    assert first["kind"] == "text_opened"
    assert first["previous"] == NO_HASH
    payload = second.pop("payload")
    assert payload["wording"] == [{"insert": "States should cooperate."}]
    assert second == {
        "text": TEXT,
        "number": 2,
        "time": "2021-04-07T16:00:05.000Z",
        "person": "p-secr01",
        "delegation": None,
        "command": command.id,
        "kind": "paragraph_added",
        "previous": store_entry(first).hash,
    }
    assert appended.outcomes == ({"through": 2},)
    assert [stored.number for stored in appended.entries] == [2]
    assert appended.made_from == 2
    assert room.live.head == appended.entries[-1].head


def test_append_of_one_command_may_make_several_entries(room: Room) -> None:
    """R5 (W24): tabling and changing go on record together, under one command."""
    room.give(SECRETARIAT, room.paragraph())
    command = room.insertion("All ", "prop-1")
    assert room.give(AUSTRIA, command) == {"through": 4}
    made = entries_of(room)[2:]
    assert [(entry["kind"], entry["command"], entry["delegation"]) for entry in made] == [
        ("proposal_tabled", command.id, "AUT"),
        ("text_changed", command.id, "AUT"),
    ]


def test_append_batch_decides_each_on_those_before(room: Room) -> None:
    """R5: a command sees what the commands before it in the batch have made; all have one time."""
    first = room.paragraph()
    second = room.before_room("par-01")
    appended = room.live.append([(SECRETARIAT, first), (CHAIR, second)])
    assert appended.outcomes == ({"through": 2}, {"through": 3})
    assert {entry["time"] for entry in entries_of(room)[1:]} == {SIX}
    assert room.live.state.before_room == {"paragraph": "par-01", "number": 3, "time": SIX}


def test_append_state_is_that_of_the_refolded_record(room: Room) -> None:
    room.give(SECRETARIAT, room.paragraph())
    room.give(AUSTRIA, room.insertion("All ", "prop-1"))
    refolded = fold(entries_of(room))
    assert refolded == room.live.state


def test_refusal_is_an_outcome_and_makes_no_entry(room: Room) -> None:
    """R4: a refused command is remembered with its code."""
    command = room.paragraph()
    outcome = room.give(OBSERVER, command)
    assert outcome["refused"]["code"] == "forbidden"
    assert outcome["through"] == 1
    with room.store.reading() as unit:
        assert unit.record.outcomes(TEXT, [command.id])[command.id].outcome == {
            "refused": {"code": "forbidden"},
            "through": 1,
        }
    assert len(entries_of(room)) == 1


def test_same_command_again_has_the_same_outcome(room: Room) -> None:
    """R4 (W13): a copy of a command is not recorded twice."""
    command = room.paragraph()
    assert room.give(SECRETARIAT, command) == {"through": 2}
    room.give(CHAIR, room.before_room("par-01"))
    assert room.give(SECRETARIAT, command) == {"through": 2}
    assert room.process().append([(SECRETARIAT, command)]).outcomes == ({"through": 2},)
    assert len(entries_of(room)) == 3


def test_same_command_twice_in_a_batch_is_decided_once(room: Room) -> None:
    """R4 (W13)."""
    command = room.paragraph()
    appended = room.live.append([(SECRETARIAT, command), (SECRETARIAT, command)])
    assert appended.outcomes == ({"through": 2}, {"through": 2})
    assert len(appended.entries) == 1


def test_refused_command_stays_refused_when_it_would_now_be_taken(room: Room) -> None:
    """R4 (W13): otherwise a late copy would be recorded as ghost text."""
    late = room.before_room("par-01")
    refused = room.give(CHAIR, late)
    assert "refused" in refused
    room.give(SECRETARIAT, room.paragraph())
    again = room.give(CHAIR, late)
    assert (again["refused"]["code"], again["through"]) == (refused["refused"]["code"], refused["through"])
    assert room.live.state.before_room is None


def test_command_id_of_another_person_is_not_yours(room: Room) -> None:
    """R4: nobody reads another's outcome by guessing an id, or takes it away."""
    command = room.paragraph()
    room.give(SECRETARIAT, command)
    outcome = room.give(CHAIR, command)
    assert outcome["refused"]["code"] == "not_yours"
    assert room.give(SECRETARIAT, command) == {"through": 2}


def test_command_without_effect_is_empty(room: Room) -> None:
    """R4 (W10): acknowledged as such, without an entry."""
    room.give(SECRETARIAT, room.paragraph())
    nothing = {"paragraph": "par-01", "change": [], "proposals": [], "reason": "none"}
    outcome = room.give(SECRETARIAT, room.command("change_wording", nothing))
    assert outcome == {"through": 2, "empty": True}


def test_fault_refuses_its_own_command_and_no_other(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """R6: an exception in deciding costs one command, and is logged."""

    def faulty(state: Any, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
        if command.id == "c-broken":
            raise KeyError("a fault")
        return decide(state, meeting, actor, command)

    monkeypatch.setattr(batch, "decide", faulty)
    broken = room.command("put_before_room", {"paragraph": None}, id="c-broken")
    with caplog.at_level(logging.ERROR):
        appended = room.live.append(
            [(SECRETARIAT, room.paragraph()), (CHAIR, broken), (CHAIR, room.before_room("par-01"))]
        )
    assert [outcome.get("refused", {}).get("code") for outcome in appended.outcomes] == [
        None,
        "internal",
        None,
    ]
    assert [entry["kind"] for entry in entries_of(room)[1:]] == [
        "paragraph_added",
        "paragraph_put_before_room",
    ]
    assert "c-broken" in caplog.text


def test_event_that_cannot_be_stored_refuses_its_whole_command(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R5, R6: of several entries of one command, none is recorded where one cannot be."""
    events = [
        Event("paragraph_put_before_room", None, {"paragraph": None}),
        Event("paragraph_put_before_room", None, {"paragraph": 0.5}),
    ]
    monkeypatch.setattr(batch, "decide", lambda *_: events)
    outcome = room.give(CHAIR, room.before_room())
    assert outcome["refused"]["code"] == "internal"
    assert len(entries_of(room)) == 1


def test_time_never_goes_back(room: Room) -> None:
    """R7 (W25): where the clock does, the time of the entry before stands."""
    room.clock.forward(60)
    room.give(SECRETARIAT, room.paragraph())
    room.clock.forward(-600)
    room.give(CHAIR, room.before_room("par-01"))
    assert [entry["time"] for entry in entries_of(room)] == [SIX, *["2021-04-07T16:01:00.000Z"] * 2]


def test_two_processes_read_each_other_before_deciding(room: Room) -> None:
    """R2 (W23): an append starts from the head of the record, whoever wrote it."""
    other = room.process()
    room.give(SECRETARIAT, room.paragraph())
    appended = other.append([(CHAIR, room.before_room("par-01"))])
    assert appended.outcomes == ({"through": 3},)
    assert [stored.number for stored in appended.entries] == [2, 3]
    assert appended.made_from == 3
    assert [stored.number for stored in room.live.catch_up().entries] == [3]
    assert room.live.moment == other.moment


def test_catching_up_with_nothing_new_is_empty(room: Room) -> None:
    assert room.live.catch_up().entries == ()


def test_error_before_the_commit_leaves_nothing(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """R3: neither an entry nor an outcome, and the state in memory is as it was."""
    command = room.paragraph()
    before = room.live.moment

    def fail(*_: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("tests.support.memory.MemoryRecord.append", fail)
        with pytest.raises(OSError, match="full"):
            room.give(SECRETARIAT, command)
    assert room.live.moment == before
    assert len(entries_of(room)) == 1
    assert room.give(SECRETARIAT, command) == {"through": 2}


class Unreliable(MemoryStore):
    """A store that loses the connection while committing: the work is done or not, and nobody is told."""

    def __init__(self) -> None:
        super().__init__()
        self.failures: list[bool] = []

    @contextmanager
    def writing(self) -> Iterator[MemoryUnit]:
        if not self.failures:
            with super().writing() as unit:
                yield unit
            return
        committed = self.failures.pop(0)
        if committed:
            with super().writing() as unit:
                yield unit
        else:
            yield MemoryUnit(self._tables.copied())
        raise CommitUnknown("The line was cut.")


@pytest.mark.parametrize("committed", [True, False])
def test_unknown_commit_is_asked_again(committed: bool) -> None:
    """R3 (W23): whether it was committed or not, the command is on record once, and then acknowledged."""
    store = Unreliable()
    room = Room(store)
    store.failures = [committed]
    appended = room.live.append([(SECRETARIAT, room.paragraph())])
    assert appended.outcomes == ({"through": 2},)
    assert [stored.number for stored in appended.entries] == [2]
    assert appended.made_from == 2
    assert len(entries_of(room)) == 2
    assert room.live.head == appended.entries[-1].head


def test_commit_that_stays_unknown_is_not_acknowledged() -> None:
    """R3 (W23): the error is raised; given again later, the command has its one outcome."""
    store = Unreliable()
    room = Room(store)
    command = room.paragraph()
    store.failures = [True, False]
    with pytest.raises(CommitUnknown):
        room.give(SECRETARIAT, command)
    assert room.give(SECRETARIAT, command) == {"through": 2}
    assert len(entries_of(room)) == 2


def test_restored_backup_is_noticed(room: Room) -> None:
    """R9: where the record went another way, the state is made again, and everybody is to fetch it."""
    room.give(SECRETARIAT, room.paragraph())
    restored = Room(MemoryStore())
    restored.give(SECRETARIAT, restored.paragraph("par-02", "Other words."))
    restored.give(SECRETARIAT, restored.paragraph("par-03", "More words."))
    stale = room.live
    stale._store = restored.store
    fresh = room.command("put_before_room", {"paragraph": "par-02"}, id="c-after-restoring")
    appended = stale.append([(CHAIR, fresh)])
    assert appended.anew
    assert [stored.number for stored in appended.entries] == [4]
    assert stale.state.order == ("par-02", "par-03")
    assert stale.catch_up().anew is False


def test_command_of_another_text_is_a_fault_of_the_caller(room: Room) -> None:
    with pytest.raises(ValueError, match="another text"):
        room.live.append([(CHAIR, room.command("put_before_room", {}, text="t-000002"))])


def test_text_that_takes_long_to_open_holds_up_no_other(room: Room) -> None:
    """R24: and those who want the same one wait, and get it once."""
    with room.store.writing() as unit:
        open_text(unit, SECRETARIAT, SIX, room.ids, meeting=MEETING.id, title="Another", text="t-000002")
    reading, go_on = threading.Event(), threading.Event()

    def run(function: Callable[[], T]) -> T:
        if threading.current_thread() is not threading.main_thread():
            reading.set()
            assert go_on.wait(10)
        return function()

    texts = LiveTexts(room.store, room.clock, room.ids, run)
    with ThreadPoolExecutor(2) as others:
        first = others.submit(texts.get, TEXT)
        assert reading.wait(10)
        second = others.submit(texts.get, TEXT)
        assert texts.get("t-000002").state.title == "Another"
        assert not first.done()
        go_on.set()
        assert first.result(10) is second.result(10) is texts.get(TEXT)


def test_text_that_there_is_not_can_be_asked_for_again(room: Room) -> None:
    texts = LiveTexts(room.store, room.clock, room.ids)
    for _ in range(2):
        with pytest.raises(Refused):
            texts.get("t-unknown")


def test_live_texts_open_each_text_once(room: Room) -> None:
    texts = LiveTexts(room.store, room.clock, room.ids)
    assert texts.get(TEXT) is texts.get(TEXT)
    assert texts.get(TEXT).moment == room.live.moment
    assert texts.opened(TEXT) is texts.get(TEXT)
    assert texts.opened("t-unknown") is None
    with pytest.raises(Refused) as refused:
        texts.get("t-unknown")
    assert refused.value.code == "not_found"


def test_everything_that_waits_runs_where_it_is_told(room: Room) -> None:
    """R3 (W23): the disk is waited for in one function, which need not run on the loop."""
    running: list[str] = []

    def elsewhere(function: Any, /) -> Any:
        running.append("in")
        try:
            return function()
        finally:
            running.append("out")

    class Watched(MemoryStore):
        @contextmanager
        def writing(self) -> Iterator[MemoryUnit]:
            assert running[-1] == "in"
            with super().writing() as unit:
                yield unit

    store = Watched()
    store._tables = room.store._tables  # type: ignore[attr-defined]  # The same contents, watched.
    live = LiveText(TEXT, store, room.clock, room.ids, elsewhere)
    live.catch_up()
    live.append([(SECRETARIAT, room.paragraph())])
    assert running == ["in", "out"] * 2


def test_unit_of_memory_is_a_unit() -> None:
    unit: Unit = MemoryUnit(MemoryStore()._tables)
    assert unit.record.head(TEXT) is None
