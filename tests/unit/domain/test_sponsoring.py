"""W21 and W40: who sponsors a proposal, who confirms it, who leaves it."""

from typing import Any

import pytest

from server.domain.delta import Delta
from server.domain.fold import apply
from server.domain.marks import stale_sponsors, substance
from server.domain.meeting import UNATTRIBUTED
from server.domain.paragraph import Proposal
from server.domain.state import State, from_json, to_json
from tests.support.room import BOL, CHAIR, EU, JPN, PER, SECRETARIAT, US, Room, mint

ONE = {"paragraph": "par-01", "proposal": "eu-ins-1"}


def together(*sponsors: str) -> Room:
    """`States [shall – EU, …] should cooperate.`, typed by the Secretariat for several delegations."""
    room = Room()
    words: Delta = [{"retain": 7}, {"insert": "shall ", "attributes": {"ins": "eu-ins-1"}}]
    payload = {**room.change(words, mint("eu-ins-1")), "sponsors": list(sponsors)}
    room.do(SECRETARIAT, "change_wording", payload, sponsors[0])
    return room


def proposal(room: Room, one: str = "eu-ins-1", paragraph: str = "par-01") -> Proposal:
    return room.paragraph(paragraph).proposals[one]


def stale(room: Room) -> list[str]:
    return stale_sponsors(room.paragraph(), proposal(room))


def test_several_named_together_become_sponsors_and_the_first_owns() -> None:
    """W40: what several propose is recorded for all of them, in the order in which they were named."""
    room = together("EU", "PER", "US")
    assert proposal(room).sponsors == ("EU", "PER", "US")
    assert proposal(room).owner == "EU"
    assert stale(room) == []
    assert [entry["delegation"] for entry in room.entries[-2:]] == ["EU", "EU"]


@pytest.mark.parametrize("kind", ["deletion", "reservation", "move"])
def test_whole_paragraph_is_proposed_by_several(kind: str) -> None:
    """W40: deletion, move and reservation of a paragraph as a whole."""
    room = Room()
    place = {"after": None, "depth": 1} if kind == "move" else None
    payload = {**ONE, "kind": kind, "place": place, "sponsors": ["EU", "PER"]}
    room.do(CHAIR, "table_proposal", payload, "EU")
    assert proposal(room).sponsors == ("EU", "PER")
    assert stale(room) == []


def test_new_paragraph_is_proposed_by_several() -> None:
    """W40: a paragraph that several propose is theirs."""
    room = Room()
    fields = {
        "paragraph": "par-02",
        "kind": "operative",
        "depth": 1,
        "label": "2",
        "marker": "2.",
        "after": "par-01",
    }
    words = [{"insert": "New.", "attributes": {"ins": "eu-par-1"}}]
    payload = {**fields, "wording": words, "proposal": "eu-par-1", "sponsors": ["EU", "PER"]}
    room.do(SECRETARIAT, "add_paragraph", payload, "EU")
    paragraph = room.paragraph("par-02")
    assert paragraph.proposals["eu-par-1"].sponsors == ("EU", "PER")
    assert stale_sponsors(paragraph, paragraph.proposals["eu-par-1"]) == []
    room.do(EU, "change_wording", room.change([{"delete": 1}], one="par-02"))
    paragraph = room.paragraph("par-02")
    assert stale_sponsors(paragraph, paragraph.proposals["eu-par-1"]) == ["PER"]


@pytest.mark.parametrize(
    ("sponsors", "code"),
    [
        ([], "malformed"),
        (["PER", "EU"], "malformed"),
        (["EU", "EU"], "malformed"),
        ("EU", "malformed"),
        (["EU", "FRA"], "not_your_delegation"),
        (["EU", "par-01"], "not_your_delegation"),
        (["EU", UNATTRIBUTED], "not_your_delegation"),
    ],
)
def test_sponsors_are_delegations_of_the_meeting_and_the_one_acted_for_is_first(
    sponsors: object, code: str
) -> None:
    """W40: nobody else becomes a sponsor."""
    room = Room()
    payload = {**ONE, "kind": "deletion", "place": None, "sponsors": sponsors}
    assert room.refusal(SECRETARIAT, "table_proposal", payload, "EU") == code


def test_delegate_names_only_their_own_delegation() -> None:
    """W40: several are named by Secretariat and Chair only."""
    room = Room()
    payload = {**ONE, "kind": "deletion", "place": None}
    assert room.refusal(EU, "table_proposal", {**payload, "sponsors": ["EU", "PER"]}) == "several_sponsors"
    room.do(EU, "table_proposal", {**payload, "sponsors": ["EU"]})
    assert proposal(room).sponsors == ("EU",)


def test_base_text_has_no_sponsors() -> None:
    """W40: a change in the meeting's own name names none."""
    room = Room()
    payload = {**room.change([{"insert": "All "}]), "reason": "order", "sponsors": ["EU", "PER"]}
    assert room.refusal(SECRETARIAT, "change_wording", payload) == "malformed"


