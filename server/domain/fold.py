"""The fold: it makes the state from the record, entry by entry.

The kinds of entries are declared in `entries`. The browser has the same fold, in `client/src/record/fold.ts`.
"""

from collections.abc import Iterable
from dataclasses import replace

from server.domain.captured import with_act
from server.domain.entries import ENTRIES
from server.domain.entries.declaring import Entry
from server.domain.entries.text import opened
from server.domain.state import State, UnknownEntry


def apply(state: State | None, entry: Entry) -> State:
    """The state after one more entry. Raises UnknownEntry for a kind that it does not know."""
    if state is None:
        return opened(entry)
    declared = ENTRIES.get(entry["kind"])
    if declared is None:
        raise UnknownEntry(f"no. {entry['number']}: {entry['kind']}")
    after = declared.apply(state, entry, entry["payload"])
    one = entry["payload"].get("paragraph")
    acts = with_act(state.acts, entry, state.paragraphs.get(one), after.paragraphs.get(one))
    return replace(after, number=entry["number"], time=entry["time"], acts=acts)


def fold(entries: Iterable[Entry], state: State | None = None) -> State | None:
    """The state after all of the entries, from nothing or from a state."""
    for entry in entries:
        state = apply(state, entry)
    return state
