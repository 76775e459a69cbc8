"""Work that waits for the disk, done off the event loop."""

from collections.abc import Callable
from typing import TypeVar, cast

import gevent

T = TypeVar("T")


def run_in_thread(function: Callable[[], T], /) -> T:
    """Run a function in gevent's threadpool; other greenlets go on meanwhile. The port `RunBlocking` under gevent."""
    return cast(T, gevent.get_hub().threadpool.apply(function))


def run_beside(function: Callable[[], None], /) -> None:
    """Have a function run in gevent's threadpool, and go on. The port `Beside` under gevent."""
    gevent.spawn(run_in_thread, function)
