"""Paragraphs that delegations propose, or propose to delete, as wholes, and what stands in them (W6, W8, W18, W19)."""

from typing import Any

import pytest

from server.domain.marks import fingerprint
from tests.support.room import CHAIR, EU, JPN, SECRETARIAT, US, Room, mint


def proposed() -> Room:
    """A room where the EU proposes `par-02` as a whole."""
    room = Room()
    room.do(EU, "add_paragraph", proposal_of_a_paragraph([{"insert": "New words."}]))
    return room


def proposal_of_a_paragraph(words: list[dict[str, Any]]) -> dict[str, Any]:
    wording = [{**op, "attributes": {"ins": "eu-par-1"}} for op in words]
    fields = {"paragraph": "par-02", "kind": "operative", "depth": 1, "label": "2", "marker": "2."}
    return fields | {
        "relation": None, "after": "par-01", "of": None, "wording": wording, "proposal": "eu-par-1", "reason": None,
    }  # fmt: skip


def test_proposed_paragraph_and_its_proposal_have_two_ids() -> None:
    """W1: an id names one thing in a text."""
    payload = proposal_of_a_paragraph([{"insert": "New words."}]) | {"paragraph": "eu-par-1"}
    assert Room().refusal(EU, "add_paragraph", payload) == "duplicate_id"


def statuses(room: Room, one: str) -> dict[str, tuple[str, str | None]]:
    proposals = room.paragraph(one).proposals.values()
    return {proposal.id: (proposal.status, proposal.settled_with) for proposal in proposals}


def deletion(room: Room, actor: Any, proposal: str, one: str = "par-01") -> None:
    room.do(
        actor, "table_proposal", {"paragraph": one, "proposal": proposal, "kind": "deletion", "place": None}
    )


def test_all_that_stands_in_a_proposed_paragraph_goes_with_it() -> None:
    """W6: what was put in at its end, and amends nothing, is not left live where nobody can settle it."""
    room = proposed()
    room.insert(US, 10, " More.", "us-ins-1", one="par-02")
    room.settle("drop", "eu-par-1", one="par-02")
    assert room.paragraph("par-02").withdrawn is not None
    assert statuses(room, "par-02") == {
        "eu-par-1": ("dropped", None),
        "us-ins-1": ("dropped", "eu-par-1"),
    }


def test_owner_of_a_proposed_paragraph_deletes_words_of_others_in_it_by_an_amendment() -> None:
    """W2d: by the proposal of the paragraph itself, the deletion could not be decided on apart from it."""
    room = proposed()
    room.insert(US, 3, " good", "us-ins-1", one="par-02", parent="eu-par-1")
    within = room.change([{"retain": 3}, {"retain": 5, "attributes": {"del:eu-par-1": True}}], one="par-02")
    assert room.refusal(EU, "change_wording", within) == "inside_own"
    apart = [{"retain": 3}, {"retain": 5, "attributes": {"del:eu-del-1": True}}]
    room.do(EU, "change_wording", room.change(apart, mint("eu-del-1", "eu-par-1"), one="par-02"))
    assert room.wording("par-02")[1] == {
        "insert": " good",
        "attributes": {"ins": "us-ins-1", "del:eu-del-1": True},
    }


def test_retained_deletion_of_a_paragraph_settles_all_that_stands_in_it() -> None:
    """W6: who wanted the same has it, all else goes."""
    room = Room()
    deletion(room, US, "us-del-1")
    deletion(room, JPN, "jp-del-1")
    room.insert(EU, 5, "XYZ", "eu-ins-1")
    room.settle("retain", "us-del-1")
    assert statuses(room, "par-01") == {
        "us-del-1": ("retained", None),
        "jp-del-1": ("retained", "us-del-1"),
        "eu-ins-1": ("dropped", "us-del-1"),
    }
    assert (room.words(), room.paragraph().marks) == ("States should cooperate.", {})


def test_paragraph_does_not_go_with_what_was_not_previewed() -> None:
    """W8: an insertion that the Chair did not see is not taken out with the paragraph."""
    room = Room()
    deletion(room, US, "us-del-1")
    previewed = room.number
    room.insert(EU, 5, "XYZ", "eu-ins-1")
    act = {"paragraph": "par-01", "proposal": "us-del-1", "previewed": previewed}
    assert room.refusal(CHAIR, "retain_proposal", act) == "changed_since"
    room = proposed()
    previewed = room.number
    room.insert(US, 10, " More.", "us-ins-1", one="par-02")
    act = {"paragraph": "par-02", "proposal": "eu-par-1", "previewed": previewed}
    assert room.refusal(CHAIR, "drop_proposal", act) == "changed_since"


def test_base_text_is_not_put_at_the_ends_of_a_proposed_paragraph() -> None:
    """W4: its first and its last place are inside the proposal too."""
    room = proposed()
    for change in ([{"insert": "All "}], [{"retain": 10}, {"insert": " Indeed."}]):
        payload = {**room.change(change, one="par-02"), "reason": "style"}
        assert room.refusal(SECRETARIAT, "change_wording", payload) == "inside_insertion"


