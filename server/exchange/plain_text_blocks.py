"""A paragraph of a source, before its words are read: what it is, and what is printed before it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from server.domain import numbering
from server.domain.numbering import Marker
from server.domain.paragraph import FOOTNOTE, HEADING
from server.domain.payloads import MAX_DEPTH

Around = Literal["", "marker", "opening"]
"""Of a bracket before the marker: there is none; it holds the marker alone `[7 bis]`; it opens before it `[8. …`."""

Furniture = Literal["", "page", "front_matter", "directive", "link", "rule"]
"""A page's header, footer or number; what programs read before a text, and in it; where links lead; a line drawn."""

MAX_MARKER: Final = 50
BULLETS: Final = "•▪‣◦·●○■□–—"
"""Signs that stand before the items of a list; between words some of them are others."""

MAX_BY: Final = 200
"""A bracket around a marker and those who want it is not longer."""

_NAMED_BY: Final = re.compile(r"(?P<marker>[^–—-]{1,50}?)\s+(?P<by>[–—-]\s+[^\[\]]+)")
_NOTED: Final = re.compile(r"\s*[\[(][^\[\]()]{2,80}[\])]\s*$")
"""A note behind a paragraph: that it is agreed, or who wants it."""

_WHITE: Final = re.compile(r"[ \t\f]+")
_NAMED: Final = re.compile(
    r"(?P<name>(?:Article|Annex|Appendix|Chapter|Section|Part|Artículo|Anexo|Capítulo|Sección|Annexe|Chapitre|"
    r"Статья|Приложение|Глава|Раздел|المادة|الفصل|المرفق)[ \u00a0]+"
    r"(?:\d{1,3}|[IVXLC]{1,6}|[A-Z])(?:[ \u00a0]?(?i:" + "|".join(numbering.ORDINALS) + r"))?)"
    r"(?P<end>\.?)(?![\w.,;)])"
)
_CHINESE: Final = re.compile(r"第[一二三四五六七八九十百\d]+[条條章节節]")
_OUTLINE: Final = re.compile(r"(?P<mark>[IVXLC]{1,6}|[A-Z])\.(?=\s|\[|$)")
_PREAMBULAR: Final = re.compile(
    r"\W*(?:(?:Also|Further|Deeply|Gravely|Fully) )?(?:[A-Z]\w+(?:ing|ful)|In pursuit|In furtherance|Pursuant to|"
    r"Aware|Conscious|Mindful|Guided|Convinced|Determined|Concerned|Alarmed|Encouraged|Bearing in mind|"
    r"(?:Also |Further |Deeply )[a-z]+(?:ing|ed))\b"
)
_FOLLOWED: Final = {"I": "H", "V": "U", "X": "W"}


@dataclass(frozen=True, slots=True)
class Block:
    """`text` is one line without line breaks; the source says `marker`, then `text`, with a bracket as in `around`."""

    kind: str
    depth: int
    text: str
    marker: str = ""
    label: str = ""
    around: Around = ""
    note: str | None = None
    """Of the text of a footnote: its name in the source."""
    stray: str | None = None
    """Of the text of a footnote that is no footnote here, since nothing refers to it: its name."""
    furniture: Furniture = ""
    """Lines of the file that are no part of the text."""
    by: str = ""
    """Of a bracket around the marker alone: the dash in it, and what stands behind that."""
    line: int = 0
    """Of the file, from 1; 0 where it is not known."""
    joined: bool = False
    """Whether it was in two parts, with the end of a page between them."""

    @property
    def source(self) -> str:
        if self.around == "opening":
            return f"[{self.marker} {self.text}".rstrip()
        by = f" {self.by}" if self.by else ""
        marker = f"[{self.marker}{by}]" if self.around == "marker" else self.marker
        return f"{marker} {self.text}" if marker else self.text


@dataclass(frozen=True, slots=True)
class Start:
    """The beginning of a line: a marker in some style, and the words after it."""

    printed: str
    label: str
    style: str
    rest: str
    around: Around = ""
    by: str = ""


def squeeze(line: str) -> str:
    """A line with single spaces, none around; a no-break space inside stays one."""
    return _WHITE.sub(" ", line).strip()


