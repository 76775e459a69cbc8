"""Bugs that are planted in a server process, to see whether the fault run finds them. Nothing of this is in server/."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

import gevent

from server.live import room as rooms_room
from server.live.frames import Finished, Line
from server.live.room import Pending, Room
from server.live.rooms import Rooms
from server.live.texts import ServiceTexts
from server.live.threads import run_in_thread
from server.services.clock import new_id, now
from server.services.live_text import LiveTexts
from server.services.store import Store, Unit

Deliver = Callable[[Iterable[Line], Finished], None]

PLANTED: Final = ("none", "acknowledge_before_commit", "skip_frames")

HEAD_START: Final = 0.5
"""Seconds between an acknowledgement and the commit that it speaks of."""

EVERY: Final = 20
"""Of so many frames one is not sent."""


def plant(bug: str, store: Store) -> None:
    """Puts one of the bugs into this process, which keeps its record in `store`, for good."""
    if bug == "acknowledge_before_commit":
        _acknowledge_before_commit(store)
    elif bug == "skip_frames":
        _skip_frames()
    elif bug != "none":
        raise ValueError(f"No such bug is known: {bug}.")


class _TakenBack(Exception):
    """All was decided, and nothing of it is to stay."""


@dataclass(frozen=True)
class _NeverCommitted:
    """A store (the port) on which commands can be decided as on the true one, and that keeps nothing."""

    store: Store

    @property
    def faults(self) -> tuple[type[Exception], ...]:
        return self.store.faults

    def reading(self) -> AbstractContextManager[Unit]:
        return self.store.reading()

    @contextmanager
    def writing(self) -> Iterator[Unit]:
        try:
            with self.store.writing() as unit:
                yield unit
                raise _TakenBack
        except _TakenBack:
            return


def _acknowledge_before_commit(store: Store) -> None:
    """Whoever is quick to answer: a process that is killed in between has promised what is nowhere."""
    decide = Rooms._decide

    def decide_early(self: Rooms, room: Room, batch: list[Pending]) -> None:
        scratch = LiveTexts(_NeverCommitted(store), now, new_id, run_in_thread)
        try:
            submissions = [pending.submission for pending in batch]
            outcomes = ServiceTexts(scratch).append(room.text, submissions).outcomes
        except Exception:
            # The database is away: nothing can be promised.
            decide(self, room, batch)
            return
        for pending, outcome in zip(batch, outcomes, strict=True):
            pending.answer(outcome)
        gevent.sleep(HEAD_START)
        decide(self, room, [replace(one, answer=_nobody_hears, give_up=_nobody_waits) for one in batch])

    Rooms._decide = decide_early  # type: ignore[method-assign]  # A bug is planted where it would grow.


def _nobody_hears(outcome: object) -> None:
    """The answer was given long ago."""


def _nobody_waits() -> None:
    """As above."""


def _skip_frames() -> None:
    """Now and then a client is thought to have been told what it was not told."""
    deliver: Deliver = vars(rooms_room)["deliver"]
    turns = count(1)

    def deliver_most(lines: Iterable[Line], packet: Finished) -> None:
        deliver([line for line in lines if next(turns) % EVERY], packet)

    setattr(rooms_room, "deliver", deliver_most)  # noqa: B010  # The name is imported there, not exported.
