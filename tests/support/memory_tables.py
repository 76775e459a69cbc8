"""The tables of a store in memory."""

import copy
from dataclasses import dataclass, field

from server.services.brought_in import BroughtIn
from server.services.record import Account, Checkpoint, IssuedDocument, Remembered, StoredEntry
from server.services.registry import Delegation, Listed, Meeting, Participant, Person, Request, TextFacts


@dataclass
class Tables:
    """All that the store holds."""

    meetings: dict[str, Meeting] = field(default_factory=dict)
    delegations: dict[tuple[str, str], Delegation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    passwords: dict[str, str | None] = field(default_factory=dict)
    ended_sessions: dict[str, str] = field(default_factory=dict)
    participants: dict[tuple[str, str], Participant] = field(default_factory=dict)
    texts: dict[str, TextFacts] = field(default_factory=dict)
    files: dict[str, tuple[BroughtIn, bytes, tuple[bytes, ...]]] = field(default_factory=dict)
    entries: dict[str, list[StoredEntry]] = field(default_factory=dict)
    outcomes: dict[tuple[str, str], Remembered] = field(default_factory=dict)
    checkpoints: dict[tuple[str, int], Checkpoint] = field(default_factory=dict)
    documents: dict[str, IssuedDocument] = field(default_factory=dict)
    indexed: dict[str, int] = field(default_factory=dict)
    paragraph_entries: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)
    accounts: dict[tuple[str, str], Account] = field(default_factory=dict)
    former: set[tuple[str, str]] = field(default_factory=set)
    security_list: dict[str, Listed] = field(default_factory=dict)
    requests: dict[str, Request] = field(default_factory=dict)

    def copied(self) -> "Tables":
        """A copy to write on: the tables are copied, the rows are immutable."""
        copies = Tables(**{name: copy.copy(table) for name, table in vars(self).items()})
        copies.entries = {text: list(rows) for text, rows in self.entries.items()}
        return copies
