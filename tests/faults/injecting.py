"""The faults, one function a kind. Each does what its name says to a world, for as long as it says, and undoes it.

A function returns how many faults of its kind it made. It raises CannotBeMade where it can make none, and NotNow where
it has to be tried again, since what it would break is broken already.
"""

import random
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from tests.faults.databases import OwnPostgres, PostgresDatabase, SqliteDatabase
from tests.faults.disk import CannotBeMade
from tests.faults.proxy import Way

if TYPE_CHECKING:
    from tests.faults.world import World

BITES_WITHIN: Final = 45.0
"""Seconds in which a full disk must have made a write fail, with so many people typing."""

FULL: Final = ("disk is full", "No space left", "DiskFull", "File too large", "disk I/O error")
"""What a process logs when a write failed for want of space."""

JUMPS: Final = (-4 * 3600, -600, -45, -2, 2, 45, 600, 4 * 3600)
"""Seconds by which the clock may jump."""

TRYING_SECONDS: Final = 180.0
"""How long a fault is tried that cannot be made just now, because the server or all clients are away."""

Inject = Callable[["World", random.Random], int]


class NotNow(Exception):
    """This fault has to be tried again in a moment."""


def kill(world: "World", chance: random.Random) -> int:
    """SIGKILL for one process, now and then for all at once; each is started again after a while."""
    many = len(world.servers) if chance.random() < 0.2 else 1
    killed = [server for server in chance.sample(world.servers, many) if server.kill()]
    world.wait(chance.uniform(0.1, 2.5))
    for server in killed:
        server.start()
    for server in killed:
        if not server.wait(server.accepts):
            raise CannotBeMade(f"kill: a process did not start again:\n{server.said()[-2000:]}")
    return len(killed)


def server_hangs(world: "World", chance: random.Random) -> int:
    """A process is stopped where it stands, with whatever it holds in the database, and goes on after a while."""
    if not chance.choice(world.servers).hang(chance.uniform(0.5, 6.0) * world.brevity):
        raise NotNow("it has ended")
    return 1


def disk_full(world: "World", chance: random.Random) -> int:
    """Not one byte goes on the database's disk, until a write has failed and some seconds more."""
    before = world.said(FULL)
    world.database.fill()
    try:
        deadline = time.monotonic() + BITES_WITHIN
        while world.said(FULL) == before and time.monotonic() < deadline:
            time.sleep(0.1)
        bitten = world.said(FULL) > before
        world.wait(chance.uniform(0.5, 4.0))
    finally:
        world.database.free()
    if world.database.recover():
        world.note("PostgreSQL, which ends where its log cannot be written, was started again")
    if not bitten:
        raise NotNow("the disk was full, and no process noticed")
    return 1


def database_restart(world: "World", chance: random.Random) -> int:
    """PostgreSQL is stopped, orderly or as by a power cut, and is away for longer or shorter."""
    database = world.database
    assert isinstance(database, OwnPostgres)
    database.stop(chance.choice(["fast", "immediate"]))
    world.wait(chance.choice([0.0, 1.0, 6.0]))
    database.start()
    return 1


def connections_ended(world: "World", chance: random.Random) -> int:
    """PostgreSQL ends all connections that it has, whatever is being done on them."""
    database = world.database
    assert isinstance(database, PostgresDatabase)
    if not database.end_connections():
        raise NotNow("no connection was open")
    return 1


def database_locked(world: "World", chance: random.Random) -> int:
    """Another program writes to the SQLite file, and takes long over it."""
    database = world.database
    assert isinstance(database, SqliteDatabase)
    database.lock(chance.uniform(1.0, 5.0))
    return 1


def redis_killed(world: "World", chance: random.Random) -> int:
    assert world.redis is not None
    world.redis.kill()
    world.wait(chance.uniform(0.5, 5.0))
    world.redis.start()
    return 1


def redis_hangs(world: "World", chance: random.Random) -> int:
    """It holds its connections and answers nothing."""
    assert world.redis is not None
    world.redis.pause()
    world.wait(chance.uniform(0.5, 5.0))
    world.redis.go_on()
    return 1


def cut_in_mid_frame(world: "World", chance: random.Random) -> int:
    """A share of all connections ends with half of what was being sent."""
    cut = world.proxy.cut(chance.choice([0.1, 0.3, 1.0]), patience=4.0)
    if not cut:
        raise NotNow("nothing passed that could be cut")
    return cut


