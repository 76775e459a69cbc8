"""Files that are written whole or not at all, and never over another."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from server.domain.refusal import Refused

OWNER_ONLY = 0o600
"""Archives hold who said what before it was agreed, and backups what passwords are checked with."""


@contextmanager
def new_archive(path: Path) -> Iterator[ZipFile]:
    """
    A zip file to be filled, for the eyes of its owner only. It has its name when the block has ended and all of it is
    on the disk; where the block raises, nothing is left. Raises Refused `exists` where there is such a file already.
    """
    if path.exists():
        raise Refused("exists", f"There is a file {path} already, and it is not written over.")
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            with ZipFile(file, "w", ZIP_DEFLATED) as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        _publish(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _publish(draft: Path, path: Path) -> None:
    try:
        # A link, unlike a renaming, never takes the place of a file that came to be meanwhile.
        os.link(draft, path)
    except FileExistsError as error:
        raise Refused("exists", f"There is a file {path} already, and it is not written over.") from error
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
