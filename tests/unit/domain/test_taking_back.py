"""A20: what Secretariat or Chair recorded in error for a delegation is taken back; what stood before is there again."""

from dataclasses import replace
from typing import Any

import pytest

from server.domain.captured import MAX_ACTS, MAX_PEOPLE
from server.domain.delta import Delta
from tests.support.room import CHAIR, EU, JPN, SECRETARIAT, US, Room, mint
from tests.support.slips import HERE, SLIPS, prepared, standing, take_back


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("actor", [SECRETARIAT, CHAIR], ids=["secretariat", "chair"])
def test_act_recorded_in_error_is_taken_back(slip: str, actor: Any) -> None:
    """A20: every kind of act for a delegation; the text is as it was before it."""
    room = prepared()
    before = standing(room)
    kind, payload, delegation = SLIPS[slip]
    room.do(actor, kind, payload, delegation)
    assert standing(room) != before
    [entry] = take_back(room, actor)
    assert standing(room) == before
    assert (entry["kind"], entry["delegation"]) == ("act_taken_back", None)
    assert (entry["payload"]["by"], entry["payload"]["of"]) == (actor.role, delegation)


def test_sponsors_are_as_they_were() -> None:
    """A20, W21: a sponsor that left or confirmed in error sponsors as before."""
    room = Room()
    words: Delta = [{"retain": 7}, {"insert": "shall ", "attributes": {"ins": "eu-ins-1"}}]
    payload = {**room.change(words, mint("eu-ins-1")), "sponsors": ["EU", "PER"]}
    room.do(SECRETARIAT, "change_wording", payload, "EU")
    room.do(EU, "change_wording", room.change([{"retain": 7}, {"delete": 1}]))
    before = standing(room)
    named = {"paragraph": "par-01", "proposal": "eu-ins-1"}
    for kind in ("leave_proposal", "confirm_sponsorship"):
        room.do(SECRETARIAT, kind, {**named, "seen": room.number}, "PER")
        take_back(room)
        assert standing(room) == before


def test_paragraph_proposed_in_error_is_out_of_the_text() -> None:
    """A20: its proposal is taken back, its words are nobody's, and it is not in the text any more."""
    room = Room()
    own = [{"insert": "New.", "attributes": {"ins": "us-par-1"}}]
    fields = {
        "paragraph": "par-02",
        "kind": "operative",
        "depth": 1,
        "label": "",
        "marker": "",
        "after": "par-01",
    }
    room.do(SECRETARIAT, "add_paragraph", {**fields, "wording": own, "proposal": "us-par-1"}, "US")
    take_back(room)
    paragraph = room.paragraph("par-02")
    assert paragraph.withdrawn is not None
    assert (paragraph.wording, dict(paragraph.marks)) == ([], {})
    assert paragraph.proposals["us-par-1"].status == "taken_back"


def test_withdrawal_of_a_proposed_paragraph_is_taken_back() -> None:
    """A20: the paragraph is in the text again with all that stood in it."""
    room = Room()
    own = [{"insert": "New.", "attributes": {"ins": "us-par-1"}}]
    fields = {
        "paragraph": "par-02",
        "kind": "operative",
        "depth": 1,
        "label": "",
        "marker": "",
        "after": "par-01",
    }
    room.do(US, "add_paragraph", {**fields, "wording": own, "proposal": "us-par-1"})
    room.insert(EU, 3, "x", "eu-ins-1", parent="us-par-1", one="par-02")
    before = standing(room)
    room.do(SECRETARIAT, "withdraw_proposal", {"paragraph": "par-02", "proposal": "us-par-1"}, "US")
    take_back(room)
    assert standing(room) == before


def test_only_the_last_own_act_for_a_delegation_is_taken_back() -> None:
    """A20: not the one before, not somebody else's, not one's own in the meeting's name, and each once."""
    room = prepared()
    room.do(SECRETARIAT, "take_position", {**HERE, "stance": "supports", "seen": room.number}, "US")
    first = room.number
    room.do(SECRETARIAT, "take_position", {**HERE, "stance": "supports", "seen": room.number}, "PER")
    second = room.number
    assert room.refusal(SECRETARIAT, "take_back", {"number": first}) == "not_the_last"
    assert room.refusal(CHAIR, "take_back", {"number": second}) == "not_yours"
    assert room.refusal(CHAIR, "take_back", {"number": 1}) == "not_the_last"
    assert room.refusal(SECRETARIAT, "take_back", {}) == "malformed"
    room.do(SECRETARIAT, "relabel_paragraph", {"paragraph": "par-02", "label": "3", "marker": "3."})
    assert room.refusal(SECRETARIAT, "take_back", {"number": room.number}) == "not_the_last"
    room.do(SECRETARIAT, "take_back", {"number": second})
    assert room.refusal(SECRETARIAT, "take_back", {"number": second}) == "not_the_last"


def test_delegate_withdraws_and_does_not_take_back() -> None:
    """A20: what a delegate put on record was no slip of the note-taker."""
    room = prepared()
    room.do(US, "take_position", {**HERE, "stance": "supports", "seen": room.number})
    assert room.refusal(US, "take_back", {"number": room.number}, None) == "forbidden"


def slipped() -> Room:
    """`Sta[X – US]tes …`, for the United States, in error."""
    room = prepared()
    room.do(SECRETARIAT, *SLIPS["words"])
    return room


