"""Who may do what: the table of the room, line by line (A1 to A6)."""

from typing import Any

import pytest

from server.domain.access import ACCESS, authorise
from server.domain.actor import Actor
from server.domain.acts.declaring import FOR
from server.domain.command import Command
from server.domain.meeting import Delegation, Meeting
from server.domain.refusal import Refused
from tests.support.room import BOL, CHAIR, EU, MEETING, OBSERVER, PER, SECRETARIAT, US, Room, mint

ROLES = {"secretariat": SECRETARIAT, "chair": CHAIR, "delegate": EU, "observer": OBSERVER}


def outcome(role: str, kind: str, delegation: str | None) -> str:
    """`taken`, or the code with which access is refused."""
    command = Command("command-1", "text-1", kind, delegation, 1, {}, "2021-04-07T12:00:00.000Z")
    try:
        authorise(MEETING, ROLES[role], command)
    except Refused as refused:
        return refused.code
    return "taken"


def line(kind: str, delegation: str | None) -> dict[str, str]:
    return {role: outcome(role, kind, delegation) for role in ROLES}


TAKEN_BY_CHAIR = {
    "secretariat": "forbidden",
    "chair": "taken",
    "delegate": "forbidden",
    "observer": "forbidden",
}
TAKEN_BY_BOTH = {**TAKEN_BY_CHAIR, "secretariat": "taken"}
TAKEN_FOR_A_DELEGATION = {**TAKEN_BY_BOTH, "delegate": "taken"}


@pytest.mark.parametrize("kind", ["add_section", "add_paragraph", "change_wording"])
def test_base_text_is_changed_by_secretariat_and_chair_only(kind: str) -> None:
    """A1: change base text directly: Secretariat yes, Chair yes, delegate never, observer never."""
    assert line(kind, None) == TAKEN_BY_BOTH


@pytest.mark.parametrize(
    "kind", ["add_section", "add_paragraph", "change_wording", "table_proposal", "withdraw_proposal"]
)
def test_proposing_is_done_for_a_delegation(kind: str) -> None:
    """A2: propose, bracket, lift, withdraw: on behalf of a delegation, or for one's own; an observer never."""
    assert line(kind, "EU") == TAKEN_FOR_A_DELEGATION


@pytest.mark.parametrize("kind", ["take_position", "withdraw_position"])
def test_positions_are_taken_for_a_delegation(kind: str) -> None:
    """A3: take positions: on behalf of a delegation, or for one's own; an observer never."""
    assert line(kind, "EU") == TAKEN_FOR_A_DELEGATION
    assert "taken" not in line(kind, None).values()


@pytest.mark.parametrize(
    "kind",
    [
        "retain_proposal",
        "drop_proposal",
        "put_before_room",
        "hold_paragraph",
        "release_hold",
        "record_agreement",
        "clear_pending",
        "reopen_paragraph",
    ],
)
def test_acts_of_the_chair_are_the_chairs_alone(kind: str) -> None:
    """A4: retain or drop, gavel, reopen: the Chair; the Secretariat prepares and does not."""
    assert line(kind, None) == TAKEN_BY_CHAIR
    assert "taken" not in line(kind, "EU").values()


@pytest.mark.parametrize(
    "kind",
    [
        "issue_status_document",
        "move_section",
        "move_paragraph",
        "relabel_paragraph",
        "withdraw_section",
        "withdraw_paragraph",
    ],
)
def test_issuing_and_arranging_are_for_secretariat_and_chair(kind: str) -> None:
    """A5: issue a status document; move, relabel and withdraw what stands in the text."""
    assert line(kind, None) == TAKEN_BY_BOTH


@pytest.mark.parametrize("kind", ["open_text", "import_paragraphs"])
def test_opening_and_importing_are_for_the_secretariat(kind: str) -> None:
    """A5: texts are opened and brought in by the Secretariat."""
    assert line(kind, None) == {**TAKEN_BY_CHAIR, "secretariat": "taken", "chair": "forbidden"}


def test_every_kind_of_command_is_in_a_line_of_the_table() -> None:
    """A6: a command that is in no line of the table is refused to everybody."""
    assert line("burn_text", None) == dict.fromkeys(ROLES, "unknown_command")
    assert all(role in ROLES for roles in ACCESS.values() for role in roles)


