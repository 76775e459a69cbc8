"""Wordings and changes made at random, for the laws, the oracle and the shared vectors.

A generator takes its choices from a function `choose(n)`, which gives a whole number from 0 to n - 1: that of
a seeded `random.Random` for cases that are written down, Hypothesis's for cases that shrink.
"""

from collections.abc import Callable
from itertools import accumulate
from typing import Any

from hypothesis import strategies as st

from server.domain.delta import Delta, length, normalise
from server.domain.utf16 import inner_offsets

Choose = Callable[[int], int]

PROPOSALS = ("p-aaaa", "p-bbbb", "p-cccc")
_PIECES = (
    "a",
    "States ",
    "shall",
    " ",
    "bis",
    "é",
    "😀",
    "𝄞 b",
    "مُحَ",
    "ق ",
    "中",
    "文字",
    "🇦🇹",
    "x",
    "ensure ",
)
_EMBEDS: tuple[dict[str, Any], ...] = ({"footnote": "f-one1"}, {"blank": True}, {"repair": "["})


def _pick(choose: Choose, options: tuple[Any, ...]) -> Any:
    return options[choose(len(options))]


def _attributes(choose: Choose, nulls: bool) -> dict[str, Any]:
    """None to two attributes; with `nulls`, some of them remove."""
    result: dict[str, Any] = {}
    for _ in range(max(0, choose(5) - 2)):
        kind = _pick(choose, ("ins", "ins", "del:", "brk:", "bold", "italic"))
        proposal = _pick(choose, PROPOSALS)
        name = kind + proposal if kind.endswith(":") else kind
        value = proposal if kind == "ins" else True
        result[name] = None if nulls and choose(3) == 0 else value
    return result


def _insertion(choose: Choose) -> dict[str, Any]:
    inserted = _pick(choose, _EMBEDS) if choose(8) == 0 else _pick(choose, _PIECES)
    attributes = _attributes(choose, nulls=False)
    return {"insert": inserted, "attributes": attributes} if attributes else {"insert": inserted}


def make_wording(choose: Choose) -> Delta:
    """A wording of up to eight runs, in normal form."""
    return normalise([_insertion(choose) for _ in range(choose(9))])


def make_change(choose: Choose, wording: Delta) -> Delta:
    """A change, in normal form, that fits the wording: it goes no further and cuts through no character."""
    inner = _inner(wording)
    end = length(wording)
    position = 0
    change: Delta = []
    while True:
        if choose(3) == 0:
            change.append(_insertion(choose))
        if position >= end or choose(6) == 0:
            return normalise(change)
        target = min(end, position + 1 + choose(6))
        if target in inner:
            target += 1
        size, position = target - position, target
        action = choose(4)
        if action == 0:
            change.append({"delete": size})
        else:
            attributes = _attributes(choose, nulls=True) if action == 1 else {}
            change.append({"retain": size, "attributes": attributes} if attributes else {"retain": size})


def _inner(wording: Delta) -> set[int]:
    starts = accumulate((length([op]) for op in wording), initial=0)
    return {
        start + offset
        for op, start in zip(wording, starts, strict=False)
        if isinstance(op["insert"], str)
        for offset in inner_offsets(op["insert"])
    }


@st.composite
def wordings(draw: st.DrawFn) -> Delta:
    return make_wording(lambda n: draw(st.integers(0, n - 1)))


@st.composite
def wording_and_changes(draw: st.DrawFn, count: int) -> tuple[Delta, list[Delta]]:
    """A wording and `count` changes, all made on it."""

    def choose(n: int) -> int:
        return draw(st.integers(0, n - 1))

    wording = make_wording(choose)
    return wording, [make_change(choose, wording) for _ in range(count)]


@st.composite
def change_for(draw: st.DrawFn, wording: Delta) -> Delta:
    return make_change(lambda n: draw(st.integers(0, n - 1)), wording)
