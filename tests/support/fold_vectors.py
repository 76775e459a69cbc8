"""Writes tests/vectors/fold.json: `python -m tests.support.fold_vectors`.

A scripted negotiation through the real decisions that brings every kind of entry at least once, with the whole state
after each number. The browser's fold and the server's must both give these states (W28).
"""

import json
from pathlib import Path
from typing import Any

from server.domain.delta import Delta
from server.domain.fold import apply
from server.domain.state import State, to_json
from tests.support.room import BOL, CHAIR, EU, JPN, PER, SECRETARIAT, US, Room, mint

DESCRIBED = {
    "meeting": {
        "body": "Expert group",
        "title": "Expert group, third session",
        "session": "Third session",
        "place": "Saint John’s",
        "starts": "2021-04-06",
        "ends": "2021-04-08",
        "time_zone": "America/Antigua",
        "symbol": "EG/3",
        "language": "en",
    },
    "delegations": [{"code": "EU", "short": "EU", "name": "the Union", "kind": "group", "members": ["US"]}],
}
"""What documents print of the meeting."""

PATH = Path(__file__).parent.parent / "vectors" / "fold.json"


def negotiate() -> Room:
    """The negotiation that the vectors hold."""
    room = Room("States should cooperate 😀 with one another.")
    _arrange(room)
    _propose(room)
    _sponsor(room)
    _take_back(room)
    _settle(room)
    _whole_paragraphs(room)
    _agree(room)
    _withdraw(room)
    _sections(room)
    _import(room)
    _archive(room)
    return room


def _arrange(room: Room) -> None:
    room.add("sec-01", "Legislation", kind="heading", after=None)
    room.add("par-02", "Les États devraient échanger des informations.", kind="preambular")
    room.add("sec-02", "Evidence", kind="heading", depth=1)
    room.add("sec-03", "Exchange of evidence", kind="heading", depth=2)
    room.add("par-03", "تتعاون الدول", relation={"kind": "after", "to": "par-02"})
    room.add("par-04", "各国应当合作。", kind="lettered", depth=2)
    room.add("par-05", "To be withdrawn with its section.")
    note: Delta = [{"insert": "See "}, {"insert": "resolution", "attributes": {"italic": True}}]
    room.add("fn-001", note, kind="footnote", of="par-02", after=None)
    change: Delta = [{"retain": 9}, {"insert": {"footnote": "fn-001"}}]
    room.do(SECRETARIAT, "change_wording", {**room.change(change, one="par-02"), "reason": "footnote"})
    move = {"paragraph": "par-04", "after": "par-01", "depth": 1, "reason": "order"}
    room.do(SECRETARIAT, "move_paragraph", move)
    section = {"paragraph": "sec-02", "after": "par-01", "depth": 2, "reason": "order"}
    room.do(CHAIR, "move_section", section)
    room.do(SECRETARIAT, "relabel_paragraph", {"paragraph": "par-03", "label": "12 bis", "marker": "12 bis."})


def _import(room: Room) -> None:
    fields = {
        "kind": "operative",
        "depth": 1,
        "marker": "",
        "relation": None,
        "of": None,
        "marks": {},
        "proposals": [],
    }
    one, two = ({**fields, "label": label, "wording": [{"insert": "Done."}]} for label in ("20", "21"))
    claim = {"said": "agreed ad ref; pending Peru", "level": "ad_ref", "pending": ["PER"]}
    paragraphs = [
        {**one, "paragraph": "par-20", "after": "par-01", "claim": claim},
        {**two, "paragraph": "par-21", "after": "par-20", "claim": {**claim, "level": None, "pending": []}},
    ]
    room.do(
        SECRETARIAT, "import_paragraphs", {"paragraphs": paragraphs, "reason": "Brought in from draft.txt"}
    )
    agreed = {"paragraph": "par-20", "level": "ad_ref", "seen": room.number, "pending": ["PER"]}
    room.do(CHAIR, "record_agreement", agreed)


def _archive(room: Room) -> None:
    room.do(SECRETARIAT, "rename_text", {"title": "Conclusions and recommendations"})
    room.do(SECRETARIAT, "archive_text", {})
    room.do(SECRETARIAT, "unarchive_text", {})
    room.do(SECRETARIAT, "archive_text", {})


