"""The record as it lies in the database afterwards, read by a program that knows nothing of the server.

Python's own `sqlite3`, or `psycopg` alone; the raw bytes of each entry; the chain recomputed with `hashlib`. Nothing
here may import `server`: what it reads is evidence about it (tests/faults/test_faults.py holds this).
"""

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg

ENTRIES: Final = "SELECT number, data, hash, command FROM entries WHERE text = {text} ORDER BY number"
OUTCOMES: Final = "SELECT command, outcome FROM commands WHERE text = {text}"
HEAD: Final = "SELECT number, hash, time FROM texts WHERE id = {text}"


@dataclass(frozen=True)
class RawRecord:
    """`entries`: number, stored bytes, stored hash, command. `outcomes`: by command id. `head`: number, hash, time."""

    entries: tuple[tuple[int, bytes, str, str], ...]
    outcomes: dict[str, dict[str, Any]]
    head: tuple[int, str, str]

    def write_lines(self, path: Path) -> None:
        """As tools/verify_record.py and the client's fold read it: a line of JSON an entry, with its hash."""
        with path.open("wb") as file:
            for _, data, stored, _ in self.entries:
                file.write(data[:-1] + b',"hash":"' + stored.encode() + b'"}\n')


def read(url: str, text: str) -> RawRecord:
    """The whole record of a text."""
    if url.startswith("sqlite:///"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        try:
            return _read(connection, text, "?")
        finally:
            connection.close()
    with psycopg.connect(url) as other:
        return _read(other, text, "%s")


def _read(connection: Any, text: str, sign: str) -> RawRecord:
    def ask(question: str) -> list[Any]:
        return list(connection.execute(question.format(text=sign), (text,)))

    entries = tuple((number, bytes(data), stored, command) for number, data, stored, command in ask(ENTRIES))
    outcomes = {
        command: json.loads(outcome) if isinstance(outcome, str) else outcome
        for command, outcome in ask(OUTCOMES)
    }
    (head,) = ask(HEAD)
    return RawRecord(entries, outcomes, tuple(head))


def faults(record: RawRecord) -> list[str]:
    """What does not hold in the chain of the stored bytes, a sentence each."""
    found: list[str] = []
    previous, time = "0" * 64, ""
    for place, (number, data, stored, command) in enumerate(record.entries, start=1):
        entry = json.loads(data)
        if hashlib.sha256(data).hexdigest() != stored:
            found.append(f"no. {number}: its bytes do not have the hash that is stored with them")
        if (number, entry["number"], entry["previous"]) != (place, place, previous):
            found.append(f"no. {number}: it does not continue the entry before it")
        if entry["command"] != command:
            found.append(f"no. {number}: it is filed under another command than its bytes say")
        if entry["time"] < time:
            found.append(f"no. {number}: its time, {entry['time']}, is before {time}")
        previous, time = stored, entry["time"]
    if record.head != (len(record.entries), previous, time):
        found.append(f"the head says {record.head} of a record that ends at {len(record.entries)}")
    return found
