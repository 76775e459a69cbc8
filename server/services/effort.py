"""How long each person's commands may take to decide, over all their windows and all texts of this process (X4).

What a command costs is not to be seen in its length: a few bytes that were written upon a wording of long ago are
transformed over all that came since. So time is charged, that of the processor: nobody pays for another's work, or
for a slow disk.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Final

from server.domain.command import Command
from server.services.bucket import Bucket, Buckets

DECIDING: Final = (0.2, 1.0)
"""Seconds of deciding a second, and at once. Ordinary typing takes some hundredths of a second each second."""
UNCHARGED: Final = frozenset({"import_paragraphs"})
"""A file comes in by many such commands, one behind the other, and half a file would be worse than a slow moment."""

REFUSALS: Final = (0.5, 200.0)
"""Refusals, and commands without effect, a second and at once, that are remembered of one person: each leaves a row
for ever (W13)."""

Seconds = Callable[[], float]


class Turn:
    """
    What the commands of one append cost their authors. Where the batch is decided again, since one of the commands had
    an outcome, each is charged once, and what was let through is let through again.
    """

    def __init__(
        self,
        buckets: Mapping[str, Bucket],
        clock: Seconds = time.monotonic,
        spent: Seconds = time.thread_time,
        refusals: Mapping[str, Bucket] = MappingProxyType({}),
    ) -> None:
        self._buckets = buckets
        self._refusals = refusals
        self._refused: set[str] = set()
        self._clock = clock
        self._spent = spent
        self._charged: set[str] = set()

    def holds_back(self, person: str, command: Command) -> bool:
        """Whether this person is in debt, and the command has to wait."""
        bucket = self._buckets.get(person)
        if bucket is None or command.kind in UNCHARGED or command.id in self._charged:
            return False
        return bucket.owe(self._clock(), 0) > 0

    def may_be_remembered(self, person: str, command: Command) -> bool:
        """Whether one more outcome of this person without entries may be remembered; then it is counted."""
        bucket = self._refusals.get(person)
        if bucket is None or command.id in self._refused:
            return True
        if not bucket.take(self._clock()):
            return False
        self._refused.add(command.id)
        return True

    @contextmanager
    def charging(self, person: str, command: Command) -> Iterator[None]:
        """Charges what is done inside, whatever comes of it."""
        began = self._spent()
        try:
            yield
        finally:
            bucket = self._buckets.get(person)
            if bucket is not None and command.kind not in UNCHARGED and command.id not in self._charged:
                self._charged.add(command.id)
                bucket.owe(self._clock(), self._spent() - began)


class Effort:
    """The deciding time of everybody. `clock` goes on always, `spent` with the work of the thread that asks."""

    def __init__(self, clock: Seconds = time.monotonic, spent: Seconds = time.thread_time) -> None:
        self._clock = clock
        self._spent = spent
        self._buckets = Buckets(*DECIDING)
        self._refusals = Buckets(*REFUSALS)

    def turn(self, people: Collection[str]) -> Turn:
        """For one append. To be called in one thread only; what is made of it may be used in another."""
        refusals = {person: self._refusals.of(person) for person in people}
        return Turn(
            {person: self._buckets.of(person) for person in people}, self._clock, self._spent, refusals
        )
