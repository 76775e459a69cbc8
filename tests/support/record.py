"""What tests of the record need: a meeting with a text in the registry, and entries that follow each other."""

from typing import Any

from server.services.record import EMPTY, Head, StoredEntry, store_entry
from server.services.registry import Delegation, Meeting, Participant, Person, TextFacts
from server.services.store import Unit

TEXT = "t-000001"
MEETING = Meeting(
    id="m-000001",
    slug="ieg-2021",
    body="Conference of the States Parties",
    title="Open-ended expert group",
    session="Second session",
    place="Vienna",
    starts="2021-04-06",
    ends="2021-04-09",
    time_zone="Europe/Vienna",
    public=True,
    symbol="CSP/EG/2021/",
    language="en",
)
PEOPLE = (
    Person("p-chair1", "Ada Chair", "chair", active=True),
    Person("p-secr01", "Sam Secretariat", "secretariat", active=True),
    Person("p-aut001", "Anna Austria", "austria", active=True),
    Person("p-obs001", "Olga Observer", "observer", active=True),
    Person("p-none01", "Nina Nobody", "nobody", active=True),
)
DELEGATIONS = (
    Delegation(MEETING.id, "AUT", "Austria", "Republic of Austria", "state", 1),
    Delegation(MEETING.id, "PER", "Peru", "Republic of Peru", "state", 2),
    Delegation(MEETING.id, "EU", "European Union", "European Union", "group", 3, ("AUT",)),
    Delegation(MEETING.id, "WWF", "WWF", "World Wide Fund for Nature", "observer", 4),
)
PARTICIPANTS = (
    Participant(MEETING.id, "p-chair1", "chair", None),
    Participant(MEETING.id, "p-secr01", "secretariat", None),
    Participant(MEETING.id, "p-aut001", "delegate", "AUT"),
    Participant(MEETING.id, "p-obs001", "observer", "WWF"),
)


def set_up(unit: Unit, *, texts: tuple[str, ...] = (TEXT,)) -> None:
    """A meeting with delegations, people and empty texts."""
    registry = unit.registry
    registry.add_meeting(MEETING)
    for delegation in DELEGATIONS:
        registry.add_delegation(delegation)
    for person in PEOPLE:
        registry.add_person(person, None)
    for participant in PARTICIPANTS:
        registry.set_participant(participant)
    for text in texts:
        registry.add_text(TextFacts(text, MEETING.id, "A text", "en", "ltr", 0, EMPTY.hash, ""))


def instant(seconds: int) -> str:
    """Some seconds after six o'clock."""
    return f"2021-04-07T16:{seconds // 60:02d}:{seconds % 60:02d}.000Z"


def chain(count: int, head: Head = EMPTY, text: str = TEXT, **fields: Any) -> list[StoredEntry]:
    """Entries that follow a head, one a second."""
    made: list[StoredEntry] = []
    for number in range(head.number + 1, head.number + count + 1):
        entry = {
            "text": text,
            "number": number,
            "time": instant(number),
            "person": "p-chair1",
            "delegation": None,
            "command": f"c-{number:06d}",
            "kind": "paragraph_put_before_room",
            "payload": {"paragraph": None},
            "previous": head.hash,
        }
        made.append(store_entry({**entry, **fields}))
        head = made[-1].head
    return made
