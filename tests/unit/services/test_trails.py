"""Changes made beside what memory no longer holds: who has just opened a text decides as one who had it open."""

from collections.abc import Mapping
from typing import Any

import pytest

from server.services import live_text, paragraph_history, past
from server.services.live_text import LiveText
from server.services.paragraph_history import go_on
from server.services.record import Record
from tests.support.live import AUSTRIA, CHAIR, OBSERVER, SECRETARIAT, Room
from tests.support.memory import MemoryRecord, MemoryStore
from tests.support.record import TEXT

TYPED = 12


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    """Paragraph 1 is added at 2; then letters go to its beginning and to paragraph 2 by turns; a checkpoint each 4."""
    monkeypatch.setattr(live_text, "CHECKPOINT_EVERY", 4)
    monkeypatch.setattr(paragraph_history, "LONGEST_STRETCH", 5)
    room = Room(MemoryStore())
    room.give(SECRETARIAT, room.paragraph("par-01", "States cooperate."))
    room.give(SECRETARIAT, room.paragraph("par-02", "They report."))
    for turn in range(TYPED):
        room.do(SECRETARIAT, "change_wording", insertion(f"par-0{turn % 2 + 1}", 0, chr(ord("a") + turn)))
    return room


def insertion(paragraph: str, at: int, letter: str) -> dict[str, object]:
    before = [{"retain": at}] if at else []
    return {"paragraph": paragraph, "change": [*before, {"insert": letter}], "reason": "typed"}


class Folds:
    """`to`: up to which numbers the record was folded for a late change."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.to: list[int] = []
        monkeypatch.setattr("server.services.trails.fold_to", self._fold_to)

    def _fold_to(self, record: Record, text: str, number: int) -> past.Moment:
        self.to.append(number)
        return past.fold_to(record, text, number)


def code(outcome: Mapping[str, Any]) -> str | None:
    refused = outcome.get("refused")
    return None if refused is None else refused["code"]


def late(live: LiveText, room: Room, base: int, at: int) -> dict[str, object]:
    command = room.command("change_wording", insertion("par-01", at, "!"), base=base)
    return live.append([(SECRETARIAT, command)]).outcomes[0]


@pytest.mark.parametrize("base", [2, 3, 4, 8, 9, 15])
def test_process_that_opens_a_text_transforms_over_what_was_before(room: Room, base: int) -> None:
    """R24 (W8): at the end of the words that its author saw stands what they typed there."""
    fresh = room.process()
    assert fresh.state.paragraphs["par-01"].trail != room.live.state.paragraphs["par-01"].trail
    with room.store.reading() as unit:
        seen = past.fold_to(unit.record, TEXT, base).state
    assert seen is not None
    words = seen.paragraphs["par-01"].wording[0]["insert"]
    assert late(fresh, room, base, len(words)) == {"through": 16}
    assert fresh.state.paragraphs["par-01"].wording == [{"insert": "kigecaStates cooperate.!"}]


def test_two_late_changes_of_one_batch_are_both_transformed(room: Room) -> None:
    """R24: the second goes over the first too, which is not on record yet."""
    fresh = room.process()
    commands = [room.command("change_wording", insertion("par-01", 17, sign), base=2) for sign in "!?"]
    outcomes = fresh.append([(SECRETARIAT, command) for command in commands]).outcomes
    assert outcomes == ({"through": 16}, {"through": 17})
    assert fresh.state.paragraphs["par-01"].wording == [{"insert": "kigecaStates cooperate.!?"}]


def test_memory_is_not_filled_by_late_changes(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """R24: what was looked up for one is let go of with what is long ago."""
    monkeypatch.setattr(past, "TRAIL_REACH", 3)
    fresh = room.process()
    late(fresh, room, 2, 17)
    for turn in range(4):
        fresh.append([(CHAIR, room.command("put_before_room", {"paragraph": f"par-0{turn % 2 + 1}"}))])
    assert fresh.head.number == 20
    assert fresh.state.paragraphs["par-01"].trail == ()


def test_position_on_what_was_seen_before_is_taken_on_that(room: Room) -> None:
    """R24 (W19): its fingerprint is that of the wording at the number, whoever decides it."""
    payload = {"paragraph": "par-01", "proposal": None, "stance": "supports", "seen": 3, "statement": None}
    command = room.command("take_position", payload, "AUT")
    fresh, known = room.process(), room.live
    fresh.append([(AUSTRIA, command)])
    taken = fresh.state.paragraphs["par-01"].positions["AUT|"]
    assert taken.number == 3
    known.append([(AUSTRIA, room.command("take_position", payload, "AUT"))])
    assert known.state.paragraphs["par-01"].positions["AUT|"].fingerprint == taken.fingerprint


def test_more_than_a_trail_may_hold_is_too_old(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """W8."""
    monkeypatch.setattr("server.services.trails.MAX_TRAIL", 3)
    monkeypatch.setattr("server.domain.paragraph.MAX_TRAIL", 3)
    outcome = late(room.process(), room, 2, 0)
    assert outcome["refused"]["code"] == "base_too_old"  # type: ignore[index]  # It is a refusal, or the test fails.


def test_what_is_not_indexed_yet_is_too_old_for_now(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """R24: an append never reads a whole record."""
    fresh = room.process()
    monkeypatch.setattr("server.services.trails.LONGEST_TAIL", -1)
    outcome = late(fresh, room, 2, 0)
    assert outcome["refused"]["code"] == "base_too_old"  # type: ignore[index]  # As above.
    monkeypatch.undo()
    go_on(room.store, TEXT)
    assert late(fresh, room, 2, 0) == {"through": 16}


def test_past_of_a_paragraph_is_read_once_for_all_numbers_between(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R24: nothing concerned the paragraph between 14 and 22, so that a rogue who counts down has it folded once."""
    for number in range(16, 25):
        room.do(SECRETARIAT, "change_wording", insertion("par-01" if number == 22 else "par-02", 0, "!"))
    fresh, folds = room.process(), Folds(monkeypatch)
    assert fresh.state.paragraphs["par-01"].forgotten == 22
    commands = [
        room.command("change_wording", insertion("par-01", 0, "?"), base=base) for base in range(21, 14, -1)
    ]
    outcomes = [fresh.append([(SECRETARIAT, command)]).outcomes[0] for command in commands]
    assert outcomes == [{"through": number} for number in range(25, 32)]
    assert folds.to == [14]


