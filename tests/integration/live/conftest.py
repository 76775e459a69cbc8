"""One live server for a module, and a text of its own for each test."""

import itertools
from collections.abc import Iterator

import pytest

from tests.support.raw_socket import LiveServer, live_server

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server() as server:
        yield server


@pytest.fixture
def text() -> str:
    return f"t-text{next(_numbers)}"
