"""The parts of which the Delta functions are made: ops, attribute maps, a reader and a writer.

Deltas are values. Results share attribute maps with what they were made from, so nobody changes one in place.
"""

from typing import Any

from server.domain import utf16

Op = dict[str, Any]
Delta = list[Op]
Attributes = dict[str, Any]

END = 1 << 60
"""The rest of a Delta that has been read to its end: an endless retain, as in quill-delta."""


def op_length(op: Op) -> int:
    """The length of one op in UTF-16 code units; an embed has one."""
    if "delete" in op:
        return int(op["delete"])
    if "retain" in op:
        return int(op["retain"])
    inserted = op["insert"]
    return utf16.length(inserted) if isinstance(inserted, str) else 1


def op_kind(op: Op) -> str:
    """`delete`, `retain` or `insert`."""
    if "delete" in op:
        return "delete"
    return "retain" if "retain" in op else "insert"


def compose_attributes(a: Attributes | None, b: Attributes | None, keep_null: bool) -> Attributes | None:
    """The attributes after `b` on top of `a`; null removes, and is kept only for a retain to tell."""
    a, b = a or {}, b or {}
    result = {key: value for key, value in b.items() if keep_null or value is not None}
    result.update((key, value) for key, value in a.items() if key not in b)
    return result or None


def transform_attributes(a: Attributes | None, b: Attributes | None, priority: bool) -> Attributes | None:
    """The rest of `b` beside `a`: with priority for `a`, only the names that `a` leaves alone."""
    if not a or not b or not priority:
        return b
    return {key: value for key, value in b.items() if key not in a} or None


def invert_attributes(change: Attributes, base: Attributes | None) -> Attributes | None:
    """The inverse of `change` on `base`."""
    base = base or {}
    return {
        key: base.get(key) for key, value in change.items() if key not in base or base[key] != value
    } or None


def diff_attributes(a: Attributes | None, b: Attributes | None) -> Attributes | None:
    """The change of attributes from `a` to `b`."""
    a, b = a or {}, b or {}
    names = [*a, *(key for key in b if key not in a)]
    return {key: b.get(key) for key in names if key not in a or key not in b or a[key] != b[key]} or None


class Reader:
    """Reads a Delta op by op, or in pieces of ops; past the end it is an endless retain."""

    __slots__ = ("_index", "_length", "_offset", "_ops", "_units", "kind", "remaining")

    def __init__(self, ops: Delta) -> None:
        self._ops = ops
        self._index = -1
        self._advance()

    def _advance(self) -> None:
        self._index += 1
        self._offset = 0
        self._units: bytes | None = None
        if self._index < len(self._ops):
            op = self._ops[self._index]
            inserted = op.get("insert")
            if isinstance(inserted, str) and inserted.isascii():
                # Nearly all of a wording: this is passed over for every letter that is typed.
                self.kind, self.remaining = "insert", len(inserted)
            else:
                self.kind, self.remaining = op_kind(op), op_length(op)
            self._length = self.remaining
        else:
            self.kind = "retain"
            self.remaining = self._length = END

    @property
    def has_next(self) -> bool:
        return self._index < len(self._ops)

    def next(self, length: int = END) -> Op:
        """The next piece, of at most `length` code units and never longer than its op."""
        if self._index >= len(self._ops):
            return {"retain": length}
        op = self._ops[self._index]
        if length >= self.remaining:
            piece = op if self._offset == 0 else self._piece(op, self._offset, self._length)
            self._advance()
            return piece
        start = self._offset
        self._offset += length
        self.remaining -= length
        return self._piece(op, start, self._offset)

    @property
    def plain(self) -> bool:
        """Whether what comes next is a retain that changes nothing, as beyond the end."""
        return self.kind == "retain" and not (self.has_next and self._ops[self._index].get("attributes"))

    def whole(self, length: int) -> tuple[Delta, int]:
        """The next whole ops that are insertions and together at most so many code units, and how many they are."""
        begin, left = self._index, length
        while self.kind == "insert" and self._offset == 0 and self.remaining <= left:
            left -= self.remaining
            self._advance()
        return self._ops[begin : self._index], length - left

    def skip(self, length: int) -> None:
        """Passes over so many code units, past the end too."""
        while length >= self.remaining and self._index < len(self._ops):
            length -= self.remaining
            self._advance()
        if self._index < len(self._ops):
            self._offset += length
            self.remaining -= length

    def _piece(self, op: Op, start: int, end: int) -> Op:
        if "delete" in op:
            return {"delete": end - start}
        piece: Op = (
            {"retain": end - start} if "retain" in op else {"insert": self._cut(op["insert"], start, end)}
        )
        if op.get("attributes"):
            piece["attributes"] = op["attributes"]
        return piece

    def _cut(self, inserted: Any, start: int, end: int) -> Any:
        """As `utf16.cut`, but a long text that is cut in many places is measured and encoded once."""
        if not isinstance(inserted, str):
            return inserted
        if len(inserted) == self._length:
            return inserted[start:end]
        if self._units is None:
            self._units = utf16.units(inserted)
        return utf16.of_units(self._units[2 * start : 2 * end])


