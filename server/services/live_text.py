"""A text as this process holds it: its state in memory, and the one way to append to its record (W23)."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Final

from server.domain.actor import Actor
from server.domain.command import Command
from server.domain.refusal import Refused
from server.domain.state import FOLD_VERSION, State
from server.services.access import actors
from server.services.batch import Batch, Outcome
from server.services.captured_acts import TAKE_BACK, CapturedActs
from server.services.describing import UNARCHIVE, with_description
from server.services.document_press import ISSUE, DocumentPress
from server.services.effort import Effort, Turn
from server.services.paragraph_history import go_on
from server.services.past import NOTHING, Moment, fold_to, forward, lighter
from server.services.quotas import Ledger, account_of
from server.services.record import EMPTY, Checkpoint, Head, OutOfOrder, Record, Remembered, StoredEntry
from server.services.shown_past import ShownPast
from server.services.state_json import StateJson
from server.services.store import (
    Beside,
    Clock,
    CommitUnknown,
    NewId,
    RunBlocking,
    Store,
    Unit,
    at_once,
    directly,
)
from server.services.trails import DECIDED_ON_THE_PAST, Readings, Trails

log = logging.getLogger(__name__)

DESCRIBING: Final = frozenset({"text_renamed", "text_archived", "text_unarchived"})
"""Kinds of entries that change what lists say of a text."""

CHECKPOINT_EVERY: Final = 500
"""So many entries at most are folded to open a text, or to show its past, beyond reading a checkpoint."""


Asked = tuple[Actor | str, Command]
"""
A command, and who asks for it: somebody who has been through the access gate just before, or a person's id. Their
rights are then looked up in the transaction that decides (W29), so that none that have ended are used.
"""


@dataclass(frozen=True, slots=True)
class Appended:
    """
    What came of a batch, when it is on record.

    `outcomes`: one for each command, in order. `entries`: a contiguous run of all that is new to this
    process, what other processes wrote meanwhile first; those numbered `made_from` and more may be new to
    the other processes. `anew`: the record went another way since this process last looked (a backup was
    restored), so that `entries` follow nothing that anybody saw: all who follow the text must fetch its
    state.
    """

    outcomes: tuple[Outcome, ...]
    entries: tuple[StoredEntry, ...]
    made_from: int
    anew: bool = False


class LiveText:
    """
    One text of one process. Many may call it at once; one batch at a time is decided.

    The state is replaced as a whole after a commit, never changed, so that who reads `moment` needs no lock.
    """

    def __init__(
        self,
        text: str,
        store: Store,
        clock: Clock,
        new_id: NewId,
        run: RunBlocking = directly,
        beside: Beside = at_once,
        readings: Readings | None = None,
        effort: Effort | None = None,
    ) -> None:
        """`effort`: whose commands are held back where they take long; without it, nobody's."""
        self.text = text
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._run = run
        self._beside = beside
        self._readings = readings or Readings()
        self._trails = Trails(text, self._readings)
        self._acts = CapturedActs(text, self._readings)
        self._past = ShownPast(text, ISSUE, self._readings)
        self._effort = effort
        self._lock = Lock()
        self._moment = NOTHING
        self._checkpoint = 0
        self._keeping = False
        self.json = StateJson()

    @property
    def moment(self) -> Moment:
        """State and head as this process last knew them. Precondition: `catch_up` has been called once."""
        return self._moment

    @property
    def state(self) -> State:
        if self._moment.state is None:
            raise Refused("not_found", "There is no such text.")
        return self._moment.state

    @property
    def head(self) -> Head:
        return self._moment.head

    def catch_up(self) -> Appended:
        """Reads what other processes wrote. Raises Refused `not_found` where there is no such text."""
        with self._lock:
            new = self._moment is NOTHING
            appended, self._moment = self._run(self._read)
        if new:
            self._beside(lambda: self._keep(None))
        return appended

    def append(self, batch: Sequence[Asked]) -> Appended:
        """
        Decides commands in order and puts what they come to on record, in one transaction; answers once it is
        committed.

        An error of the database is raised, and then nothing may be acknowledged: the same commands can be
        given again, since each has one outcome whatever happened to this one.
        """
        if any(command.text != self.text for _, command in batch):
            raise ValueError(f"A command of another text was given to {self.text}.")
        people = {who if isinstance(who, str) else who.person for who, _ in batch}
        turn = Turn({}) if self._effort is None else self._effort.turn(people)
        with self._lock:
            appended, self._moment = self._run(lambda: self._append_surely(batch, turn))
            due = self._due()
        if due:
            # From a moment that nobody changes, and in a transaction of its own: nobody waits for it.
            moment = self._moment
            self._beside(lambda: self._keep(moment))
        return appended

    def _append_surely(self, batch: Sequence[Asked], turn: Turn) -> tuple[Appended, Moment]:
        """Everything that waits for the disk: this runs off the gevent loop."""
        before = self._moment.head
        now = self._clock()
        self._trails.look(self._store, self._moment.state, batch, now)
        self._acts.look(self._store, self._moment.state, batch, now)
        self._past.look(self._store, self._moment, batch, now)
        try:
            return self._append(batch, turn, ask=False)
        except OutOfOrder:
            # One of the commands has an outcome: a copy of it came before.
            return self._append(batch, turn, ask=True)
        except CommitUnknown:
            # Asking again is the way to find out: the ids have outcomes if it was committed, and none if not.
            log.warning("A commit to text %s has an unknown outcome; asking the record", self.text)
            appended, moment = self._append(batch, turn, ask=True)
            return Appended(appended.outcomes, appended.entries, before.number + 1, appended.anew), moment

    def _append(self, batch: Sequence[Asked], turn: Turn, *, ask: bool) -> tuple[Appended, Moment]:
        """
        `ask`: look first which commands have an outcome. Nearly none has, and where it is not asked, the record
        refuses (OutOfOrder) the second outcome of a command, and the batch with it.
        """
        with self._store.writing() as unit:
            head = unit.record.lock(self.text)
            found, start, anew = self._read_to(unit.record, head)
            remembered = unit.record.outcomes(self.text, [command.id for _, command in batch]) if ask else {}
            press = DocumentPress(unit, self._new_id, self._past)
            now = self._clock()
            trails = dict.fromkeys(DECIDED_ON_THE_PAST, self._trails.prepare)
            prepare = {
                ISSUE: press.prepare,
                TAKE_BACK: self._acts.prepare,
                UNARCHIVE: lambda batch, _actor, command: with_description(unit, batch, command),
                **trails,
            }
            meeting = unit.registry.meeting_of(self.text)
            acting = self._acting(unit, batch)
            accounts = {account_of(actor) for actor, _ in acting if actor is not None}
            ledger = Ledger(unit.record.accounts(self.text, accounts), now)
            faults = self._store.faults
            recall = partial(_outcome, unit.record, self.text)
            deciding = Batch(
                self.text, start, meeting, now, remembered, prepare, faults, turn, ledger, recall
            )
            outcomes = tuple(deciding.take(actor, command) for actor, command in acting)
            unit.record.append(self.text, deciding.entries, deciding.new_outcomes)
            unit.record.keep_accounts(self.text, ledger.changed)
            press.keep_issued(deciding.entries)
            _describe(unit, deciding)
        entries = (*found, *deciding.entries)
        return Appended(outcomes, entries, start.head.number + 1, anew), deciding.moment

    def _acting(self, unit: Unit, batch: Sequence[Asked]) -> list[tuple[Actor | None, Command]]:
        """The commands, each with what its author is in the text's meeting now; None for a stranger."""
        people = {who for who, _ in batch if isinstance(who, str)}
        found = actors(unit.registry, people, self.text) if people else {}
        return [(found.get(who) if isinstance(who, str) else who, command) for who, command in batch]

    def _read(self) -> tuple[Appended, Moment]:
        with self._store.reading() as unit:
            found, moment, anew = self._read_to(unit.record, unit.record.head(self.text), self._passed)
        return Appended((), tuple(found), moment.head.number + 1, anew), moment

    def _read_to(
        self, record: Record, head: Head | None, passed: Callable[[Moment], None] | None = None
    ) -> tuple[list[StoredEntry], Moment, bool]:
        """
        What follows the moment that this process knows, the text at the head, and whether it went another
        way.
        """
        if head is None:
            raise Refused("not_found", "There is no such text.")
        known = self._moment
        if head == known.head:
            return [], known, False
        if known.head == EMPTY:
            return [], fold_to(record, self.text, head.number, passed=passed), False
        found = record.entries(self.text, known.head.number, head.number)
        if found and found[0].entry["previous"] == known.head.hash:
            return found, forward(known, found), False
        log.warning("The record of text %s no longer holds what this process knew of it", self.text)
        return [], fold_to(record, self.text, head.number), True

    def _due(self) -> bool:
        """Whether a checkpoint is to be kept, every CHECKPOINT_EVERY entries; what nobody needs is then let go of."""
        due = self._moment.head.number // CHECKPOINT_EVERY
        if self._moment.state is None or due == self._checkpoint:
            return False
        self._checkpoint = due
        self._moment = lighter(self._moment)
        # One at a time: where keeping takes longer than the next is due, that is left out.
        return due > 0 and not self._keeping

    def _passed(self, moment: Moment) -> None:
        """A stretch of the record without a checkpoint, as after a restore, is folded once and not at each opening."""
        if moment.head.number % CHECKPOINT_EVERY == 0:
            self._keep_checkpoint(moment)

    def _keep(self, moment: Moment | None) -> None:
        """Keeps the checkpoint and the index of paragraphs, which exist for speed only. A failure is logged."""
        self._keeping = True
        try:
            if moment is not None:
                self._keep_checkpoint(moment)
            go_on(self._store, self.text)
        except Exception:
            log.exception("The index of text %s was not gone on with", self.text)
        finally:
            self._keeping = False

    def _keep_checkpoint(self, moment: Moment) -> None:
        try:
            with self._store.writing() as unit:
                unit.record.keep_checkpoint(self.text, checkpoint_of(moment, self.json))
        except Exception:
            log.exception("No checkpoint of text %s was kept at no. %d", self.text, moment.head.number)


