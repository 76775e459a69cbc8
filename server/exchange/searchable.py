"""
Letters with marks that can be found in a PDF: `المادّة`, `за́мок`.

typst sets such a letter as several glyphs, lets each of them stand for the whole of it, and says otherwise in a way
that few readers understand. A mark that is set above its line is read as another line.

Here each glyph stands for its own characters, and words of a line from right to left are one piece of text. A mark
stands in it at the end of its letter, without being drawn; its ink is lines, which are no text, where typst set it. So
the page looks the same. The tags are the same too: where pieces became one, the others are empty.
"""

import re
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from server.exchange.outlines import Outlines
from server.exchange.pdf_file import Part, PdfFile, read

FAULTS: Final = (ValueError, LookupError, struct.error)
"""Raised by `searchable`."""

_PAIR: Final = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>(?=\s*\n)")
# Parentheses that are balanced may stand in a string as they are.
_STRING: Final = rb"\((?:\\.|[^\\()]|\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\))*\)"
_PIECE: Final = re.compile(
    rb"/(?P<tag>\w+)<</MCID (?P<id>\d+)>>BDC\nq 1 0 0 -1 (?P<x>[-\d.]+) (?P<y>[-\d.]+) cm(?P<state>[^\n]*)\nBT"
    rb"(?P<inside>(?:" + _STRING + rb"|[^(])*?)\bET\nQ\nEMC",
    re.DOTALL,
)
_TOKEN: Final = re.compile(
    rb"/Span<</ActualText<FEFF(?P<actual>[0-9A-F]*)>>>BDC|(?P<end>EMC)|/(?P<font>\w+) (?P<size>[\d.]+) Tf|"
    rb"(?P<matrix>1 0 0 -1 (?P<tx>[-\d.]+) (?P<ty>[-\d.]+) Tm)|"
    rb"(?P<shown>\[(?:" + _STRING + rb"|[^\]()])*\]TJ|" + _STRING + rb"Tj)|(?P<rest>0 Tr|/ReversedChars BMC)",
    re.DOTALL,
)
_ITEM: Final = re.compile(rb"(?P<string>" + _STRING + rb")|(?P<number>-?[\d.]+)", re.DOTALL)
_ESCAPE: Final = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPED: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

_HAIR: Final = 0.005
"""How far apart places are at the least, in parts of the size of the letters. It cannot be seen."""

Characters = dict[bytes, str]


@dataclass
class _Font:
    """A font, what its glyphs stand for, and the same font under other names, in which some stand for others."""

    name: str
    part: Part
    characters: Characters
    widths: dict[int, float]
    outlines: Outlines
    aliases: list[Characters] = field(default_factory=list)

    def under(self, glyph: bytes, text: str) -> str:
        """The name under which a glyph stands for a text."""
        if self.characters.get(glyph) == text:
            return self.name
        for number, known in enumerate(self.aliases):
            if known.setdefault(glyph, text) == text:
                return f"{self.name}x{number}"
        self.aliases.append({glyph: text})
        return f"{self.name}x{len(self.aliases) - 1}"


@dataclass
class _Glyph:
    """A glyph, where it is set on the page, and what it stands for, together with others of its letter or alone."""

    code: bytes
    font: _Font
    size: float
    x: float
    y: float
    text: str
    span: int
    """That of the piece, counted, which says what it stands for; 0: it says so itself."""
    alone: str | None = None
    """The characters that it stands for from now on; empty: none."""
    ink_apart: bool = False


@dataclass
class _Piece:
    """A piece of text of a page: from where to where it is written, and its glyphs from left to right."""

    found: re.Match[bytes]
    glyphs: list[_Glyph]
    word: int = 0
    """Pieces of one word are written as one; 0: it is left as it is."""

    @property
    def right_to_left(self) -> bool:
        return any(_right_to_left(glyph.text) for glyph in self.glyphs)

    @property
    def changed(self) -> bool:
        """Whether a glyph stands for something else than typst says."""
        return any(glyph.alone is not None for glyph in self.glyphs)

    @property
    def left_to_right(self) -> bool:
        return any(
            unicodedata.bidirectional(glyph.text[:1] or " ") in ("L", "EN", "AN") for glyph in self.glyphs
        )


