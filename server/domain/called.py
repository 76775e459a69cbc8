"""
What label and marker of a paragraph may say. They stand outside all brackets, on agreed paragraphs too: they count and
say nothing: `12 bis.`, `(a)`, `Article 3`, `•`; no brackets, and no words but those that are counted.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from server.domain.numbering import ORDINALS, roman
from server.domain.paragraph import FOOTNOTE
from server.domain.refusal import Refused
from server.domain.typed_brackets import is_bracket

_MOST: Final = 12
"""Numbers, letters and words of a label; `Article 3 bis (a) (iv) alt 2` has eight."""
_MOST_WORDS: Final = 2
_MOST_LETTERS: Final = 2
"""Single letters that follow one another, without a number between them."""
_NOTE: Final = re.compile(r"[^\[\]\s]{1,40}")
_STRAY: Final = re.compile(r"\[\^([^\[\]\s]{1,40})\]:?")
"""The text of a footnote that nothing refers to."""
_COUNTS: Final = re.compile(rf"(?:(?:op|pp|o|p)?\d+|{'|'.join(ORDINALS)}|quat|quint?|alt|op|pp)+")
_IDEOGRAPHS: Final = frozenset("第条條章节節款项項目段附件一二三四五六七八九十百千零〇甲乙丙丁戊己庚辛壬癸")
_ALONE: Final = frozenset(
    ["annex", "annexe", "anexo", "appendix", "chapeau", "preamble", "preambule", "preambulo"]
)


def sound_names(fields: Mapping[str, Any], kind: str) -> None:
    """Refuse a label or marker that says more than how a paragraph is counted (`malformed`)."""
    for name in ("label", "marker"):
        if not counts(fields[name], kind):
            raise Refused(
                "malformed",
                f"A {name} is a number, a letter or a sign, as in “12 bis.”, “(a)” or “Article 3”: words go into "
                "the paragraph.",
            )


def counts(called: str, kind: str) -> bool:
    """Whether a label or marker of a kind of paragraph only counts."""
    if kind == FOOTNOTE:
        return (_NOTE.fullmatch(called) is not None and not any(map(is_bracket, called))) or called == ""
    if (stray := _STRAY.fullmatch(called)) is not None:
        return not any(map(is_bracket, stray[1]))
    if any(is_bracket(one) or one in ";!" for one in called):
        return False
    parts = _parts(called)
    counted = [_is_counted(part) for part in parts]
    # Each word stands before what it counts: `Article 3, Option 1`.
    worded = all(one or (counted[at + 1 : at + 2] == [True]) for at, one in enumerate(counted))
    first = not parts or not counted[0] or all(counted)
    few = len(parts) <= _MOST and counted.count(False) <= _MOST_WORDS and not _is_spelt(parts)
    return few and ((worded and first) or (len(parts) == 1 and _needs_no_number(parts[0])))


def _needs_no_number(word: str) -> bool:
    """Whether it is one of a few names, or written in a script of which ordinals are words (`أولا-`)."""
    script = unicodedata.name(word[0], "").partition(" ")[0]
    return word in _ALONE or script not in ("LATIN", "CYRILLIC", "GREEK", "CJK")


def _is_spelt(parts: list[str]) -> bool:
    """Whether letters stand one by one, as in `a g r e e d`; `(a) (i)` counts."""
    single = "".join(
        "x" if len(part) == 1 and part.isalpha() and part not in "ivx" else " " for part in parts
    )
    return "x" * (_MOST_LETTERS + 1) in single


def _is_counted(part: str) -> bool:
    one = len(part) == 1 or (len(part) == 2 and part[0] == part[1])
    return (
        one
        or part.isdecimal()
        or roman(part) is not None
        or _COUNTS.fullmatch(part) is not None
        or set(part) <= _IDEOGRAPHS
    )


def _parts(called: str) -> list[str]:
    """Numbers and words in small letters, without accents and signs."""
    plain = unicodedata.normalize("NFKD", called.lower())
    kept = (each for each in plain if unicodedata.category(each)[0] != "M" and each not in "-‑’'")
    return "".join(each if unicodedata.category(each)[0] in "LN" else " " for each in kept).split()
