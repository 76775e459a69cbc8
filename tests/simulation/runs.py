"""A run from its seed to its verdict."""

from tests.simulation.browsers import BrowserError, Browsers
from tests.simulation.bugs import plant
from tests.simulation.checks import check
from tests.simulation.world import Plan, World


def simulate(seed: int, browsers: Browsers, plan: Plan | None = None, bug: str = "none") -> World:
    """The world after a run. Raises what the checks, or the client's program, found."""
    with plant(bug):
        world = World(seed, plan or Plan(), browsers, bug)
        world.run()
        check(world)
    return world


def fault_of(seed: int, browsers: Browsers, bug: str = "none", plan: Plan | None = None) -> str | None:
    """What is wrong with a run, or None."""
    try:
        simulate(seed, browsers, plan, bug)
    except (AssertionError, BrowserError) as fault:
        return str(fault) or type(fault).__name__
    return None
