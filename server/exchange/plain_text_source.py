"""Bytes of unknown origin become a text of lines, with notes on all that had to be done to it."""

import re
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
from server.domain.command import Refused

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
# The record takes none of these (`server/domain/characters.py`); line breaks and tabs are white space.
_REFUSED: Final = re.compile(
    f"(?![\t\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029])[{CONTROLS}{OVERRIDES}{NONCHARACTERS}{SURROGATES}\ufeff]"
)
_BREAKS: Final = re.compile("\r\n|[\r\x0b\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Source:
    """The lines of a text, parted by newlines; form feeds stand where pages end. `notes` are sentences."""

    text: str
    notes: tuple[str, ...] = ()


def decode(data: bytes) -> Source:
    """The text of a file: UTF-8, UTF-16 or UTF-32 with or without a byte order mark, else Windows-1252, with a note.

    Raises Refused: `too_large`, `too_much`, `empty_file`, `not_text`.
    """
    if len(data) > MAX_BYTES:
        raise too_large()
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise Refused("not_text", f"The file is {what}, not plain text: save it as text (UTF-8) first.")
    text, notes = _decoded(data)
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
    for character in _REFUSED.findall(lines):
        found[character] = found.get(character, 0) + 1
    notes = tuple(
        f"{count} × U+{ord(character):04X} taken out: {_why(character)}."
        for character, count in found.items()
    )
    kept = without_stacks(_REFUSED.sub("", lines))
    if marks_stacked(lines) > MOST_MARKS:
        notes += (f"Letters with more than {MOST_MARKS} combining marks: those above that number taken out.",)
    return Source(kept, notes)


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _guess(data)
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise _not_text() from None
    if _looks_binary(data):
        raise _not_text()
    note = "The file is not in UTF-8. It was read as Windows-1252 (Latin-1): check letters with accents."
    try:
        return data.decode("cp1252"), (note,)
    except UnicodeDecodeError:
        return data.decode("latin-1"), (note,)


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
