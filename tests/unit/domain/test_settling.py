"""Retaining, dropping, withdrawing: one Delta, and the same text in any order (W3, W6, W8)."""

from dataclasses import replace
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from server.domain.delta import Delta, compose
from server.domain.marks import common_ancestor, is_spent, settle_drop, settle_retain, with_descendants
from server.domain.paragraph import Proposal
from server.domain.refusal import Refused
from tests.support.room import BOL, CHAIR, EU, JPN, PER, SECRETARIAT, US, Room, delegate, mint

BASE = "States should cooperate."


def replaced(room: Room) -> None:
    """The EU replaces “should” by “shall”."""
    change = [
        {"retain": 7},
        {"retain": 6, "attributes": {"del:prop-eu": True}},
        {"insert": "shall", "attributes": {"ins": "prop-eu"}},
    ]
    room.do(EU, "change_wording", room.change(change, mint("prop-eu")))


def test_retaining_a_replacement_leaves_the_new_words_as_base() -> None:
    """W3: words marked for deletion go, inserted ones become base text."""
    room = Room(BASE)
    replaced(room)
    entry = room.settle("retain", "prop-eu")[0]
    assert room.wording() == [{"insert": "States shall cooperate."}]
    assert entry["payload"]["statuses"] == {"prop-eu": "retained"}
    assert room.paragraph().proposals["prop-eu"].status == "retained"


def test_dropping_or_withdrawing_a_replacement_restores_the_text() -> None:
    """W3: insertions go, marks are cleared."""
    for actor, kind in ((CHAIR, "drop_proposal"), (EU, "withdraw_proposal")):
        room = Room(BASE)
        replaced(room)
        payload = {"paragraph": "par-01", "proposal": "prop-eu", "previewed": room.number}
        room.do(actor, kind, payload)
        assert room.wording() == [{"insert": BASE}]


def test_dropping_a_proposal_takes_its_amendments_with_it() -> None:
    """W3: if A's proposal goes, B's inside it goes, and it is told with what it went."""
    room = Room("ab")
    room.insert(EU, 1, "EEEE", "prop-eu")
    room.insert(US, 3, "UU", "prop-us", "prop-eu")
    room.insert(JPN, 4, "J", "prop-jp", "prop-us")
    room.settle("drop", "prop-eu")
    assert room.wording() == [{"insert": "ab"}]
    proposals = room.paragraph().proposals
    assert {one.id: (one.status, one.settled_with) for one in proposals.values()} == {
        "prop-eu": ("dropped", None),
        "prop-us": ("dropped", "prop-eu"),
        "prop-jp": ("dropped", "prop-eu"),
    }


def test_retaining_an_amendment_gives_its_words_to_its_parent() -> None:
    """W3: `ins: p` becomes the nearest live ancestor."""
    room = Room("ab")
    room.insert(EU, 1, "EEEE", "prop-eu")
    room.insert(US, 3, "UU", "prop-us", "prop-eu")
    room.settle("retain", "prop-us")
    assert room.wording() == [
        {"insert": "a"},
        {"insert": "EEUUEE", "attributes": {"ins": "prop-eu"}},
        {"insert": "b"},
    ]
    room.settle("retain", "prop-eu")
    assert room.wording() == [{"insert": "aEEUUEEb"}]


def test_amendment_outlives_the_retention_of_what_it_amends() -> None:
    """W3: the amendment of a retained proposal is then one of the base text."""
    room = Room("ab")
    room.insert(EU, 1, "EEEE", "prop-eu")
    room.insert(US, 3, "UU", "prop-us", "prop-eu")
    room.settle("retain", "prop-eu")
    assert room.paragraph().proposals["prop-us"].live
    room.settle("drop", "prop-us")
    assert room.wording() == [{"insert": "aEEEEb"}]


def test_proposal_whose_marks_are_all_gone_is_spent() -> None:
    """W3: live, but no mark of it is left."""
    room = Room("abc")
    room.delete(EU, 1, 1, "prop-eu")
    room.delete(US, 1, 1, "prop-us")
    room.settle("retain", "prop-eu", collisions={"prop-us": "keep"})
    assert room.words() == "ac"
    assert is_spent(room.paragraph(), "prop-us")
    assert not is_spent(room.paragraph(), "prop-eu")


