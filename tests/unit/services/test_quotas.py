"""How much an account may put on the record of a text in an hour (X9), and what is kept of a refusal (W13)."""

from typing import Any

import pytest

from server.domain.command import Command
from server.services import effort, quotas
from server.services.effort import Effort
from server.services.live_text import LiveText
from server.services.quotas import OFFICE, account_of, used_now
from server.services.record import Amount, Remembered
from tests.support.live import AUSTRIA, CHAIR, OBSERVER, SECRETARIAT, Room
from tests.support.memory import MemoryStore
from tests.support.record import TEXT


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setattr(quotas, "OF_A_DELEGATION", Amount(characters=100, paragraphs=2, bytes=20_000))
    monkeypatch.setattr(quotas, "MARK", 0)
    room = Room(MemoryStore())
    room.give(SECRETARIAT, room.paragraph())
    return room


def code(outcome: dict[str, Any]) -> Any:
    return outcome.get("refused", {}).get("code")


def typed(room: Room, words: str) -> Command:
    return room.insertion(words, "prop-1")


def proposed(room: Room, number: int) -> Command:
    one, proposal = f"par-9{number}", f"prop-9{number}"
    wording = [{"insert": "New.", "attributes": {"ins": proposal}}]
    place = {"kind": "operative", "depth": 1, "relation": None, "after": "par-01", "of": None}
    payload = {"paragraph": one, **place, "wording": wording, "proposal": proposal, "reason": None}
    return room.command("add_paragraph", payload, "AUT")


def test_characters_of_a_delegation_have_a_quota_that_drains(room: Room) -> None:
    """X9: refused with a code, and a sentence that says which quota and when there is room again."""
    assert code(room.give(AUSTRIA, typed(room, "x" * 90))) is None
    refused = room.give(AUSTRIA, typed(room, "y" * 20))["refused"]
    assert refused == {
        "code": "quota_characters",
        "message": "AUT may add 100 characters of new wording and marks an hour to one text. "
        "There is room for this again in 6 minutes.",
    }
    room.clock.forward(6 * 60)
    assert code(room.give(AUSTRIA, typed(room, "y" * 20))) is None
    assert "divide it" in room.give(AUSTRIA, typed(room, "z" * 101))["refused"]["message"]