def _outcome(record: Record, text: str, command: str) -> Remembered | None:
    return record.outcomes(text, [command]).get(command)


def _describe(unit: Unit, decided: Batch) -> None:
    """Says to the registry what lists show, where the record says it otherwise now."""
    state = decided.moment.state
    if state is not None and any(stored.entry["kind"] in DESCRIBING for stored in decided.entries):
        unit.registry.describe_text(decided.text, state.title, archived=state.archived is not None)


def checkpoint_of(moment: Moment, json: StateJson) -> Checkpoint:
    """The checkpoint of a moment. Precondition: its record is not empty."""
    if moment.state is None:
        raise ValueError("There is nothing to keep of an empty record.")
    return Checkpoint(moment.head.number, moment.head.hash, FOLD_VERSION, json.of(moment.state))


class LiveTexts:
    """The texts that this process has open, each once."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        new_id: NewId,
        run: RunBlocking = directly,
        beside: Beside = at_once,
        effort: Effort | None = None,
    ) -> None:
        self.store = store
        self.clock = clock
        self.new_id = new_id
        self.run = run
        self._beside = beside
        self._readings = Readings()
        self._effort = effort
        self._open: dict[str, LiveText] = {}
        self._opening: dict[str, Lock] = {}

    def get(self, text: str) -> LiveText:
        """
        The text, read from its record where this process has not had it yet: whoever else wants it waits for that,
        and whoever wants another text does not. Raises Refused `not_found`.
        """
        live = self._open.get(text)
        if live is not None:
            return live
        with self._opening.setdefault(text, Lock()):
            live = self._open.get(text)
            if live is None:
                services = (self.store, self.clock, self.new_id, self.run, self._beside)
                live = LiveText(text, *services, self._readings, self._effort)
                live.catch_up()
                self._open[text] = live
        # Later callers find it open; those that wait hold the lock itself.
        self._opening.pop(text, None)
        return live

    def opened(self, text: str) -> LiveText | None:
        """The text where this process has it open."""
        return self._open.get(text)
