"""Records of any length, made quickly: what typing leaves, chained and filed as the program does it.

Entries are changes of one letter, forty in a paragraph and then in the next, put in and taken out again by turns, so
that the text stays the size that it was. Their bytes are written from a pattern and the rows go in by the ten thousand;
each CHECKPOINT_EVERY entries a state is kept. `tests/unit/benchmarks/test_long_record.py` holds that it is a record
like others.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice
from typing import Final

from server.domain.instants import later
from server.persistence.store import SqlStore
from server.services.live_text import CHECKPOINT_EVERY, checkpoint_of
from server.services.past import Moment
from server.services.record import Head
from server.services.state_json import StateJson

BURST: Final = 40
ENTRIES_A_SECOND: Final = 10
_ROWS_AT_ONCE: Final = 10_000

_ENTRY: Final = (
    '{"command":"%s","delegation":null,"kind":"text_changed","number":%d,"payload":{"change":[%s],'
    '"paragraph":"%s","reason":"typed"},"person":"%s","previous":"%s","text":"%s","time":"%s"}'
)
_CHANGES: Final = ('{"delete":1}', '{"insert":"x"}')

Row = tuple[str, int, str, str, str, str, bytes]
"""Of `entries`: text, number, hash, kind, command, time, data."""


@dataclass
class Typing:
    """A record that grows by typing. `moment` is the text at its head, `paragraphs` those that are typed in.

    Preconditions: the database is SQLite, nobody else writes, and the record has an even number of entries.
    """

    store: SqlStore
    moment: Moment
    person: str
    paragraphs: list[str]
    _start: Head = field(init=False)
    _changed: dict[str, int] = field(init=False, default_factory=dict)
    _json: StateJson = field(init=False, default_factory=StateJson)

    def __post_init__(self) -> None:
        self._start = self.moment.head

    def grow_to(self, number: int) -> None:
        """Writes entries up to an even number."""
        if number % 2 or self._start.number % 2:
            raise ValueError("A letter that was put in is taken out again: these go by twos.")
        rows = self._rows(number)
        kept: list[Moment] = []
        connection = sqlite3.connect(str(self.store.engine.url.database), isolation_level=None)
        # The file is thrown away if the machine fails meanwhile: no commit need reach the disk.
        connection.execute("PRAGMA synchronous=OFF")
        while some := list(islice(rows, _ROWS_AT_ONCE)):
            connection.execute("BEGIN")
            self._insert(connection, some)
            connection.execute("COMMIT")
            kept += self._moments(some)
            if len(kept) > 100:
                self._keep(kept)
        self._keep(kept)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    def go_on(self, moment: Moment) -> None:
        """Somebody has written meanwhile, and left the text as it was: from here."""
        self.moment = moment
        self._start = moment.head

    def _rows(self, until: int) -> Iterator[Row]:
        state, head = self.moment.state, self.moment.head
        assert state is not None
        text, start = state.text, self._start
        previous, time = head.hash, head.time
        for number in range(head.number + 1, until + 1):
            place = number - start.number - 1
            if place % ENTRIES_A_SECOND == 0:
                time = later(start.time, place // ENTRIES_A_SECOND)
            paragraph = self.paragraphs[place // BURST % len(self.paragraphs)]
            command = f"c-typed-{number:09d}"
            change = _CHANGES[number % 2]
            said = _ENTRY % (command, number, change, paragraph, self.person, previous, text, time)
            data = said.encode()
            previous = sha256(data).hexdigest()
            yield text, number, previous, "text_changed", command, time, data

    def _insert(self, connection: sqlite3.Connection, rows: list[Row]) -> None:
        connection.executemany(
            "INSERT INTO entries (text, number, hash, kind, command, time, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        connection.executemany(
            "INSERT INTO commands (text, command, person, outcome) VALUES (?, ?, ?, ?)",
            [
                (text, command, self.person, f'{{"through": {number}}}')
                for text, number, _, _, command, _, _ in rows
            ],
        )
        text, number, hash_, _, _, time, _ = rows[-1]
        connection.execute(
            "UPDATE texts SET number = ?, hash = ?, time = ? WHERE id = ?", (number, hash_, time, text)
        )

    def _moments(self, rows: list[Row]) -> Iterator[Moment]:
        """The text at each number at which the program would keep it; and at the last of the rows, as `moment`."""
        for _, number, hash_, _, _, time, _ in rows:
            place = number - self._start.number - 1
            self._changed[self.paragraphs[place // BURST % len(self.paragraphs)]] = number
            if number % CHECKPOINT_EVERY == 0 or number == rows[-1][1]:
                self.moment = self._at(Head(number, hash_, time))
            if number % CHECKPOINT_EVERY == 0:
                yield self.moment

    def _at(self, head: Head) -> Moment:
        """All letters that were put in are out again: only when each paragraph was last changed is new."""
        state = self.moment.state
        assert state is not None
        paragraphs = dict(state.paragraphs)
        for one, number in self._changed.items():
            paragraphs[one] = replace(
                paragraphs[one], changed=number, forgotten=number, trail=(), trail_weight=0
            )
        self._changed.clear()
        return Moment(replace(state, paragraphs=paragraphs, number=head.number, time=head.time), head)

    def _keep(self, moments: list[Moment]) -> None:
        with self.store.writing() as unit:
            for moment in moments:
                assert moment.state is not None
                unit.record.keep_checkpoint(moment.state.text, checkpoint_of(moment, self._json))
        moments.clear()
