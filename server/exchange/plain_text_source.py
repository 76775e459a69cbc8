"""Bytes of unknown origin become a text of lines, with notes on all that had to be done to it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from server.domain.characters import (
    CONTROLS,
    MOST_MARKS,
    NONCHARACTERS,
    OVERRIDES,
    SURROGATES,
    fault_in,
    marks_stacked,
    without_stacks,
)
from server.domain.refusal import Refused

MAX_BYTES: Final = 2_000_000
"""Of an uploaded text: twenty times the longest negotiating text known."""
MAX_SIGNS: Final = 20_000
"""Of an uploaded text, brackets and asterisks: each bracket may have to be listed and mended by hand."""
MAX_LINES: Final = 50_000
"""Of an uploaded text: far more paragraphs than a text has room for."""

_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
_SIGNATURES: Final = (
    (b"PK\x03\x04", "a Word document or another packed file"),
    (b"\xd0\xcf\x11\xe0", "an old Word document"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a rich text (RTF) document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
MAX_PLACES: Final = 20
"""So many bytes that are no characters are listed one by one."""

# The record takes none of these (`server/domain/characters.py`); line breaks and tabs are white space.
_REFUSED: Final = re.compile(
    f"(?![\t\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029])[{CONTROLS}{OVERRIDES}{NONCHARACTERS}{SURROGATES}\ufeff]"
)
# Signs of Word's Symbol and Wingdings, which mean nothing in another font, and what they look like.
_SYMBOLS: Final = {
    "\uf0b7": "•", "\uf0a7": "▪", "\uf0a8": "◦", "\uf02d": "–", "\uf0d8": "▸", "\uf076": "❖", "\uf0fc": "✓",
}  # fmt: skip
_SYMBOL: Final = re.compile(f"[{''.join(_SYMBOLS)}]")
_INVALID: Final = "\ufffd"
_ESCAPED: Final = re.compile("[\udc80-\udcff]")
"""How Python keeps a byte that is no character, until it is told what to do with it."""
_BREAKS: Final = re.compile("\r\n|[\r\x1c-\x1e\x85\u2028\u2029]")
_WITHIN: Final = re.compile("\x0b|(?<=[^\n])\x0c(?=[^\n])")
"""A break of a line, or of a page, in the midst of a paragraph."""


@dataclass(frozen=True, slots=True)
class Source:
    """The lines of a text, parted by newlines; form feeds stand where pages end. `notes` are sentences."""

    text: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, encoding: str | None = None) -> Source:
    """
    The text of a file: UTF-8, UTF-16 or UTF-32 with or without a byte order mark, else Windows-1252, with a note. Bytes
    of a UTF-8 file that are no characters become U+FFFD, each with a note on its place. `encoding`: how a person says
    that it is to be read, `utf-8` or `cp1252`.

    Raises Refused: `too_large`, `too_much`, `empty_file`, `not_text`.
    """
    if len(data) > MAX_BYTES:
        raise too_large()
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise Refused("not_text", f"The file is {what}, not plain text: save it as text (UTF-8) first.")
    text, notes = _decoded(data) if encoding is None else _said(data, encoding)
    if not text.strip():
        raise Refused("empty_file", "The file is empty: there is no text in it.")
    if sum(text.count(sign) for sign in "[]*") > MAX_SIGNS or text.count("\n") > MAX_LINES:
        raise Refused(
            "too_much",
            f"The file has over {MAX_SIGNS} brackets and asterisks, or {MAX_LINES} lines: bring it in in parts.",
        )
    return Source(text, notes)


def too_large() -> Refused:
    size = MAX_BYTES // 1_000_000
    return Refused("too_large", f"The file is larger than {size} MB: bring the text in in parts.")


def clean(text: str) -> Source:
    """The text with the characters taken out that the record takes from nobody, and a note on each sort of them."""
    lines = _BREAKS.sub("\n", text.removeprefix("\ufeff"))
    found: dict[str, int] = {}
    breaks = len(_WITHIN.findall(lines))
    lines = _WITHIN.sub(" ", lines)
    for character in _REFUSED.findall(lines):
        found[character] = found.get(character, 0) + 1
    notes = [
        f"{count} × U+{ord(character):04X} taken out: {_why(character)}."
        for character, count in found.items()
    ]
    if breaks:
        notes.append(f"{breaks} × a break within a paragraph (U+000B, U+000C), read as a space.")
    notes += [
        f"{lines.count(sign)} × U+{ord(sign):04X}, a sign of Word's Symbol font, read as “{_SYMBOLS[sign]}”."
        for sign in sorted(set(_SYMBOL.findall(lines)))
    ]
    if marks_stacked(lines) > MOST_MARKS:
        notes.append(
            f"Letters with more than {MOST_MARKS} combining marks: those above that number taken out."
        )
    kept = without_stacks(_REFUSED.sub("", lines))
    plain = _SYMBOL.sub(lambda sign: _SYMBOLS[sign.group()], kept)
    return Source(plain, tuple(notes))


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _guess(data)
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise _not_text() from None
    if _looks_binary(data):
        raise _not_text()
    text, notes = _said(data, "utf-8")
    invalid = text.count(_INVALID) - data.count(_INVALID.encode())
    # A file in another encoding has hardly a letter that is one in UTF-8 too.
    if len(text) - len(text.encode("ascii", "ignore")) - text.count(_INVALID) >= invalid:
        return text, notes
    return _said(data, "cp1252")


def _said(data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    if encoding == "utf-8":
        escaped = data.decode("utf-8", "surrogateescape")
        return _ESCAPED.sub(_INVALID, escaped), tuple(_places(escaped))
    note = "The file is not in UTF-8. It was read as Windows-1252 (Latin-1): check letters with accents."
    try:
        return data.decode("cp1252"), (note,)
    except UnicodeDecodeError:
        return data.decode("latin-1"), (note,)


def _places(escaped: str) -> Iterator[str]:
    """Where bytes are that are no characters, and what was done."""
    found = list(_ESCAPED.finditer(escaped))
    for one in found[:MAX_PLACES]:
        at, byte = one.start(), ord(one.group()) - 0xDC00
        line, column = escaped.count("\n", 0, at) + 1, at - escaped.rfind("\n", 0, at)
        otherwise = bytes((byte,)).decode("cp1252", "replace")
        yield (
            f"Line {line}, column {column}: the byte 0x{byte:02X} is no character in UTF-8. “{_INVALID}” stands in its "
            f"place; in Windows-1252 it is “{otherwise}”."
        )
    if len(found) > MAX_PLACES:
        yield f"{len(found) - MAX_PLACES} more such bytes, each with “{_INVALID}” in its place."


def _guess(data: bytes) -> str:
    """UTF-16 without a mark shows in its zeros: every other byte of a text in most scripts."""
    head = data[:2000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(head) >= 4 and max(even, odd) > len(head) * 0.2 and min(even, odd) <= len(head) * 0.02:
        return "utf-16-le" if odd > even else "utf-16-be"
    if 0 in data:
        raise _not_text()
    return "utf-8"


def _looks_binary(data: bytes) -> bool:
    controls = sum(byte < 32 and byte not in b"\t\n\r\x0b\x0c" for byte in data)
    return controls > len(data) * 0.01


def _not_text() -> Refused:
    return Refused("not_text", "The file is not plain text: save it as text (UTF-8) first.")


def _why(character: str) -> str:
    if "\ud800" <= character <= "\udfff":
        return "half of a character"
    if character == "\ufeff":
        return "a byte order mark inside the text"
    fault = fault_in(character)
    why = {"bidi_override": "it changes the order of others", "noncharacter": "it is no character"}
    return why.get(fault.code if fault else "", "a control character")
