"""
Checkpoints: states kept for speed. They are copies, thrown away freely, and `verify` never reads them
(W27).
"""

import zlib
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, and_, delete, insert, select

from server.persistence.tables import checkpoints, entries
from server.services.record import Checkpoint

# The quickest: a state packs to a fifth of its size, and is written while others wait for the disk.
_LEVEL: Final = 1


def latest(connection: Connection, text: str, up_to: int, folds: Sequence[int]) -> Checkpoint | None:
    """
    The latest usable checkpoint at or before a number.

    Usable is what one of these folds made, and whose entry is in the record with the same hash: after a restored backup
    the record may have gone another way from there.
    """
    question = (
        select(checkpoints)
        .join(
            entries,
            and_(
                entries.c.text == checkpoints.c.text,
                entries.c.number == checkpoints.c.number,
                entries.c.hash == checkpoints.c.hash,
            ),
        )
        .where(
            checkpoints.c.text == text,
            checkpoints.c.number <= up_to,
            checkpoints.c.fold_version.in_(folds),
        )
        .order_by(checkpoints.c.number.desc())
        .limit(1)
    )
    row = connection.execute(question).one_or_none()
    if row is None:
        return None
    # A program before this one kept them unpacked.
    data = row.state.encode() if row.packed is None else zlib.decompress(row.packed)
    return Checkpoint(row.number, row.hash, row.fold_version, data)


def keep(connection: Connection, text: str, checkpoint: Checkpoint) -> None:
    """
    Keeps a checkpoint in the place of any other of the same number, whichever fold made that. Those of other numbers
    stay: a process of another version may be serving from them.
    """
    same = (checkpoints.c.text == text, checkpoints.c.number == checkpoint.number)
    connection.execute(delete(checkpoints).where(*same))
    connection.execute(
        insert(checkpoints).values(
            text=text,
            number=checkpoint.number,
            hash=checkpoint.hash,
            fold_version=checkpoint.fold_version,
            state="",
            packed=zlib.compress(checkpoint.data, _LEVEL),
        )
    )
