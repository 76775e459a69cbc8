"""Who is editing where (W30): known while it lasts, told in gathered messages, stored nowhere.

A message lists everybody who is editing, so one that is lost or late does no harm. The more people edit and watch, the
less often it is sent: carets must never cost more than the words.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from json import dumps
from typing import Any, Final

import gevent

from server.live.frames import Finished, event
from server.live.incoming import Caret

SHORTEST_INTERVAL: Final = 0.2
"""Seconds between two messages about one text."""

CARETS_PER_SECOND: Final = 40_000
"""Carets that one text may send out in a second, counted for each receiver."""

MOST_PEOPLE: Final = 50
"""Carets in one message: those who moved last. Nobody can follow more."""


@dataclass(slots=True)
class _Present:
    """The carets of one text, by connection, those who moved last at the end."""

    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    changed: bool = False
    running: bool = False


class Presence:
    """`broadcast(text, packet)` tells all who follow a text; `size(text)` says how many they are."""

    def __init__(self, broadcast: Callable[[str, Finished], None], size: Callable[[str], int]) -> None:
        self._broadcast = broadcast
        self._size = size
        self._texts: dict[str, _Present] = {}

    def move(self, sid: str, text: str, person: str, delegation: str | None, caret: Caret | None) -> None:
        """Somebody's caret is elsewhere; None: they have stopped editing."""
        present = self._texts.setdefault(text, _Present())
        had = present.people.pop(sid, None)
        if caret is not None:
            present.people[sid] = {
                "person": person,
                "delegation": delegation,
                "paragraph": caret.paragraph,
                "number": caret.number,
                "index": caret.index,
            }
        if caret is None and had is None and not present.running:
            self._forget(text, present)
            return
        present.changed = True
        if not present.running:
            present.running = True
            gevent.spawn(self._tell, text, present)

    def leave(self, sid: str, text: str) -> None:
        """Somebody follows this text no more."""
        present = self._texts.get(text)
        if present is not None and sid in present.people:
            self.move(sid, text, "", None, None)

    def people(self, text: str) -> Finished | None:
        """The message for somebody who has just come; None where nobody is editing."""
        present = self._texts.get(text)
        if present is None or not present.people:
            return None
        return _message(text, present)

    def _tell(self, text: str, present: _Present) -> None:
        try:
            while present.changed:
                present.changed = False
                self._broadcast(text, _message(text, present))
                carets = min(len(present.people), MOST_PEOPLE) * self._size(text)
                gevent.sleep(max(SHORTEST_INTERVAL, carets / CARETS_PER_SECOND))
        finally:
            present.running = False
            self._forget(text, present)

    def _forget(self, text: str, present: _Present) -> None:
        if not present.people and not present.changed and self._texts.get(text) is present:
            del self._texts[text]


def _message(text: str, present: _Present) -> Finished:
    people = list(present.people.values())[-MOST_PEOPLE:]
    return event("presence", dumps({"text": text, "people": people}, separators=(",", ":")))
