"""The seeded simulation of many browsers over a bad network, and the proof that it would find what it looks for.

A seed that fails is replayed by `make simulate RUNS=1 SEED=…`.
"""

from collections.abc import Iterator

import pytest

from tests.simulation import browsers
from tests.simulation.browsers import Browsers
from tests.simulation.runs import fault_of, simulate
from tests.simulation.world import GOOD_NETWORK, Plan

LACK = browsers.missing()
pytestmark = pytest.mark.skipif(LACK is not None, reason=LACK or "")

RUNS = 100

# A room in which people take away the same words at the same time, far from the server: changes turn out empty.
ERASERS = Plan(habit="erases", chair=False, paragraphs=1, latencies=(400, 250, 120), steps=200)

# A room in which words come and go and come again at one place: an undo puts them between parts of others' words.
UNDOERS = Plan(habit="undoes", chair=False, secretariat=False, paragraphs=1, composing=0.5)

# In how many runs each planted bug has to be found, and in which room.
BUGS = {
    "skip_w2": (20, UNDOERS),
    "forge_parents": (5, UNDOERS),
    "skip_w10": (60, ERASERS),
    "skip_w10_server": (60, ERASERS),
    "skip_w12": (40, Plan()),
    "skip_w13": (40, Plan()),
    "ignore_owners": (40, Plan()),
    "ignore_marks": (40, Plan()),
}


@pytest.fixture(scope="module")
def many() -> Iterator[Browsers]:
    with Browsers() as process:
        yield process


def test_simulation_whatever_the_network_does_keeps_every_rule(many: Browsers) -> None:
    """W7 to W15: all converge; what is acknowledged is recorded once; what is refused is in its author's drafts."""
    faults = {seed: fault_of(seed, many) for seed in range(1, RUNS + 1)}
    assert {seed: fault for seed, fault in faults.items() if fault} == {}


def test_undo_between_the_words_of_others_is_taken(many: Browsers) -> None:
    """W2: words that are put back, or were composed while their neighbours changed, are taken where they stand."""
    faults = {seed: fault_of(seed, many, plan=UNDOERS) for seed in range(1, RUNS // 2 + 1)}
    assert {seed: fault for seed, fault in faults.items() if fault} == {}


@pytest.mark.parametrize("bug", BUGS)
def test_planted_bug_is_found(many: Browsers, bug: str) -> None:
    """W2, W10, W12, W13, W7: leaving the rule out breaks a run; without the bug, that run is whole."""
    runs, plan = BUGS[bug]
    found = next((seed for seed in range(1, runs + 1) if fault_of(seed, many, bug, plan)), None)
    assert found is not None
    assert fault_of(found, many, plan=plan) is None


@pytest.mark.parametrize("seed", range(1, 6))
def test_slow_typist_among_fast_ones_is_taken_at_the_first_try(many: Browsers, seed: int) -> None:
    """W7: at 400 ms, in one paragraph with five fast typists, every change is taken as it was first sent."""
    room = Plan(
        delegates=6,
        secretariat=False,
        chair=False,
        paragraphs=1,
        habit="types",
        latencies=(400, 10, 10, 20, 20, 30),
        pace=60,
        steps=400,
        faults=GOOD_NETWORK,
    )
    world = simulate(seed, many, room)
    slow = world.links[0]
    assert len(slow.outcomes) > 5
    assert set(slow.sent.values()) == {1}
    assert [one for outcomes in slow.outcomes.values() for one in outcomes if "refused" in one] == []


def test_same_seed_gives_the_same_record(many: Browsers) -> None:
    """A failing seed can be replayed: nothing in a run depends on anything else."""
    first, second = (simulate(7, many).room.entries for _ in range(2))
    assert first == second