def test_retaining_a_deletion_needs_a_decision_on_each_collision() -> None:
    """W8: another live proposal deletes the same words."""
    room = Room("abc")
    room.delete(EU, 0, 2, "prop-eu")
    change = [{"retain": 1}, {"retain": 2, "attributes": {"del:prop-us": True}}]
    change.append({"insert": "X", "attributes": {"ins": "prop-us"}})
    room.do(US, "change_wording", room.change(change, mint("prop-us")))
    payload = {"paragraph": "par-01", "proposal": "prop-eu", "previewed": room.number}
    assert room.refusal(CHAIR, "retain_proposal", payload) == "collision"
    room.settle("retain", "prop-eu", collisions={"prop-us": "drop"})
    assert room.wording() == [{"insert": "c"}]
    assert room.paragraph().proposals["prop-us"].status == "dropped"


def test_act_on_what_changed_since_it_was_previewed_is_refused() -> None:
    """W8: retain and drop name the number at which they were previewed."""
    room = Room("abcdef")
    room.insert(EU, 3, "EE", "prop-eu")
    seen = room.number
    room.insert(EU, 5, "E", "prop-eu")
    for act in ("retain_proposal", "drop_proposal"):
        payload = {"paragraph": "par-01", "proposal": "prop-eu", "previewed": seen}
        assert room.refusal(CHAIR, act, payload) == "changed_since"


def test_act_is_refused_where_an_amendment_or_collision_came_since() -> None:
    """W8: the descendants and collisions count, too."""
    room = Room("abcdef")
    room.delete(EU, 0, 3, "prop-eu")
    seen = room.number
    room.delete(US, 2, 2, "prop-us")
    payload = {
        "paragraph": "par-01",
        "proposal": "prop-eu",
        "previewed": seen,
        "collisions": {"prop-us": "drop"},
    }
    assert room.refusal(CHAIR, "retain_proposal", payload) == "changed_since"


def test_act_is_taken_where_only_others_changed_since() -> None:
    """W8: refused if those changed, not if anything did."""
    room = Room("abcdef")
    room.insert(EU, 0, "EE", "prop-eu")
    seen = room.number
    room.insert(US, 8, "UU", "prop-us")
    room.do(CHAIR, "retain_proposal", {"paragraph": "par-01", "proposal": "prop-eu", "previewed": seen})
    assert room.words() == "EEabcdefUU"


def test_reservation_is_set_aside_by_the_chair_and_its_words_stay() -> None:
    """W18: lifted by its owner or set aside; the words stay, and it is never retained."""
    room = Room("abc")
    room.reserve(PER, 0, 3, "brk-per")
    payload = {"paragraph": "par-01", "proposal": "brk-per", "previewed": room.number}
    assert room.refusal(CHAIR, "retain_proposal", payload) == "malformed"
    room.settle("drop", "brk-per")
    assert room.wording() == [{"insert": "abc"}]


def test_proposed_paragraph_is_retained_or_dropped_as_a_whole() -> None:
    """W6: a paragraph that a delegation proposes carries `ins` itself."""
    for how, words, withdrawn in (("retain", "A new one.", False), ("drop", "", True)):
        room = Room()
        propose_paragraph(room)
        assert room.paragraph("par-02").marks == {"ins": "prop-eu"}
        room.settle(how, "prop-eu", one="par-02")
        paragraph = room.paragraph("par-02")
        assert (room.words("par-02"), paragraph.marks, paragraph.withdrawn is not None) == (
            words,
            {},
            withdrawn,
        )


def propose_paragraph(room: Room) -> None:
    payload = {
        "paragraph": "par-02",
        "kind": "operative",
        "depth": 1,
        "label": "1 bis",
        "marker": "1 bis.",
        "relation": {"kind": "after", "to": "par-01"},
        "after": "par-01",
        "of": None,
        "wording": [{"insert": "A new one.", "attributes": {"ins": "prop-eu"}}],
        "proposal": "prop-eu",
        "reason": None,
    }
    room.do(EU, "add_paragraph", payload)


