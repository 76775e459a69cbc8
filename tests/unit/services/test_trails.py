"""Changes made beside what memory no longer holds: who has just opened a text decides as one who had it open."""

from collections.abc import Mapping
from typing import Any

import pytest

from server.domain import delta
from server.domain.delta import Delta
from server.domain.paragraph import Paragraph
from server.domain.state import State
from server.services import live_text, paragraph_history, past, trails
from server.services.live_text import LiveText
from server.services.paragraph_history import go_on
from server.services.record import Record
from server.services.trails import Older
from tests.support.live import AUSTRIA, CHAIR, OBSERVER, SECRETARIAT, Room
from tests.support.memory import MemoryRecord, MemoryStore
from tests.support.record import TEXT
from tests.support.units import units_open

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


class Reads:
    """`of`: the numbers for which the record was read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, too_much: bool = False) -> None:
        self.of: list[int] = []
        self._too_much = too_much
        self._really = trails.older_steps
        monkeypatch.setattr(trails, "older_steps", self._read)

    def _read(self, record: Record, state: State, paragraph: Paragraph, number: int) -> Older:
        self.of.append(number)
        if self._too_much:
            return Older(paragraph.forgotten, (), paragraph.forgotten, none_before=number + 1)
        return self._really(record, state, paragraph, number)


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
    fresh, reads = room.process(), Reads(monkeypatch)
    assert fresh.state.paragraphs["par-01"].forgotten == 22
    commands = [
        room.command("change_wording", insertion("par-01", 0, "?"), base=base) for base in range(21, 14, -1)
    ]
    outcomes = [fresh.append([(SECRETARIAT, command)]).outcomes[0] for command in commands]
    assert outcomes == [{"through": number} for number in range(25, 32)]
    assert reads.of == [21]


def test_one_person_has_the_past_read_so_often_and_others_do_not_wait(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R24, R6 (W13): what is too fast is no outcome, and is taken a moment later."""
    monkeypatch.setattr(trails, "READINGS", (1.0, 2.0))
    fresh, reads = room.process(), Reads(monkeypatch)
    late = [room.command("change_wording", insertion("par-01", 0, "!"), base=base) for base in (11, 7, 3)]
    outcomes = fresh.append([(SECRETARIAT, command) for command in late]).outcomes
    assert [code(outcome) for outcome in outcomes] == [None, None, "too_fast"]
    # By this the browser knows that it was not decided, and sends it again.
    assert outcomes[2]["through"] == 0
    assert reads.of == [11, 7]
    with room.store.reading() as unit:
        assert [*unit.record.outcomes(TEXT, [one.id for one in late])] == [one.id for one in late[:2]]
    fresh.append([(CHAIR, room.command("change_wording", insertion("par-02", 0, "!"), base=4))])
    assert reads.of == [11, 7, 4]
    room.clock.forward(-3600)
    assert code(fresh.append([(SECRETARIAT, late[2])]).outcomes[0]) == "too_fast"
    room.clock.forward(1)
    assert code(fresh.append([(SECRETARIAT, late[2])]).outcomes[0]) is None


def test_past_that_is_too_much_is_remembered_as_such(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """R24 (W31): it is asked for once, and refused to all who saw it before."""
    fresh, reads = room.process(), Reads(monkeypatch, too_much=True)
    late = [
        room.command("change_wording", insertion("par-01", 0, "!"), base=base) for base in (9, 7, 9, 5, 2)
    ]
    outcomes = fresh.append([(SECRETARIAT, command) for command in late]).outcomes
    assert {code(outcome) for outcome in outcomes} == {"base_too_old"}
    assert reads.of == [9]


@pytest.mark.parametrize(("most", "composed"), [(7, 0), (20, 6), (1_000, 8)])
def test_past_is_weighed_before_it_is_put_together(
    room: Room, monkeypatch: pytest.MonkeyPatch, most: int, composed: int
) -> None:
    """W31: by what the paragraph says now, and while it is put together, since it may have said more meanwhile."""
    for wide in ([{"retain": 1, "attributes": {"bold": True}}, {"retain": 1}] * 6, [{"delete": 17}]):
        room.do(SECRETARIAT, "change_wording", {"paragraph": "par-01", "change": wide, "reason": "bold"})
        for turn in range(4):
            room.do(SECRETARIAT, "change_wording", insertion("par-02", 0, str(turn)))
    monkeypatch.setattr(trails, "MOST_PIECES", most)
    changes: list[Any] = []

    def compose(wording: Delta, change: Delta) -> Delta:
        changes.append(change)
        return really(wording, change)

    really = delta.compose
    monkeypatch.setattr(trails, "compose", compose)
    outcome = late(room.process(), room, 3, 0)
    assert code(outcome) == (None if most == 1_000 else "base_too_old")
    assert len(changes) == composed


def test_past_is_read_before_anybody_is_kept_from_writing(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R6: putting wordings together takes long, and one who writes SQLite keeps out all who write any text."""
    fresh = room.process()
    inside: list[bool] = []
    open_now = units_open(monkeypatch)
    really = trails.older_steps

    def older_steps(record: Record, state: State, paragraph: Paragraph, number: int) -> Older:
        inside.append(bool(open_now))
        return really(record, state, paragraph, number)

    monkeypatch.setattr(trails, "older_steps", older_steps)
    assert late(fresh, room, 2, 17) == {"through": 16}
    assert inside == [False]


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
    monkeypatch.setattr(trails, "older_steps", None)
    command = room.command("change_wording", insertion("par-01", 0, "!"), base=2)
    outcome = room.process().append([(OBSERVER, command)]).outcomes[0]
    assert outcome["refused"]["code"] == "forbidden"
