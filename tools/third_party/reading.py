"""Reading files that somebody else may have written: what is wrong with one is said, with its name."""

import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

DAMAGE = (LookupError, TypeError, AttributeError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)
"""What reading a file raises that is not what it says that it is."""


@contextmanager
def read(name: str) -> Iterator[None]:
    """What goes wrong in here is said of this file, as a ValueError."""
    try:
        yield
    except DAMAGE as error:
        said = error.args[0] if error.args else error
        raise ValueError(f"{name}: it is damaged, or not what Adref writes: {said}") from error


def json_of(data: bytes, name: str) -> Any:
    """JSON with whole numbers alone, none of its names twice. Raises ValueError."""
    try:
        return json.loads(
            data.decode(), object_pairs_hook=_named_once, parse_float=_no_number, parse_constant=_no_number
        )
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{name}: it cannot be read: {error}") from error


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is there twice")
    return found


def _no_number(said: str) -> NoReturn:
    raise ValueError(f"{said[:40]} is no whole number")
