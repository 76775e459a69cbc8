"""Letters that are drawn as Latin ones are, and words that mix scripts: a small table, not all that Unicode lists."""

import unicodedata
from typing import Final

# Scripts that one language writes together: Chinese, Japanese and Korean, with Latin letters among them.
_TOGETHER: Final = frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"})
_LATIN: Final = str.maketrans(
    "АВЕЅІЈКМНОРСТУХҮԚԜҺԀӀаеорсухіјѕԁһԛԝвкмтнүгӏ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϳαοεικνρτυχγηϲ" + "ցոսօհՕՏԼ",
    "ABESIJKMHOPCTYXYQWhdlaeopcyxijsdhqwbkmthyrl" + "ABEZHIKMNOPTYXCjaoeikvptuxync" + "gnuohOSL",
)
"""Capitals and small letters of Cyrillic, of Greek, and of Armenian."""


def as_latin(name: str) -> str:
    """A name in which letters that look like Latin ones are those. Its case stays: capitals look like other letters."""
    return unicodedata.normalize("NFKD", name).translate(_LATIN)


def scripts_mixed(word: str) -> list[str]:
    """The scripts of a word, where no language writes them together; otherwise none."""
    letters = (each for each in word if unicodedata.category(each) in ("Ll", "Lo", "Lt", "Lu"))
    scripts = {unicodedata.name(each, "UNKNOWN").partition(" ")[0] for each in letters}
    return sorted(scripts) if len(scripts) > 1 and not scripts <= _TOGETHER else []
