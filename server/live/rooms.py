"""One room a text: a queue of commands, one writer that decides them in batches, and the clients that follow.

An idle text is answered at once. A busy one gathers: the next frame goes out FRAME_INTERVAL after the last, with all
that was decided by then. Acknowledgements follow the frame, so an author has the entry before its acknowledgement.
"""

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import gevent

from server.domain.command import Refused
from server.live.frames import Finished, Line, deliver, event
from server.live.port import Appended, Outcome, Run, Submission, Texts

FRAME_INTERVAL: Final = 0.04
"""Seconds between two frames of one text: 25 a second are more than an eye asks for."""

MAX_BATCH: Final = 64
"""Commands in one transaction, so that one frame stays small and the first of them does not wait for the last."""

MAX_QUEUE: Final = 1000
"""Commands that may wait for one text: what a thousand clients send at once when they come back."""

RETRIES: Final = (0.05, 0.2, 0.5, 1.0, 2.0)
"""Seconds before a batch is tried again, when storing it failed and nobody knows whether it is on record."""

CATCH_UP_INTERVAL: Final = 2.0
"""Seconds after which what another process wrote is looked for, if nothing else brought it here before."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """A command on its way. `answer` is called with its outcome, or `give_up` where that stays unknown."""

    submission: Submission
    answer: Callable[[Outcome], None]
    give_up: Callable[[], None]


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
            self.line.send(entries_frame(text, Run(run.through, run.entries[self.known - run.through :])))
            self.known = run.through


@dataclass(slots=True, eq=False)
class Room:
    """One text as this process serves it. `published`: the last number that went out to all."""

    text: str
    followers: dict[str, Line] = field(default_factory=dict)
    joining: dict[str, Joining] = field(default_factory=dict)
    queue: deque[Pending] = field(default_factory=deque)
    busy: bool = False
    last_frame: float = 0.0
    published: int = 0

    def send(self, run: Run) -> None:
        """One frame to all who follow."""
        deliver(self.followers.values(), entries_frame(self.text, run))
        self.published = run.through
        for joining in list(self.joining.values()):
            joining.tell(self.text, run)
            self.settle(joining)

    def settle(self, joining: Joining) -> None:
        """Count somebody among the followers as soon as the next frame follows what they were told."""
        if joining.known is not None and joining.known <= self.published:
            del self.joining[joining.line.sid]
            self.followers[joining.line.sid] = joining.line

    def lines(self) -> list[Line]:
        return [
            *self.followers.values(),
            *(one.line for one in self.joining.values() if one.known is not None),
        ]


def entries_frame(text: str, run: Run) -> Finished:
    """The `entries` message: the run, with the number of its first entry."""
    first = run.through - len(run.entries) + 1
    return event(
        "entries", b'{"text":"%s","from":%d,"entries":[%s]}' % (text.encode(), first, b",".join(run.entries))
    )


def closed_event(code: str, sentence: str) -> Finished:
    """The `closed` message, which says why the server ends a connection. Both are plain words of this program."""
    return event("closed", f'{{"code":"{code}","message":"{sentence}"}}')


class Rooms:
    """All rooms of this process."""

    def __init__(self, texts: Texts, clock: Callable[[], float] = time.monotonic) -> None:
        self._texts = texts
        self._clock = clock
        self._rooms: dict[str, Room] = {}
        self._stopping = False

    def submit(self, pending: Pending) -> None:
        """Put a command in the queue of its text. Raises Refused (`busy`, `stopping`): then nothing was decided."""
        if self._stopping:
            raise Refused("stopping", "The server is being restarted. Send this again in a moment.")
        room = self._room(pending.submission.command.text)
        if len(room.queue) >= MAX_QUEUE:
            raise Refused("busy", "Too much is waiting for this text. Send this again in a moment.")
        room.queue.append(pending)
        if not room.busy:
            room.busy = True
            gevent.spawn(self._write, room)

    def join(self, line: Line, text: str) -> Joining:
        """Keep for this client, from now on, what is published. `tell_missed` or `leave` comes next."""
        room = self._room(text)
        room.followers.pop(line.sid, None)
        joining = room.joining[line.sid] = Joining(line)
        return joining

    def tell_missed(self, joining: Joining, text: str, missed: Run) -> None:
        """Tell a client that has joined what it missed, then what was kept for it, then all that comes."""
        room = self._room(text)
        if room.joining.get(joining.line.sid) is not joining:
            # It has left, or joined once more, while the record was read.
            return
        if missed.entries:
            joining.line.send(entries_frame(text, missed))
        joining.known = missed.through
        for run in joining.held:
            joining.tell(text, run)
        joining.held.clear()
        room.settle(joining)

    def leave(self, line: Line, text: str) -> None:
        """Send this client nothing more of a text."""
        room = self._rooms.get(text)
        if room is not None:
            room.followers.pop(line.sid, None)
            room.joining.pop(line.sid, None)
            self._forget(room)

    def publish(self, text: str, run: Run) -> None:
        """
        Give entries to all who follow here. This is the seam between processes: what one of them publishes, the others
        are to pass to this function as well.
        """
        room = self._rooms.get(text)
        if room is not None and run.entries:
            room.send(run)

    def broadcast(self, text: str, packet: Finished) -> None:
        """Give something that is not record (presence) to all who follow here."""
        room = self._rooms.get(text)
        if room is not None:
            deliver(room.lines(), packet)

    def size(self, text: str) -> int:
        """How many clients follow a text here."""
        room = self._rooms.get(text)
        return len(room.followers) + len(room.joining) if room is not None else 0

    def drain(self, seconds: float) -> bool:
        """Take no more commands, and wait until what was taken is decided and answered. False where it took longer."""
        self._stopping = True
        deadline = self._clock() + seconds
        while any(room.busy for room in self._rooms.values()):
            if self._clock() > deadline:
                return False
            gevent.sleep(0.01)
        return True

    def catch_up_for_ever(self) -> None:
        """The greenlet that looks for what others wrote: the command line, or another process."""
        while True:
            gevent.sleep(CATCH_UP_INTERVAL)
            for room in [room for room in self._rooms.values() if room.lines() and not room.busy]:
                try:
                    self._publish(room.text, self._texts.catch_up(room.text))
                except Exception:
                    # The database may be away for a moment; the next round asks again.
                    log.exception("Text %s could not be caught up", room.text)

    def _room(self, text: str) -> Room:
        return self._rooms.setdefault(text, Room(text))

    def _forget(self, room: Room) -> None:
        in_use = room.followers or room.joining or room.queue or room.busy
        if not in_use and self._rooms.get(room.text) is room:
            del self._rooms[room.text]

    def _write(self, room: Room) -> None:
        """The one writer of a room: runs while there is something to decide."""
        try:
            while room.queue:
                wait = room.last_frame + FRAME_INTERVAL - self._clock()
                if wait > 0:
                    gevent.sleep(wait)
                self._decide(room, _next_batch(room.queue))
        finally:
            room.busy = False
            self._forget(room)

    def _decide(self, room: Room, batch: list[Pending]) -> None:
        try:
            appended = self._append(room.text, [pending.submission for pending in batch])
        except Refused as refused:
            appended = Appended(Run(0), (refusal(refused),) * len(batch))
        if appended is None:
            # No acknowledgement while nobody knows (W23): who is cut off asks again with the same command id.
            for pending in batch:
                pending.give_up()
            return
        self._publish(room.text, appended)
        if appended.run.entries:
            room.last_frame = self._clock()
        for pending, outcome in zip(batch, appended.outcomes, strict=True):
            pending.answer(outcome)

    def _append(self, text: str, batch: list[Submission]) -> Appended | None:
        """Have a batch decided and stored; None where that did not succeed in several tries. Raises Refused."""
        for pause in (*RETRIES, None):
            try:
                return self._texts.append(text, batch)
            except Refused:
                raise
            except Exception:
                log.exception("A batch of %d commands for text %s could not be stored", len(batch), text)
            if pause is not None:
                gevent.sleep(pause)
        return None

    def _publish(self, text: str, appended: Appended) -> None:
        """Give out what is new. Nothing switches to another greenlet between reading and this, so runs are in order."""
        if not appended.anew:
            self.publish(text, appended.run)
            return
        room = self._rooms.get(text)
        for line in room.lines() if room is not None else []:
            # They come back with a number and a hash that the record no longer has, and are told to fetch it anew.
            line.send(closed_event("anew", "The record was restored from a backup. Fetching it anew."))
            line.close()


def refusal(refused: Refused) -> Outcome:
    """What a message is answered that was refused before anything was decided: nothing need be applied first."""
    return {"refused": {"code": refused.code, "message": refused.message}, "through": 0}


def _next_batch(queue: deque[Pending]) -> list[Pending]:
    """What is decided next. A command that comes a second time waits for the outcome of the first."""
    batch: list[Pending] = []
    ids: set[str] = set()
    while queue and len(batch) < MAX_BATCH and queue[0].submission.command.id not in ids:
        ids.add(queue[0].submission.command.id)
        batch.append(queue.popleft())
    return batch
