"""Concurrent wording, judged by the server: W1 to W10."""

from typing import Any

import pytest

from server.domain.refusal import Refused
from tests.support.room import BOL, CHAIR, EU, JPN, SECRETARIAT, US, Room, mint


def ins(proposal: str) -> dict[str, Any]:
    return {"ins": proposal}


def test_insertion_without_owner_is_refused_to_a_delegate() -> None:
    """W5: what a delegation inserts carries its proposal."""
    room = Room()
    assert room.refusal(EU, "change_wording", room.change([{"insert": "x"}])) == "unattributed"


def test_insertion_with_anothers_or_unknown_proposal_is_refused() -> None:
    """W5: every mark that a change sets names a live proposal of the delegation acted for."""
    room = Room()
    room.insert(US, 0, "All ", "prop-us")
    typing = [{"insert": "x", "attributes": ins("prop-us")}]
    assert room.refusal(EU, "change_wording", room.change(typing)) == "not_yours"
    typing = [{"insert": "x", "attributes": ins("prop-none")}]
    assert room.refusal(EU, "change_wording", room.change(typing)) == "unknown_proposal"
    typing = [{"insert": "x", "attributes": {**ins("prop-eu"), "del:prop-us": True}}]
    assert room.refusal(EU, "change_wording", room.change(typing, mint("prop-eu"))) == "not_yours"


def test_marks_of_a_settled_proposal_are_refused() -> None:
    """W5: a proposal that was dropped marks nothing any more."""
    room = Room()
    room.insert(EU, 0, "All ", "prop-eu")
    room.settle("drop", "prop-eu")
    typing = [{"insert": "x", "attributes": ins("prop-eu")}]
    assert room.refusal(EU, "change_wording", room.change(typing)) == "settled"


def test_backspace_over_own_and_foreign_words_does_both() -> None:
    """W4: own insertions are deleted, everything else is marked."""
    room = Room("abc")
    room.insert(EU, 3, "DEF", "prop-eu")
    change = [{"retain": 2}, {"retain": 1, "attributes": {"del:prop-e2": True}}, {"delete": 3}]
    room.do(EU, "change_wording", room.change(change, mint("prop-e2")))
    assert room.wording() == [{"insert": "ab"}, {"insert": "c", "attributes": {"del:prop-e2": True}}]


def test_own_words_are_not_marked_for_deletion() -> None:
    """W4: an own insertion is deleted."""
    room = Room()
    room.insert(EU, 0, "All ", "prop-eu")
    change = [{"retain": 4, "attributes": {"del:prop-e2": True}}]
    assert room.refusal(EU, "change_wording", room.change(change, mint("prop-e2"))) == "own_words"


def test_base_words_are_not_deleted_by_a_delegate() -> None:
    """W4: base wording gets a mark of deletion."""
    assert (
        Room().refusal(EU, "change_wording", {"paragraph": "par-01", "change": [{"delete": 2}]})
        == "not_yours"
    )


def test_formatting_is_for_own_insertions() -> None:
    """W4: delegates format only own insertions, Secretariat and Chair only base text."""
    room = Room("abc")
    room.insert(EU, 3, "DEF", "prop-eu")
    base, own = (
        [{"retain": 3, "attributes": {"bold": True}}],
        [{"retain": 3}, {"retain": 3, "attributes": {"bold": True}}],
    )
    assert room.refusal(EU, "change_wording", room.change(base)) == "not_yours"
    assert room.refusal(US, "change_wording", room.change(own)) == "not_yours"
    assert room.refusal(CHAIR, "change_wording", {**room.change(own), "reason": "look"}) == "not_yours"
    room.do(EU, "change_wording", room.change(own))
    room.do(CHAIR, "change_wording", {**room.change(base), "reason": "look"})
    assert [op["attributes"]["bold"] for op in room.wording()] == [True, True]


def test_base_text_is_not_put_inside_an_insertion() -> None:
    """W4: edits of base wording do not land inside an insertion, at its edge they may."""
    room = Room("abc")
    room.insert(EU, 3, "DEF", "prop-eu")
    inside = {**room.change([{"retain": 4}, {"insert": "x"}]), "reason": "typo"}
    edge = {**room.change([{"retain": 6}, {"insert": "x"}]), "reason": "typo"}
    assert room.refusal(SECRETARIAT, "change_wording", inside) == "inside_insertion"
    room.do(SECRETARIAT, "change_wording", edge)
    assert room.words() == "abcDEFx"


