"""The wording algebra: paragraphs and changes to them as Deltas, in the format of npm `quill-delta` 5.1.0.

A Delta is a plain list of ops, `{"insert": text or embed}`, `{"retain": n}`, `{"delete": n}`, the first two
with `attributes` where there are any; a wording is a Delta of inserts only. All lengths are UTF-16 code
units. What comes from outside passes `check` and, before it is applied, `fits`; the other functions trust
their arguments. They never change their arguments, and results share attribute maps with them.
"""

from collections.abc import Iterator
from typing import Any

from server.domain.delta_check import Malformed, check, fits
from server.domain.delta_diff import diff
from server.domain.delta_ops import (
    Attributes,
    Delta,
    Op,
    Reader,
    Writer,
    compose_attributes,
    invert_attributes,
    op_length,
    transform_attributes,
)

__all__ = [
    "EDGE",
    "Attributes",
    "Delta",
    "Malformed",
    "Op",
    "Owners",
    "Reader",
    "check",
    "compose",
    "diff",
    "drop_without_effect",
    "fits",
    "invert",
    "length",
    "normalise",
    "runs",
    "slice_",
    "transform",
]

EDGE = object()
"""The owner beyond the first and the last character of a wording: unlike that of any insertion."""


def length(delta: Delta) -> int:
    """The sum of the lengths of all ops, in UTF-16 code units: for a wording, how long it is."""
    return sum(op_length(op) for op in delta)


def normalise(delta: Delta) -> Delta:
    """The same Delta with neighbours merged, insertion before deletion, no empty op, no last plain retain."""
    writer = Writer()
    for op in delta:
        writer.push(op)
    return writer.chopped()


def runs(wording: Delta) -> Iterator[tuple[Any, Attributes]]:
    """The wording as pairs of a text (or an embed, a dict) and its attributes, empty where it has none."""
    for op in wording:
        yield op["insert"], op.get("attributes") or {}


def slice_(delta: Delta, start: int, end: int) -> Delta:
    """The ops from `start` up to `end` (exclusive), cut where they cross an edge."""
    result: Delta = []
    reader = Reader(delta)
    position = 0
    while position < end and reader.has_next:
        piece = reader.next(start - position if position < start else end - position)
        if position >= start:
            result.append(piece)
        position += op_length(piece)
    return result


def compose(a: Delta, b: Delta) -> Delta:
    """One Delta that does what `a` and after it `b` do; with a wording for `a`, the wording after `b`.

    Runs that `b` leaves alone are taken over as they stand, many at once: of thousands a letter changes one.
    """
    first, second, writer = Reader(a), Reader(b), Writer()
    while first.has_next or second.has_next:
        if second.kind == "insert":
            writer.push(second.next())
            continue
        if first.kind == "delete":
            writer.push(first.next())
            continue
        if second.plain:
            alone, size = first.whole(second.remaining)
            if alone:
                writer.extend(alone)
                second.skip(size)
                continue
        if not first.has_next:
            writer.push(second.next())
        else:
            size = min(first.remaining, second.remaining)
            _compose_piece(writer, first.next(size), second.next(size))
    return writer.chopped()


def _compose_piece(writer: Writer, below: Op, above: Op) -> None:
    """Two pieces of equal length, the lower an insert or retain, the upper a retain or delete."""
    if len(above) == 1 and "retain" in above:
        writer.push(below)
        return
    if "delete" in above:
        # Words inserted and then deleted leave nothing.
        if "retain" in below:
            writer.push(above)
        return
    keep_null = "retain" in below
    attributes = compose_attributes(below.get("attributes"), above.get("attributes"), keep_null)
    if keep_null:
        writer.retain(below["retain"], attributes)
    else:
        writer.insert(below["insert"], attributes)


