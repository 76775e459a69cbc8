"""Lines about what people and programs ask for, at a bounded rate: a flood of requests is no flood of lines."""

import logging
import time
from collections.abc import Callable, Mapping
from typing import Final

from server.services.bucket import Bucket, Buckets

OF_ONE: Final = (2.0, 50.0)
"""Lines about one person or address, a second and at once."""

OF_ALL: Final = (20.0, 500.0)
"""Lines about all together: some 500 MB a day, if somebody floods all day from many accounts."""


class ScarceLog:
    """
    A log with a bound, for each `name` (a person, an address) and for all. The next line that is written says how many
    were `kept_back` before it; figures that count everything are in /metrics.
    """

    def __init__(
        self,
        log: logging.Logger,
        of_one: tuple[float, float] = OF_ONE,
        of_all: tuple[float, float] = OF_ALL,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._log = log
        self._of_one = Buckets(*of_one)
        self._of_all = Bucket(*of_all)
        self._clock = clock
        self._kept_back = 0

    def say(self, level: int, message: str, facts: Mapping[str, object], name: str = "") -> None:
        """A line with these facts, unless it is one too many. `message` is a fixed sentence."""
        if not self._log.isEnabledFor(level):
            return
        now = self._clock()
        if not (self._of_one.of(name).take(now) and self._of_all.take(now)):
            self._kept_back += 1
            return
        more = {"kept_back": self._kept_back} if self._kept_back else {}
        self._kept_back = 0
        self._log.log(level, message, extra={"adref": {**facts, **more}})