def test_secretariat_does_not_withdraw_what_delegations_proposed() -> None:
    """A4: to withdraw the paragraph would drop the proposals in it, and that is the Chair's."""
    room = proposed()
    room.insert(US, 5, "XYZ", "us-ins-1")
    for one in ("par-01", "par-02"):
        payload = {"paragraph": one, "reason": "merged"}
        assert room.refusal(SECRETARIAT, "withdraw_paragraph", payload) == "marks_remain"
        room.do(CHAIR, "withdraw_paragraph", payload)


def test_added_paragraph_forges_no_footnote_and_no_repair() -> None:
    """W18: these are tied to what an import, or a footnote of the paragraph, brings."""
    room = Room()
    for embed in ({"repair": "["}, {"footnote": "note-99"}):
        payload = proposal_of_a_paragraph([{"insert": embed}])
        assert room.refusal(EU, "add_paragraph", payload) == "malformed"


def test_position_is_bound_to_what_was_proposed_of_the_whole_when_it_was_taken() -> None:
    """W19: a deletion of the paragraph that its author did not see, or saw and that is gone, makes it stale."""
    room = Room()
    position = {"paragraph": "par-01", "proposal": None, "stance": "supports", "statement": None}
    before = room.number
    deletion(room, US, "us-del-1")
    during = room.number
    room.do(EU, "take_position", {**position, "seen": before})
    room.do(JPN, "take_position", {**position, "seen": during})
    positions, now = room.paragraph().positions, fingerprint(room.paragraph(), None)
    assert (positions["EU|"].fingerprint == now, positions["JPN|"].fingerprint == now) == (False, True)
    room.settle("drop", "us-del-1")
    room.do(EU, "take_position", {**position, "seen": during})
    assert room.paragraph().positions["EU|"].fingerprint == now


def test_position_on_a_proposal_from_before_it_was_tabled_is_refused() -> None:
    """W19: nobody has seen what was not there."""
    room = Room()
    before = room.number
    room.insert(US, 5, "XYZ", "us-ins-1")
    position = {"paragraph": "par-01", "proposal": "us-ins-1", "stance": "objects", "statement": None}
    assert room.refusal(EU, "take_position", {**position, "seen": before}) == "malformed"


def test_own_words_are_not_inserted_with_a_mark_of_deletion() -> None:
    """W4: such words would be proposed and deleted by one delegation at once."""
    room = Room()
    words = {"insert": "XYZ", "attributes": {"ins": "eu-ins-1", "del:eu-ins-1": True}}
    assert room.refusal(EU, "change_wording", room.change([words], mint("eu-ins-1"))) == "own_words"


def test_reservation_inside_a_proposal_brackets_words_of_that_proposal_only() -> None:
    """W2: else the reservation of other words would go when the proposal goes."""
    room = Room()
    room.insert(EU, 5, "XYZ", "eu-ins-1")
    bracket = [{"retain": 6}, {"retain": 4, "attributes": {"brk:us-brk-1": True}}]
    minted = mint("us-brk-1", "eu-ins-1", "reservation")
    assert room.refusal(US, "change_wording", room.change(bracket, minted)) == "outside_parent"


@pytest.mark.parametrize(
    ("attributes", "marks", "kind"),
    [
        ({"ins": "imp-01"}, {}, "reservation"),
        ({"del:imp-01": True}, {}, "reservation"),
        ({"brk:imp-01": True}, {}, "wording"),
        ({"ins": "imp-01"}, {"ins": "imp-01"}, "wording"),
        ({}, {"del:imp-01": True}, "wording"),
        ({}, {"brk:imp-01": True}, "deletion"),
    ],
)
def test_imported_mark_is_one_that_its_proposal_can_set(
    attributes: dict[str, Any], marks: dict[str, Any], kind: str
) -> None:
    """W18: else it could be neither retained nor dropped as what it is."""
    room = Room()
    sponsored = {"id": "imp-01", "parent": None, "kind": kind, "sponsors": ["EU"], "set": None}
    wording = [{"insert": "abc", "attributes": attributes}] if attributes else [{"insert": "abc"}]
    one = proposal_of_a_paragraph([]) | {"wording": wording, "marks": marks, "proposals": [sponsored]}
    assert room.refusal(SECRETARIAT, "import_paragraphs", {"paragraphs": [one], "reason": "x"}) == "malformed"


def test_owner_does_not_withdraw_what_others_sponsor_too() -> None:
    """W21: the wording goes with its last sponsor, and not with its first."""
    room = Room()
    sponsored = {"id": "imp-01", "parent": None, "kind": "wording", "sponsors": ["EU", "US"], "set": None}
    wording = [{"insert": "abc", "attributes": {"ins": "imp-01"}}]
    one = proposal_of_a_paragraph([]) | {"wording": wording, "marks": {}, "proposals": [sponsored]}
    room.do(SECRETARIAT, "import_paragraphs", {"paragraphs": [one], "reason": "compiled"})
    act = {"paragraph": "par-02", "proposal": "imp-01"}
    assert room.refusal(EU, "withdraw_proposal", act) == "sponsored"
    room.settle("drop", "imp-01", one="par-02")
    assert room.words("par-02") == ""
