from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import FIREFOX, wanted_browser, wanted_engine
from tests.support.in_front import bring_to_front_by_itself
from tests.support.served import ROOT, served
from tests.support.visitors import PATIENCE_MILLISECONDS, SignIn, visitors

HERE = Path(__file__).parent

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


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the demonstration, shared by tests that work on texts of their own."""
    with served(tmp_path_factory.mktemp("workshop")) as running:
        yield running


@pytest.fixture(scope="module")
def guests(browser: Browser, workshop: str) -> Iterator[SignIn]:
    """People at the workshop: each signs in once, and has another window for each test."""
    with visitors(browser, workshop, again=True) as signed_in:
        yield signed_in


@pytest.fixture
def signed_in(guests: SignIn) -> Iterator[SignIn]:
    """Gives a new window of somebody at the workshop, which is closed after the test."""
    opened: list[Page] = []

    def window(name: str) -> Page:
        opened.append(guests(name))
        return opened[-1]

    yield window
    for page in opened:
        page.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where several processes share the tests, a file is one's, and of the acts what a role does."""
    for item in items:
        if item.path.parent == HERE:
            call = getattr(item, "callspec", None)
            role = call.params["performance"][2] if call and "performance" in call.params else ""
            item.add_marker(pytest.mark.xdist_group(f"{item.path.stem} {role}".strip()))
