"""Brackets are drawn from marks and are never characters of a wording: with one, a delegation could close the bracket
that its words stand in, and go on as if what follows were agreed.

The browser reads typed brackets by the same rule (`client/src/record/typedBrackets.ts`), so that only another client
meets the refusal; tests/vectors/typed_brackets.json holds the two together.
"""

import re
from collections.abc import Iterator
from typing import Final

from server.domain.delta import Delta
from server.domain.delta_ops import END, Op, Reader, op_length
from server.domain.marks import INS
from server.domain.paragraph import Paragraph
from server.domain.refusal import Refused

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
    "⌈⌉",
    "⌊⌋",
    "⌜⌝",
    "⌞⌟",
    "⫍⫎",
    "⊏⊐",
    "〖〗",
    "｢｣",
    "⟬⟭",
    "⟮⟯",
    "︻︼",
    "︗︘",
)
"""Signs that read as a square bracket, of any width. Tortoise-shell brackets number Chinese documents and pass."""
_OPENS: Final = {pair[0]: pair[1] for pair in _PAIRS}
# No pairs: extensions of brackets, a square around the letter before it, what stands for an object.
_SIGNS: Final = re.escape("".join(_PAIRS) + "⎢⎥\u20de\ufffc")
_BRACKETS: Final = re.compile(f"[{_SIGNS}]")
_PLACEHOLDER: Final = rf"\[\[\[\w+\]\]\]|\[\^[^{_SIGNS}\s]{{1,40}}\]"
_LINK: Final = rf"\[[^{_SIGNS}]+\]\((?:[a-z]{{3,10}}:|[/#])[^()\s]*\)"
_LITERAL: Final = {
    "plain": re.compile(_PLACEHOLDER),
    "markdown": re.compile(rf"\\[\[\]\\]|{_PLACEHOLDER}|{_LINK}"),
}
_EMBED: Final = "\n"
"""Stands for a footnote: no wording holds it as a character."""
LOOKED_THROUGH: Final = 2_000_000
"""Characters of earlier wordings that are looked through for a piece, the latest first."""


def no_typed_brackets(change: Delta, delegation: str | None, form: str, paragraph: Paragraph | None) -> None:
    """
    Refuse inserted words that hold a bracket (`typed_bracket`), in a text of a format; `paragraph`: that is changed.

    Placeholders `[[[Name]]]` and notes `[^1]` may be inserted, in Markdown links and escaped brackets too, but these as
    base text only: the words of a link can read like a bracket. A stretch from the first other bracket of
    inserted words to the last passes where it is balanced and stands so in the paragraph, or stood there within its
    trail: it was brought in, and is moved or put back.
    """
    literal = _LITERAL["plain" if delegation is not None else form]
    for words in _inserted(change):
        found = _loose(words, literal)
        if not found:
            continue
        piece = words[found[0] : found[-1] + 1]
        if paragraph is None or not _balanced(piece) or not _stood(paragraph, piece):
            raise Refused(
                "typed_bracket",
                "Brackets are no characters of a wording: select the words and reserve them, or propose others.",
            )


def no_halves(change: Delta, wording: Delta) -> None:
    """
    Refuse a delegation's change of a wording that deletes one of two brackets (`typed_bracket`), or a part of a
    placeholder so that it is none any more: what is left of them would read as a bracket that closes another.
    """
    if not any("delete" in op for op in change) or not any(_is_bracketed(op) for op in wording):
        return
    literal = _LITERAL["plain"]
    for words, gone in _own_words(change, wording):
        for found in literal.finditer(words):
            rest = "".join(words[at] for at in range(*found.span()) if not gone[at])
            if _BRACKETS.search(rest) and not literal.fullmatch(rest):
                raise _half()
        if not _balanced("".join(words[at] for at in _loose(words, literal) if gone[at])):
            raise _half()


def _is_bracketed(op: Op) -> bool:
    text = op["insert"]
    return INS in (op.get("attributes") or {}) and isinstance(text, str) and bool(_BRACKETS.search(text))


def is_bracket(sign: str) -> bool:
    """Whether a character is a square bracket, or reads as one."""
    return bool(_BRACKETS.match(sign))


def _half() -> Refused:
    return Refused(
        "typed_bracket", "Brackets are deleted in pairs, and a placeholder or the sign of a note as one."
    )


def _own_words(change: Delta, wording: Delta) -> Iterator[tuple[str, list[bool]]]:
    """The words of each proposal in a wording, and which of their characters the change deletes."""
    words: dict[str, list[str]] = {}
    gone: dict[str, list[bool]] = {}
    reader = Reader(wording)
    for op in [*change, {"retain": END}]:
        if "insert" in op:
            continue
        left = op_length(op)
        while left and reader.has_next:
            piece = reader.next(left)
            left -= op_length(piece)
            owner = (piece.get("attributes") or {}).get(INS)
            text = piece["insert"]
            if owner is None or not isinstance(text, str):
                continue
            words.setdefault(owner, []).append(text)
            gone.setdefault(owner, []).extend(["delete" in op] * len(text))
    for owner, parts in words.items():
        yield "".join(parts), gone[owner]


def _loose(words: str, literal: re.Pattern[str]) -> list[int]:
    """Where brackets stand that are no part of a placeholder."""
    kept = [found.span() for found in literal.finditer(words)]
    places = [found.start() for found in _BRACKETS.finditer(words)]
    return [at for at in places if not any(begin <= at < end for begin, end in kept)]


def _inserted(change: Delta) -> Iterator[str]:
    """The words that a change inserts at each place."""
    words = ""
    for op in [*change, {"retain": 1}]:
        if "insert" in op:
            words += op["insert"] if isinstance(op["insert"], str) else _EMBED
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
        words = "".join(op["insert"] if isinstance(op["insert"], str) else _EMBED for op in wording)
        if piece in words:
            return True
        looked += len(words) + len(wording)
        if looked > LOOKED_THROUGH:
            return False
    return False
