"""W2: inserted words stand inside what they amend, and inside nothing else, on the wording that their author saw."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from server.domain.acts.minting import MAX_NESTING
from server.domain.delta import Delta
from server.domain.parents import faults
from server.domain.refusal import Refused
from tests.support.effort import lines_run
from tests.support.parents_vectors import PATH, vectors
from tests.support.room import CHAIR, EU, JPN, PER, US, Room, mint


def prepared() -> Room:
    """`One [two three – EU] four [five – US] six.`"""
    room = Room("One four six.")
    room.insert(EU, 4, "two three ", "eu-ins-1")
    room.insert(US, 19, "five ", "us-ins-1")
    assert room.words() == "One two three four five six."
    return room


def inserted(at: int, owner: str, words: str = "X") -> Delta:
    insert = {"insert": words, "attributes": {"ins": owner}}
    return [{"retain": at}, insert] if at else [insert]


def refusal(room: Room, actor: Any, change: Delta, *minted: dict[str, Any], **more: Any) -> str:
    return room.refusal(actor, "change_wording", room.change(change, *minted), **more)


def test_vectors_are_those_of_this_program() -> None:
    """W2: the browser is held to what the server judges now."""
    assert json.loads(PATH.read_text(encoding="utf-8")) == json.loads(json.dumps(vectors()))


@pytest.mark.parametrize("at", [0, 2, 4, 14, 15, 20, 28])
def test_amendment_far_from_what_it_amends_is_refused(at: int) -> None:
    """W2: words do not read as somebody's who never had them near theirs; at a boundary there is no parent."""
    room = prepared()
    assert refusal(room, JPN, inserted(at, "jp-ins-1"), mint("jp-ins-1", "eu-ins-1")) in (
        "outside_parent",
        "inside_proposal",
    )


@pytest.mark.parametrize(
    ("at", "parent"), [(6, "eu-ins-1"), (21, "us-ins-1"), (4, None), (14, None), (2, None)]
)
def test_words_amend_what_holds_them(at: int, parent: str | None) -> None:
    """W2: the nearest common ancestor of the neighbours is the parent; none at a boundary and in base text."""
    room = prepared()
    room.do(JPN, "change_wording", room.change(inserted(at, "jp-ins-1"), mint("jp-ins-1", parent)))
    other = "us-ins-1" if parent is None else None
    assert refusal(room, PER, inserted(at, "pe-ins-1"), mint("pe-ins-1", other)) in (
        "outside_parent",
        "inside_proposal",
    )


def test_words_inside_anothers_are_not_tabled_apart_from_them() -> None:
    """W2: without a parent, they would be left as a fragment when what they stand in goes."""
    room = prepared()
    assert refusal(room, JPN, inserted(6, "jp-ins-1"), mint("jp-ins-1")) == "inside_proposal"


def test_later_words_of_a_proposal_stay_inside_what_it_amends() -> None:
    """W2: an amendment that was tabled in its place does not go on somewhere else."""
    room = prepared()
    room.do(JPN, "change_wording", room.change(inserted(6, "jp-ins-1"), mint("jp-ins-1", "eu-ins-1")))
    assert refusal(room, JPN, inserted(2, "jp-ins-1")) == "outside_parent"
    room.do(JPN, "change_wording", room.change(inserted(10, "jp-ins-1")))


def test_later_words_of_a_proposal_do_not_go_inside_anothers() -> None:
    """W2: nor does one without a parent."""
    room = prepared()
    room.do(JPN, "change_wording", room.change(inserted(2, "jp-ins-1"), mint("jp-ins-1")))
    assert refusal(room, JPN, inserted(8, "jp-ins-1")) == "inside_proposal"
    room.do(JPN, "change_wording", room.change(inserted(1, "jp-ins-1")))


def test_sub_amendment_is_tabled_as_one() -> None:
    """W2: inside an amendment, the parent is that amendment and not what it amends."""
    room = prepared()
    change = inserted(6, "jp-ins-1", "XYZ")
    room.do(JPN, "change_wording", room.change(change, mint("jp-ins-1", "eu-ins-1")))
    assert refusal(room, PER, inserted(7, "pe-ins-1"), mint("pe-ins-1", "eu-ins-1")) == "inside_proposal"
    room.do(PER, "change_wording", room.change(inserted(7, "pe-ins-1"), mint("pe-ins-1", "jp-ins-1")))


