"""
Waiting for one's turn to try a password. A ticket goes through the lines of its lanes one after the other, and is tried
when it is its turn in each of them.

The oldest ticket is first in every line, and counts for one attempt. So those who try on wait behind whoever came
before their last attempt, however many they are: a wait is bounded by the tickets that are older.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from server.web.paces import Lane, Pace, Paces, Ticket

ASKED: Final = 1.0
"""Seconds after which an attempt that is held back looks again, at the latest: others may have left the line."""
SOON: Final = 0.05
HEARD_OF: Final = 2.5
"""Seconds for which a place in line is kept for a ticket that does not come."""
TICKET_LASTS: Final = 120.0
"""Seconds after the instant at which it should have come again for which a ticket keeps its age."""


@dataclass(frozen=True, slots=True)
class Way:
    """Lanes in whose `lines` an attempt waits, in this order, and `others` in which it takes a place with them."""

    lines: list[Lane]
    others: list[Lane]


class Waits(Exception):
    """It is not the turn of a `ticket` for so many `seconds`: more than an answer can be held back."""

    def __init__(self, seconds: float, ticket: Ticket) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds
        self.ticket = ticket


def place_of(ticket: Ticket) -> Lane:
    """A lane of one place: a ticket is good for one attempt."""
    return Lane(Pace(1, 3600.0), f"ticket {ticket.number}")


def steps(
    paces: Paces, ticket: Ticket, way: Callable[[], Way], patience: float, took: Callable[[list[Lane]], None]
) -> Iterator[float]:
    """
    The pauses, in seconds, until it is the turn of a ticket and `took` is given the lanes in which a place was taken.
    Raises Waits where they are more than there is `patience` for; the place in line is kept until then.
    """
    until = paces.now() + patience
    stood: set[Lane] = set()
    try:
        while True:
            wait = _wait(paces, ticket, way(), stood, took)
            if not wait:
                return
            if paces.now() + wait > until:
                for lane in stood:
                    paces.wait(lane, ticket, wait + HEARD_OF)
                stood = set()
                raise Waits(wait, ticket)
            yield max(SOON, min(wait, ASKED))
    finally:
        paces.leave(stood, ticket)


def _wait(
    paces: Paces, ticket: Ticket, way: Way, stood: set[Lane], took: Callable[[list[Lane]], None]
) -> float:
    """The seconds to wait in the first line in which it is not yet the ticket's turn."""
    for lane in way.lines:
        stood.add(lane)
        wait = paces.wait(lane, ticket, HEARD_OF)
        if wait:
            return wait
    lanes = [*way.lines, *way.others, place_of(ticket)]
    if not paces.take(lanes, 0.0):
        took(lanes)
        return 0.0
    if paces.is_full(place_of(ticket)):
        # It was used by another request with the same cookie.
        raise Waits(ASKED, ticket)
    # Somebody else took a place in the meantime.
    return SOON