def test_owner_of_words_is_never_changed_by_an_edit() -> None:
    """W1: `ins` is set when words are inserted, and by settling only."""
    room = Room()
    for attributes in ({"ins": "prop-eu"}, {"ins": None}):
        change = [{"retain": 3, "attributes": attributes}]
        room_now = Room()
        room_now.insert(US, 0, "All ", "prop-us")
        payload = room_now.change(change, mint("prop-eu"))
        assert room_now.refusal(EU, "change_wording", payload) == "not_yours"
    assert room.number == 2


def test_amendment_marks_only_words_inside_its_parent() -> None:
    """W2: a child proposal marks only its ancestors' characters."""
    room = Room("abc")
    room.insert(EU, 3, "DEF", "prop-eu")
    change = [{"retain": 2}, {"retain": 2, "attributes": {"del:prop-us": True}}]
    payload = room.change(change, mint("prop-us", "prop-eu"))
    assert room.refusal(US, "change_wording", payload) == "outside_parent"
    room.do(US, "change_wording", room.change(change, mint("prop-us")))


def test_amendment_of_what_was_dropped_meanwhile_is_refused() -> None:
    """W1: a parent is an existing proposal that is not dropped."""
    room = Room("abc")
    room.insert(EU, 3, "DEF", "prop-eu")
    seen = room.number
    room.settle("drop", "prop-eu")
    change = [{"retain": 4}, {"insert": "x", "attributes": ins("prop-us")}]
    payload = room.change(change, mint("prop-us", "prop-eu"))
    assert room.refusal(US, "change_wording", payload, base=seen) == "parent_gone"


def test_parent_that_never_was_or_is_in_another_paragraph_is_unknown() -> None:
    """W1: a proposal and its parent live in one paragraph."""
    room = Room()
    room.add("par-02", "Other.")
    change = [{"insert": "x", "attributes": ins("prop-eu")}]
    room.do(EU, "change_wording", room.change(change, mint("prop-eu"), one="par-02"))
    change = [{"insert": "x", "attributes": ins("prop-us")}]
    payload = room.change(change, mint("prop-us", "prop-eu"))
    assert room.refusal(US, "change_wording", payload) == "unknown_proposal"


def test_proposal_keeps_the_set_that_it_came_with() -> None:
    """W1."""
    room = Room()
    change = [{"insert": "New ", "attributes": ins("prop-eu")}]
    payload = room.change(change, {**mint("prop-eu"), "set": "set-0001"})
    room.do(EU, "change_wording", payload)
    assert room.paragraph().proposals["prop-eu"].set == "set-0001"


def test_base_text_of_the_secretariat_has_no_owner() -> None:
    """W5."""
    room = Room()
    room.insert(EU, 0, "New ", "prop-eu")
    change = [{"insert": "All ", "attributes": ins("prop-eu")}]
    payload = room.change(change) | {"reason": "as agreed"}
    assert room.refusal(SECRETARIAT, "change_wording", payload) == "malformed"


def test_refusal_says_whose_words_they_are() -> None:
    """W5."""
    room = Room()
    room.insert(EU, 0, "New ", "prop-eu")
    with pytest.raises(Refused, match=r"^These words are of EU: propose their deletion instead\.$"):
        room.do(US, "change_wording", room.change([{"delete": 4}]))


def test_id_of_a_proposal_is_taken_once_in_a_text() -> None:
    """W1: one id is one proposal of one delegation in one paragraph."""
    room = Room()
    room.add("par-02", "Other.")
    room.insert(EU, 0, "x", "prop-eu")
    change = [{"insert": "y", "attributes": ins("prop-eu")}]
    assert room.refusal(US, "change_wording", room.change(change, mint("prop-eu"))) == "duplicate_id"
    other = room.change(change, mint("prop-eu"), one="par-02")
    assert room.refusal(EU, "change_wording", other) == "duplicate_id"
    own = room.change([{"insert": "y", "attributes": ins("prop-us")}], mint("prop-us", "prop-us"))
    assert room.refusal(US, "change_wording", own) == "duplicate_id"
    assert [one["kind"] for one in room.do(EU, "change_wording", room.change(change, mint("prop-eu")))] == [
        "text_changed"
    ]


