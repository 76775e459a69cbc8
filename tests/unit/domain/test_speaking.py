"""Y5: who spoke for whom is on record beside the delegation that was acted for."""

from typing import Any

import pytest

from server.domain.delta import Delta
from server.domain.refusal import Refused
from tests.support.room import EU, SECRETARIAT, Room, mint

WORDS: Delta = [{"retain": 7}, {"insert": "shall ", "attributes": {"ins": "eu-ins-1"}}]


def change(room: Room, **more: Any) -> dict[str, Any]:
    return {**room.change(WORDS, mint("eu-ins-1")), **more}


def test_speaker_is_in_every_entry_of_a_command_for_a_delegation() -> None:
    """Y5: of a change of words for several, of a position."""
    room = Room()
    spoken = {"EU": "PER"}
    room.do(SECRETARIAT, "change_wording", change(room, sponsors=["EU", "US"], spoken=spoken), "EU")
    assert [entry["payload"]["spoken"] for entry in room.entries[-2:]] == [spoken, spoken]
    stance = {"paragraph": "par-01", "proposal": "eu-ins-1", "stance": "supports", "statement": None}
    room.do(SECRETARIAT, "take_position", {**stance, "seen": room.number, "spoken": {"BOL": "PER"}}, "BOL")
    assert room.entries[-1]["payload"]["spoken"] == {"BOL": "PER"}


def test_speaker_changes_nothing_of_the_state() -> None:
    """Y5: and without one nothing is said of who spoke."""
    told, silent = Room(), Room()
    told.do(SECRETARIAT, "change_wording", change(told, spoken={"EU": "PER"}), "EU")
    silent.do(SECRETARIAT, "change_wording", change(silent), "EU")
    assert told.paragraph() == silent.paragraph()
    assert all("spoken" not in entry["payload"] for entry in silent.entries)


@pytest.mark.parametrize(
    ("spoken", "code"),
    [
        ({"US": "PER"}, "malformed"),
        ({"EU": "EU"}, "malformed"),
        ({"EU": 7}, "malformed"),
        ({}, "malformed"),
        (["PER"], "malformed"),
        ({"EU": "NOBODY"}, "not_your_delegation"),
        ({"EU": "UNATTRIBUTED"}, "not_your_delegation"),
    ],
)
def test_speaker_who_is_none_is_refused(spoken: Any, code: str) -> None:
    """Y5"""
    room = Room()
    with pytest.raises(Refused) as refused:
        room.do(SECRETARIAT, "change_wording", change(room, spoken=spoken), "EU")
    assert refused.value.code == code


def test_delegate_says_nothing_of_who_spoke() -> None:
    """Y5"""
    room = Room()
    with pytest.raises(Refused) as refused:
        room.do(EU, "change_wording", change(room, spoken={"EU": "PER"}), "EU")
    assert refused.value.code == "forbidden"
