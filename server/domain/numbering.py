"""Labels, as people say them aloud: `12 bis`, `OP3 quater alt 2`, `5 (a)`; and markers, as they are printed.

The twin is `client/src/record/numbering.ts`; both run `tests/vectors/numbering.json`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Final, Literal

Relation = Literal["after", "instead"]
Style = Literal["number", "dotted", "operative", "preambular", "letter", "bracketed_number"]

ORDINALS: Final = (
    "bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies", "decies", "undecies",
    "duodecies", "terdecies", "quaterdecies", "quindecies", "sexdecies", "septdecies", "octodecies",
    "novodecies", "vicies",
)  # fmt: skip
# Short forms that notes of meetings use, with what they stand for.
_SPELLINGS: Final = {"quat": "quater", "quint": "quinquies", "quin": "quinquies", "quinques": "quinquies"}
_ORDINAL: Final = "|".join(sorted((*ORDINALS, *_SPELLINGS), key=len, reverse=True))
_ROMANS: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN: Final = re.compile(r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")

_SUFFIX: Final = (
    rf"(?:\.?[ \u00a0]?(?P<ordinal>(?i:{_ORDINAL}))(?!\w))?"
    r"(?:\.?[ \u00a0]?(?P<alt>(?i:alt))(?:\.?[ \u00a0]?(?P<nth>\d{1,2}))?(?!\w))?"
)
_NUMBERED: Final = re.compile(
    r"(?:(?P<prefix>(?i:OP|PP))[ \u00a0]?)?(?P<number>\d{1,4}(?:\.\d{1,3})*)"
    + _SUFFIX
    + r"(?P<within>(?:\.\d{1,3})+)?(?P<end>[.):]?)(?=[\s\[]|$)"
)
_DOTTED_LETTER: Final = re.compile(r"(?P<letter>[a-z]|(?=[ivx]{2})[ivx]{2,5})" + _SUFFIX + r"\.(?=[\s\[]|$)")
_LETTERED: Final = re.compile(
    r"(?P<open>\(?)(?P<letter>(?P<one>[^\W\d_])(?P=one)?|[ivxlIVXL]{2,7}|\d{1,3})"
    r"(?P<within>[ \u00a0](?i:" + _ORDINAL + r"))?\)" + _SUFFIX + r"\.?(?=[\s\[]|$)"
)
_CLOSE_UP: Final = re.compile(rf"(?<=\d)[ \u00a0]?((?i:{_ORDINAL}))(?!\w)")
_LABEL: Final = re.compile(
    rf"(?P<base>.*?)(?: (?P<ordinal>{_ORDINAL}))?(?: (?P<alt>alt)(?: (?P<nth>\d+))?)?", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Marker:
    """The marker before a paragraph: as printed, as a label, in what manner. `end` is where the words begin."""

    printed: str
    label: str
    style: Style
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph in the order of its text, as far as its name depends on it. Withdrawn ones have no place."""

    paragraph: str
    label: str
    heading: int
    """The depth of a heading that bounds a section; 0 for anything else, and for one that is only proposed."""
    words: str
    """The first words of a heading that has no label."""


@dataclass(frozen=True, slots=True)
class _Label:
    base: str
    ordinal: int
    """0: none; 1: bis; 2: ter."""
    alternative: int
    """0: none; 1: alt; 2: alt 2."""

    def __str__(self) -> str:
        said = self.base + (f" {ORDINALS[self.ordinal - 1]}" if self.ordinal else "")
        if self.alternative:
            said += " alt" + (f" {self.alternative}" if self.alternative > 1 else "")
        return said


def read_marker(line: str) -> Marker | None:
    """The marker at the very beginning of a line, or none.

    A bare number is none: it needs a full stop, a parenthesis, a second number or an ordinal. The label of a
    lettered marker is the letter in parentheses alone; who knows the paragraph above puts its label before it.
    """
    if found := _NUMBERED.match(line):
        return _numbered(found)
    if found := _LETTERED.match(line):
        return _lettered(found, found["within"])
    if found := _DOTTED_LETTER.match(line):
        return _lettered(found, None)
    return None


def label_of(marker: str) -> str:
    """The label of a marker typed or printed alone; what is no marker stays as it is, trimmed."""
    text = marker.strip()
    found = read_marker(text)
    return found.label if found and found.end == len(text) else text


def spaced(printed: str) -> str:
    """`Article 3bis` as the label `Article 3 bis`."""
    return _CLOSE_UP.sub(lambda found: f" {_ordinal(found[1])}", printed)


def next_label(
    existing: Iterable[str], to_label: str, relation: Relation, to_marker: str | None = None
) -> tuple[str, str]:
    """Label and marker for a paragraph inserted after, or offered instead of, the one labelled `to_label`.

    The first that none of `existing` has: after 12 comes `12 bis`, and after `12 bis` comes `12 ter`; instead of
    12, `12 alt`, then `12 alt 2`. The marker ends as `to_marker` does; without one, as its kind usually does.
    """
    known = _read(to_label)
    taken = {str(_read(label)) for label in existing if label.strip().startswith(known.base)}
    label = next(str(one) for one in _candidates(known, relation) if str(one) not in taken)
    return label, _marker(label, to_marker)


