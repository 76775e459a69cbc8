"""Messages off the wire, read into values or refused; nothing here raises anything but Refused."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from server.domain.refusal import Refused

_ID: Final = re.compile(r"[A-Za-z0-9_-]{6,40}\Z")
_HASH: Final = re.compile(r"[0-9a-f]{64}\Z")
_LARGEST: Final = 2**53
_EVENTS: Final = frozenset({"follow", "leave", "command", "presence"})


@dataclass(frozen=True, slots=True)
class Follow:
    """Where a client stands: the number and the hash of the last entry that it has."""

    text: str
    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Caret:
    """Where somebody is editing, in the wording at an entry's number; `index` in UTF-16 units."""

    paragraph: str
    number: int
    index: int


def read(arguments: str) -> tuple[str, Mapping[str, Any]]:
    """The event's name and its one argument, an object. Raises Refused (`malformed`)."""
    try:
        values = json.loads(arguments, parse_constant=_no_constant)
        if "\\u" in arguments:
            # Half a surrogate pair passes through JSON as an escape, and could be neither stored nor sent.
            json.dumps(values, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise malformed("This is not JSON.") from None
    match values:
        case [str() as name, dict() as argument] if name in _EVENTS:
            return name, argument
    raise malformed("There is no such message.")


def malformed(sentence: str) -> Refused:
    return Refused("malformed", sentence)


def read_person(fields: object) -> str | None:
    """The person that a window was opened by, as it says itself; None where it says nothing."""
    said = fields.get("person") if isinstance(fields, Mapping) else None
    if said is not None and not isinstance(said, str):
        raise malformed("The name “person” is no id.")
    return said


def other_person() -> Refused:
    """The sign-in decides who acts. A window can only refuse, by naming another person."""
    return Refused("other_person", "Somebody else has signed in here.")


def read_text(fields: Mapping[str, Any]) -> str:
    """The text that a message is about."""
    return _ident(fields, "text")


def read_follow(fields: Mapping[str, Any]) -> Follow:
    digest = fields.get("hash")
    if not isinstance(digest, str) or not _HASH.match(digest):
        raise malformed("The hash is missing or no hash.")
    return Follow(_ident(fields, "text"), _number(fields, "number"), digest)


def read_caret(fields: Mapping[str, Any]) -> Caret | None:
    """The caret, or None where the person has stopped editing."""
    if fields.get("paragraph") is None:
        return None
    return Caret(_ident(fields, "paragraph"), _number(fields, "number"), _number(fields, "index"))


def _ident(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not _ID.match(value):
        raise malformed(f"The name “{name}” is missing or no id.")
    return value


def _number(fields: Mapping[str, Any], name: str) -> int:
    value = fields.get(name)
    # True is an int to Python.
    if type(value) is not int or not 0 <= value < _LARGEST:
        raise malformed(f"The name “{name}” is missing or no number.")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(name)
