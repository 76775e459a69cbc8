"""
Checkpoints: states kept for speed. They are copies, thrown away freely, and `verify` never reads them
(W27).
"""

import json

from sqlalchemy import Connection, and_, delete, insert, or_, select

from server.persistence.tables import checkpoints, entries
from server.services.record import Checkpoint


def latest(connection: Connection, text: str, up_to: int, fold_version: int) -> Checkpoint | None:
    """
    The latest usable checkpoint at or before a number.

    Usable is what this version of the fold made, and whose entry is in the record with the same hash: after a
    restored backup the record may have gone another way from there.
    """
    question = (
        select(checkpoints.c.number, checkpoints.c.hash, checkpoints.c.state)
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
            checkpoints.c.fold_version == fold_version,
        )
        .order_by(checkpoints.c.number.desc())
        .limit(1)
    )
    row = connection.execute(question).one_or_none()
    if row is None:
        return None
    return Checkpoint(row.number, row.hash, fold_version, json.loads(row.state))


def keep(connection: Connection, text: str, checkpoint: Checkpoint) -> None:
    """Keeps a checkpoint in the place of one of the same number, and throws away those of other folds."""
    outdated = or_(
        checkpoints.c.number == checkpoint.number, checkpoints.c.fold_version != checkpoint.fold_version
    )
    connection.execute(delete(checkpoints).where(checkpoints.c.text == text, outdated))
    connection.execute(
        insert(checkpoints).values(
            text=text,
            number=checkpoint.number,
            hash=checkpoint.hash,
            fold_version=checkpoint.fold_version,
            state=json.dumps(checkpoint.state, ensure_ascii=False, separators=(",", ":")),
        )
    )
