"""A process that appends to a text, beside others.

`python -m tests.support.appender URL WHO COUNT [threads|gevent|die|freeze]`

It prints the outcomes of its commands as JSON, one a line. With `threads` or `gevent` its commands are given by ten
threads or greenlets at once, on one live text; with `die` the process ends between insert and commit, and with `freeze`
it stops there, as a machine does that is moved elsewhere, and tries to commit when it is continued.
"""

import sys

if sys.argv[-1] == "gevent":
    from gevent import monkey

    monkey.patch_all()

import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from server.domain.command import Command
from server.live.threads import run_in_thread
from server.persistence.engine import make_engine
from server.persistence.store import SqlStore
from server.services.access import access_text
from server.services.clock import now
from server.services.live_text import LiveText
from server.services.store import RunBlocking, directly
from tests.support.record import TEXT, chain

AT_ONCE = 10


def main(url: str, who: str, count: int, way: str) -> None:
    store = SqlStore(make_engine(url))
    if way == "die":
        die(store)
    if way == "freeze":
        freeze(store)
        return
    run: RunBlocking = run_in_thread if way == "gevent" else directly
    live = LiveText(TEXT, store, now, lambda kind: f"{kind}-{who}", run)
    live.catch_up()
    with store.reading() as unit:
        chair = access_text(unit.registry, "p-chair1", TEXT).actor

    def give(turn: int) -> dict[str, Any]:
        payload = {"paragraph": None if turn % 2 else "par-01"}
        command = Command(f"c-{who}-{turn:06d}", TEXT, "put_before_room", None, 1, payload, now())
        return live.append([(chair, command)]).outcomes[0]

    if way == "alone":
        outcomes = [give(turn) for turn in range(count)]
    else:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            outcomes = list(pool.map(give, range(count)))
    for outcome in outcomes:
        print(json.dumps(outcome))  # noqa: T201  # This is how the test hears of it.


def die(store: SqlStore) -> None:
    with store.writing() as unit:
        head = unit.record.lock(TEXT)
        assert head is not None
        unit.record.append(TEXT, chain(3, head), [])
        os._exit(9)


def freeze(store: SqlStore) -> None:
    try:
        with store.writing() as unit:
            head = unit.record.lock(TEXT)
            assert head is not None
            new = chain(3, head)
            os.kill(os.getpid(), signal.SIGSTOP)
            unit.record.append(TEXT, new, [])
    except Exception as error:
        print(json.dumps({"failed": type(error).__name__}))  # noqa: T201  # As above.
    else:
        print(json.dumps({"committed": len(new)}))  # noqa: T201  # As above.


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] if len(sys.argv) > 4 else "alone")