def test_several_do_not_become_sponsors_of_what_others_proposed() -> None:
    """W40: going on with a proposal of other sponsors would leave some of the named out."""
    room = Room()
    room.insert(EU, 7, "shall ", "eu-ins-1")
    more = room.change([{"retain": 13}, {"insert": "always ", "attributes": {"ins": "eu-ins-1"}}])
    payload = {**more, "sponsors": ["EU", "PER"]}
    assert room.refusal(SECRETARIAT, "change_wording", payload, "EU") == "sponsors_differ"


def test_amending_makes_the_other_sponsors_stale_until_they_confirm() -> None:
    """W21: the owner amends; each other sponsor is stale until it has confirmed what the proposal says now."""
    room = together("EU", "PER", "US")
    room.do(EU, "change_wording", room.change([{"retain": 7}, {"delete": 1}]))
    assert stale(room) == ["PER", "US"]
    room.do(PER, "confirm_sponsorship", {**ONE, "seen": room.number})
    assert stale(room) == ["US"]
    room.do(SECRETARIAT, "confirm_sponsorship", {**ONE, "seen": room.number}, "US")
    assert stale(room) == []
    assert room.do(US, "confirm_sponsorship", {**ONE, "seen": room.number}) == []


def test_confirming_what_changed_since_leaves_stale() -> None:
    """W21: who confirms stands by what they saw, as with a position."""
    room = together("EU", "PER")
    room.do(EU, "change_wording", room.change([{"retain": 7}, {"delete": 1}]))
    seen = room.number
    room.do(EU, "change_wording", room.change([{"retain": 7}, {"delete": 1}]))
    room.do(PER, "confirm_sponsorship", {**ONE, "seen": seen})
    assert stale(room) == ["PER"]


def test_others_around_the_words_do_not_make_a_sponsor_stale() -> None:
    """W21: what others delete, insert or reserve in a proposal is not a change of it."""
    room = together("EU", "PER")
    room.delete(US, 7, 2, "us-del-1", parent="eu-ins-1")
    room.insert(JPN, 9, "x", "jp-ins-1", parent="eu-ins-1")
    room.reserve(BOL, 0, 9, "bo-brk-1")
    assert stale(room) == []


def test_only_sponsors_confirm_and_leave() -> None:
    """W21: an act on sponsorship is a sponsor's."""
    room = together("EU", "PER")
    assert room.refusal(US, "confirm_sponsorship", {**ONE, "seen": room.number}) == "not_a_sponsor"
    assert room.refusal(US, "leave_proposal", ONE) == "not_a_sponsor"


def test_owner_confirms_nothing_that_it_wrote() -> None:
    """W21, W10: the owner writes the proposal; its confirmation has no effect."""
    room = together("EU", "PER")
    assert room.do(EU, "confirm_sponsorship", {**ONE, "seen": room.number}) == []


def test_what_others_sponsor_is_not_withdrawn() -> None:
    """W21: neither by the act nor by taking out the last of it; part of it may go."""
    room = together("EU", "PER")
    assert room.refusal(EU, "withdraw_proposal", ONE) == "sponsored"
    everything = room.change([{"retain": 7}, {"delete": 6}])
    assert room.refusal(EU, "change_wording", everything) == "sponsored"
    room.do(EU, "change_wording", room.change([{"retain": 7}, {"delete": 5}]))
    last = room.change([{"retain": 7}, {"delete": 1}])
    assert room.refusal(EU, "change_wording", last) == "sponsored"


def test_last_mark_of_a_shared_deletion_or_reservation_is_not_taken_off() -> None:
    """W21: marks are the substance of a proposal as words are."""
    for mark, kind in (("del", "wording"), ("brk", "reservation")):
        room = Room()
        key = f"{mark}:eu-ins-1"
        payload = room.change([{"retain": 6, "attributes": {key: True}}], mint("eu-ins-1", kind=kind))
        room.do(SECRETARIAT, "change_wording", {**payload, "sponsors": ["EU", "PER"]}, "EU")
        off = room.change([{"retain": 6, "attributes": {key: None}}])
        assert room.refusal(EU, "change_wording", off) == "sponsored"


def test_words_of_a_shared_paragraph_are_not_all_taken_out() -> None:
    """W21: an empty paragraph of several would be the first one's withdrawal."""
    room = Room()
    fields = {
        "paragraph": "par-02",
        "kind": "operative",
        "depth": 1,
        "label": "2",
        "marker": "2.",
        "after": "par-01",
    }
    words = [{"insert": "New.", "attributes": {"ins": "eu-par-1"}}]
    payload = {**fields, "wording": words, "proposal": "eu-par-1", "sponsors": ["EU", "PER"]}
    room.do(SECRETARIAT, "add_paragraph", payload, "EU")
    assert room.refusal(EU, "change_wording", room.change([{"delete": 4}], one="par-02")) == "sponsored"


