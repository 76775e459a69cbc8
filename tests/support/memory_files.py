"""The files that came into texts, in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from server.domain.canonical import sha256
from server.services.brought_in import BroughtIn, KeptFile
from tests.support.memory_tables import Tables


class MemoryFiles:
    """The port `BroughtInFiles`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def keep(self, file: BroughtIn, data: bytes, parts: Sequence[bytes]) -> None:
        for left, _, _ in list(self._tables.files.values()):
            if (left.text, left.person) == (file.text, file.person):
                self.forget(left.id)
        self._tables.files[file.id] = (file, data, tuple(parts))

    def one(self, file: str) -> BroughtIn | None:
        found = self._tables.files.get(file)
        return None if found is None else found[0]

    def data(self, file: str) -> bytes | None:
        found = self._tables.files.get(file)
        return None if found is None else found[1]

    def part(self, file: str, number: int) -> bytes | None:
        _, _, parts = self._tables.files.get(file, (None, b"", ()))
        return parts[number] if number < len(parts) else None

    def recorded(self, file: str, began: int, ended: int) -> None:
        facts, data, _ = self._tables.files[file]
        self._tables.files[file] = (replace(facts, began=began, ended=ended), data, ())

    def forget(self, file: str) -> None:
        if (found := self.one(file)) is not None and found.ended is None:
            del self._tables.files[file]

    def of_text(self, text: str) -> list[BroughtIn]:
        rows = [
            row for row, _, _ in self._tables.files.values() if row.text == text and row.ended is not None
        ]
        return sorted(rows, key=lambda row: row.began or 0)

    def kept(self, text: str) -> Iterator[KeptFile]:
        for row, data, _ in self._tables.files.values():
            if row.text == text and (row.began, row.ended) != (None, None):
                known = (row.id, row.person, row.name, row.digest, row.began, row.ended)
                yield KeptFile(*known, of_bytes=sha256(data), readable=True)

    def same(self, meeting: str, digest: str) -> list[BroughtIn]:
        rows = [
            row for row, _, _ in self._tables.files.values() if row.digest == digest and row.ended is not None
        ]
        here = [row for row in rows if self._tables.texts[row.text].meeting == meeting]
        return sorted(here, key=lambda row: row.made)
