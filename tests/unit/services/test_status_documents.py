"""Issuing status documents."""

import json
from typing import Any

import pytest

from server.domain.canonical import canonical, sha256
from server.domain.refusal import Refused
from server.services import past
from server.services.status_documents import issue_status_document, public_document, rolling_content
from tests.support.live import AUSTRIA, CHAIR, SECRETARIAT, Room
from tests.support.memory import MemoryStore
from tests.support.record import MEETING, TEXT
from tests.support.units import units_open


@pytest.fixture
def room() -> Room:
    """A paragraph agreed at 16:02 (no. 3), another that is only proposed (no. 4)."""
    room = Room(MemoryStore())
    room.clock.forward(60)
    room.do(SECRETARIAT, "add_paragraph", room.paragraph("par-01").payload)
    room.clock.forward(60)
    room.do(CHAIR, "record_agreement", {"paragraph": "par-01", "level": "ad_ref", "seen": 2, "pending": []})
    room.clock.forward(60)
    room.do(SECRETARIAT, "add_paragraph", room.paragraph("par-02", "Not agreed.").payload)
    room.clock.forward(60)
    return room


def issue(room: Room, **fields: str) -> str:
    document, _ = issue_status_document(room.live, CHAIR, room.clock, room.ids, **fields)
    return document


def refusal(room: Room, **fields: str) -> str:
    with pytest.raises(Refused) as refused:
        issue(room, **fields)
    return refused.value.code


def test_issue_puts_entry_and_document_on_record(room: Room) -> None:
    """R14: the entry has the digest of the bytes that are kept."""
    document = issue(room)
    with room.store.reading() as unit:
        kept = unit.record.document(document)
        entry = unit.record.entries(TEXT)[-1].entry
        shown = unit.record.entries(TEXT)[3]
    assert kept is not None
    content = json.loads(kept.content)
    assert entry["kind"] == "status_document_issued"
    assert entry["payload"] == {
        "document": document,
        "sequence": 1,
        "number": 4,
        "as_of": room.clock.instant,
        "level": "informals",
        "digest": sha256(kept.content),
    }
    assert (kept.sequence, kept.number, kept.issued, kept.issued_at) == (1, 4, 5, room.clock.instant)
    assert (content["number"], content["head"], content["sequence"]) == (4, shown.hash, 1)
    assert canonical(content) == kept.content
    assert [block["paragraph"] for block in content["blocks"]] == ["par-01"]
    assert "Not agreed" not in kept.content.decode()


def test_issue_as_of_an_instant_shows_that_text(room: Room) -> None:
    """R8, R14: at 16:01 nothing was agreed."""
    document = issue(room, as_of="2021-04-07T16:01:30.000Z")
    with room.store.reading() as unit:
        kept = unit.record.document(document)
    assert kept is not None
    content = json.loads(kept.content)
    assert (kept.number, content["as_of"], content["blocks"]) == (2, "2021-04-07T16:01:30.000Z", [])


def test_past_that_is_shown_is_folded_before_anybody_is_kept_from_writing(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R42: as often as the past may be read, and no more; then the command is to be sent again."""
    really, inside = past.fold_to, []
    writing = units_open(monkeypatch)

    def fold_to(*args: Any) -> Any:
        inside.append(bool(writing))
        return really(*args)

    monkeypatch.setattr("server.services.shown_past.fold_to", fold_to)
    with monkeypatch.context() as patch:
        patch.setattr("server.services.trails.Bucket.take", lambda *_: False)
        assert refusal(room, as_of="2021-04-07T16:01:30.000Z") == "too_fast"
        # What the process holds anyway costs nothing.
        issue(room, as_of=room.clock.instant)
    assert inside == []
    issue(room, as_of="2021-04-07T16:01:30.000Z")
    assert inside == [False]


def test_issue_at_a_level_leaves_out_what_is_below(room: Room) -> None:
    issue(room, level="ad_ref")
    issue(room, level="agreed")
    with room.store.reading() as unit:
        blocks = [json.loads(document.content)["blocks"] for document in unit.record.documents(TEXT)]
    assert [len(one) for one in blocks] == [1, 0]


def test_issue_that_cannot_be_is_refused(room: Room) -> None:
    """R8, R14: not of a moment to come, not of one before the opening, not at a level that is none."""
    assert refusal(room, as_of="2021-04-07T17:00:00.000Z") == "future"
    assert refusal(room, as_of="2021-04-07T15:00:00.000Z") == "before_opening"
    assert refusal(room, as_of="six o'clock") == "malformed"
    assert refusal(room, level="nearly") == "unknown_level"
    with room.store.reading() as unit:
        assert unit.record.documents(TEXT) == []


def test_issue_by_a_delegate_is_refused(room: Room) -> None:
    with pytest.raises(Refused) as refused:
        issue_status_document(room.live, AUSTRIA, room.clock, room.ids)
    assert refused.value.code == "forbidden"


def test_issued_document_does_not_change_when_a_paragraph_is_reopened(room: Room) -> None:
    """R14: it is what was agreed then."""
    document = issue(room)
    with room.store.reading() as unit:
        before = unit.record.document(document)
    room.do(CHAIR, "reopen_paragraph", {"paragraph": "par-01", "reason": "A delegation asked."})
    with room.store.reading() as unit:
        assert unit.record.document(document) == before
    assert before is not None
    assert len(json.loads(before.content)["blocks"]) == 1
    assert len(room.live.state.documents) == 1


def test_two_issues_in_one_batch_are_two_documents(room: Room) -> None:
    given = {"as_of": None, "level": None}
    batch = [(CHAIR, room.command("issue_status_document", given)) for _ in range(2)]
    appended = room.live.append(batch)
    assert appended.outcomes == ({"through": 5}, {"through": 6})
    with room.store.reading() as unit:
        assert [(one.sequence, one.number, one.issued) for one in unit.record.documents(TEXT)] == [
            (1, 4, 5),
            (2, 5, 6),
        ]


def test_document_of_a_public_meeting_is_public(room: Room) -> None:
    document = issue(room)
    with room.store.reading() as unit:
        found = public_document(unit, document)
        assert public_document(unit, "d-unknown") is None
    assert found is not None
    assert (found[0].id, found[1]) == (document, MEETING)


def test_rolling_content_shows_all_at_a_number(room: Room) -> None:
    with room.store.reading() as unit:
        now = rolling_content(unit, TEXT, room.clock())
        then = rolling_content(unit, TEXT, room.clock(), number=2)
    assert [block["paragraph"] for block in now["blocks"]] == ["par-01", "par-02"]
    assert [block["paragraph"] for block in then["blocks"]] == ["par-01"]
    assert (now["as_of"], then["as_of"]) == (room.clock.instant, "2021-04-07T16:01:00.000Z")
