"""The one way in which Adref writes JSON that is hashed: entries, status documents, fingerprints."""

import hashlib
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """
    JSON with keys sorted, no white space, in UTF-8: the same value gives the same bytes for ever.

    Raises ValueError for what could be written in two ways, or read back as something else: floats, names
    that are not ASCII strings, lone surrogates, and anything that is not JSON.
    """
    _check(value)
    written = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return written.encode("utf-8")


def sha256(data: bytes) -> str:
    """The SHA-256 of some bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _check(value: Any) -> None:
    # The exact type is asked for: a subclass may print itself as it likes (an enumeration does).
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return
    if kind is dict:
        for name, inner in value.items():
            if type(name) is not str or not name.isascii():
                raise ValueError(f"A name in canonical JSON is an ASCII string, not {name!r}.")
            _check(inner)
    elif kind is list or kind is tuple:
        for inner in value:
            _check(inner)
    else:
        raise ValueError(f"Canonical JSON has no place for {kind.__name__}: {value!r}.")
