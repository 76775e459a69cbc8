"""What a section is (K7, K17): headings that are proposed or withdrawn bound nothing."""

from typing import Any

import pytest

from server.domain.sections import section
from tests.support.room import CHAIR, SECRETARIAT, US, Room


def cut(withdrawn: bool) -> Room:
    """One (par-11), a heading that the US proposes, par-12, Two (par-21); the proposal stands, or was withdrawn."""
    room = Room()
    room.add("head-1", "One", kind="heading", after=None)
    room.add("par-11", "a", after="head-1")
    heading = {
        "paragraph": "head-us",
        "kind": "heading",
        "depth": 1,
        "after": "par-11",
        "of": None,
        "relation": None,
    }
    wording = [{"insert": "Payment", "attributes": {"ins": "us-sec-1"}}]
    room.do(US, "add_section", {**heading, "wording": wording, "proposal": "us-sec-1"})
    room.add("par-12", "b", after="head-us")
    room.add("head-2", "Two", kind="heading", after="par-12")
    room.add("par-21", "c", after="head-2")
    if withdrawn:
        room.do(US, "withdraw_proposal", {"paragraph": "head-us", "proposal": "us-sec-1"})
    return room


ONE = ("head-1", "par-11", "head-us", "par-12")
MOVE = {"paragraph": "head-1", "after": "par-21", "depth": 1, "reason": "order"}


@pytest.mark.parametrize("withdrawn", [False, True])
def test_heading_that_is_proposed_or_withdrawn_cuts_no_section(withdrawn: bool) -> None:
    """K17: the section moves whole, and its entry says with which paragraphs."""
    room = cut(withdrawn)
    assert section(room.now.order, room.now.paragraphs, "head-1") == ONE
    entry = room.do(CHAIR, "move_section", MOVE)[0]
    assert entry["payload"]["paragraphs"] == list(ONE)
    assert room.now.order == ("head-2", "par-21", *ONE, "par-01")


def test_heading_that_was_retained_cuts_a_section() -> None:
    """K17: from then on it is a heading like any other."""
    room = cut(withdrawn=False)
    room.settle("retain", "us-sec-1", one="head-us")
    assert section(room.now.order, room.now.paragraphs, "head-1") == ("head-1", "par-11")
    assert section(room.now.order, room.now.paragraphs, "head-us") == ("head-us", "par-12")


def test_section_of_a_heading_that_is_only_proposed_is_that_heading() -> None:
    """K17: nobody withdraws or moves with it what stands below it."""
    room = cut(withdrawn=False)
    payload = {"paragraph": "head-us", "reason": "no"}
    assert room.refusal(SECRETARIAT, "withdraw_section", payload) == "marks_remain"
    entry = room.do(CHAIR, "withdraw_section", payload)[0]
    assert entry["payload"]["paragraphs"] == ["head-us"]
    assert room.paragraph("par-12").withdrawn is None


def test_section_is_withdrawn_with_what_is_not_withdrawn_yet() -> None:
    """K17 (K8): what was withdrawn before keeps its own reason and number."""
    room = cut(withdrawn=True)
    before = room.paragraph("head-us").withdrawn
    entry = room.do(SECRETARIAT, "withdraw_section", {"paragraph": "head-1", "reason": "merged"})[0]
    assert entry["payload"]["paragraphs"] == ["head-1", "par-11", "par-12"]
    assert room.paragraph("head-us").withdrawn == before
    withdrawn: Any = room.paragraph("par-12").withdrawn
    assert withdrawn["reason"] == "merged"


def test_entry_of_before_folds_as_it_did() -> None:
    """K17: without a list it means all up to the next heading, whatever that is."""
    room = cut(withdrawn=False)
    room.put("section_moved", MOVE)
    assert room.now.order == ("head-us", "par-12", "head-2", "par-21", "head-1", "par-11", "par-01")
    room.put("section_withdrawn", {"paragraph": "head-1", "reason": "merged"})
    gone = [one for one in room.now.order if room.paragraph(one).withdrawn]
    assert gone == ["head-1", "par-11", "par-01"]
