"""Writes tests/vectors/acts.json: `python -m tests.support.acts_vectors`.

Commands and the entries that the real decisions make of them. The stand-in for a session in the client's tests must
make the same, so that a screen that passes with it is not refused by the server.
"""

import json
from pathlib import Path
from typing import Any

from server.domain.actor import Actor
from server.domain.delta import Delta
from tests.support.room import CHAIR, EU, JPN, PER, SECRETARIAT, US, Room, mint

PATH = Path(__file__).parent.parent / "vectors" / "acts.json"
P = "par-01"


class Noting(Room):
    """A room that notes each command with the number that it was given at, and that it went through."""

    def __init__(self) -> None:
        self.acts: list[dict[str, Any]] = []
        super().__init__("States should cooperate with one another.")

    def do(
        self,
        actor: Actor,
        kind: str,
        payload: dict[str, Any],
        delegation: str | None = None,
        base: int | None = None,
    ) -> list[dict[str, Any]]:
        entries = super().do(actor, kind, payload, delegation, base)
        act = {"kind": kind, "payload": payload, "delegation": delegation or actor.delegation}
        self.acts.append({**act, "from": self.number - len(entries), "through": self.number})
        return entries


def _words(room: Noting) -> None:
    room.insert(EU, 7, "shall ", "eu-ins-1")
    room.delete(EU, 13, 7, "eu-ins-1")
    room.insert(US, 9, "always ", "us-ins-1", parent="eu-ins-1")
    room.delete(US, 20, 6, "us-del-1")
    room.reserve(JPN, 0, 6, "jp-brk-1")
    room.do(SECRETARIAT, "change_wording", {**room.change([{"insert": "All "}]), "reason": "a slip"})


def _positions(room: Noting) -> None:
    position = {"paragraph": P, "seen": room.number, "statement": None}
    room.do(JPN, "take_position", {**position, "proposal": None, "stance": "supports"})
    room.do(
        PER,
        "take_position",
        {**position, "proposal": "eu-ins-1", "stance": "objects", "statement": "too strong"},
    )
    room.do(JPN, "withdraw_position", {"paragraph": P, "proposal": None})


def _settling(room: Noting) -> None:
    room.settle("retain", "us-ins-1")
    room.settle("retain", "eu-ins-1", collisions={"us-del-1": "drop"})
    room.do(JPN, "withdraw_proposal", {"paragraph": P, "proposal": "jp-brk-1"})
    room.insert(PER, 0, "Now ", "pe-ins-1")
    room.insert(US, 3, " or soon", "us-ins-2", parent="pe-ins-1")
    room.settle("drop", "pe-ins-1")
    room.insert(PER, 0, "Now ", "pe-ins-2")
    room.do(PER, "withdraw_proposal", {"paragraph": P, "proposal": "pe-ins-2"})


def _whole(room: Noting) -> None:
    # The server computes what a delegation's paragraph is called; the stand-in leaves that to the sheet.
    beside = {"relation": {"kind": "after", "to": P}, "label": "01 bis", "marker": "01 bis."}
    fields = {"kind": "operative", "depth": 1, "of": None, **beside}
    own: Delta = [{"insert": "A new one.", "attributes": {"ins": "us-par-1"}}]
    room.do(
        US,
        "add_paragraph",
        {**fields, "paragraph": "par-02", "after": P, "wording": own, "proposal": "us-par-1"},
    )
    heading: Delta = [{"insert": "Evidence", "attributes": {"ins": "us-sec-1"}}]
    section = {**fields, "kind": "heading", "paragraph": "sec-01", "after": "par-02", "wording": heading}
    section |= {"relation": None, "label": "", "marker": ""}
    room.do(US, "add_section", {**section, "proposal": "us-sec-1"})
    room.add("par-03", "States should share.")
    room.add("sec-02", "Reports", kind="heading")
    table = {"paragraph": "par-03", "place": None}
    room.do(EU, "table_proposal", {**table, "proposal": "eu-brk-1", "kind": "reservation"})
    room.do(PER, "table_proposal", {**table, "proposal": "pe-del-1", "kind": "deletion"})
    room.settle("drop", "us-par-1", one="par-02")
    room.settle("drop", "eu-brk-1", one="par-03")
    room.settle("retain", "pe-del-1", one="par-03")


def _chair(room: Noting) -> None:
    room.add("par-04", "States should report.")
    named = {"paragraph": "par-04"}
    room.do(CHAIR, "put_before_room", named)
    room.do(CHAIR, "put_before_room", {"paragraph": None})
    room.do(CHAIR, "hold_paragraph", {**named, "seconds": 60})
    room.do(CHAIR, "release_hold", named)
    room.do(SECRETARIAT, "relabel_paragraph", {**named, "label": "4 bis", "marker": "4 bis."})
    room.do(SECRETARIAT, "move_paragraph", {**named, "after": P, "depth": 1, "reason": "order"})
    gavel = {**named, "level": "agreed", "seen": room.number, "pending": ["EU"]}
    room.do(CHAIR, "record_agreement", gavel)
    room.do(CHAIR, "clear_pending", {**named, "pending": []})
    room.do(CHAIR, "reopen_paragraph", {**named, "reason": "a delegation was away"})
    room.do(CHAIR, "withdraw_paragraph", {**named, "reason": "not needed"})


def _sponsors(room: Noting) -> None:
    words: Delta = [{"insert": "All ", "attributes": {"ins": "eu-ins-9"}}]
    payload = {**room.change(words, mint("eu-ins-9")), "sponsors": ["EU", "PER", "US"]}
    room.do(SECRETARIAT, "change_wording", payload, "EU")
    room.do(SECRETARIAT, "leave_proposal", {"paragraph": P, "proposal": "eu-ins-9"}, "US")
    room.do(EU, "leave_proposal", {"paragraph": P, "proposal": "eu-ins-9"})


def vectors() -> dict[str, Any]:
    """`{"entries": [...], "acts": [{kind, payload, delegation, from, through}]}`."""
    room = Noting()
    for part in (_words, _positions, _settling, _whole, _chair, _sponsors):
        part(room)
    return {"entries": room.entries, "acts": room.acts[1:]}


def main() -> None:
    """Writes the file."""
    PATH.write_text(json.dumps(vectors(), ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