def related(label: str) -> tuple[Relation, tuple[str, ...]] | None:
    """Of `12 bis alt`: that it stands instead of `12 bis` or, where there is none, of 12. None for a plain label."""
    known = _read(label)
    if known.alternative:
        return "instead", tuple(dict.fromkeys((str(_Label(known.base, known.ordinal, 0)), known.base)))
    return ("after", (known.base,)) if known.ordinal else None


def full_labels(order: Iterable[Place]) -> dict[str, str]:
    """Of each paragraph that has a label: the label, with the sections before it where numbering restarts.

    `1` alone where there is one such paragraph, else `Article 3, 1`: as many sections as tell it from the others,
    the nearest ones. Two in one section are numbered, `Article 3, 1 #2`. A heading is told from headings only.
    """
    above: list[tuple[int, str]] = []
    alike: dict[tuple[bool, str], list[tuple[Place, tuple[str, ...]]]] = {}
    for place in order:
        if place.heading:
            above = [one for one in above if one[0] < place.heading]
        if place.label:
            sections = tuple(name for _, name in above)
            alike.setdefault((place.heading > 0, place.label.lower()), []).append((place, sections))
        if place.heading and (name := place.label or place.words):
            above.append((place.heading, name))
    return {place: label for group in alike.values() for place, label in _told_apart(group)}


def _told_apart(group: list[tuple[Place, tuple[str, ...]]]) -> Iterator[tuple[str, str]]:
    if len(group) == 1:
        yield group[0][0].paragraph, group[0][0].label
        return
    deepest = max(len(sections) for _, sections in group)
    # How often each end of the sections occurs, by its length: the shortest that occurs once is enough.
    ends = [Counter(sections[-size:] for _, sections in group) for size in range(1, deepest + 1)]
    whole = Counter(sections for _, sections in group)
    twins: Counter[tuple[str, ...]] = Counter()
    for place, sections in group:
        enough = next((size for size, found in enumerate(ends, 1) if found[sections[-size:]] == 1), deepest)
        label = ", ".join((*sections[-enough:], place.label)) if enough else place.label
        if whole[sections] > 1:
            twins[sections] += 1
            label += f" #{twins[sections]}"
        yield place.paragraph, label


def roman(letters: str) -> int | None:
    """The value of a small or capital roman numeral below 100, or None if it is none."""
    small = letters.lower()
    if not small or not _ROMAN.fullmatch(small):
        return None
    values = [_ROMANS[letter] for letter in small]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)


def _candidates(known: _Label, relation: Relation) -> Iterator[_Label]:
    if relation == "instead":
        yield from (_Label(known.base, known.ordinal, nth) for nth in count(1))
    base = known.base
    while True:
        yield from (_Label(base, ordinal, 0) for ordinal in range(1, len(ORDINALS) + 1))
        # Nobody has seen a vicies; were it taken all the same, `vicies bis` comes after it.
        base = f"{base} {ORDINALS[-1]}"


def _numbered(found: re.Match[str]) -> Marker | None:
    prefix = (found["prefix"] or "").upper()
    number = found["number"]
    if not (prefix or found["ordinal"] or found["alt"] or found["end"] or "." in number):
        return None
    # `2015: a year of change` is no paragraph 2015; and only what follows an ordinal is counted within it, `16 bis.1`.
    if found["end"] == ":" and len(number) > 3 and "." not in number:
        return None
    if found["within"] and not (found["ordinal"] or found["alt"]):
        return None
    style: Style = "dotted" if "." in number or found["within"] else "number"
    if prefix:
        style = "operative" if prefix == "OP" else "preambular"
    label = prefix + number + _said_suffix(found) + (found["within"] or "")
    return Marker(found.group(), label, style, found.end())


def _lettered(found: re.Match[str], within: str | None) -> Marker:
    within = f" {_ordinal(within.strip())}" if within else ""
    style: Style = "bracketed_number" if found["letter"].isdigit() else "letter"
    label = f"({found['letter']})" + within + _said_suffix(found)
    return Marker(found.group(), label, style, found.end())


def _said_suffix(found: re.Match[str]) -> str:
    said = f" {_ordinal(found['ordinal'])}" if found["ordinal"] else ""
    if found["alt"]:
        said += " alt" + (f" {int(found['nth'])}" if found["nth"] else "")
    return said


def _ordinal(printed: str) -> str:
    small = printed.lower()
    return _SPELLINGS.get(small, small)


def _read(label: str) -> _Label:
    found = _LABEL.fullmatch(label.strip())
    if found is None:  # The base takes whatever it is given, so this cannot be.
        return _Label(label, 0, 0)
    ordinal = ORDINALS.index(_ordinal(found["ordinal"])) + 1 if found["ordinal"] else 0
    alternative = int(found["nth"] or 1) if found["alt"] else 0
    return _Label(found["base"], ordinal, alternative)


def _marker(label: str, to_marker: str | None) -> str:
    lettered = re.search(r"\([^()]*\)[^()]*$", label)
    printed = lettered.group() if lettered else label
    if to_marker is not None:
        end = to_marker[-1:] if to_marker[-1:] == "." or (to_marker[-1:] == ")" and not lettered) else ""
    else:
        end = "." if re.match(r"(?:OP|PP)?\d", printed) else ""
    return printed + end
