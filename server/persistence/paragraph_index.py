"""
By paragraph, which entries concern it: what finds the history of one in a record of any length.

The index follows the record at a distance and is evidence of nothing: it can be thrown away and is made again. A row
holds the numbers of one paragraph out of one stretch of the record, so that there are far fewer rows than entries.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, insert, select, update

from server.persistence.tables import indexed, paragraph_entries
from server.services.record import OutOfOrder

_ROWS_AT_ONCE: Final = 16


def through(connection: Connection, text: str) -> int:
    """Up to which number the index reaches."""
    return connection.scalar(select(indexed.c.through).where(indexed.c.text == text)) or 0


def go_on(
    connection: Connection, text: str, after: int, up_to: int, found: Mapping[str, Sequence[int]]
) -> None:
    """Adds the numbers of a stretch. Raises OutOfOrder or IntegrityError where the index does not end with `after`."""
    if after == 0 and connection.scalar(select(indexed.c.text).where(indexed.c.text == text)) is None:
        connection.execute(insert(indexed).values(text=text, through=0))
    moved = connection.execute(
        update(indexed).where(indexed.c.text == text, indexed.c.through == after).values(through=up_to)
    )
    if moved.rowcount != 1:
        raise OutOfOrder(f"The index of {text} does not end with {after}.")
    rows = [
        {"text": text, "paragraph": paragraph, "first": numbers[0], "numbers": json.dumps(list(numbers))}
        for paragraph, numbers in found.items()
    ]
    if rows:
        connection.execute(insert(paragraph_entries), rows)


def numbers_of(connection: Connection, text: str, paragraph: str, before: int) -> Iterator[int]:
    """The numbers of a paragraph below one, the last first. Asks for more rows as they are needed."""
    rows = paragraph_entries.c
    while True:
        question = (
            select(rows.first, rows.numbers)
            .where(rows.text == text, rows.paragraph == paragraph, rows.first < before)
            .order_by(rows.first.desc())
            .limit(_ROWS_AT_ONCE)
        )
        some = connection.execute(question).all()
        for row in some:
            yield from (number for number in reversed(json.loads(row.numbers)) if number < before)
        if len(some) < _ROWS_AT_ONCE:
            return
        before = some[-1].first
