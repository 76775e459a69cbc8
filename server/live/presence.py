"""Presence (W30): who edits where. Told in gathered messages, stored nowhere.

A message lists everybody who is editing, so one that is lost or late does no harm. The more people edit and watch, the
less often it is sent: carets must never cost more than the words.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from json import dumps
from typing import Any, Final

import gevent

from server.live.frames import Finished, event
from server.live.incoming import Caret
from server.live.rooms import Greenlets

SHORTEST_INTERVAL: Final = 0.2
"""Seconds between two messages about one text."""

CARETS_PER_SECOND: Final = 40_000
"""Carets that one text may send out in a second, counted for each receiver."""

MOST_PEOPLE: Final = 50
"""Carets in one message: those who moved last. Nobody can follow more."""


RENEWED_EVERY: Final = 4.0
"""Seconds after which other processes are told again who is editing here."""

FORGOTTEN_AFTER: Final = 10.0
"""Seconds after which those are forgotten who edit in a process that says nothing any more."""

HERE: Final = ""
"""Stands for this process."""

Caretlist = list[tuple[str, dict[str, Any]]]
TellOthers = Callable[[str, Caretlist], None]


@dataclass(slots=True)
class _Present:
    """
    The carets of one text, by process and connection, those who moved last at the end. `heard`: when each other process
    last said who edits there, in seconds of a monotonic clock. `ours`: something changed that only we can tell.
    """

    people: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    heard: dict[str, float] = field(default_factory=dict)
    changed: bool = False
    ours: bool = False
    running: bool = False

    def of(self, process: str) -> Caretlist:
        return [(key[1], caret) for key, caret in self.people.items() if key[0] == process][-MOST_PEOPLE:]


class Presence:
    """
    `broadcast(text, packet)` tells all who follow a text here; `size(text)` says how many they are; `tell_others(text,
    carets)` tells other processes who is editing in this one.
    """

    def __init__(
        self,
        broadcast: Callable[[str, Finished], None],
        size: Callable[[str], int],
        tell_others: TellOthers | None = None,
        greenlets: Greenlets = gevent,
    ) -> None:
        self._broadcast = broadcast
        self._size = size
        self._tell_others = tell_others
        self._greenlets = greenlets
        self._texts: dict[str, _Present] = {}

    def move(self, sid: str, text: str, person: str, delegation: str | None, caret: Caret | None) -> None:
        """Somebody's caret is elsewhere; None: they have stopped editing."""
        present = self._texts.setdefault(text, _Present())
        had = present.people.pop((HERE, sid), None)
        if caret is not None:
            present.people[HERE, sid] = {
                "person": person,
                "delegation": delegation,
                "paragraph": caret.paragraph,
                "number": caret.number,
                "index": caret.index,
            }
        if caret is None and had is None and not present.running:
            self._forget(text, present)
            return
        present.ours = True
        self._change(text, present)

    def hear(self, process: str, text: str, carets: Caretlist) -> None:
        """Another process says who is editing there: all of them."""
        present = self._texts.setdefault(text, _Present())
        present.heard[process] = time.monotonic()
        before = dict(present.of(process))
        if before == dict(carets):
            self._forget(text, present)
            return
        for gone in before.keys() - dict(carets).keys():
            del present.people[process, gone]
        for sid, caret in carets:
            # People who have not moved keep their place in the order of moving.
            if before.get(sid) != caret:
                present.people.pop((process, sid), None)
                present.people[process, sid] = caret
        self._change(text, present)

    def renew_for_ever(self) -> None:
        """The greenlet that tells other processes again who edits here, and forgets processes that are gone."""
        while True:
            self._greenlets.sleep(RENEWED_EVERY)
            self.renew(time.monotonic())

    def renew(self, now: float) -> None:
        """`now`: seconds of the monotonic clock."""
        for text, present in list(self._texts.items()):
            ours = present.of(HERE)
            if ours and self._tell_others is not None:
                self._tell_others(text, ours)
            for process in [one for one, heard in present.heard.items() if now - heard > FORGOTTEN_AFTER]:
                self.hear(process, text, [])
                present.heard.pop(process, None)
                self._forget(text, present)

    def leave(self, sid: str, text: str) -> None:
        """Somebody follows this text no more."""
        present = self._texts.get(text)
        if present is not None and (HERE, sid) in present.people:
            self.move(sid, text, "", None, None)

    def people(self, text: str) -> Finished | None:
        """The message for somebody who has just come; None where nobody is editing."""
        present = self._texts.get(text)
        if present is None or not present.people:
            return None
        return _message(text, present)

    def _change(self, text: str, present: _Present) -> None:
        present.changed = True
        if not present.running:
            present.running = True
            self._greenlets.spawn(self._tell, text, present)

    def _tell(self, text: str, present: _Present) -> None:
        try:
            while present.changed:
                present.changed = False
                self._broadcast(text, _message(text, present))
                if present.ours and self._tell_others is not None:
                    self._tell_others(text, present.of(HERE))
                present.ours = False
                carets = min(len(present.people), MOST_PEOPLE) * self._size(text)
                self._greenlets.sleep(max(SHORTEST_INTERVAL, carets / CARETS_PER_SECOND))
        finally:
            present.running = False
            self._forget(text, present)

    def _forget(self, text: str, present: _Present) -> None:
        if not present.people and not present.changed and self._texts.get(text) is present:
            del self._texts[text]


def _message(text: str, present: _Present) -> Finished:
    people = list(present.people.values())[-MOST_PEOPLE:]
    return event("presence", dumps({"text": text, "people": people}, separators=(",", ":")))