def test_one_of_several_leaves_and_the_last_takes_the_wording_along() -> None:
    """W21: the next takes over; the last cannot leave, and withdraws."""
    room = together("EU", "PER", "US")
    room.do(EU, "leave_proposal", ONE)
    assert proposal(room).sponsors == ("PER", "US")
    assert room.refusal(EU, "change_wording", room.change([{"retain": 7}, {"delete": 1}])) == "not_yours"
    room.do(PER, "change_wording", room.change([{"retain": 7}, {"delete": 1}]))
    assert stale(room) == ["US"]
    room.do(SECRETARIAT, "leave_proposal", ONE, "US")
    assert proposal(room).sponsors == ("PER",)
    assert room.refusal(PER, "leave_proposal", ONE) == "last_sponsor"
    room.do(PER, "withdraw_proposal", ONE)
    assert room.words() == "States should cooperate."


def test_sponsor_who_takes_over_unconfirmed_words_stays_stale_until_it_confirms() -> None:
    """W21: that the owner left does not make its words the next one's."""
    room = together("EU", "PER")
    room.do(EU, "change_wording", room.change([{"retain": 7}, {"delete": 1}]))
    room.do(EU, "leave_proposal", ONE)
    assert stale(room) == ["PER"]
    room.do(PER, "confirm_sponsorship", {**ONE, "seen": room.number})
    assert stale(room) == []
    room.do(PER, "change_wording", room.change([{"retain": 7}, {"delete": 1}]))
    assert stale(room) == []


def test_frozen_or_held_paragraph_keeps_its_sponsors() -> None:
    """W21, W22: leaving waits as a change of wording does."""
    room = together("EU", "PER")
    room.do(CHAIR, "hold_paragraph", {"paragraph": "par-01", "seconds": 600})
    assert room.refusal(PER, "leave_proposal", ONE) == "held"


def test_imported_sponsors_are_stale_when_the_first_amends() -> None:
    """W21: several sponsors of an imported bracket stand by its words as they came."""
    room = Room()
    words = [{"insert": "shall", "attributes": {"ins": "im-ins-1"}}]
    tabled = {"id": "im-ins-1", "parent": None, "kind": "wording", "sponsors": ["EU", "PER"], "set": None}
    fields = {
        "paragraph": "par-02",
        "kind": "operative",
        "depth": 1,
        "label": "2",
        "marker": "2.",
        "after": "par-01",
    }
    room.do(
        SECRETARIAT,
        "import_paragraphs",
        {"paragraphs": [{**fields, "wording": words, "proposals": [tabled]}]},
    )
    room.do(EU, "change_wording", room.change([{"delete": 1}], one="par-02"))
    paragraph = room.paragraph("par-02")
    assert stale_sponsors(paragraph, paragraph.proposals["im-ins-1"]) == ["PER"]


def test_record_of_before_sponsors_confirmed_still_folds() -> None:
    """W21: an entry of before has a list of sponsors only; they are not stale, whatever the words."""
    room = together("EU", "PER")
    state: State | None = None
    for entry in room.entries:
        state = apply(state, _as_before(entry))
    assert state is not None
    old = state.paragraphs["par-01"]
    assert old.proposals["eu-ins-1"].sponsors == ("EU", "PER")
    assert dict(old.proposals["eu-ins-1"].confirmed) == {}
    assert stale_sponsors(old, old.proposals["eu-ins-1"]) == []


def test_state_of_before_sponsors_confirmed_is_still_read() -> None:
    """W27: a checkpoint of the fold before says nothing of confirmations."""
    room = Room()
    room.insert(EU, 7, "shall ", "eu-ins-1")
    data = to_json(room.now)
    del data["paragraphs"]["par-01"]["proposals"]["eu-ins-1"]["confirmed"]
    assert to_json(from_json(data)) == to_json(room.now)


def _as_before(entry: dict[str, Any]) -> dict[str, Any]:
    if entry["kind"] != "proposal_tabled":
        return entry
    tabled = {key: value for key, value in entry["payload"]["proposal"].items() if key != "fingerprint"}
    return {**entry, "payload": {**entry["payload"], "proposal": tabled}}


def test_substance_is_the_proposals_own_words_and_deletions() -> None:
    """W21: what a sponsor stands by does not depend on what stands around it."""
    room = together("EU", "PER")
    before = substance(room.wording(), {}, "eu-ins-1")
    room.delete(PER, 0, 6, "pe-del-1")
    assert substance(room.wording(), {}, "eu-ins-1") == before
    room.delete(EU, 13, 6, "eu-ins-1")
    assert substance(room.wording(), {}, "eu-ins-1") != before
