from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser import FIREFOX, wanted_browser, wanted_engine
from tests.support.in_front import bring_to_front_by_itself
from tests.support.served import ROOT, served
from tests.support.visitors import PATIENCE_MILLISECONDS

# A time-out ends what hangs: on a busy machine a page takes several times what it takes alone.
expect.set_options(timeout=PATIENCE_MILLISECONDS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if wanted_engine() == FIREFOX:
        bring_to_front_by_itself()
    with wanted_browser() as running:
        yield running


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the demonstration, shared by tests that leave it as they found it."""
    if not (ROOT / "client" / "dist" / ".vite" / "manifest.json").exists():
        pytest.skip("The client is not built: make test-browser builds it.")
    with served(tmp_path_factory.mktemp("served")) as running:
        yield running
