"""One text as this process serves it: who follows it, up to where they were told, and what they may be told next.

Runs of entries come from here and there: decided by this process, read from the record, said by another process. They
may come twice, late, or with some between them missing. What is told to all is always what follows, by number and by
hash; of everything else the record is asked.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from server.live.frames import Finished, Line, deliver, event
from server.live.port import Outcome, Run, Submission

MOST_AHEAD: Final = 64
"""Runs that are kept while one before them is missing; beyond them the record is asked for all."""


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """
    A command on its way. `answer` is called with its outcome, or `give_up` where that stays unknown. `since`: when it
    came, in seconds of a monotonic clock.
    """

    submission: Submission
    answer: Callable[[Outcome], None]
    give_up: Callable[[], None]
    since: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the record, by its number and its hash."""

    number: int
    hash: str


@dataclass(slots=True, eq=False)
class Joining:
    """A client between its question what it missed and the first frame that it gets like everybody else.

    `known`: the number up to which it has been told, None while that is being read. `held`: runs that were published
    meanwhile. What was read may run ahead of what is published, so each run is cut to what is new to this client.
    """

    line: Line
    known: int | None = None
    held: list[Run] = field(default_factory=list)

    def tell(self, text: str, run: Run) -> None:
        if self.known is None:
            self.held.append(run)
        elif run.through > self.known:
            self.line.send(entries_frame(text, run.after(self.known)))
            self.known = run.through


@dataclass(slots=True, eq=False)
class Room:
    """
    `told`: up to where all who follow were told; None while nobody was told anything. `ahead`: runs that cannot be told
    before one that is missing. `doubt`: something was heard that does not fit; only the record knows.
    """

    text: str
    followers: dict[str, Line] = field(default_factory=dict)
    joining: dict[str, Joining] = field(default_factory=dict)
    queue: deque[Pending] = field(default_factory=deque)
    busy: bool = False
    asking: bool = False
    last_frame: float = 0.0
    told: Place | None = None
    ahead: list[Run] = field(default_factory=list)
    doubt: bool = False

    @property
    def unsettled(self) -> bool:
        """Whether the record has to be asked what follows."""
        return self.told is not None and (self.doubt or bool(self.ahead))

    def accept(self, run: Run) -> None:
        """Tell what is new of a run to all who follow, if it follows what they were told; else keep it, or doubt."""
        if not run.entries:
            return
        if self.told is None:
            if self.joining:
                self._keep(run)
        elif run.first > self.told.number + 1:
            self._keep(run)
        elif run.through > self.told.number:
            new = run.after(self.told.number)
            if not new.follows(self.told.number, self.told.hash):
                self.doubt = True
                return
            self._send(new)
            self._go_on()
        elif run.through == self.told.number and run.hash != self.told.hash:
            self.doubt = True

    def begin(self, joining: Joining, place: Place) -> None:
        """A client was told up to here, by the record: now it hears what is published."""
        joining.known = place.number
        for run in joining.held:
            joining.tell(self.text, run)
        joining.held.clear()
        if self.told is None:
            self.told = place
        elif place.number > self.told.number:
            self.doubt = True
        self._settle(joining)
        self._go_on()

    def forget_doubts(self) -> None:
        """Before the record is asked: whatever was heard until now is in what it will answer."""
        self.ahead.clear()
        self.doubt = False

    def lines(self) -> list[Line]:
        return [
            *self.followers.values(),
            *(one.line for one in self.joining.values() if one.known is not None),
        ]

    def _send(self, run: Run) -> None:
        """One frame to all who follow."""
        deliver(self.followers.values(), entries_frame(self.text, run))
        self.told = Place(run.through, run.hash)
        for joining in list(self.joining.values()):
            joining.tell(self.text, run)
            self._settle(joining)

    def _settle(self, joining: Joining) -> None:
        """Count somebody among the followers as soon as the next frame follows what they were told."""
        if joining.known is not None and self.told is not None and joining.known <= self.told.number:
            del self.joining[joining.line.sid]
            self.followers[joining.line.sid] = joining.line

    def _keep(self, run: Run) -> None:
        if len(self.ahead) < MOST_AHEAD:
            self.ahead.append(run)
        else:
            self.doubt = True

    def _go_on(self) -> None:
        """Tell what was kept, as far as it follows now."""
        kept, self.ahead = self.ahead, []
        for run in sorted(kept, key=lambda run: run.first):
            self.accept(run)


def entries_frame(text: str, run: Run) -> Finished:
    """The `entries` message: the run, with the number of its first entry."""
    return event(
        "entries",
        b'{"text":"%s","from":%d,"entries":[%s]}' % (text.encode(), run.first, b",".join(run.entries)),
    )
