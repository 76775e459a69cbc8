"""Acts of the room: positions, the paragraph in hand, the gavel, reopening, issuing (W19, W20, W22, K1 to K7)."""

from typing import Any

import pytest

from server.domain.agreement import in_the_way
from server.domain.marks import fingerprint
from server.domain.state import to_json
from tests.support.room import BOL, CHAIR, EU, PER, SECRETARIAT, US, Room


def position(room: Room, stance: str, proposal: str | None = None, seen: int | None = None) -> dict[str, Any]:
    number = room.number if seen is None else seen
    return {"paragraph": "par-01", "proposal": proposal, "stance": stance, "seen": number, "statement": None}


def gavel(room: Room, level: str = "agreed", seen: int | None = None, **more: Any) -> dict[str, Any]:
    return {"paragraph": "par-01", "level": level, "seen": room.number if seen is None else seen, **more}


def stale(room: Room, delegation: str, proposal: str | None = None) -> bool:
    taken = room.paragraph().positions[f"{delegation}|{proposal or ''}"]
    return taken.fingerprint != fingerprint(room.paragraph(), proposal)


def test_position_becomes_stale_when_the_wording_changes() -> None:
    """W19: bound to the characters with their `ins` and `del:` marks."""
    room = Room()
    room.do(US, "take_position", position(room, "supports"))
    assert not stale(room, "US")
    room.insert(EU, 0, "All ", "prop-eu")
    assert stale(room, "US")
    room.do(US, "take_position", position(room, "supports"))
    assert not stale(room, "US")


def test_position_is_not_stale_by_formatting_or_reservations() -> None:
    """W19: formatting and other people's reservations do not make it stale."""
    room = Room()
    room.do(US, "take_position", position(room, "supports"))
    room.reserve(PER, 0, 6, "brk-per")
    bold = {"paragraph": "par-01", "change": [{"retain": 6, "attributes": {"bold": True}}], "reason": "look"}
    room.do(SECRETARIAT, "change_wording", bold)
    assert not stale(room, "US")


def test_position_on_a_proposal_is_stale_only_by_changes_of_it() -> None:
    """W19: of the proposal or of the paragraph."""
    room = Room()
    room.insert(EU, 0, "All ", "prop-eu")
    room.do(US, "take_position", position(room, "can_accept", "prop-eu"))
    room.insert(PER, 10, "parties ", "prop-per")
    assert not stale(room, "US", "prop-eu")
    room.insert(EU, 3, "x", "prop-eu")
    assert stale(room, "US", "prop-eu")


def test_position_taken_on_what_was_seen_is_stale_at_once_where_that_changed() -> None:
    """W19: it is bound to the wording that its author saw."""
    room = Room()
    seen = room.number
    room.insert(EU, 0, "All ", "prop-eu")
    room.do(US, "take_position", position(room, "supports", seen=seen))
    assert stale(room, "US")


def test_position_on_a_settled_or_own_proposal_is_refused() -> None:
    """K1: on live proposals of others."""
    room = Room()
    room.insert(EU, 0, "All ", "prop-eu")
    assert room.refusal(EU, "take_position", position(room, "objects", "prop-eu")) == "own_proposal"
    room.settle("drop", "prop-eu")
    assert room.refusal(US, "take_position", position(room, "objects", "prop-eu")) == "settled"
    assert room.refusal(US, "take_position", position(room, "shrugs")) == "malformed"
    assert room.refusal(US, "take_position", position(room, "supports", "prop-xx")) == "unknown_proposal"


def test_objection_stands_in_the_way_until_its_owner_lifts_it() -> None:
    """W19: a stale objection still stands in the way."""
    room = Room()
    room.do(BOL, "take_position", position(room, "objects"))
    change = {"paragraph": "par-01", "change": [{"delete": 7}], "reason": "as said"}
    room.do(SECRETARIAT, "change_wording", change)
    assert stale(room, "BOL")
    assert room.refusal(CHAIR, "record_agreement", gavel(room)) == "objection_stands"
    assert room.refusal(EU, "withdraw_position", {"paragraph": "par-01", "proposal": None}) == "no_position"
    room.do(BOL, "withdraw_position", {"paragraph": "par-01", "proposal": None})
    room.do(CHAIR, "record_agreement", gavel(room))


