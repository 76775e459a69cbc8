"""What is counted of a process, and what is logged of a command."""

import threading
from collections.abc import Collection, Sequence

import pytest

from server.domain.actor import Actor
from server.domain.command import Command
from server.domain.refusal import Refused
from server.live.measured import MeasuredTexts
from server.live.measures import Measures
from server.live.port import Appended, Outcome, Run, Submission

WORDING = "States shall cooperate"


class Answering:
    """The port `Texts`, which answers a batch as it was told, or raises."""

    def __init__(self, answer: tuple[Outcome, ...] | Exception) -> None:
        self.answer = answer

    def readers(self, text: str, somebody: Collection[str]) -> dict[str, Actor]:
        return {one: Actor(one, "delegate", "AUT") for one in somebody}

    def append(self, text: str, batch: Sequence[Submission]) -> Appended:
        if isinstance(self.answer, Exception):
            raise self.answer
        return Appended(Run(18), self.answer)

    def catch_up(self, text: str) -> Appended:
        return Appended(Run(18))

    def recent(self, text: str, number: int, digest: str) -> Run | None:
        return None

    def missed(self, text: str, number: int, digest: str) -> Run | None:
        return Run(18)


def figures(measures: Measures) -> dict[str, float]:
    """The value of each line that is shown, by name and labels."""
    lines = [line for line in measures.shown().decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def submission(command: str) -> Submission:
    payload = {"paragraph": "par-01", "change": [{"insert": WORDING}]}
    at = "2021-04-07T16:00:00.000Z"
    return Submission(
        "p-anna", Command(command, "t-000001", "change_wording", "AUT", 17, payload, at), "r-000001"
    )


OUTCOMES: tuple[Outcome, ...] = (
    {"through": 18},
    {"through": 18, "empty": True},
    {"refused": {"code": "frozen", "message": f"“{WORDING}” is agreed."}, "through": 18},
)


def test_batch_is_counted_with_its_outcomes() -> None:
    """Q2."""
    measures = Measures()
    batch = [submission(f"c-{number:06d}") for number in range(3)]
    assert MeasuredTexts(Answering(OUTCOMES), measures).append("t-000001", batch).outcomes == OUTCOMES
    shown = figures(measures)
    assert shown["adref_batch_commands_sum"] == 3
    assert shown["adref_append_seconds_count"] == 1
    for outcome in ("recorded", "empty", "refused"):
        assert shown[f'adref_outcomes_total{{outcome="{outcome}"}}'] == 1
    assert shown['adref_refusals_total{code="frozen"}'] == 1


def test_batch_that_failed_is_counted_and_a_refused_one_is_not() -> None:
    """Q2."""
    measures = Measures()
    for answer in (OSError("The disk is full."), Refused("not_found", "There is no such text.")):
        with pytest.raises(type(answer)):
            MeasuredTexts(Answering(answer), measures).append("t-000001", [submission("c-000001")])
    assert figures(measures)["adref_append_failures_total"] == 1


def test_command_is_logged_by_its_numbers_and_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    """Q1."""
    batch = [submission(f"c-{number:06d}") for number in range(3)]
    with caplog.at_level("INFO", "server.live.measured"):
        MeasuredTexts(Answering(OUTCOMES), Measures()).append("t-000001", batch)
    facts = [getattr(record, "adref") for record in caplog.records]  # noqa: B009  # mypy knows no such attribute.
    about = {
        "request": "r-000001",
        "text": "t-000001",
        "kind": "change_wording",
        "person": "p-anna",
        "entry": 18,
    }
    assert facts == [
        {**about, "command": "c-000000"},
        {**about, "command": "c-000001"},
        {**about, "command": "c-000002", "refused": "frozen"},
    ]
    assert WORDING not in str([vars(record) for record in caplog.records])


def test_delivery_is_timed_from_taking_to_answering() -> None:
    """Q2."""
    measures, answered = Measures(), list[Outcome]()
    answer = measures.delivering(answered.append)
    assert figures(measures)["adref_delivery_seconds_count"] == 0
    answer({"through": 18})
    assert answered == [{"through": 18}]
    assert figures(measures)["adref_delivery_seconds_count"] == 1


def test_commits_are_counted_from_whatever_thread() -> None:
    """Q2."""
    measures = Measures()
    threads = [threading.Thread(target=measures.committed, args=(0.003,)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shown = figures(measures)
    assert shown["adref_commit_seconds_count"] == 5
    assert shown['adref_commit_seconds_bucket{le="0.0025"}'] == 0


def test_figure_that_is_watched_is_asked_for_when_shown() -> None:
    """Q2."""
    measures, windows = Measures(), [3.0]
    measures.watch("connections", "Windows that are connected", lambda: windows[0])
    assert figures(measures)["adref_connections"] == 3
    windows[0] = 4
    assert figures(measures)["adref_connections"] == 4
