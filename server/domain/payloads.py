"""JSON from outside: the parts of payloads, and the reading of one."""

from typing import Annotated, Final, TypeVar

import msgspec

from server.domain.refusal import Refused

MAX_DEPTH: Final = 12
MAX_NUMBER: Final = 2**53 - 1

Ident = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{6,40}\Z")]
"""The id of a text, a paragraph, a proposal, a command."""

Code = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9]{1,32}\Z")]
"""A delegation."""

Name = Annotated[str, msgspec.Meta(pattern=r"^([A-Za-z0-9]{1,32}|[A-Za-z0-9_-]{6,40})\Z")]
"""A delegation or a paragraph."""

Names = Annotated[list[Name], msgspec.Meta(max_length=300)]
Number = Annotated[int, msgspec.Meta(ge=0, le=MAX_NUMBER)]
Positive = Annotated[int, msgspec.Meta(ge=1, le=MAX_NUMBER)]
Depth = Annotated[int, msgspec.Meta(ge=1, le=MAX_DEPTH)]


class Payload(msgspec.Struct, frozen=True):
    """The request of an act. Members that it does not know are passed over."""


class ForDelegation(Payload, frozen=True, kw_only=True):
    """An act for a delegation. `spoken`: of one that is acted for, which other one spoke."""

    spoken: dict[Code, Code] | None = None


class Sponsored(ForDelegation, frozen=True, kw_only=True):
    """An act that may table a proposal. `sponsors`: who sponsors it, the delegation of the command first."""

    sponsors: Names | None = None


P = TypeVar("P", bound=Payload)


def read(kind: type[P], raw: object, name: str = "payload") -> P:
    """
    What came from outside, as what it should be; `name` is what sentences call it. Raises Refused `malformed`, and says
    where it is not in order.
    """
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as fault:
        raise Refused("malformed", _said(str(fault), name)) from fault
    except UnicodeEncodeError as fault:
        # msgspec writes a value down to look it up among those that it knows, and cannot write half of a character.
        raise Refused("malformed", f"“{name}” holds half of a character.") from fault


def _said(fault: str, name: str) -> str:
    what, _, where = fault.partition(" - at ")
    place = where.strip("`").removeprefix("$").removeprefix(".")
    return f"“{place or name}” is not in order: {what.replace('`', '')}."


def distinct(names: list[str], name: str) -> tuple[str, ...]:
    """The names of a list without repetition. Raises Refused `malformed`."""
    if len(set(names)) != len(names):
        raise Refused("malformed", f"“{name}” must be a list without repetition.")
    return tuple(names)


def between(value: int, name: str, least: int, most: int) -> int:
    """A number within bounds that the state sets. Raises Refused `malformed`."""
    if not least <= value <= most:
        raise Refused("malformed", f"“{name}” must be a whole number from {least} to {most}.")
    return value
