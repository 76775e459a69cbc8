#!/usr/bin/env python3
"""Verifies a record as a third party would: with nothing of Adref, only Python.

    python verify_record.py RECORD.jsonl [DOCUMENT.json …]
    python verify_record.py ARCHIVE.zip

Each line of a record is an entry with its hash. The hash is SHA-256 over the entry without it, written with names
sorted, no white space, in UTF-8; "previous" is the hash of the entry before (64 zeros for the first). A document is the
exact JSON of a status document: its SHA-256 must be the digest of an issue on record, and the entry whose number and
hash it prints must be in the record.

An archive of a meeting is a zip in which every file has the SHA-256 that `SHA256SUMS` says, every record ends where
`meeting.json` says, and every document that a record issued is there, and no other.
"""

import hashlib
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

Entries = list[tuple[dict[str, Any], str]]


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


def issues(entries: Entries) -> list[dict[str, Any]]:
    return [entry["payload"] for entry, _ in entries if entry["kind"] == "status_document_issued"]


def verify_document(name: str, data: bytes, entries: Entries, issued: list[dict[str, Any]]) -> None:
    content, digest = json.loads(data), hashlib.sha256(data).hexdigest()
    if digest not in [issue["digest"] for issue in issued]:
        raise ValueError(f"{name}: no such document was issued")
    if entries[content["number"] - 1][1] != content["head"]:
        raise ValueError(f"{name}: it was not set from this record")


def verify_files(record: str, documents: tuple[str, ...]) -> str:
    """A record and documents in files of their own. Answers with what holds."""
    with open(record, encoding="utf-8", newline="\n") as lines:
        entries = list(verify(lines))
    if not entries:
        raise ValueError("the record is empty")
    for path in documents:
        with open(path, "rb") as file:
            verify_document(path, file.read(), entries, issues(entries))
    return f"{len(entries)} entries and {len(documents)} documents hold; the head is {entries[-1][1]}"


def verify_archive(path: str) -> str:
    """The archive of a meeting. Answers with what holds, a line a text."""
    with zipfile.ZipFile(path) as archive:
        names = verify_sums(archive)
        meeting = json.loads(archive.read("meeting.json"))
        folders = {name.split("/")[1] for name in names if name.startswith("texts/")}
        if folders != {text["id"] for text in meeting["texts"]}:
            raise ValueError("meeting.json: it names other texts than there are")
        said = [verify_text(archive, names, text) for text in meeting["texts"]]
    return "\n".join([*said, f"{len(names)} files and {len(said)} texts hold"])


def verify_sums(archive: zipfile.ZipFile) -> set[str]:
    """The names of all files but the sums themselves."""
    lines = archive.read("SHA256SUMS").decode().splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    if sorted([*sums, "SHA256SUMS"]) != sorted(archive.namelist()):
        raise ValueError("SHA256SUMS: it names other files than there are")
    for name, digest in sums.items():
        if hashlib.sha256(archive.read(name)).hexdigest() != digest:
            raise ValueError(f"{name}: it is not as it was written")
    return set(sums)


def verify_text(archive: zipfile.ZipFile, names: set[str], facts: dict[str, Any]) -> str:
    folder = f"texts/{facts['id']}/"
    with archive.open(folder + "record.jsonl") as lines:
        entries = list(verify(line.decode() for line in lines))
    number, head = (len(entries), entries[-1][1]) if entries else (0, "0" * 64)
    others = any(entry["text"] != facts["id"] for entry, _ in entries)
    if others or (number, head) != (facts["number"], facts["hash"]):
        raise ValueError(f"{folder}record.jsonl: meeting.json tells of another record")
    issued = {f"{folder}documents/{issue['sequence']}.json": issue for issue in issues(entries)}
    if issued.keys() != {name for name in names if name.startswith(folder) and name.endswith(".json")}:
        raise ValueError(f"{folder}documents: there are others than were issued")
    for name, issue in issued.items():
        verify_document(name, archive.read(name), entries, [issue])
    return f"{facts['id']}: {number} entries and {len(issued)} documents hold; the head is {head}"


def main(path: str, *documents: str) -> None:
    archived = not documents and zipfile.is_zipfile(path)
    print(verify_archive(path) if archived else verify_files(path, documents))  # noqa: T201  # It speaks to whoever runs it.


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (ValueError, LookupError, TypeError, OSError, zipfile.BadZipFile) as fault:
        sys.exit(f"It does not hold: {fault}")
