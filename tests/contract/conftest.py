"""Each contract test of a store runs over every implementation of the port."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.services.store import Store
from tests.support.record import set_up
from tests.support.stores import KINDS, make_store


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store with one meeting and one empty text."""
    with make_store(request.param, tmp_path) as store:
        with store.writing() as unit:
            set_up(unit)
        yield store
