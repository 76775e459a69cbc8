"""A record that was made quickly is one like any other: it verifies, and its checkpoints are what folding gives."""

from pathlib import Path

import pytest

from benchmarks.support.long_record import Typing
from benchmarks.support.texts import demonstration, fill, floor_of_new_text
from server.domain.fold import fold
from server.domain.instants import later
from server.domain.state import READABLE_FOLDS, to_json
from server.services.clock import now
from server.services.verification import verify_text

LENGTH = 1_600


def test_record_of_typing_is_in_order_and_goes_on(tmp_path: Path) -> None:
    store = demonstration(tmp_path)
    floor = floor_of_new_text(store, "Typed", clock=lambda: later(now(), -3_600))
    paragraphs = fill(floor, 7)
    if floor.live.head.number % 2:
        floor.do("chair", [("put_before_room", {"paragraph": paragraphs[0]}, None)])
    before, text = floor.live.state, floor.live.text
    typing = Typing(store, floor.live.moment, floor.actors["secretariat"].person, paragraphs[:3])
    typing.grow_to(700)
    typing.grow_to(LENGTH)
    with store.reading() as unit:
        verified = verify_text(unit, text)
        entries = [stored.entry for stored in unit.record.entries(text)]
        kept = [unit.record.checkpoint(text, number, READABLE_FOLDS) for number in (500, 1_000, 1_500)]
    assert verified.faults == ()
    assert verified.entries == LENGTH
    for checkpoint in kept:
        assert checkpoint is not None
        folded = fold(entries[: checkpoint.number])
        assert folded is not None
        assert checkpoint.state == to_json(folded)
    floor.live.catch_up()
    assert floor.live.head == typing.moment.head
    words = {one: paragraph.wording for one, paragraph in floor.live.state.paragraphs.items()}
    assert words == {one: paragraph.wording for one, paragraph in before.paragraphs.items()}
    floor.do("chair", [("put_before_room", {"paragraph": paragraphs[1]}, None)])
    store.engine.dispose()


def test_half_of_a_letter_is_not_typed(tmp_path: Path) -> None:
    store = demonstration(tmp_path)
    floor = floor_of_new_text(store, "Typed")
    typing = Typing(store, floor.live.moment, "p-somebody", fill(floor, 1))
    with pytest.raises(ValueError, match="by twos"):
        typing.grow_to(typing.moment.head.number + 1)
    store.engine.dispose()
