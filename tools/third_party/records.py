"""A record in a file of its own, with documents beside it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.canonical import canonical, sha256
from server.domain.verifying import ISSUED, Walk, head_fault
from tools.third_party.reading import json_of


@dataclass(frozen=True)
class Kept:
    """A document that somebody kept: its name, and its exact JSON."""

    name: str
    content: bytes


@dataclass
class Proved:
    """A record that was walked along to its end."""

    walk: Walk
    hashes: list[tuple[int, str]]


def verify(path: str, kept: list[Kept], head: str | None) -> list[str]:
    """A record and documents that somebody kept. Answers with what holds; raises ValueError otherwise."""
    with open(path, "rb") as lines:
        numbers = numbers_shown(lines)
        lines.seek(0)
        proved = walked(lines, numbers)
    if not proved.hashes:
        raise ValueError("the record is empty")
    said = [line for each in kept for line in check_kept(each, proved)]
    if head is not None and (fault := head_fault(head, proved.hashes)):
        raise ValueError(fault)
    walk = proved.walk
    return [*said, f"{walk.number} entries and {len(kept)} documents hold; the head is {walk.hash}"]


def numbers_shown(lines: Iterable[bytes]) -> frozenset[int]:
    """The numbers that issued documents show. Lines that cannot be read are found later."""
    marked = (line for line in lines if ISSUED.encode() in line)
    return frozenset(number for line in marked for number in _shown(line))


def _shown(line: bytes) -> Iterator[int]:
    try:
        number = json.loads(line)["payload"]["number"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return
    if isinstance(number, int):
        yield number


def walked(lines: Iterable[bytes], wanted: frozenset[int], where: str = "") -> Proved:
    """The record, folded. Raises ValueError at the first entry that does not hold."""
    walk, hashes = Walk("", wanted), []
    for number, line in enumerate(lines, start=1):
        entry, claimed = _entry(line, number, where)
        walk.text = walk.text or str(entry.get("text"))
        try:
            data = canonical(entry)
        except ValueError as error:
            raise ValueError(f"{where}no. {number}: it is no entry: {error}") from error
        if sha256(data) != claimed:
            raise ValueError(f"{where}no. {number}: the hash is not that of the entry")
        if line.rstrip(b"\n") != data[:-1] + b',"hash":"' + claimed.encode() + b'"}':
            raise ValueError(f"{where}no. {number}: it is not in the one form that entries are written in")
        fault = walk.take(number, data, claimed)
        if fault is not None:
            raise ValueError(f"{where}no. {number}: {fault}")
        hashes.append((number, claimed))
    return Proved(walk, hashes)


def _entry(line: bytes, number: int, where: str) -> tuple[dict[str, Any], str]:
    entry = json_of(line, f"{where}no. {number}")
    if not isinstance(entry, dict) or not isinstance(entry.get("hash"), str):
        raise ValueError(f"{where}no. {number}: it is no entry")
    return entry, entry.pop("hash")


def check_kept(kept: Kept, proved: Proved) -> list[str]:
    """A document that somebody kept, against a record. Raises ValueError; gives what cannot be told."""
    digest = sha256(kept.content)
    issues = [issue for issue in proved.walk.issues if issue.entry["payload"].get("digest") == digest]
    if not issues:
        raise ValueError(f"{kept.name}: no such document was issued")
    verdict = proved.walk.document(issues[0], kept.content)
    if verdict.fault is not None:
        raise ValueError(f"{kept.name}: it {verdict.fault}")
    return [] if verdict.remark is None else [f"{kept.name}: {verdict.remark}"]
