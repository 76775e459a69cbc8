"""Writes tests/vectors/delta.json: `python -m tests.support.delta_vectors`.

The browser's and the server's functions must both give these results. Run it again when a rule changes, and
read the difference: it is what changes for the users.
"""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from server.domain import delta
from tests.support.deltas import make_change, make_wording

PATH = Path(__file__).parent.parent / "vectors" / "delta.json"
SEED = 20210407
GENERATED = 150

A, B, C = "p-aaaa", "p-bbbb", "p-cccc"


def _by(proposal: str | None, text: str) -> dict[str, Any]:
    return {"insert": text, "attributes": {"ins": proposal}} if proposal else {"insert": text}


def _named() -> Iterator[tuple[str, delta.Delta, delta.Delta, delta.Delta]]:
    """A sentence of what is shown, the wording, and two changes to it, the first of them earlier."""
    base = [{"insert": "the Parties"}]
    own = [{"insert": "the "}, _by(A, "foo"), {"insert": "Parties"}]
    at_seven: delta.Delta = [{"retain": 7}]
    at_four: delta.Delta = [{"retain": 4}]
    yield "the earlier is left between strangers", base, [*at_four, _by(A, "x")], [*at_four, _by(B, "y")]
    yield "the left neighbour's owner goes on", own, [*at_seven, _by(B, "bar")], [*at_seven, _by(A, "d")]
    yield "the right neighbour's owner stays right", own, [*at_four, _by(A, "d")], [*at_four, _by(B, "bar")]
    yield "the same owner keeps the order of time", own, [*at_seven, _by(A, "1")], [*at_seven, _by(A, "2")]
    yield "base goes on with base", base, [*at_four, _by(A, "x")], [*at_four, {"insert": "said "}]
    yield "nobody owns what is left of the first character", base, [_by(A, "x")], [{"insert": "y"}]
    yield (
        "nobody owns what is right of the last",
        base,
        [{"retain": 11}, _by(A, "x")],
        [{"retain": 11}, _by(B, "y")],
    )
    yield "an empty wording has no neighbours", [], [_by(A, "x")], [{"insert": "y"}]
    yield (
        "a neighbour that is deleted at the same time still counts",
        own,
        [*at_four, {"delete": 3}, _by(B, "bar")],
        [*at_seven, _by(A, "d")],
    )
    yield (
        "several insertions of one change stay together",
        own,
        [*at_seven, _by(B, "b"), _by(C, "c")],
        [*at_seven, _by(A, "a"), _by(C, "d")],
    )
    yield (
        "offsets are code units",
        [{"insert": "😀 "}, _by(A, "𝄞"), {"insert": "عَمَل"}],
        [{"retain": 5}, _by(B, "中")],
        [{"retain": 5}, _by(A, "é"), {"retain": 2, "attributes": {"bold": True}}],
    )


def _generated() -> Iterator[tuple[str, delta.Delta, delta.Delta, delta.Delta]]:
    chance = random.Random(SEED)
    for number in range(GENERATED):
        wording = make_wording(chance.randrange)
        yield (
            f"generated {number}",
            wording,
            make_change(chance.randrange, wording),
            make_change(chance.randrange, wording),
        )


def vectors() -> list[dict[str, Any]]:
    """Each with a wording, two concurrent changes `a` (earlier) and `b`, and what every function gives."""
    return [
        {
            "name": name,
            "wording": wording,
            "a": a,
            "b": b,
            "b_over_a": delta.transform(a, b, True, wording),
            "a_over_b": delta.transform(b, a, False, wording),
            "b_over_a_without_base": delta.transform(a, b, True),
            "after_a": delta.compose(wording, a),
            "inverted_a": delta.invert(a, wording),
            "effective_a": delta.drop_without_effect(a, wording),
            "length": delta.length(wording),
        }
        for name, wording, a, b in (*_named(), *_generated())
    ]


if __name__ == "__main__":
    lines = ",\n".join(json.dumps(vector, separators=(",", ":")) for vector in vectors())
    PATH.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
