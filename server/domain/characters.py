"""
The one gate for every string from outside: names, titles, labels, statements, reasons, wordings, file names.

It refuses what cannot be seen and changes what is read, and what no file format can hold. Joiners and direction marks,
which scripts need, pass. Names, titles, labels and statements are stored in NFC (`tidy`); wordings stay as they came.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

MOST_MARKS: Final = 8
"""Combining marks of one letter. Vietnamese needs two, vocalised Arabic and Hebrew four."""

REPLACEMENT: Final = "\ufffd"

_PLANES: Final = "".join(f"{chr((plane << 16) + 0xFFFE)}{chr((plane << 16) + 0xFFFF)}" for plane in range(17))
# Ranges of a character class. The line and paragraph separators are no control characters to Unicode, but break lines
# as a newline does; the deprecated format characters, annotation marks and tags are controls that nobody sees.
CONTROLS: Final = "\x00-\x1f\x7f-\x9f\u2028\u2029\u206a-\u206f\ufff9-\ufffb\U000e0001\U000e0020-\U000e007f"
OVERRIDES: Final = "\u202a-\u202e\u2066-\u2069"
NONCHARACTERS: Final = f"\ufdd0-\ufdef{_PLANES}"
SURROGATES: Final = "\ud800-\udfff"

_UNFIT: Final = re.compile(f"[{CONTROLS}{OVERRIDES}{NONCHARACTERS}{SURROGATES}]")
_ISOLATES: Final = re.compile("([\u2066-\u2069])")
_LINES: Final = frozenset("\t\n\r")
# Drawn as nothing, though some count as letters: fillers of Hangul, the blank of Braille.
_BLANKS: Final = "\u115f\u1160\u2800\u3164\uffa0\u034f\u17b4\u17b5"
_LAST_MARKS: Final = 0x1F000
_VARIANTS: Final = "\U000e0100-\U000e01ef"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a string is refused: a stable `code`, and a `message` of one sentence."""

    code: str
    message: str


_CONTROL: Final = Fault("control_character", "A text holds a control character, a new line or a tab.")
_SURROGATE: Final = Fault("lone_surrogate", "A text holds half of a character.")
_OVERRIDE: Final = Fault("bidi_override", "A text holds a character that changes the order of others.")
_NONCHARACTER: Final = Fault("noncharacter", "A text holds a code that is no character.")
STACKED: Final = Fault("stacked_marks", f"A letter carries more than {MOST_MARKS} combining marks.")


def fault_in(text: str) -> Fault | None:
    """Why a text from outside is not taken; None for one that is."""
    if text.isascii() and text.isprintable():
        return None
    unfit = _UNFIT.search(text)
    if unfit is not None:
        return _fault_of(unfit[0])
    return STACKED if marks_stacked(text) > MOST_MARKS else None


def marks_stacked(text: str) -> int:
    """The most combining marks that follow one another in a text: what is not seen between them does not part them."""
    if text.isascii():
        return 0
    unseen = _unseen()
    return max((len(stack.translate(unseen)) for stack in _stacks(text).findall(text)), default=0)


def marks_at_ends(text: str) -> tuple[int, int, bool]:
    """The combining marks before the first letter of a text and behind its last, and whether it has letters at all."""
    if text.isascii():
        return 0, 0, bool(text)
    unseen = _unseen()
    first, last = (_letterless(part) for part in (text, text[::-1]))
    if len(first) == len(text):
        return len(first.translate(unseen)), 0, False
    return len(first.translate(unseen)), len(last.translate(unseen)), True


def _letterless(text: str) -> str:
    """The beginning, up to the first character that is neither a mark nor unseen."""
    unseen = _unseen()
    at = 0
    while at < len(text):
        stack = _stacks(text).match(text, at)
        if stack is not None:
            at = stack.end()
        elif ord(text[at]) in unseen:
            at += 1
        else:
            break
    return text[:at]


def without_stacks(text: str) -> str:
    """A text of which each letter keeps the combining marks that it may have."""
    return text if text.isascii() else _stacks(text).sub(_first_marks, text)


def _first_marks(stack: re.Match[str]) -> str:
    marks = stack[0].translate(_unseen())
    return stack[0] if len(marks) <= MOST_MARKS else marks[:MOST_MARKS]


def tidy(text: str) -> str:
    """How names, titles, labels and statements are stored: in NFC, without white space at the ends; blank is empty."""
    normal = unicodedata.normalize("NFC", text).strip().strip("\u200b\ufeff").strip()
    return "" if is_blank(normal) else normal


def is_blank(text: str) -> bool:
    """Whether nothing of a text can be seen."""
    return all(unicodedata.category(each)[0] in "ZC" or each in _BLANKS for each in text)


def shown(text: str) -> str:
    """A stored text as files draw it: whatever no file can hold, or would reorder it, is seen as U+FFFD."""
    return _UNFIT.sub(lambda unfit: unfit[0] if unfit[0] in _LINES else REPLACEMENT, text)


def all_shown(value: Any) -> Any:
    """
    A value of JSON, of which every text is as `shown`. Isolates that are closed again stay: documents put names and
    words of ours into them, and nothing beyond is reordered.
    """
    if isinstance(value, str):
        parts = _ISOLATES.split(value) if _are_closed(value) else [value]
        return "".join(one if _ISOLATES.fullmatch(one) else shown(one) for one in parts)
    if isinstance(value, Mapping):
        return {shown(name): all_shown(one) for name, one in value.items()}
    return [all_shown(one) for one in value] if isinstance(value, list | tuple) else value


def _are_closed(text: str) -> bool:
    """Whether each isolate of a text is closed in it."""
    depth = 0
    for found in _ISOLATES.finditer(text):
        depth += -1 if found[0] == "\u2069" else 1
        if depth < 0:
            return False
    return depth == 0


def _fault_of(character: str) -> Fault:
    if "\ud800" <= character <= "\udfff":
        return _SURROGATE
    if "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069":
        return _OVERRIDE
    if "\ufdd0" <= character <= "\ufdef" or ord(character) & 0xFFFE == 0xFFFE:
        return _NONCHARACTER
    return _CONTROL


def _stacks(text: str) -> re.Pattern[str]:
    """The pattern of combining marks that follow one another, for this text: one that knows all planes is slow."""
    return _marks(beyond=max(text, default="") > "\uffff")


@cache
def _marks(*, beyond: bool) -> re.Pattern[str]:
    # Python's patterns have no class of marks, so it is made once.
    codes = range(0x300, _LAST_MARKS if beyond else 0x10000)
    marks = "".join(chr(code) for code in codes if unicodedata.category(chr(code))[0] == "M")
    within = f"{marks}{_VARIANTS if beyond else ''}"
    return re.compile(f"[{within}][{within}{''.join(map(chr, _unseen()))}]*")


@cache
def _unseen() -> dict[int, None]:
    """Characters that no width has, and that are no marks: joiners, soft hyphens, marks of direction, fillers."""
    formats = (code for code in range(0x80, 0x10000) if unicodedata.category(chr(code)) == "Cf")
    return dict.fromkeys([*formats, *(ord(each) for each in "\u115f\u1160\u3164\uffa0")])
