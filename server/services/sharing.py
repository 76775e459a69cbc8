"""Work that many ask for at once, done once for all of them."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, Generic, TypeVar

T = TypeVar("T")

REST: Final = 4.0
"""Work that is asked for again and again rests for so many times as long as it took: it has a fifth of the time."""

LONGEST_REST: Final = 1.0
"""Seconds: what took long once, as a record that is folded after a restore, is seldom asked for so often."""


@dataclass(slots=True)
class _Work(Generic[T]):
    """The work for one key. `next`: what those wait for who have asked and for whom it was not begun yet."""

    next: "Future[T] | None" = None
    running: Lock = field(default_factory=Lock)
    rests_until: float = 0.0


class Shared(Generic[T]):
    """
    `make(key)` is run one at a time for a key, and what it makes, or raises, is given to all who had asked before it
    began. So nobody is given what is older than their question, and a thousand who ask together cost little more than
    one.
    """

    def __init__(self, make: Callable[[str], T]) -> None:
        self._make = make
        self._works: dict[str, _Work[T]] = {}
        self._lock = Lock()

    def get(self, key: str) -> T:
        with self._lock:
            work = self._works.setdefault(key, _Work())
            first = work.next is None
            awaited: Future[T] = work.next if work.next is not None else Future()
            work.next = awaited
        if first:
            self._work(key, work, awaited)
        return awaited.result()

    def _work(self, key: str, work: _Work[T], awaited: "Future[T]") -> None:
        """Done by the first who asks; others join until it begins. Whatever ends it, those who wait are told."""
        try:
            with work.running:
                time.sleep(max(0.0, work.rests_until - time.monotonic()))
                self._begin(work, awaited)
                began = time.monotonic()
                try:
                    awaited.set_result(self._make(key))
                finally:
                    now = time.monotonic()
                    work.rests_until = now + min(LONGEST_REST, REST * (now - began))
        except BaseException as fault:
            # One who was killed while it waited for its turn leaves nobody waiting for it.
            self._begin(work, awaited)
            awaited.set_exception(fault)

    def _begin(self, work: _Work[T], awaited: "Future[T]") -> None:
        """From now on whoever asks waits for the next."""
        with self._lock:
            if work.next is awaited:
                work.next = None
