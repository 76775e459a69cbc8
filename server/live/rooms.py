"""The rooms of this process, one a text: a queue of commands, and one writer that decides them in batches.

An idle text is answered at once. A busy one gathers for as long as `gathering` says, from the first command that came
since the last frame. Acknowledgements follow the frame, so an author has the entry before its acknowledgement.
"""

import logging
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Final, Protocol

import gevent

from server.domain.refusal import Refused
from server.live.frames import Finished, Line, deliver, event
from server.live.port import Appended, Run, Submission, Texts
from server.live.room import Joining, Pending, Place, Room, entries_frame
from server.services.batch import refusal

FRAME_INTERVAL: Final = 0.04
"""Seconds for which a busy text gathers: 25 frames a second are more than an eye asks for."""

INTERVAL_A_FOLLOWER: Final = 0.00001
"""So much longer for each who follows: writing to one takes as long or less, and others want a turn too."""

LONGEST_INTERVAL: Final = 0.25
"""Seconds beyond which it does not gather, however many follow."""

MAX_BATCH: Final = 64
"""Commands in one transaction, so that one frame stays small and the first of them does not wait for the last."""

MAX_QUEUE: Final = 1000
"""Commands that may wait for one text: what a thousand clients send at once when they come back."""

RETRIES: Final = (0.05, 0.2, 0.5, 1.0, 2.0)
"""Seconds before a batch is tried again, when storing it failed and nobody knows whether it is on record."""

PATIENCE: Final = 0.02
"""Seconds for which a missing run may still be on its way, before the record is asked for it."""

CATCH_UP_INTERVAL: Final = 2.0
"""Seconds after which what another process wrote is looked for, if nothing else brought it here before."""

CATCH_UP_BESIDE_OTHERS: Final = 1.0
"""The same where there are other processes: with Redis away, their entries are here within two seconds."""

log = logging.getLogger(__name__)


class Greenlets(Protocol):
    """The part of `gevent` that rooms need; a simulation gives them its own, which sleeps on its clock."""

    def spawn(self, function: Callable[..., None], *arguments: Any) -> object: ...
    def spawn_later(self, seconds: float, function: Callable[..., None], *arguments: Any) -> object: ...
    def sleep(self, seconds: float) -> None: ...


def gathering(followers: int) -> float:
    """Seconds for which a busy text gathers, for so many who follow."""
    return min(LONGEST_INTERVAL, FRAME_INTERVAL + followers * INTERVAL_A_FOLLOWER)


def closed_event(code: str, sentence: str) -> Finished:
    """The `closed` message, which says why the server ends a connection. Both are plain words of this program."""
    return event("closed", f'{{"code":"{code}","message":"{sentence}"}}')


