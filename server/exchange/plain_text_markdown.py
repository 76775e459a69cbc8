"""Markdown into blocks: `#` headings, numbered, lettered and bulleted items nested by indentation, footnotes."""

import re
from dataclasses import replace
from typing import Final

from server.exchange.plain_text_blocks import (
    Block,
    Furniture,
    Outline,
    Start,
    bullet,
    footnote,
    heading,
    joined,
    squeeze,
    start,
    verbatim,
)

FOOTNOTE_TEXT: Final = re.compile(r"\[\^(?P<name>[^\]\s]{1,40})\]:[ \t]*")
LINK_TARGET: Final = re.compile(r"[ ]{0,3}\[(?P<name>[^\]^][^\]]*)\]:[ \t]*<?(?:[a-z]{3,10}:|[./#])\S*")

_HEADING: Final = re.compile(r"[ ]{0,3}(?P<level>#{1,6})(?:[ \t\u00a0\u2000-\u200a\u202f\u3000]+|$)")
_BULLET: Final = re.compile(r"(?P<mark>[-*+])(?:\s+|$)")
_RULE: Final = re.compile(r"[ ]{0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*")
_ALONE: Final = re.compile(r"\{:.*\}")


def blocks(source: str) -> list[Block]:
    """The paragraphs of a Markdown text, in order; every character that is not white space or `#` is in one of them."""
    return _Reader().read(source.replace("\f", "\n").split("\n"))


class _Reader:
    def __init__(self) -> None:
        self._outline = Outline(columns=True)
        self._blocks: list[Block] = []
        self._open: list[str] = []
        self._start: Start | None = None
        self._column = 0
        self._number = self._line = 1
        """Lines of the file: the one in hand, and the first of the paragraph that is open."""
        self._note: str | None = None
        self._noting = False
        """A footnote's text goes on over empty lines, as long as the lines are indented."""

    def read(self, lines: list[str]) -> list[Block]:
        rest = self._front_matter(lines)
        for self._number, raw in enumerate(rest, len(lines) - len(rest) + 1):
            self._take(raw)
        self._close()
        return self._blocks

    def _front_matter(self, lines: list[str]) -> list[str]:
        """Takes the lines between `---` at the very top, each for itself; gives those that are left."""
        if not lines or lines[0].strip() != "---":
            return lines
        end = next((n for n, raw in enumerate(lines[1:60], 1) if raw.strip() == "---"), None)
        if end is None:
            return lines
        self._blocks += [
            Block("plain", 1, text, furniture="front_matter", line=number)
            for number, raw in enumerate(lines[: end + 1], 1)
            if (text := squeeze(raw))
        ]
        return lines[end + 1 :]

    def _take(self, raw: str) -> None:
        text = squeeze(raw)
        wide = raw.expandtabs(4)
        column = len(wide) - len(wide.lstrip())
        if not text:
            if not self._note:
                self._close()
            self._noting = bool(self._note)
            return
        indented = column >= 2 or not self._noting
        if self._note and indented and not FOOTNOTE_TEXT.match(text) and not LINK_TARGET.fullmatch(raw):
            self._open.append(text)
            self._noting = False
            return
        if level := _HEADING.match(raw):
            self._close()
            self._take_heading(squeeze(raw[level.end() :]), len(level["level"]))
        elif note := FOOTNOTE_TEXT.match(text):
            self._close()
            self._note, self._open, self._line = note["name"], [text[note.end() :]], self._number
        elif furniture := _furniture(raw, text):
            contents = self._start is not None and self._start.style == "bullet" and self._open == ["TOC"]
            self._close()
            if contents and text == "{:toc}":  # Programs replace it by a table of contents.
                named = verbatim(self._blocks[-1])
                self._blocks[-1] = replace(named, furniture="directive")
            self._blocks.append(Block("plain", 1, text, furniture=furniture, line=self._number))
        else:
            self._take_words(text, column)

    def _take_heading(self, text: str, level: int) -> None:
        found = heading(text) or start(text)
        self._blocks.append(replace(self._outline.heading(found, text, level), line=self._number))

    def _take_words(self, text: str, column: int) -> None:
        item = _item(text)
        found = item or start(text)
        if self._open and not self._note and not item and (found is None or not _begins(found)):
            self._open.append(text)
            return
        self._close()
        self._start, self._column, self._line = found, column, self._number
        self._open = [found.rest if found else text]

    def _close(self) -> None:
        if not self._open:
            return
        text = joined(self._open)
        if self._note is not None:
            block = footnote(self._note, text)
        elif self._start is None:
            block = self._outline.plain(text, self._column)
        elif self._start.style == "bullet":
            block = self._outline.bullet(self._start, text, self._column)
        else:
            block = replace(self._outline.marked(self._start, self._column), text=text)
        self._blocks.append(replace(block, line=self._line))
        self._open, self._start, self._note, self._noting = [], None, None, False


def _item(text: str) -> Start | None:
    """An item of a list, by Markdown's signs or by those that programs for writing put there."""
    if found := _BULLET.match(text):
        return Start(found["mark"], "", "bullet", text[found.end() :].strip())
    return bullet(text)


def _furniture(raw: str, text: str) -> Furniture:
    """The kind of a line that is for programs only; none for words."""
    if LINK_TARGET.fullmatch(raw):
        return "link"
    if _RULE.fullmatch(raw):
        return "rule"
    return "directive" if _ALONE.fullmatch(text) else ""


def _begins(found: Start) -> bool:
    """Whether a marker on the next line of a paragraph begins another one: `13.2 per cent` does not."""
    return found.style != "dotted" or found.printed.endswith((".", ")"))
