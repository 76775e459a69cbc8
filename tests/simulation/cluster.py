"""The simulation with two processes: the real rooms over the real record in PostgreSQL, told of each other by Redis.

The browsers, the network, the clock and what goes wrong are the simulation's. So is the order of everything: rooms wait
on its clock, and what passes through Redis is taken out at once and delivered when the simulation says, if it does.
Processes are killed and started again, stopped and continued. What stands at the end is read from the database.
"""

import heapq
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any, cast

from redis import Redis

from server.domain.actor import Actor
from server.domain.command import parse
from server.domain.state import to_json
from server.live.port import Submission
from server.live.room import Pending
from server.live.rooms import CATCH_UP_BESIDE_OTHERS
from server.persistence.store import SqlStore
from server.services.past import forward
from server.services.reading import latest
from server.services.record import EMPTY
from server.services.registry import Delegation, Participant, Person, Registry, Role, TextFacts
from tests.simulation.browsers import Browsers
from tests.simulation.process import Broken, Line, Process
from tests.simulation.room import CHAIR, DELEGATIONS, SECRETARIAT, TEXT, Room
from tests.simulation.world import Link, Plan, World
from tests.support.record import MEETING

PROCESSES = 2
LOST = 0.1
TWICE = 0.1
LATE = 0.05
LATEST = 3_000
"""Milliseconds for which a message may lie in Redis, on its way to one process."""
KILLED = 0.006
STOPPED = 0.006
LONGEST_STOP = 4_000
LOOKING = round(CATCH_UP_BESIDE_OTHERS * 1000)


def _take_in(registry: Registry, actor: Actor) -> None:
    """As a participant of the meeting."""
    registry.add_person(Person(actor.person, actor.person, actor.person, active=True), None)
    registry.set_participant(Participant(MEETING.id, actor.person, cast(Role, actor.role), actor.delegation))