class Rooms:
    """All rooms of this process."""

    def __init__(
        self,
        texts: Texts,
        clock: Callable[[], float] = time.monotonic,
        tell_others: Callable[[str, Run], None] | None = None,
        greenlets: Greenlets = gevent,
    ) -> None:
        """`tell_others(text, run)` tells other processes what this one has put on record, once a batch."""
        self._texts = texts
        self._greenlets = greenlets
        self._tell_others = tell_others
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
            self._greenlets.spawn(self._write, room)

    def join(self, line: Line, text: str) -> Joining:
        """Keep for this client, from now on, what is published. `tell_missed` or `leave` comes next."""
        room = self._room(text)
        room.followers.pop(line.sid, None)
        joining = room.joining[line.sid] = Joining(line)
        return joining

    def missed(self, text: str, number: int, digest: str) -> Run | None:
        """
        What a client missed who has joined; None where that is too much, or unknown. Where others follow here, what
        they were told is in memory; else the record is asked, since nobody has seen to it that this process knows all.
        """
        told = self._room(text).told
        recent = None if told is None else self._texts.recent(text, number, digest)
        if told is not None and recent is not None and recent.through >= told.number:
            return recent
        return self._texts.missed(text, number, digest)

    def tell_missed(self, joining: Joining, text: str, missed: Run, digest: str) -> None:
        """
        Tell a client that has joined what it missed, then what was kept for it, then all that comes. `digest`: the hash
        of the entry after which it missed something.
        """
        room = self._room(text)
        if room.joining.get(joining.line.sid) is not joining:
            # It has left, or joined once more, while the record was read.
            return
        if missed.entries:
            joining.line.send(entries_frame(text, missed))
            digest = missed.hash
        room.begin(joining, Place(missed.through, digest))
        self._settle(room)

    def leave(self, line: Line, text: str) -> None:
        """Send this client nothing more of a text."""
        room = self._rooms.get(text)
        if room is not None:
            room.followers.pop(line.sid, None)
            room.joining.pop(line.sid, None)
            self._forget(room)

    def hear(self, text: str, run: Run) -> None:
        """Entries that another process says are on record. They are told if they follow; else the record is asked."""
        room = self._rooms.get(text)
        if room is not None:
            room.accept(run)
            self._settle(room)

    def broadcast(self, text: str, packet: Finished) -> None:
        """Give something that is not record (presence) to all who follow here."""
        room = self._rooms.get(text)
        if room is not None:
            deliver(room.lines(), packet)

    def size(self, text: str) -> int:
        """How many clients follow a text here."""
        room = self._rooms.get(text)
        return len(room.followers) + len(room.joining) if room is not None else 0

    @property
    def draining(self) -> bool:
        """Whether no more commands are taken, since this process is about to end."""
        return self._stopping

    def waiting(self) -> list[int]:
        """How many commands wait for each text."""
        return [len(room.queue) for room in self._rooms.values()]

    def drain(self, seconds: float) -> bool:
        """Take no more commands, and wait until what was taken is decided and answered. False where it took longer."""
        self._stopping = True
        deadline = self._clock() + seconds
        while any(room.busy for room in self._rooms.values()):
            if self._clock() > deadline:
                return False
            self._greenlets.sleep(0.01)
        return True

    def catch_up_for_ever(self) -> None:
        """The greenlet that looks for what others wrote: the command line, or another process."""
        while True:
            self._greenlets.sleep(CATCH_UP_INTERVAL if self._tell_others is None else CATCH_UP_BESIDE_OTHERS)
            self.catch_up()

    def catch_up(self) -> None:
        """Look for what others wrote in each text that somebody follows here."""
        for room in [room for room in self._rooms.values() if room.lines() and not room.busy]:
            try:
                found = self._texts.catch_up(room.text)
                # Those who followed may have left meanwhile, and others have come, for whom there is another room.
                self._publish(self._rooms.get(room.text, room), found)
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
                wait = self._wait(room)
                if wait > 0:
                    self._greenlets.sleep(wait)
                self._decide(room, _next_batch(room.queue))
        finally:
            room.busy = False
            self._forget(room)

    def _wait(self, room: Room) -> float:
        """Seconds until what has come is decided: none where nothing went out just before it came."""
        first, interval = room.queue[0].since, gathering(len(room.followers))
        return first + interval - self._clock() if first < room.last_frame + interval else 0.0

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
        if appended.made and self._tell_others is not None:
            self._tell_others(room.text, appended.run.after(appended.run.through - appended.made))
        self._publish(room, appended)
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
                self._greenlets.sleep(pause)
        return None

    def _publish(self, room: Room, appended: Appended) -> None:
        """Give out what is new, before anything of it is acknowledged."""
        if appended.anew:
            self._begin_anew(room)
            return
        room.accept(appended.run)
        try:
            self._ask_record(room)
        except Exception:
            log.exception("What is new in text %s could not be read; it is looked for again", room.text)

    def _settle(self, room: Room) -> None:
        """Ask the record what is missing, unless it comes in a moment."""
        if room.unsettled and not room.asking:
            room.asking = True
            self._greenlets.spawn_later(PATIENCE, self._ask_later, room)

    def _ask_later(self, room: Room) -> None:
        try:
            self._ask_record(room)
        except Exception:
            log.exception("What is missing in text %s could not be read; it is looked for again", room.text)
        finally:
            room.asking = False

    def _ask_record(self, room: Room) -> None:
        """Tell what the record says, until it and what was heard are one. Raises what the database raises."""
        while room.unsettled and room.told is not None:
            told = room.told
            room.forget_doubts()
            try:
                missed = self._texts.missed(room.text, told.number, told.hash)
            except BaseException:
                room.doubt = True
                raise
            if missed is not None:
                room.accept(missed)
            elif room.told is told:
                self._begin_anew(room)
            else:
                # More was told while this was read: the question was about what is past.
                room.doubt = True

    def _begin_anew(self, room: Room) -> None:
        """The record is not what was told, or far ahead of it: all come back, and are told to fetch it again."""
        room.told = None
        room.forget_doubts()
        for line in room.lines():
            line.send(closed_event("anew", "The record was restored or is far ahead. Fetching it again."))
            line.close()


def _next_batch(queue: deque[Pending]) -> list[Pending]:
    """Takes the next batch. A command that comes a second time waits for the outcome of the first."""
    batch: list[Pending] = []
    ids: set[str] = set()
    while queue and len(batch) < MAX_BATCH and queue[0].submission.command.id not in ids:
        ids.add(queue[0].submission.command.id)
        batch.append(queue.popleft())
    return batch
