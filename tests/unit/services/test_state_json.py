"""The state as JSON: the same as the whole of it written again, whatever was remembered."""

import json
from typing import Any

import pytest

from server.domain.fold import fold
from server.domain.paragraph import Paragraph, paragraph_to_json
from server.domain.state import State, to_json
from server.services.state_json import StateJson
from tests.support.live import AUSTRIA, CHAIR, SECRETARIAT, Room
from tests.support.memory import MemoryStore
from tests.support.record import TEXT


def whole(state: State) -> bytes:
    return json.dumps(to_json(state), ensure_ascii=False, separators=(",", ":")).encode()


def test_json_of_each_state_is_the_whole_of_it() -> None:
    """R24: entry by entry, forwards and back."""
    room = Room(MemoryStore())
    room.give(SECRETARIAT, room.paragraph("par-01", 'a "paragraphs":{} ‘é’'))
    room.give(SECRETARIAT, room.paragraph("par-02"))
    room.give(AUSTRIA, room.insertion("Hear: ", "prop-1"))
    room.give(CHAIR, room.before_room("par-01"))
    with room.store.reading() as unit:
        entries = [stored.entry for stored in unit.record.entries(TEXT)]
    states = [fold(entries[:count]) for count in range(1, len(entries) + 1)]
    made = StateJson()
    for state in [*states, *reversed(states)]:
        assert state is not None
        assert made.of(state) == whole(state)


def test_only_what_changed_is_written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """R24."""
    room = Room(MemoryStore())
    for number in range(1, 6):
        room.give(SECRETARIAT, room.paragraph(f"par-0{number}"))
    made = StateJson()
    made.of(room.live.state)
    written: list[str] = []

    def noting(one: Paragraph) -> dict[str, Any]:
        written.append(one.id)
        return paragraph_to_json(one)

    monkeypatch.setattr("server.services.state_json.paragraph_to_json", noting)
    room.give(AUSTRIA, room.insertion("Hear: ", "prop-1", "par-03"))
    assert made.of(room.live.state) == whole(room.live.state)
    assert written == ["par-03"]
