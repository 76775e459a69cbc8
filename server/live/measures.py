"""The measures of one process, for Prometheus. One object for each application; nothing is global."""

import time
from collections import deque
from collections.abc import Callable
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from server.live.port import Outcome

_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
# The time of the disk decides that of a letter, and has finer buckets.
_COMMIT_SECONDS: Final = (
    *(0.0005, 0.001, 0.0015, 0.002, 0.0025, 0.003, 0.004, 0.005, 0.006, 0.008, 0.01, 0.015, 0.025),
    *(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_COMMANDS: Final = (1, 2, 4, 8, 16, 32, 64)
_MOST_COMMITS: Final = 10_000
"""Commit times that wait to be counted, at most: of more between two questions the earliest are forgotten."""


class Measures:
    """
    The figures. They are changed from the event loop only, but for `committed`, which may be called from any thread.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._commits: deque[float] = deque(maxlen=_MOST_COMMITS)
        self._commit = self._histogram("commit_seconds", "A commit to the database", _COMMIT_SECONDS)
        self._batch = self._histogram("batch_commands", "Commands decided in one transaction", _COMMANDS)
        self._append = self._histogram("append_seconds", "Deciding and storing a batch", _SECONDS)
        self._delivery = self._histogram(
            "delivery_seconds",
            "From taking a command to having written its frame to all who follow",
            _SECONDS,
        )
        self._failures = Counter(
            "adref_append_failures", "Batches that could not be stored at a try", registry=self._registry
        )
        self._outcomes = Counter(
            "adref_outcomes", "Outcomes of commands", ["outcome"], registry=self._registry
        )
        self._refusals = Counter(
            "adref_refusals", "Messages and commands that were refused", ["code"], registry=self._registry
        )

    def _histogram(self, name: str, sentence: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(f"adref_{name}", sentence, buckets=buckets, registry=self._registry)

    def watch(self, name: str, sentence: str, value: Callable[[], float]) -> None:
        """A figure that is asked for when somebody looks."""
        Gauge(f"adref_{name}", sentence, registry=self._registry).set_function(value)

    def committed(self, seconds: float) -> None:
        """A commit took so long. A deque needs no lock, which no thread but the loop's own could wait for."""
        self._commits.append(seconds)

    def appended(self, commands: int, seconds: float) -> None:
        self._batch.observe(commands)
        self._append.observe(seconds)

    def failed(self) -> None:
        self._failures.inc()

    def outcome(self, outcome: Outcome) -> None:
        kind = "refused" if "refused" in outcome else "empty" if "empty" in outcome else "recorded"
        self._outcomes.labels(kind).inc()
        if kind == "refused":
            self.refused(outcome["refused"]["code"])

    def refused(self, code: str) -> None:
        self._refusals.labels(code).inc()

    def delivering(self, answer: Callable[[Outcome], None]) -> Callable[[Outcome], None]:
        """The same answer to a command that is taken now; it is given when the command's frame has been written."""
        began = time.monotonic()

        def answered(outcome: Outcome) -> None:
            self._delivery.observe(time.monotonic() - began)
            answer(outcome)

        return answered

    def shown(self) -> bytes:
        """All figures as Prometheus reads them (text format 0.0.4)."""
        while self._commits:
            self._commit.observe(self._commits.popleft())
        return generate_latest(self._registry)
