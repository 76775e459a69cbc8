"""A slip that was recorded before this process opened the text is taken back as one that it knows."""

from dataclasses import replace
from typing import Any

import pytest

from server.services import live_text, past
from server.services.live_text import LiveText
from tests.support.live import AUSTRIA, SECRETARIAT, Room
from tests.support.memory import MemoryStore
from tests.support.units import units_open

POSITION = {"paragraph": "par-01", "proposal": None, "stance": "objects", "seen": 2, "statement": None}


def test_process_that_opens_a_text_takes_back_what_was_recorded_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A20: also where a checkpoint lies after the slip; a delegate is refused before anything is read."""
    monkeypatch.setattr(live_text, "CHECKPOINT_EVERY", 4)
    room = Room(MemoryStore())
    room.give(SECRETARIAT, room.paragraph("par-01", "States cooperate."))
    slip = room.command("take_position", POSITION, "AUT")
    number = room.give(SECRETARIAT, slip)["through"]
    for label in "abcdef":
        room.do(SECRETARIAT, "relabel_paragraph", {"paragraph": "par-01", "label": label, "marker": ""})
    fresh = LiveText(room.live.text, room.store, room.clock, room.ids)
    fresh.catch_up()
    assert fresh.state.acts == {}
    [refused] = fresh.append([(AUSTRIA, room.command("take_back", {"number": number}))]).outcomes
    assert refused["refused"]["code"] == "forbidden"
    [outcome] = fresh.append([(SECRETARIAT, room.command("take_back", {"number": number}))]).outcomes
    assert "refused" not in outcome
    assert fresh.state.paragraphs["par-01"].positions == {}


def test_acts_are_looked_for_before_anybody_is_kept_from_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    """R42: as often as the past may be read, and no more; then the command is to be sent again."""
    room = Room(MemoryStore())
    room.give(SECRETARIAT, room.paragraph("par-01", "States cooperate."))
    number = room.give(SECRETARIAT, room.command("take_position", POSITION, "AUT"))["through"]
    fresh = LiveText(room.live.text, room.store, room.clock, room.ids)
    fresh.catch_up()
    fresh._moment = replace(fresh.moment, state=replace(fresh.state, acts={}))
    really, inside = past.forward, []
    writing = units_open(monkeypatch)

    def forward(*args: Any) -> Any:
        inside.append(bool(writing))
        return really(*args)

    monkeypatch.setattr("server.services.captured_acts.forward", forward)
    command = room.command("take_back", {"number": number})
    with monkeypatch.context() as patch:
        patch.setattr("server.services.trails.Bucket.take", lambda *_: False)
        assert fresh.append([(SECRETARIAT, command)]).outcomes[0]["refused"]["code"] == "too_fast"
    assert inside == []
    assert "refused" not in fresh.append([(SECRETARIAT, command)]).outcomes[0]
    assert inside == [False]
