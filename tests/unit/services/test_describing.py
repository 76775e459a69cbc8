"""What documents print of a meeting is in the records of its texts (docs/SPEC.md, R31)."""

import json
from dataclasses import replace
from typing import Any

from server.domain.snapshot import facts_of
from server.services.batch import Outcome
from server.services.describing import DESCRIBED, FACTS, description
from server.services.live_text import LiveText
from server.services.meetings import add_delegations
from server.services.opening import open_text
from server.services.status_documents import issue_status_document
from server.services.verification import verify_text
from tests.support.live import CHAIR, SECRETARIAT, SIX, Room
from tests.support.memory import MemoryStore
from tests.support.record import DELEGATIONS, MEETING, PEOPLE, TEXT

OTHER = "t-000002"


def kinds(room: Room, text: str = TEXT) -> list[str]:
    with room.store.reading() as unit:
        return [stored.entry["kind"] for stored in unit.record.entries(text)]


def rename_peru(room: Room) -> None:
    """The list of delegations is changed by the Secretariat, on its page."""
    changed = replace(DELEGATIONS[1], short="Peru (Republic of)")
    add_delegations(room.store, room.clock, room.ids, SECRETARIAT.person, MEETING.id, [changed])


def issued(room: Room, live: LiveText) -> dict[str, Any]:
    one, _ = issue_status_document(live, CHAIR, room.clock, room.ids)
    with room.store.reading() as unit:
        document = unit.record.document(one)
    assert document is not None
    content: dict[str, Any] = json.loads(document.content)
    return content


def another_text(room: Room) -> LiveText:
    with room.store.writing() as unit:
        open_text(unit, SECRETARIAT, SIX, room.ids, meeting=MEETING.id, title="Another", text=OTHER)
    live = LiveText(OTHER, room.store, room.clock, room.ids)
    live.catch_up()
    return live


def test_text_is_opened_with_the_meeting_and_its_delegations() -> None:
    """R31: and without the name of any person."""
    room = Room(MemoryStore())
    described = room.live.state.described
    assert described is not None
    assert described["meeting"] == {name: getattr(MEETING, name) for name in FACTS}
    assert described["delegations"][2] == {
        "code": "EU", "short": "European Union", "name": "European Union", "kind": "group", "members": ["AUT"],
    }  # fmt: skip  # A table reads better.
    assert [person.name for person in PEOPLE if person.name in json.dumps(described)] == []


def test_change_of_a_delegation_goes_into_the_record_of_every_text() -> None:
    """R31: once, and in the name of who changed it."""
    room = Room(MemoryStore())
    another_text(room)
    rename_peru(room)
    rename_peru(room)
    assert kinds(room) == kinds(room, OTHER) == ["text_opened", DESCRIBED]
    room.live.catch_up()
    assert room.live.state.described is not None
    assert facts_of(room.live.state.described)["delegations"]["PER"] == "Peru (Republic of)"
    with room.store.reading() as unit:
        (*_, last) = unit.record.entries(TEXT)
        outcomes = unit.record.outcomes(TEXT, [last.entry["command"]])
    assert last.entry["person"] == SECRETARIAT.person
    assert [one.outcome for one in outcomes.values()] == [Outcome(through=2)]


def test_record_of_an_archived_text_stays_as_it_is() -> None:
    """R31, I24: it is described when it is taken out again, if the meeting is another then."""
    room = Room(MemoryStore())
    room.do(SECRETARIAT, "archive_text", {})
    rename_peru(room)
    assert kinds(room) == ["text_opened", "text_archived"]
    room.live.catch_up()
    room.do(SECRETARIAT, "unarchive_text", {})
    assert kinds(room)[2:] == ["text_unarchived", DESCRIBED]
    assert room.live.state.described is not None
    assert facts_of(room.live.state.described)["delegations"]["PER"] == "Peru (Republic of)"
    room.do(SECRETARIAT, "archive_text", {})
    room.do(SECRETARIAT, "unarchive_text", {})
    assert kinds(room)[4:] == ["text_archived", "text_unarchived"]


def test_text_that_was_archived_before_its_meeting_changed_verifies() -> None:
    """R31: the registry may know another meeting than an archived text has on record."""
    room = Room(MemoryStore())
    room.do(SECRETARIAT, "archive_text", {})
    rename_peru(room)
    with room.store.reading() as unit:
        assert verify_text(unit, TEXT).faults == ()


def test_document_is_made_of_what_is_on_record_at_its_issue() -> None:
    """R31: what nobody has put on record before is put there with it, in one transaction."""
    room = Room(MemoryStore())
    with room.store.writing() as unit:
        unit.registry.add_delegation(replace(DELEGATIONS[1], short="Peru (Republic of)"))
        described = description(unit, MEETING)
    content = issued(room, room.live)
    assert kinds(room) == ["text_opened", DESCRIBED, "status_document_issued"]
    assert content["number"] == 1
    assert room.live.state.described == described
    issued(room, room.live)
    assert kinds(room)[2:] == ["status_document_issued"] * 2


def test_documents_are_numbered_across_the_texts_of_a_meeting() -> None:
    """O14: so that no two of them have one symbol."""
    room = Room(MemoryStore())
    other = another_text(room)
    contents = [issued(room, live) for live in (room.live, other, other, room.live)]
    assert [content["sequence"] for content in contents] == [1, 2, 3, 4]
    assert [content["masthead"]["symbol"] for content in contents] == [
        f"{MEETING.symbol}.{number}" for number in (1, 2, 3, 4)
    ]
