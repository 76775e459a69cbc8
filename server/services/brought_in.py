"""Files that were brought into a text, or are looked at before they are: what is kept of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from server.domain.characters import tidy


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """
    A file that somebody brings into a text. `name` is the file's, `digest` the SHA-256 of its bytes, `made` the instant
    at which it was given. `began` and `ended` are the numbers of the first and last entry that came of it: None until
    it is recorded. `report`: what was found in it, and how it was read (`server/files.py`).
    """

    id: str
    text: str
    person: str
    name: str
    digest: str
    made: str
    began: int | None
    ended: int | None
    report: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """
    What is kept of a file that was recorded, for verifying: `of_bytes` is the SHA-256 that its bytes have; `readable`,
    whether its report is JSON.
    """

    id: str
    person: str
    name: str
    digest: str
    began: int | None
    ended: int | None
    of_bytes: str
    readable: bool


def reason_of(name: str) -> str:
    """The reason on record of what came in from a file, as entries have it."""
    return tidy(f"Brought in from {name}")


class BroughtInFiles(Protocol):
    """The files inside one unit of work."""

    def keep(self, file: BroughtIn, data: bytes, parts: Sequence[bytes]) -> None:
        """
        Keeps a file with its bytes, and in `parts` what it becomes. Forgets what the same person gave for the text
        before and did not record.
        """

    def one(self, file: str) -> BroughtIn | None: ...
    def data(self, file: str) -> bytes | None:
        """The bytes as they came."""

    def part(self, file: str, number: int) -> bytes | None:
        """A part, counted from 0; None where there is no such part, or no more."""

    def recorded(self, file: str, began: int, ended: int) -> None:
        """Says between which numbers it came in; what it becomes is on record, and no longer kept here."""

    def forget(self, file: str) -> None:
        """Forgets a file that was not recorded."""

    def of_text(self, text: str) -> list[BroughtIn]:
        """The files that came into a text, in order."""

    def kept(self, text: str) -> Iterator[KeptFile]:
        """The files of a text that are said to be recorded, as they are, to be held against the entries."""

    def same(self, meeting: str, digest: str) -> list[BroughtIn]:
        """Where in a meeting the same bytes came in already."""