class ClusterWorld(World):
    """The world of `tests.simulation.world`, whose server is two processes."""

    def __init__(self, seed: int, plan: Plan, browsers: Browsers, store: SqlStore, redis_url: str) -> None:
        super().__init__(seed, plan, browsers)
        self.store = store
        self.redis_url = redis_url
        self.killed = 0
        self._next_look = LOOKING
        self.passed = 0
        self._at: dict[str, tuple[Process, Line]] = {}
        with ExitStack() as stack:
            self._redis = stack.enter_context(Redis.from_url(redis_url))
            self._channel = stack.enter_context(self._redis.pubsub())
            self._channel.subscribe("simulation")
            self._channel.get_message(timeout=5)
            self._stack = stack.pop_all()
        self._set_up()
        self.processes = [Process(self) for _ in range(PROCESSES)]

    def run(self) -> None:
        with self._stack:
            super().run()
            self._read_record()

    def soon(self, delay: int, act: Callable[[], None]) -> None:
        self._soon(delay, act)

    def recorded(self) -> int:
        """The number of the last entry on record."""
        with self.store.reading() as unit:
            head = unit.record.head(TEXT)
        assert head is not None
        return head.number

    def publish(self, message: bytes) -> None:
        """Through Redis; then it is lost for one process or the other, doubled, late, or there in some milliseconds."""
        self._redis.publish("simulation", message)
        passed = self._channel.get_message(timeout=5)
        assert passed is not None
        self.passed += 1
        for process in self.processes:
            if self.chance.random() < LOST:
                continue
            for _ in range(1 + (self.chance.random() < TWICE)):
                late = self.chance.randrange(LATEST) if self.chance.random() < LATE else 0
                process.soon(1 + late + self.chance.randrange(20), partial(process.hear, passed["data"]))

    # What the world asks of its server.

    def _set_up(self) -> None:
        with self.store.writing() as unit:
            registry = unit.registry
            registry.add_meeting(MEETING)
            for place, code in enumerate(DELEGATIONS):
                registry.add_delegation(Delegation(MEETING.id, code, code, code, "state", place))
            for actor in (SECRETARIAT, CHAIR):
                _take_in(registry, actor)
            registry.add_text(TextFacts(TEXT, MEETING.id, "T", "en", "ltr", 0, EMPTY.hash, ""))

    def _at_once(self, kind: str, payload: dict[str, Any]) -> None:
        live = self.processes[0].live.get(TEXT)
        names = {"id": f"opening-{live.head.number}", "text": TEXT, "kind": kind, "delegation": None}
        command = parse({**names, "base": live.head.number, "payload": payload}, self.instant())
        if not live.append([(SECRETARIAT.person, command)]).entries:
            raise AssertionError(kind)
        self.room.commands[command.id] = command

    def _gather(self) -> None:
        # What the browsers open is what the base world's room has.
        self._read_record()
        super()._gather()
        for link in self.links:
            with self.store.writing() as unit:
                if unit.registry.person(link.actor.person) is None:
                    _take_in(unit.registry, link.actor)
            self._connect(link)
            self._follow(link)

    def _connect(self, link: Link) -> None:
        """On whichever process nginx chooses."""
        self._disconnect(link)
        process = self.chance.choice(self.processes)
        sid = f"{link.name} on line {link.line}"
        line = Line(
            sid,
            process.greenlets.faults,
            lambda entries: self._pass(link, partial(self._receive, link, entries)),
        )
        process.lines[sid] = line
        self._at[link.name] = process, line

    def _disconnect(self, link: Link) -> None:
        if link.name in self._at:
            process, line = self._at.pop(link.name)
            process.lines.pop(line.sid, None)
            process.rooms.leave(line, TEXT)  # type: ignore[arg-type]  # It has what rooms ask of a line.

    def _step(self, link: Link) -> None:
        super()._step(link)
        if self.chance.random() < KILLED:
            self._kill(self.chance.randrange(PROCESSES))
        if self.chance.random() < STOPPED:
            process = self.chance.choice(self.processes)
            process.stopped = self.now + self.chance.randrange(LONGEST_STOP)

    def _kill(self, place: int) -> None:
        dead, self.processes[place] = self.processes[place], Process(self)
        self.killed += 1
        for link in self.links:
            if self._at.get(link.name, (None,))[0] is dead:
                self._cut(link)
        dead.kill()

    def _cut(self, link: Link, reopen: bool = False) -> None:
        self._disconnect(link)
        super()._cut(link, reopen)

    def _reopen(self, link: Link) -> None:
        self._connect(link)
        link.connected = True
        self._carry_out(link, self.browsers.ask("reopen", browser=link.name, **self._opening(link)))
        self._follow(link)

    def _reconnect(self, link: Link) -> None:
        self._connect(link)
        super()._reconnect(link)

    def _opening(self, link: Link) -> dict[str, Any]:
        with self.store.reading() as unit:
            moment = latest(unit, self._at[link.name][0].live, TEXT)
        assert moment.state is not None
        return {"state": to_json(moment.state), "hash": moment.head.hash}

    def _follow(self, link: Link) -> None:
        # On a line that stands a question arrives, and what is asked for comes.
        standing = self.browsers.ask("standing", browser=link.name)
        line = link.line
        process = self._at[link.name][0] if link.name in self._at else None
        if process is not None:
            process.soon(
                self._delay(link), lambda: self._tell_missed(link, line, standing["number"], standing["hash"])
            )

    def _tell_missed(self, link: Link, number_of_line: int, number: int, digest: str) -> None:
        if link.line != number_of_line or link.name not in self._at:
            return
        process, line = self._at[link.name]
        joining = process.rooms.join(line, TEXT)  # type: ignore[arg-type]  # As above.
        missed = process.texts.missed(TEXT, number, digest)
        if missed is None:
            raise Broken(f"{link.name} asked for what follows no. {number}, and the record does not know it.")
        line.told = number, digest
        process.rooms.tell_missed(joining, TEXT, missed, digest)

    def _arrive(self, link: Link, line: int, command: dict[str, Any]) -> None:
        """At its process; a copy that comes late, when that line is cut, at any."""
        here = self._at.get(link.name) if link.line == line else None
        process = here[0] if here else self.chance.choice(self.processes)
        parsed = parse(command, self.instant())
        self.room.commands[parsed.id] = parsed

        def answer(outcome: dict[str, Any]) -> None:
            if link.line == line:
                self._pass(link, partial(self._acknowledge, link, parsed.id, outcome))

        def give_up() -> None:
            raise Broken(f"{parsed.id} could not be stored.")

        pending = Pending(Submission(link.actor.person, parsed), answer, give_up)
        process.soon(0, lambda: process.rooms.submit(pending))

    def _drain(self) -> None:
        """All that is to happen, with a look at the record each second, and one when nothing happens any more."""
        while True:
            while self._queue:
                if self._queue[0][0] >= self._next_look:
                    self._look()
                else:
                    self.now, _, act = heapq.heappop(self._queue)
                    act()
            self.now = max(self.now, *(process.stopped for process in self.processes))
            self._look()
            if not self._queue:
                return

    def _look(self) -> None:
        self.now = max(self.now, self._next_look)
        self._next_look = self.now + LOOKING
        for process in self.processes:
            process.look()

    def _read_record(self) -> None:
        """The room of the checks: what the database holds, folded again."""
        commands = self.room.commands
        self.room = Room()
        self.room.commands = commands
        with self.store.reading() as unit:
            for stored in unit.record.entries(TEXT):
                self.room.entries.append(stored.wire)
                self.room.moments.append(forward(self.room.moments[-1], [stored]))
            self.room.remembered = unit.record.outcomes(TEXT, list(commands))
