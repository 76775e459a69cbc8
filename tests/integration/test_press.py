"""The press: documents in processes of their own (docs/SPEC.md, O12)."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server.exchange import press, process
from server.exchange.cannot_set import CannotSet
from server.exchange.pdf import set_pdf
from server.exchange.word_out import set_word
from tests.support.documents import drawn_text, status_of
from tests.support.fonts import needs_fonts

ROOT = Path(__file__).resolve().parents[2]

# Under gevent, on the loop and in its threadpool, while a clock on the loop goes on.
GEVENT = """
from gevent import monkey
monkey.patch_all()
import gevent, time
from server.exchange import press, process
from tests.support.documents import drawn_text, status_of
content = status_of(drawn_text())
ticks = []
def clock():
    while True:
        ticks.append(time.monotonic())
        gevent.sleep(0.02)
ticking = gevent.spawn(clock)
gevent.sleep(0)
assert press.word(content)[:2] == b"PK"
assert gevent.get_hub().threadpool.apply(press.word, (content,))[:2] == b"PK"
ticking.kill()
# The loop stood still for no longer than it takes to start a process.
print(len(ticks) > 10)
"""


@needs_fonts
def test_press_sets_what_the_setters_set() -> None:
    """O12."""
    content = status_of(drawn_text())
    assert press.word(content) == set_word(content)
    assert press.pdf(content) == set_pdf(content).data


@pytest.mark.timed
def test_press_under_gevent_leaves_the_loop_to_others() -> None:
    """O12."""
    command = [sys.executable, "-c", GEVENT]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (made.stdout, made.returncode) == ("True\n", 0), made.stderr


def test_press_gives_up_what_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """O12."""
    monkeypatch.setattr(press, "_SETTING", replace(press._SETTING, seconds=0.01))
    with pytest.raises(CannotSet, match="too long"):
        press.word(status_of(drawn_text()))


def test_press_whose_process_fails_says_so(capfd: pytest.CaptureFixture[str]) -> None:
    """O12."""
    broken: dict[str, Any] = {"document": "status"}
    with pytest.raises(CannotSet, match="the process that sets it failed"):
        press.word(broken)
    assert "KeyError" in capfd.readouterr().err


def test_process_gives_way_to_those_that_serve() -> None:
    """X4: however many documents are asked for, whoever negotiates has the processor first."""
    asked = replace(press._SETTING, module="tests.support.how_nice")
    assert int(process.run(asked, [], {}).data) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)
