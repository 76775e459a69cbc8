"""A unit of work: one transaction, handed from function to function, never found in the air."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from server.services.brought_in import BroughtInFiles
from server.services.record import Record
from server.services.registry import Registry

T = TypeVar("T")

Clock = Callable[[], str]
"""Answers the instant that it is now."""

NewId = Callable[[str], str]
"""Answers a new id of some kind (`t` of a text, `c` of a command): `t-` and letters that nobody can guess."""


class RunBlocking(Protocol):
    """
    Runs a function that waits for the disk, and answers with what it returns or raises.

    Under gevent the function runs in a native thread, so that an fsync does not hold up every other
    connection (W23); elsewhere `directly` will do.
    """

    def __call__(self, function: Callable[[], T], /) -> T: ...


def directly(function: Callable[[], T], /) -> T:
    """The `RunBlocking` of a command line and of tests: in the same thread."""
    return function()


Beside = Callable[[Callable[[], None]], None]
"""
Has something done that nobody waits for. Under gevent in a native thread, while the caller goes on; elsewhere `at_once`
will do. What it is given raises nothing.
"""


def at_once(function: Callable[[], None], /) -> None:
    """The `Beside` of a command line and of tests: in the same thread, before going on."""
    function()


class CommitUnknown(Exception):
    """
    The connection failed while committing: the work may be on record or not. Read again before saying
    anything.
    """


class Unit(Protocol):
    """One transaction, with all that it can reach."""

    @property
    def record(self) -> Record: ...
    @property
    def registry(self) -> Registry: ...
    @property
    def files(self) -> BroughtInFiles: ...


class Store(Protocol):
    """Where records and registry are kept."""

    @property
    def faults(self) -> tuple[type[Exception], ...]:
        """The errors that its units of work raise where the store fails, for whatever reason."""

    def reading(self) -> AbstractContextManager[Unit]:
        """A unit of work that sees one moment of the store and writes nothing."""

    def writing(self) -> AbstractContextManager[Unit]:
        """
        A unit of work that is committed when its block ends, and leaves nothing where the block raises.
        Raises `CommitUnknown` where nobody can say whether it was committed.
        """
