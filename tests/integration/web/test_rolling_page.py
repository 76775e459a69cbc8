"""The rolling text as a page is drawn apart from the loop (X4)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import get_ident
from typing import Any

import pytest

from server.web import rolling_page
from server.web.drawn import pieces
from server.web.house import EXTENSION
from tests.integration.web.test_imports import done, looked_at
from tests.support.house import TEXT, House

PAGE = f"/texts/{TEXT}/reading"


def test_rolling_page_is_drawn_in_a_thread_of_those_who_look(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X4: where there is no request to ask for; and what is drawn is what was drawn on the spot, escaped."""
    browser = house.signed_in("secretariat")
    came = looked_at(browser, source="1. States should [act < wait] together.\n")
    assert done(browser, came, "record").status_code == 200
    at_once = browser.get(PAGE).text
    assert "act &lt; wait" in at_once

    drew: list[int] = []

    def noted(*given: Any) -> Any:
        drew.append(get_ident())
        return pieces(*given)

    monkeypatch.setattr(rolling_page, "pieces", noted)
    with ThreadPoolExecutor(1) as pool:

        def look(function: Callable[[], Any], /) -> Any:
            return pool.submit(function).result()

        here = replace(house.app.extensions[EXTENSION], look=look)
        rolling_page.install(house.app, here)
        apart = browser.get(PAGE).text
    assert drew
    assert get_ident() not in drew
    assert _main(apart) == _main(at_once)


def _main(page: str) -> str:
    """Without the head of the page, which holds a token that is new each time."""
    return page[page.index("<main") :]
