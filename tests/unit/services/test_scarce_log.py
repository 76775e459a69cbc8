"""A log that a flood does not fill (X5)."""

import logging

import pytest

from server.services.scarce_log import ScarceLog


def test_flood_of_one_leaves_room_for_lines_about_others(caplog: pytest.LogCaptureFixture) -> None:
    """X5: and the next line says how many were kept back."""
    now = [100.0]
    log = ScarceLog(logging.getLogger("adref.test"), of_one=(1, 3), of_all=(10, 100), clock=lambda: now[0])
    with caplog.at_level("INFO", "adref.test"):
        for count in range(1_000):
            log.say(logging.INFO, "A message was refused", {"count": count}, "p-rogue1")
        log.say(logging.INFO, "A message was refused", {"count": 0}, "p-honest")
        now[0] += 1
        log.say(logging.INFO, "A message was refused", {"count": 1_000}, "p-rogue1")
    facts = [record.__dict__["adref"] for record in caplog.records]
    assert facts == [
        {"count": 0},
        {"count": 1},
        {"count": 2},
        {"count": 0, "kept_back": 997},
        {"count": 1_000},
    ]


def test_lines_of_all_together_are_bounded_too(caplog: pytest.LogCaptureFixture) -> None:
    """X5: a thousand names are no way around the bound."""
    log = ScarceLog(logging.getLogger("adref.test"), of_one=(1, 3), of_all=(10, 20), clock=lambda: 100.0)
    with caplog.at_level("INFO", "adref.test"):
        for count in range(1_000):
            log.say(logging.INFO, "A message was refused", {}, f"p-{count}")
    assert len(caplog.records) == 20
