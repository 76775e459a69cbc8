"""
The file of a backup: a zip with each table as JSON lines, and `backup.json`, which says what it is. It is the same for
every database, so that what was kept on SQLite can be restored into PostgreSQL.

    backup.json             {"form", "program", "revision", "made", "tables": {name: {"rows", "sha256"}}}
    tables/<name>.jsonl     a row a line, names of columns to values, tables in an order in which they can be filled

`revision` is that of the migrations that made the tables. Bytes are written as the UTF-8 that they are; where they are
none, what cannot be read is kept as lone surrogates, and comes back as the same bytes.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from server.domain.refusal import Refused

FORM: Final = "adref-backup-1"
MANIFEST: Final = "backup.json"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A table in the file: how many rows, and the SHA-256 of its lines."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The head of a backup. `made` is the instant that it shows."""

    program: str
    revision: str
    made: str
    tables: Mapping[str, Kept]


def write_table(archive: ZipFile, name: str, rows: Iterable[Mapping[str, Any]]) -> Kept:
    """Puts the rows of a table into the file as they come, however many they are."""
    digest, count = sha256(), 0
    with archive.open(_member(name), "w", force_zip64=True) as file:
        for row in rows:
            line = json.dumps({column: _to_json(value) for column, value in row.items()}).encode() + b"\n"
            digest.update(line)
            file.write(line)
            count += 1
    return Kept(count, digest.hexdigest())


def write_manifest(archive: ZipFile, manifest: Manifest) -> None:
    """Comes last: a file without it is no backup."""
    archive.writestr(MANIFEST, json.dumps({"form": FORM, **asdict(manifest)}, indent=1))


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A backup that was opened for reading."""

    archive: ZipFile
    manifest: Manifest

    def check(self) -> None:
        """Raises Refused `damaged` where a table is not as it was written."""
        for name, kept in self.manifest.tables.items():
            if self._digest(name) != kept.sha256:
                raise Refused("damaged", f"The backup is damaged: its table {name} is not as it was written.")

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of a table in order, bytes still as text."""
        for line in self._lines(name):
            yield json.loads(line)

    def _digest(self, name: str) -> str | None:
        digest = sha256()
        try:
            for line in self._lines(name):
                digest.update(line)
        except (BadZipFile, EOFError, KeyError, zlib.error):
            return None
        return digest.hexdigest()

    def _lines(self, name: str) -> Iterator[bytes]:
        with self.archive.open(_member(name)) as file:
            yield from file


@contextmanager
def opened(path: Path) -> Iterator[BackupFile]:
    """Opens a backup. Raises Refused `malformed` where it is none, or one of another form."""
    try:
        archive = ZipFile(path)
        manifest = _read_manifest(archive)
    except (BadZipFile, EOFError, KeyError, TypeError, ValueError, zlib.error) as error:
        raise Refused("malformed", f"{path} is no whole backup of Adref: {error}.") from error
    with archive:
        yield BackupFile(archive, manifest)


def to_bytes(value: str) -> bytes:
    """The bytes that stand in the file as text."""
    return value.encode("utf-8", "surrogateescape")


def _to_json(value: Any) -> Any:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value


def _member(name: str) -> str:
    return f"tables/{name}.jsonl"


def _read_manifest(archive: ZipFile) -> Manifest:
    said = json.loads(archive.read(MANIFEST))
    if said["form"] != FORM:
        raise Refused(
            "malformed", f"This backup is of the form {said['form']}, which this program does not read."
        )
    tables = {name: Kept(**kept) for name, kept in said["tables"].items()}
    return Manifest(said["program"], said["revision"], said["made"], tables)
