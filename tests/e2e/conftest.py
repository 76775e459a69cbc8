from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.browser import chromium
from tests.support.served import ROOT, served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the demonstration, shared by tests that leave it as they found it."""
    if not (ROOT / "client" / "dist" / ".vite" / "manifest.json").exists():
        pytest.skip("The client is not built: make test-browser builds it.")
    with served(tmp_path_factory.mktemp("served")) as running:
        yield running
