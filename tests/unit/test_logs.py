"""Logs: by numbers and ids, and never a word of what is negotiated (Q1)."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from server.logs import FACTS, JsonLines, PlainLines, set_up_logs
from server.persistence.engine import make_engine
from server.services.request import NO_REQUEST, begin_request

WORDING = "States shall cooperate"


@contextmanager
def logger(form: str) -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger of its own, and what it writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines() if form == "json" else PlainLines())
    log = logging.getLogger("adref.test")
    log.addHandler(handler)
    log.setLevel("INFO")
    begin_request("r-000001")
    yield log, stream
    begin_request(NO_REQUEST)
    log.removeHandler(handler)


def test_json_line_has_time_request_and_facts() -> None:
    with logger("json") as (log, stream):
        log.info("A command was recorded", extra={FACTS: {"command": "c-000001", "entry": 17}})
    said: dict[str, Any] = json.loads(stream.getvalue())
    assert said.pop("time").endswith("Z")
    assert said == {
        "level": "info",
        "logger": "adref.test",
        "message": "A command was recorded",
        "request": "r-000001",
        "command": "c-000001",
        "entry": 17,
    }


def test_plain_line_says_the_same_and_stays_one_line() -> None:
    with logger("plain") as (log, stream):
        log.warning("%s failed", "/texts/x\n2021 INFO forged", extra={FACTS: {"path": "/a\nb", "entry": 17}})
    (line,) = stream.getvalue().splitlines()
    assert line.endswith(
        r'WARNING adref.test: /texts/x\x0a2021 INFO forged failed (request="r-000001" path="/a\nb" entry=17)'
    )


@pytest.mark.parametrize("form", ["plain", "json"])
def test_error_is_told_without_what_it_quotes(form: str) -> None:
    """Where it came from, and where that came from; an error of the system keeps its sentence."""
    with logger(form) as (log, stream):
        try:
            try:
                raise OSError(28, "No space left on device", f"/tmp/{WORDING}")
            except OSError as error:
                raise ValueError(f"“{WORDING}” cannot be stored") from error
        except ValueError:
            log.exception("A batch could not be stored")
    said = stream.getvalue()
    assert "ValueError" in said
    assert "OSError: No space left on device" in said
    assert "in test_error_is_told_without_what_it_quotes" in said
    assert WORDING not in said


def test_error_of_the_database_is_told_without_values(tmp_path: Path) -> None:
    """And whoever prints the error itself finds none either."""
    engine = make_engine(f"sqlite:///{tmp_path / 'adref.sqlite'}")
    with engine.connect() as connection, pytest.raises(DBAPIError) as raised:
        connection.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": WORDING})
    engine.dispose()
    assert WORDING not in str(raised.value)
    with logger("json") as (log, stream):
        log.error("A batch could not be stored", exc_info=raised.value)
    assert "no such table: nowhere" in stream.getvalue()
    assert WORDING not in stream.getvalue()


@pytest.mark.parametrize(("form", "first"), [("json", "{"), ("plain", "2")])
def test_logs_are_set_up_in_one_form_from_one_level(form: str, first: str) -> None:
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    try:
        root.handlers = []
        set_up_logs(form, "info", stream)
        logging.getLogger("adref.test").debug("unheard")
        logging.getLogger("adref.test").info("heard")
    finally:
        root.handlers, root.level = handlers, level
    (line,) = stream.getvalue().splitlines()
    assert line.startswith(first)
    assert "heard" in line
