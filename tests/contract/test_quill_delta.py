"""Our algebra held against npm quill-delta, on thousands of cases, in one Node process."""

import json
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from server.domain import delta
from tests.support.deltas import make_change, make_wording

CASES = 1500
SEED = 5_1_0
ORACLE = Path(__file__).parent / "quill_delta.mjs"
PACKAGE = Path(__file__).parents[2] / "client" / "node_modules" / "quill-delta"
NODE = shutil.which("node")

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "compose": delta.compose,
    "transform": delta.transform,
    "invert": delta.invert,
    "length": delta.length,
    "slice": delta.slice_,
}


def _requests() -> Iterator[tuple[str, list[Any]]]:
    chance = random.Random(SEED)
    choose = chance.randrange
    for _ in range(CASES):
        wording = make_wording(choose)
        a, b = make_change(choose, wording), make_change(choose, wording)
        after_a = make_change(choose, delta.compose(wording, a))
        cut = sorted((choose(20), choose(20)))
        yield "compose", [wording, a]
        yield "compose", [a, after_a]
        yield "transform", [a, b, bool(choose(2))]
        yield "invert", [a, wording]
        yield "length", [wording]
        yield "slice", [wording, *cut]


@pytest.mark.skipif(
    NODE is None or not PACKAGE.exists(), reason="Node or the client's packages are not installed."
)
def test_delta_gives_what_npm_quill_delta_gives() -> None:
    """Characters beyond the BMP, Arabic, overlapping attributes and embeds are among the cases."""
    requests = list(_requests())
    lines = "".join(json.dumps({"function": name, "arguments": given}) + "\n" for name, given in requests)
    answer = subprocess.run(
        [str(NODE), str(ORACLE)],
        input=lines,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    answers = [json.loads(line) for line in answer.stdout.splitlines()]
    assert len(answers) == len(requests)
    for (name, given), expected in zip(requests, answers, strict=True):
        assert FUNCTIONS[name](*given) == expected, (name, given)


@pytest.mark.skipif(
    NODE is None or not PACKAGE.exists(), reason="Node or the client's packages are not installed."
)
def test_delta_cuts_a_surrogate_pair_as_npm_quill_delta_does() -> None:
    """No such change is let in; but the algebra must not lose half of a character where it is asked to."""
    wording: delta.Delta = [{"insert": "a😀b"}]
    change: delta.Delta = [{"retain": 2}, {"retain": 1, "attributes": {"bold": True}}]
    request = {"function": "compose", "arguments": [wording, change]}
    answer = subprocess.run(
        [str(NODE), str(ORACLE)],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    expected = json.loads(answer.stdout)
    assert delta.compose(wording, change) == expected
    undone = delta.compose(expected, delta.invert(change, wording))
    assert undone == wording
