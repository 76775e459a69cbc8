"""The port of the live layer to the services: rights, the record, and decisions in batches.

`server.live.texts` answers these questions from the services; tests have a small one in memory.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from server.domain.actor import Actor
from server.domain.command import Command
from server.services.request import current_request

_HASH_LENGTH: Final = 64

Outcome = dict[str, Any]
"""As in docs/FORMATS.md: `through`, and `empty` or `refused` where so."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A command, the person whose session it came with, and the number of the request that brought it."""

    person: str
    command: Command
    request: str = field(default_factory=current_request)


@dataclass(frozen=True, slots=True)
class Run:
    """A contiguous run of entries, each as JSON with its hash, the last of them numbered `through`."""

    through: int
    entries: tuple[bytes, ...] = ()

    @property
    def first(self) -> int:
        """The number of the first entry."""
        return self.through - len(self.entries) + 1

    @property
    def hash(self) -> str:
        """The hash of the last entry, which stands at its end (`StoredEntry.wire_json`). There must be one."""
        return self.entries[-1][-_HASH_LENGTH - 2 : -2].decode()

    def after(self, number: int) -> "Run":
        """The part of it after a number."""
        return Run(self.through, self.entries[max(0, number + 1 - self.first) :])

    def hash_at(self, number: int) -> str:
        """The hash of one of its entries."""
        return Run(number, (self.entries[number - self.first],)).hash

    def follows(self, number: int, digest: str) -> bool:
        """Whether it goes on where the entry of this number and hash is the last. There must be an entry in it."""
        return self.first == number + 1 and str(json.loads(self.entries[0])["previous"]) == digest


@dataclass(frozen=True, slots=True)
class Appended:
    """The result of a batch: all entries that are new to this process, and an outcome for each command.

    `anew`: the record went another way (a backup was restored); whoever follows the text must fetch its state. `made`:
    so many entries at the end of the run are this batch's, and may be new to other processes.
    """

    run: Run
    outcomes: tuple[Outcome, ...] = ()
    anew: bool = False
    made: int = 0


class Texts(Protocol):
    """
    The texts of this installation. A method may wait for the disk, and then lets other greenlets go on. What is asked
    about a text that does not exist is Refused with `not_found`.
    """

    def readers(self, text: str, somebody: Collection[str]) -> dict[str, Actor]:
        """
        The access gate for reading: who of some people may read a text, each with what they are there. Raises nothing;
        of a text that does not exist nobody is a reader.
        """

    def append(self, text: str, batch: Sequence[Submission]) -> Appended:
        """
        Looks up each person's rights, decides, and puts what they come to on record in one transaction (W23). No
        command id occurs twice in a batch. Where it raises, nothing may be acknowledged, and the same batch may be
        given again: one outcome for one id (W13).
        """

    def catch_up(self, text: str) -> Appended:
        """Reads what others wrote since this process last looked; no outcomes."""

    def recent(self, text: str, number: int, digest: str) -> Run | None:
        """
        What follows an entry, as far as this process knows, without asking the record; None where it does not know that
        entry. What another process wrote just now may be missing.
        """

    def missed(self, text: str, number: int, digest: str) -> Run | None:
        """The entries after one; None where the record has no such entry with that hash, or too many follow (W14)."""
