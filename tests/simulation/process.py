"""One process of the simulation: the real rooms over the real record, on the simulation's clock."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, NoReturn, Protocol

import gevent
from gevent.event import Event

from server.live.frames import Finished, OutQueue
from server.live.others import Others, read_run, write_run
from server.live.port import Run
from server.live.rooms import Rooms
from server.live.texts import ServiceTexts
from server.persistence.store import SqlStore
from server.services.clock import new_id
from server.services.live_text import LiveTexts

PATIENCE = 60
"""Seconds of real time in which greenlets come to rest: they only compute, and ask a database of this machine."""


class Broken(AssertionError):
    """Somebody was told what does not follow, or was not told what does."""


class Greenlets:
    """
    What the rooms of one process have for `gevent`: the greenlets are real, and sleep on the simulation's clock.
    `faults`: what went wrong in them, or at the lines to which they write; whoever calls those may have caught it.
    """

    def __init__(self, soon: Callable[[int, Callable[[], None]], None]) -> None:
        self._soon = soon
        self._running = 0
        self._all: list[gevent.Greenlet] = []
        self.faults: list[Exception] = []

    def spawn(self, function: Callable[..., None], *arguments: Any) -> None:
        self._running += 1
        self._all.append(gevent.spawn(self._run, function, arguments))

    def spawn_later(self, seconds: float, function: Callable[..., None], *arguments: Any) -> None:
        self._soon(round(seconds * 1000), partial(self.spawn, function, *arguments))

    def sleep(self, seconds: float) -> None:
        over = Event()

        def wake() -> None:
            self._running += 1
            over.set()

        self._soon(round(seconds * 1000), wake)
        self._running -= 1
        over.wait()

    def settle(self) -> None:
        """Until all of them sleep or have ended. Raises what one of them raised, and Broken where one does neither."""
        patience = time.monotonic() + PATIENCE
        while self._running:
            gevent.sleep(0)
            if time.monotonic() > patience:
                raise Broken(f"{self._running} greenlets neither sleep nor end.")
        if self.faults:
            raise self.faults[0]

    def kill(self) -> None:
        """Whatever they were about: those that sleep never wake."""
        gevent.killall(self._all)

    def _run(self, function: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        try:
            function(*arguments)
        except Exception as fault:
            self.faults.append(fault)
        finally:
            self._running -= 1


class Line:
    """What a process has of one browser: checks that it is told what follows, by number and hash, and passes it on."""

    def __init__(
        self, sid: str, faults: list[Exception], receive: Callable[[list[dict[str, Any]]], None]
    ) -> None:
        self.sid = sid
        # Nothing is written past `send`, as where the client polls.
        self.queue = OutQueue()
        self._faults = faults
        self._receive = receive
        self.told: tuple[int, str] | None = None

    def send(self, packet: Finished) -> None:
        name, message = json.loads(packet.data[1:])
        if name != "entries" or self.told is None:
            self._break(f"{self.sid} was told {name} before it followed.")
        number, digest = self.told
        for entry in message["entries"]:
            if (entry["number"], entry["previous"]) != (number + 1, digest):
                self._break(f"{self.sid} was told no. {entry['number']} after no. {number}.")
            number, digest = entry["number"], entry["hash"]
        self.told = number, digest
        self._receive(message["entries"])

    def close(self) -> None:
        self._break(f"{self.sid} was sent away.")

    def _break(self, sentence: str) -> NoReturn:
        self._faults.append(Broken(sentence))
        raise self._faults[-1]


class Office(Protocol):
    """What a process asks of the world: its clock in milliseconds, the database, and what lies between processes."""

    now: int
    store: SqlStore
    redis_url: str

    def instant(self) -> str: ...
    def soon(self, delay: int, act: Callable[[], None]) -> None: ...
    def recorded(self) -> int: ...
    def publish(self, message: bytes) -> None: ...


class Process:
    """One process: its texts, its rooms, its end of Redis. `stopped`: until when it does nothing, in milliseconds."""

    def __init__(self, world: Office) -> None:
        self._world = world
        self.alive = True
        self.stopped = 0
        self.greenlets = Greenlets(self.soon)
        self.live = LiveTexts(world.store, world.instant, new_id)
        self.texts = ServiceTexts(self.live)
        self.rooms = Rooms(self.texts, lambda: world.now / 1000, self._tell, self.greenlets)
        self.others = Others(world.redis_url, "the simulation")
        self.lines: dict[str, Line] = {}

    def soon(self, delay: int, act: Callable[[], None]) -> None:
        """Do something on the simulation's clock, unless this process is dead by then; if it is stopped, later."""

        def due() -> None:
            if not self.alive:
                return
            if self._world.now < self.stopped:
                self._world.soon(self.stopped - self._world.now, due)
                return
            with self.at_work():
                act()

        self._world.soon(delay, due)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Its rooms do something, and what they set going comes to rest."""
        yield
        self.greenlets.settle()

    def kill(self) -> None:
        self.alive = False
        self.greenlets.kill()

    def _tell(self, text: str, run: Run) -> None:
        self._world.publish(self.others.seal(b"entries %s\n%s" % (text.encode(), write_run(run.entries))))

    def hear(self, message: bytes) -> None:
        news = self.others.open(message)
        if news is not None:
            self.rooms.hear(news.about, read_run(news.about, news.body))

    def look(self) -> None:
        """As it does once a second. Whoever follows here has been told all then, but for what is being decided."""
        if self._world.now < self.stopped:
            return
        with self.at_work():
            self.rooms.catch_up()
        number = self._world.recorded()
        for line in self.lines.values():
            if line.told is not None and line.told[0] < number and not any(self.rooms.waiting()):
                raise Broken(f"{line.sid} was told up to no. {line.told[0]} of {number}.")