def test_marks_count_for_each_stretch_that_they_are_drawn_on(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X9: reservations have no words, and everybody who reads the text is sent them for each stretch."""
    monkeypatch.setattr(quotas, "MARK", 4)
    monkeypatch.setattr(quotas, "OF_A_DELEGATION", Amount(characters=100, paragraphs=2, bytes=20_000_000))

    def reserved(change: Any, *ids: str) -> Any:
        minted = [{"id": one, "parent": None, "kind": "reservation", "set": None} for one in ids]
        payload = {"paragraph": "par-01", "change": change, "proposals": minted, "reason": None}
        return code(room.give(AUSTRIA, room.command("change_wording", payload, "AUT")))

    each = [{"retain": 1, "attributes": {"brk:r-each": True}}, {"retain": 1}] * 10
    assert reserved(each, "r-each") is None
    # Two stretches each: sixteen marks count as 64 characters, fourteen as 56.
    several = {f"brk:r-all-{one}": True for one in range(8)}
    ids = [key[4:] for key in several]
    assert reserved([{"retain": 2, "attributes": several}], *ids) == "quota_characters"
    several.popitem()
    assert reserved([{"retain": 2, "attributes": several}], *ids[:7]) is None


def test_paragraphs_and_bytes_have_quotas_too(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """X9."""
    outcomes = [room.give(AUSTRIA, proposed(room, number)) for number in range(3)]
    assert [code(one) for one in outcomes] == [None, None, "quota_paragraphs"]
    monkeypatch.setattr(quotas, "OF_A_DELEGATION", Amount(characters=100, paragraphs=2, bytes=1_500))
    assert code(room.give(AUSTRIA, typed(room, "x"))) == "quota_record"


def test_what_takes_something_back_is_free(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """X9: nobody is kept from withdrawing."""
    room.give(AUSTRIA, typed(room, "x"))
    monkeypatch.setattr(quotas, "OF_A_DELEGATION", Amount(characters=100, paragraphs=2, bytes=1_000))
    assert code(room.give(AUSTRIA, typed(room, "x"))) == "quota_record"
    withdrawal = {"paragraph": "par-01", "proposal": "prop-1"}
    assert code(room.give(AUSTRIA, room.command("withdraw_proposal", withdrawal, "AUT"))) is None


def test_quota_is_the_delegations_and_not_the_persons_or_the_offices(room: Room) -> None:
    """X9: what Secretariat and Chair type on behalf of a delegation is on their own account."""
    assert [account_of(one) for one in (AUSTRIA, SECRETARIAT, CHAIR, OBSERVER)] == [
        "AUT",
        OFFICE,
        OFFICE,
        OFFICE,
    ]
    for _ in range(2):
        assert code(room.give(SECRETARIAT, room.insertion("x" * 90, "prop-1"))) is None
    assert code(room.give(AUSTRIA, room.insertion("y" * 90, "prop-2"))) is None


def test_quota_holds_for_another_process_and_after_a_restart(room: Room) -> None:
    """X9: it is kept with the record, in the transaction of the append."""
    room.give(AUSTRIA, typed(room, "x" * 60))
    assert code(room.process().append([(AUSTRIA, typed(room, "y" * 60))]).outcomes[0]) == "quota_characters"
    with room.store.reading() as unit:
        kept = unit.record.accounts(TEXT, ["AUT"])["AUT"]
    assert used_now("AUT", kept, room.clock.instant).characters == 60


def test_what_is_refused_counts_nothing(room: Room) -> None:
    """X9: within a batch, too."""
    batch = [typed(room, "x" * 90), typed(room, "y" * 90), typed(room, "z" * 10)]
    outcomes = room.live.append([(AUSTRIA, one) for one in batch]).outcomes
    assert [code(one) for one in outcomes] == [None, "quota_characters", None]


def test_refusal_keeps_its_code_and_no_words(room: Room) -> None:
    """W13: said again, its sentence is made from the code, also where an older version kept one."""
    command = room.command(
        "record_agreement", {"paragraph": "par-01", "level": "sealed", "seen": 2, "pending": []}
    )
    first = room.give(CHAIR, command)
    assert "levels of agreement of this text are" in first["refused"]["message"]
    with room.store.reading() as unit:
        assert unit.record.outcomes(TEXT, [command.id])[command.id].outcome == {
            "refused": {"code": "unknown_level"},
            "through": 2,
        }
    again = room.give(CHAIR, command)
    assert again == {
        "refused": {
            "code": "unknown_level",
            "message": "This was refused before. The reason was “unknown_level”.",
        },
        "through": 2,
    }
    old = {"refused": {"code": "frozen", "message": "Paragraph 1 is frozen."}, "through": 1}
    with room.store.writing() as unit:
        unit.record.append(TEXT, [], [Remembered("c-of-before", CHAIR.person, old)])
    again = room.give(CHAIR, room.command("put_before_room", {"paragraph": None}, id="c-of-before"))
    sentence = "This was refused before. The paragraph was agreed and frozen."
    assert again == {"refused": {"code": "frozen", "message": sentence}, "through": 1}


def test_refusals_of_one_person_beyond_a_bound_leave_nothing(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W13, X9: they are `too_fast`, which is no outcome; what is taken is not held back."""
    monkeypatch.setattr(effort, "REFUSALS", (1.0, 3.0))
    seconds = [100.0]
    room.live = LiveText(
        TEXT, room.store, room.clock, room.ids, effort=Effort(lambda: seconds[0], lambda: 0.0)
    )
    room.live.catch_up()
    spoilt = [room.command("change_wording", {"paragraph": "par-99", "change": []}, "AUT") for _ in range(5)]
    outcomes = room.live.append([*((AUSTRIA, one) for one in spoilt), (AUSTRIA, typed(room, "x"))]).outcomes
    assert [code(one) for one in outcomes] == [*["unknown_paragraph"] * 3, "too_fast", "too_fast", None]
    assert [one["through"] for one in outcomes[3:5]] == [0, 0]
    with room.store.reading() as unit:
        assert len(unit.record.outcomes(TEXT, [one.id for one in spoilt])) == 3
    seconds[0] += 1
    assert code(room.give(AUSTRIA, spoilt[3])) == "unknown_paragraph"
    # A copy has its outcome, and counts nothing.
    assert code(room.give(AUSTRIA, spoilt[4])) == "too_fast"
    for _ in range(3):
        assert code(room.give(AUSTRIA, spoilt[0])) == "unknown_paragraph"
    seconds[0] += 1
    assert code(room.give(AUSTRIA, spoilt[4])) == "unknown_paragraph"


def test_commands_without_effect_beyond_a_bound_leave_nothing(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W13, X9: they count with the refusals; what has an effect is not held back."""
    monkeypatch.setattr(effort, "REFUSALS", (1.0, 3.0))
    seconds = [100.0]
    room.live = LiveText(
        TEXT, room.store, room.clock, room.ids, effort=Effort(lambda: seconds[0], lambda: 0.0)
    )
    room.live.catch_up()
    idle = [
        room.command("change_wording", {"paragraph": "par-01", "change": [], "proposals": []}, "AUT")
        for _ in range(5)
    ]
    outcomes = room.live.append([*((AUSTRIA, one) for one in idle), (AUSTRIA, typed(room, "x"))]).outcomes
    assert [one.get("empty") for one in outcomes] == [True, True, True, None, None, None]
    assert [code(one) for one in outcomes] == [None, None, None, "too_fast", "too_fast", None]
    with room.store.reading() as unit:
        assert len(unit.record.outcomes(TEXT, [one.id for one in idle])) == 3
    # A copy has its outcome, and counts nothing.
    for _ in range(3):
        assert room.give(AUSTRIA, idle[0]) == outcomes[0]
    seconds[0] += 1
    assert room.give(AUSTRIA, idle[3]).get("empty")
