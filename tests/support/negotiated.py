"""A small text in which there is something of everything, for tests that try whatever comes."""

from functools import cache

from server.domain.state import State
from tests.support.room import CHAIR, EU, JPN, SECRETARIAT, US, Room


@cache
def negotiated() -> State:
    """Proposals in proposals, a collision, a reservation, a footnote; paragraphs frozen, withdrawn, held, proposed."""
    room = Room("States 😀 should cooperate, as appropriate, and share what they know.")
    room.insert(EU, 9, "urgently ", "prop-eu-1")
    room.insert(US, 11, "and now ", "prop-us-1", parent="prop-eu-1")
    room.delete(JPN, 30, 6, "prop-jp-1")
    room.delete(US, 28, 6, "prop-us-2")
    room.reserve(EU, 50, 12, "prop-eu-2")
    room.add("par-h1", "Measures", "heading", label="", marker="")
    room.add("par-02", "Agreed words.")
    room.add("par-03", "Words with a note.")
    room.add("note-1", "The note.", "footnote", of="par-03")
    reference = [{"retain": 5}, {"insert": {"footnote": "note-1"}}]
    room.do(SECRETARIAT, "change_wording", {**room.change(reference, one="par-03"), "reason": "a note"})
    room.add("par-04", "Gone.")
    room.add("par-05", "Held.")
    place = {"after": None, "depth": 2}
    moved = {"paragraph": "par-05", "proposal": "prop-us-3", "kind": "move", "place": place}
    room.do(US, "table_proposal", moved)
    _proposed(room)
    objection = {"paragraph": "par-01", "proposal": "prop-eu-1", "stance": "objects", "seen": room.number}
    room.do(JPN, "take_position", objection)
    room.agree("par-02", "ad_ref")
    room.do(CHAIR, "withdraw_paragraph", {"paragraph": "par-04", "reason": "not needed"})
    room.do(CHAIR, "hold_paragraph", {"paragraph": "par-05", "seconds": 600})
    return room.now


def _proposed(room: Room) -> None:
    wording = [{"insert": "All new.", "attributes": {"ins": "prop-eu-3"}}]
    names = {"paragraph": "par-06", "label": "6", "marker": "6.", "proposal": "prop-eu-3"}
    place = {"kind": "operative", "depth": 1, "relation": None, "after": "par-05", "of": None}
    room.do(EU, "add_paragraph", {**names, **place, "wording": wording})