def start(line: str) -> Start | None:
    """The marker of a numbered or lettered paragraph at the start of a squeezed line, in a bracket or not."""
    around: Around = ""
    marker, by = None, ""
    closed = line.find("]", 0, MAX_BY)
    if not line.startswith("["):
        marker, after = numbering.read_marker(line), 0
    elif closed > 0 and (marker := _alone(line[1:closed])):
        around, after = "marker", 2
    elif (
        closed > 0 and (named := _NAMED_BY.fullmatch(line[1:closed])) and (marker := _alone(named["marker"]))
    ):
        around, after, by = "marker", closed + 1 - marker.end, named["by"]
    else:
        marker, around, after = numbering.read_marker(line[1:]), "opening", 1
    if marker is None and line.startswith("[") and (item := bullet(line[1:])):
        return replace(item, around="opening")
    if marker is None or len(marker.printed) > MAX_MARKER:
        return None
    rest = line[marker.end + after :]
    if _is_number_of_something(marker, rest):
        return None
    return Start(marker.printed, marker.label, marker.style, rest.strip(), around, by)


def bullet(line: str) -> Start | None:
    """The sign of a list's item at the start of a squeezed line: `• words`, `- words`."""
    sign = line[:1]
    if sign and (sign in BULLETS or sign in "-*") and line[1:2] in (" ", "\u00a0") and line[2:].strip():
        return Start(sign, "", "bullet", line[2:].strip())
    return None


def _alone(inside: str) -> Marker | None:
    marker = numbering.read_marker(inside)
    return marker if marker is not None and marker.end == len(inside) else None


def _is_number_of_something(marker: Marker, rest: str) -> bool:
    """`1.5 °C` and `2.5 per cent` are no markers, `13.2 Option` is."""
    if marker.style != "dotted" or marker.printed.endswith((".", ")")):
        return False
    first = rest.strip()[:1]
    return bool(first) and not (first.isupper() or first in '[(“"«‘')


def heading(line: str) -> Start | None:
    """`Article 3 (MITIGATION)`, `II. Scope`, `A. Legislation`, with or without a bracket, as the start of a heading."""
    around: Around = ""
    inner = line
    if line.startswith("["):
        around, inner = "opening", line[1:].lstrip()
    named = _NAMED.match(inner) or _CHINESE.match(inner)
    if named and around == "opening" and inner.startswith("]", named.end()):
        around = "marker"
    if named:
        rest = inner[named.end() + (1 if around == "marker" else 0) :]
        label = numbering.spaced(named.group().rstrip("."))
        return Start(named.group(), label, "named", rest.strip(), around)
    outline = _OUTLINE.match(inner)
    if outline is None:
        return None
    mark = outline["mark"]
    style = "roman" if numbering.roman(mark) and (len(mark) > 1 or mark in _FOLLOWED) else "capital"
    if style == "capital" and len(mark) > 1:
        return None
    return Start(outline.group(), mark, style, inner[outline.end() :].strip(), around)


def opens_preambular(text: str) -> bool:
    """Whether the words begin as a paragraph of a preamble does: `Recalling`, `[*Bearing in mind*`."""
    return _PREAMBULAR.match(text) is not None


