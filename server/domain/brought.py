"""
What an import may bring: what reading a file gives. A file's brackets are proposals, or marks of repair,
so that none is among the words but those that are words in files: placeholders, notes, and in Markdown links.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from server.domain.delta import Delta
from server.domain.marks import INS
from server.domain.paragraph import FOOTNOTE
from server.domain.refusal import Refused
from server.domain.state import State

PART: Final = 250
"""Paragraphs that a long file brings at once: footnotes come last, and their texts may come with a later part."""
_PLAIN: Final = r"\[\[\[\w+\]\]\]|\[\^[^\[\]\s]{1,40}\]"
_LINK: Final = r"\[[^\[\]]+\]\((?:[a-z]{3,10}:|[/#])[^()\s]*\)|\[[^\[\]]+\]\[[^\[\]]+\]"
_TARGET: Final = re.compile(r"\s{0,3}\[[^\[\]]+\]:[ \t]*<?(?:[a-z]{3,10}:|[./#])\S*")
_WORDS: Final = {
    "plain": re.compile(_PLAIN),
    "markdown": re.compile(rf"\\[\[\]*\\]|{_PLAIN}|{_LINK}"),
}


def as_a_file_says(payload: Mapping[str, Any], form: str) -> None:
    """
    Refuses a paragraph with brackets among its words (`typed_bracket`), or with words of a proposal that stand apart
    from the others of that proposal (`malformed`): in a file, one bracket holds them.
    """
    wording = payload["wording"]
    for op in wording:
        words = op["insert"]
        if isinstance(words, str) and not _is_free(words, form):
            raise Refused(
                "typed_bracket",
                "Brackets of a file come as proposals or as marks of repair, not among its words.",
            )
    _together(payload["proposals"], wording)


def own_footnotes(state: State, payloads: Sequence[Mapping[str, Any]]) -> None:
    """Refuses words that refer to a footnote which does not come with them (`unknown_paragraph`)."""
    kinds = {one["paragraph"]: one["kind"] for one in payloads}
    for payload in payloads:
        for op in payload["wording"]:
            note = op["insert"].get("footnote") if isinstance(op["insert"], dict) else None
            later = len(payloads) >= PART and note not in kinds and note not in state.paragraphs
            if note is not None and kinds.get(note) != FOOTNOTE and not later:
                raise Refused("unknown_paragraph", "A footnote that is imported comes with its paragraph.")


def _is_free(words: str, form: str) -> bool:
    """Whether no bracket is among words but those that are words in files."""
    if "[" not in words and "]" not in words:
        return True
    left = _WORDS["markdown" if form == "markdown" else "plain"].sub("", words)
    if "[" not in left and "]" not in left:
        return True
    return form == "markdown" and _TARGET.fullmatch(words) is not None


def _together(proposals: Sequence[Mapping[str, Any]], wording: Delta) -> None:
    """Refuses words of a proposal, those of its amendments included, that stand in more than one place."""
    places: dict[str, list[int]] = {}
    for at, op in enumerate(wording):
        owner = op.get("attributes", {}).get(INS)
        if owner is not None:
            places[owner] = _joined(places.get(owner), [at, at, 1])
    # A parent comes before its children: from the last one, each tells its own what it holds.
    for one in reversed(proposals):
        held = places.get(one["id"])
        # A paragraph that is proposed holds base words too where its bracket holds the marker alone.
        if held is None or one["kind"] != "wording":
            continue
        if held[1] - held[0] + 1 != held[2]:
            raise Refused(
                "malformed", "The words of an imported proposal stand together, with its amendments."
            )
        if one["parent"] is not None:
            places[one["parent"]] = _joined(places.get(one["parent"]), held)


def _joined(one: list[int] | None, other: list[int]) -> list[int]:
    """First and last place, and how many places there are."""
    return other if one is None else [min(one[0], other[0]), max(one[1], other[1]), one[2] + other[2]]
