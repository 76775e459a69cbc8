"""One run of the simulation: people, browsers, a network with faults, one server; all of it follows from the seed."""

import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from server.domain.actor import Actor
from server.domain.instants import later
from tests.simulation.browsers import Browsers
from tests.simulation.room import CHAIR, DELEGATIONS, SECRETARIAT, TEXT, Room, delegate

START = "2021-04-07T08:00:00.000Z"
TICK = 40
"""Milliseconds for which the server gathers commands into one batch."""


@dataclass(frozen=True)
class Faults:
    """How bad the network is: likelihoods for each message, lengths of time in milliseconds."""

    lost: float = 0.02
    twice: float = 0.05
    late: float = 0.03
    latest: int = 20_000
    cut: float = 0.01
    longest_cut: int = 6_000
    closed: float = 0.003
    impatience: int = 2_500
    """A browser sends again what has no outcome for so long."""


LONGEST_HOLD = 10_000
"""Milliseconds after which no hold of a run lasts."""

COMPOSING = ("everything", "undoes")
"""Habits of people of whom some compose and then table."""

GOOD_NETWORK = Faults(lost=0, twice=0, late=0, cut=0, closed=0, impatience=1_000_000)


@dataclass(frozen=True)
class Plan:
    """Who takes part, and how much they do."""

    steps: int = 300
    delegates: int = 4
    secretariat: bool = True
    chair: bool = True
    composing: float = 0.3
    paragraphs: int = 3
    faults: Faults = Faults()
    latencies: tuple[int, ...] = (15, 40, 120, 400)
    pace: int = 90
    """Milliseconds between two things that one person does, about."""
    habit: str = "everything"


@dataclass
class Link:
    """One browser, its person, and its line to the server."""

    name: str
    actor: Actor
    latency: int
    connected: bool = True
    # Raised when a line is cut: what was under way on the old one does not arrive.
    line: int = 0
    sent: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


