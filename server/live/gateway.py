"""Socket.IO in: who connects, what they may send, and what becomes of it.

The identity of a connection is the session that its request came with; it is asked for again from time to time, and
the person's rights are looked up with every command (W29). Every message is read into a value first or refused with a
code. An acknowledgement comes when the outcome is known, which may be after the handler has returned: so a client may
have many commands on their way, and what it sends meanwhile is read.
"""

import json
import logging
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

import gevent
from gevent.event import AsyncResult
from socketio.exceptions import ConnectionRefusedError as ConnectionRefused

from server.domain import command as commands
from server.domain.command import Command
from server.domain.refusal import Refused
from server.live import incoming, limits
from server.live.connection import Connection, Environ, GoodSessions, Identify
from server.live.frames import Door, Line, acknowledgement
from server.live.measures import Measures
from server.live.others import News, Others, read_run, write_run
from server.live.port import Outcome, Run, Submission, Texts
from server.live.presence import Caretlist, Presence
from server.live.room import Pending
from server.live.rooms import Rooms, closed_event
from server.services.access import not_found
from server.services.batch import refusal
from server.services.bucket import Buckets
from server.services.scarce_log import ScarceLog
from server.services.store import Clock

ROLE_CHANGED = "Your role in this meeting was changed. Load the page again."

log = logging.getLogger(__name__)
faults = ScarceLog(log)


