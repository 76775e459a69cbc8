"""The access gate: who reaches a text, and for whom they may act."""

import pytest

from server.domain.actor import Actor
from server.domain.refusal import Refused
from server.services.access import access_text
from server.services.registry import Participant
from tests.support.live import AUSTRIA, CHAIR, OBSERVER, SECRETARIAT, Room
from tests.support.memory import MemoryStore
from tests.support.record import MEETING, TEXT


@pytest.fixture
def room() -> Room:
    return Room(MemoryStore())


def code_of(room: Room, person: str, text: str = TEXT) -> str:
    with room.store.reading() as unit, pytest.raises(Refused) as refused:
        access_text(unit.registry, person, text)
    return refused.value.code


def test_participants_reach_the_text_with_their_delegations(room: Room) -> None:
    """R12: what they are there, and to which delegation they belong."""
    assert room.actor("p-secr01") == SECRETARIAT
    assert room.actor("p-chair1") == CHAIR
    assert room.actor("p-aut001") == AUSTRIA
    assert room.actor("p-obs001") == OBSERVER


def test_access_names_text_and_meeting(room: Room) -> None:
    with room.store.reading() as unit:
        access = access_text(unit.registry, "p-aut001", TEXT)
        assert access.text == unit.registry.text(TEXT)
    assert access.meeting == MEETING


def test_others_do_not_find_the_text(room: Room) -> None:
    """R12: who has no part in the meeting is told what is told of a text that does not exist."""
    assert code_of(room, "p-none01") == "not_found"
    assert code_of(room, "p-unknown") == "not_found"
    assert code_of(room, "p-aut001", "t-unknown") == "not_found"


def test_rights_are_looked_up_anew(room: Room) -> None:
    """R12 (W29): who leaves the meeting or loses the account loses the text with the next command."""
    assert room.actor("p-aut001") == AUSTRIA
    with room.store.writing() as unit:
        unit.registry.set_participant(Participant(MEETING.id, "p-aut001", "observer", "WWF"))
    assert room.actor("p-aut001") == Actor("p-aut001", "observer", "WWF")
    with room.store.writing() as unit:
        unit.registry.remove_participant(MEETING.id, "p-aut001")
        unit.registry.set_active("p-chair1", active=False)
    assert code_of(room, "p-aut001") == "not_found"
    assert code_of(room, "p-chair1") == "not_found"
