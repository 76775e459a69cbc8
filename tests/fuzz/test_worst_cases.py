"""The cost of the dearest case of each path that one account can prepare, in calls of the interpreter (W31, X4).

Calls are the same on every machine; `make fuzz` prints them. Each bound is some three times what is measured: it finds
a path that has begun to grow with what was prepared, and not a busy machine.
"""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from server.domain.brackets import tokens
from server.domain.delta import Delta
from server.domain.snapshot import rolling_text, status_document
from server.domain.state import State
from server.exchange import plain_text
from server.services.document_press import meeting_facts
from server.services.paragraph_history import PAGE, history_of
from server.services.past import moment_at
from server.services.state_json import StateJson
from server.services.store import Unit
from server.services.verification import verify_text
from tests.fuzz.conftest import TIMES
from tests.support import texts_in
from tests.support.live import AUSTRIA, SECRETARIAT, SIX, Room
from tests.support.memory import MemoryStore
from tests.support.record import TEXT

RUNS = 1_990
LETTERS = 420
MARKS = 4

P = "par-01"
LATER = "2030-01-01T00:00:00.000Z"


@pytest.fixture(scope="module")
def room() -> Room:
    """A paragraph of nearly as many runs and marks as there is room for, and letters put into it one by one."""
    room = Room(MemoryStore())
    room.give(SECRETARIAT, room.paragraph(P, "a" * 8_000))
    names = ["prop-0", *(f"mark-{one}" for one in range(MARKS))]
    marks = {f"brk:{name}": True for name in names[1:]}
    change = [{"retain": 4, "attributes": marks}, {"insert": "x", "attributes": {"ins": "prop-0"}}] * RUNS
    kinds = ["wording", *["reservation"] * MARKS]
    minted = [{"id": n, "parent": None, "kind": k, "set": None} for n, k in zip(names, kinds, strict=True)]
    assert refused(give(room, change, minted)) is None
    for _ in range(LETTERS):
        assert refused(give(room, letter())) is None
    return room


def letter() -> Delta:
    return [{"retain": 4_004}, {"insert": "y", "attributes": {"ins": "prop-0"}}]


def give(room: Room, change: Any, minted: Any = (), **more: Any) -> Any:
    payload = {"paragraph": P, "change": change, "proposals": list(minted), "reason": None}
    return room.give(AUSTRIA, room.command("change_wording", payload, "AUT", **more))


def refused(outcome: Any) -> str | None:
    code: str | None = outcome.get("refused", {}).get("code")
    return code


def calls(work: Callable[[], object]) -> int:
    made = 0

    def counting(_frame: object, event: str, _argument: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    sys.setprofile(counting)
    try:
        work()
    finally:
        sys.setprofile(None)
    return made


def state(room: Room) -> State:
    return room.live.state


def facts(room: Room) -> Any:
    with room.store.reading() as unit:
        return meeting_facts(unit, TEXT)


def look(work: Callable[[Unit], object]) -> Callable[[Room], object]:
    def inside(room: Room) -> object:
        with room.store.reading() as unit:
            return work(unit)

    return inside


def late(back: int) -> Callable[[Room], object]:
    """A letter upon what was said so many numbers before what the trail has forgotten, or after it."""

    def again(room: Room) -> object:
        base = state(room).paragraphs[P].forgotten - back
        outcome = give(room, letter(), base=base)
        assert refused(outcome) in (None, "base_too_old")
        return outcome

    return again


def bracketed(room: Room) -> object:
    """A bracket at thousands of places, that is looked for in all that stood in the paragraph."""
    sign = {"insert": "[a]", "attributes": {"ins": "prop-0"}}
    outcome = give(room, [sign, {"retain": 1}] * RUNS)
    assert refused(outcome) == "typed_bracket"
    return outcome


CASES: dict[str, tuple[Callable[[Room], object], int]] = {
    "a letter": (lambda room: give(room, letter()), 700_000),
    "a letter upon what is long ago": (late(100), 10_000),
    "a letter upon the oldest that is held": (late(-1), 700_000),
    "a letter upon what can be transformed": (late(-130), 1_500_000),
    "a bracket at thousands of places": (bracketed, 3_000_000),
    "brackets": (lambda room: tokens(state(room).paragraphs[P]), 1_000_000),
    "the rolling text": (
        lambda room: rolling_text(state(room), facts(room), as_of=SIX, head_hash="0" * 64),
        1_500_000,
    ),
    "a status document": (
        lambda room: status_document(
            state(room), facts(room), as_of=SIX, issued_at=SIX, sequence=1, head_hash="0" * 64
        ),
        1_000_000,
    ),
    "plain text out": (lambda room: plain_text.write(state(room), lambda code: code), 1_500_000),
    "the state as JSON": (lambda room: StateJson().of(state(room)), 1_000),
    "as of": (look(lambda unit: moment_at(unit, TEXT, LATER, number=LETTERS - 1)), 45_000_000),
    "history": (look(lambda unit: history_of(unit.record, TEXT, P, LETTERS, PAGE)), 10_000),
    "verifying": (look(lambda unit: verify_text(unit, TEXT)), 50_000_000),
}


@pytest.mark.parametrize("case", CASES)
def test_dearest_case_of_a_path_is_bounded(room: Room, case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """W31: what one account prepared costs the others so much and no more."""
    work, most = CASES[case]
    made = calls(lambda: work(room))
    told(capsys, case, made, most)
    assert made < most


SOURCES: dict[str, tuple[str, int]] = {
    "brackets that are not closed": ("1. " + "[a " * 5_000, 3_000_000),
    "brackets that are not opened": ("1. " + "a] " * 5_000, 3_000_000),
    "thousands of brackets": ("1. " + "[a] " * 5_000, 5_000_000),
    "brackets two thousand deep": ("1. " + "[a " * 2_000 + "]" * 2_000, 2_000_000),
    "thousands of attributions": ("1. " + "[a – EU] " * 3_000, 3_000_000),
    "thousands of paragraphs": ("\n\n".join(f"{at}. [a – EU]" for at in range(1, 2_000)), 3_000_000),
}


@pytest.mark.parametrize("case", SOURCES)
def test_dearest_file_to_bring_in_is_bounded(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """W31: reading a file in grows with its length, whatever is in it."""
    source, most = SOURCES[case]
    made = calls(lambda: texts_in.read(source))
    told(capsys, case, made, most)
    assert made < most


def told(capsys: pytest.CaptureFixture[str], case: str, made: int, most: int) -> None:
    if TIMES > 1:
        with capsys.disabled():
            sys.stdout.write(f"\n  {case}: {made:,} calls of at most {most:,}")
