"""Runs of the simulation with two processes, each on a database and with a Redis of its own."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from server.live.room import Room
from server.live.rooms import Rooms
from server.persistence.engine import make_engine
from server.persistence.migrate import upgrade
from server.persistence.record import SqlRecord
from server.persistence.store import SqlStore
from tests.simulation.browsers import BrowserError, Browsers
from tests.simulation.checks import check
from tests.simulation.cluster import ClusterWorld
from tests.simulation.world import Plan
from tests.support.redis_server import redis_server
from tests.support.stores import make_database

BUGS: dict[str, tuple[type, str, Callable[..., Any]]] = {
    # Whatever is heard is told, whether it follows or not.
    "tells_anything": (Room, "accept", lambda room, run: room._send(run)),
    # What is missing is never looked up.
    "never_looks": (Rooms, "catch_up", lambda _rooms: None),
    # What was decided before is decided again, wherever a copy of the command comes.
    "forgets_outcomes": (SqlRecord, "outcomes", lambda _record, _text, _ids: {}),
}


@contextmanager
def plant(bug: str) -> Iterator[None]:
    """Puts a bug into the rooms for a while."""
    if bug == "none":
        yield
        return
    owner, name, planted = BUGS[bug]
    real = getattr(owner, name)
    setattr(owner, name, planted)
    try:
        yield
    finally:
        setattr(owner, name, real)


class Office:
    """What runs need: a database with tables, from which each run's is copied, and a Redis."""

    def __init__(self, folder: Path, template: str, redis_url: str) -> None:
        self._folder, self._template, self._redis = folder, template, redis_url

    def simulate(self, seed: int, browsers: Browsers, bug: str = "none") -> ClusterWorld:
        """The world after a run. Raises what the checks, or the client's program, found."""
        with make_database("postgresql", self._folder, self._template) as url, plant(bug):
            # No power is cut here, and nobody waits for a disk that keeps what is thrown away in a minute.
            engine = make_engine(f"{url}?options=-csynchronous_commit%3Doff")
            try:
                world = ClusterWorld(seed, Plan(), browsers, SqlStore(engine), self._redis)
                world.run()
            finally:
                engine.dispose()
        check(world)
        return world

    def fault_of(self, seed: int, browsers: Browsers, bug: str = "none") -> str | None:
        """What is wrong with a run, or None."""
        try:
            self.simulate(seed, browsers, bug)
        except (AssertionError, BrowserError) as fault:
            return str(fault) or type(fault).__name__
        return None


@contextmanager
def office() -> Iterator[Office]:
    """Skips the test where there is no PostgreSQL or no Redis."""
    with tempfile.TemporaryDirectory(prefix="adref-simulation-") as name:
        folder = Path(name)
        with redis_server(folder) as redis, make_database("postgresql", folder) as template:
            upgrade(template)
            yield Office(folder, template, redis.url)
