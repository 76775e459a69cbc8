"""Plain text into blocks: hard-wrapped lines are joined, headings told from paragraphs, page noise set apart."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from server.domain.numbering import read_marker
from server.exchange.plain_text_blocks import (
    Block,
    Outline,
    Start,
    bullet,
    heading,
    joined,
    opens_preambular,
    squeeze,
    start,
)

MIN_WIDTH: Final = 50
"""Narrower lines are lists, not wrapped paragraphs."""
MAX_WIDTH: Final = 140
"""Wider lines are whole paragraphs, not wrapped ones."""
MAX_HEADING: Final = 200
PAGE_EDGE: Final = 4
"""So many lines at the top and bottom of a page may be its header and footer."""
MIN_PAGES: Final = 3

MAX_LETTERS: Final = 12
"""A line with more letters is more than the number of a page."""

_DIGITS: Final = re.compile(r"\d+")
_NOISE: Final = re.compile(
    r"(?:Page )?\d{1,3} (?:of|de|sur|из) \d{1,3}|[-–—] ?\d{1,3} ?[-–—]|_{5,}|"
    r"\d{1,3}/\d{1,3} \d\d-\d{5}\S*|\d\d-\d{5} \d{1,3}/\d{1,3}\S*|"
    r"(?:\d{1,3}/\d{1,3} )?\d\d-\d{5} \([A-Z]\).*|\*\d{7}\*\S*"
)
_ENDS: Final = (".", ";", ":", "!", "?", ",", "。", "；", "：", "，", "؛", "،", "؟")
_GOES_ON: Final = re.compile(r"(?:[;:,.]|\b(?:and|or|et|ou|y|o|и|или))\]*$")
_HANGS: Final = re.compile(r"\S{1,14}\s{3,}\S")
_TITLE: Final = re.compile(r"==+ .* ==+")


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    column: int
    end: int
    gap: int
    """Empty lines before it."""
    number: int
    """Of the file, from 1."""
    furniture: bool = False
    hangs: bool = False
    """More than a space stands between its first word and the next, as after a marker with a hanging indent."""

    @property
    def small(self) -> bool:
        """Whether it goes on in small letters, or in a script without capital ones."""
        first = next((character for character in self.text if character.isalnum()), "")
        return first.isalpha() and not first.isupper()


def blocks(source: str, *, keep: bool = False) -> list[Block]:
    """
    The paragraphs of a plain text, in order; every character that is not white space is in one of them. `keep`: the
    noise of pages stays where it stands, and parts what it stands between.
    """
    lines = _lines(source)
    width = _wrap_width(lines)
    return _Reader(width, _double_spaced(lines), keep).read(lines)


def _lines(source: str) -> list[Line]:
    pages = source.split("\f")
    noise = _page_noise(pages)
    found: list[Line] = []
    gap = number = 0
    for page in pages:
        for raw in page.split("\n"):
            number += 1
            text = squeeze(raw)
            if not text:
                gap += 1
                continue
            wide = raw.expandtabs(8).rstrip()
            bare = wide.lstrip()
            hangs = _HANGS.match(bare) is not None
            furniture = text in noise or _bare(text) in noise
            found.append(Line(text, len(wide) - len(bare), len(wide), gap, number, furniture, hangs))
            gap = 0
        number -= 1  # A form feed ends no line.
    return found


def _page_noise(pages: Sequence[str]) -> frozenset[str]:
    """
    Headers, footers and page numbers: lines that come again at the edge of most pages, word for word or, where they are
    hardly more than a number, with another number; and lines of the usual forms that come again anywhere.
    """
    edges: Counter[str] = Counter()
    usual: Counter[str] = Counter()
    for page in pages:
        lines = [text for raw in page.split("\n") if (text := squeeze(raw))]
        edge = {*lines[:PAGE_EDGE], *lines[-PAGE_EDGE:]}
        edges.update({*edge, *(_bare(text) for text in edge if _is_number(text))})
        usual.update(_bare(text) for text in lines if _NOISE.fullmatch(text))
    least = max(MIN_PAGES, len(pages) // 2)
    again = {text for text, times in usual.items() if times > 1}
    return frozenset(again | {text for text, times in edges.items() if times >= least})


def _bare(text: str) -> str:
    """A line without its numbers, which change from page to page."""
    return _DIGITS.sub("\x00", text)


def _is_number(text: str) -> bool:
    """Whether a line is hardly more than numbers, `23-00000 1/5`, `Page 3`, and begins no paragraph."""
    return sum(map(str.isalpha, text)) <= MAX_LETTERS and any(map(str.isdigit, text)) and start(text) is None


def _wrap_width(lines: Sequence[Line]) -> int | None:
    """The width at which the source was wrapped; None where every line is a paragraph of its own."""
    ends = sorted(line.end for line in lines if not line.furniture)
    if not ends:
        return None
    width = ends[int(len(ends) * 0.97)] if len(ends) > 20 else ends[-1]
    if not MIN_WIDTH <= width <= MAX_WIDTH or ends[-1] > width * 1.5:
        return None
    long = [end for end in ends if end >= width * 0.4]
    full = sum(end >= width * 0.8 for end in long)
    return width if full >= len(long) * 0.5 else None


def _double_spaced(lines: Sequence[Line]) -> bool:
    single = sum(line.gap == 1 for line in lines)
    none = sum(line.gap == 0 for line in lines)
    return single > 10 * none and single > len(lines) * 0.5


class _Reader:
    def __init__(self, width: int | None, double_spaced: bool, keep: bool) -> None:
        self._width = width
        self._keep = keep
        self._gap = 1 if double_spaced else 0
        """So many empty lines part nothing."""
        self._outline = Outline(columns=False)
        self._blocks: list[Block] = []
        self._open: list[Line] = []
        self._start: Start | None = None
        self._apart: list[Block] = []
        """The noise of pages since the line before."""
        self._over = 0
        """So much of it stands in the midst of the paragraph that is open."""

    def read(self, lines: Sequence[Line]) -> list[Block]:
        for line in lines:
            self._take(line)
        self._close()
        return self._blocks

    def _take(self, line: Line) -> None:
        if line.furniture:
            self._apart.append(Block("plain", 1, line.text, furniture="page", line=line.number))
            return
        found = start(line.text) or bullet(line.text)
        if self._open and self._continues(line, found):
            self._open.append(line)
            return
        self._close()
        if found is None and (title := self._heading(line)):
            self._blocks.append(replace(title, line=line.number))
            return
        self._open, self._start = [line], found

    def _close(self) -> None:
        """Ends the open paragraph. Lines that the end of a page put inside of it come before it, or else behind."""
        apart, self._apart = self._apart, []
        within, behind = apart[: self._over], apart[self._over :]
        self._blocks += within
        if self._open:
            first, rest = self._open[0], (line.text for line in self._open[1:])
            if self._start is None:
                block = self._outline.plain(joined((first.text, *rest)), first.column)
            else:
                text = joined((self._start.rest, *rest))
                if self._start.style == "bullet":
                    block = self._outline.bullet(self._start, text, first.column)
                else:
                    block = replace(self._outline.marked(self._start, first.column), text=text)
            self._blocks.append(replace(block, line=first.number, joined=bool(within)))
        self._blocks += behind
        self._open, self._start, self._over = [], None, 0

    def _continues(self, line: Line, found: Start | None) -> bool:
        """Whether a line goes on with the paragraph that is open."""
        last = self._open[-1]
        if len(self._apart) > self._over:
            if self._keep or found is not None or not self._goes_on_over_page(last, line):
                return False
            self._over = len(self._apart)
            return True
        if line.gap > self._gap:
            return False
        if self._start and not self._start.rest and len(self._open) == 1 and found is None:
            return self._heading(line) is None  # The marker stands alone on its line: `Pp1`.
        if self._width is None or not self._is_full(last, line, self._width):
            return False
        if found is not None and found.style == "bullet":
            return found.printed in "–—-*"  # Between full lines a dash stands between words.
        if found is not None:
            return not self._plausible(found, last, line)
        return _strong_heading(line.text) is None

    def _goes_on_over_page(self, last: Line, line: Line) -> bool:
        """Whether a page ended in the midst of a sentence: no stop before its noise, a small letter behind it."""
        return line.small and not last.text.rstrip('])”"’»* ').endswith(_ENDS)

    def _is_full(self, last: Line, line: Line, width: int) -> bool:
        """Whether the first word of this line would not have fitted into the last one."""
        ended = last.text.rstrip('])”"’»* ').endswith(_ENDS)
        if ended and self._begins_anew(last, line):
            return False
        reach = last.end + 1 + len(line.text.split(" ", 1)[0])
        if reach > width * 0.97 and line.column <= last.column + 2 + (line.column - last.column) * last.hangs:
            return True
        if reach > width * 0.85:
            return line.small or not ended or last.text.endswith(",")
        return line.gap == 0 and last.end > width * (0.5 if line.small else 0.65) and not ended

    def _begins_anew(self, last: Line, line: Line) -> bool:
        """Whether a line after the end of a clause looks like the next paragraph: its opening word, its indent."""
        if last.text.endswith(",") and opens_preambular(line.text):
            return True
        if line.text.isupper() or (line.text.endswith(":") and line.end < MIN_WIDTH // 2):
            return not line.small
        outdented = line.column <= self._open[0].column + 1 and self._open[0].hangs
        return outdented and not line.small

    def _plausible(self, found: Start, last: Line, line: Line) -> bool:
        """Whether a marker in the midst of full lines begins a paragraph, and is not `(a) above` or `1992.`."""
        if found.style == "dotted" and not found.printed.endswith("."):
            return False
        if _GOES_ON.search(last.text) or line.column < last.column:
            number = int(read_digits(found.label))
            follows = self._start is not None and int(read_digits(self._start.label)) == number - 1
            return found.style != "number" or number <= 999 or follows
        return found.rest.startswith(("[", "“", '"', "«")) or found.rest[:1].isupper()

    def _heading(self, line: Line) -> Block | None:
        found = _strong_heading(line.text)
        if found is not None:
            return self._outline.heading(found, line.text)
        letters = [character for character in line.text if character.isalpha()]
        capital = line.text.isupper() and (len(letters) >= 6 or " " in line.text) and len(letters) >= 4
        short = len(line.text) <= MAX_HEADING and not line.text.endswith(_ENDS)
        if _TITLE.fullmatch(line.text) or (short and (capital or self._is_centred(line))):
            return self._outline.heading(None, line.text)
        return None

    def _is_centred(self, line: Line) -> bool:
        if self._width is None or line.column < self._width * 0.2:
            return False
        return abs(line.column - (self._width - line.end)) <= self._width * 0.08


def read_digits(label: str) -> str:
    """The digits that a label begins with; `0` if it has none."""
    digits = re.match(r"\d+", label)
    return digits.group() if digits else "0"


def _strong_heading(text: str) -> Start | None:
    """`Article 3 (MITIGATION)` and the like; not a sentence that happens to begin so."""
    found = heading(text)
    if found is None or len(text) > MAX_HEADING or read_marker(text):
        return None
    if found.style == "named":
        rest = found.rest.lstrip("[*:–—- ")
        fine = not rest or rest[0] == "(" or rest[0].isupper() or not rest[0].isalpha()
        # A script without capital letters says nothing by its first one: there a sentence shows by its end.
        caseless = bool(rest) and rest[0].lower() == rest[0].upper() and not text.endswith((".", "。"))
        return found if (fine or caseless) and not text.endswith((";", ",", "；", "،", "؛")) else None
    return None if text.endswith((".", ";", ",")) or not found.rest else found