def test_another_delegation_is_refused_whoever_asks() -> None:
    """A2: a delegate acts for their own delegation; Secretariat and Chair for those of the meeting."""
    assert outcome("delegate", "take_position", "US") == "not_your_delegation"
    assert outcome("secretariat", "take_position", "ATLANTIS") == "not_your_delegation"
    assert outcome("secretariat", "take_position", "eu") == "not_your_delegation"
    assert outcome("chair", "change_wording", "ATLANTIS") == "not_your_delegation"


def test_acting_on_behalf_puts_both_names_on_record() -> None:
    """A2: every act names the person who did it and the delegation that it was done for."""
    room = Room()
    entries = room.insert(SECRETARIAT, 0, "All ", "prop-eu", delegation="EU")
    assert [(one["person"], one["delegation"]) for one in entries] == [("p-secretariat", "EU")] * 2
    assert room.paragraph().proposals["prop-eu"].sponsors == ("EU",)


def test_another_delegations_words_cannot_be_changed_by_anybody() -> None:
    """A7: another's wording is changed as a sub-amendment only, by Secretariat and Chair neither."""
    room = Room()
    room.insert(EU, 0, "All ", "prop-eu")
    deletion = [{"delete": 4}]
    payload = {**room.change(deletion), "reason": "tidying"}
    assert room.refusal(US, "change_wording", payload) == "not_yours"
    assert room.refusal(SECRETARIAT, "change_wording", payload) == "not_yours"
    assert room.refusal(CHAIR, "change_wording", payload) == "not_yours"
    assert room.refusal(CHAIR, "change_wording", payload, delegation="US") == "not_yours"
    typing = room.change([{"insert": "x", "attributes": {"ins": "prop-eu"}}])
    assert room.refusal(US, "change_wording", typing) == "not_yours"
    room.delete(US, 0, 4, "prop-us", "prop-eu")
    assert room.wording()[0] == {"insert": "All ", "attributes": {"ins": "prop-eu", "del:prop-us": True}}


FROZEN_COMMANDS: list[tuple[Actor, str, dict[str, Any], str | None]] = [
    (EU, "change_wording", {"change": [{"delete": 1}], "proposals": []}, "EU"),
    (SECRETARIAT, "change_wording", {"change": [{"delete": 1}], "reason": "typo"}, None),
    (CHAIR, "change_wording", {"change": [{"delete": 1}], "reason": "typo"}, None),
    (EU, "table_proposal", {"proposal": "prop-new", "kind": "deletion", "place": None}, "EU"),
    (SECRETARIAT, "withdraw_paragraph", {"reason": "moved"}, None),
    (SECRETARIAT, "move_paragraph", {"after": None, "depth": 1, "reason": "moved"}, None),
    (CHAIR, "hold_paragraph", {"seconds": 10}, None),
]


@pytest.mark.parametrize(("actor", "kind", "payload", "delegation"), FROZEN_COMMANDS)
def test_frozen_wording_is_refused_to_everybody(
    actor: Actor, kind: str, payload: dict[str, Any], delegation: str | None
) -> None:
    """A8: any change to the wording of a frozen paragraph is refused, whoever asks and over whatever command."""
    room = Room()
    room.agree(level="ad_ref")
    assert room.refusal(actor, kind, {"paragraph": "par-01", **payload}, delegation) == "frozen"


def test_a_footnote_is_frozen_with_its_paragraph() -> None:
    """A8: the wording of a footnote is frozen with the paragraph that it belongs to."""
    room = Room()
    room.add("par-fn", "See the report.", kind="footnote", of="par-01", after=None)
    change = [{"insert": {"footnote": "par-fn"}}]
    room.do(SECRETARIAT, "change_wording", {**room.change(change), "reason": "reference"})
    room.agree()
    payload = {**room.change([{"delete": 3}], one="par-fn"), "reason": "typo"}
    assert room.refusal(SECRETARIAT, "change_wording", payload) == "frozen"


def test_base_text_needs_a_reason() -> None:
    """A1: a change of base text goes on record with its reason."""
    room = Room()
    assert room.refusal(SECRETARIAT, "change_wording", room.change([{"delete": 1}])) == "reason_required"
    entries = room.do(SECRETARIAT, "change_wording", {**room.change([{"delete": 1}]), "reason": " typo "})
    assert entries[0]["payload"]["reason"] == "typo"


