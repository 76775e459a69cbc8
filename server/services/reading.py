"""The text of now for those who only read: from memory where that is right, and never ahead of the live text."""

from server.services.live_text import LiveTexts
from server.services.past import NOTHING, Moment, fold_to
from server.services.store import Unit


def latest(unit: Unit, texts: LiveTexts, text: str) -> Moment:
    """
    The text at the head of its record. Raises Refused `not_found`.

    It starts from what this process holds and goes on by itself: catching the live text up here would take entries
    past those who follow it on a socket and still have to be told.
    """
    known = texts.get(text).moment
    head = unit.record.head(text)
    if head is None or head == known.head:
        return known
    if not _goes_on(unit, text, known):
        known = NOTHING
    return fold_to(unit.record, text, head.number, known)


def _goes_on(unit: Unit, text: str, known: Moment) -> bool:
    """Whether the record still holds the entry that a moment ends with; after a backup was restored it may not."""
    number = known.head.number
    found = unit.record.entries(text, number - 1, number) if number else []
    return bool(found) and found[0].head == known.head
