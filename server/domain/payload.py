"""Readers for untrusted payloads: each gives a value of the type it names or refuses with a sentence."""

import re
from collections.abc import Mapping
from typing import Any

from server.domain.characters import fault_in, tidy

MAX_REASON = 1_000
MAX_STATEMENT = 4_000
MAX_LABEL = 60
MAX_NUMBER = 2**53 - 1

_IDENT = re.compile(r"[A-Za-z0-9_-]{6,40}")
_CODE = re.compile(r"[A-Za-z0-9]{1,32}")


class Refused(Exception):
    """A command that is not taken: a stable code for programs and one sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def malformed(name: str, wanted: str) -> Refused:
    return Refused("malformed", f"“{name}” must be {wanted}.")


def mapping(value: object, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise malformed(name, "an object")
    return value


def is_ident(value: object) -> bool:
    return isinstance(value, str) and _IDENT.fullmatch(value) is not None


def ident(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not is_ident(value):
        raise malformed(name, "an id of 6 to 40 letters, digits, _ or -")
    return value


def optional_ident(fields: Mapping[str, Any], name: str) -> str | None:
    return None if fields.get(name) is None else ident(fields, name)


def is_code(value: object) -> bool:
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def code(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise malformed(name, "the code of a delegation")
    return value


def optional_code(fields: Mapping[str, Any], name: str) -> str | None:
    return None if fields.get(name) is None else code(fields, name)


def codes(fields: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A list of names without repetition: delegations, or paragraphs where an agreement is pending them."""
    value = fields.get(name)
    if not isinstance(value, list) or len(value) > 300:
        raise malformed(name, "a list of at most 300 codes")
    if not all(isinstance(item, str) and (_CODE.fullmatch(item) or _IDENT.fullmatch(item)) for item in value):
        raise malformed(name, "a list of codes")
    if len(set(value)) != len(value):
        raise malformed(name, "a list without repetition")
    return tuple(value)


def number(fields: Mapping[str, Any], name: str, least: int = 0, most: int = MAX_NUMBER) -> int:
    value = fields.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise malformed(name, f"a whole number from {least} to {most}")
    return value


def flag(fields: Mapping[str, Any], name: str) -> bool:
    value = fields.get(name)
    if not isinstance(value, bool):
        raise malformed(name, "true or false")
    return value


def choice(fields: Mapping[str, Any], name: str, choices: tuple[str, ...]) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or value not in choices:
        raise malformed(name, "one of " + ", ".join(choices))
    return value


def line(fields: Mapping[str, Any], name: str, most: int, least: int = 0) -> str:
    """
    One line of text, tidied (NFC); absent and blank count as empty. A text that `characters` refuses is refused.
    """
    value = fields.get(name)
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise malformed(name, "a text")
    fault = fault_in(value)
    if fault is not None:
        raise Refused("malformed", f"“{name}” cannot be taken. {fault.message}")
    tidied = tidy(value)
    if not least <= len(tidied) <= most:
        raise malformed(name, f"a text of {least} to {most} characters")
    return tidied


def named(value: str, most: int) -> str:
    """A name that somebody gave, tidied. Raises Refused `malformed` where it is blank, too long or unfit."""
    return line({"name": value}, "name", most, 1)


def optional_line(fields: Mapping[str, Any], name: str, most: int) -> str | None:
    return line(fields, name, most) or None


def required_reason(fields: Mapping[str, Any]) -> str:
    """The reason that goes on record with an act on base text, with its own code where it is missing."""
    reason = line(fields, "reason", MAX_REASON)
    if not reason:
        raise Refused("reason_required", "Say why: this change goes on record with its reason.")
    return reason
