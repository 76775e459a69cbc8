"""Work that is shared by all who ask for it together."""

import threading
from concurrent.futures import Future
from typing import Any, cast

import pytest

from server.services.sharing import LONGEST_REST, Shared
from tests.support.waiting import until


class Work:
    """Counts what it made; takes a moment, or waits until it is let go on."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.going = threading.Event()
        self.begun = threading.Event()
        self.going.set()

    def __call__(self, key: str) -> str:
        self.begun.set()
        assert self.going.wait(5)
        self.made.append(key)
        if key == "bad":
            raise KeyError(key)
        return f"{key} {len(self.made)}"


def ask(shared: Shared[str], key: str, found: list[str]) -> threading.Thread:
    thread = threading.Thread(target=lambda: found.append(shared.get(key)))
    thread.start()
    return thread


def killed_in_its_sleep(shared: Shared[str]) -> BaseException | None:
    """What one gets who asks while another is served, and is killed before its own turn."""
    raised: list[BaseException] = []

    class Killed(threading.Thread):
        def run(self) -> None:
            try:
                shared.get("text")
            except BaseException as fault:
                raised.append(fault)

    work = shared._works["text"]
    lock = work.running

    class Impatient:
        """A lock that is not waited for."""

        def __enter__(self) -> None:
            raise KeyboardInterrupt

        def __exit__(self, *_fault: object) -> None:
            return

    work.running = cast(Any, Impatient())
    thread = Killed()
    thread.start()
    thread.join(5)
    work.running = lock
    return raised[0] if raised else None


def test_those_who_ask_while_it_is_made_share_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """G41: whoever asks is given what was begun after the question, and all who wait are given the same."""
    waiting: list[object] = []

    class Awaited(Future[str]):
        def result(self, timeout: float | None = None) -> str:
            waiting.append(self)
            return super().result(timeout)

    monkeypatch.setattr("server.services.sharing.Future", Awaited)
    work, early, late = Work(), list[str](), list[str]()
    shared = Shared(work)
    work.going.clear()
    first = ask(shared, "text", early)
    assert work.begun.wait(5)
    others = [ask(shared, "text", late) for _ in range(20)]
    # The first of them has the work to do, and waits for its turn.
    until(lambda: len(waiting) == len(others) - 1)
    work.going.set()
    for thread in (first, *others):
        thread.join(5)
    assert early == ["text 1"]
    assert late == ["text 2"] * 20


def test_whoever_asks_afterwards_is_given_it_anew() -> None:
    """G41."""
    shared = Shared(Work())
    assert [shared.get("text"), shared.get("text"), shared.get("other")] == ["text 1", "text 2", "other 3"]


def test_fault_is_raised_for_all_who_asked_and_forgotten() -> None:
    """G41."""
    work = Work()
    shared = Shared(work)
    for _ in range(2):
        with pytest.raises(KeyError):
            shared.get("bad")
    assert work.made == ["bad", "bad"]
    assert shared.get("text") == "text 3"


def test_one_who_is_killed_while_waiting_leaves_nobody_waiting() -> None:
    """G41."""
    work, found = Work(), list[str]()
    shared = Shared(work)
    work.going.clear()
    first = ask(shared, "text", found)
    assert work.begun.wait(5)
    killed = killed_in_its_sleep(shared)
    assert isinstance(killed, KeyboardInterrupt)
    last = ask(shared, "text", found)
    work.going.set()
    first.join(5)
    last.join(5)
    assert found == ["text 1", "text 2"]


def test_long_work_rests_for_a_second_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """G41: whoever asks after a record was folded for long waits no longer than that."""
    slept: list[float] = []
    now = [0.0]
    monkeypatch.setattr("server.services.sharing.time.monotonic", lambda: now[0])
    monkeypatch.setattr("server.services.sharing.time.sleep", slept.append)

    def make(key: str) -> str:
        now[0] += 20.0
        return key

    shared = Shared(make)
    shared.get("text")
    shared.get("text")
    assert slept == [0.0, LONGEST_REST]