def test_objection_to_a_retained_proposal_stands_and_to_a_dropped_one_does_not() -> None:
    """W19: what was dropped is not in the text any more."""
    for how, code in (("retain", ["objection"]), ("drop", [])):
        room = Room()
        room.insert(EU, 0, "All ", "prop-eu")
        room.do(BOL, "take_position", position(room, "objects", "prop-eu"))
        room.settle(how, "prop-eu")
        assert [one.kind for one in in_the_way(room.paragraph())] == code


def test_gavel_says_what_remains_and_whose() -> None:
    """K2: refused if a live mark remains or an objection stands, saying which and whose."""
    room = Room()
    room.insert(EU, 0, "All ", "prop-eu")
    room.reserve(PER, 4, 6, "brk-per")
    room.do(BOL, "take_position", position(room, "objects"))
    obstacles = in_the_way(room.paragraph())
    assert [(one.kind, one.delegations) for one in obstacles] == [
        ("proposal", ("EU",)),
        ("reservation", ("PER",)),
        ("objection", ("BOL",)),
    ]
    assert room.refusal(CHAIR, "record_agreement", gavel(room)) == "marks_remain"


def test_gavel_names_the_number_it_saw() -> None:
    """K2: refused if the wording changed since."""
    room = Room()
    seen = room.number
    change = {"paragraph": "par-01", "change": [{"insert": "x"}], "reason": "as said"}
    room.do(SECRETARIAT, "change_wording", change)
    assert room.refusal(CHAIR, "record_agreement", gavel(room, seen=seen)) == "changed_since"
    assert room.refusal(CHAIR, "record_agreement", gavel(room, seen=room.number + 1)) == "malformed"
    room.do(BOL, "take_position", position(room, "supports"))
    room.do(CHAIR, "record_agreement", gavel(room, seen=room.number - 1))


def test_agreement_rises_and_does_not_fall() -> None:
    """W20: a higher level may be recorded on a frozen paragraph."""
    room = Room()
    room.do(CHAIR, "record_agreement", gavel(room, "ad_ref", pending=["PER", "BOL"]))
    assert room.refusal(CHAIR, "record_agreement", gavel(room, "ad_ref")) == "already_agreed"
    assert room.refusal(CHAIR, "record_agreement", gavel(room, "sealed")) == "unknown_level"
    room.do(CHAIR, "clear_pending", {"paragraph": "par-01", "pending": ["BOL"]})
    agreement = room.paragraph().agreement
    assert agreement is not None
    assert agreement["pending"] == ["BOL"]
    room.do(CHAIR, "record_agreement", gavel(room, "agreed"))
    assert room.refusal(CHAIR, "record_agreement", gavel(room, "agreed")) == "already_agreed"


def test_agreement_is_pending_somebody_that_exists() -> None:
    """K3: pending a State or a group of the meeting, or another paragraph of the text."""
    room = Room()
    room.add("par-02", "States should report.")
    room.do(CHAIR, "record_agreement", gavel(room, "ad_ref", pending=["par-02", "EU"]))
    assert room.refusal(CHAIR, "clear_pending", {"paragraph": "par-01", "pending": ["PER"]}) == "malformed"


@pytest.mark.parametrize("pending", ["ATLANTIS", "UNATTRIBUTED", "ICC", "eu", "par-01", "par-fn", "par-03"])
def test_agreement_is_not_pending_what_it_cannot_wait_for(pending: str) -> None:
    """K3: an unknown code, nobody, an observer, the paragraph itself, a footnote, what was withdrawn."""
    room = Room()
    room.add("par-fn", "See the report.", kind="footnote", of="par-01", after=None)
    room.add("par-03", "Moot.")
    room.do(SECRETARIAT, "withdraw_paragraph", {"paragraph": "par-03", "reason": "moot"})
    assert room.refusal(CHAIR, "record_agreement", gavel(room, pending=[pending])) == "unknown_pending"


def test_relabelling_and_positions_are_allowed_on_a_frozen_paragraph() -> None:
    """W20: relabelling, moving with its section and explanations of position leave the wording alone."""
    room = Room()
    room.add("head-01", "Legislation", kind="heading", after=None)
    room.add("head-02", "Evidence", kind="heading")
    room.agree()
    room.do(SECRETARIAT, "relabel_paragraph", {"paragraph": "par-01", "label": "7", "marker": "7."})
    payload = {"paragraph": "head-01", "after": "head-02", "depth": 1, "reason": "order"}
    room.do(CHAIR, "move_section", payload)
    room.do(EU, "take_position", position(room, "reserves"))
    assert room.now.order == ("head-02", "head-01", "par-01")
    assert room.paragraph().label == "7"


