"""Wordings of any size to measure with: one long paragraph with many marks, and a text with many brackets."""

import random
from typing import Any, Final

from benchmarks.support.texts import SENTENCE, Floor, fill, paragraph_payload
from server.domain.delta import length
from server.domain.paragraph import Paragraph
from server.services.clock import new_id

OF_BRACKETS: Final = 100
"""Paragraphs of the text with brackets."""
MARKED: Final = 10
"""Characters of each place that is marked."""
MOST_MINTED: Final = 50
OWNERS: Final = ("EU", "G77", "FRA")


def length_of(paragraph: Paragraph) -> int:
    return length(paragraph.wording)


def middle_of(paragraph: Paragraph) -> int:
    """An offset in base text near the middle: at the beginning of a run that nobody owns."""
    middle, at, best = length_of(paragraph) // 2, 0, 0
    for op in paragraph.wording:
        if not op.get("attributes") and at <= middle:
            best = at + min(1, length([op]) - 1)
        at += length([op])
    return best


def long_paragraph(floor: Floor, characters: int, marks: int) -> str:
    """A text of one paragraph with so many places marked for deletion or reserved, one proposal each; its id."""
    chance, words = random.Random(characters), SENTENCE.split()
    wording = ""
    while len(wording) < characters:
        wording += chance.choice(words) + " "
    payload = paragraph_payload(None, "operative", "1", wording[: characters - 1] + ".")
    floor.do("secretariat", [("add_paragraph", payload, None)])
    _mark(floor, {payload["paragraph"]: (characters, marks)})
    return str(payload["paragraph"])


def bracketed_text(floor: Floor, brackets: int) -> None:
    """A text of OF_BRACKETS paragraphs, with so many brackets among them, as evenly as can be."""
    paragraphs = fill(floor, OF_BRACKETS)
    state = floor.live.state
    share, more = divmod(brackets, len(paragraphs))
    _mark(
        floor,
        {
            one: (length_of(state.paragraphs[one]), share + (index < more))
            for index, one in enumerate(paragraphs)
        },
    )


def _mark(floor: Floor, places: dict[str, tuple[int, int]]) -> None:
    """Marks so many places of each paragraph, evenly over its length."""
    acts: list[tuple[str, dict[str, Any], str | None]] = []
    for paragraph, (size, marks) in places.items():
        apart = size // max(marks, 1)
        starts = [index * apart + 1 for index in range(marks)]
        for begin in range(0, marks, MOST_MINTED):
            some = starts[begin : begin + MOST_MINTED]
            acts.append(("change_wording", _marking(paragraph, some, min(MARKED, apart - 2)), _owner(begin)))
    floor.do("secretariat", acts)


def _owner(begin: int) -> str:
    return OWNERS[begin // MOST_MINTED % len(OWNERS)]


def _marking(paragraph: str, starts: list[int], size: int) -> dict[str, Any]:
    """By turns words are marked for deletion and reserved, each by a proposal of its own."""
    change: list[dict[str, Any]] = []
    proposals = []
    at = 0
    for index, start in enumerate(starts):
        one, kind = new_id("x"), "reservation" if index % 2 else "wording"
        proposals.append({"id": one, "parent": None, "kind": kind, "set": None})
        mark = f"{'brk' if index % 2 else 'del'}:{one}"
        change += [{"retain": start - at}, {"retain": size, "attributes": {mark: True}}]
        at = start + size
    return {"paragraph": paragraph, "change": change, "proposals": proposals, "reason": None}
