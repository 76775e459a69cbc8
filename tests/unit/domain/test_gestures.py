"""What the editor makes of gestures is what the server takes: `decide` judges every step of the vectors."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.domain.delta import length
from tests.support.room import CHAIR, MEETING, SECRETARIAT, Room, delegate

PATH = Path(__file__).parents[2] / "vectors" / "gestures.json"


def _taken(room: Room, step: dict[str, Any]) -> None:
    if "settle" in step:
        payload = {"paragraph": "par-01", "proposal": step["proposal"], "previewed": room.number}
        if step["settle"] == "retain":
            payload["collisions"] = {}
        room.do(CHAIR, f"{step['settle']}_proposal", payload)
        return
    payload = {
        "paragraph": "par-01",
        "change": step["change"],
        "proposals": step["minted"],
        "reason": "A slip of the pen" if step["as"] is None else None,
    }
    actor = SECRETARIAT if step["as"] is None else delegate(step["as"])
    assert room.do(actor, "change_wording", payload), "a gesture without effect is not sent"


@pytest.mark.parametrize("case", json.loads(PATH.read_text(encoding="utf-8")))
def test_gestures_of_the_editor_are_all_taken(case: dict[str, Any]) -> None:
    """W2, W4, W5, W16: nothing that a person can do at the keyboard is refused while nobody else changes the text."""
    room = Room(case["wording"][0]["insert"])
    assert {step.get("as") for step in case["steps"]} - {None} <= MEETING.delegations.keys()
    for step in case["steps"]:
        _taken(room, step)
        assert length(room.wording()) == step["length"]
    assert room.wording() == case["result"]
