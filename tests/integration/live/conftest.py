"""One live server for a module, alone and behind nginx, and a text of its own for each test."""

import itertools
from collections.abc import Iterator

import pytest

from tests.support.behind_nginx import nginx_before
from tests.support.raw_socket import LiveServer, live_server

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def alone() -> Iterator[LiveServer]:
    """The process itself, for tests of what nginx would not pass on, or would take upon itself."""
    with live_server() as server:
        yield server


@pytest.fixture(scope="module", params=["alone", "behind nginx"])
def server(
    request: pytest.FixtureRequest, alone: LiveServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServer]:
    """The same process, as it is and behind the nginx of deploy/."""
    if request.param == "alone":
        yield alone
        return
    with nginx_before(alone.port, tmp_path_factory.mktemp("nginx")) as port:
        yield LiveServer(alone.process, port, alone.clients)


@pytest.fixture
def text() -> str:
    return f"t-text{next(_numbers)}"
