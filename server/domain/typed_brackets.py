"""
Brackets are drawn from marks and are never characters of a wording: with one, a delegation could close the bracket
that its words stand in, and go on as if what follows were agreed.

The browser reads typed brackets by the same rule (`client/src/record/typedBrackets.ts`), so that only another client
meets the refusal; tests/vectors/typed_brackets.json holds the two together.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from server.domain.delta import Delta
from server.domain.delta_ops import END, Op, Reader, op_length
from server.domain.marks import INS, chain
from server.domain.paragraph import Paragraph, Proposal
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
    "⎴⎵",
    "⹕⹖",
    "⹗⹘",
)
"""Signs that read as a square bracket, of any width. Tortoise-shell brackets number Chinese documents and pass."""
_OPENS: Final = {pair[0]: pair[1] for pair in _PAIRS}
# No pairs: extensions of brackets, a square around the letter before it, what stands for an object.
_SIGNS: Final = re.escape("".join(_PAIRS) + "⎢⎥\u20de\ufffc")
_BRACKETS: Final = re.compile(f"[{_SIGNS}]")
# A note is called by a number: words in its stead, `[^agreed-EU]`, would read as a bracket.
_PLACEHOLDER: Final = r"\[\[\[\w+\]\]\]|\[\^[0-9]{1,4}[a-z]?\]"
_LINK: Final = rf"\[[^{_SIGNS}]+\]\((?:[a-z]{{3,10}}:|[/#])[^()\s]*\)"
_LITERAL: Final = {
    "plain": re.compile(_PLACEHOLDER),
    "markdown": re.compile(rf"\\[\[\]\\]|{_PLACEHOLDER}|{_LINK}"),
}
_EMBED: Final = "\n"
"""Stands for a footnote: no wording holds it as a character."""
# Brackets of literals while others are looked for; no wording holds these as characters either.
_MASK: Final = str.maketrans("[]", "\x01\x02")
LOOKED_THROUGH: Final = 500_000
"""Characters and pieces of earlier wordings that one command looks through, the latest first, for all its brackets."""

_Literal = re.Pattern[str]
_Part = tuple[str, str]
"""Words, and what a change does with them: `kept`, `gone`, `new`."""
_Run = tuple[str | None, str, str]
"""Whose words, the words, and what a change does with them."""


def no_typed_brackets(change: Delta, delegation: str | None, form: str, paragraph: Paragraph | None) -> None:
    """
    Refuse inserted words that hold a bracket (`typed_bracket`), in a text of a format; `paragraph`: that is changed.

    Placeholders `[[[Name]]]` and notes `[^1]` may be inserted, in Markdown links and escaped brackets too, but these as
    base text only: the words of a link can read like a bracket. A stretch from the first other bracket of
    inserted words to the last passes where it is balanced and stands so in the paragraph, or stood there within its
    trail: it was brought in, and is moved or put back.
    """
    free, literal = _LITERAL["plain" if delegation is not None else form], _LITERAL[form]
    pieces = {piece for words in _inserted(change) if (piece := _piece(words, free, literal))}
    if not pieces:
        return
    balanced = all(_balanced(piece, free) for piece in pieces)
    if paragraph is None or not balanced or not _stood(paragraph, pieces, literal):
        raise Refused(
            "typed_bracket",
            "Brackets are no characters of a wording: select the words and reserve them, or propose others.",
        )


def no_halves(
    change: Delta, wording: Delta, after: Delta, form: str, proposals: Mapping[str, Proposal]
) -> None:
    """
    Refuse a delegation's change of a wording that leaves half of a bracket in a proposal's words (`typed_bracket`), or
    of a placeholder what is none any more: that would read as a bracket that closes another.

    What is left is judged, not what is deleted. Halves of an old record may stay; there are not more of them.
    """
    if not any(_is_bracketed(op) for delta in (wording, after) for op in delta):
        return
    owners = {_owner(op) for delta in (wording, after) for op in delta}
    inside = {owner: frozenset(chain(proposals, owner)) for owner in (*owners, None)}
    words = _by_owner(_parted(_runs(change, wording), inside)).values()
    literals = {_LITERAL["plain"], _LITERAL[form]}
    broken = any(_breaks(parts, literal) for parts in words for literal in literals)
    if broken or _halves(after, inside) > _halves(wording, inside):
        raise Refused(
            "typed_bracket", "Brackets are deleted in pairs, and a placeholder or the sign of a note as one."
        )


def _is_bracketed(op: Op) -> bool:
    text = op["insert"]
    return INS in (op.get("attributes") or {}) and isinstance(text, str) and bool(_BRACKETS.search(text))


def is_bracket(sign: str) -> bool:
    """Whether a character is a square bracket, or reads as one."""
    return bool(_BRACKETS.match(sign))


def _runs(change: Delta, wording: Delta) -> Iterator[_Run]:
    """The words of a wording in order, and which of them a change keeps, deletes and inserts."""
    reader = Reader(wording)
    for op in [*change, {"retain": END}]:
        if "insert" in op:
            yield _owner(op), _text(op), "new"
            continue
        left = op_length(op)
        while left and reader.has_next:
            piece = reader.next(left)
            left -= op_length(piece)
            yield _owner(piece), _text(piece), "gone" if "delete" in op else "kept"


def _parted(runs: Iterable[_Run], inside: Mapping[str | None, frozenset[str]]) -> list[_Run]:
    """
    Runs, and a sign between two of one proposal where words stand in between that do not amend it: these make no
    placeholder together. `inside`: a proposal and its ancestors, for each.
    """
    parted: list[_Run] = []
    known: set[str] = set()
    joined: set[str] = set()
    for owner, text, what in runs:
        joined &= inside[owner]
        if owner is not None:
            if owner in known - joined:
                parted.append((owner, _EMBED, "kept"))
            known.add(owner)
            joined.add(owner)
        parted.append((owner, text, what))
    return parted


def _by_owner(runs: Iterable[_Run]) -> dict[str, list[_Part]]:
    owned: dict[str, list[_Part]] = {}
    for owner, text, what in runs:
        if owner is not None:
            owned.setdefault(owner, []).append((text, what))
    return owned


def _owner(op: Op) -> str | None:
    owner: str | None = (op.get("attributes") or {}).get(INS)
    return owner


def _text(op: Op) -> str:
    return op["insert"] if isinstance(op["insert"], str) else _EMBED


def _breaks(parts: list[_Part], literal: _Literal) -> bool:
    """Whether a bracket that was, or came, in a literal is in none after the change."""
    was = iter(_covered("".join(text for text, what in parts if what != "new"), literal))
    came = iter(_covered("".join(text for text, what in parts if what == "new"), literal))
    before: list[bool] = []
    for text, what in parts:
        flags = list(islice(came if what == "new" else was, len(text)))
        before += flags if what != "gone" else ()
    words = "".join(text for text, what in parts if what != "gone")
    loose = _brackets(_masked(_masked(words, literal), _LITERAL["plain"]))
    return any(before[at] for at in loose)


def _covered(words: str, literal: _Literal) -> list[bool]:
    """Which characters are part of a literal."""
    covered = [False] * len(words)
    for found in literal.finditer(words):
        covered[found.start() : found.end()] = [True] * len(found[0])
    return covered


def _halves(wording: Delta, inside: Mapping[str | None, frozenset[str]]) -> int:
    """
    How many brackets in the words of proposals stand without their other half. The two stand in words of one proposal,
    and between them nothing but its own words and what amends these.
    """
    runs = _parted(_runs([], wording), inside)
    words = {
        owner: _masked("".join(text for text, _ in parts), _LITERAL["plain"])
        for owner, parts in _by_owner(runs).items()
    }
    open_now: list[tuple[str, str]] = []
    passed = dict.fromkeys(words, 0)
    halves = 0
    for owner, text, _ in runs:
        while open_now and open_now[-1][1] not in inside[owner]:
            open_now.pop()
            halves += 1
        if owner is None:
            continue
        at = passed[owner]
        passed[owner] = until = at + len(text)
        for found in _BRACKETS.finditer(words[owner], at, until):
            if found[0] in _OPENS:
                open_now.append((_OPENS[found[0]], owner))
            elif not open_now or open_now.pop() != (found[0], owner):
                halves += 1
    return halves + len(open_now)


def _brackets(words: str) -> list[int]:
    return [found.start() for found in _BRACKETS.finditer(words)]


def _masked(words: str, literal: _Literal) -> str:
    """Words of the same length of which no literal holds a bracket."""
    return literal.sub(lambda found: found[0].translate(_MASK), words) if "[" in words else words


def _piece(words: str, free: _Literal, literal: _Literal) -> str:
    """The stretch from the first bracket that is not free to the last, with the whole of literals at its ends."""
    found = _brackets(_masked(words, free))
    if not found:
        return ""
    begin, end = found[0], found[-1] + 1
    for whole in literal.finditer(words):
        if whole.start() <= begin < whole.end():
            begin = whole.start()
        if whole.start() < end <= whole.end():
            end = whole.end()
    return words[begin:end]


def _inserted(change: Delta) -> Iterator[str]:
    """The words that a change inserts at each place."""
    words = ""
    for op in [*change, {"retain": 1}]:
        if "insert" in op:
            words += _text(op)
        elif words:
            yield words
            words = ""


def _balanced(piece: str, free: _Literal) -> bool:
    open_now: list[str] = []
    for found in _BRACKETS.finditer(_masked(piece, free)):
        if found[0] in _OPENS:
            open_now.append(_OPENS[found[0]])
        elif not open_now or open_now.pop() != found[0]:
            return False
    return not open_now


def _stood(paragraph: Paragraph, pieces: Iterable[str], literal: _Literal) -> bool:
    """Whether each of some pieces stands whole in what was brought in, or stood in it."""
    left = {_masked(piece, literal) for piece in pieces}
    looked = 0
    for wording in (paragraph.wording, *(one.before for one in reversed(paragraph.trail))):
        words = _masked(_brought_in(paragraph, wording), literal)
        looked += (len(words) + len(wording)) * len(left)
        left = {piece for piece in left if piece not in words}
        if not left or looked > LOOKED_THROUGH:
            break
    return not left


def _brought_in(paragraph: Paragraph, wording: Delta) -> str:
    """The words of a wording that are base text, or of a proposal that came with the paragraph."""
    later = {one.id for one in paragraph.proposals.values() if one.tabled > paragraph.added}
    return "".join(_text(op) for op in wording if _owner(op) not in later)