def _propose(room: Room) -> None:
    room.insert(EU, 7, "shall ", "eu-ins-1")
    room.delete(EU, 13, 7, "eu-ins-1")
    room.insert(US, 9, "always ", "us-ins-1", parent="eu-ins-1")
    room.delete(US, 20, 6, "us-del-1")
    room.reserve(JPN, 0, 6, "jp-brk-1")
    room.insert(PER, 0, "🌍 ", "pe-ins-1", delegation="PER")
    room.do(CHAIR, "put_before_room", {"paragraph": "par-01"})
    position = {"paragraph": "par-01", "proposal": "eu-ins-1", "stance": "objects", "seen": room.number}
    room.do(JPN, "take_position", {**position, "statement": "too strong"})
    room.do(US, "take_position", {**position, "stance": "supports", "proposal": None, "statement": None})
    room.do(US, "withdraw_position", {"paragraph": "par-01", "proposal": None})


def _sponsor(room: Room) -> None:
    both = {"retain": 6, "attributes": {"del:pe-del-2": True}}
    payload = room.change([{"retain": 4}, both], mint("pe-del-2"), one="par-03")
    room.do(SECRETARIAT, "change_wording", {**payload, "sponsors": ["PER", "BOL", "JPN"]}, "PER")
    more = room.change([{"delete": 1}], one="par-03")
    room.do(SECRETARIAT, "change_wording", {**more, "reason": "a slip"})
    less = room.change([{"retain": 3}, {"retain": 2, "attributes": {"del:pe-del-2": None}}], one="par-03")
    room.do(PER, "change_wording", less)
    named = {"paragraph": "par-03", "proposal": "pe-del-2"}
    room.do(BOL, "confirm_sponsorship", {**named, "seen": room.number})
    room.do(PER, "leave_proposal", named)
    room.do(BOL, "leave_proposal", named)
    room.do(JPN, "confirm_sponsorship", {**named, "seen": room.number})
    room.do(JPN, "withdraw_proposal", named)


def _take_back(room: Room) -> None:
    """Slips of the Secretariat: words, a deletion, a position over another, a withdrawal, a paragraph."""

    def slip(kind: str, payload: dict[str, Any], delegation: str) -> None:
        room.do(SECRETARIAT, kind, payload, delegation)
        room.do(SECRETARIAT, "take_back", {"number": room.number})

    words: Delta = [{"retain": 3}, {"insert": "🌍", "attributes": {"ins": "bo-ins-9", "bold": True}}]
    slip("change_wording", room.change(words, mint("bo-ins-9"), one="par-03"), "BOL")
    named = {"paragraph": "par-03", "proposal": "bo-del-9"}
    slip("table_proposal", {**named, "kind": "deletion", "place": None}, "BOL")
    position = {"paragraph": "par-01", "proposal": None, "seen": room.number, "statement": None}
    room.do(BOL, "take_position", {**position, "stance": "objects", "seen": room.number})
    slip("take_position", {**position, "stance": "supports"}, "BOL")
    slip("withdraw_position", {"paragraph": "par-01", "proposal": None}, "BOL")
    room.do(BOL, "withdraw_position", {"paragraph": "par-01", "proposal": None})
    slip("withdraw_proposal", {"paragraph": "par-01", "proposal": "eu-ins-1"}, "EU")
    own = [{"insert": "Not said.", "attributes": {"ins": "bo-par-9"}}]
    fields = {
        "paragraph": "par-09",
        "kind": "operative",
        "depth": 1,
        "label": "",
        "marker": "",
        "after": "par-01",
    }
    room.do(SECRETARIAT, "add_paragraph", {**fields, "wording": own, "proposal": "bo-par-9"}, "BOL")
    slip("withdraw_proposal", {"paragraph": "par-09", "proposal": "bo-par-9"}, "BOL")
    slip("add_paragraph", {**fields, "paragraph": "par-08", "wording": [], "proposal": "bo-par-8"}, "BOL")


def _settle(room: Room) -> None:
    room.do(CHAIR, "hold_paragraph", {"paragraph": "par-01", "seconds": 60})
    room.settle("retain", "us-ins-1")
    room.settle("retain", "eu-ins-1", collisions={"us-del-1": "drop"})
    room.do(CHAIR, "release_hold", {"paragraph": "par-01"})
    room.do(JPN, "withdraw_proposal", {"paragraph": "par-01", "proposal": "jp-brk-1"})
    room.do(PER, "withdraw_proposal", {"paragraph": "par-01", "proposal": "pe-ins-1"})
    room.reserve(JPN, 0, 6, "jp-brk-2")
    room.settle("drop", "jp-brk-2")


