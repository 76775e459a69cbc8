"""
The record over SQL: append and read. SQLAlchemy Core throughout, since the ORM doubles the cost of an
append.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from server.persistence import as_kept, checkpoints, paragraph_index
from server.persistence.engine import Among, in_portions
from server.persistence.tables import commands, entries, meetings, quotas_used, status_documents, texts
from server.services.record import (
    Account,
    Amount,
    Checkpoint,
    Filed,
    Head,
    IssuedDocument,
    KeptCheckpoint,
    KeptOutcome,
    OutOfOrder,
    Remembered,
    StoredEntry,
)

_HEAD = select(texts.c.number, texts.c.hash, texts.c.time).where(texts.c.id == bindparam("text_id"))

HELD_FOR = "10s"
"""How long a process that does nothing may hold a text's row in PostgreSQL: deciding a batch takes far less."""

# The bound is set in the same question, since each costs its time. It ends with the transaction.
_LOCK = {
    "sqlite": _HEAD,
    "postgresql": _HEAD.add_columns(
        func.set_config("idle_in_transaction_session_timeout", HELD_FOR, True)
    ).with_for_update(),
}

_MOVE_HEAD = (
    update(texts)
    .where(texts.c.id == bindparam("text_id"), texts.c.number == bindparam("from_number"))
    .values(number=bindparam("to_number"), hash=bindparam("to_hash"), time=bindparam("to_time"))
)

_OUTCOMES = Among(
    lambda ids: select(commands.c.command, commands.c.person, commands.c.outcome).where(
        commands.c.text == bindparam("text_id"), commands.c.command.in_(ids)
    )
)
_ADD_ENTRIES, _ADD_OUTCOMES = insert(entries), insert(commands)

_ACCOUNTS = Among(
    lambda names: select(quotas_used).where(
        quotas_used.c.text == bindparam("text_id"), quotas_used.c.account.in_(names)
    )
)
_USED: Any = {name: bindparam(name) for name in ("characters", "paragraphs", "bytes", "at")}
_MOVE_ACCOUNT = (
    update(quotas_used)
    .where(quotas_used.c.text == bindparam("text_id"), quotas_used.c.account == bindparam("name"))
    .values(_USED)
)
_ADD_ACCOUNT = insert(quotas_used).values(text=bindparam("text_id"), account=bindparam("name"), **_USED)

_ROWS_AT_ONCE = 1000


