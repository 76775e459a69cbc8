"""Deciding a batch of commands on a scratch state: what will be appended, before anything is (W23)."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from server.domain.actor import Actor
from server.domain.command import Command, Event
from server.domain.decide import decide
from server.domain.fold import apply
from server.domain.meeting import Meeting
from server.domain.refusal import Refused
from server.services.access import not_found
from server.services.effort import Turn
from server.services.past import Moment
from server.services.quotas import Ledger, marks_added
from server.services.record import Head, Remembered, StoredEntry, store_entry
from server.services.refusals import kept, said_again

log = logging.getLogger(__name__)

Outcome = dict[str, Any]

Preparing = Callable[["Batch", Actor, Command], Command]
"""Completes a command with what only the service knows, just before it is decided; may raise Refused, and Undecided."""


Recall = Callable[[str], Remembered | None]
"""The outcome that the record has for a command's id."""


class Undecided(Refused):
    """Refused before it was decided, so that nothing is remembered: the same command is to be given again (W13)."""


class Batch:
    """
    Commands of one text, decided one after the other, each on what those before it made.

    `meeting` is what it was when the text was locked. `time` is the one time of all its entries: the clock's, but never
    before the entry before them (W25). `remembered` are the outcomes that the record already has for ids of these
    commands (W13), as far as they were asked for; `recall` asks for the one of a refused command. `faults`: what the
    store raises where it fails, and that is no command's doing. `turn` says whose commands have taken so long to
    decide that others come first. `ledger` has what they may put on record yet.
    """

    def __init__(
        self,
        text: str,
        start: Moment,
        meeting: Meeting,
        now: str,
        remembered: Mapping[str, Remembered],
        prepare: Mapping[str, Preparing],
        faults: tuple[type[Exception], ...] = (),
        turn: Turn | None = None,
        ledger: Ledger | None = None,
        recall: Recall = lambda _: None,
    ) -> None:
        self.text = text
        self.moment = start
        self.meeting = meeting
        self.time = max(now, start.head.time)
        self.entries: list[StoredEntry] = []
        self.new_outcomes: list[Remembered] = []
        self._remembered = dict(remembered)
        self._prepare = prepare
        self._faults = faults
        self._turn = turn or Turn({})
        self._ledger = ledger
        self._recall = recall

    def take(self, actor: Actor | None, command: Command) -> Outcome:
        """
        The outcome of one command: remembered, or made now. Never raises on account of the command, but on account of
        the store, and then the whole batch is to be given again: a command may be prepared by reading the record.
        `actor`: None where whoever asked has no part in the text; that is not remembered, since it says nothing about
        the command, and rights may be given back.
        """
        if actor is None:
            return refusal(not_found())
        known = self._remembered.get(command.id)
        if known is not None:
            return self._repeat(known, actor)
        if self._turn.holds_back(actor.person, command):
            # Not remembered either: nothing was decided, and the same command is to be sent again.
            late = refusal(
                Refused("too_fast", "Your changes take long to work out. Send this again in a moment.")
            )
            return self._known_or(late, actor, command)
        try:
            with self._turn.charging(actor.person, command):
                outcome = self._decide(actor, command)
        except Undecided as refused:
            # Through no number at all: by this a browser tells it from an outcome, and sends the command again.
            return self._known_or(refusal(refused), actor, command)
        if "refused" in outcome or "empty" in outcome:
            return self._without_entries(outcome, actor, command)
        self._remember(actor, command, outcome)
        return outcome

    def _remember(self, actor: Actor, command: Command, outcome: Outcome) -> None:
        remembered = Remembered(command.id, actor.person, kept(outcome))
        self._remembered[command.id] = remembered
        self.new_outcomes.append(remembered)

    def _without_entries(self, outcome: Outcome, actor: Actor, command: Command) -> Outcome:
        """
        A refusal, or the outcome of a command without effect: remembered as long as there are not too many. A copy is
        known by the record and counts nothing.
        """
        known = self._recall(command.id)
        if known is not None:
            return self._repeat(known, actor)
        if not self._turn.may_be_remembered(actor.person, command):
            # That would leave a row for each; nothing is remembered, and the same command is to be sent again.
            return refusal(
                Refused("too_fast", "Too much of what you sent came to nothing. Send this again in a moment.")
            )
        self._remember(actor, command, outcome)
        return outcome

    def _known_or(self, answer: Outcome, actor: Actor, command: Command) -> Outcome:
        """The outcome that a copy had; for any other command the answer."""
        known = self._recall(command.id)
        return answer if known is None else self._repeat(known, actor)

    def put(self, actor: Actor, command: Command, events: Sequence[Event]) -> None:
        """Takes events that the service itself puts on record: of nobody's command, and not to be decided."""
        entries, self.moment = self._record(actor, command, events)
        self.entries += entries
        outcome = {"through": self.moment.head.number}
        self.new_outcomes.append(Remembered(command.id, actor.person, outcome))

    def _repeat(self, known: Remembered, actor: Actor) -> Outcome:
        if known.person != actor.person:
            # This is said and not remembered: the id has its one outcome, and that is the other person's.
            return self._refusal(
                Refused("not_yours", "A command of this id was given by somebody else; use another id.")
            )
        return said_again(known.outcome)

    def _decide(self, actor: Actor, command: Command) -> Outcome:
        try:
            prepare = self._prepare.get(command.kind)
            if prepare is not None:
                command = prepare(self, actor, command)
            events = decide(self.moment.state, self.meeting, actor, command)
            entries, moment = self._record(actor, command, events)
            if self._ledger is not None:
                marks = marks_added(self.moment.state, moment.state, entries)
                self._ledger.take(actor, command, entries, marks)
        except Undecided:
            raise
        except Refused as refused:
            return self._refusal(refused)
        except self._faults:
            raise
        except Exception:
            # A fault in deciding one command must not cost the others of the batch their place.
            log.exception("Command %s (%s) of text %s failed", command.id, command.kind, self.text)
            return self._refusal(
                Refused("internal", "This could not be done because of a fault in Adref; it was logged.")
            )
        self.entries += entries
        self.moment = moment
        through = moment.head.number
        return {"through": through} if entries else {"through": through, "empty": True}

    def _record(
        self, actor: Actor, command: Command, events: Sequence[Event]
    ) -> tuple[list[StoredEntry], Moment]:
        """The entries of one command, together or not at all (W24), and the text after them."""
        entries: list[StoredEntry] = []
        state, head = self.moment.state, self.moment.head
        for event in events:
            stored = store_entry(self._entry(actor, command, event, head))
            # The stored entries are read back and folded, so that live and rebuilt states cannot differ.
            state, head = apply(state, stored.entry), stored.head
            entries.append(stored)
        return entries, Moment(state, head)

    def _entry(self, actor: Actor, command: Command, event: Event, head: Head) -> dict[str, Any]:
        return {
            "text": self.text,
            "number": head.number + 1,
            "time": self.time,
            "person": actor.person,
            "delegation": event.delegation,
            "command": command.id,
            "kind": event.kind,
            "payload": event.payload,
            "previous": head.hash,
        }

    def _refusal(self, refused: Refused) -> Outcome:
        return refusal(refused, self.moment.head.number)


def refusal(refused: Refused, through: int = 0) -> Outcome:
    """The outcome of what was refused. `through`: 0 where it was before anything was decided."""
    return {"refused": {"code": refused.code, "message": refused.message}, "through": through}
