"""Acts on a text as a whole, and what a file claims was agreed (I22 to I24)."""

from typing import Any

import pytest

from server.domain.access import ACCESS
from server.domain.acts.declaring import BASE
from server.domain.state import to_json
from tests.support.room import CHAIR, EU, OBSERVER, SECRETARIAT, Room

IMPORTED: dict[str, Any] = {
    "kind": "operative", "depth": 1, "label": "9", "marker": "9.", "relation": None, "of": None, "marks": {},
    "proposals": [], "paragraph": "par-09", "after": "par-01", "wording": [{"insert": "States act."}],
}  # fmt: skip
CLAIM = {"said": "agreed ad ref; pending Peru", "level": "ad_ref", "pending": ["PER"]}


def test_claim_of_a_file_is_no_agreement_until_the_chair_confirms_it() -> None:
    """I22: the paragraph is as open as any other, and the gavel clears the note."""
    room = Room()
    room.do(SECRETARIAT, "import_paragraphs", {"paragraphs": [{**IMPORTED, "claim": CLAIM}], "reason": None})
    paragraph = room.paragraph("par-09")
    assert (paragraph.claim, paragraph.agreement) == (CLAIM, None)
    assert room.words("par-09") == "States act."
    agreed = {"paragraph": "par-09", "level": "ad_ref", "seen": room.number, "pending": ["PER"]}
    assert room.refusal(SECRETARIAT, "record_agreement", agreed) == "forbidden"
    room.do(CHAIR, "record_agreement", agreed)
    assert room.paragraph("par-09").claim is None


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"level": "consensus"}, "unknown_level"), ({"pending": ["ICC"]}, "unknown_pending"),
        ({"pending": ["UNATTRIBUTED"]}, "unknown_pending"), ({"said": ""}, "malformed"),
        ({"said": "\u0007"}, "malformed"), ({"pending": None}, "malformed"),
    ],
)  # fmt: skip
def test_claim_that_cannot_be_confirmed_is_refused(over: dict[str, Any], code: str) -> None:
    """I22"""
    paragraphs = [{**IMPORTED, "claim": {**CLAIM, **over}}]
    assert Room().refusal(SECRETARIAT, "import_paragraphs", {"paragraphs": paragraphs}) == code


def test_paragraph_without_a_claim_is_recorded_as_before() -> None:
    """I22: entries and states of records without claims stay as they were, byte for byte."""
    room = Room()
    (entry,) = room.do(SECRETARIAT, "import_paragraphs", {"paragraphs": [IMPORTED], "reason": None})
    assert "claim" not in entry["payload"]
    assert "claim" not in to_json(room.now)["paragraphs"]["par-09"]


def test_text_is_renamed_on_record() -> None:
    """I23"""
    room = Room()
    (entry,) = room.do(SECRETARIAT, "rename_text", {"title": " Agreed conclusions "})
    assert (entry["kind"], entry["payload"], entry["person"]) == (
        "text_renamed",
        {"title": "Agreed conclusions"},
        SECRETARIAT.person,
    )
    assert room.now.title == "Agreed conclusions"
    assert room.do(SECRETARIAT, "rename_text", {"title": "Agreed conclusions"}) == []
    for title in ("", "  ", "x" * 301, "a\u0000b"):
        assert room.refusal(SECRETARIAT, "rename_text", {"title": title}) == "malformed"
    for actor in (CHAIR, OBSERVER, EU):
        assert room.refusal(actor, "rename_text", {"title": "Mine"}) == "forbidden"


def test_archived_text_takes_nothing_until_it_is_taken_out() -> None:
    """I24: every command but the one that takes it out is refused, the Chair's too."""
    room = Room()
    room.do(SECRETARIAT, "archive_text", {})
    assert to_json(room.now)["archived"] == {"number": room.number, "time": room.now.time}
    for kind in set(ACCESS) - {"open_text", "unarchive_text"}:
        actor = SECRETARIAT if "secretariat" in ACCESS[kind] else CHAIR
        delegation = None if BASE in ACCESS[kind][actor.role] else "EU"
        assert room.refusal(actor, kind, {"paragraph": "par-01"}, delegation) == "archived", kind
    assert room.refusal(CHAIR, "unarchive_text", {}) == "forbidden"
    room.do(SECRETARIAT, "unarchive_text", {})
    assert "archived" not in to_json(room.now)
    room.do(CHAIR, "put_before_room", {"paragraph": "par-01"})
