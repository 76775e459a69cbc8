"""
Which characters the fonts of documents have. One that none has is printed as a box with its code point: else the whole
file would be neither archival nor accessible.
"""

import re
import struct
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

FONTS: Final = Path(__file__).resolve().parents[2] / "client" / "dist" / "fonts"

OPEN: Final = "\uf8f0"
CLOSE: Final = "\uf8f1"
"""Between these the template finds a code point. They are for private use, and are told by their code points too."""

_DRAWN_AS_NOTHING: Final = re.compile(
    "[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufe00-\ufe0f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""
Spaces that the setter of type makes by itself, and characters that it passes over: the Default_Ignorable_Code_Point of
Unicode, controls and variation selectors. Other invisible characters, U+1680 or U+0605, need a glyph.
"""

LEFT_OUT: Final = "\ufeff"
"""A byte order mark says nothing and comes along with pasted words; set in type, it would be a missing glyph."""

Ranges = tuple[tuple[int, int], ...]


def boxed(value: Any, fonts: Path) -> Any:
    """The content with every character that no font has as its code point between OPEN and CLOSE."""
    if isinstance(value, str):
        drawn = value.replace(LEFT_OUT, "")
        return "".join(f"{OPEN}{ord(one):04X}{CLOSE}" if _is_missing(one, fonts) else one for one in drawn)
    if isinstance(value, Mapping):
        return {name: boxed(one, fonts) for name, one in value.items()}
    if isinstance(value, list):
        return [boxed(one, fonts) for one in value]
    return value


def missing(value: Any, fonts: Path = FONTS) -> list[str]:
    """The code points of a content that no font has, each once, in order: `U+200A0`."""
    if isinstance(value, str):
        return sorted({f"U+{ord(one):04X}" for one in value if _is_missing(one, fonts)})
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return sorted({one for each in inner for one in missing(each, fonts)})


@cache
def _is_missing(character: str, fonts: Path) -> bool:
    if character.isascii() or character == LEFT_OUT or _DRAWN_AS_NOTHING.match(character):
        return False
    if character in (OPEN, CLOSE):
        return True
    code = ord(character)
    return not any(first <= code <= last for each in _coverage(fonts) for first, last in each)


@cache
def _coverage(fonts: Path) -> tuple[Ranges, ...]:
    return tuple(tuple(_ranges(_characters(path))) for path in sorted(fonts.glob("*.ttf")))


def _characters(path: Path) -> bytes:
    """The table `cmap` of a TrueType font."""
    with path.open("rb") as font:
        count = struct.unpack(">4xH6x", font.read(12))[0]
        for tag, offset, length in struct.iter_unpack(">4s4xII", font.read(16 * count)):
            if tag == b"cmap":
                font.seek(offset)
                return font.read(length)
    return b"\0\0\0\0"


def _ranges(table: bytes) -> Iterator[tuple[int, int]]:
    """The code points that a `cmap` maps to glyphs, in its format 12 or 4."""
    count = struct.unpack_from(">H", table, 2)[0]
    starts = [start for (start,) in struct.iter_unpack(">4xI", table[4 : 4 + 8 * count])]
    formats = {struct.unpack_from(">H", table, start)[0]: start for start in starts}
    if 12 in formats:
        start = formats[12] + 16
        groups = struct.unpack_from(">I", table, start - 4)[0]
        yield from struct.iter_unpack(">II4x", table[start : start + 12 * groups])
    elif 4 in formats:
        start = formats[4]
        segments = struct.unpack_from(">H", table, start + 6)[0] // 2
        lasts = struct.unpack_from(f">{segments}H", table, start + 14)
        firsts = struct.unpack_from(f">{segments}H", table, start + 16 + 2 * segments)
        yield from zip(firsts, lasts, strict=True)
