"""Acts for delegations that are taken back as slips, and a text to record them in."""

from typing import Any

from server.domain.delta import Delta
from server.domain.state import to_json
from tests.support.room import BOL, EU, JPN, PER, SECRETARIAT, Room, mint

HERE = {"paragraph": "par-01", "proposal": None}
LATER = ("number", "time", "changed")


def standing(room: Room) -> dict[str, Any]:
    """A text as it is read: without what says when, and without what was tabled in error."""
    text = to_json(room.now)
    for paragraph in text["paragraphs"].values():
        paragraph["proposals"] = {
            key: one for key, one in paragraph["proposals"].items() if one["status"] != "taken_back"
        }
        paragraph.pop("changed")
    return {key: value for key, value in text.items() if key not in LATER}


def take_back(room: Room, actor: Any = SECRETARIAT) -> list[dict[str, Any]]:
    return room.do(actor, "take_back", {"number": room.number})


def prepared() -> Room:
    room = Room("States should cooperate.")
    room.insert(EU, 7, "shall ", "eu-ins-1")
    room.delete(EU, 13, 7, "eu-ins-1")
    room.reserve(JPN, 0, 6, "jp-brk-1")
    room.do(BOL, "take_position", {**HERE, "stance": "objects", "seen": room.number, "statement": "too weak"})
    room.do(
        PER,
        "table_proposal",
        {"paragraph": "par-01", "proposal": "pe-del-1", "kind": "deletion", "place": None},
    )
    room.add("par-02", "They report.")
    return room


WORDS: Delta = [{"retain": 3}, {"insert": "X", "attributes": {"ins": "us-ins-1"}}]
MARKS: Delta = [{"retain": 6, "attributes": {"del:us-ins-1": True}}]
SLIPS: dict[str, tuple[str, dict[str, Any], str]] = {
    "words": (
        "change_wording",
        {"paragraph": "par-01", "change": WORDS, "proposals": [mint("us-ins-1")]},
        "US",
    ),
    "marks": (
        "change_wording",
        {"paragraph": "par-01", "change": MARKS, "proposals": [mint("us-ins-1")]},
        "US",
    ),
    "own words deleted": (
        "change_wording",
        {"paragraph": "par-01", "change": [{"retain": 7}, {"delete": 3}]},
        "EU",
    ),
    "everything deleted": (
        "change_wording",
        {"paragraph": "par-01", "change": [{"retain": 7}, {"delete": 6}]},
        "EU",
    ),
    "position": ("take_position", {**HERE, "stance": "supports", "seen": 9}, "US"),
    "position over another": ("take_position", {**HERE, "stance": "supports", "seen": 9}, "BOL"),
    "position withdrawn": ("withdraw_position", HERE, "BOL"),
    "withdrawal": ("withdraw_proposal", {"paragraph": "par-01", "proposal": "eu-ins-1"}, "EU"),
    "reservation lifted": ("withdraw_proposal", {"paragraph": "par-01", "proposal": "jp-brk-1"}, "JPN"),
    "deletion withdrawn": ("withdraw_proposal", {"paragraph": "par-01", "proposal": "pe-del-1"}, "PER"),
    "deletion": (
        "table_proposal",
        {"paragraph": "par-01", "proposal": "us-del-1", "kind": "deletion", "place": None},
        "US",
    ),
}


def whole(proposal: str, kind: str) -> dict[str, Any]:
    return {"paragraph": "par-01", "proposal": proposal, "kind": kind, "place": None}


def proposed(paragraph: str, proposal: str, **more: Any) -> dict[str, Any]:
    own = [{"insert": "New.", "attributes": {"ins": proposal}}]
    fields = {"kind": "operative", "depth": 1, "label": "", "marker": "", "after": "par-01"}
    return {**fields, "paragraph": paragraph, "wording": own, "proposal": proposal, **more}
