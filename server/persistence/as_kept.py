"""The rows beside the entries, as they are and however damaged: for `flask text verify` only."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, LargeBinary, Text, cast, func, or_, select

from server.domain.canonical import sha256
from server.persistence.tables import commands, entries, imports, paragraph_entries, status_documents
from server.services.brought_in import KeptFile
from server.services.record import KeptOutcome

_ROWS_AT_ONCE = 1000
_FILES_AT_ONCE = 4


def outcomes(connection: Connection, text: str) -> Iterator[KeptOutcome]:
    """The outcomes of commands."""
    written = _as_written(connection, commands.c.outcome)
    question = select(commands.c.command, commands.c.person, written).where(commands.c.text == text)
    rows = connection.execute(question, execution_options={"yield_per": _ROWS_AT_ONCE})
    for command, person, outcome in rows:
        yield KeptOutcome(command, person, _read(outcome))


def numbers(connection: Connection, text: str) -> Iterator[tuple[str, Sequence[int] | None]]:
    """The index, a stretch of a paragraph at a time."""
    rows = paragraph_entries.c
    question = (
        select(rows.paragraph, rows.first, _as_written(connection, rows.numbers))
        .where(rows.text == text)
        .order_by(rows.paragraph, rows.first)
    )
    for paragraph, first, written in connection.execute(question):
        found = _read(written)
        whole = isinstance(found, list) and all(type(one) is int for one in found)
        # A stretch is found by its first number.
        yield paragraph, found if isinstance(found, list) and whole and found[:1] == [first] else None


def files(connection: Connection, text: str) -> Iterator[KeptFile]:
    """The files that are said to have come in."""
    row = imports.c
    columns = (row.id, row.person, row.name, row.digest, row.began, row.ended, row.data)
    question = (
        select(*columns, _as_written(connection, row.report))
        .where(row.text == text, or_(row.began.is_not(None), row.ended.is_not(None)))
        .order_by(row.id)
    )
    rows = connection.execute(question, execution_options={"yield_per": _FILES_AT_ONCE})
    for file, person, name, digest, began, ended, data, report in rows:
        readable = isinstance(_read(report), dict)
        yield KeptFile(file, person, name, digest, began, ended, sha256(data), readable)


def turned_to_text(connection: Connection, text: str) -> list[str]:
    """SQLite lets its owner put text in the place of bytes; PostgreSQL does not."""
    if connection.dialect.name != "sqlite":
        return []
    data, content = entries.c.data, status_documents.c.content
    questions = {
        "The bytes of entry {}": select(entries.c.number).where(
            entries.c.text == text, func.typeof(data) != "blob"
        ),
        "The content of status document {}": select(status_documents.c.sequence).where(
            status_documents.c.text == text, func.typeof(content) != "blob"
        ),
        "The bytes of file {}": select(imports.c.id).where(
            imports.c.text == text, func.typeof(imports.c.data) != "blob"
        ),
    }
    return [
        name.format(found) for name, question in questions.items() for found in connection.scalars(question)
    ]


def _as_written(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[Any]:
    """JSON that is not yet read: what is none would end the reading. SQLite may hold bytes that are no text either."""
    return cast(column, LargeBinary if connection.dialect.name == "sqlite" else Text)


def _read(written: object) -> object:
    try:
        said = written.decode() if isinstance(written, bytes) else written
        return json.loads(said) if isinstance(said, str) else None
    except (ValueError, RecursionError):
        return None