class SqlRecord:
    """The port `server.services.record.Record` on one connection."""

    def __init__(self, connection: Connection, key: bytes) -> None:
        """`key`: of the codes of checkpoints."""
        self._connection = connection
        self._key = key

    def lock(self, text: str) -> Head | None:
        """
        Locks the text's row; SQLite, which locks no rows, has locked all writers out since BEGIN IMMEDIATE. PostgreSQL
        ends a transaction that then does nothing for HELD_FOR: its process is stopped, or its machine is.
        """
        return self._read_head(_LOCK[self._connection.dialect.name], text)

    def head(self, text: str) -> Head | None:
        return self._read_head(_HEAD, text)

    def append(self, text: str, new: Sequence[StoredEntry], outcomes: Sequence[Remembered]) -> None:
        """Adds entries after the head and outcomes of commands, or raises `OutOfOrder`."""
        try:
            if new:
                self._connection.execute(_ADD_ENTRIES, [_entry_row(text, stored) for stored in new])
                self._move_head(text, new)
            if outcomes:
                self._connection.execute(_ADD_OUTCOMES, [_outcome_row(text, one) for one in outcomes])
        except IntegrityError as error:
            raise OutOfOrder(f"The record of {text} has such a number or such a command already.") from error

    def entries(self, text: str, after: int = 0, up_to: int | None = None) -> list[StoredEntry]:
        question = (
            select(entries.c.number, entries.c.data, entries.c.hash)
            .where(entries.c.text == text, entries.c.number > after)
            .order_by(entries.c.number)
        )
        if up_to is not None:
            question = question.where(entries.c.number <= up_to)
        rows = self._connection.execute(question)
        return [StoredEntry(number, bytes(data), hash_) for number, data, hash_ in rows]

    def entries_at(self, text: str, numbers: Sequence[int]) -> list[StoredEntry]:
        found: list[StoredEntry] = []
        for some in in_portions(numbers):
            question = select(entries.c.number, entries.c.data, entries.c.hash).where(
                entries.c.text == text, entries.c.number.in_(some)
            )
            rows = self._connection.execute(question)
            found += [StoredEntry(number, bytes(data), hash_) for number, data, hash_ in rows]
        return sorted(found, key=lambda stored: stored.number)

    def stream(self, text: str, up_to: int | None = None) -> Iterator[tuple[StoredEntry, Filed]]:
        question = select(entries).where(entries.c.text == text).order_by(entries.c.number)
        if up_to is not None:
            question = question.where(entries.c.number <= up_to)
        rows = self._connection.execute(question, execution_options={"yield_per": _ROWS_AT_ONCE})
        for row in rows:
            stored = StoredEntry(row.number, bytes(row.data), row.hash)
            yield stored, Filed(row.number, row.kind, row.command, row.time)

    def number_at(self, text: str, instant: str) -> int:
        # The times of a record go up with its numbers (W25), so that the last is found at once in the index of times;
        # for the greatest number, all entries after that instant would be gone along.
        question = (
            select(entries.c.number)
            .where(entries.c.text == text, entries.c.time <= instant)
            .order_by(entries.c.time.desc(), entries.c.number.desc())
            .limit(1)
        )
        return self._connection.scalar(question) or 0

    def outcomes(self, text: str, ids: Sequence[str]) -> dict[str, Remembered]:
        rows = _OUTCOMES.execute(self._connection, ids, text_id=text)
        return {command: Remembered(command, person, outcome) for command, person, outcome in rows}

    def accounts(self, text: str, names: Collection[str]) -> dict[str, Account]:
        return {
            row.account: Account(Amount(row.characters, row.paragraphs, row.bytes), row.at)
            for row in _ACCOUNTS.execute(self._connection, names, text_id=text)
        }

    def keep_accounts(self, text: str, kept: Mapping[str, Account]) -> None:
        for name, account in kept.items():
            used = account.used
            row: dict[str, Any] = {
                "characters": used.characters,
                "paragraphs": used.paragraphs,
                "bytes": used.bytes,
            }
            row |= {"at": account.at, "text_id": text, "name": name}
            if self._connection.execute(_MOVE_ACCOUNT, row).rowcount == 0:
                self._connection.execute(_ADD_ACCOUNT, row)

    def checkpoint(self, text: str, up_to: int, folds: Sequence[int]) -> Checkpoint | None:
        return checkpoints.latest(self._connection, self._key, text, up_to, folds)

    def keep_checkpoint(self, text: str, checkpoint: Checkpoint) -> None:
        checkpoints.keep(self._connection, self._key, text, checkpoint)

    def checkpoints(self, text: str) -> Iterator[KeptCheckpoint]:
        return checkpoints.every(self._connection, self._key, text)

    def all_outcomes(self, text: str) -> Iterator[KeptOutcome]:
        return as_kept.outcomes(self._connection, text)

    def all_numbers(self, text: str) -> Iterator[tuple[str, Sequence[int] | None]]:
        return as_kept.numbers(self._connection, text)

    def turned_to_text(self, text: str) -> list[str]:
        return as_kept.turned_to_text(self._connection, text)

    def indexed(self, text: str) -> int:
        return paragraph_index.through(self._connection, text)

    def index(self, text: str, after: int, up_to: int, found: Mapping[str, Sequence[int]]) -> None:
        try:
            paragraph_index.go_on(self._connection, text, after, up_to, found)
        except IntegrityError as error:
            raise OutOfOrder(f"The index of {text} was gone on with by somebody else.") from error

    def numbers_of(self, text: str, paragraph: str, before: int) -> Iterator[int]:
        return paragraph_index.numbers_of(self._connection, text, paragraph, before)

    def last_sequence(self, text: str) -> int:
        meeting = (
            select(meetings.c.id).join(texts, texts.c.meeting == meetings.c.id).where(texts.c.id == text)
        )
        # SQLite locks no rows: a writing unit of work has locked all other writers out.
        found = self._connection.scalar(meeting.with_for_update(key_share=True, of=meetings))
        question = (
            select(func.max(status_documents.c.sequence))
            .join(texts, texts.c.id == status_documents.c.text)
            .where(texts.c.meeting == found)
        )
        return self._connection.scalar(question) or 0

    def keep_document(self, document: IssuedDocument) -> None:
        self._connection.execute(
            insert(status_documents).values(
                id=document.id,
                text=document.text,
                sequence=document.sequence,
                content=document.content,
                digest=document.digest,
                number=document.number,
                issued=document.issued,
                issued_at=document.issued_at,
            )
        )

    def documents(self, text: str) -> list[IssuedDocument]:
        question = (
            select(status_documents)
            .where(status_documents.c.text == text)
            .order_by(status_documents.c.sequence)
        )
        return [_document(row) for row in self._connection.execute(question)]

    def document(self, document: str) -> IssuedDocument | None:
        row = self._connection.execute(
            select(status_documents).where(status_documents.c.id == document)
        ).one_or_none()
        return None if row is None else _document(row)

    def _read_head(self, question: Select[Any], text: str) -> Head | None:
        row = self._connection.execute(question, {"text_id": text}).one_or_none()
        return None if row is None else Head(row.number, row.hash, row.time)

    def _move_head(self, text: str, new: Sequence[StoredEntry]) -> None:
        last = new[-1].head
        moved = self._connection.execute(
            _MOVE_HEAD,
            {
                "text_id": text,
                "from_number": new[0].number - 1,
                "to_number": last.number,
                "to_hash": last.hash,
                "to_time": last.time,
            },
        )
        if moved.rowcount != 1:
            raise OutOfOrder(f"Entry {new[0].number} of {text} does not follow the head of its record.")


def _entry_row(text: str, stored: StoredEntry) -> dict[str, object]:
    entry = stored.entry
    return {
        "text": text,
        "number": stored.number,
        "data": stored.data,
        "hash": stored.hash,
        "kind": entry["kind"],
        "command": entry["command"],
        "time": entry["time"],
    }


def _outcome_row(text: str, remembered: Remembered) -> dict[str, object]:
    return {
        "text": text,
        "command": remembered.command,
        "person": remembered.person,
        "outcome": remembered.outcome,
    }


def _document(row: Row[Any]) -> IssuedDocument:
    return IssuedDocument(
        id=row.id,
        text=row.text,
        sequence=row.sequence,
        content=bytes(row.content),
        digest=row.digest,
        number=row.number,
        # SQLite lets its owner put anything in a column. No entry has the number 0.
        issued=row.issued if isinstance(row.issued, int) else 0,
        issued_at=row.issued_at,
    )
