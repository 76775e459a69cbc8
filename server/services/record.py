"""The record of a text: entries, the outcomes of commands, checkpoints, issued documents.

The port `Record` is what a unit of work may do with it: append and read, never change. It is implemented
over SQL (`server/persistence/record.py`) and in memory (`tests/support/memory.py`); both pass
`tests/contract/test_record.py`.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from server.domain.canonical import canonical, sha256

NO_HASH = "0" * 64
"""The hash that the first entry names as that of the entry before it."""


@dataclass(frozen=True, slots=True)
class Head:
    """
    The last entry of a text: its number, hash and time. Of an empty record: 0, 64 zeros and an empty time.
    """

    number: int
    hash: str
    time: str


EMPTY = Head(0, NO_HASH, "")


@dataclass(frozen=True)
class StoredEntry:
    """An entry as it is stored: the bytes that the hash is over, and the hash."""

    number: int
    data: bytes
    hash: str

    @cached_property
    def entry(self) -> dict[str, Any]:
        """The entry as docs/FORMATS.md has it, read from the stored bytes. All readers share it: not to be changed."""
        value: dict[str, Any] = json.loads(self.data)
        return value

    @property
    def wire(self) -> dict[str, Any]:
        """The entry with its hash, as it goes to browsers and into exports."""
        return {**self.entry, "hash": self.hash}

    @property
    def wire_json(self) -> bytes:
        """`wire` as JSON, made of the stored bytes without reading them."""
        return self.data[:-1] + b',"hash":"' + self.hash.encode() + b'"}'

    @property
    def head(self) -> Head:
        return Head(self.number, self.hash, self.entry["time"])


def store_entry(entry: Mapping[str, Any]) -> StoredEntry:
    """
    The bytes and the hash of an entry. Raises ValueError where it is not JSON in the one form that we
    store.
    """
    data = canonical(dict(entry))
    return StoredEntry(entry["number"], data, sha256(data))


@dataclass(frozen=True, slots=True)
class Filed:
    """Under what an entry is filed: found by these, but proved by its bytes, with which they must agree."""

    number: int
    kind: str
    command: str
    time: str


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of a text's record: characters of new wording, new paragraphs, bytes of entries."""

    characters: float = 0
    paragraphs: float = 0
    bytes: float = 0


@dataclass(frozen=True, slots=True)
class Account:
    """The use of an account of a text at an instant (`server/services/quotas.py`)."""

    used: Amount
    at: str


@dataclass(frozen=True, slots=True)
class Remembered:
    """The outcome of a command, for ever (W13), and whose command it was."""

    command: str
    person: str
    outcome: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """
    A state kept so that opening a text need not read its whole record, as the JSON of `to_json`. It is a copy, and
    never evidence (W27).
    """

    number: int
    hash: str
    fold_version: int
    data: bytes

    @property
    def state(self) -> dict[str, Any]:
        """The state as docs/FORMATS.md has it."""
        value: dict[str, Any] = json.loads(self.data)
        return value


@dataclass(frozen=True, slots=True)
class KeptCheckpoint:
    """
    What is kept as a checkpoint, for verifying: `data` is null where it cannot be unpacked; `ours`, whether it is of
    this server's secret, and so may be used.
    """

    number: int
    hash: str
    fold_version: int
    data: bytes | None
    ours: bool


@dataclass(frozen=True, slots=True)
class KeptOutcome:
    """The kept outcome of a command, for verifying: null where it cannot be read."""

    command: str
    person: str
    outcome: object


@dataclass(frozen=True, slots=True)
class IssuedDocument:
    """
    An issued status document. `content` is its canonical JSON, `digest` the SHA-256 of that; `number` is
    the record number whose text it shows, `issued` the number of the entry that issued it, `sequence`
    counts those of the text.
    """

    id: str
    text: str
    sequence: int
    content: bytes
    digest: str
    number: int
    issued: int
    issued_at: str


def issued_by(entry: Mapping[str, Any], content: bytes) -> IssuedDocument:
    """The document that an entry of the kind `status_document_issued` issued."""
    payload = entry["payload"]
    return IssuedDocument(
        id=payload["document"],
        text=entry["text"],
        sequence=payload["sequence"],
        content=content,
        digest=payload["digest"],
        number=payload["number"],
        issued=entry["number"],
        issued_at=entry["time"],
    )


