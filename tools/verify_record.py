#!/usr/bin/env python3
"""Verifies a record that was exported as JSON lines, as a third party would: with nothing of Adref, only Python.

    python verify_record.py RECORD.jsonl [DOCUMENT.json …]

Each line is an entry with its hash. The hash is SHA-256 over the entry without it, written with names sorted, no
white space, in UTF-8; "previous" is the hash of the entry before (64 zeros for the first). A document is the exact
JSON of a status document: its SHA-256 must be the digest of an issue on record, and the entry whose number and hash
it prints must be in the record.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any


def verify(lines: Iterable[str]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yields the entries in order; raises ValueError at the first that does not hold."""
    previous, text, time = "0" * 64, "", ""
    for number, line in enumerate(lines, start=1):
        entry = json.loads(line)
        claimed = entry.pop("hash")
        written = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        if hashlib.sha256(written.encode()).hexdigest() != claimed:
            raise ValueError(f"no. {number}: the hash is not that of the entry")
        if (entry["number"], entry["previous"]) != (number, previous) or text not in ("", entry["text"]):
            raise ValueError(f"no. {number}: it does not continue the entry before it")
        if entry["time"] < time:
            raise ValueError(f"no. {number}: its time is before that of the entry before it")
        previous, text, time = claimed, entry["text"], entry["time"]
        yield entry, claimed


def main(record: str, *documents: str) -> None:
    with open(record, encoding="utf-8", newline="\n") as lines:
        entries = list(verify(lines))
    if not entries:
        raise ValueError("the record is empty")
    issues = [entry["payload"] for entry, _ in entries if entry["kind"] == "status_document_issued"]
    for path in documents:
        with open(path, "rb") as file:
            data = file.read()
        content, digest = json.loads(data), hashlib.sha256(data).hexdigest()
        if digest not in [issue["digest"] for issue in issues]:
            raise ValueError(f"{path}: no such document was issued")
        if entries[content["number"] - 1][1] != content["head"]:
            raise ValueError(f"{path}: it was not set from this record")
    print(f"{len(entries)} entries and {len(documents)} documents hold; the head is {entries[-1][1]}")  # noqa: T201  # It speaks to whoever runs it.


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (ValueError, LookupError, TypeError, OSError) as fault:
        sys.exit(f"It does not hold: {fault}")
