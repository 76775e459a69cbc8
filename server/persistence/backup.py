"""
Keeping everything that the database holds in one file, while it is in use.

All tables are read in one transaction that sees one moment: on SQLite a reader of the write-ahead log, on PostgreSQL
REPEATABLE READ. Nobody who writes waits for it, and what is written meanwhile is not half of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, select

from server import VERSION
from server.domain.refusal import Refused
from server.persistence.backup_file import Kept, Manifest, write_manifest, write_table
from server.persistence.migrate import newest, revision_of
from server.persistence.store import SqlStore
from server.persistence.tables import checkpoints, indexed, metadata, paragraph_entries
from server.services.new_file import new_archive

LEFT_OUT: Final = frozenset({checkpoints.name, indexed.name, paragraph_entries.name})
"""Copies, which are made again (W27), and an index."""

_ROWS_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class BackedUp:
    """How much a backup holds."""

    texts: int
    entries: int


def back_up(store: SqlStore, path: Path, now: str) -> BackedUp:
    """
    Writes a backup to a new file. Raises Refused `exists` where there is such a file, and `not_current` where the
    tables are not those of this program.
    """
    if revision_of(store.engine) != newest():
        raise Refused("not_current", "The tables are not those of this program: flask database upgrade.")
    kept: dict[str, Kept] = {}
    with new_archive(path) as archive, store.reading() as unit:
        for table in metadata.sorted_tables:
            if table.name not in LEFT_OUT:
                kept[table.name] = write_table(archive, table.name, _rows(unit.connection, table))
        write_manifest(archive, Manifest(VERSION, newest(), now, kept))
    return BackedUp(kept["texts"].rows, kept["entries"].rows)


def _rows(connection: Connection, table: Table) -> Iterator[Mapping[str, Any]]:
    question = select(table).order_by(*table.primary_key.columns)
    found = connection.execute(question, execution_options={"yield_per": _ROWS_AT_ONCE})
    for row in found.mappings():
        yield dict(row)