def test_proposed_paragraph_with_words_of_nobody_is_refused() -> None:
    """W6: every word of a proposed paragraph carries its proposal."""
    room = Room()
    payload = {
        "paragraph": "par-02",
        "kind": "operative",
        "depth": 1,
        "after": None,
        "wording": [{"insert": "A new one."}],
        "proposal": "prop-eu",
    }
    assert room.refusal(EU, "add_paragraph", payload) == "unattributed"


def test_whole_paragraph_can_be_deleted_moved_and_reserved_by_proposal() -> None:
    """W6: `del:`, `mov:` and `brk:` on the paragraph itself."""
    room = Room()
    room.add("par-02", "Other.")
    whole = {"paragraph": "par-01", "place": {"after": "par-02", "depth": 2}}
    for actor, kind, one in (
        (EU, "deletion", "del-eu"),
        (US, "move", "mov-us"),
        (PER, "reservation", "brk-per"),
    ):
        room.do(actor, "table_proposal", {**whole, "kind": kind, "proposal": one})
    assert room.paragraph().marks == {"del:del-eu": True, "mov:mov-us": True, "brk:brk-per": True}
    room.settle("retain", "mov-us")
    assert room.now.order == ("par-02", "par-01")
    assert room.paragraph().depth == 2
    room.settle("drop", "brk-per")
    room.settle("retain", "del-eu")
    assert room.paragraph().withdrawn is not None
    assert room.paragraph().marks == {}


def test_same_proposal_about_the_whole_is_tabled_once() -> None:
    """W6: a delegation reserves a paragraph as a whole once."""
    room = Room()
    whole = {"paragraph": "par-01", "kind": "reservation", "place": None}
    room.do(EU, "table_proposal", {**whole, "proposal": "brk-eu1"})
    assert room.refusal(EU, "table_proposal", {**whole, "proposal": "brk-eu2"}) == "already_tabled"


DELEGATIONS = [delegate(code) for code in ("EU", "US", "JPN", "PER", "BOL")]
GESTURES = st.lists(
    st.tuples(
        st.sampled_from(["insert", "delete"]), st.integers(0, 4), st.integers(0, 30), st.integers(1, 6)
    ),
    min_size=2,
    max_size=6,
)


def negotiated(gestures: list[tuple[str, int, int, int]]) -> Room:
    """A paragraph with proposals in and across each other, tabled as the rules of the room allow."""
    room = Room("abcdefghij")
    for count, (how, who, place, wide) in enumerate(gestures):
        at, proposal = place % (len(room.words()) + 1), f"prop-{count}"
        size = min(wide, len(room.words()) - at)
        owners = [op.get("attributes", {}).get("ins") for op in room.wording() for _ in op["insert"]]
        try:
            if how == "insert":
                left, right = ([None, *owners, None][at + side] for side in (0, 1))
                parent = common_ancestor(room.paragraph().proposals, left, right)
                room.insert(DELEGATIONS[who], at, "XY"[: 1 + size % 2] + str(count), proposal, parent)
            elif size:
                inside = set(owners[at : at + size])
                room.delete(DELEGATIONS[who], at, size, proposal, inside.pop() if len(inside) == 1 else None)
        except Refused as refused:
            if refused.code != "own_words":
                raise
    return room


@given(GESTURES, st.lists(st.booleans(), min_size=6, max_size=6))
def test_same_decisions_in_any_order_give_the_same_text(
    gestures: list[tuple[str, int, int, int]], retained: list[bool]
) -> None:
    """W3: settling is independent of the order, amendments and collisions included."""
    paragraph = negotiated(gestures).paragraph()
    ids = list(paragraph.proposals)[:4]
    results = {
        str(_settled(dict(paragraph.proposals), paragraph.wording, order, retained))
        for order in permutations(ids)
    }
    assert len(results) == 1


def _settled(
    proposals: dict[str, Proposal],
    wording: list[dict[str, object]],
    order: tuple[str, ...],
    retained: list[bool],
) -> list[dict[str, object]]:
    """The wording after the decisions in one order: what went with its parent is decided already."""
    for one in order:
        if not proposals[one].live:
            continue
        if retained[int(one[-1]) % len(retained)]:
            wording = compose(wording, settle_retain(wording, proposals, one))
            proposals = {**proposals, one: replace(proposals[one], status="retained")}
        else:
            gone = with_descendants(proposals, one)
            wording = compose(wording, settle_drop(wording, gone))
            proposals = {**proposals, **{each: replace(proposals[each], status="dropped") for each in gone}}
    return wording


