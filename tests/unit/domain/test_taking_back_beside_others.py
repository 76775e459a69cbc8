"""A20: what others did beside an act that is taken back stays as it is; what they built on it keeps it in its place."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.delta import Delta
from server.domain.refusal import Refused
from tests.support.room import BOL, CHAIR, EU, JPN, PER, SECRETARIAT, US, Room, mint
from tests.support.slips import HERE, SLIPS, prepared, proposed, standing, take_back, whole


def test_what_others_marked_and_said_beside_an_act_stays() -> None:
    """A20: only what the act changed is as before, each mark, proposal and position by itself."""
    room = Room()
    room.do(SECRETARIAT, "take_position", {**HERE, "stance": "supports", "seen": room.number}, "US")
    slip = room.number
    room.do(JPN, "table_proposal", whole("jp-del-1", "deletion"))
    room.do(PER, "table_proposal", whole("pe-brk-1", "reservation"))
    room.do(BOL, "take_position", {**HERE, "stance": "objects", "seen": room.number})
    room.do(SECRETARIAT, "take_back", {"number": slip})
    assert dict(room.paragraph().marks) == {"del:jp-del-1": True, "brk:pe-brk-1": True}
    assert list(room.paragraph().positions) == ["BOL|"]


def test_whole_deletion_is_taken_back_beside_those_of_others() -> None:
    """A20: one of several marks of a paragraph."""
    room = prepared()
    room.do(SECRETARIAT, "table_proposal", whole("us-del-1", "deletion"), "US")
    slip = room.number
    room.do(JPN, "table_proposal", whole("jp-del-1", "deletion"))
    room.do(CHAIR, "drop_proposal", {"paragraph": "par-01", "proposal": "pe-del-1", "previewed": room.number})
    room.do(SECRETARIAT, "take_back", {"number": slip})
    assert dict(room.paragraph().marks) == {"del:jp-del-1": True}


def test_mark_that_was_settled_since_does_not_come_back() -> None:
    """A20: a paragraph that was retained stays so, whatever was recorded about it before."""
    room = Room()
    room.do(JPN, "add_paragraph", proposed("par-02", "jp-par-1"))
    there = {"paragraph": "par-02", "proposal": None}
    room.do(SECRETARIAT, "take_position", {**there, "stance": "supports", "seen": room.number}, "US")
    slip = room.number
    room.settle("retain", "jp-par-1", "par-02", collisions={})
    room.do(SECRETARIAT, "take_back", {"number": slip})
    assert dict(room.paragraph("par-02").marks) == {}
    room.agree("par-02")


def test_words_that_an_amendment_was_settled_in_since_do_not_come_back() -> None:
    """A20: what Japan withdrew would be marked again in the words that the European Union took out in error."""
    room = Room()
    room.insert(EU, 7, "shall ", "eu-ins-1")
    room.delete(JPN, 7, 6, "jp-del-1", "eu-ins-1")
    room.do(SECRETARIAT, "change_wording", room.change([{"retain": 7}, {"delete": 6}]), "EU")
    slip = room.number
    room.do(JPN, "withdraw_proposal", {"paragraph": "par-01", "proposal": "jp-del-1"})
    assert room.refusal(SECRETARIAT, "take_back", {"number": slip}) == "built_on"


@pytest.mark.parametrize("how", ["drop", "retain"])
def test_position_on_what_was_decided_since_is_not_taken_back(how: str) -> None:
    """A20: an objection that was withdrawn in error, to what was settled since."""
    room = prepared()
    objection = {"paragraph": "par-01", "proposal": "eu-ins-1"}
    room.do(US, "take_position", {**objection, "stance": "objects", "seen": room.number})
    room.do(SECRETARIAT, "withdraw_position", objection, "US")
    slip = room.number
    room.settle(how, "eu-ins-1", collisions={})
    assert room.refusal(SECRETARIAT, "take_back", {"number": slip}) == "built_on"


def test_position_that_a_delegation_took_and_withdrew_itself_since_does_not_come_back() -> None:
    """A20: nothing of that is left to be seen, and yet its earlier one is not its word any more."""
    room = prepared()
    room.do(SECRETARIAT, "withdraw_position", HERE, "BOL")
    slip = room.number
    room.do(BOL, "take_position", {**HERE, "stance": "reserves", "seen": room.number})
    room.do(BOL, "withdraw_position", HERE)
    assert room.refusal(SECRETARIAT, "take_back", {"number": slip}) == "built_on"


def test_slips_about_one_position_are_taken_back_the_last_first() -> None:
    """A20: withdrawn, taken and withdrawn again, all in error."""
    room = prepared()
    before, numbers = standing(room), []
    for act in ("withdraw_position", "take_position", "withdraw_position"):
        room.do(SECRETARIAT, act, {**HERE, "stance": "reserves", "seen": room.number}, "BOL")
        numbers.append(room.number)
    for number in reversed(numbers):
        room.do(SECRETARIAT, "take_back", {"number": number})
    assert standing(room) == before


REFERRING: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "instead of it": (
        EU,
        "add_paragraph",
        proposed("par-03", "eu-par-1", after="par-02", relation={"kind": "instead", "to": "par-02"}),
    ),
    "pending it": (
        CHAIR,
        "record_agreement",
        {"paragraph": "par-01", "level": "agreed", "seen": 3, "pending": ["par-02"]},
    ),
}


@pytest.mark.parametrize("referring", REFERRING)
def test_paragraph_that_others_refer_to_is_not_taken_back(referring: str) -> None:
    """A20: a paragraph that is proposed instead of it, an agreement that waits for it."""
    room = Room()
    room.do(SECRETARIAT, "add_paragraph", proposed("par-02", "us-par-1", label="2", marker="2."), "US")
    slip = room.number
    room.do(*REFERRING[referring])
    assert room.refusal(SECRETARIAT, "take_back", {"number": slip}) == "built_on"


def with_note() -> Room:
    """A footnote `See above.` of the paragraph, with its reference."""
    room = Room()
    room.add("fn-001", "See above.", kind="footnote", of="par-01", after=None)
    return room


NOTE_SLIPS: dict[str, tuple[str, dict[str, Any]]] = {
    "words": ("withdraw_proposal", {"paragraph": "fn-001", "proposal": "eu-ins-1"}),
    "position": ("withdraw_position", {"paragraph": "fn-001", "proposal": None}),
}
SINCE: dict[str, tuple[str, dict[str, Any], str]] = {
    "agreed": ("record_agreement", {"level": "agreed", "pending": []}, "built_on"),
    "withdrawn": ("withdraw_paragraph", {"reason": "overtaken"}, "built_on"),
    "held": ("hold_paragraph", {"seconds": 600}, "held"),
}


@pytest.mark.parametrize("slip", NOTE_SLIPS)
@pytest.mark.parametrize("since", SINCE)
def test_footnote_of_a_paragraph_that_was_decided_on_is_left_as_it_is(slip: str, since: str) -> None:
    """A20, A8: a footnote is agreed, withdrawn and held with its paragraph."""
    room = with_note()
    room.insert(EU, 3, " far", "eu-ins-1", one="fn-001")
    room.do(
        EU,
        "take_position",
        {"paragraph": "fn-001", "proposal": None, "stance": "objects", "seen": room.number},
    )
    room.do(SECRETARIAT, *NOTE_SLIPS[slip], "EU")
    number = room.number
    kind, fields, code = SINCE[since]
    room.do(CHAIR, kind, {"paragraph": "par-01", **fields, "seen": room.number})
    assert room.refusal(SECRETARIAT, "take_back", {"number": number}) == code


@pytest.mark.timed
def test_act_on_many_words_is_taken_back_as_fast_as_it_was_done() -> None:
    """A20: its own changes are inverted; two wordings of thousands of clauses are not compared."""
    room = Room()
    size = 9_000
    old = "".join("a," if at % 3 else "c," for at in range(size))
    room.do(
        SECRETARIAT,
        "add_paragraph",
        proposed("par-02", "us-par-1", wording=[{"insert": old, "attributes": {"ins": "us-par-1"}}]),
        "US",
    )
    new = "".join("d," if at % 3 else "e," for at in range(size))
    change: Delta = [{"insert": new, "attributes": {"ins": "us-par-1"}}, {"delete": 2 * size}]
    room.do(SECRETARIAT, "change_wording", room.change(change, one="par-02"), "US")
    began = time.process_time()
    [entry] = take_back(room)
    assert time.process_time() - began < 0.2
    assert room.words("par-02") == old
    assert entry["payload"]["change"] == [
        {"insert": old, "attributes": {"ins": "us-par-1"}},
        {"delete": 2 * size},
    ]


# Acts of others beside a slip, by the room's number: what they refer to is looked up when they are done.
OTHERS: dict[str, Any] = {
    "JPN deletes the whole": (JPN, "table_proposal", whole("jp-del-9", "deletion")),
    "BOL reserves the whole": (BOL, "table_proposal", whole("bo-brk-9", "reservation")),
    "PER withdraws its deletion": (PER, "withdraw_proposal", {"paragraph": "par-01", "proposal": "pe-del-1"}),
    "JPN lifts its reservation": (JPN, "withdraw_proposal", {"paragraph": "par-01", "proposal": "jp-brk-1"}),
    "EU withdraws its words": (EU, "withdraw_proposal", {"paragraph": "par-01", "proposal": "eu-ins-1"}),
    "Chair drops the EU's": (CHAIR, "drop_proposal", {"paragraph": "par-01", "proposal": "eu-ins-1"}),
    "Chair retains the EU's": (
        CHAIR,
        "retain_proposal",
        {"paragraph": "par-01", "proposal": "eu-ins-1", "collisions": {}},
    ),
    "Chair drops the deletion": (CHAIR, "drop_proposal", {"paragraph": "par-01", "proposal": "pe-del-1"}),
    "Chair retains the deletion": (
        CHAIR,
        "retain_proposal",
        {"paragraph": "par-01", "proposal": "pe-del-1", "collisions": {}},
    ),
    "JPN supports": (JPN, "take_position", {**HERE, "stance": "supports"}),
    "BOL says more": (BOL, "take_position", {**HERE, "stance": "reserves"}),
    "BOL says no more": (BOL, "withdraw_position", HERE),
    "JPN supports the EU's": (
        JPN,
        "take_position",
        {"paragraph": "par-01", "proposal": "eu-ins-1", "stance": "supports"},
    ),
    "EU types at the end": (
        EU,
        "change_wording",
        {
            "paragraph": "par-01",
            "change": [{"insert": "E", "attributes": {"ins": "eu-ins-9"}}],
            "proposals": [mint("eu-ins-9")],
        },
    ),
    "PER adds beside": (PER, "add_paragraph", proposed("par-09", "pe-par-9")),
    "Secretariat relabels": (
        SECRETARIAT,
        "relabel_paragraph",
        {"paragraph": "par-01", "label": "7", "marker": "7."},
    ),
    "Chair reopens": (CHAIR, "reopen_paragraph", {"paragraph": "par-01", "reason": "again"}),
    "Chair agrees": (CHAIR, "record_agreement", {"paragraph": "par-01", "level": "agreed", "pending": []}),
    "Chair withdraws": (CHAIR, "withdraw_paragraph", {"paragraph": "par-01", "reason": "overtaken"}),
}
WHEN = (
    "number",
    "time",
    "seen",
    "tabled",
    "tabled_at",
    "settled",
    "fingerprint",
    "barrier",
    "issued",
    "added",
)


def without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_times(one) for key, one in value.items() if key not in WHEN}
    return [without_times(one) for one in value] if isinstance(value, list) else value


def attempt(room: Room, act: tuple[Any, ...]) -> bool:
    actor, kind, payload, *delegation = act
    looked = {"seen": room.number, "previewed": room.number}
    try:
        room.do(actor, kind, {**payload, **looked}, *delegation)
    except Refused:
        return False
    return True


@given(
    st.lists(st.sampled_from(sorted(OTHERS)), max_size=3),
    st.sampled_from(sorted(SLIPS)),
    st.lists(st.sampled_from(sorted(OTHERS)), max_size=4),
)
@settings(max_examples=120, deadline=None)
def test_text_is_as_if_what_was_taken_back_had_never_been(
    before: list[str], slip: str, since: list[str]
) -> None:
    """A20: beside whatever others did before and since; or it is refused, and nothing happens."""
    room, without = prepared(), prepared()
    for name in before:
        attempt(room, OTHERS[name])
        attempt(without, OTHERS[name])
    kind, payload, delegation = SLIPS[slip]
    if not attempt(room, (SECRETARIAT, kind, payload, delegation)):
        return
    number = room.number
    taken = [name for name in since if attempt(room, OTHERS[name])]
    if not attempt(room, (SECRETARIAT, "take_back", {"number": number})):
        assert room.refusal(SECRETARIAT, "take_back", {"number": number}) == "built_on"
        return
    for name in taken:
        assert attempt(without, OTHERS[name]), name
    assert without_times(standing(room)) == without_times(standing(without))
