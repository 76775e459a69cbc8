"""The text at any number and at any instant, by the same fold as the text of now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from server.domain.fold import fold
from server.domain.instants import from_instant
from server.domain.refusal import Refused
from server.domain.state import READABLE_FOLDS, State, forgetting_before, from_json
from server.services.record import EMPTY, Head, Record, StoredEntry
from server.services.store import Unit

LONGEST_CATCHING_UP: Final = 2_000
"""Clients further behind than so many entries get a snapshot, which is smaller than the entries (W14)."""

FOLDED_AT_ONCE: Final = 500
"""Entries that are held together while a long stretch of a record is folded."""

TRAIL_REACH: Final = LONGEST_CATCHING_UP + 500
"""
What was changed up to so many entries ago is held in memory, for changes made beside it (W8): whoever is in touch with
the text asks for no more. What is older is read from the record where it is needed (`server/services/trails.py`).
"""


@dataclass(frozen=True, slots=True)
class Moment:
    """A text at one number. `state` is None where the record is still empty."""

    state: State | None
    head: Head


NOTHING: Final = Moment(None, EMPTY)


def fold_to(
    record: Record,
    text: str,
    number: int,
    known: Moment = NOTHING,
    passed: Callable[[Moment], None] | None = None,
) -> Moment:
    """
    The text at a number, from the nearest checkpoint before it, or from a moment already known where that
    is nearer. `passed` is told every FOLDED_AT_ONCE entries how far it has come.

    Precondition: the record reaches that number, and `known` is a moment of it at or before that number.
    """
    checkpoint = record.checkpoint(text, number, READABLE_FOLDS) if number - known.head.number > 1 else None
    if checkpoint is not None and checkpoint.number > known.head.number:
        state = from_json(checkpoint.state)
        known = Moment(state, Head(checkpoint.number, checkpoint.hash, state.time))
    while known.head.number < number:
        found = record.entries(text, known.head.number, min(number, known.head.number + FOLDED_AT_ONCE))
        if not found:
            break
        known = lighter(forward(known, found))
        if passed is not None and len(found) == FOLDED_AT_ONCE:
            passed(known)
    return known


def lighter(moment: Moment) -> Moment:
    """The moment without what its paragraphs hold of changes before TRAIL_REACH."""
    if moment.state is None or moment.head.number <= TRAIL_REACH:
        return moment
    return Moment(forgetting_before(moment.state, moment.head.number - TRAIL_REACH), moment.head)


def forward(known: Moment, entries: list[StoredEntry]) -> Moment:
    """A moment, some entries later."""
    if not entries:
        return known
    state = fold((stored.entry for stored in entries), known.state)
    return Moment(state, entries[-1].head)


def moment_at(
    unit: Unit, text: str, now: str, *, number: int | None = None, instant: str | None = None
) -> Moment:
    """
    The text at a record number, or as of an instant: after the last entry at or before it (W25). Neither:
    now.

    Raises Refused: `not_found`, `no_such_number`, `malformed` (no instant), `future`, `before_opening`.
    """
    return fold_to(unit.record, text, number_at(unit, text, now, number, instant))


def number_at(unit: Unit, text: str, now: str, number: int | None, instant: str | None) -> int:
    """The number at which `moment_at` shows a text. Raises Refused as that does."""
    head = unit.record.head(text)
    if head is None or head.number == 0:
        raise Refused("not_found", "There is no such text.")
    if instant is not None:
        number = number_as_of(unit.record, text, instant, now)
    if number is None:
        number = head.number
    if not 1 <= number <= head.number:
        raise Refused("no_such_number", f"The record of this text has the numbers 1 to {head.number}.")
    return number


def number_as_of(record: Record, text: str, instant: str, now: str) -> int:
    """The number of the last entry at or before an instant. Raises Refused as `moment_at` does."""
    try:
        from_instant(instant)
    except ValueError as error:
        raise Refused("malformed", str(error)) from error
    if instant > now:
        raise Refused("future", "That moment is still to come; the text can be shown as of now or earlier.")
    number = record.number_at(text, instant)
    if number == 0:
        raise Refused("before_opening", "At that moment this text was not open yet.")
    return number


def entries_after(record: Record, text: str, number: int, hash_: str) -> list[StoredEntry] | None:
    """
    What a reader has missed who applied entry `number`, whose hash was `hash_` (of 0: 64 zeros).

    None where catching up would be wrong or long, and the state must be fetched again (W14): the record has
    no such entry (a backup was restored), or more than LONGEST_CATCHING_UP follow it.
    """
    head = record.head(text)
    if head is None or not 0 <= number <= head.number or head.number - number > LONGEST_CATCHING_UP:
        return None
    found = record.entries(text, max(number - 1, 0))
    if number == 0:
        return found if hash_ == EMPTY.hash else None
    return found[1:] if found and found[0].hash == hash_ else None
