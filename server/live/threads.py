"""Work that waits for the disk or computes long, done off the event loop."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar, cast

import gevent
from gevent.threadpool import ThreadPool

from server.domain.refusal import Refused

T = TypeVar("T")

APART: Final = 2
"""Threads for work of one kind that is not the record's."""
MOST_WAITING: Final = 20
"""How much of such work may wait; who asks for more is told to come back."""


def run_in_thread(function: Callable[[], T], /) -> T:
    """Run a function in gevent's threadpool; other greenlets go on meanwhile. The port `RunBlocking` under gevent."""
    return _applied(gevent.get_hub().threadpool, function)


def run_beside(function: Callable[[], None], /) -> None:
    """Have a function run in gevent's threadpool, and go on. The port `Beside` under gevent."""
    gevent.spawn(run_in_thread, function)


class Apart:
    """
    `RunBlocking` with threads of its own. What takes seconds (setting documents, reading files in) would otherwise fill
    the threads in which the record is written, and nobody's typing would be put on record until it is done.
    """

    def __init__(self, threads: int = APART, most_waiting: int = MOST_WAITING) -> None:
        self._pool = ThreadPool(threads)
        self._most = threads + most_waiting
        self._taken = 0

    def __call__(self, function: Callable[[], T], /) -> T:
        """Raises Refused (`busy`) where too much waits already."""
        if self._taken >= self._most:
            raise Refused("busy", "Too much of this is being done at this moment; ask again in a minute.")
        self._taken += 1
        try:
            return _applied(self._pool, function)
        finally:
            self._taken -= 1


@dataclass(frozen=True, slots=True)
class _Raised:
    """An exception as a value, with its traceback."""

    error: Exception


def _applied(pool: ThreadPool, function: Callable[[], T]) -> T:
    """
    What a function answers, or raises, in a thread. gevent prints to standard error whatever it sees raised there, past
    the form and the bounds of the log; so what is raised comes over as a value and is raised again here.
    """

    def caught() -> T | _Raised:
        try:
            return function()
        except Exception as error:
            return _Raised(error)

    found = cast(T | _Raised, pool.apply(caught))
    if isinstance(found, _Raised):
        raise found.error
    return found
