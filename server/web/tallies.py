"""How far a text is: its paragraphs counted by how they stand."""

from collections import Counter
from dataclasses import dataclass

from server.domain.paragraph import FOOTNOTE, HEADING, Paragraph
from server.domain.readings import status
from server.domain.state import State


@dataclass(frozen=True)
class Tally:
    """`counts`: paragraphs (no headings, none withdrawn) by status, in the order in which they are shown."""

    counts: tuple[tuple[str, int], ...]
    paragraphs: int


# As people report them: what is done first.
ORDER = ("agreed", "ad_ref", "informals", "clean", "bracketed", "proposed")


def tally(state: State | None) -> Tally:
    """The tally of a text; of one that is still empty, nothing."""
    if state is None:
        return Tally((), 0)
    shown = [state.paragraphs[one] for one in state.order]
    notes = footnotes(state)
    counted = Counter(
        status(each, notes.get(each.id, ()))
        for each in shown
        if each.kind != HEADING and each.withdrawn is None
    )
    levels = [level["id"] for level in state.levels]
    known = [*ORDER, *(level for level in levels if level not in ORDER)]
    counts = tuple((name, counted[name]) for name in known if counted[name])
    return Tally(counts, sum(counted.values()))


def footnotes(state: State) -> dict[str, list[Paragraph]]:
    """The footnotes of a text by the paragraph that they belong to; they stand in no order of their own."""
    found: dict[str, list[Paragraph]] = {}
    for paragraph in state.paragraphs.values():
        if paragraph.kind == FOOTNOTE and paragraph.of is not None:
            found.setdefault(paragraph.of, []).append(paragraph)
    return found