def searchable(data: bytes) -> bytes:
    """The same PDF, to be searched. Raises FAULTS where it is not as typst writes it."""
    file = read(data)
    fonts: dict[int, _Font] = {}
    pages: list[tuple[Part, list[_Piece]]] = []
    resources: dict[int, dict[str, int]] = {}
    for part in list(file.parts.values()):
        if re.search(rb"/Type\s*/Page\b", part.said):
            number = file.named(part, "Resources")
            listed = resources.setdefault(number, _listed(file.parts[number]))
            for name, one in listed.items():
                fonts.setdefault(one, _font(file, one, name))
            content = file.parts[file.named(part, "Contents")]
            pages.append(
                (content, _pieces(content.content, {name: fonts[one] for name, one in listed.items()}))
            )
    for _, pieces in pages:
        _settle([glyph for piece in pieces for glyph in piece.glyphs])
    if not any(piece.right_to_left or piece.changed for _, pieces in pages for piece in pieces):
        return data
    for content, pieces in pages:
        _find_words(content.content, pieces)
        content.put(_written(content.content, pieces))
    for number, listed in resources.items():
        _add_aliases(file, file.parts[number], [fonts[one] for one in listed.values()])
    return file.written()


def _listed(resources: Part) -> dict[str, int]:
    found = re.search(rb"/Font<<(.*?)>>", resources.said, re.DOTALL)
    names = re.findall(rb"/(\w+) (\d+) 0 R", found[1]) if found else []
    return {name.decode(): int(number) for name, number in names}


def _font(file: PdfFile, number: int, name: str) -> _Font:
    part = file.parts[number]
    found = re.search(rb"/DescendantFonts\[(\d+) 0 R\]", part.said)
    if found is None:
        raise ValueError("a font has no descendant")
    descendant = file.parts[int(found[1])]
    descriptor = file.parts[file.named(descendant, "FontDescriptor")]
    written = re.search(rb"/W\[([\d. ]*)\]", descendant.said)
    numbers = [float(one) for one in written[1].split()] if written else []
    widths: dict[int, float] = {}
    for first, last, width in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
        widths |= dict.fromkeys(range(int(first), int(last) + 1), width)
    table = file.parts[file.named(part, "ToUnicode")].content
    characters = {bytes.fromhex(code.decode()): _text(text) for code, text in _PAIR.findall(table)}
    program = file.parts[file.named(descriptor, "FontFile2")].content
    return _Font(name, part, characters, widths, Outlines(program))


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")


def _pieces(content: bytes, fonts: dict[str, _Font]) -> list[_Piece]:
    found, spans = [], 0
    for piece in _PIECE.finditer(content):
        if _TOKEN.sub(b"", piece["inside"]).strip():
            # Rather words that are not found than words that are not there.
            raise ValueError("a piece of text cannot be read")
        glyphs = list(_glyphs(piece, fonts, spans))
        spans = max((glyph.span for glyph in glyphs), default=spans)
        found.append(_Piece(piece, glyphs))
    return found


def _glyphs(piece: re.Match[bytes], fonts: dict[str, _Font], spans: int) -> Iterator[_Glyph]:
    left, top = float(piece["x"]), float(piece["y"])
    font, size, x, y, actual = next(iter(fonts.values())), 0.0, left, top, None
    for token in _TOKEN.finditer(piece["inside"]):
        if token["actual"] is not None:
            actual, spans = _text(token["actual"]), spans + 1
        elif token["end"]:
            actual = None
        elif token["font"]:
            font, size = fonts[token["font"].decode()], float(token["size"])
        elif token["matrix"]:
            x, y = left + float(token["tx"]), top - float(token["ty"])
        elif token["shown"]:
            for item in _items(token["shown"]):
                if isinstance(item, float):
                    x -= item * size / 1000
                    continue
                text = font.characters.get(item, "") if actual is None else actual
                yield _Glyph(item, font, size, x, y, text, 0 if actual is None else spans)
                x += font.widths.get(int.from_bytes(item, "big"), 0.0) * size / 1000


