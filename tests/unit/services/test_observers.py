"""Observers and unattributed brackets where a meeting is set up (A10 of docs/SPEC.md)."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from server.services import meetings, observers
from server.services.meetings import add_delegations, put_delegations
from server.services.observers import Standing, check_participant, is_reserved
from server.services.past import Moment, fold_to
from server.services.record import Record
from server.services.registry import Delegation, Participant, Taken
from server.services.store import Unit
from tests.support.live import AUSTRIA, CHAIR, SECRETARIAT, Room
from tests.support.memory import MemoryStore
from tests.support.record import DELEGATIONS, MEETING

AUT, PER, EU, WWF = DELEGATIONS


@pytest.fixture
def room() -> Room:
    room = Room(MemoryStore())
    room.give(SECRETARIAT, room.paragraph())
    return room


def put(room: Room, delegation: Delegation) -> None:
    with room.store.writing() as unit:
        put_delegations(unit, MEETING.id, [delegation])


def refusal(room: Room, delegation: Delegation) -> str:
    with pytest.raises(Taken) as taken:
        put(room, delegation)
    with room.store.reading() as unit:
        assert unit.registry.delegations(MEETING.id) == list(DELEGATIONS)
    return str(taken.value)


@pytest.mark.parametrize(
    "name",
    [
        "UNATTRIBUTED",
        "unattributed",
        "UNATTR1BUTED",
        "Unattrlbuted",
        "ｕnattributed",
        "Unаttributed",
        "Un-attributed",
    ],
)
def test_nobody_is_no_delegation_under_whatever_look(room: Room, name: str) -> None:
    """A10: neither as a code nor as a name."""
    assert is_reserved(name)
    assert "brackets that name nobody" in refusal(room, replace(WWF, code="ICC", short=name))
    assert "brackets that name nobody" in refusal(room, replace(WWF, code="ICC", name=name))
    if name.isascii() and name.isalnum():
        assert "brackets that name nobody" in refusal(room, replace(WWF, code=name))


def test_delegation_with_delegates_does_not_become_an_observer(room: Room) -> None:
    """A10: they would be delegates of an observer."""
    assert "has delegates" in refusal(room, replace(AUT, kind="observer"))


def test_delegation_that_has_acted_does_not_become_an_observer(room: Room) -> None:
    """A10: what stands in its name would stand there without anybody who speaks for it."""
    objection = {"paragraph": "par-01", "proposal": None, "stance": "objects", "seen": 2, "statement": None}
    room.give(SECRETARIAT, room.command("take_position", objection, "PER"))
    assert "“Preliminary conclusions”" in refusal(room, replace(PER, kind="observer"))
    lifting = {"paragraph": "par-01", "proposal": None}
    room.give(SECRETARIAT, room.command("withdraw_position", lifting, "PER"))
    put(room, replace(PER, kind="observer"))


def test_list_of_observers_folds_a_text_once_and_before_the_transaction(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A10: however many lines it has, since others wait for the transaction."""
    many = [
        Delegation(MEETING.id, f"N{number}", f"Nation {number}", f"The Nation {number}", "state", 0)
        for number in range(40)
    ]
    with room.store.writing() as unit:
        put_delegations(unit, MEETING.id, many)
        unit.registry.set_participant(Participant(MEETING.id, SECRETARIAT.person, "secretariat", None))
    done: list[str] = []
    put_all = meetings.put_delegations

    def folded(record: Record, text: str, number: int) -> Moment:
        done.append("folded")
        return fold_to(record, text, number)

    def written(unit: Unit, meeting: str, wanted: Sequence[Delegation], standing: Standing) -> None:
        done.append("writing")
        put_all(unit, meeting, wanted, standing)

    monkeypatch.setattr(observers, "fold_to", folded)
    monkeypatch.setattr(meetings, "put_delegations", written)
    add_delegations(
        room.store,
        room.clock,
        room.ids,
        SECRETARIAT.person,
        MEETING.id,
        [replace(each, kind="observer") for each in many],
    )
    assert done == ["folded", "writing"]


def test_sponsor_and_whom_an_agreement_is_pending_do_not_become_observers(room: Room) -> None:
    """A10: what was settled counts too, since it is on record in its name."""
    room.give(AUSTRIA, room.insertion("All ", "prop-aut"))
    room.give(
        CHAIR, room.command("drop_proposal", {"paragraph": "par-01", "proposal": "prop-aut", "previewed": 4})
    )
    agreement = {"paragraph": "par-01", "level": "ad_ref", "seen": 5, "pending": ["EU"]}
    assert room.give(CHAIR, room.command("record_agreement", agreement)) == {"through": 6}
    with room.store.writing() as unit:
        unit.registry.set_participant(Participant(MEETING.id, "p-aut001", "observer", "AUT"))
    assert "proposals or positions" in refusal(room, replace(AUT, kind="observer"))
    assert "proposals or positions" in refusal(room, replace(EU, kind="observer", members=()))


def test_observer_has_no_delegates(room: Room) -> None:
    """A10: whoever belongs to an observer takes part as an observer."""
    with pytest.raises(Taken, match="takes part as an observer"):
        check_participant("delegate", WWF)
    check_participant("observer", WWF)
    check_participant("delegate", AUT)
