"""The last entries of a text, in memory: of a thousand windows that come back, most missed little, and the same."""

from typing import Final

from server.live.port import Run

MOST_ENTRIES: Final = 1000
MOST_BYTES: Final = 2 * 1024 * 1024


class Tail:
    """The last runs of one text, as far back as the limits allow: a chain without a gap."""

    def __init__(self) -> None:
        self._known = Run(0)
        self._size = 0

    def add(self, run: Run) -> None:
        """The entries of a run that follows what is here. One that does not begins the tail again."""
        if not run.entries:
            return
        before = self._known
        if before.entries and not run.follows(before.through, before.hash):
            before, self._size = Run(0), 0
        entries = (*before.entries, *run.entries)
        self._size += sum(map(len, run.entries))
        gone = 0
        while len(entries) - gone > MOST_ENTRIES or (self._size > MOST_BYTES and gone < len(entries) - 1):
            self._size -= len(entries[gone])
            gone += 1
        self._known = Run(run.through, entries[gone:])

    def after(self, number: int, digest: str) -> Run | None:
        """The entries after the one of this number and hash; None where the tail does not know that entry."""
        known = self._known
        if not known.entries or not known.first <= number <= known.through:
            return None
        return known.after(number) if known.hash_at(number) == digest else None