def _items(operation: bytes) -> Iterator[bytes | float]:
    """Glyphs of two bytes each, and the distances between them."""
    for item in _ITEM.finditer(operation):
        if item["number"] is not None:
            yield float(item["number"])
            continue
        shown = _ESCAPE.sub(_unescaped, item["string"][1:-1])
        yield from (shown[at : at + 2] for at in range(0, len(shown), 2))


def _unescaped(found: re.Match[bytes]) -> bytes:
    said = found[1]
    return bytes([int(said, 8)]) if said[:1].isdigit() else _ESCAPED.get(said, said)


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me")


def _right_to_left(text: str) -> bool:
    return unicodedata.bidirectional(text[:1] or " ") in ("R", "AL")


def _settle(glyphs: list[_Glyph]) -> None:
    """Decides what each glyph of a letter with marks stands for by itself, and which of them are marks."""
    at = 0
    while at < len(glyphs):
        group = _letter(glyphs, at)
        at += len(group)
        text = group[0].text
        marks = "".join(one for one in text if _is_mark(one))
        if len(group) == 1:
            if group[0].span and len(text) == 1:
                group[0].alone = text
            continue
        if not marks:
            continue
        ordered = group[::-1] if _right_to_left(text) else group
        ordered[0].alone = "".join(one for one in text if not _is_mark(one))
        for place, mark in enumerate(ordered[1:]):
            mark.alone = "" if place else marks
            mark.ink_apart = True


def _letter(glyphs: list[_Glyph], at: int) -> list[_Glyph]:
    """A glyph, and those after it that are of the same letter."""
    first, end = glyphs[at], at + 1
    several = len(first.text) > 1 and any(_is_mark(one) for one in first.text)
    while several and end < len(glyphs) and end - at < len(unicodedata.normalize("NFD", first.text)):
        other = glyphs[end]
        base = glyphs[end - 1]
        # Of what runs from right to left the letter comes last: what follows a glyph with a width is another letter.
        done = _right_to_left(first.text) and base.font.widths.get(int.from_bytes(base.code, "big"), 0.0) > 0
        if other.text != first.text or done:
            break
        end += 1
    return glyphs[at:end]


def _find_words(content: bytes, pieces: list[_Piece]) -> None:
    """Numbers the pieces that are written as one: those of a letter, and those of a line from right to left."""
    word = 0
    for index, piece in enumerate(pieces):
        before = pieces[index - 1] if index else None
        joined = before is not None and _belongs(content, before, piece)
        word = word if joined else word + 1
        piece.word = word
    for _, some in groupby(list(pieces), key=lambda piece: piece.word):
        together = list(some)
        if not any(piece.right_to_left or piece.changed for piece in together):
            for piece in together:
                piece.word = 0


def _belongs(content: bytes, before: _Piece, piece: _Piece) -> bool:
    if (
        content[before.found.end() : piece.found.start()].strip()
        or before.found["state"] != piece.found["state"]
    ):
        return False
    if not before.glyphs or not piece.glyphs:
        return False
    last, first = before.glyphs[-1], piece.glyphs[0]
    if last.text == first.text and any(_is_mark(one) for one in last.text):
        return True
    ahead = first.x > last.x - first.size / 2 and abs(first.y - last.y) < first.size
    return ahead and not before.left_to_right and not piece.left_to_right


def _written(content: bytes, pieces: list[_Piece]) -> bytes:
    out, place = bytearray(), 0
    for word, some in groupby(pieces, key=lambda piece: piece.word):
        together = list(some)
        if word == 0:
            continue
        out += content[place : together[0].found.start()] + _word(together)
        place = together[-1].found.end()
    return bytes(out + content[place:])


