"""
Logs: plain lines for people, or JSON lines for programs (`LOG_FORMAT=json`). Both say who asked for what, by numbers
and ids (request, command, entry, text, person), and never a word of what is negotiated.

What belongs to a message is given as `log.info("…", extra={FACTS: {…}})`. Of an error its kind is told and where it
came from; its message only where the operating system or the database made it, since any other may quote what it was
about. SQLAlchemy is told to hide the values of statements (`server/persistence/engine.py`).
"""

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final, TextIO

from sqlalchemy.exc import DBAPIError

from server.domain.instants import to_instant
from server.services.request import current_request

FACTS: Final = "adref"

# Line breaks and whatever else would let a request write lines of its own.
_CONTROLS: Final = {
    number: f"\\x{number:02x}" for number in (*range(32), 127, *range(128, 160), 0x2028, 0x2029)
}


class PlainLines(logging.Formatter):
    """`2021-04-07T16:00:00.000Z INFO server.live.measured: A command was recorded (entry=17 text=t-…)`."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{_time(record)} {record.levelname} {record.name}: {record.getMessage().translate(_CONTROLS)}"
        facts = " ".join(f"{name}={json.dumps(value)}" for name, value in _facts(record).items())
        where = [f"  {each}" for each in _told(record)]
        return "\n".join([f"{line} ({facts})" if facts else line, *where])


class JsonLines(logging.Formatter):
    """An object a line: `time`, `level`, `logger`, `message`, the facts, and where there is one `error`, as lines."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_facts(record),
        }
        told = _told(record)
        if told:
            said["error"] = told
        return json.dumps(said)


def set_up_logs(form: str, level: str, stream: TextIO = sys.stderr) -> None:
    """Has everything logged in this form (`plain` or `json`), from this level on."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines() if form == "json" else PlainLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def _time(record: logging.LogRecord) -> str:
    return to_instant(datetime.fromtimestamp(record.created, UTC))


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    facts: dict[str, Any] = getattr(record, FACTS, {})
    request = current_request()
    return {"request": request, **facts} if request else facts


def _told(record: logging.LogRecord) -> list[str]:
    error = record.exc_info[1] if record.exc_info else None
    return [] if error is None else list(_of_error(error))


def _of_error(error: BaseException) -> Iterator[str]:
    """The kind of an error and of those that it came from, the outermost first, each with where it was raised."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield f"{type(cause).__name__}{_message(cause)}"
        for frame in traceback.extract_tb(cause.__traceback__):
            yield f"at {frame.filename}:{frame.lineno} in {frame.name}"
        cause = cause.__cause__ or cause.__context__


def _message(error: BaseException) -> str:
    if isinstance(error, DBAPIError):
        # Further lines quote the row.
        return f": {str(error.orig).partition(chr(10))[0]}"
    return f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