def delayed(world: "World", chance: random.Random) -> int:
    """What a share of all connections send and are sent is seconds late."""
    before = world.proxy.delayed
    _slow_down(world, chance.choice([0.3, 0.6, 1.0]), Way(delay=chance.uniform(1.0, 4.0)))
    world.wait(chance.uniform(3.0, 7.0))
    world.proxy.speed_up()
    if world.proxy.delayed == before:
        raise NotNow("nothing passed that could be late")
    return 1


def trickling(world: "World", chance: random.Random) -> int:
    """Bytes come a few at a time on a share of all connections."""
    before = world.proxy.trickled
    _slow_down(world, 0.3, Way(trickle=True))
    world.wait(chance.uniform(2.0, 5.0))
    world.proxy.speed_up()
    if world.proxy.trickled == before:
        raise NotNow("nothing passed that could trickle")
    return 1


def _slow_down(world: "World", share: float, way: Way) -> None:
    if not world.proxy.slow_down(share, way):
        raise NotNow("nobody is connected")


def clock_jumps(world: "World", chance: random.Random) -> int:
    """The clock of all processes jumps, forth and back, and is right again in the end."""
    jumps = chance.sample(JUMPS, 2)
    for offset in (*jumps, 0):
        world.set_clock(offset)
        world.wait(chance.uniform(0.7, 2.0))
    return len(jumps) + 1


def browser_crashes(world: "World", chance: random.Random) -> int:
    """A few browsers are gone from one moment to the next, and are opened again from what they kept."""
    crashed = sum(world.clients.ask("crash")["crashed"] is not None for _ in range(chance.randint(1, 4)))
    if not crashed:
        raise NotNow("no browser is open")
    return crashed


KINDS: Final[dict[str, Inject]] = {
    function.__name__: function
    for function in (
        *(
            kill,
            server_hangs,
            disk_full,
            database_restart,
            connections_ended,
            database_locked,
            redis_killed,
            redis_hangs,
        ),
        *(cut_in_mid_frame, delayed, trickling, clock_jumps, browser_crashes),
    )
}

OF_A_DATABASE: Final = {"disk_full", "database_restart", "connections_ended", "database_locked"}
OF_REDIS: Final = {"redis_killed", "redis_hangs"}


def kinds_of(world: "World") -> tuple[str, ...]:
    """All kinds that there are in a world."""
    there = {*KINDS} - OF_A_DATABASE | {*world.database.kinds}
    return tuple(kind for kind in KINDS if kind in (there if world.redis else there - OF_REDIS))


class Injector(threading.Thread):
    """
    Makes faults one after the other until it is told to stop: each of its kinds in turn, in an order by chance, again
    and again. `made`: how many of each kind. `fault`: what could not be made, or went wrong.
    """

    def __init__(self, world: "World", kinds: tuple[str, ...], chance: random.Random, pause: float) -> None:
        super().__init__(daemon=True, name=f"faults: {', '.join(kinds)}")
        self.world, self.kinds, self.chance, self.pause = world, kinds, chance, pause
        self.made: dict[str, int] = dict.fromkeys(kinds, 0)
        self.fault: BaseException | None = None
        self.done = threading.Event()

    @property
    def least(self) -> int:
        """How often each of its kinds was made at least."""
        return min(self.made.values())

    def run(self) -> None:
        try:
            while True:
                for kind in self.chance.sample(self.kinds, len(self.kinds)):
                    if self.done.wait(self.chance.uniform(0.4, 1.6) * self.pause):
                        return
                    self._make(kind)
        except BaseException as fault:
            self.fault = fault

    def _make(self, kind: str) -> None:
        self.world.note(kind)
        deadline, reason = time.monotonic() + TRYING_SECONDS, ""
        while time.monotonic() < deadline:
            try:
                self.made[kind] += KINDS[kind](self.world, self.chance)
            except NotNow as why:
                reason = str(why)
                if self.done.wait(0.5):
                    return
            else:
                self.world.note(f"{kind}: done")
                return
        raise CannotBeMade(f"{kind}: it was tried for {TRYING_SECONDS:.0f} s, and {reason}")

    def finish(self, seconds: float) -> None:
        """Waits for the fault that is being made, and raises what went wrong."""
        self.done.set()
        self.join(timeout=seconds)
        if self.is_alive():
            raise CannotBeMade(f"{self.name}: one of them has not ended after {seconds} s.")
        if self.fault is not None:
            raise self.fault
