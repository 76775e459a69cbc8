"""Brackets are drawn from marks and are never characters of a wording: with one, a delegation could close the bracket
that its words stand in, and go on as if what follows were agreed.

The browser reads typed brackets (`client/src/record/typedBrackets.ts`), so that only another client meets the refusal.
"""

import re
from collections.abc import Iterator
from typing import Final

from server.domain.delta import Delta
from server.domain.paragraph import Paragraph
from server.domain.payload import Refused

_PAIRS: Final = (
    "[]",
    "［］",
    "【】",
    "⁅⁆",
    "❲❳",
    "⟦⟧",
    "〚〛",
    "⦋⦌",
    "⦍⦐",
    "⦏⦎",
    "﹇﹈",
    "⎡⎤",
    "⎣⎦",
    "⸢⸣",
    "⸤⸥",
)
"""What reads as a square bracket, in whatever width. Tortoise-shell brackets are how Chinese documents are numbered."""
_OPENS: Final = {pair[0]: pair[1] for pair in _PAIRS}
_BRACKETS: Final = re.compile("[" + re.escape("".join(_PAIRS) + "⎢⎥") + "]")
_PLACEHOLDER: Final = r"\[\[\[\w+\]\]\]|\[\^[^\[\]\s]{1,40}\]"
_LINK: Final = r"\[[^\[\]]+\]\((?:[a-z]{3,10}:|[/#])[^()\s]*\)"
_LITERAL: Final = {
    "plain": re.compile(_PLACEHOLDER),
    "markdown": re.compile(rf"\\[\[\]\\]|{_PLACEHOLDER}|{_LINK}"),
}
LOOKED_THROUGH: Final = 2_000_000
"""Characters of earlier wordings that are looked through for a piece, the latest first."""


def no_typed_brackets(change: Delta, delegation: str | None, form: str, paragraph: Paragraph | None) -> None:
    """
    Refuse inserted words that hold a bracket (`typed_bracket`), in a text of a format; `paragraph`: that is changed.

    A stretch from the first bracket of inserted words to the last passes where it is balanced and stands so in the
    paragraph, or stood there within its trail: it was brought in, and is moved or put back. Base text may have
    placeholders `[[[Name]]]` and notes `[^1]`, in Markdown links and escaped brackets too.
    """
    for words in _inserted(change):
        left = words if delegation is not None else _LITERAL[form].sub("", words)
        if not _BRACKETS.search(left):
            continue
        found = list(_BRACKETS.finditer(words))
        piece = words[found[0].start() : found[-1].end()]
        if paragraph is None or not _balanced(piece) or not _stood(paragraph, piece):
            raise Refused(
                "typed_bracket",
                "Brackets are no characters of a wording: select the words and reserve them, or propose others.",
            )


def _inserted(change: Delta) -> Iterator[str]:
    """The words that a change inserts at each place."""
    words = ""
    for op in [*change, {"retain": 1}]:
        if "insert" in op:
            words += op["insert"] if isinstance(op["insert"], str) else "\ufffc"
        elif words:
            yield words
            words = ""


def _balanced(piece: str) -> bool:
    open_now: list[str] = []
    for found in _BRACKETS.finditer(piece):
        if found.group() in _OPENS:
            open_now.append(_OPENS[found.group()])
        elif not open_now or open_now.pop() != found.group():
            return False
    return not open_now


def _stood(paragraph: Paragraph, piece: str) -> bool:
    looked = 0
    for wording in (paragraph.wording, *(one.before for one in reversed(paragraph.trail))):
        words = "".join(op["insert"] if isinstance(op["insert"], str) else "\ufffc" for op in wording)
        if piece in words:
            return True
        looked += len(words) + len(wording)
        if looked > LOOKED_THROUGH:
            return False
    return False
