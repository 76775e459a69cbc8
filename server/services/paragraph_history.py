"""Everything that happened to one paragraph, out of the record of its text: by an index that follows the record.

The index is made in stretches, beside the work (`go_on`), and by whoever reads where nobody has: it does not matter
which program wrote the entries. What it does not reach yet is looked through.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from server.domain.entries.declaring import Entry
from server.domain.paragraph import Paragraph
from server.domain.sections import section_of_entry
from server.domain.state import State
from server.services.past import fold_to
from server.services.record import OutOfOrder, Record, StoredEntry
from server.services.store import Store

SECTION_ACTS: Final = ("section_moved", "section_withdrawn")
"""Acts that name a heading, and are done to the paragraphs that their entries list."""

STRETCH: Final = 500
"""Entries that are indexed together, so that each transaction is short."""

LONGEST_STRETCH: Final = 5_000
"""The same where the index is far behind: on tables that have just been brought up to date, or restored."""

LONGEST_TAIL: Final = 2_000
"""Entries that are looked through for a question, at most: before that, the index is gone on with."""

PAGE: Final = 500
"""Entries of a history in one answer, the last ones first; who wants earlier ones asks again."""


@dataclass(frozen=True, slots=True)
class History:
    """Entries in order, not contiguous; `earlier`: whether there are others before them."""

    entries: tuple[StoredEntry, ...]
    earlier: bool


def history_of(record: Record, text: str, paragraph: str, before: int, most: int) -> History:
    """
    The last entries below a number that name the paragraph, or move or withdraw a section that it stood in then.
    """
    numbers = list(islice(numbers_of(record, text, paragraph, before), most + 1))
    return History(tuple(record.entries_at(text, numbers[:most])), len(numbers) > most)


def base_of(record: Record, text: str, paragraph: str, history: History) -> Paragraph | None:
    """The paragraph as the first of the entries found it; None where that one put it in."""
    if not history.earlier:
        return None
    state = fold_to(record, text, history.entries[0].number - 1).state
    return None if state is None else state.paragraphs.get(paragraph)


def numbers_of(record: Record, text: str, paragraph: str, before: int) -> Iterator[int]:
    """The numbers of the entries that concern a paragraph, below a number, the last one first."""
    through = record.indexed(text)
    if before - 1 > through:
        tail = record.entries(text, through, before - 1)
        found = [one for one in tail if _names(one, paragraph) or _is_section_act(one)]
        yield from (one.number for one in reversed(found) if paragraph in concerned(record, text, one))
    yield from record.numbers_of(text, paragraph, min(before, through + 1))


def go_on(store: Store, text: str, leave: int = STRETCH) -> None:
    """
    Goes on with the index until fewer than so many entries are left, a stretch in a transaction. Others may do so at
    the same time: one of them is then ahead, and it makes no difference which.
    """
    while True:
        try:
            with store.reading() as unit:
                head, through = unit.record.head(text), unit.record.indexed(text)
                if head is None or head.number - through < max(leave, 1):
                    return
                up_to = min(head.number, through + LONGEST_STRETCH)
                found = _by_paragraph(unit.record, text, unit.record.entries(text, through, up_to))
            with store.writing() as unit:
                unit.record.index(text, through, up_to, found)
        except OutOfOrder:
            continue


def concerned(record: Record, text: str, stored: StoredEntry) -> Sequence[str]:
    """The paragraphs that an entry concerns. Where one of before does not list them, only the past knows."""
    return concerned_in(stored.entry, lambda: fold_to(record, text, stored.number - 1).state)


def concerned_in(entry: Entry, before: Callable[[], State | None]) -> Sequence[str]:
    """The paragraphs that an entry concerns; `before` gives the text as it found it."""
    named = entry["payload"].get("paragraph")
    if named is None:
        return ()
    if entry["kind"] not in SECTION_ACTS:
        return (named,)
    if "paragraphs" in entry["payload"]:
        return tuple(entry["payload"]["paragraphs"])
    state = before()
    return (named,) if state is None else section_of_entry(state.order, state.paragraphs, entry["payload"])


def _by_paragraph(record: Record, text: str, entries: Sequence[StoredEntry]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for stored in entries:
        for paragraph in concerned(record, text, stored):
            found.setdefault(paragraph, []).append(stored.number)
    return found


def _names(stored: StoredEntry, paragraph: str) -> bool:
    # Most entries are about others: those are told apart without reading them.
    return paragraph.encode() in stored.data and stored.entry["payload"].get("paragraph") == paragraph


def _is_section_act(stored: StoredEntry) -> bool:
    named = any(act.encode() in stored.data for act in SECTION_ACTS)
    return named and stored.entry["kind"] in SECTION_ACTS
