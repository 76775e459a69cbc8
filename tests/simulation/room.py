"""The server's side of the simulation: the real decisions, record and outcomes, without a network and a database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from server.domain.actor import Actor
from server.domain.command import Command, parse
from server.domain.meeting import Delegation, Meeting
from server.domain.state import State, to_json
from server.services.batch import Batch, Outcome
from server.services.past import NOTHING, Moment, forward
from server.services.record import Remembered, StoredEntry

TEXT = "text-1"
DELEGATIONS = ("AUT", "BOL", "EU", "JPN", "PER", "US")
MEETING = Meeting({code: Delegation("state") for code in DELEGATIONS})
SECRETARIAT = Actor("p-secretariat", "secretariat", None)
CHAIR = Actor("p-chair", "chair", None)

# Who is further behind than this gets the state and not the entries (W14); small, so that it happens.
LONGEST_CATCHING_UP = 60


@dataclass(frozen=True)
class Taken:
    """A batch: what each command came to, and the entries."""

    outcomes: list[Outcome]
    entries: list[dict[str, Any]]


class Room:
    """One text: `moments[n]` is the text after entry n, `entries[n - 1]` that entry with its hash."""

    def __init__(self, forgets_refusals: bool = False) -> None:
        self.moments: list[Moment] = [NOTHING]
        self.entries: list[dict[str, Any]] = []
        self.remembered: dict[str, Remembered] = {}
        self.commands: dict[str, Command] = {}
        self._forgets_refusals = forgets_refusals

    @property
    def number(self) -> int:
        return len(self.entries)

    @property
    def state(self) -> State:
        return self.state_at(self.number)

    def state_at(self, number: int) -> State:
        state = self.moments[number].state
        if state is None:
            raise LookupError("The record is empty.")
        return state

    def opening(self) -> dict[str, Any]:
        """What a browser fetches."""
        return {"state": to_json(self.state), "hash": self.moments[-1].head.hash}

    def follow(self, number: int, digest: str) -> list[dict[str, Any]] | None:
        """The entries after a number, or None where a browser has to fetch the state (W14)."""
        known = number <= self.number and self.moments[number].head.hash == digest
        if not known or self.number - number > LONGEST_CATCHING_UP:
            return None
        return self.entries[number:]

    def take(self, commands: Sequence[tuple[Actor, object]], now: str) -> Taken:
        """Decides a batch and puts it on record."""
        parsed = [(actor, parse(raw, now)) for actor, raw in commands]
        known = self.remembered
        if self._forgets_refusals:
            known = {one: kept for one, kept in known.items() if "refused" not in kept.outcome}
        batch = Batch(TEXT, self.moments[-1], MEETING, now, known, {})
        outcomes = []
        for actor, command in parsed:
            self.commands[command.id] = command
            before = len(batch.entries)
            outcomes.append(batch.take(actor, command))
            self._remember(batch, before)
        for remembered in batch.new_outcomes:
            self.remembered[remembered.command] = remembered
        new = [stored.wire for stored in batch.entries]
        self.entries += new
        return Taken(outcomes, new)

    def _remember(self, batch: Batch, before: int) -> None:
        """Keeps the text at each number, for the checks: those between the entries of one command too."""
        new: list[StoredEntry] = batch.entries[before:]
        if not new:
            return
        moment = self.moments[-1]
        for stored in new[:-1]:
            moment = forward(moment, [stored])
            self.moments.append(moment)
        self.moments.append(batch.moment)


def delegate(person: int, delegation: str) -> Actor:
    return Actor(f"p-{person}", "delegate", delegation)
