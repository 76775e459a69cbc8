"""The fold: the same entries give the same state, at any number (F1)."""

import json
from typing import Any

import pytest

from server.domain import paragraph as paragraphs
from server.domain.fold import apply, fold
from server.domain.paragraph import MAX_TRAIL, wording_at
from server.domain.state import State, UnknownEntry, forgetting_before, from_json, to_json
from tests.support.room import BOL, CHAIR, EU, PER, SECRETARIAT, US, Room


def negotiated() -> Room:
    room = Room()
    room.add("head-1", "One", kind="heading", after=None)
    room.insert(EU, 0, "All ", "prop-eu")
    room.insert(US, 2, "U", "prop-us", "prop-eu")
    room.reserve(PER, 4, 3, "brk-per")
    position = {
        "paragraph": "par-01",
        "proposal": None,
        "stance": "objects",
        "seen": room.number,
        "statement": "no",
    }
    room.do(BOL, "take_position", position)
    room.do(CHAIR, "put_before_room", {"paragraph": "par-01"})
    room.settle("retain", "prop-eu")
    room.do(PER, "withdraw_proposal", {"paragraph": "par-01", "proposal": "brk-per"})
    room.settle("drop", "prop-us")
    room.do(BOL, "withdraw_position", {"paragraph": "par-01", "proposal": None})
    room.agree(level="ad_ref")
    room.do(CHAIR, "reopen_paragraph", {"paragraph": "par-01", "reason": "an error"})
    return room


def test_refolding_the_entries_gives_the_state_at_every_number() -> None:
    """F1: the state is derived from the record and from nothing else."""
    room = negotiated()
    state: State | None = None
    for count, entry in enumerate(json.loads(json.dumps(room.entries)), 1):
        state = apply(state, entry)
        refolded = fold(room.entries[:count])
        assert refolded is not None
        assert to_json(state) == to_json(refolded)
    assert state is not None
    assert to_json(state) == to_json(room.now)


def test_state_comes_back_from_its_json() -> None:
    """F1: a checkpoint holds the whole state, but for what led to its wordings."""
    state = negotiated().now
    again = from_json(json.loads(json.dumps(to_json(state))))
    assert again == forgetting_before(again, 0)
    assert to_json(again) == to_json(state)
    assert again.paragraphs["par-01"].trail == ()
    assert wording_at(again.paragraphs["par-01"], state.number) == state.paragraphs["par-01"].wording
    assert wording_at(again.paragraphs["par-01"], state.paragraphs["par-01"].changed - 1) is None


def test_checkpoint_of_the_fold_before_is_read() -> None:
    """R9: it also held the trails, which are read from the record now."""
    state = negotiated().now
    older = to_json(state)
    for paragraph in older["paragraphs"].values():
        paragraph |= {"trail": [[3, [{"insert": "x"}], [{"delete": 1}]]], "forgotten": 0}
    assert from_json(older) == from_json(to_json(state))


def test_what_is_long_ago_is_forgotten() -> None:
    """R24: the state of a long record takes no more memory than that of a short one."""
    room = Room("abc")
    payload = {"paragraph": "par-01", "change": [{"insert": "x"}], "reason": "load"}
    numbers = [room.do(SECRETARIAT, "change_wording", payload)[-1]["number"] for _ in range(6)]
    kept = forgetting_before(room.now, numbers[3]).paragraphs["par-01"]
    assert [step.number for step in kept.trail] == numbers[4:]
    assert kept.trail_weight == sum(step.weight for step in kept.trail)
    assert wording_at(kept, numbers[2]) is None
    assert wording_at(kept, numbers[3]) == wording_at(room.paragraph(), numbers[3])
    assert to_json(forgetting_before(room.now, room.number)) == to_json(room.now)


def test_apply_leaves_the_state_before_as_it_was() -> None:
    """F1: a state is a value."""
    room = negotiated()
    state: State | None = None
    for entry in room.entries:
        before: Any = None if state is None else repr(state)
        after = apply(state, entry)
        if state is not None:
            assert repr(state) == before
        state = after


def test_entry_of_an_unknown_kind_is_not_skipped() -> None:
    """F1: a record that is newer than the program is not half understood."""
    room = Room()
    with pytest.raises(UnknownEntry):
        apply(room.now, {**room.entries[-1], "kind": "text_burned"})
    with pytest.raises(UnknownEntry):
        apply(None, room.entries[-1])


def test_trail_is_bounded_and_says_how_far_back_it_reaches() -> None:
    """W8: a change based before what is kept of a paragraph's changes is refused."""
    room = Room("abc")
    first = room.number
    payload = {"paragraph": "par-01", "change": [{"insert": "x"}], "reason": "load"}
    for _ in range(MAX_TRAIL + 1):
        room.do(SECRETARIAT, "change_wording", payload)
    paragraph = room.paragraph()
    assert len(paragraph.trail) == MAX_TRAIL
    assert wording_at(paragraph, first) is None
    assert wording_at(paragraph, room.number - 1) == [{"insert": "x" * MAX_TRAIL + "abc"}]
    assert room.refusal(SECRETARIAT, "change_wording", payload, base=first) == "base_too_old"


def test_trail_of_a_heavy_paragraph_is_shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    """W31: the earlier wordings of one paragraph do not fill the memory."""
    monkeypatch.setattr(paragraphs, "MAX_TRAIL_WEIGHT", 10_000)
    room = Room("a" * 3_000)
    numbers = [room.number]
    payload = {"paragraph": "par-01", "change": [{"insert": "x"}], "reason": "load"}
    for _ in range(6):
        room.do(SECRETARIAT, "change_wording", payload)
        numbers.append(room.number)
    paragraph = room.paragraph()
    assert len(paragraph.trail) == 2
    assert paragraph.trail_weight == sum(step.weight for step in paragraph.trail)
    assert wording_at(paragraph, numbers[3]) is None
    assert wording_at(paragraph, numbers[4]) == [{"insert": "xxxx" + "a" * 3_000}]
