"""
Restoring a backup into a database that holds nothing: all of it, or one text only up to a number of its record.

Everything goes in with one transaction. The tables are made as they were when the backup was, filled, and brought to
those of this program by its migrations; then every record is verified from its bytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, LargeBinary, MetaData, Table, select

from server.domain.refusal import Refused
from server.persistence.backup_file import BackupFile, Row, opened, to_bytes
from server.persistence.engine import WRITE, make_engine
from server.persistence.migrate import downgrade, knows, revision_of, upgrade
from server.persistence.store import SqlStore
from server.services.past import fold_to
from server.services.verification import Verified, verify_text

_ROWS_AT_ONCE: Final = 500
_REVISIONS: Final = "alembic_version"


@dataclass(frozen=True, slots=True)
class Point:
    """A text, and the number of its record to which it is restored."""

    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Restored:
    """The result of a restore: the instant that it shows, and the findings of each text."""

    made: str
    texts: tuple[Verified, ...]


def restore(url: str, path: Path, point: Point | None = None) -> Restored:
    """
    Restores a backup into the database of this address.

    With a `point`, its text ends with that number: the entries up to it, the outcomes of the commands that were
    decided by then, and the documents that were issued. Raises Refused: `not_empty` where the database holds
    anything, `damaged` or `malformed` where the file is not whole, `unknown_revision` where a newer program wrote it,
    `not_found` or `divided` where the point is none.
    """
    engine = make_engine(url)
    try:
        with opened(path) as backup:
            backup.check()
            end = None if point is None else _end(backup, point)
            _make_tables(engine, url, backup.manifest.revision)
            _fill(engine, backup, end)
            made = backup.manifest.made
        upgrade(url)
        if point is not None:
            _describe(SqlStore(engine), point)
        return Restored(made, _verify(SqlStore(engine)))
    finally:
        engine.dispose()


def _end(backup: BackupFile, point: Point) -> Row:
    """The entry that the text is to end with. A command is on record as a whole or not at all (W24)."""
    last: Row | None = None
    for row in backup.rows("entries"):
        if row["text"] != point.text:
            continue
        if row["number"] == point.number:
            last = row
        elif last is not None and row["number"] == point.number + 1 and row["command"] == last["command"]:
            raise Refused(
                "divided", f"No. {point.number} and the next are of one command, which is not divided."
            )
    if last is None:
        raise Refused("not_found", f"The backup holds no entry {point.number} of a text {point.text}.")
    return last


def _make_tables(engine: Engine, url: str, revision: str) -> None:
    """Empty tables of a revision, in a database that holds nothing."""
    if not knows(revision):
        raise Refused("unknown_revision", f"The backup is of a newer program (tables {revision}).")
    if not _is_empty(engine):
        raise Refused(
            "not_empty", "The database is not empty, and nothing is written over: name an empty one."
        )
    if revision_of(engine) not in (None, revision):
        downgrade(url, "base")
    upgrade(url, revision)


def _is_empty(engine: Engine) -> bool:
    with engine.connect() as connection:
        tables = MetaData()
        tables.reflect(connection)
        return all(
            connection.execute(select(table).limit(1)).first() is None
            for table in tables.sorted_tables
            if table.name != _REVISIONS
        )


def _fill(engine: Engine, backup: BackupFile, end: Row | None) -> None:
    tables = MetaData()
    with engine.connect() as connection:
        connection.execution_options(**{WRITE: True})
        with connection.begin():
            # As they are in the database: those of another revision are not those that this program knows.
            tables.reflect(connection)
            for name in backup.manifest.tables:
                table = tables.tables[name]
                rows = backup.rows(name) if end is None else _up_to(end, name, backup.rows(name))
                while some := list(islice(rows, _ROWS_AT_ONCE)):
                    connection.execute(table.insert(), _with_bytes(table, some))


def _with_bytes(table: Table, rows: Sequence[Row]) -> list[Row]:
    binary = {column.name for column in table.columns if isinstance(column.type, LargeBinary)}
    return [
        {column: to_bytes(value) if column in binary else value for column, value in row.items()}
        for row in rows
    ]


def _up_to(end: Row, table: str, rows: Iterator[Row]) -> Iterator[Row]:
    """The rows of a table, of the entry's text only those that were there when that was the last."""
    text, number = end["text"], end["number"]
    for row in rows:
        if table == "texts" and row["id"] == text:
            yield {**row, "number": number, "hash": end["hash"], "time": end["time"]}
        elif row.get("text") != text or _number_of(table, row) <= number:
            yield row


def _number_of(table: str, row: Row) -> Any:
    """The number that a text had to have for this row to be there."""
    match table:
        case "entries":
            return row["number"]
        case "commands":
            # Of a refusal too: it was decided on the text of that number.
            return row["outcome"]["through"]
        case "status_documents":
            return row["issued"]
        case "imports":
            # A file that was not recorded yet is no part of the record.
            return row["ended"] or 0
        case "quotas_used" | "accounts":
            # The use of quotas within the last hours belongs to no number, and is forgotten soon.
            return 0
    raise ValueError(f"Nothing says how a row of {table} belongs to a number of the record.")


def _describe(store: SqlStore, point: Point) -> None:
    """Lists show of the text what its record says at that number."""
    with store.writing() as unit:
        state = fold_to(unit.record, point.text, point.number).state
        if state is not None:
            unit.registry.describe_text(point.text, state.title, archived=state.archived is not None)


def _verify(store: SqlStore) -> tuple[Verified, ...]:
    with store.reading() as unit:
        return tuple(verify_text(unit, text.id) for text in unit.registry.texts())