BUILT: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "amended": (
        EU,
        "change_wording",
        {
            "paragraph": "par-01",
            "change": [{"retain": 3}, {"retain": 1, "attributes": {"del:eu-del-9": True}}],
            "proposals": [mint("eu-del-9", "us-ins-1")],
        },
    ),
    "gone on with": (
        US,
        "change_wording",
        {
            "paragraph": "par-01",
            "change": [{"retain": 4}, {"insert": "Y", "attributes": {"ins": "us-ins-1"}}],
        },
    ),
    "supported": (
        JPN,
        "take_position",
        {"paragraph": "par-01", "proposal": "us-ins-1", "stance": "supports", "seen": 11},
    ),
    "dropped": (CHAIR, "drop_proposal", {"paragraph": "par-01", "proposal": "us-ins-1", "previewed": 12}),
    "paragraph withdrawn": (CHAIR, "withdraw_paragraph", {"paragraph": "par-01", "reason": "overtaken"}),
}


@pytest.mark.parametrize("built", BUILT)
def test_what_others_built_on_is_not_taken_back(built: str) -> None:
    """A20: an amendment, a position, a decision, words beside it."""
    room = slipped()
    slip = room.number
    actor, kind, payload = BUILT[built]
    room.do(actor, kind, payload)
    assert room.refusal(SECRETARIAT, "take_back", {"number": slip}) == "built_on"


def test_position_that_changed_since_or_was_agreed_over_is_not_taken_back() -> None:
    """A20: a delegation's own act after the slip, or the gavel, stands."""
    room = Room()
    room.do(SECRETARIAT, "take_position", {**HERE, "stance": "supports", "seen": room.number}, "US")
    slip = room.number
    room.do(US, "take_position", {**HERE, "stance": "objects", "seen": room.number})
    assert room.refusal(SECRETARIAT, "take_back", {"number": slip}) == "built_on"
    room.do(SECRETARIAT, "take_position", {**HERE, "stance": "supports", "seen": room.number}, "US")
    slip = room.number
    room.agree()
    assert room.refusal(SECRETARIAT, "take_back", {"number": slip}) == "built_on"


def test_paragraph_with_a_footnote_since_is_not_taken_back() -> None:
    """A20: what stands in a paragraph would be without it."""
    room = Room()
    own = [{"insert": "New.", "attributes": {"ins": "us-par-1"}}]
    fields = {
        "paragraph": "par-02",
        "kind": "operative",
        "depth": 1,
        "label": "",
        "marker": "",
        "after": "par-01",
    }
    room.do(SECRETARIAT, "add_paragraph", {**fields, "wording": own, "proposal": "us-par-1"}, "US")
    slip = room.number
    room.add("fn-001", "See above.", kind="footnote", of="par-02", after=None)
    assert room.refusal(SECRETARIAT, "take_back", {"number": slip}) == "built_on"


def test_position_is_taken_back_whatever_happened_to_the_words() -> None:
    """A20: words that changed since have not built on a position; the one of before is there again, stale or not."""
    room = prepared()
    room.do(SECRETARIAT, *SLIPS["position over another"])
    slip = room.number
    room.insert(US, 0, "All ", "us-ins-2")
    room.do(SECRETARIAT, "take_back", {"number": slip})
    position = room.paragraph().positions["BOL|"]
    assert (position.stance, position.statement) == ("objects", "too weak")


def test_held_paragraph_is_left_as_it_is() -> None:
    """A20, W22: but by the Chair."""
    room = slipped()
    slip = room.number
    room.do(CHAIR, "hold_paragraph", {"paragraph": "par-01", "seconds": 600})
    assert room.refusal(SECRETARIAT, "take_back", {"number": slip}) == "held"


def test_id_of_what_was_taken_back_is_not_used_again() -> None:
    """A20, W1: it is on record."""
    room = slipped()
    take_back(room)
    kind, payload, _ = SLIPS["words"]
    assert room.refusal(US, kind, payload) == "settled"
    assert room.refusal(EU, kind, payload) == "duplicate_id"


def test_few_acts_of_few_people_are_remembered() -> None:
    """A20: the latest of each, of so many people at most."""
    room = Room()
    for number in range(MAX_PEOPLE + 5):
        person = replace(US, person=f"p-{number}")
        room.do(person, "take_position", {**HERE, "stance": "supports", "seen": room.number})
    assert list(room.now.acts) == [f"p-{number}" for number in range(5, MAX_PEOPLE + 5)]
    for _ in range(MAX_ACTS + 5):
        room.do(EU, "take_position", {**HERE, "stance": "supports", "seen": room.number})
    acts = room.now.acts[EU.person]
    assert [act.number for act in acts] == list(range(room.number - MAX_ACTS + 1, room.number + 1))


def test_acts_are_taken_back_one_by_one_the_last_first() -> None:
    """A20: a line that was said of several delegations is several acts."""
    room = prepared()
    before, numbers = standing(room), []
    for delegation in ("US", "PER"):
        room.do(SECRETARIAT, "take_position", {**HERE, "stance": "supports", "seen": room.number}, delegation)
        numbers.append(room.number)
    room.do(SECRETARIAT, *SLIPS["words"])
    numbers.append(room.number)
    inside = room.change(
        [{"retain": 3}, {"retain": 1, "attributes": {"del:eu-del-9": True}}], mint("eu-del-9", "us-ins-1")
    )
    room.do(SECRETARIAT, "change_wording", inside, "EU")
    numbers.append(room.number)
    for number in reversed(numbers):
        room.do(SECRETARIAT, "take_back", {"number": number})
    assert standing(room) == before


def test_secretariat_and_chair_withdraw_a_position_on_behalf() -> None:
    """A21: an objection that a delegation lifts from the floor is lifted by who takes the notes."""
    for actor in (SECRETARIAT, CHAIR):
        room = prepared()
        [entry] = room.do(actor, "withdraw_position", HERE, "BOL")
        assert (entry["person"], entry["delegation"]) == (actor.person, "BOL")
        assert room.paragraph().positions == {}
