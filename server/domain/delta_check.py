"""The one place that untrusted Deltas pass (W29). Each fault has a stable code."""

import re
from typing import Any

from server.domain import characters, utf16
from server.domain.delta_ops import Delta, Op, Writer, op_length
from server.domain.stacking import most_marks

MAX_OPS = 4000
MAX_LENGTH = 100_000
"""Of a wording, and of all that a change inserts, retains and deletes, in UTF-16 code units."""
MAX_ATTRIBUTES = 100
"""Of one op: nested and overlapping proposals of many delegations stay far below."""
MAX_MARKS = 20_000
"""Attributes of all ops of a wording together: what everybody who reads the paragraph has to draw."""

_ID = r"[A-Za-z0-9_-]{6,40}"
_ID_ALONE = re.compile(rf"^{_ID}\Z")
_SET_MARK = re.compile(rf"^(?:del|brk):{_ID}\Z")
_FORMATS = frozenset({"bold", "italic", "underline"})
_ACTIONS = frozenset({"insert", "retain", "delete"})
_OP_NAMES = _ACTIONS | {"attributes"}


class Malformed(Exception):
    """A Delta that no honest client sends: a stable `code`, and a `message` of one sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def check(raw: object, *, wording: bool) -> Delta:
    """The Delta in normal form, if `raw` (from JSON) is one; else raises `Malformed`.

    With `wording`, only inserts are allowed; otherwise it is a change, and a retain's attributes may be null.
    """
    if not isinstance(raw, list):
        raise Malformed("not_a_list", "A Delta is a list of operations.")
    if len(raw) > MAX_OPS:
        raise Malformed("too_many_ops", f"A Delta has at most {MAX_OPS} operations.")
    writer = Writer()
    total = 0
    for op in raw:
        _check_op(op, wording)
        total += op_length(op)
        if total > MAX_LENGTH:
            raise Malformed("too_long", f"A Delta is at most {MAX_LENGTH} code units long.")
        writer.push(op)
    delta = writer.chopped()
    if wording:
        _not_stacked(delta, [])
    return delta


def _check_op(op: object, wording: bool) -> None:
    if not isinstance(op, dict):
        raise Malformed("not_an_op", "An operation is an object.")
    if not _OP_NAMES.issuperset(op):
        raise Malformed("unknown_key", "An operation has a name that is not known.")
    actions = _ACTIONS.intersection(op)
    if len(actions) != 1:
        raise Malformed("not_one_action", "An operation inserts, retains or deletes, and only one of these.")
    if wording and "insert" not in op:
        raise Malformed("not_a_wording", "A wording consists of insertions only.")
    if "insert" in op:
        _check_inserted(op["insert"])
    else:
        _check_length(op["retain"] if "retain" in op else op["delete"])
    if "attributes" in op:
        _check_attributes(op)


def _check_length(value: object) -> None:
    # A boolean is an int to Python, and 1.0 equals 1: only a whole number proper is a length.
    if type(value) is not int or not 0 < value <= MAX_LENGTH:
        raise Malformed("bad_length", "A length is a whole number above zero, within the limit.")


def _check_inserted(inserted: object) -> None:
    if isinstance(inserted, str):
        _check_text(inserted)
    elif not isinstance(inserted, dict):
        raise Malformed("not_text", "What is inserted is a text or an embed.")
    elif not _is_embed(inserted):
        raise Malformed("unknown_embed", "An embed is a footnote, a blank or a repair, and nothing else.")


def _check_text(text: str) -> None:
    if not text:
        raise Malformed("empty_insert", "An insertion inserts at least one character.")
    fault = characters.fault_in(text)
    if fault is not None:
        raise Malformed(fault.code, fault.message)


def _is_embed(embed: dict[str, Any]) -> bool:
    if len(embed) != 1:
        return False
    if "footnote" in embed:
        return isinstance(embed["footnote"], str) and _ID_ALONE.match(embed["footnote"]) is not None
    return embed.get("blank") is True or embed.get("repair") in ("[", "]")


def _check_attributes(op: Op) -> None:
    attributes = op["attributes"]
    if not isinstance(attributes, dict):
        raise Malformed("bad_attributes", "Attributes are an object.")
    if "delete" in op:
        raise Malformed("attributes_on_delete", "A deletion has no attributes.")
    if len(attributes) > MAX_ATTRIBUTES:
        raise Malformed("too_many_attributes", f"An operation has at most {MAX_ATTRIBUTES} attributes.")
    for name, value in attributes.items():
        _check_attribute(name, value)
    if "insert" in op and None in attributes.values():
        raise Malformed("null_on_insert", "What is inserted has nothing yet that null could remove.")


def _check_attribute(name: str, value: object) -> None:
    if name == "ins":
        fine = value is None or (isinstance(value, str) and _ID_ALONE.match(value) is not None)
    elif name in _FORMATS or _SET_MARK.match(name):
        fine = value is None or value is True
    else:
        raise Malformed("unknown_attribute", "An attribute has a name that is not known.")
    if not fine:
        raise Malformed("bad_value", "An attribute has a value that it cannot have.")


def fits(change: Delta, wording: Delta) -> None:
    """Raises `Malformed` where a checked change cannot be applied to a wording.

    That is where it runs past the end, touches one half of a surrogate pair, or makes the wording too long.
    """
    size = sum(op_length(op) for op in wording)
    inner = _inner_offsets(wording)
    position = grown = 0
    for op in change:
        if "insert" in op:
            grown += op_length(op)
        else:
            if position in inner:
                raise _splits()
            position += op_length(op)
            grown -= op_length(op) if "delete" in op else 0
        if position > size:
            raise Malformed("past_end", "A change reaches past the end of the wording.")
        if position in inner:
            raise _splits()
    if size + grown > MAX_LENGTH:
        raise Malformed("too_long", f"A wording is at most {MAX_LENGTH} code units long.")


def roomy(wording: Delta, before: Delta) -> None:
    """
    Raises `Malformed` where many changes, each within its limits, have made a wording that is not. `before` is the
    wording until now.
    """
    if sum(op_length(op) for op in wording) > MAX_LENGTH:
        raise Malformed("too_long", f"A paragraph has room for {MAX_LENGTH} characters; divide it.")
    marks = [len(op.get("attributes", ())) for op in wording]
    if len(marks) > MAX_OPS or sum(marks) > MAX_MARKS or max(marks, default=0) > MAX_ATTRIBUTES:
        raise Malformed(
            "too_many_marks", "This paragraph has no room for so many more marks; settle some first."
        )
    _not_stacked(wording, before)


def _not_stacked(wording: Delta, before: Delta) -> None:
    # Faults of an old record may stay; they are not made worse.
    stacked = most_marks(wording)
    if stacked > characters.MOST_MARKS and stacked > most_marks(before):
        raise Malformed(characters.STACKED.code, characters.STACKED.message)


def _splits() -> Malformed:
    return Malformed("split_pair", "A change cuts through a character.")


def _inner_offsets(wording: Delta) -> set[int]:
    offsets: set[int] = set()
    position = 0
    for op in wording:
        if isinstance(op["insert"], str):
            offsets.update(position + offset for offset in utf16.inner_offsets(op["insert"]))
        position += op_length(op)
    return offsets