def test_typing_at_one_place_keeps_each_ones_words_together() -> None:
    """W7: A types “foo”, B “bar”, A goes on with “d”: not “foobard”."""
    room = Room("")
    base = room.number
    room.insert(EU, 0, "foo", "prop-eu")
    seen_by_eu = room.number
    room.insert(US, 0, "bar", "prop-us", base=base)
    change = [{"retain": 3}, {"insert": "d", "attributes": ins("prop-eu")}]
    room.do(EU, "change_wording", room.change(change), base=seen_by_eu)
    assert room.words() == "food" + "bar"


def test_change_is_transformed_over_each_later_change() -> None:
    """W8: transform first, so that a slow author's change lands where it was meant."""
    room = Room("abc")
    seen = room.number
    for count in range(5):
        room.insert(US, 0, "x", f"prop-u{count}")
    room.insert(EU, 3, "!", "prop-eu", base=seen)
    assert room.words() == "xxxxxabc!"


def test_deleting_own_words_that_were_retained_is_settled() -> None:
    """W8: words that were just retained are no longer one's own."""
    room = Room("abc")
    room.insert(EU, 3, "DEF", "prop-eu")
    seen = room.number
    room.settle("retain", "prop-eu")
    payload = room.change([{"retain": 3}, {"delete": 3}])
    assert room.refusal(EU, "change_wording", payload, base=seen) == "settled"


def test_replacement_of_words_that_are_gone_is_refused() -> None:
    """W8: it would land as a second wording."""
    room = Room("the shall act")
    seen = room.number
    room.do(SECRETARIAT, "change_wording", {**room.change([{"retain": 4}, {"delete": 5}]), "reason": "typo"})
    change = [
        {"retain": 4},
        {"retain": 5, "attributes": {"del:prop-eu": True}},
        {"insert": "should", "attributes": ins("prop-eu")},
    ]
    payload = room.change(change, mint("prop-eu"))
    assert room.refusal(EU, "change_wording", payload, base=seen) == "target_gone"


def test_replacement_of_words_of_which_some_are_left_is_taken() -> None:
    """W8: only a replacement whose whole target is gone is refused."""
    room = Room("the shall act")
    seen = room.number
    room.do(SECRETARIAT, "change_wording", {**room.change([{"retain": 4}, {"delete": 2}]), "reason": "typo"})
    change = [
        {"retain": 4},
        {"retain": 5, "attributes": {"del:prop-eu": True}},
        {"insert": "should", "attributes": ins("prop-eu")},
    ]
    room.do(EU, "change_wording", room.change(change, mint("prop-eu")), base=seen)
    assert room.words() == "the allshould act"


def test_change_from_before_an_agreement_or_reopening_is_refused() -> None:
    """W9: agreement and reopening are barriers."""
    room = Room("abc")
    seen = room.number
    room.agree()
    change = [{"insert": "x", "attributes": ins("prop-eu")}]
    payload = room.change(change, mint("prop-eu"))
    assert room.refusal(EU, "change_wording", payload, base=seen) == "agreed_since"
    assert room.refusal(EU, "change_wording", payload) == "frozen"
    room.do(CHAIR, "reopen_paragraph", {"paragraph": "par-01", "reason": "an error"})
    assert room.refusal(EU, "change_wording", payload, base=seen) == "agreed_since"
    room.do(EU, "change_wording", payload)
    assert room.words() == "xabc"


def test_change_without_effect_makes_no_entry() -> None:
    """W10: attribute changes without effect are dropped first."""
    room = Room("abc")
    room.reserve(US, 0, 3, "brk-us")
    before = room.number
    assert room.reserve(US, 0, 3, "brk-us") == []
    unmark = room.change([{"retain": 3, "attributes": {"del:prop-eu": None}}], mint("prop-eu"))
    assert room.do(EU, "change_wording", unmark) == []
    assert room.number == before
    assert room.do(EU, "change_wording", room.change([])) == []


def test_proposals_minted_with_an_empty_change_are_tabled_with_the_next() -> None:
    """W10: the client names them again, and they are tabled then."""
    room = Room("abc")
    assert room.do(EU, "change_wording", room.change([], mint("prop-eu"))) == []
    entries = room.insert(EU, 0, "x", "prop-eu")
    assert [one["kind"] for one in entries] == ["proposal_tabled", "text_changed"]


def test_held_paragraph_takes_changes_of_the_chair_only() -> None:
    """W22: nobody but the Chair, and for a short while."""
    room = Room("abc")
    room.do(CHAIR, "hold_paragraph", {"paragraph": "par-01", "seconds": 5})
    change = [{"insert": "x", "attributes": ins("prop-eu")}]
    payload = room.change(change, mint("prop-eu"))
    assert room.refusal(EU, "change_wording", payload) == "held"
    assert room.refusal(SECRETARIAT, "change_wording", payload, "EU") == "held"
    room.do(CHAIR, "change_wording", {**room.change([{"insert": "y"}]), "reason": "as said"})
    room.do(CHAIR, "release_hold", {"paragraph": "par-01"})
    room.do(EU, "change_wording", payload)
    assert room.words() == "xyabc"


