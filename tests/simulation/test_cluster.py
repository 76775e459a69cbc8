"""The seeded simulation on two processes, and the proof that it would find what it looks for.

A seed that fails is replayed by `make simulate CLUSTER=1 RUNS=1 SEED=…`.
"""

from collections.abc import Iterator
from typing import Any, cast

import gevent
import pytest

from server.live.rooms import Rooms
from tests.simulation import browsers
from tests.simulation.browsers import Browsers
from tests.simulation.cluster_runs import BUGS, Office, office

LACK = browsers.missing()
pytestmark = pytest.mark.skipif(LACK is not None, reason=LACK or "")

SEEDS = range(1, 7)


@pytest.fixture(scope="module")
def many() -> Iterator[Browsers]:
    with Browsers() as process:
        yield process


@pytest.fixture(scope="module")
def here() -> Iterator[Office]:
    with office() as made:
        yield made


def test_simulation_of_two_processes_keeps_every_rule(many: Browsers, here: Office) -> None:
    """
    W7 to W15, L15 to L18: processes die and stop, messages between them are lost, doubled and late. Nobody is told what
    does not follow, everybody is told everything within a second, and what is acknowledged is on record once.
    """
    faults = {seed: here.fault_of(seed, many) for seed in SEEDS}
    assert {seed: fault for seed, fault in faults.items() if fault} == {}


@pytest.mark.parametrize("bug", BUGS)
def test_bug_that_is_planted_between_processes_is_found(many: Browsers, here: Office, bug: str) -> None:
    """L15, L17, W13: leaving it out breaks one of the runs that are whole with it."""
    assert any(here.fault_of(seed, many, bug) for seed in SEEDS)


def test_same_seed_gives_the_same_record_on_two_processes(many: Browsers, here: Office) -> None:
    """A failing seed can be replayed, dying processes and all."""
    first, second = (here.simulate(6, many) for _ in range(2))
    assert first.room.entries == second.room.entries
    assert first.killed == second.killed > 0


def test_simulation_is_its_own_whatever_else_runs_in_this_process(many: Browsers, here: Office) -> None:
    """The rooms of an application that another test made look at the record each second, on the true clock."""
    left = Rooms(cast(Any, None), tell_others=lambda _text, _run: None)
    beside = gevent.spawn(left.catch_up_for_ever)
    try:
        assert here.fault_of(6, many) is None
        assert not beside.dead
    finally:
        beside.kill()
