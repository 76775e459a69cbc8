"""Verifying a record from its stored bytes alone: the chain, the fold, the head, and every issued document.

Checkpoints are not looked at (W27), and nothing that this process holds in memory is. Entries are read one after the
other and let go of: a record of any length is verified in the memory that its text takes.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from server.domain.canonical import canonical, sha256
from server.domain.command import Refused
from server.domain.snapshot import VERSION, status_document
from server.domain.text import State, apply, forgetting_before
from server.services.document_press import ISSUED, meeting_facts
from server.services.past import FOLDED_AT_ONCE
from server.services.record import EMPTY, Filed, Head, IssuedDocument, StoredEntry
from server.services.store import Unit


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold, in one sentence; `number` is that of the entry, null where it is about no entry."""

    number: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What verifying found: up to where the record holds, and what does not, the first bad entry first."""

    text: str
    entries: int
    head: Head
    documents: int
    faults: tuple[Fault, ...]


@dataclass
class _Walk:
    """Where the walk along the entries has come to."""

    text: str
    head: Head = EMPTY
    state: State | None = None
    issues: list[Mapping[str, Any]] = field(default_factory=list)
    shown: dict[int, tuple[State, str]] = field(default_factory=dict)
    """State and hash at the numbers that issued documents show."""
    misfiled: list[Fault] = field(default_factory=list)


def verify_text(unit: Unit, text: str) -> Verified:
    """Verifies the record of a text. Raises Refused `not_found` where there is no such text."""
    expected = unit.record.head(text)
    if expected is None:
        raise Refused("not_found", "There is no such text.")
    walk = _Walk(text)
    documents = unit.record.documents(text)
    shown = {document.number for document in documents}
    faults = list(_walk(walk, unit.record.stream(text), shown))
    if not faults:
        # Past a bad entry nothing can be said about these: its successors hang on it.
        faults += walk.misfiled
        faults += _check_head(walk, expected)
    faults += _check_documents(walk, documents, meeting_facts(unit, text))
    return Verified(text, walk.head.number, walk.head, len(documents), tuple(faults))


def _walk(walk: _Walk, entries: Iterable[tuple[StoredEntry, Filed]], shown: set[int]) -> Iterator[Fault]:
    """Goes from entry to entry up to the first bad one, and gives its fault."""
    for stored, under in entries:
        sentence = _fault_of(walk, stored)
        if sentence is not None:
            yield Fault(stored.number, sentence)
            return
        entry = stored.entry
        try:
            walk.state = apply(walk.state, entry)
        except Exception as error:  # Whatever an entry does to the fold is its fault, and is named.
            yield Fault(stored.number, f"It cannot be folded into the text: {error!r}.")
            return
        walk.head = stored.head
        if under != Filed(stored.number, entry["kind"], entry["command"], entry["time"]):
            sentence = "It is filed under another kind, command or time than its bytes say."
            walk.misfiled.append(Fault(stored.number, sentence))
        if stored.number % FOLDED_AT_ONCE == 0:
            # Nothing is decided here: what led to the wordings is not needed.
            walk.state = forgetting_before(walk.state, stored.number)
        if stored.number in shown:
            walk.shown[stored.number] = (walk.state, stored.hash)
        if entry["kind"] == ISSUED:
            walk.issues.append(entry)


def _fault_of(walk: _Walk, stored: StoredEntry) -> str | None:
    """What is wrong with an entry by itself and in its place in the chain."""
    if stored.number != walk.head.number + 1:
        return f"It follows entry {walk.head.number}: what stood between is missing."
    if sha256(stored.data) != stored.hash:
        return "Its bytes do not have the hash that is stored with them."
    try:
        entry = json.loads(stored.data)
        if canonical(entry) != stored.data:
            return "Its bytes are not in the one form that entries are written in."
        said = (entry["text"], entry["number"], entry["previous"])
        time = entry["time"]
    except (ValueError, TypeError, KeyError):
        return "Its bytes are no entry."
    if said[:2] != (walk.text, stored.number):
        return f"It says that it is entry {said[1]} of {said[0]}."
    if said[2] != walk.head.hash:
        return f"It does not continue entry {walk.head.number}: that has another hash."
    if time < walk.head.time:
        return f"Its time, {time}, is before that of the entry before it."
    return None


def _check_head(walk: _Walk, expected: Head) -> Iterator[Fault]:
    if walk.head.number < expected.number:
        yield Fault(
            walk.head.number + 1,
            f"It is missing, and all up to {expected.number}, where the text says it ends.",
        )
    elif walk.head != expected:
        yield Fault(
            walk.head.number,
            f"It is the last, but the text says that it ends with {expected.number} ({expected.hash}).",
        )


def _check_documents(
    walk: _Walk, documents: Sequence[IssuedDocument], meeting: Mapping[str, Any]
) -> Iterator[Fault]:
    """Each issue on record has its document, byte for byte; no document is there that was not issued."""
    kept = {document.id: document for document in documents}
    for entry in walk.issues:
        document = kept.pop(entry["payload"]["document"], None)
        sentence = _fault_of_document(walk, entry, document, meeting)
        if sentence is not None:
            yield Fault(
                entry["number"],
                f"The status document {entry['payload']['sequence']} that it issued {sentence}.",
            )
    for document in kept.values():
        if document.issued <= walk.head.number:
            yield Fault(None, f"The status document {document.id} was never issued.")


def _fault_of_document(
    walk: _Walk, entry: Mapping[str, Any], document: IssuedDocument | None, meeting: Mapping[str, Any]
) -> str | None:
    if document is None:
        return "is missing"
    if sha256(document.content) != entry["payload"]["digest"]:
        return "has not the digest that it was issued with"
    if document != _as_issued(entry, document.content):
        return "is filed as another than was issued"
    content = json.loads(document.content)
    # What another version of the program set may look otherwise; its digest is all that can be said of it.
    if content["version"] == VERSION and _from_record(content) != _set_again(walk, entry, meeting):
        return f"does not show what the record says at no. {document.number}"
    return None


def _set_again(walk: _Walk, entry: Mapping[str, Any], meeting: Mapping[str, Any]) -> dict[str, Any]:
    """What the document of an issue would say, set again from the record."""
    payload = entry["payload"]
    state, head_hash = walk.shown[payload["number"]]
    content = status_document(
        state,
        meeting,
        as_of=payload["as_of"],
        issued_at=entry["time"],
        sequence=payload["sequence"],
        head_hash=head_hash,
        level=payload["level"],
    )
    return _from_record(content)


def _from_record(content: Mapping[str, Any]) -> dict[str, Any]:
    """What of a document comes from the record alone, and not from the registry, whose names may change since."""
    names = ("text", "number", "head", "as_of", "issued_at", "sequence", "level", "footnotes", "omitted")
    blocks = [{name: value for name, value in block.items() if name != "note"} for block in content["blocks"]]
    return {**{name: content[name] for name in names}, "blocks": blocks}


def _as_issued(entry: Mapping[str, Any], content: bytes) -> IssuedDocument:
    payload = entry["payload"]
    return IssuedDocument(
        id=payload["document"],
        text=entry["text"],
        sequence=payload["sequence"],
        content=content,
        digest=payload["digest"],
        number=payload["number"],
        issued=entry["number"],
        issued_at=entry["time"],
    )