class Writer:
    """Gathers ops into a Delta in normal form: neighbours merged, insertion before deletion at one place.

    The pieces of a text that grows are joined once, when the Delta is read: joined one by one, each would copy all
    those before it. What is pushed as it is stays the same op: a wording shares with the one before it all that did not
    change, so that keeping both costs little more than keeping one.
    """

    __slots__ = ("_growing", "_pieces", "ops")

    def __init__(self) -> None:
        self.ops: Delta = []
        self._growing: Op | None = None
        self._pieces: list[str] = []

    def insert(self, inserted: Any, attributes: Attributes | None = None) -> None:
        if inserted != "":
            self._insert(_op("insert", inserted, attributes))

    def _insert(self, op: Op) -> None:
        ops = self.ops
        at = len(ops)
        if at and "delete" in ops[-1]:
            at -= 1
        if at and self._joins(ops[at - 1], op):
            self._grow(at - 1, op["insert"])
        elif at == len(ops):
            ops.append(op)
        else:
            ops.insert(at, op)

    @staticmethod
    def _joins(previous: Op, op: Op) -> bool:
        """Both are texts with the same attributes. These are compared first, since they part most neighbours."""
        if "insert" not in previous or previous.get("attributes") != op.get("attributes"):
            return False
        return isinstance(op["insert"], str) and isinstance(previous["insert"], str)

    def _grow(self, at: int, text: str) -> None:
        """Make an insertion of this Delta, the last one, longer by a text."""
        previous = self.ops[at]
        if previous is not self._growing:
            self._join()
            # It may be an op of another Delta, too.
            self._growing = self.ops[at] = {**previous}
            self._pieces = [previous["insert"]]
        if utf16.parted(self._pieces[-1], text):
            self._pieces[-1] = utf16.join(self._pieces[-1], text)
        else:
            self._pieces.append(text)

    def _join(self) -> None:
        if self._growing is not None:
            self._growing["insert"] = "".join(self._pieces)
            self._growing = None

    def extend(self, ops: Delta) -> None:
        """Adds insertions that stand so in another Delta in normal form: only the first can join what is there."""
        if self.ops and "delete" in self.ops[-1]:
            # These stand before it.
            for op in ops:
                self.push(op)
        else:
            self.push(ops[0])
            self.ops += ops[1:]

    def retain(self, length: int, attributes: Attributes | None = None) -> None:
        if length <= 0:
            return
        if self.ops and "retain" in self.ops[-1] and _same(self.ops[-1], attributes):
            length += self.ops.pop()["retain"]
        self.ops.append(_op("retain", length, attributes))

    def delete(self, length: int) -> None:
        if length <= 0:
            return
        if self.ops and "delete" in self.ops[-1]:
            length += self.ops.pop()["delete"]
        self.ops.append({"delete": length})

    def push(self, op: Op) -> None:
        """Adds any op."""
        if "delete" in op:
            self.delete(op["delete"])
        elif "retain" in op:
            self.retain(op["retain"], op.get("attributes"))
        elif op.get("attributes") or len(op) == 1:
            if op["insert"] != "":
                self._insert(op)
        else:
            self.insert(op["insert"])

    def chopped(self) -> Delta:
        """The Delta, without a last retain that says nothing."""
        self._join()
        if self.ops and "retain" in self.ops[-1] and "attributes" not in self.ops[-1]:
            self.ops.pop()
        return self.ops


def _op(kind: str, value: Any, attributes: Attributes | None) -> Op:
    return {kind: value, "attributes": attributes} if attributes else {kind: value}


def _same(op: Op, attributes: Attributes | None) -> bool:
    return (op.get("attributes") or None) == (attributes or None)
