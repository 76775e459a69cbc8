"""Strings measured and cut in UTF-16 code units, as the browser counts them.

Python counts code points. The two differ only where a character lies beyond U+FFFF, which is rare in the
texts of a meeting, so every function here finds out quickly whether it may use Python's own counting.
"""

_HIGH = ("\ud800", "\udbff")
_LOW = ("\udc00", "\udfff")
_ENCODING = "utf-16-le"


def length(text: str) -> int:
    """The number of UTF-16 code units of a text."""
    if text.isascii():
        return len(text)
    return len(text.encode(_ENCODING, "surrogatepass")) // 2


def cut(text: str, start: int, end: int) -> str:
    """The code units from `start` up to `end`, which is exclusive and may lie past the end.

    Cutting through a pair gives a lone surrogate, as it does in the browser; `join` heals it.
    """
    if text.isascii():
        return text[start:end]
    units = text.encode(_ENCODING, "surrogatepass")
    if len(units) == 2 * len(text):
        return text[start:end]
    return units[2 * start : 2 * end].decode(_ENCODING, "surrogatepass")


def units(text: str) -> bytes:
    """The code units themselves, for whoever cuts one text many times: two bytes each."""
    return text.encode(_ENCODING, "surrogatepass")


def of_units(encoded: bytes) -> str:
    """The inverse of `units`."""
    return encoded.decode(_ENCODING, "surrogatepass")


def parted(left: str, right: str) -> bool:
    """Whether two texts that meet are the two halves of one character."""
    return bool(left and right) and _HIGH[0] <= left[-1] <= _HIGH[1] and _LOW[0] <= right[0] <= _LOW[1]


def join(left: str, right: str) -> str:
    """The two texts one after the other; two halves of a pair that meet become one character."""
    if parted(left, right):
        # Python would keep the two halves apart, and the result would not equal the whole character.
        middle = (left[-1] + right[0]).encode(_ENCODING, "surrogatepass").decode(_ENCODING)
        return left[:-1] + middle + right[1:]
    return left + right


def inner_offsets(text: str) -> set[int]:
    """The offsets, in code units, that lie in the middle of a surrogate pair."""
    if length(text) == len(text):
        return set()
    offsets = set()
    position = 0
    for character in text:
        if character > "\uffff":
            offsets.add(position + 1)
            position += 1
        position += 1
    return offsets