class Outline:
    """Gives blocks their depth and labels their first part, from the markers seen so far.

    `columns` says that indentation alone decides, as in Markdown; otherwise the style of the marker does.
    """

    def __init__(self, columns: bool) -> None:
        self._columns = columns
        self._headings: list[str] = []
        self._capital = ""
        self._levels: list[tuple[str, int, str]] = []
        """Style, column and label of each marker that is open, outermost first."""
        self._preamble = 0

    def heading(self, found: Start | None, text: str, level: int | None = None) -> Block:
        """A heading; its `level` where the source says so, otherwise that of its style among those seen."""
        style = found.style if found else "plain"
        if found and style == "roman" and self._capital == _FOLLOWED.get(found.label):
            style = "capital"
        if style == "capital" and found:
            self._capital = found.label
        self._levels = []
        self._preamble = 0
        if level is None:
            if style in self._headings:
                del self._headings[self._headings.index(style) + 1 :]
            else:
                self._headings.append(style)
            level = min(len(self._headings), MAX_DEPTH)
        if found is None:
            return Block(HEADING, level, text)
        return Block(HEADING, level, found.rest, found.printed, found.label, found.around, by=found.by)

    def marked(self, found: Start, column: int) -> Block:
        """A numbered or lettered paragraph."""
        style, label = self._styled(found, column), found.label
        if self._columns:
            while self._levels and self._levels[-1][1] >= column:
                self._levels.pop()
        elif style in ("number", "dotted", "operative", "preambular"):
            self._levels = []
        elif style in (styles := [level[0] for level in self._levels]):
            del self._levels[styles.index(style) :]
        if self._levels and style in ("letter", "roman", "bracketed_number"):
            label = f"{self._levels[-1][2]} {label}".strip()
        elif self._levels and style == "number" and self._continues_count(label):
            label = f"{self._levels[-1][2]}.{label}"
        self._levels.append((style, column, label))
        if style != "preambular":
            self._preamble = 0
        kind = {"letter": "lettered", "roman": "lettered", "preambular": "preambular"}.get(style, "operative")
        return Block(
            kind, self._depth(len(self._levels)), found.rest, found.printed, label[:MAX_MARKER], found.around,
            by=found.by,
        )  # fmt: skip

    def _continues_count(self, label: str) -> bool:
        """Whether a number counts within the one above it; `3 bis` under 3 does not."""
        above, relation = self._levels[-1][2], numbering.related(label)
        return bool(above) and not (relation and above in relation[1])

    def bullet(self, found: Start, text: str, column: int) -> Block:
        while self._levels and self._levels[-1][1] >= column:
            self._levels.pop()
        self._levels.append(("bullet", column, self._levels[-1][2] if self._levels else ""))
        return Block("plain", self._depth(len(self._levels)), text, found.printed, around=found.around)

    def plain(self, text: str, column: int) -> Block:
        """A paragraph without a marker; it stands as deep as the markers left of it."""
        if self._columns:
            while self._levels and self._levels[-1][1] >= column:
                self._levels.pop()
        depth = 1 + sum(level[1] < column for level in self._levels)
        # Within a preamble one that ends otherwise belongs to it all the same.
        ends = self._preamble > 0 or _NOTED.sub("", text).rstrip("] *").endswith(",")
        if ends and not self._levels and opens_preambular(text):
            self._preamble += 1
            return Block("preambular", 1, text, label=f"PP{self._preamble}")
        return Block("plain", self._depth(depth), text)

    def _depth(self, levels: int) -> int:
        return max(1, min(levels, MAX_DEPTH))

    def _styled(self, found: Start, column: int) -> str:
        """`(i)` is the ninth letter after `(h)`, and otherwise a roman numeral."""
        letters = re.match(r"\((\w+)\)", found.label)
        if found.style != "letter" or letters is None or numbering.roman(letters[1]) is None:
            return found.style
        if letters[1] in "cdlm":
            return "letter"
        before = next((level for level in reversed(self._levels) if level[0] == "letter"), None)
        if before and len(letters[1]) == 1 and self._levels[-1][0] != "roman":
            same_column = column <= before[1] + 1
            if before[2].endswith(f"({chr(ord(letters[1]) - 1)})") and same_column:
                return "letter"
        return "roman"


def footnote(name: str, text: str) -> Block:
    return Block(FOOTNOTE, 1, text, name, name, note=name)


def verbatim(block: Block) -> Block:
    """The same block with its marker among the words: what could not be written back otherwise."""
    return replace(block, text=block.source, marker="", around="", by="")


def joined(lines: Iterable[str]) -> str:
    """Lines as one: a space between, but none after a hyphen, and none between characters of Chinese."""
    text = ""
    for line in lines:
        text += line if not text or not line or _joins_closely(text, line) else f" {line}"
    return text


def _joins_closely(before: str, after: str) -> bool:
    hyphen = before[-1] == "-" and before[-2:-1].isalnum()
    return hyphen or (_is_chinese(before[-1]) and _is_chinese(after[0]))


def _is_chinese(character: str) -> bool:
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"
