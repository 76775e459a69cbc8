"""What is taken from other processes, and what is not."""

import logging

import pytest

from server.live.others import News, Others, read_run, write_run
from server.live.port import Run
from tests.unit.live.test_room import record

NOWHERE = "redis://127.0.0.1:1/0"


def test_news_is_taken_from_processes_of_the_same_installation(caplog: pytest.LogCaptureFixture) -> None:
    """L16."""
    anna, berta = Others(NOWHERE, "secret"), Others(NOWHERE, "secret")
    stranger = Others(NOWHERE, "another secret")
    said = anna.seal(b"revoked p-anna\nnow\nthen")
    assert berta.open(said) == News(anna._name, "revoked", "p-anna", b"now\nthen")
    assert anna.open(said) is None
    with caplog.at_level(logging.WARNING):
        assert stranger.open(said) is None
        assert berta.open(said[:-1] + b"!") is None
    assert len(caplog.records) == 2
    assert berta.open(b"short") is None
    assert berta.open(None) is None


def test_entries_of_another_process_must_be_a_chain_of_the_text() -> None:
    """L16: numbers, hashes, and the text that they are said to be of."""
    entries = record(5)
    assert read_run("t-text01", write_run(entries[1:4])) == Run(4, entries[1:4])
    faulty = [
        ("t-text02", entries),
        ("t-text01", (entries[0], entries[2])),
        ("t-text01", (entries[1], entries[0])),
        ("t-text01", (entries[0].replace(b"p-anna", b"p-eve0"), entries[1])),
        ("t-text01", (entries[0], record(2, "p-eve0")[1])),
        ("t-text01", ()),
    ]
    for text, some in faulty:
        with pytest.raises(ValueError):  # noqa: PT011  # Which sentence it has matters to nobody.
            read_run(text, write_run(some))


def test_nothing_waits_to_be_told_while_redis_is_away() -> None:
    """L17."""
    others = Others(NOWHERE, "secret")
    others.tell("entries", "t-text01", b"x" * 1000)
    assert not others._out