def transform(a: Delta, b: Delta, priority: bool, base: Delta | None = None) -> Delta:
    """`b`, made beside `a` on the same wording, as it must be applied after `a`.

    `priority` says that `a` is the earlier. Without `base` this is npm's `a.transform(b, priority)`: of two
    insertions at one place the earlier is left. With `base`, the wording that both were made on, the owner
    decides first (W7); the two calls that a pair of concurrent changes needs, `transform(a, b, True, base)`
    and `transform(b, a, False, base)`, decide alike.
    """
    ours, theirs, writer = Reader(a), Reader(b), Writer()
    owners = None if base is None else Owners(base)
    place = 0
    while ours.has_next or theirs.has_next:
        if ours.kind == "insert" or theirs.kind == "insert":
            _transform_insertions(writer, _insertions(ours), _insertions(theirs), priority, owners, place)
            continue
        size = min(ours.remaining, theirs.remaining)
        our, their = ours.next(size), theirs.next(size)
        place += size
        if "delete" in our:
            continue
        if "delete" in their:
            writer.push(their)
        else:
            attributes = transform_attributes(our.get("attributes"), their.get("attributes"), priority)
            writer.retain(size, attributes)
    return writer.chopped()


def _insertions(reader: Reader) -> list[Op]:
    """All that is inserted at the place where the reader stands."""
    result = []
    while reader.kind == "insert":
        result.append(reader.next())
    return result


def _transform_insertions(
    writer: Writer, ours: list[Op], theirs: list[Op], priority: bool, owners: "Owners | None", place: int
) -> None:
    left = priority
    if ours and theirs and owners is not None:
        left = _stays_left(ours, theirs, priority, owners.around(place))
    skipped = sum(op_length(op) for op in ours)
    if left:
        writer.retain(skipped)
    for op in theirs:
        writer.push(op)
    if not left:
        writer.retain(skipped)


def _stays_left(ours: list[Op], theirs: list[Op], priority: bool, around: tuple[Any, Any]) -> bool:
    """Whether ours stays left of theirs (W7): by the left neighbour, the right one, or the time."""
    before, after = around
    our_left, their_left = bool(_owner(ours[0]) == before), bool(_owner(theirs[0]) == before)
    if our_left != their_left:
        return our_left
    our_right, their_right = bool(_owner(ours[-1]) == after), bool(_owner(theirs[-1]) == after)
    if our_right != their_right:
        return their_right
    return priority


def _owner(op: Op) -> Any:
    return (op.get("attributes") or {}).get("ins")


class Owners:
    """Whose the characters around places in a wording are; the places are asked for from left to right."""

    __slots__ = ("_before", "_index", "_start", "_wording")

    def __init__(self, wording: Delta) -> None:
        self._wording = wording
        self._index = 0
        self._start = 0
        self._before: Any = EDGE

    def around(self, place: int) -> tuple[Any, Any]:
        """The owners left and right of a place, which is not left of the last one asked for; EDGE beyond the ends."""
        while self._index < len(self._wording):
            op = self._wording[self._index]
            end = self._start + op_length(op)
            if place < end:
                return (self._before if place == self._start else _owner(op)), _owner(op)
            self._before, self._start = _owner(op), end
            self._index += 1
        return (self._before if place == self._start else EDGE), EDGE


def invert(change: Delta, base: Delta) -> Delta:
    """The change that takes `change` back: `compose(compose(base, change), invert(change, base)) == base`."""
    reader, writer = Reader(base), Writer()
    for op in change:
        if "insert" in op:
            writer.delete(op_length(op))
            continue
        remaining = op_length(op)
        while remaining > 0:
            piece = reader.next(min(remaining, reader.remaining))
            remaining -= op_length(piece)
            if "delete" in op:
                writer.push(piece)
            elif op.get("attributes"):
                undone = invert_attributes(op["attributes"], piece.get("attributes"))
                writer.retain(op_length(piece), undone)
            else:
                writer.retain(op_length(piece))
    return writer.chopped()


def drop_without_effect(change: Delta, base: Delta) -> Delta:
    """The change without attribute changes that change nothing in `base` (W10); `[]` if nothing is left."""
    reader, writer = Reader(base), Writer()
    for op in change:
        if "insert" in op:
            writer.push(op)
            continue
        remaining = op_length(op)
        if not op.get("attributes"):
            reader.skip(remaining)
            writer.push(op)
            continue
        while remaining > 0:
            piece = reader.next(min(remaining, reader.remaining))
            remaining -= op_length(piece)
            writer.retain(op_length(piece), _effective(op["attributes"], piece.get("attributes")))
    return writer.chopped()


def _effective(attributes: Attributes | None, present: Attributes | None) -> Attributes | None:
    present = present or {}
    return {key: value for key, value in (attributes or {}).items() if present.get(key) != value} or None