class Gateway:
    """
    All connections of this process. `door` and `measures` are set when it is installed. `identify` answers who opens a
    connection, `good_sessions` which of some sessions are still good; that may wait for the disk.
    """

    door: Door
    measures: Measures

    def __init__(
        self,
        texts: Texts,
        identify: Identify,
        good_sessions: GoodSessions,
        clock: Clock,
        others: Others | None = None,
    ) -> None:
        self._texts = texts
        self._identify = identify
        self._good_sessions = good_sessions
        self._clock = clock
        self._others = others
        self._connections: dict[str, Connection] = {}
        self._windows: Counter[str] = Counter()
        self._characters = Buckets(*limits.CHARACTERS)
        self._theirs = {name: Buckets(*measure) for name, measure in limits.RATES_OF_ALL_WINDOWS.items()}
        self.rooms = Rooms(texts, tell_others=None if others is None else self._tell_entries)
        self.presence = Presence(
            self.rooms.broadcast, self.rooms.size, None if others is None else self._tell_presence
        )

    # --- coming and going ---

    def connect(self, sid: str, environ: Environ, auth: object = None) -> None:
        """
        The handler of `connect`; raises ConnectionRefused where nobody is signed in, or somebody else than the person
        that the window in `auth` says it was opened by.
        """
        identity = self._identify(environ)
        line = self.door.line(sid)
        if identity is None:
            # The refusal is sent when this handler has returned; what then stays open would be of no use.
            gevent.spawn_later(limits.CLOSE_TIMEOUT, line.close)
            raise ConnectionRefused("Sign in first.", {"code": "no_session"})
        if isinstance(auth, Mapping) and auth.get("person") not in (None, identity.person):
            gevent.spawn_later(limits.CLOSE_TIMEOUT, line.close)
            other = incoming.other_person()
            raise ConnectionRefused(other.message, {"code": other.code})
        if self._windows[identity.person] >= limits.MAX_CONNECTIONS_PER_PERSON:
            gevent.spawn_later(limits.CLOSE_TIMEOUT, line.close)
            raise ConnectionRefused("Too many windows are open.", {"code": "too_many"})
        self._windows[identity.person] += 1
        self._connections[line.sid] = Connection(line, identity.person, identity.session, identity.until)

    def disconnect(self, sid: str, _reason: object = None) -> None:
        """The handler of `disconnect`, whoever ended the connection."""
        line_sid = self.door.sid(sid)
        connection = self._connections.pop(line_sid, None) if line_sid is not None else None
        if connection is not None:
            self._windows[connection.person] -= 1
            if not self._windows[connection.person]:
                del self._windows[connection.person]
            for text in list(connection.texts):
                self._leave(connection, text)

    # --- messages ---

    def receive(self, sid: str, arguments: str, number: int | None) -> None:
        """An event from the line `sid`: `arguments` as unread JSON, `number` to acknowledge it by. Raises nothing."""
        connection = self._connections.get(sid)
        if connection is None:
            return
        if not self._hold_back(connection, len(arguments)):
            return
        name = "?"
        try:
            name, fields = incoming.read(arguments)
            if incoming.read_person(fields) not in (None, connection.person):
                raise incoming.other_person()
            self._within_rates(connection, name)
            match name:
                case "command":
                    self._command(connection, fields, number)
                case "follow":
                    self._follow(connection, fields, number)
                case "presence":
                    self._caret(connection, fields, number)
                case _:
                    self._leave(connection, incoming.read_text(fields))
                    _answer(connection.line, number, {"ok": True})
        except Refused as refused:
            self.measures.refused(refused.code)
            facts = {"person": connection.person, "event": name, "refused": refused.code}
            faults.say(logging.INFO, "A message was refused", facts, connection.person)
            _answer(connection.line, number, refusal(refused))
            if refused.code in {"too_fast", "malformed"}:
                self._slow_down(connection)
        except Exception:
            log.exception("A message could not be handled")
            failed = Refused("failed", "Something went wrong here. The message can be sent again.")
            _answer(connection.line, number, refusal(failed))

    def fault(self, sid: str, code: str) -> None:
        """A line did something for which it is cut off, or its message is not taken; `code` says what."""
        connection = self._connections.get(sid)
        person = "" if connection is None else connection.person
        self.measures.refused(code)
        faults.say(logging.WARNING, "A connection was at fault", {"person": person, "refused": code}, person)

    def _hold_back(self, connection: Connection, characters: int) -> bool:
        """
        Lets whoever sends very much wait before it is read: reading takes time, which others need too. Ends the
        connection where that would be too long. False where there is no connection any more.
        """
        owed = self._characters.of(connection.person)
        pause = owed.owe(time.monotonic(), characters, at_most=limits.LONGEST_DEBT)
        if pause > limits.LONGEST_DEBT:
            self.fault(connection.line.sid, "too_fast")
            self._close(connection, "too_fast", "Too much was sent at once.", for_good=False)
        elif pause:
            gevent.sleep(pause)
        return self._is_here(connection)

    def _is_here(self, connection: Connection) -> bool:
        """Whether the connection is still there. Asked after a wait: its rights may have ended meanwhile (W29)."""
        return self._connections.get(connection.line.sid) is connection

    def _within_rates(self, connection: Connection, name: str) -> None:
        """Raises Refused where this window, or all windows of its person together, send too many such messages."""
        now = time.monotonic()
        if not (connection.buckets[name].take(now) and self._theirs[name].of(connection.person).take(now)):
            raise Refused("too_fast", "Too many messages came at once. Send this again in a moment.")

    def _slow_down(self, connection: Connection) -> None:
        """Read nothing from a faulty client for a moment; end the connection of one that goes on and on."""
        if connection.refusals.take(time.monotonic()):
            gevent.sleep(limits.TOO_FAST_PAUSE)
        else:
            self.fault(connection.line.sid, "too_many_faults")
            self._close(connection, "too_fast", "Too many faulty messages came.", for_good=False)

    def _command(self, connection: Connection, fields: Mapping[str, Any], number: int | None) -> None:
        line = connection.line
        self.rooms.submit(
            Pending(
                Submission(connection.person, commands.parse(fields, self._clock())),
                self.measures.delivering(lambda outcome: _answer(line, number, outcome)),
                line.close,
            )
        )

    def _follow(self, connection: Connection, fields: Mapping[str, Any], number: int | None) -> None:
        wanted = incoming.read_follow(fields)
        line = connection.line
        if wanted.text not in connection.texts and len(connection.texts) >= limits.MAX_TEXTS_PER_CONNECTION:
            raise Refused("too_many", "Too many texts are open in this window.")
        readers = self._texts.readers(wanted.text, {connection.person})
        if connection.person not in readers:
            raise not_found()
        if not self._is_here(connection):
            return
        connection.texts[wanted.text] = readers[connection.person]
        joining = self.rooms.join(line, wanted.text)
        try:
            missed = self.rooms.missed(wanted.text, wanted.number, wanted.digest)
        except BaseException:
            self._leave(connection, wanted.text)
            raise
        if missed is None or not self._is_here(connection):
            self._leave(connection, wanted.text)
            _answer(line, number, {"snapshot": True})
            return
        _answer(line, number, {"ok": True, "number": missed.through})
        self.rooms.tell_missed(joining, wanted.text, missed, wanted.digest)
        people = self.presence.people(wanted.text)
        if people is not None:
            line.send(people)

    def _caret(self, connection: Connection, fields: Mapping[str, Any], number: int | None) -> None:
        text = incoming.read_text(fields)
        caret = incoming.read_caret(fields)
        if text not in connection.texts:
            raise Refused(
                "not_following", "Presence is shown to those who follow a text, by those who follow it."
            )
        delegation = connection.texts[text].delegation
        self.presence.move(connection.line.sid, text, connection.person, delegation, caret)
        _answer(connection.line, number, {"ok": True})

    def _leave(self, connection: Connection, text: str) -> None:
        connection.texts.pop(text, None)
        self.presence.leave(connection.line.sid, text)
        self.rooms.leave(connection.line, text)

    def decide(self, person: str, command: Command) -> Outcome:
        """
        Have a command decided that came with an HTTP request: in the same queue, so that all who follow the text see
        what it comes to. Waits for the outcome. Raises Refused (`busy`, `stopping`, `failed`) where there is none.
        """
        result: AsyncResult[Outcome | None] = AsyncResult()
        self.rooms.submit(Pending(Submission(person, command), result.set, lambda: result.set(None)))
        outcome: Outcome | None = result.get()
        if outcome is None:
            raise Refused("failed", "This could not be put on record just now. Try again in a moment.")
        return outcome

    # --- other processes ---

    def start(self) -> None:
        """Hear other processes, where there may be any. Called once, when this one serves."""
        if self._others is not None:
            self._others.start(self.hear, self.rooms.catch_up)
            gevent.spawn(self.presence.renew_for_ever)

    def hear(self, news: News) -> None:
        """Takes a message of another process. Raises ValueError where it is malformed. Never waits."""
        match news.kind:
            case "entries":
                if self.rooms.size(news.about):
                    self.rooms.hear(news.about, read_run(news.about, news.body))
            case "presence":
                self.presence.hear(news.process, news.about, json.loads(news.body))
            case "revoked":
                gevent.spawn(self.review, news.about)

    def _tell_entries(self, text: str, run: Run) -> None:
        if self._others is not None:
            self._others.tell("entries", text, write_run(run.entries))

    def _tell_presence(self, text: str, carets: Caretlist) -> None:
        if self._others is not None:
            self._others.tell("presence", text, json.dumps(carets).encode())

    def person_of(self, line: str) -> str | None:
        """Whose window is connected by a line; None where none is."""
        connection = self._connections.get(line)
        return None if connection is None else connection.person

    def connected(self) -> int:
        """How many windows are connected here."""
        return len(self._connections)

    # --- rights that end ---

    def revoke(self, person: str) -> None:
        """
        Cut every connection of a person whose account or participation has ended (W29); other processes look at those
        that they have.
        """
        self._cut(person, "revoked", "Your access has ended.", for_good=True)

    def sign_out(self, person: str) -> None:
        """The same for a person who was given a new password, and signs in again with it."""
        sentence = "You were given a new password: ask the Secretariat for it, and sign in again."
        self._cut(person, "session_ended", sentence, for_good=False)

    def _cut(self, person: str, code: str, sentence: str, *, for_good: bool) -> None:
        if self._others is not None:
            self._others.tell("revoked", person)
        for connection in list(self._connections.values()):
            if connection.person == person:
                self._close(connection, code, sentence, for_good=for_good)

    def review_everywhere(self, person: str) -> None:
        """
        Review a person of whom a session has just ended, or whose role has changed, at once, here and in the other
        processes (W29).
        """
        if self._others is not None:
            self._others.tell("revoked", person)
        try:
            self.review(person)
        except Exception:
            # The session has ended all the same; the next round asks again.
            log.exception("The connections of a person could not be reviewed")

    def review(self, person: str | None = None) -> None:
        """
        Ask again, for all connections (of a person), whether their sessions are good and whether they may read what
        they follow, and as what: rights may have ended or changed in another process, or by the command line. Each is
        asked once for all.
        """
        some = [one for one in self._connections.values() if person in (None, one.person)]
        if not some:
            return
        good = set(self._good_sessions({one.session for one in some}))
        now = time.time()
        for connection in some:
            if connection.session not in good or connection.until < now:
                self._close(
                    connection, "session_ended", "Your session has ended. Sign in again.", for_good=False
                )
        for text in {text for one in some for text in one.texts}:
            following = [one for one in some if text in one.texts]
            readers = self._texts.readers(text, {one.person for one in following})
            for connection in following:
                now_is = readers.get(connection.person)
                if now_is is None:
                    self._close(connection, "revoked", "Your access has ended.", for_good=True)
                elif text in connection.texts and now_is != connection.texts[text]:
                    # Its acts are those of the role before: only loading the page again helps.
                    self._close(connection, "role_changed", ROLE_CHANGED, for_good=True)

    def review_for_ever(self) -> None:
        """The greenlet that reviews, and that ends connections which never said who they are."""
        strangers: set[str] = set()
        while True:
            gevent.sleep(limits.REVIEW_INTERVAL)
            lines = {line.sid: line for line in self.door.sockets() if line.sid not in self._connections}
            for sid in strangers & lines.keys():
                lines[sid].close()
            strangers = set(lines)
            try:
                self.review()
            except Exception:
                # The database may be away for a moment; the next round asks again.
                log.exception("The rights of connections could not be reviewed")

    def stop(self, seconds: float) -> bool:
        """Decide and answer what was taken, then send everybody away to come back. False where that took too long."""
        drained = self.rooms.drain(seconds)
        for connection in list(self._connections.values()):
            self._close(connection, "stopping", "The server is being restarted.", for_good=False)
        return drained

    def _close(self, connection: Connection, code: str, sentence: str, *, for_good: bool) -> None:
        if self._is_here(connection):
            connection.line.send(closed_event(code, sentence))
            connection.line.close(for_good=for_good)


def _answer(line: Line, number: int | None, value: object) -> None:
    """Acknowledge a message, if its sender asked for that."""
    if number is not None:
        line.send(acknowledgement(number, value))