def test_reopening_needs_a_reason_and_an_agreement() -> None:
    """K4: only the Chair, with a reason."""
    room = Room()
    assert room.refusal(CHAIR, "reopen_paragraph", {"paragraph": "par-01", "reason": "x"}) == "not_agreed"
    room.agree()
    assert (
        room.refusal(CHAIR, "reopen_paragraph", {"paragraph": "par-01", "reason": " "}) == "reason_required"
    )
    room.do(CHAIR, "reopen_paragraph", {"paragraph": "par-01", "reason": "an error"})
    paragraph = room.paragraph()
    assert paragraph.agreement is None
    assert paragraph.reopened is not None
    assert paragraph.reopened["reason"] == "an error"


def test_nothing_is_agreed_where_there_are_no_words() -> None:
    """K2: an empty paragraph is not agreed."""
    assert Room("").refusal(CHAIR, "record_agreement", gavel(Room(""))) == "nothing_to_agree"


def test_unmatched_import_bracket_is_in_the_way() -> None:
    """W18: a paragraph with a repair is not clean."""
    room = Room()
    imported = {
        "paragraph": "par-02",
        "kind": "plain",
        "depth": 1,
        "after": "par-01",
        "wording": [{"insert": {"repair": "["}}, {"insert": "open"}],
    }
    room.do(SECRETARIAT, "import_paragraphs", {"paragraphs": [imported]})
    payload = {**gavel(room), "paragraph": "par-02"}
    assert room.refusal(CHAIR, "record_agreement", payload) == "repairs_remain"


def test_paragraph_is_put_before_the_room_and_taken_away() -> None:
    """K5: the screen follows the Chair; putting the same again is no event."""
    room = Room()
    room.do(CHAIR, "put_before_room", {"paragraph": "par-01"})
    assert to_json(room.now)["before_room"]["paragraph"] == "par-01"
    assert room.do(CHAIR, "put_before_room", {"paragraph": "par-01"}) == []
    room.do(CHAIR, "put_before_room", {"paragraph": None})
    assert to_json(room.now)["before_room"] is None
    assert room.refusal(CHAIR, "put_before_room", {"paragraph": "par-99"}) == "unknown_paragraph"


@pytest.mark.parametrize("seconds", [0, 601, True, "10", 1.5])
def test_hold_of_no_or_endless_length_is_refused(seconds: Any) -> None:
    """W22: a short while."""
    payload = {"paragraph": "par-01", "seconds": seconds}
    assert Room().refusal(CHAIR, "hold_paragraph", payload) == "malformed"


def test_status_document_is_issued_in_sequence() -> None:
    """K6: numbered, with the record number that it shows and its digest."""
    room = Room()
    issue = {
        "document": "doc-0001",
        "sequence": 1,
        "number": room.number,
        "as_of": "2021-04-07T16:00:00.000Z",
        "level": "ad_ref",
        "digest": "0" * 64,
    }
    entry = room.do(SECRETARIAT, "issue_status_document", issue)[0]
    assert room.now.documents == ({**issue, "issued": entry["number"], "issued_at": entry["time"]},)
    assert room.refusal(CHAIR, "issue_status_document", issue) == "changed_since"
    later = {**issue, "sequence": 2, "as_of": "yesterday, about six...."}
    assert room.refusal(CHAIR, "issue_status_document", later) == "malformed"


@pytest.mark.parametrize("pending", [["EU", "PER"], ["PER", "EU"]])
def test_clearing_nothing_of_what_is_pending_is_refused(pending: list[str]) -> None:
    """W20: what is cleared is less than before; the same again is no act."""
    room = Room()
    gavel = {"paragraph": "par-01", "level": "agreed", "seen": room.number, "pending": ["EU", "PER"]}
    room.do(CHAIR, "record_agreement", gavel)
    assert room.refusal(CHAIR, "clear_pending", {"paragraph": "par-01", "pending": pending}) == "malformed"
