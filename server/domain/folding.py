"""
When two wordings or names are alike, whatever keyboard, program or habit they come from. `client/src/record/folding.ts`
does the same; `tests/vectors/folding.json` holds both to it.

Folding is for comparing only: what it gives is not stored as a wording, and not shown. These are alike: letters of
either case, with Turkish dotted and dotless i; letters composed or not, with or without accents, Arabic vowel signs,
tatweel or Hebrew points; one space and several, of any width; all dashes and hyphens; all apostrophes; all quotation
marks; wide, narrow and presentation forms. Soft hyphens and characters without width count for nothing. Marks that are
letters to their readers stay: the vowels of Hindi and Thai, the voicing of kana.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from server.domain import utf16

_ALIKE: Final = {
    **dict.fromkeys("'`´‘’‚‛′ʹʻʼʾʿˈꞌ՚׳＇", "'"),
    **dict.fromkeys('"“”„‟″«»＂״', '"'),
    **dict.fromkeys("−⁃", "-"),
    **dict.fromkeys("\t\n\v\f\r\x85\u2028\u2029", " "),
    **dict(zip("ıøØłŁđĐħĦ", "ioollddhh", strict=True)),
    **dict.fromkeys("æÆ", "ae"),
    **dict.fromkeys("œŒ", "oe"),
}
"""Looked up before anything else: compatibility forms of some of these would make a space of them."""

_ACCENTS: Final = (
    (0x0300, 0x036F), (0x0483, 0x0489), (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2), (0x05C4, 0x05C5),
    (0x05C7, 0x05C7), (0x0610, 0x061A), (0x0640, 0x0640), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC),
    (0x06DF, 0x06E4), (0x06E7, 0x06E8), (0x06EA, 0x06ED), (0x08D3, 0x08E1), (0x08E3, 0x08FF), (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F),
)  # fmt: skip
"""Marks that count for nothing: accents, vowel signs, points, tatweel."""

_VARIANTS: Final = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
"""They choose how the sign before them is drawn."""

_GONE: Final = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x180E, 0x180E), (0x200B, 0x200F), (0x202A, 0x202E),
    (0x2060, 0x206F), (0xFEFF, 0xFEFF),
)  # fmt: skip
"""Invisible characters: soft hyphens, joiners, spaces without width, marks of direction."""

_BEFORE_ACCENTS: Final = "\u00ad"
"""All characters below this one are folded by lower case alone, or by the table above."""


@dataclass(frozen=True, slots=True)
class Folded:
    """
    A folded text with the way back. For each UTF-16 code unit of `text`, `starts` and `ends` say, in code units of the
    original, where the character begins and ends that it came from. The units of one character have the same.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int] | None:
        """
        The stretch of the original that a stretch of the folded text came from, in code units. Accents at its end are
        in it, soft hyphens are not. None where it is empty, or cuts a character of the original (the “o” of “œ”).
        """
        if not 0 <= start < end <= len(self.starts):
            return None
        cut_before = start > 0 and self.starts[start - 1] == self.starts[start]
        cut_behind = end < len(self.starts) and self.starts[end] == self.starts[end - 1]
        return None if cut_before or cut_behind else (self.starts[start], self.ends[end - 1])


def folded(text: str) -> Folded:
    """A text in the form in which it is compared, with the way back to its own characters."""
    written: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for cluster, visible in _clusters(text):
        plain = _plain(cluster)
        end = at + utf16.length(cluster[:visible])
        if plain == " " and written and written[-1] == " ":
            ends[-1] = end
        elif plain:
            written.append(plain)
            units = utf16.length(plain)
            starts += [at] * units
            ends += [end] * units
        elif ends and visible:
            # A tatweel, or a sign that stands apart from its letter by something unseen, belongs to what is before it.
            _stretch_last(starts, ends, end)
        at += utf16.length(cluster)
    return Folded("".join(written), tuple(starts), tuple(ends))


def fold(text: str) -> str:
    """The form in which a text is compared, without the way back."""
    return folded(text).text


def fold_name(name: str) -> str:
    """The form in which names, codes and labels are compared: as `fold`, and spaces at the ends count for nothing."""
    return fold(name).strip(" ")


def occurrences(text: str, words: str) -> list[tuple[int, int]]:
    """
    Where words stand in a text, whatever form either is written in: stretches of the text in UTF-16 code units, the
    end exclusive, in order, none overlapping another. None for words of which folding leaves nothing.
    """
    wanted = fold(words)
    where = folded(text)
    found: list[tuple[int, int]] = []
    at = where.text.find(wanted) if wanted else -1
    while at >= 0:
        start = utf16.length(where.text[:at])
        stretch = where.original(start, start + utf16.length(wanted))
        if stretch is not None:
            found.append(stretch)
        at = where.text.find(wanted, at + (len(wanted) if stretch is not None else 1))
    return found


def _clusters(text: str) -> list[tuple[str, int]]:
    """
    A text in characters as people see them: a letter with all its marks. With each, how many code points there are up
    to the last one that is seen: what has no width may follow.
    """
    found: list[tuple[str, int]] = []
    begin = end = 0
    for at, character in enumerate(text):
        if _within(character, _GONE):
            if at > begin:
                continue
            end = at
        elif at > begin and end > begin and _attached(character):
            end = at + 1
        else:
            if at > begin:
                found.append((text[begin:at], end - begin))
            begin, end = at, at + 1
    if begin < len(text):
        found.append((text[begin:], end - begin))
    return found


# A text has few different characters, and to fold one costs more than to look it up.
@lru_cache(maxsize=4096)
def _plain(cluster: str) -> str:
    """A character as people see them, folded: nothing where it is only a mark, or is not seen."""
    pieces: list[str] = []
    symbol = False
    for character in unicodedata.normalize("NFKD", "".join(_ALIKE.get(each, each) for each in cluster)):
        alike = _ALIKE.get(character, character)
        if _within(alike, _GONE + _VARIANTS) or (_within(alike, _ACCENTS) and not symbol):
            continue
        category = unicodedata.category(alike[0])
        # “≠” is not “=”: a stroke through a sign is no accent.
        symbol = category[0] == "S" or (symbol and category[0] == "M")
        pieces.append(_small(alike, category))
    plain = "".join(pieces)
    return " " if plain.strip(" ") == "" and plain else plain


def _small(character: str, category: str) -> str:
    if category == "Zs":
        return " "
    if category == "Pd":
        return "-"
    # By way of the capitals, so that ß is ss and both forms of sigma are one; ẞ has to be small first.
    return "".join(each.lower() for each in "".join(each.upper() for each in character.lower()))


def _stretch_last(starts: list[int], ends: list[int], end: int) -> None:
    at = len(starts) - 1
    while at >= 0 and starts[at] == starts[-1]:
        ends[at] = end
        at -= 1


def _attached(character: str) -> bool:
    return character > _BEFORE_ACCENTS and (
        unicodedata.category(character)[0] == "M" or _within(character, _ACCENTS)
    )


def _within(character: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return character >= _BEFORE_ACCENTS and any(first <= ord(character) <= last for first, last in ranges)
