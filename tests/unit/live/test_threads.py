"""Work that takes long does not stand in the way of the record (X4)."""

import sys
import threading
import time

import gevent
import pytest

from server.domain.refusal import Refused
from server.live.threads import Apart, run_in_thread
from server.services.store import RunBlocking
from tests.support.waiting import until_in_loop


def test_work_apart_leaves_the_threads_of_the_record_free() -> None:
    """X4: however much of it waits."""
    apart, done = Apart(threads=2, most_waiting=30), threading.Event()
    waiting = [gevent.spawn(apart, lambda: done.wait(30)) for _ in range(32)]
    try:
        until_in_loop(lambda: apart._taken == 32)
        began = time.monotonic()
        assert run_in_thread(lambda: "on record") == "on record"
        assert time.monotonic() - began < 5
    finally:
        done.set()
    assert [one.get(timeout=30) for one in waiting] == [True] * 32


def test_work_apart_beyond_its_bound_is_refused() -> None:
    """X4: at once, so that nobody waits for what will not come; and taken again when there is room."""
    apart, done = Apart(threads=1, most_waiting=2), threading.Event()
    waiting = [gevent.spawn(apart, lambda: done.wait(30)) for _ in range(3)]
    until_in_loop(lambda: apart._taken == 3)
    with pytest.raises(Refused) as refused:
        apart(lambda: None)
    assert refused.value.code == "busy"
    done.set()
    gevent.joinall(waiting, timeout=30)
    assert apart(lambda: "set") == "set"


@pytest.mark.parametrize("run", [run_in_thread, Apart(threads=1)])
def test_refusal_in_a_thread_is_raised_to_who_asked_and_printed_nowhere(
    run: RunBlocking, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """X5: gevent's threads print what ends them, past the log's form and bound; a refusal is no end of a thread."""
    # Standard error as it was when the hub was made may be another file by now.
    monkeypatch.setattr(gevent.get_hub(), "exception_stream", sys.stderr)

    def refuse() -> None:
        raise Refused("no_such_number", "The record of this text has the numbers 1 to 9.")

    with pytest.raises(Refused) as refused:
        run(refuse)
    assert refused.value.code == "no_such_number"
    assert refuse.__code__ in [entry.frame.code.raw for entry in refused.traceback]
    # What a thread had to print, it has printed before it takes the next.
    assert run(lambda: "next") == "next"
    assert capfd.readouterr().err == ""
