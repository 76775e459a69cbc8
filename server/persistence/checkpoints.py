"""
Checkpoints: states kept for speed. They are copies, thrown away freely, and `verify` does not rely on them (W27).

Each carries a code (HMAC) by this server's secret over all that it says. One that another hand wrote, or that was kept
under another secret, is not used: the record is folded instead.
"""

import hashlib
import hmac
import logging
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, delete, insert, select

from server.persistence.tables import checkpoints, entries
from server.services.record import Checkpoint, KeptCheckpoint

log = logging.getLogger(__name__)

# The quickest: a state packs to a fifth of its size, and is written while others wait for the disk.
_LEVEL: Final = 1


def key_of(secret: str) -> bytes:
    """The key of the codes, from the secret of the server."""
    return hmac.digest(secret.encode(), b"checkpoints of texts", "sha256")


def latest(
    connection: Connection, key: bytes, text: str, up_to: int, folds: Sequence[int]
) -> Checkpoint | None:
    """
    The latest usable checkpoint at or before a number.

    Usable is what one of these folds made, whose code is right, and whose entry is in the record with the same hash:
    after a restored backup the record may have gone another way from there.
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
        .where(checkpoints.c.text == text, checkpoints.c.fold_version.in_(folds))
        .order_by(checkpoints.c.number.desc())
        .limit(1)
    )
    while True:
        row = connection.execute(question.where(checkpoints.c.number <= up_to)).one_or_none()
        if row is None:
            return None
        if _is_ours(key, row):
            return Checkpoint(row.number, row.hash, row.fold_version, zlib.decompress(row.packed))
        log.warning(
            "The checkpoint of text %s at no. %d is not of this server's secret, and is not used",
            text,
            row.number,
        )
        up_to = row.number - 1


def keep(connection: Connection, key: bytes, text: str, checkpoint: Checkpoint) -> None:
    """
    Keeps a checkpoint in the place of any other of the same number, whichever fold made that. Those of other numbers
    stay: a process of another version may be serving from them.
    """
    packed = zlib.compress(checkpoint.data, _LEVEL)
    same = (checkpoints.c.text == text, checkpoints.c.number == checkpoint.number)
    connection.execute(delete(checkpoints).where(*same))
    connection.execute(
        insert(checkpoints).values(
            text=text,
            number=checkpoint.number,
            hash=checkpoint.hash,
            fold_version=checkpoint.fold_version,
            state="",
            packed=packed,
            mac=_code(key, text, checkpoint.number, checkpoint.hash, checkpoint.fold_version, packed),
        )
    )


def every(connection: Connection, key: bytes, text: str) -> Iterator[KeptCheckpoint]:
    """All that are kept of a text, in order, usable or not."""
    question = select(checkpoints).where(checkpoints.c.text == text).order_by(checkpoints.c.number)
    for row in connection.execute(question):
        try:
            data = row.state.encode() if row.packed is None else zlib.decompress(row.packed)
        except zlib.error:
            data = None
        yield KeptCheckpoint(row.number, row.hash, row.fold_version, data, _is_ours(key, row))


def _is_ours(key: bytes, row: Row[Any]) -> bool:
    if row.packed is None or not isinstance(row.mac, str):
        return False
    code = _code(key, row.text, row.number, row.hash, row.fold_version, row.packed)
    return hmac.compare_digest(code.encode(), row.mac.encode())


def _code(key: bytes, text: str, number: int, hash_: str, fold_version: int, packed: bytes) -> str:
    said = f"{text} {number} {hash_} {fold_version} ".encode()
    return hmac.new(key, said + packed, hashlib.sha256).hexdigest()
