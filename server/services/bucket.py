"""The bucket that counts what somebody asks for against what they may."""

import math
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

MOST_NAMES: Final = 10_000
"""Names whose buckets are kept: those that came last. One that comes again begins with a full bucket."""
LONGEST_NAME: Final = 64
"""Characters of a name that is kept; of a longer one its digest is, which has as many."""


@dataclass(slots=True)
class Bucket:
    """Allows `rate` units a second on average and `burst` at once. Times are seconds of any clock."""

    rate: float
    burst: float
    left: float = field(init=False)
    since: float = 0.0

    def __post_init__(self) -> None:
        self.left = self.burst

    def take(self, now: float, units: float = 1) -> bool:
        """Whether so many more units may pass at `now`; then they are taken."""
        self._fill(now)
        if self.left < units:
            return False
        self.left -= units
        return True

    def owe(self, now: float, units: float, at_most: float = math.inf) -> float:
        """
        Answers with the seconds until the units, and all that is owed already, are made up. They are taken even beyond
        the bucket, unless that would last longer than `at_most`.
        """
        self._fill(now)
        seconds = max(0.0, (units - self.left) / self.rate)
        if seconds <= at_most:
            self.left -= units
        return seconds

    def _fill(self, now: float) -> None:
        # A clock that is set back takes nothing away.
        self.left = min(self.burst, self.left + max(0.0, now - self.since) * self.rate)
        self.since = now


class Buckets:
    """A bucket for each name, all alike."""

    def __init__(self, rate: float, burst: float) -> None:
        self._measure = (rate, burst)
        self._named: OrderedDict[str, Bucket] = OrderedDict()

    def of(self, name: str) -> Bucket:
        if len(name) > LONGEST_NAME:
            name = sha256(name.encode(errors="surrogatepass")).hexdigest()
        bucket = self._named.get(name)
        if bucket is None:
            bucket = self._named[name] = Bucket(*self._measure)
            if len(self._named) > MOST_NAMES:
                self._named.popitem(last=False)
        else:
            self._named.move_to_end(name)
        return bucket

    def names(self) -> Collection[str]:
        """The buckets in memory, the most recently used at the end."""
        return self._named.keys()
