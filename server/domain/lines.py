"""Lines of text from outside that are no wordings: titles, labels, names, reasons, statements."""

from typing import Final

from server.domain.characters import fault_in, tidy
from server.domain.refusal import Refused

MAX_REASON: Final = 1_000
MAX_STATEMENT: Final = 4_000
MAX_LABEL: Final = 60


def line_of(value: str | None, name: str, most: int, least: int = 0) -> str:
    """
    One line of text, tidied (NFC); None and blank count as empty. Raises Refused `malformed` where `characters` refuses
    it, or where it has not from `least` to `most` characters; `name` is what the sentence calls it.
    """
    value = value or ""
    fault = fault_in(value)
    if fault is not None:
        raise Refused("malformed", f"“{name}” cannot be taken. {fault.message}")
    tidied = tidy(value)
    if not least <= len(tidied) <= most:
        raise Refused("malformed", f"“{name}” must be a text of {least} to {most} characters.")
    return tidied


def named(value: str, most: int) -> str:
    """A name that somebody gave, tidied. Raises Refused `malformed` where it is blank, too long or unfit."""
    return line_of(value, "name", most, 1)


def reason_of(value: str | None) -> str:
    """The reason that goes on record with an act on base text. Raises Refused `reason_required`, `malformed`."""
    reason = line_of(value, "reason", MAX_REASON)
    if not reason:
        raise Refused("reason_required", "Say why: this change goes on record with its reason.")
    return reason