def replaced(start: int, size: int, owner: str) -> Delta:
    marked = {"retain": size, "attributes": {f"del:{owner}": True}}
    return [{"retain": start}, marked, {"insert": "NEW ", "attributes": {"ins": owner}}]


def test_replacement_of_the_last_words_of_a_proposal_amends_it() -> None:
    """W2: the innermost insertion that holds all the replaced words; else they would outlive its drop."""
    room = prepared()
    assert refusal(room, JPN, replaced(8, 6, "jp-ins-1"), mint("jp-ins-1")) == "inside_proposal"
    room.do(JPN, "change_wording", room.change(replaced(8, 6, "jp-ins-1"), mint("jp-ins-1", "eu-ins-1")))
    room.settle("drop", "eu-ins-1")
    assert room.words() == "One four five six."


def test_replacement_from_outside_into_a_proposal_stands_apart() -> None:
    """W2: nothing holds all the replaced words, though the new ones stand inside the proposal."""
    room = prepared()
    assert refusal(room, JPN, replaced(2, 6, "jp-ins-1"), mint("jp-ins-1", "eu-ins-1")) == "outside_parent"
    room.do(JPN, "change_wording", room.change(replaced(2, 6, "jp-ins-1"), mint("jp-ins-1")))


def test_words_beside_what_another_own_proposal_deletes_stand_apart() -> None:
    """W2: only what a proposal itself deletes is replaced by its words."""
    room = prepared()
    room.delete(JPN, 4, 4, "jp-del-1", parent="eu-ins-1")
    room.do(JPN, "change_wording", room.change(inserted(4, "jp-ins-1"), mint("jp-ins-1")))


def test_going_on_with_own_words_keeps_the_proposal() -> None:
    """W2: also where others have put words beside them, or the words that one goes on with go with the same change."""
    room = prepared()
    room.do(JPN, "change_wording", room.change(inserted(14, "jp-ins-1", "a"), mint("jp-ins-1")))
    room.do(JPN, "change_wording", room.change(inserted(15, "jp-ins-1", "b")))
    room.do(JPN, "change_wording", room.change(inserted(14, "jp-ins-1", "c")))
    change: Delta = [{"retain": 14}, {"insert": "d", "attributes": {"ins": "jp-ins-1"}}, {"delete": 3}]
    room.do(JPN, "change_wording", room.change(change))
    assert room.words() == "One two three dfour five six."


def test_words_are_judged_where_their_author_saw_them() -> None:
    """W2, W8: what was right on the base is taken, whatever its neighbours are by now."""
    room = prepared()
    base = room.number
    room.do(EU, "change_wording", room.change([{"retain": 4}, {"delete": 9}]))
    payload = room.change(inserted(8, "jp-ins-1"), mint("jp-ins-1", "eu-ins-1"))
    room.do(JPN, "change_wording", payload, base=base)
    room.settle("retain", "us-ins-1")
    payload = room.change(inserted(21, "pe-ins-1"), mint("pe-ins-1", "us-ins-1"))
    room.do(PER, "change_wording", payload, base=base)


def test_what_was_retained_meanwhile_can_still_be_named_as_parent() -> None:
    """W1, W2: words that were seen inside a proposal amend what it has become part of."""
    room = prepared()
    base = room.number
    room.settle("retain", "eu-ins-1")
    payload = room.change(inserted(6, "jp-ins-1"), mint("jp-ins-1", "eu-ins-1"))
    room.do(JPN, "change_wording", payload, base=base)
    room.settle("retain", "jp-ins-1")
    assert room.paragraph().marks == {}


