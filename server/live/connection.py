"""A connection, and the identity that it was opened with."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from server.domain.actor import Actor
from server.live import limits
from server.live.frames import Line
from server.services.accounts import Session
from server.services.bucket import Bucket

Environ = Mapping[str, Any]


class Identity(Protocol):
    """The person and session that open a connection, and its latest end (seconds since 1970)."""

    @property
    def person(self) -> str: ...
    @property
    def session(self) -> Session: ...
    @property
    def until(self) -> float: ...


Identify = Callable[[Environ], Identity | None]
GoodSessions = Callable[[Collection[Session]], Collection[Session]]


@dataclass(slots=True, eq=False)
class Connection:
    """
    One signed-in browser window, and the session that opened it, which is good `until` then at most (seconds since
    1970). `texts`: those it follows, and what the person is in each.
    """

    line: Line
    person: str
    session: Session
    until: float
    texts: dict[str, Actor] = field(default_factory=dict)
    buckets: dict[str, Bucket] = field(default_factory=limits.buckets)
    refusals: Bucket = field(default_factory=lambda: Bucket(*limits.REFUSALS))