class World:
    """Runs a plan to its end, when everybody is connected and nothing is under way."""

    def __init__(self, seed: int, plan: Plan, browsers: Browsers, planted: str = "none") -> None:
        self.plan = plan
        self.browsers = browsers
        self.chance = random.Random(seed)
        self.room = Room(forgets_refusals=planted == "skip_w13")
        self.now = 0
        self.links: list[Link] = []
        self._queue: list[tuple[int, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._waiting: list[tuple[Link, int, dict[str, Any]]] = []
        self._quiet = False
        self._steps = plan.steps
        browsers.ask("reset", planted=planted)

    def run(self) -> None:
        """Opens the text, lets everybody act, and then lets everything settle."""
        self._open_text()
        self._gather()
        for link in self.links:
            self._soon(self.chance.randrange(self.plan.pace), partial(self._step, link))
        self._drain()
        self._quiet = True
        for link in self.links:
            self._reconnect(link)
        self._drain()
        for _ in range(2):
            for link in self.links:
                self._carry_out(link, self.browsers.ask("finish", browser=link.name))
            self._drain()
            # What met a hold stays composed, and is tabled when that has ended.
            self.now += LONGEST_HOLD

    def instant(self) -> str:
        """The time of now, as the record writes it."""
        seconds, rest = divmod(self.now, 1_000)
        return later(START, seconds)[:-4] + f"{rest:03d}Z"

    def _open_text(self) -> None:
        levels = [{"id": "agreed", "name": "agreed"}]
        opening = {"title": "T", "language": "en", "direction": "ltr", "format": "plain", "levels": levels}
        self._at_once("open_text", {**opening, "live": True})
        for index in range(self.plan.paragraphs):
            wording = "".join(chr(0xAC00 + 64 * index + letter) for letter in range(12 + 8 * (index == 0)))
            place = {"kind": "operative", "depth": 1, "label": str(index), "marker": "", "relation": None}
            after = None if index == 0 else f"par-0{index}"
            names = {"paragraph": f"par-0{index + 1}", "after": after, "of": None, "reason": "prepared"}
            self._at_once("add_paragraph", {**place, **names, "wording": [{"insert": wording}]})

    def _at_once(self, kind: str, payload: dict[str, Any]) -> None:
        number = self.room.number
        names = {"id": f"opening-{number}", "text": TEXT, "kind": kind, "delegation": None, "base": number}
        taken = self.room.take([(SECRETARIAT, {**names, "payload": payload})], self.instant())
        if not taken.entries:
            raise AssertionError(taken.outcomes)

    def _gather(self) -> None:
        plan, opening = self.plan, self.room.opening()
        for index in range(plan.delegates):
            # Two people of one delegation now and then, each in a browser of their own.
            delegation = DELEGATIONS[self.chance.choice([index, index, 0]) % len(DELEGATIONS)]
            composes = plan.habit in COMPOSING and self.chance.random() < plan.composing
            self._join(delegate(index, delegation), opening, composes)
        if plan.secretariat:
            self._join(SECRETARIAT, opening, composes=False)
        if plan.chair:
            self._join(CHAIR, opening, composes=False)

    def _join(self, actor: Actor, opening: dict[str, Any], composes: bool) -> None:
        latencies = self.plan.latencies
        name = f"browser-{len(self.links)}"
        latency = latencies[len(self.links) % len(latencies)]
        person = {
            "role": actor.role,
            "delegation": actor.delegation,
            "composes": composes,
            "habit": self.plan.habit,
            "codes": sorted(DELEGATIONS),
        }
        seed = self.chance.randrange(2**31)
        self.browsers.ask("open", browser=name, person=person, seed=seed, **opening)
        self.links.append(Link(name, actor, latency))

    # Time.

    def _soon(self, delay: int, act: Callable[[], None]) -> None:
        heapq.heappush(self._queue, (self.now + max(0, delay), next(self._order), act))

    def _drain(self) -> None:
        while self._queue:
            self.now, _, act = heapq.heappop(self._queue)
            act()

    # People.

    def _step(self, link: Link) -> None:
        if self._steps <= 0:
            return
        self._steps -= 1
        self._carry_out(link, self.browsers.ask("step", browser=link.name))
        faults = self.plan.faults
        if self.chance.random() < faults.closed:
            self._cut(link, reopen=True)
        elif self.chance.random() < faults.cut:
            self._cut(link)
        pace = self.plan.pace * (3 if link.actor.role == "chair" else 1)
        self._soon(self.chance.randint(pace // 2, pace * 3 // 2), lambda: self._step(link))

    def _carry_out(self, link: Link, wishes: dict[str, Any]) -> None:
        for command in wishes["sends"]:
            link.sent.setdefault(command["id"], 0)
            self._send(link, command)
        if wishes["start_over"]:
            raise AssertionError("The chain of hashes was broken on the way.")
        if wishes["catch_up"]:
            self._follow(link)

    # Lines.

    def _delay(self, link: Link) -> int:
        return link.latency // 2 + self.chance.randrange(link.latency // 2 + 10)

    def _pass(self, link: Link, arrive: Callable[[], None]) -> None:
        """Sends something along a line, either way: it may be lost, late, doubled, or overtaken."""
        faults = GOOD_NETWORK if self._quiet else self.plan.faults
        line = link.line

        def on_this_line() -> None:
            if link.connected and link.line == line:
                arrive()

        if not link.connected or self.chance.random() < faults.lost:
            return
        self._soon(self._delay(link), on_this_line)
        if self.chance.random() < faults.twice:
            self._soon(self._delay(link) + self.chance.randrange(300), on_this_line)

    def _send(self, link: Link, command: dict[str, Any]) -> None:
        link.sent[command["id"]] = link.sent.get(command["id"], 0) + 1
        line = link.line
        self._pass(link, lambda: self._arrive(link, line, command))
        faults = GOOD_NETWORK if self._quiet else self.plan.faults
        if self.chance.random() < faults.late:
            # A copy that nobody waits for any more, out of some buffer on the way.
            self._soon(self.chance.randrange(faults.latest), lambda: self._arrive(link, line, command))
        self._soon(self.plan.faults.impatience, lambda: self._send_again(link, command))

    def _send_again(self, link: Link, command: dict[str, Any]) -> None:
        if link.connected and command["id"] in self._unacknowledged(link):
            self._send(link, command)

    def _unacknowledged(self, link: Link) -> set[str]:
        standing = self.browsers.ask("standing", browser=link.name)
        return {command["id"] for command in standing["unacknowledged"]}

    def _arrive(self, link: Link, line: int, command: dict[str, Any]) -> None:
        if not self._waiting:
            self._soon(TICK, self._decide)
        self._waiting.append((link, line, command))

    def _decide(self) -> None:
        batch, self._waiting = self._waiting, []
        taken = self.room.take([(link.actor, command) for link, _, command in batch], self.instant())
        for (link, line, command), outcome in zip(batch, taken.outcomes, strict=True):
            if link.line == line:
                self._pass(link, partial(self._acknowledge, link, command["id"], outcome))
        if taken.entries:
            for link in self.links:
                self._pass(link, partial(self._receive, link, taken.entries))

    def _acknowledge(self, link: Link, command: str, outcome: dict[str, Any]) -> None:
        link.outcomes.setdefault(command, []).append(outcome)
        wishes = self.browsers.ask("acknowledge", browser=link.name, id=command, outcome=outcome)
        self._carry_out(link, wishes)

    def _receive(self, link: Link, entries: list[dict[str, Any]]) -> None:
        self._carry_out(link, self.browsers.ask("receive", browser=link.name, entries=entries))

    def _cut(self, link: Link, reopen: bool = False) -> None:
        link.connected = False
        link.line += 1
        length = self.chance.randrange(self.plan.faults.longest_cut)
        self._soon(length, lambda: self._reopen(link) if reopen else self._reconnect(link))

    def _reopen(self, link: Link) -> None:
        """The browser was closed; it fetches the state and takes up what its store holds."""
        link.connected = True
        opening = self.room.opening()
        self._carry_out(link, self.browsers.ask("reopen", browser=link.name, **opening))

    def _reconnect(self, link: Link) -> None:
        link.connected = True
        self._follow(link)
        standing = self.browsers.ask("standing", browser=link.name)
        for command in standing["unacknowledged"]:
            self._send(link, command)

    def _follow(self, link: Link) -> None:
        standing = self.browsers.ask("standing", browser=link.name)
        self._pass(link, lambda: self._answer(link, standing["number"], standing["hash"]))

    def _answer(self, link: Link, number: int, digest: str) -> None:
        entries = self.room.follow(number, digest)
        if entries is None:
            opening = self.room.opening()
            self._pass(link, lambda: self._start_over(link, opening))
        elif entries:
            self._pass(link, lambda: self._receive(link, entries))

    def _start_over(self, link: Link, opening: dict[str, Any]) -> None:
        number = self.browsers.ask("standing", browser=link.name)["number"]
        if opening["state"]["number"] >= number:
            self._carry_out(link, self.browsers.ask("start_over", browser=link.name, **opening))