def test_hold_ends_by_itself() -> None:
    """W22: a hold that nobody ended does not last."""
    room = Room("abc")
    room.do(CHAIR, "hold_paragraph", {"paragraph": "par-01", "seconds": 5})
    for count in range(6):
        room.add(f"par-1{count}", "more")
    room.insert(EU, 0, "x", "prop-eu")
    assert room.words() == "xabc"


def test_hold_has_ended_at_its_last_instant() -> None:
    """W22: it lasts until that instant, and a second before it is still held."""
    room = Room("abc")
    room.do(CHAIR, "hold_paragraph", {"paragraph": "par-01", "seconds": 5})
    for count in range(3):
        room.add(f"par-1{count}", "more")
    until = room.paragraph().hold
    typing = room.change([{"insert": "x", "attributes": ins("prop-eu")}], mint("prop-eu"))
    assert room.refusal(EU, "change_wording", typing) == "held"
    room.add("par-13", "more")
    [_, entry] = room.do(EU, "change_wording", typing)
    assert until is not None
    assert entry["time"] == until["until"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ([{"retain": 4}, {"insert": "x"}], "past_end"),
        ([{"retain": 2}, {"insert": "x"}], "split_pair"),
        ([{"delete": True}], "bad_length"),
        ("abc", "not_a_list"),
    ],
)
def test_change_that_does_not_fit_what_its_author_saw_is_malformed(change: Any, code: str) -> None:
    """W29: past the end, or through a surrogate pair."""
    assert Room("a😀").refusal(EU, "change_wording", {"paragraph": "par-01", "change": change}) == code


def test_base_from_before_the_paragraph_or_after_the_record_is_refused() -> None:
    """W8: a change names a number that its author can have seen."""
    room = Room("abc")
    payload = room.change([{"insert": "x", "attributes": ins("prop-eu")}], mint("prop-eu"))
    assert room.refusal(EU, "change_wording", payload, base=1) == "malformed"
    assert room.refusal(EU, "change_wording", payload, base=99) == "ahead"


def test_footnote_and_repair_embeds_are_not_forged() -> None:
    """W18: a footnote is one of its paragraph, a repair comes with an import only."""
    room = Room("abc")
    for embed, code in (({"footnote": "par-99"}, "unknown_paragraph"), ({"repair": "["}, "malformed")):
        payload = room.change([{"insert": embed, "attributes": ins("prop-jp")}], mint("prop-jp"))
        assert room.refusal(JPN, "change_wording", payload) == code


def test_many_concurrent_authors_all_land() -> None:
    """W8: wording is transformed; nobody is asked to try again."""
    room = Room("abc")
    base = room.number
    for actor, place in ((EU, 0), (US, 1), (JPN, 2), (BOL, 3)):
        room.insert(actor, place, f"<{actor.delegation}>", f"prop-{actor.delegation}", base=base)
    assert room.words() == "<EU>a<US>b<JPN>c<BOL>"


def test_move_of_a_paragraph_marks_no_words() -> None:
    """W5: words that are deleted under the name of a move would be a surprise."""
    room = Room("abc")
    place = {"after": None, "depth": 1}
    payload = {"paragraph": "par-01", "proposal": "move-eu", "kind": "move", "place": place}
    room.do(EU, "table_proposal", payload)
    change = [{"retain": 2, "attributes": {"del:move-eu": True}}]
    assert room.refusal(EU, "change_wording", room.change(change)) == "malformed"


def test_held_paragraph_keeps_its_proposals() -> None:
    """W22: withdrawing takes words out, so it waits for the Chair like any other change."""
    room = Room("abc")
    room.insert(EU, 0, "All ", "prop-eu")
    room.do(CHAIR, "hold_paragraph", {"paragraph": "par-01", "seconds": 5})
    payload = {"paragraph": "par-01", "proposal": "prop-eu"}
    assert room.refusal(EU, "withdraw_proposal", payload) == "held"
    room.do(CHAIR, "release_hold", {"paragraph": "par-01"})
    room.do(EU, "withdraw_proposal", payload)
    assert room.words() == "abc"