@pytest.mark.parametrize("held", [True, False])
def test_one_person_has_the_past_read_so_often_and_others_do_not_wait(
    room: Room, monkeypatch: pytest.MonkeyPatch, held: bool
) -> None:
    """R24, R6 (W13): whether it is of use or not; what is too fast is no outcome, and is taken a moment later."""
    monkeypatch.setattr("server.services.trails.READINGS", (1.0, 2.0))
    if not held:
        # As in a paragraph whose trail is too heavy: what is read is let go of at once.
        monkeypatch.setattr("server.services.trails.with_trail", lambda paragraph, *_: paragraph)
    fresh, folds = room.process(), Folds(monkeypatch)
    late = [room.command("change_wording", insertion("par-01", 0, "!"), base=base) for base in (11, 9, 7, 5)]
    outcomes = fresh.append([(SECRETARIAT, command) for command in late]).outcomes
    assert [code(outcome) for outcome in outcomes[2:]] == ["too_fast", "too_fast"]
    # By this the browser knows that it was not decided, and sends it again.
    assert [outcome["through"] for outcome in outcomes[2:]] == [0, 0]
    assert len(folds.to) == 2
    with room.store.reading() as unit:
        assert [*unit.record.outcomes(TEXT, [one.id for one in late])] == [one.id for one in late[:2]]
    fresh.append([(CHAIR, room.command("change_wording", insertion("par-02", 0, "!"), base=4))])
    assert len(folds.to) == 3
    room.clock.forward(-3600)
    assert code(fresh.append([(SECRETARIAT, late[2])]).outcomes[0]) == "too_fast"
    room.clock.forward(1)
    again = fresh.append([(SECRETARIAT, command) for command in late[2:]]).outcomes
    assert [code(outcome) for outcome in again] == [None if held else "base_too_old", "too_fast"]


@pytest.mark.parametrize("asked", ["indexed", "entries", "checkpoint", "entries_at"])
def test_past_that_cannot_be_read_now_is_no_outcome(
    room: Room, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    """R6 (W13): as with any error of the database nothing is acknowledged, and the same commands are given again."""
    fresh = room.process()
    command = room.command("change_wording", insertion("par-01", 17, "!"), base=2)
    batch = [(CHAIR, room.command("put_before_room", {"paragraph": "par-02"})), (SECRETARIAT, command)]

    def fail(*_: object) -> None:
        raise OSError("disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(MemoryRecord, asked, fail)
        with pytest.raises(OSError, match="disk"):
            fresh.append(batch)
    with room.store.reading() as unit:
        assert unit.record.outcomes(TEXT, [command.id for _, command in batch]) == {}
    assert fresh.append(batch).outcomes == ({"through": 16}, {"through": 17})


def test_nobody_has_the_past_looked_up_who_may_not_change_it(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A1: the role is asked first."""
    monkeypatch.setattr("server.services.trails.lengthened", None)
    command = room.command("change_wording", insertion("par-01", 0, "!"), base=2)
    outcome = room.process().append([(OBSERVER, command)]).outcomes[0]
    assert outcome["refused"]["code"] == "forbidden"
