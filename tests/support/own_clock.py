"""A clock that goes when a test says so, and greenlets that sleep on it: the machine makes no difference to them."""

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

from tests.simulation.process import Greenlets


class OwnClock:
    """Called, it gives seconds as the monotonic clock does. `greenlets` stand in for `gevent`."""

    def __init__(self) -> None:
        self._milliseconds = 0
        self._due: list[tuple[int, int, Callable[[], None]]] = []
        self._turns = count()
        self.greenlets = Greenlets(self._soon)

    def __call__(self) -> float:
        return self._milliseconds / 1000

    def rest(self, seconds: float) -> None:
        """Lets so much time pass, and everything happen that is due until then."""
        end = self._milliseconds + round(seconds * 1000)
        self.greenlets.settle()
        while self._due and self._due[0][0] <= end:
            self._milliseconds, _, act = heappop(self._due)
            act()
            self.greenlets.settle()
        self._milliseconds = end

    def _soon(self, milliseconds: int, act: Callable[[], None]) -> None:
        heappush(self._due, (self._milliseconds + milliseconds, next(self._turns), act))