def _word(pieces: list[_Piece]) -> bytes:
    """The pieces as one, in the first; the others are left empty, since the tags name them."""
    first = pieces[0].found
    left, top = float(first["x"]), float(first["y"])
    glyphs = [glyph for piece in pieces for glyph in piece.glyphs]
    said = bytearray(
        b"/%s<</MCID %s>>BDC\nq 1 0 0 -1 %s %s cm%s\nBT" % first.group("tag", "id", "x", "y", "state")
    )
    drawn, set_how = bytearray(), b""
    reversed_ = any(piece.right_to_left for piece in pieces)
    said += b" /ReversedChars BMC" if reversed_ else b""
    for glyph, (x, y) in _as_read(glyphs, right_to_left=reversed_):
        if glyph.ink_apart:
            drawn += _drawn(glyph, left, top)
        text = glyph.text if glyph.alone is None else glyph.alone
        if text:
            name = glyph.font.under(glyph.code, text)
            # Text that is not drawn (3) is read all the same.
            how = b" %d Tr /%s %g Tf" % (3 if glyph.ink_apart else 0, name.encode(), glyph.size)
            said += b"" if how == set_how else how
            said += b" 1 0 0 -1 %g %g Tm" % (round(x - left, 4), round(top - y, 4))
            said += b"<%s>Tj" % glyph.code.hex().encode()
            set_how = how
    said += (b" EMC ET" if reversed_ else b" ET") + bytes(drawn) + b"\nQ\nEMC"
    for other in pieces[1:]:
        said += b"\n/%s<</MCID %s>>BDC EMC" % other.found.group("tag", "id")
    return bytes(said)


def _as_read(glyphs: list[_Glyph], *, right_to_left: bool) -> list[tuple[_Glyph, tuple[float, float]]]:
    """
    The glyphs from left to right, and where each is read: a mark on the line of its letter, at its end.

    Some readers go by the order in the file, others by the place. So each has a place after the one before it in
    reading, if only by a hair.
    """
    ordered = glyphs[::-1] if right_to_left else glyphs
    found: list[tuple[_Glyph, tuple[float, float]]] = []
    letter, before = None, None
    for at, glyph in enumerate(ordered):
        hair = glyph.size * _HAIR
        x, y = glyph.x, glyph.y
        if not glyph.ink_apart:
            letter = glyph
            if right_to_left and before is not None and before - hair < x <= before:
                x = before - hair
        elif letter is not None:
            y = letter.y
            x = letter.x - hair if right_to_left else _end(letter, ordered[at + 1 :]) - hair
        before = x
        found.append((glyph, (x, y)))
    return found[::-1] if right_to_left else found


def _end(letter: _Glyph, others: list[_Glyph]) -> float:
    """Where a letter ends, or the next one begins, whichever comes first."""
    end = letter.x + _width(letter)
    after = next((glyph.x for glyph in others if not glyph.ink_apart), end)
    return after if letter.x < after < end else end


def _width(glyph: _Glyph) -> float:
    return glyph.font.widths.get(int.from_bytes(glyph.code, "big"), 0.0) * glyph.size / 1000


def _drawn(glyph: _Glyph, left: float, top: float) -> bytes:
    path = glyph.font.outlines.path(int.from_bytes(glyph.code, "big"))
    if not path:
        return b""
    scale = glyph.size / glyph.font.outlines.units
    place = (scale, -scale, round(glyph.x - left, 4), round(top - glyph.y, 4))
    return b" q %.7f 0 0 %.7f %g %g cm " % place + path + b" f Q"


def _add_aliases(file: PdfFile, resources: Part, fonts: list[_Font]) -> None:
    added = b""
    for font in fonts:
        table = file.parts[file.named(font.part, "ToUnicode")]
        for number, others in enumerate(font.aliases):
            other = Part(table.said, table.stream)
            other.put(_said_otherwise(table.content, others))
            said = re.sub(rb"/ToUnicode \d+ 0 R", b"/ToUnicode %d 0 R" % file.add(other), font.part.said)
            added += b"/%s %d 0 R" % (f"{font.name}x{number}".encode(), file.add(Part(said, None)))
    resources.said = resources.said.replace(b"/Font<<", b"/Font<<" + added, 1)


def _said_otherwise(table: bytes, others: Characters) -> bytes:
    def one(found: re.Match[bytes]) -> bytes:
        text = others.get(bytes.fromhex(found[1].decode()))
        return (
            found[0]
            if text is None
            else b"<%s> <%s>" % (found[1], text.encode("utf-16-be").hex().upper().encode())
        )

    return _PAIR.sub(one, table)
