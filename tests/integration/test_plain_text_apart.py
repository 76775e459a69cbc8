"""Files are read in processes of their own (docs/SPEC.md, I15)."""

import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from server.domain.refusal import Refused
from server.exchange import plain_text_apart
from server.exchange.plain_text import MAX_IMPORTED, Format, Parsed
from server.exchange.plain_text_apart import How
from server.exchange.plain_text_source import MAX_BYTES
from tests.support.texts_in import DELEGATIONS, LEVELS, imported, read

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
how = plain_text_apart.How("plain", {"EU": "EU"})
looked = gevent.get_hub().threadpool.apply(plain_text_apart.look, (bomb, how))
ticking.kill()
print(looked.report["counts"]["brackets"] * 2 == MAX_SIGNS, longest < 0.3, longest)
"""


@pytest.mark.parametrize("form", ["plain", "markdown"])
def test_file_read_apart_is_read_as_here(form: Format) -> None:
    """I15."""
    looked, here = (
        plain_text_apart.look(SOURCE.encode(), How(form, DELEGATIONS, LEVELS)),
        read(SOURCE, form, DELEGATIONS),
    )
    report, rows = looked.report, plain_text_apart.rows_of(looked.parts[0])
    assert (report["title"], report["counts"], report["parts"]) == (here.title, here.counts, 1)
    told = [{**asdict(one), "part": 0, "paragraph": None} for one in here.repairs]
    assert [{**one, "paragraph": None} for one in report["repairs"]] == told
    assert report["sponsors"] == {"USA": 1, "G77": 1}
    assert [(row["line"], row["payload"]["marker"]) for row in rows] == [(1, "1."), (3, "2.")]
    apart = Parsed("", tuple(row["payload"] for row in rows), (), {})
    assert len(imported(apart, form).order) == 2


def test_file_becomes_parts_that_are_recorded_one_by_one() -> None:
    """I15, I20: what is left out stands in its place; texts of footnotes come after all that refers to them."""
    lines = "".join(f"{number}. Act[^{number}].\n\n[^{number}]: Now.\n\n" for number in range(1, 200))
    looked = plain_text_apart.look(f"---\ntitle: A\n---\n\n{lines}".encode(), How("markdown", {}))
    parts = [plain_text_apart.rows_of(part) for part in looked.parts]
    payloads = [[row["payload"] for row in part if row["payload"]] for part in parts]
    assert [len(part) for part in payloads] == [MAX_IMPORTED, 398 - MAX_IMPORTED]
    assert [row["left_out"] for row in parts[0][:4]] == ["front_matter"] * 3 + [""]
    kinds = [one["kind"] for part in payloads for one in part]
    assert kinds == ["operative"] * 199 + ["footnote"] * 199


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
        plain_text_apart.look(data, How("plain", {}))
    assert refused.value.code == code
    assert refused.value.message.endswith(".")


def test_reading_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """I15."""
    monkeypatch.setattr(plain_text_apart, "_READING", replace(plain_text_apart._READING, seconds=0.01))
    with pytest.raises(Refused, match="took too long"):
        plain_text_apart.look(b"1. States.", How("plain", {}))


@pytest.mark.timed
def test_reading_the_largest_file_leaves_the_loop_to_others() -> None:
    """I15."""
    command = [sys.executable, "-c", GEVENT]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert made.stdout.startswith("True True "), made.stdout + made.stderr
