"""Neighbours in the order of a text: the section of a heading, the footnotes of a paragraph."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from server.domain.paragraph import HEADING, Paragraph

Paragraphs = Mapping[str, Paragraph]


def section(order: Sequence[str], paragraphs: Paragraphs, heading: str) -> tuple[str, ...]:
    """The ids of a section in order: its heading and all up to the next heading of the same or a smaller depth.

    Headings that are proposed or withdrawn bound nothing: a section of their own is they alone.
    """
    if not paragraphs[heading].bounds:
        return (heading,)
    return _up_to_next(order, paragraphs, heading, lambda one: one.bounds)


def section_of_entry(
    order: Sequence[str], paragraphs: Paragraphs, payload: Mapping[str, Any]
) -> tuple[str, ...]:
    """The paragraphs that an entry about a section lists.

    Older entries have no list. They mean all up to the next heading of the same or a smaller depth, counting headings
    that are proposed or withdrawn.
    """
    listed = payload.get("paragraphs")
    if listed is not None:
        return tuple(listed)
    return _up_to_next(order, paragraphs, payload["paragraph"], lambda one: one.kind == HEADING)


def _up_to_next(
    order: Sequence[str], paragraphs: Paragraphs, heading: str, bounds: Callable[[Paragraph], bool]
) -> tuple[str, ...]:
    start = order.index(heading)
    depth = paragraphs[heading].depth
    end = start + 1
    while end < len(order):
        paragraph = paragraphs[order[end]]
        if bounds(paragraph) and paragraph.depth <= depth:
            break
        end += 1
    return tuple(order[start:end])


def footnotes(paragraphs: Paragraphs, paragraph: Paragraph) -> list[Paragraph]:
    """The footnotes whose references stand in a paragraph, in the order of the references."""
    found = []
    for op in paragraph.wording:
        embed = op["insert"]
        if isinstance(embed, dict) and embed.get("footnote") in paragraphs:
            found.append(paragraphs[embed["footnote"]])
    return found