@pytest.mark.parametrize("parent", [None, "eu-par-1"])
@pytest.mark.parametrize("at", [0, 4])
def test_ends_of_a_proposed_paragraph_are_inside_and_outside_of_it(at: int, parent: str | None) -> None:
    """W2, W4: what stands there goes with the paragraph either way."""
    room = Room()
    fields = {
        "paragraph": "par-02",
        "kind": "operative",
        "depth": 1,
        "label": "",
        "marker": "",
        "after": "par-01",
    }
    own = [{"insert": "New.", "attributes": {"ins": "eu-par-1"}}]
    room.do(EU, "add_paragraph", {**fields, "wording": own, "proposal": "eu-par-1"})
    change = room.change(inserted(at, "us-ins-1"), mint("us-ins-1", parent), one="par-02")
    room.do(US, "change_wording", change)
    room.settle("drop", "eu-par-1", one="par-02")
    assert room.paragraph("par-02").proposals["us-ins-1"].status == "dropped"


def test_owner_of_an_emptied_paragraph_goes_on_in_it() -> None:
    """W2: a proposed paragraph without words is its proposal's still."""
    room = Room()
    fields = {
        "paragraph": "par-02",
        "kind": "operative",
        "depth": 1,
        "label": "",
        "marker": "",
        "after": "par-01",
    }
    own = [{"insert": "New.", "attributes": {"ins": "eu-par-1"}}]
    room.do(EU, "add_paragraph", {**fields, "wording": own, "proposal": "eu-par-1"})
    room.do(EU, "change_wording", room.change([{"delete": 4}], one="par-02"))
    again: Delta = [{"insert": "Again.", "attributes": {"ins": "eu-par-1"}}]
    room.do(EU, "change_wording", room.change(again, one="par-02"))
    assert room.words("par-02") == "Again."


def test_amendments_nest_as_deep_as_is_allowed_and_not_deeper() -> None:
    """W1: a chain of MAX_NESTING is the longest."""
    room = Room("ab")
    parent = None
    for depth in range(MAX_NESTING):
        actor = (EU, US)[depth % 2]
        one = f"depth-{depth:02}"
        change = inserted(depth + 1, one, "xy")
        room.do(actor, "change_wording", room.change(change, mint(one, parent)))
        parent = one
    change = inserted(MAX_NESTING + 1, "depth-99", "xy")
    assert refusal(room, (EU, US)[MAX_NESTING % 2], change, mint("depth-99", parent)) == "too_deep"


def test_refusal_says_what_to_do() -> None:
    """W2: whoever sends words to a place where they cannot stand is told how they can."""
    room = prepared()
    with pytest.raises(Refused, match="inside the proposal of EU: table them as an amendment of it"):
        room.do(JPN, "change_wording", room.change(inserted(6, "jp-ins-1"), mint("jp-ins-1")))
    with pytest.raises(Refused, match="table a proposal of its own here"):
        room.do(JPN, "change_wording", room.change(inserted(2, "jp-ins-2"), mint("jp-ins-2", "eu-ins-1")))


def test_chair_is_not_asked_for_base_text() -> None:
    """W4: base wording is not put inside an insertion, and has no parent."""
    room = prepared()
    payload = {**room.change([{"retain": 6}, {"insert": "X"}]), "reason": "order"}
    assert room.refusal(CHAIR, "change_wording", payload) == "inside_insertion"


def among_deletions(size: int) -> Callable[[], list[Any]]:
    """The judging of insertions at so many places, each among words that the same delegation deletes."""
    room = Room("ab" * size)
    deleting: Delta = [{"retain": 2, "attributes": {f"del:eu-del-{at % 2}": True}} for at in range(size)]
    room.do(EU, "change_wording", room.change(deleting, mint("eu-del-0"), mint("eu-del-1")))
    insert = {"insert": "c", "attributes": {"ins": "eu-ins-1"}}
    change: Delta = [{"retain": 2}, insert] * size
    proposals = {**room.paragraph().proposals}
    proposals["eu-ins-1"] = replace(proposals["eu-del-0"], id="eu-ins-1")
    return lambda: list(faults(change, room.wording(), proposals, None))


def test_many_insertions_among_own_deletions_are_judged_by_their_number() -> None:
    """W2, X4: each place is judged by where the runs around it end, and not by going through hundreds of them."""
    assert among_deletions(1_990)() == [("eu-ins-1", None, None)] * 1_990
    assert lines_run(among_deletions(400)) < 2.5 * lines_run(among_deletions(200))