def _whole_paragraphs(room: Room) -> None:
    own = [{"insert": "A new one, ", "attributes": {"ins": "us-par-1"}}]
    fields = {"paragraph": "par-06", "kind": "operative", "depth": 1, "label": "6", "marker": "6."}
    fields |= {"relation": None, "after": "par-01", "of": None, "wording": own, "reason": None}
    room.do(US, "add_paragraph", {**fields, "proposal": "us-par-1"})
    room.insert(EU, 5, "better ", "eu-ins-2", parent="us-par-1", one="par-06")
    table = {"paragraph": "par-02", "place": None}
    room.do(EU, "table_proposal", {**table, "proposal": "eu-whole", "kind": "reservation"})
    room.do(PER, "table_proposal", {**table, "proposal": "pe-del-1", "kind": "deletion"})
    place = {"after": "par-01", "depth": 2}
    room.do(JPN, "table_proposal", {**table, "proposal": "jp-mov-1", "kind": "move", "place": place})
    bare: list[Any] = [{"retain": 2}, {"insert": {"blank": True}, "attributes": {"brk:jp-brk-3": True}}]
    minted = mint("jp-brk-3", kind="reservation")
    minted_too = mint("jp-ins-3")
    bare[1]["attributes"]["ins"] = "jp-ins-3"
    room.do(JPN, "change_wording", room.change(bare, minted, minted_too, one="fn-001"))
    room.settle("retain", "jp-mov-1", one="par-02")
    room.settle("drop", "us-par-1", one="par-06")
    room.settle("retain", "pe-del-1", one="par-02")


def _agree(room: Room) -> None:
    issue = {"document": "doc-0001", "sequence": 1, "as_of": "2021-04-07T16:00:00.000Z", "level": "ad_ref"}
    room.do(JPN, "withdraw_position", {"paragraph": "par-01", "proposal": "eu-ins-1"})
    gavel = {"paragraph": "par-01", "level": "ad_ref", "seen": room.number, "pending": ["EU", "US"]}
    room.do(CHAIR, "record_agreement", gavel)
    room.do(CHAIR, "clear_pending", {"paragraph": "par-01", "pending": ["EU"]})
    number = room.number
    room.do(
        CHAIR,
        "issue_status_document",
        {**issue, "number": number, "digest": "d" * 64, "described": DESCRIBED},
    )
    room.do(CHAIR, "reopen_paragraph", {"paragraph": "par-01", "reason": "a slip"})
    change: Delta = [{"insert": "All "}, {"retain": 5, "attributes": {"bold": True}}]
    room.do(SECRETARIAT, "change_wording", {**room.change(change), "reason": "as said from the floor"})
    room.agree()


def _withdraw(room: Room) -> None:
    room.do(CHAIR, "put_before_room", {"paragraph": "par-05"})
    room.do(SECRETARIAT, "withdraw_paragraph", {"paragraph": "par-04", "reason": "duplicate"})
    room.do(SECRETARIAT, "withdraw_section", {"paragraph": "sec-03", "reason": "not needed"})
    room.do(CHAIR, "put_before_room", {"paragraph": "par-01"})
    room.do(CHAIR, "put_before_room", {"paragraph": None})


def _sections(room: Room) -> None:
    """A heading that is only proposed cuts no section; entries of before, which list nothing, were cut by it."""
    room.add("sec-05", "Reporting", kind="heading", after=None)
    room.add("par-81", "States should report.", after="sec-05")
    heading = {
        "paragraph": "sec-us",
        "kind": "heading",
        "depth": 1,
        "after": "par-81",
        "of": None,
        "relation": None,
    }
    wording: Delta = [{"insert": "Payment", "attributes": {"ins": "us-sec-1"}}]
    room.do(US, "add_section", {**heading, "wording": wording, "proposal": "us-sec-1"})
    room.add("par-82", "Reports are public.", after="sec-us")
    move = {"paragraph": "sec-05", "after": "par-01", "depth": 2, "reason": "order"}
    room.do(CHAIR, "move_section", move)
    room.put("section_moved", {**move, "after": None, "depth": 1})
    room.do(CHAIR, "move_section", {"paragraph": "sec-us", "after": "par-81", "depth": 2, "reason": "back"})
    room.put("section_withdrawn", {"paragraph": "sec-us", "reason": "not needed"})
    room.do(CHAIR, "withdraw_section", {"paragraph": "sec-05", "reason": "not needed"})


def vectors() -> dict[str, Any]:
    """`{"entries": [...], "states": [...]}`: state i is what entry i leaves."""
    state: State | None = None
    states = []
    entries = negotiate().entries
    for entry in entries:
        state = apply(state, entry)
        states.append(to_json(state))
    return {"entries": entries, "states": states}


def main() -> None:
    """Writes the file."""
    PATH.write_text(json.dumps(vectors(), ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