def test_base_words_under_a_mark_stay_with_the_mark_of_others() -> None:
    """W3: dropping one deletion leaves another's."""
    room = Room("abc")
    room.delete(EU, 0, 3, "prop-eu")
    room.delete(BOL, 0, 3, "prop-bol")
    room.settle("drop", "prop-eu")
    assert room.wording() == [{"insert": "abc", "attributes": {"del:prop-bol": True}}]
    payload = {"paragraph": "par-01", "change": [{"delete": 3}], "reason": "gone"}
    room.do(SECRETARIAT, "change_wording", payload)
    assert is_spent(room.paragraph(), "prop-bol")


def test_nothing_is_retained_while_what_it_amends_is_dropped() -> None:
    """W8: where an amendment and what it amends delete the same words, the second is not dropped for the first."""
    room = Room(BASE)
    room.insert(EU, 7, "shall now ", "prop-eu")
    room.insert(US, 10, "X", "prop-us", parent="prop-eu")
    mark: Delta = [{"retain": 10}, {"retain": 1, "attributes": {"del:prop-eu": True}}]
    # In records of before: now that is refused (W2d).
    room.put("text_changed", {"paragraph": "par-01", "change": mark, "reason": None}, "EU")
    mark = [{"retain": 10}, {"retain": 1, "attributes": {"del:prop-jp": True}}]
    room.do(JPN, "change_wording", room.change(mark, mint("prop-jp", "prop-eu")))
    payload = {"paragraph": "par-01", "proposal": "prop-jp", "previewed": room.number}
    assert (
        room.refusal(CHAIR, "retain_proposal", {**payload, "collisions": {"prop-eu": "drop"}}) == "collision"
    )
    room.do(CHAIR, "retain_proposal", {**payload, "collisions": {"prop-eu": "keep"}})
    assert room.words() == "States shall now should cooperate."


def amended() -> Room:
    """The EU's proposal with words of the United States inside it, and the EU's proposal to delete these."""
    room = Room("ab")
    room.insert(EU, 1, "EEEE", "prop-eu")
    room.insert(US, 3, "UU", "prop-us", "prop-eu")
    room.delete(EU, 3, 2, "prop-no", "prop-eu")
    return room


def test_words_that_others_put_inside_a_proposal_are_not_deleted_by_that_proposal() -> None:
    """W2d: it would be retained and dropped with the proposal, and nobody could decide on it."""
    room = Room("ab")
    room.insert(EU, 1, "EEEE", "prop-eu")
    room.insert(US, 3, "UU", "prop-us", "prop-eu")
    room.insert(JPN, 4, "J", "prop-jp", "prop-us")
    for at in (3, 4):
        change = [{"retain": at}, {"retain": 1, "attributes": {"del:prop-eu": True}}]
        assert room.refusal(EU, "change_wording", room.change(change)) == "inside_own"
    # What is outside of it is deleted by it.
    room.do(EU, "change_wording", room.change([{"retain": 1, "attributes": {"del:prop-eu": True}}]))


def test_deletion_inside_ones_own_proposal_is_decided_by_itself() -> None:
    """W2d: retained, it takes the others' words out; dropped, these stay; in any order with the proposal itself."""
    for how, words in (("retain", "aEEEEb"), ("drop", "aEEUUEEb")):
        acts = {"prop-eu": "retain", "prop-us": "retain", "prop-no": how}
        for order in permutations(acts):
            room = amended()
            for one in order:
                room.settle(acts[one], one)
            assert room.wording() == [{"insert": words}]


def test_deletion_inside_ones_own_proposal_goes_with_it_and_outlives_the_words() -> None:
    """W2d: the proposal takes it along; without the words that it deletes it is spent."""
    room = amended()
    room.settle("drop", "prop-eu")
    assert room.wording() == [{"insert": "ab"}]
    assert room.paragraph().proposals["prop-no"].settled_with == "prop-eu"
    room = amended()
    room.do(US, "withdraw_proposal", {"paragraph": "par-01", "proposal": "prop-us"})
    assert is_spent(room.paragraph(), "prop-no")
    assert room.paragraph().proposals["prop-eu"].live