class Record(Protocol):
    """
    The records of all texts inside one unit of work. Nothing here changes or removes an entry, an outcome
    or a document.
    """

    def lock(self, text: str) -> Head | None:
        """
        Waits until no other unit of work writes this text, keeps others waiting until this one ends, and
        answers the head as it then is; None where there is no such text. Only in a writing unit of work.
        """

    def head(self, text: str) -> Head | None: ...

    def append(self, text: str, entries: Sequence[StoredEntry], outcomes: Sequence[Remembered]) -> None:
        """
        Adds entries that follow the head, and the outcomes of the commands that made them (or made none).
        Precondition: this unit of work holds the lock. Raises `OutOfOrder` where the entries do not follow
        the head, or where a command has an outcome already.
        """

    def entries(self, text: str, after: int = 0, up_to: int | None = None) -> list[StoredEntry]:
        """
        The entries numbered after + 1 to up_to (or to the head), in order, read whole from the stored
        bytes.
        """

    def entries_at(self, text: str, numbers: Sequence[int]) -> list[StoredEntry]:
        """The entries of some numbers, in order."""

    def stream(self, text: str, up_to: int | None = None) -> Iterator[tuple[StoredEntry, Filed]]:
        """
        The entries from the first to a number (or to the head) and under what they are filed, in order, without ever
        holding all of them: for what must read a whole record, however long. Only inside the unit of work.
        """

    def number_at(self, text: str, instant: str) -> int:
        """The number of the last entry at or before an instant; 0 where there is none."""

    def outcomes(self, text: str, commands: Sequence[str]) -> dict[str, Remembered]:
        """The remembered outcomes among some command ids."""

    def accounts(self, text: str, names: Collection[str]) -> dict[str, Account]:
        """The use of some accounts of a text, without those that have used nothing."""

    def keep_accounts(self, text: str, accounts: Mapping[str, Account]) -> None:
        """In the place of what was kept of them. Precondition: this unit of work holds the lock."""

    def checkpoint(self, text: str, up_to: int, folds: Sequence[int]) -> Checkpoint | None:
        """
        The latest checkpoint at or before a number that one of these folds made and whose entry is still in the
        record.
        """

    def keep_checkpoint(self, text: str, checkpoint: Checkpoint) -> None:
        """
        Keeps a checkpoint, in the place of any other of the same number: also of one that another fold made, whose
        program then begins at the one before.
        """

    def checkpoints(self, text: str) -> Iterator[KeptCheckpoint]:
        """All that are kept, usable or not, in order: to be held against the fold."""

    def all_outcomes(self, text: str) -> Iterator[KeptOutcome]:
        """All that are kept, as they are, to be held against the entries."""

    def all_numbers(self, text: str) -> Iterator[tuple[str, Sequence[int] | None]]:
        """The whole index by paragraph, a stretch at a time; null where it cannot be read."""

    def turned_to_text(self, text: str) -> list[str]:
        """Values that are kept as text though they were written as bytes, by their names in sentences."""

    def indexed(self, text: str) -> int:
        """Up to which number the record is indexed by paragraph; 0 where it is not."""

    def index(self, text: str, after: int, up_to: int, found: Mapping[str, Sequence[int]]) -> None:
        """
        Goes on with the index from the number up to which it reached: by paragraph, the numbers of the entries that
        concern it. Raises `OutOfOrder` where somebody else has gone on with it meanwhile.
        """

    def numbers_of(self, text: str, paragraph: str, before: int) -> Iterator[int]:
        """The indexed numbers of entries that concern a paragraph, below a number, the last one first."""

    def last_sequence(self, text: str) -> int:
        """
        The highest sequence of an issued document of any text of the same meeting; 0 where there is none. In a writing
        unit of work, no other one issues a document of that meeting until this one ends.
        """

    def keep_document(self, document: IssuedDocument) -> None: ...
    def documents(self, text: str) -> list[IssuedDocument]:
        """
        As they are kept beside the record, and no proof that it issued them: `status_documents.issued_documents` gives
        those that it did.
        """

    def document(self, document: str) -> IssuedDocument | None:
        """As it is kept: see `documents`."""


class OutOfOrder(Exception):
    """
    What was to be appended does not follow the head of the record, or repeats a command. Nothing was
    written.
    """
