"""Waiting for one's turn, on a clock of its own: no number of guessers holds out a right password (G2e)."""

import heapq
from collections.abc import Callable, Generator, Iterator
from itertools import count
from pathlib import Path

import pytest

from server.web.paces import MOST_IN_LINE, MOST_LINES, Lane, Pace, Paces, Ticket
from server.web.turns import TICKET_LASTS, Waits, Way, steps
from tests.support.redis_server import redis_server

INTERVAL = 6.0
PATIENCE = 8.0
ACCOUNT = Lane(Pace(5, INTERVAL), "account chair from here")
EVERYWHERE = Lane(Pace(40, 1.0), "account chair")


class Room:
    """Those who try passwords, each a generator of pauses, on one clock."""

    def __init__(self, redis_url: str | None = None) -> None:
        self.now = 1_000_000.0
        self.paces = [Paces(redis_url, lambda: self.now) for _ in range(2 if redis_url else 1)]
        self._numbers = count()
        self._due: list[tuple[float, int, Generator[float]]] = []

    def close(self) -> None:
        """Sends everybody home, while there is a Redis to leave the lines in."""
        for _, _, person in self._due:
            person.close()

    def come(self, person: Generator[float]) -> None:
        heapq.heappush(self._due, (self.now, next(self._numbers), person))

    def go_on(self, until: Callable[[], bool], most: float) -> None:
        """Lets time pass until something holds, for at most so many seconds."""
        end = self.now + most
        while self._due and not until():
            self.now, _, person = heapq.heappop(self._due)
            if self.now > end:
                return
            pause = next(person, None)
            if pause is not None:
                heapq.heappush(self._due, (self.now + pause, next(self._numbers), person))

    def attempt(self, ticket: Ticket, *lanes: Lane) -> Generator[float]:
        """One attempt, held back and told to come again as a browser is, until it was judged."""
        number = next(self._numbers)
        while True:
            taken: list[Lane] = []
            paces = self.paces[number % len(self.paces)]
            try:
                yield from steps(paces, ticket, lambda: Way(list(lanes), []), PATIENCE, taken.extend)
            except Waits as waits:
                yield waits.seconds
            else:
                return

    def ticket(self) -> Ticket:
        return Ticket(f"{next(self._numbers):09}", self.now)

    def guesser(self, *lanes: Lane) -> Generator[float]:
        """Asks without end: each guess with a new ticket, as soon as the one before was judged."""
        while True:
            yield from self.attempt(self.ticket(), *lanes)

    def hurried(self, *lanes: Lane) -> Generator[float]:
        """Asks without end with new tickets, and never comes again with an old one."""
        while True:
            taken: list[Lane] = []
            try:
                yield from steps(
                    self.paces[0], self.ticket(), lambda: Way(list(lanes), []), PATIENCE, taken.extend
                )
            except Waits:
                yield 1.0


@pytest.fixture(params=["memory", "redis"])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    if request.param == "memory":
        yield Room()
        return
    with redis_server(tmp_path) as redis:
        room = Room(redis.url)
        yield room
        room.close()


def until_signed_in(room: Room, *lanes: Lane, most: float) -> float:
    """The seconds after which somebody who comes now has been judged."""
    came = room.now
    judged: list[float] = []

    def person() -> Generator[float]:
        yield from room.attempt(room.ticket(), *lanes)
        judged.append(room.now)

    room.come(person())
    room.go_on(lambda: bool(judged), most)
    assert judged, f"Not judged within {most} s."
    return judged[0] - came


@pytest.mark.parametrize("guessers", [1, 12, 60])
def test_wait_is_bounded_by_those_who_came_before(room: Room, guessers: int) -> None:
    for _ in range(guessers):
        room.come(room.guesser(ACCOUNT, EVERYWHERE))
    room.go_on(lambda: False, 100.0)
    waited = until_signed_in(room, ACCOUNT, EVERYWHERE, most=3_600.0)
    assert waited <= (guessers + 1) * INTERVAL + PATIENCE


def test_those_who_ask_with_new_tickets_are_behind(room: Room) -> None:
    for _ in range(12):
        room.come(room.hurried(ACCOUNT))
    room.go_on(lambda: False, 30.0)
    waited = until_signed_in(room, ACCOUNT, most=3_600.0)
    assert waited <= (MOST_IN_LINE + 2) * INTERVAL + PATIENCE


def test_wait_is_bounded_too_where_guessers_have_many_addresses(room: Room) -> None:
    """In the line of the account at all addresses too the oldest ticket is first."""
    for address in range(10):
        there = Lane(ACCOUNT.pace, f"account chair from 10.0.0.{address}")
        for _ in range(10):
            room.come(room.guesser(there, EVERYWHERE))
    room.go_on(lambda: False, 100.0)
    waited = until_signed_in(room, ACCOUNT, EVERYWHERE, most=600.0)
    assert waited <= (100 + 1) * EVERYWHERE.pace.interval + PATIENCE


def test_ticket_that_does_not_come_is_passed_over_and_is_first_when_it_comes(room: Room) -> None:
    for _ in range(12):
        room.come(room.guesser(ACCOUNT))
    room.go_on(lambda: False, 40.0)
    late = room.ticket()
    with pytest.raises(Waits) as told:
        next(steps(room.paces[0], late, lambda: Way([ACCOUNT], []), PATIENCE, lambda _taken: None))
    judged: list[float] = []

    def follower() -> Generator[float]:
        yield from room.attempt(room.ticket(), ACCOUNT)
        judged.append(room.now)

    room.come(follower())
    room.go_on(lambda: bool(judged), 200.0)
    assert judged
    room.go_on(lambda: False, told.value.seconds + TICKET_LASTS / 2)
    came = room.now

    def comes() -> Generator[float]:
        yield from room.attempt(late, ACCOUNT)
        judged.append(room.now)

    room.come(comes())
    room.go_on(lambda: len(judged) == 2, 60.0)
    assert judged[1] - came <= INTERVAL + 1


def test_ticket_is_good_for_one_attempt(room: Room) -> None:
    ticket = room.ticket()
    taken: list[Lane] = []
    assert not list(steps(room.paces[0], ticket, lambda: Way([ACCOUNT], []), PATIENCE, taken.extend))
    with pytest.raises(Waits):
        list(steps(room.paces[-1], ticket, lambda: Way([ACCOUNT], []), PATIENCE, taken.extend))


def test_lines_in_memory_are_bounded() -> None:
    paces = Paces(None, lambda: 0.0)
    for name in range(MOST_LINES + 10):
        paces.wait(Lane(ACCOUNT.pace, str(name)), Ticket("a", 0.0), 60.0)
    for number in range(MOST_IN_LINE + 10):
        paces.wait(ACCOUNT, Ticket(f"{number:04}", float(number)), 60.0)
    assert len(paces._lines) == MOST_LINES
    assert len(paces._lines[ACCOUNT.key]) == MOST_IN_LINE
    # The oldest are in it, and an older one that comes takes the place of the newest.
    paces.wait(ACCOUNT, Ticket("first", -1.0), 60.0)
    line = paces._lines[ACCOUNT.key]
    assert min(line, key=lambda ticket: ticket.issued) == Ticket("first", -1.0)
    assert len(line) == MOST_IN_LINE
