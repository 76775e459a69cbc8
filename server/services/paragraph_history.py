"""Everything that happened to one paragraph, out of the record of its text."""

from collections.abc import Sequence

from server.domain.text import State, apply, section
from server.services.record import StoredEntry

SECTION_ACTS = ("section_moved", "section_withdrawn")
"""Acts that name a heading, and are done to all that stands below it at that number."""


def history_of(record: Sequence[StoredEntry], paragraph: str) -> list[StoredEntry]:
    """
    The entries of a whole record that name the paragraph, or move or withdraw a section that it stood in then; in
    order, not contiguous.
    """
    with_its_section = _section_acts(record, paragraph)
    return [stored for stored in record if _names(stored, paragraph) or stored.number in with_its_section]


def _names(stored: StoredEntry, paragraph: str) -> bool:
    # Most entries are about others: those are told apart without reading them.
    return paragraph.encode() in stored.data and stored.entry["payload"].get("paragraph") == paragraph


def _section_acts(record: Sequence[StoredEntry], paragraph: str) -> set[int]:
    """The numbers of what was done to the paragraph's section. Only the past knows what stood in a section then."""
    acts = [stored.number for stored in record if _is_section_act(stored)]
    found: set[int] = set()
    state: State | None = None
    for stored in record[: acts[-1]] if acts else ():
        if (
            state
            and stored.number in acts
            and paragraph in section(state, stored.entry["payload"]["paragraph"])
        ):
            found.add(stored.number)
        state = apply(state, stored.entry)
    return found


def _is_section_act(stored: StoredEntry) -> bool:
    named = any(act.encode() in stored.data for act in SECTION_ACTS)
    return named and stored.entry["kind"] in SECTION_ACTS
