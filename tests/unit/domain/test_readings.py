"""What counts as agreed (docs/SPEC.md, B10)."""

import pytest

from server.domain.paragraph import Paragraph
from server.domain.readings import agreed_only, agreement_note
from server.domain.shapes import Level
from tests.support.paragraphs import paragraph_of

LEVELS: list[Level] = [{"id": "ad_ref", "name": "agreed ad ref"}, {"id": "agreed", "name": "agreed"}]


def _paragraph(name: str, level: str | None, withdrawn: bool = False) -> Paragraph:
    agreement = level and {"level": level, "number": 2, "time": "", "pending": [], "fingerprint": ""}
    gone = {"number": 3, "time": "", "reason": None} if withdrawn else None
    short = {"wording": [{"insert": name}], "marks": {}, "proposals": {}}
    return paragraph_of(short, id=name, agreement=agreement, withdrawn=gone)


def test_agreed_only_has_what_is_agreed_at_the_level_or_above() -> None:
    """B10."""
    paragraphs = {
        one.id: one
        for one in [
            _paragraph("clean", None),
            _paragraph("full", "agreed"),
            _paragraph("referendum", "ad_ref"),
            _paragraph("gone", "agreed", withdrawn=True),
        ]
    }
    order = ["referendum", "clean", "gone", "full"]
    assert [one.id for one in agreed_only(order, paragraphs, LEVELS)] == ["referendum", "full"]
    assert [one.id for one in agreed_only(order, paragraphs, LEVELS, "ad_ref")] == ["referendum", "full"]
    assert [one.id for one in agreed_only(order, paragraphs, LEVELS, "agreed")] == ["full"]


def test_agreed_only_at_an_unknown_level_is_an_error() -> None:
    """B10."""
    with pytest.raises(ValueError, match="no level 'final'"):
        agreed_only([], {}, LEVELS, "final")


def test_agreement_note_where_full_agreement_is_pending_names_the_level() -> None:
    """B7."""
    agreement = {"level": "agreed", "pending": ["PER"]}
    assert agreement_note(agreement, LEVELS, lambda code: "Peru") == "[agreed; pending Peru]"
