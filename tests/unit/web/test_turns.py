"""Requests of one person at once (X4)."""

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

from server.web.turns import AT_ONCE, Turns


class Pages:
    """Answers nothing until it may."""

    def __init__(self) -> None:
        self.begun: list[str | None] = []
        self.may = Event()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.begun.append(environ["who"])
        assert self.may.wait(30)
        return [b"answered"]


def test_requests_of_one_person_beyond_some_wait_and_those_of_others_do_not() -> None:
    """X4: and all are answered in the end, and nothing is kept of them."""
    pages = Pages()
    turns = Turns(pages, lambda environ: environ["who"])

    def ask(who: str | None) -> list[bytes]:
        return list(turns({"who": who}, lambda *_: lambda _data: None))

    with ThreadPoolExecutor(30) as pool:
        rogue = [pool.submit(ask, "rogue") for _ in range(3 * AT_ONCE)]
        while pages.begun.count("rogue") < AT_ONCE:
            time.sleep(0.001)
        others = [pool.submit(ask, who) for who in ("anna", None, None, None, None, None)]
        while len(pages.begun) < AT_ONCE + len(others):
            time.sleep(0.001)
        assert pages.begun.count("rogue") == AT_ONCE
        assert sorted(turns.people()) == ["anna", "rogue"]
        pages.may.set()
        assert [one.result(30) for one in (*rogue, *others)] == [[b"answered"]] * (3 * AT_ONCE + 6)
    assert turns.people() == []


def test_request_that_fails_leaves_its_place_to_the_next() -> None:
    """X4."""

    def fails(_environ: dict[str, Any], _start_response: Any) -> Iterable[bytes]:
        raise OSError("it went away")

    turns = Turns(fails, lambda _environ: "anna")
    for _ in range(2 * AT_ONCE):
        try:
            turns({}, lambda *_: lambda _data: None)
        except OSError:
            continue
    assert turns.people() == []
