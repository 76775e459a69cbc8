"""Which units of work that write are open, for tests of what is done outside of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.support.memory import MemoryStore


def units_open(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Those of stores in memory, from now on; the list changes with them."""
    writing = MemoryStore.writing
    open_now: list[Any] = []

    @contextmanager
    def watched(self: MemoryStore) -> Iterator[Any]:
        with writing(self) as unit:
            open_now.append(unit)
            yield unit
            open_now.pop()

    monkeypatch.setattr(MemoryStore, "writing", watched)
    return open_now