def test_unknown_proposal_of_bolivia_is_not_withdrawn_by_the_eu() -> None:
    """A2: only the owner withdraws a proposal or lifts a reservation."""
    room = Room()
    room.reserve(BOL, 0, 6, "brk-bol")
    payload = {"paragraph": "par-01", "proposal": "brk-bol"}
    assert room.refusal(EU, "withdraw_proposal", payload) == "not_yours"
    assert room.do(BOL, "withdraw_proposal", payload)[0]["kind"] == "reservation_lifted"
    assert room.refusal(BOL, "withdraw_proposal", payload) == "settled"
    assert mint("brk-bol")["id"] in room.paragraph().proposals


def test_frozen_paragraph_gets_no_footnote_by_import() -> None:
    """A8: neither by an import, nor below one of its footnotes, which it would not freeze."""
    room = Room("abc")
    room.add("par-fn", "See the report.", kind="footnote", of="par-01", after=None)
    note = {
        "paragraph": "note-2",
        "kind": "footnote",
        "depth": 1,
        "label": "",
        "marker": "",
        "relation": None,
        "after": None,
        "wording": [{"insert": "Not."}],
        "reason": "late",
    }
    under = {**note, "of": "par-fn"}
    assert room.refusal(SECRETARIAT, "add_paragraph", under) == "malformed"
    assert room.refusal(SECRETARIAT, "import_paragraphs", {"paragraphs": [under]}) == "malformed"
    both = [{**note, "of": "par-01"}, {**note, "paragraph": "note-3", "of": "note-2"}]
    assert room.refusal(SECRETARIAT, "import_paragraphs", {"paragraphs": both}) == "malformed"
    payload = {"paragraph": "par-01", "level": "agreed", "seen": room.number, "pending": []}
    room.do(CHAIR, "record_agreement", payload)
    late = {"paragraphs": [{**note, "of": "par-01"}]}
    assert room.refusal(SECRETARIAT, "import_paragraphs", late) == "frozen"


ON_BEHALF = [kind for kind, roles in ACCESS.items() if FOR in roles.get("secretariat", ())]


@pytest.mark.parametrize("kind", ON_BEHALF)
@pytest.mark.parametrize("code", ["ICC", "UNATTRIBUTED", "ATLANTIS"])
def test_nothing_is_done_for_who_does_not_negotiate(kind: str, code: str) -> None:
    """
    A9: not for an observer, for nobody, or for a delegation that the meeting does not have, by whomever it is asked.
    Secretariat and Chair take back what stands on record for one of them.
    """
    belongs = Actor("p-one", "delegate", code)
    command = Command("command-1", "text-1", kind, code, 1, {}, "2021-04-07T12:00:00.000Z")
    proposed = kind in ("withdraw_proposal", "leave_proposal") and code != "UNATTRIBUTED"
    taking_back = kind == "withdraw_position" or proposed
    for actor in (SECRETARIAT, CHAIR, belongs):
        if taking_back and actor is not belongs:
            authorise(MEETING, actor, command)
            continue
        with pytest.raises(Refused) as refused:
            authorise(MEETING, actor, command)
        assert refused.value.code == ("forbidden" if code == "ICC" else "not_your_delegation")


def test_code_of_nobody_is_no_delegation_whatever_the_meeting_says() -> None:
    """A9: a meeting of long ago may have a delegation of that code."""
    meeting = Meeting({"UNATTRIBUTED": Delegation("state")})
    assert not meeting.negotiates("UNATTRIBUTED")
    assert not meeting.negotiates(None)


@pytest.mark.parametrize("by", [SECRETARIAT, CHAIR])
def test_objection_of_an_observer_from_before_is_lifted(by: Actor) -> None:
    """A9: what a delegation objected to before it became an observer does not stand in the way for ever."""
    room = Room()
    objection = {"paragraph": "par-01", "proposal": None, "stance": "objects", "seen": room.number}
    room.do(PER, "take_position", {**objection, "statement": None})
    room.reserve(PER, 0, 6, "brk-per")
    room.meeting = Meeting({**MEETING.delegations, "PER": Delegation("observer")})
    lifting = {"paragraph": "par-01", "proposal": None}
    assert room.refusal(PER, "withdraw_position", lifting) == "forbidden"
    room.do(by, "withdraw_position", lifting, "PER")
    room.do(by, "withdraw_proposal", {"paragraph": "par-01", "proposal": "brk-per"}, "PER")
    room.agree()
    assert room.paragraph().agreement is not None
