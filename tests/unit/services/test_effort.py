"""Time that commands take to decide is counted for each person (X4)."""

from collections.abc import Sequence
from typing import Any

import pytest

from server.domain.actor import Actor
from server.domain.command import Command, Event
from server.domain.decide import decide
from server.domain.meeting import Meeting
from server.services import batch
from server.services.effort import DECIDING, Effort
from server.services.live_text import LiveText
from tests.support.live import AUSTRIA, CHAIR, SECRETARIAT, Room
from tests.support.memory import MemoryStore
from tests.support.record import TEXT

RATE, AT_ONCE = DECIDING


class Times:
    """Seconds that go by, and those of them that are spent on deciding: `costs` for each command by its person."""

    def __init__(self) -> None:
        self.now = 100.0
        self.spent = 0.0
        self.costs: dict[str, float] = {}
        self.decided: list[str] = []

    def decide(self, state: Any, meeting: Meeting, actor: Actor, command: Command) -> Sequence[Event]:
        self.decided.append(command.id)
        self.spent += self.costs.get(actor.person, 0.0)
        return decide(state, meeting, actor, command)


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> Times:
    made = Times()
    monkeypatch.setattr(batch, "decide", made.decide)
    return made


@pytest.fixture
def room(times: Times) -> Room:
    room = Room(MemoryStore())
    room.give(SECRETARIAT, room.paragraph())
    effort = Effort(lambda: times.now, lambda: times.spent)
    room.live = LiveText(TEXT, room.store, room.clock, room.ids, effort=effort)
    room.live.catch_up()
    return room


def typed(room: Room, proposal: str = "prop-1") -> Command:
    return room.insertion("x", proposal)


def refused(outcome: dict[str, Any]) -> Any:
    return outcome.get("refused", {}).get("code")


def test_person_whose_commands_take_long_is_held_back_and_others_are_not(room: Room, times: Times) -> None:
    """X4: within one batch and over batches; the record goes on for everybody else."""
    times.costs[AUSTRIA.person] = AT_ONCE * 0.75
    commands = [typed(room) for _ in range(4)]
    theirs = room.paragraph("par-02")
    outcomes = room.live.append([*((AUSTRIA, one) for one in commands), (SECRETARIAT, theirs)]).outcomes
    assert [refused(one) for one in outcomes] == [None, None, "too_fast", "too_fast", None]
    assert refused(room.give(AUSTRIA, typed(room))) == "too_fast"
    assert times.decided[-3:] == [commands[0].id, commands[1].id, theirs.id]


def test_command_that_was_held_back_is_taken_when_it_comes_again(room: Room, times: Times) -> None:
    """X4 (W13): nothing was decided, so nothing is remembered."""
    times.costs[AUSTRIA.person] = AT_ONCE * 2
    room.give(AUSTRIA, typed(room))
    late = typed(room)
    held = room.give(AUSTRIA, late)
    assert (refused(held), held["through"]) == ("too_fast", 0)
    times.now += AT_ONCE / RATE - 1
    assert refused(room.give(AUSTRIA, late)) == "too_fast"
    times.now += 2
    assert refused(room.give(AUSTRIA, late)) is None


def test_command_of_a_batch_that_is_decided_twice_is_charged_once(room: Room, times: Times) -> None:
    """X4: somebody else's copy of an old command makes the whole batch be decided again."""
    old = room.command("put_before_room", {"paragraph": "par-01"})
    room.give(CHAIR, old)
    room.give(CHAIR, room.command("put_before_room", {"paragraph": None}))
    times.costs[AUSTRIA.person] = AT_ONCE * 0.6
    first = typed(room)
    outcomes = room.live.append([(AUSTRIA, first), (CHAIR, old)]).outcomes
    assert [refused(one) for one in outcomes] == [None, None]
    assert times.decided.count(first.id) == 2
    assert refused(room.give(AUSTRIA, typed(room))) is None
    assert refused(room.give(AUSTRIA, typed(room))) == "too_fast"


def test_copies_of_a_costly_command_are_charged_each(room: Room, times: Times) -> None:
    """X4: a copy is decided before the record says that it is one; who is in debt gets its outcome too (W13)."""
    times.costs[AUSTRIA.person] = AT_ONCE * 0.6
    one = typed(room)
    outcome = room.give(AUSTRIA, one)
    assert [room.give(AUSTRIA, one) for _ in range(2)] == [outcome, outcome]
    assert times.decided.count(one.id) == 2
    assert refused(room.give(AUSTRIA, typed(room))) == "too_fast"


def test_import_is_not_held_back(room: Room, times: Times) -> None:
    """X4: a file comes in whole, however long its commands take."""
    times.costs[SECRETARIAT.person] = AT_ONCE * 3
    for _ in range(2):
        outcome = room.give(SECRETARIAT, room.command("import_paragraphs", {"paragraphs": []}))
        assert refused(outcome) == "malformed"
    times.costs.clear()
    assert refused(room.give(SECRETARIAT, room.paragraph("par-02"))) is None
