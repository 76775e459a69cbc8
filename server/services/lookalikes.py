"""Letters that are drawn as Latin ones are, and words that mix scripts: a small table, not all that Unicode lists."""

import re
import unicodedata
from functools import cache, partial
from typing import Final

# Scripts that one language writes together: Chinese, Japanese and Korean, with Latin letters among them.
_TOGETHER: Final = frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"})
_LATIN: Final = str.maketrans(
    "АВЕЅІЈКМНОРСТУХҮԚԜҺԀӀаеорсухіјѕԁһԛԝвкмтнүгӏ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϳαοεικνρτυχγηϲ" + "ցոսօհՕՏԼ" + "ɑɩ",
    "ABESIJKMHOPCTYXYQWhdlaeopcyxijsdhqwbkmthyrl" + "ABEZHIKMNOPTYXCjaoeikvptuxync" + "gnuohOSL" + "ai",
)
"""Capitals and small letters of Cyrillic, of Greek, and of Armenian, and letters of phonetic script."""
_SMALL_CAPITAL: Final = re.compile(r"LATIN LETTER SMALL CAPITAL ([A-Z])|LATIN SMALL LETTER SCRIPT ([A-Z])")
_CHANGED: Final = re.compile(r"LATIN (CAPITAL|SMALL) LETTER (?:DOTLESS )?([A-Z]) ?(?:WITH .+)?")
"""Unicode's names say of which letter a small capital is, and which one has a stroke or a hook."""
_DIGITS: Final = (str.maketrans("01", "ol"), str.maketrans("01", "oi"))
_MIXED: Final = re.compile(r"(?=\w*[^\W\d_])(?=\w*[01])\w+")
# Joiners are not among them: some scripts need them, and names that differ by one are alike anyway.
_HIDDEN: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


def as_latin(name: str) -> str:
    """A name in which letters that look like Latin ones are those. Its case stays: capitals look like other letters."""
    return "".join(map(_plain, unicodedata.normalize("NFKD", name))).translate(_LATIN)


def readings(name: str) -> set[str]:
    """A name as people may read it: a nought among letters is an o, a one is an l or an i."""
    return {name, *(_MIXED.sub(partial(_translated, table), name) for table in _DIGITS)}


def _translated(table: dict[int, int], word: re.Match[str]) -> str:
    return word[0].translate(table)


def is_small_capital(letter: str) -> bool:
    """Whether it looks like a Latin letter of another size, as phonetic script has them."""
    return _SMALL_CAPITAL.fullmatch(unicodedata.name(letter, "")) is not None


def hides(name: str) -> bool:
    """Whether a name holds a character that is not seen."""
    return _HIDDEN.search(name) is not None


@cache
def _plain(letter: str) -> str:
    called = unicodedata.name(letter, "") if letter > "\x7f" else ""
    if (small := _SMALL_CAPITAL.fullmatch(called)) is not None:
        return (small[1] or small[2]).lower()
    if (changed := _CHANGED.fullmatch(called)) is not None:
        return changed[2] if changed[1] == "CAPITAL" else changed[2].lower()
    return letter


def scripts_mixed(word: str) -> list[str]:
    """The scripts of a word, where no language writes them together; otherwise none."""
    letters = (each for each in word if unicodedata.category(each) in ("Ll", "Lo", "Lt", "Lu"))
    scripts = {unicodedata.name(each, "UNKNOWN").partition(" ")[0] for each in letters}
    return sorted(scripts) if len(scripts) > 1 and not scripts <= _TOGETHER else []
