"""Files are read in processes of their own (docs/SPEC.md, I15)."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from server.domain.command import Refused
from server.exchange import plain_text_apart
from server.exchange.plain_text import Format
from server.exchange.plain_text_source import MAX_BYTES
from tests.support.texts_in import DELEGATIONS, imported, read

ROOT = Path(__file__).resolve().parents[2]
SOURCE = "\ufeff1. In a [timely - US; G77 delete] manner [now.\n\n2. Über *Flüsse*\x07."

# As many brackets as a file may have, in the threadpool, while a clock on the loop goes on.
GEVENT = """
from gevent import monkey
monkey.patch_all()
import gevent, time
from server.exchange import plain_text_apart
from server.exchange.plain_text_source import MAX_SIGNS
longest, last = 0.0, time.monotonic()
def clock():
    global longest, last
    while True:
        longest, last = max(longest, time.monotonic() - last), time.monotonic()
        gevent.sleep(0.005)
ticking = gevent.spawn(clock)
gevent.sleep(0)
bomb = b"[a][b]" * (MAX_SIGNS // 4)
parsed = gevent.get_hub().threadpool.apply(plain_text_apart.parse, (bomb, "plain", {"EU": "EU"}))
ticking.kill()
print(parsed.counts["brackets"] * 2 == MAX_SIGNS, longest < 0.3, longest)
"""


@pytest.mark.parametrize("form", ["plain", "markdown"])
def test_file_read_apart_is_read_as_here(form: Format) -> None:
    """I15."""
    apart, here = plain_text_apart.parse(SOURCE.encode(), form, DELEGATIONS), read(SOURCE, form, DELEGATIONS)
    assert (apart.title, apart.counts) == (here.title, here.counts)
    assert [replace(one, paragraph=None) for one in apart.repairs] == [
        replace(one, paragraph=None) for one in here.repairs
    ]
    assert [one["marker"] for one in apart.paragraphs] == ["1.", "2."]
    assert len(imported(apart, form).order) == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"x" * (MAX_BYTES + 1), "too_large"), (b"[" * MAX_BYTES, "too_much"), (b" ", "empty_file"),
        (b"%PDF", "not_text"), (b"1. A\n" * 20_000, "too_long"), (b"**a** " * 50_000, "too_much"),
    ],
    ids=["too large", "too many brackets", "empty", "no text", "too many paragraphs", "too many asterisks"],
)  # fmt: skip
def test_refusal_of_a_file_comes_through(data: bytes, code: str) -> None:
    """I15."""
    with pytest.raises(Refused) as refused:
        plain_text_apart.parse(data, "plain", {})
    assert refused.value.code == code
    assert refused.value.message.endswith(".")


def test_reading_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """I15."""
    monkeypatch.setattr(plain_text_apart, "_READING", replace(plain_text_apart._READING, seconds=0.01))
    with pytest.raises(Refused, match="took too long"):
        plain_text_apart.parse(b"1. States.", "plain", {})


def test_reading_the_largest_file_leaves_the_loop_to_others() -> None:
    """I15."""
    command = [sys.executable, "-c", GEVENT]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert made.stdout.startswith("True True "), made.stdout + made.stderr
