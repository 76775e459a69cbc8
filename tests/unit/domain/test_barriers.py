"""What was begun before an agreement, a reopening or a withdrawal, and comes after it (W9, W22, K8)."""

from typing import Any

import pytest

from tests.support.room import CHAIR, EU, SECRETARIAT, Room


def reopened() -> tuple[Room, int]:
    """A room whose paragraph was agreed and reopened, and the number before that."""
    room = Room()
    room.add("par-02", "States should report.")
    before = room.number
    room.agree()
    room.do(CHAIR, "reopen_paragraph", {"paragraph": "par-01", "reason": "a slip"})
    return room, before


def test_gavel_that_saw_the_text_before_a_reopening_is_refused() -> None:
    """W9: the Chair who reopened it meanwhile had a reason that this gavel does not know."""
    room, before = reopened()
    gavel: dict[str, Any] = {"paragraph": "par-01", "level": "agreed", "pending": []}
    assert room.refusal(CHAIR, "record_agreement", {**gavel, "seen": before}) == "agreed_since"
    room.do(CHAIR, "record_agreement", {**gavel, "seen": room.number})


def test_reopening_and_clearing_of_an_earlier_agreement_are_refused() -> None:
    """W9: an act on one agreement is not taken for an act on the next."""
    room, _ = reopened()
    between = room.number
    room.agree()
    acts: list[tuple[str, dict[str, Any]]] = [
        ("reopen_paragraph", {"reason": "late"}),
        ("clear_pending", {"pending": []}),
    ]
    for kind, more in acts:
        assert room.refusal(CHAIR, kind, {"paragraph": "par-01", **more}, base=between) == "agreed_since"


def test_act_on_a_proposal_that_was_previewed_before_a_reopening_is_refused() -> None:
    """W9: a proposal that is spent outlives an agreement, and its preview does not."""
    room = Room()
    room.insert(EU, 5, "XYZ", "eu-ins-1")
    room.do(EU, "change_wording", room.change([{"retain": 5}, {"delete": 3}]))
    before = room.number
    room.agree()
    room.do(CHAIR, "reopen_paragraph", {"paragraph": "par-01", "reason": "a slip"})
    act = {"paragraph": "par-01", "proposal": "eu-ins-1", "previewed": before}
    assert room.refusal(CHAIR, "drop_proposal", act) == "agreed_since"


@pytest.mark.parametrize("case", ["agreed_since", "held"])
def test_move_of_a_paragraph_waits_as_a_change_of_it_does(case: str) -> None:
    """W9, W22: a paragraph that was reopened since, or that the Chair holds, is not moved by the Secretariat."""
    room, before = reopened()
    if case == "held":
        before = room.number
        room.do(CHAIR, "hold_paragraph", {"paragraph": "par-01", "seconds": 60})
    move = {"paragraph": "par-01", "after": "par-02", "depth": 1, "reason": "order"}
    assert room.refusal(SECRETARIAT, "move_paragraph", move, base=before) == case


def test_footnote_of_a_withdrawn_paragraph_takes_no_commands() -> None:
    """K8: a footnote goes with its paragraph, and a paragraph that went gets none."""
    room = Room()
    room.add("note-1", "See annex.", kind="footnote", of="par-01", after=None)
    room.do(SECRETARIAT, "withdraw_paragraph", {"paragraph": "par-01", "reason": "merged"})
    change = room.change([{"retain": 3}, {"delete": 6}], one="note-1")
    assert room.refusal(SECRETARIAT, "change_wording", {**change, "reason": "style"}) == "withdrawn"
    payload = {
        "paragraph": "note-2",
        "kind": "footnote",
        "depth": 1,
        "label": "",
        "marker": "",
        "relation": None,
    }
    payload |= {"after": None, "of": "par-01", "wording": [{"insert": "x"}], "reason": "asked for"}
    assert room.refusal(SECRETARIAT, "add_paragraph", payload) == "withdrawn"
    assert (
        room.refusal(SECRETARIAT, "import_paragraphs", {"paragraphs": [payload], "reason": "x"})
        == "withdrawn"
    )


def test_footnote_is_not_agreed_by_itself() -> None:
    """A8: not before its paragraph, and not after it; one that was, in an older record, can be reopened."""
    room = Room()
    room.add("note-1", "See annex.", kind="footnote", of="par-01", after=None)
    agreeing = {"paragraph": "note-1", "level": "agreed", "seen": room.number, "pending": []}
    assert room.refusal(CHAIR, "record_agreement", agreeing) == "malformed"
    room.put(
        "agreement_recorded",
        {"paragraph": "note-1", "level": "ad_ref", "pending": [], "fingerprint": "0" * 16},
    )
    again = {**agreeing, "seen": room.number}
    assert room.refusal(CHAIR, "record_agreement", again) == "malformed"
    room.do(CHAIR, "reopen_paragraph", {"paragraph": "note-1", "reason": "recorded in error"})
    assert room.paragraph("note-1").agreement is None


def test_held_paragraph_keeps_its_label_and_its_place() -> None:
    """W22: while the Chair holds it, it is not relabelled, nor its footnote, and its section stays where it is."""
    room = Room()
    room.add("sec-01", "Water", kind="heading")
    room.add("par-02", "They report.")
    room.add("note-2", "See annex.", kind="footnote", of="par-02", after=None)
    room.do(CHAIR, "hold_paragraph", {"paragraph": "par-02", "seconds": 600})
    relabelling = {"label": "9", "marker": "9."}
    for one in ("par-02", "note-2"):
        held = {"paragraph": one, **relabelling}
        assert room.refusal(SECRETARIAT, "relabel_paragraph", held) == "held"
    moving = {"paragraph": "sec-01", "after": None, "depth": 1, "reason": "order"}
    assert room.refusal(SECRETARIAT, "move_section", moving) == "held"
    room.do(SECRETARIAT, "relabel_paragraph", {"paragraph": "par-01", **relabelling})
    room.do(CHAIR, "relabel_paragraph", {"paragraph": "par-02", **relabelling})
    room.do(CHAIR, "release_hold", {"paragraph": "par-02"})
    room.do(SECRETARIAT, "move_section", moving)
    assert room.now.order == ("sec-01", "par-02", "par-01")
