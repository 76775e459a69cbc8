"""Files that were brought in, over SQL (the port `server.services.brought_in.BroughtInFiles`)."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from server.persistence import as_kept
from server.persistence.tables import import_parts, imports, texts
from server.services.brought_in import BroughtIn, KeptFile

_FACTS = [column for column in imports.c if column.name != "data"]


class SqlBroughtIn:
    """Reads and writes files that were brought in, in the transaction of the connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, file: BroughtIn, data: bytes, parts: Sequence[bytes]) -> None:
        before = select(imports.c.id).where(
            imports.c.text == file.text, imports.c.person == file.person, imports.c.ended.is_(None)
        )
        for left in self._connection.scalars(before).all():
            self.forget(left)
        values = {name: getattr(file, name) for name in file.__slots__}
        self._connection.execute(insert(imports).values(**values, data=data))
        for number, part in enumerate(parts):
            self._connection.execute(insert(import_parts).values(file=file.id, part=number, data=part))

    def one(self, file: str) -> BroughtIn | None:
        row = self._connection.execute(select(*_FACTS).where(imports.c.id == file)).one_or_none()
        return None if row is None else _brought_in(row)

    def data(self, file: str) -> bytes | None:
        return self._connection.scalar(select(imports.c.data).where(imports.c.id == file))

    def part(self, file: str, number: int) -> bytes | None:
        question = select(import_parts.c.data).where(
            import_parts.c.file == file, import_parts.c.part == number
        )
        return self._connection.scalar(question)

    def recorded(self, file: str, began: int, ended: int) -> None:
        self._connection.execute(update(imports).where(imports.c.id == file).values(began=began, ended=ended))
        self._connection.execute(delete(import_parts).where(import_parts.c.file == file))

    def forget(self, file: str) -> None:
        self._connection.execute(delete(import_parts).where(import_parts.c.file == file))
        self._connection.execute(delete(imports).where(imports.c.id == file, imports.c.ended.is_(None)))

    def of_text(self, text: str) -> list[BroughtIn]:
        question = select(*_FACTS).where(imports.c.text == text, imports.c.ended.is_not(None))
        return [_brought_in(row) for row in self._connection.execute(question.order_by(imports.c.began))]

    def kept(self, text: str) -> Iterator[KeptFile]:
        return as_kept.files(self._connection, text)

    def same(self, meeting: str, digest: str) -> list[BroughtIn]:
        question = (
            select(*_FACTS)
            .join(texts, texts.c.id == imports.c.text)
            .where(texts.c.meeting == meeting, imports.c.digest == digest, imports.c.ended.is_not(None))
            .order_by(imports.c.made)
        )
        return [_brought_in(row) for row in self._connection.execute(question)]


def _brought_in(row: Row[Any]) -> BroughtIn:
    return BroughtIn(**row._mapping)
