"""
Verifying a text from its stored bytes alone: the chain, the fold, the head, every issued document, and all that is kept
beside the record and said by it too.

Nothing that this process holds in memory is looked at, and no checkpoint is relied on: they are compared with the fold
(W27). Entries are read one after the other and let go of: a record of any length is verified in the memory that its
text takes. The rules are those of `server/domain/verifying.py`, which a third party has too.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from server.domain.canonical import sha256
from server.domain.refusal import Refused
from server.domain.snapshot import facts_of
from server.domain.state import FOLD_VERSION, State, to_json
from server.domain.verifying import Issue, Walk, head_fault, registry_differs
from server.services.brought_in import KeptFile, reason_of
from server.services.describing import description
from server.services.paragraph_history import concerned_in
from server.services.record import (
    Filed,
    Head,
    IssuedDocument,
    KeptCheckpoint,
    KeptOutcome,
    StoredEntry,
    issued_by,
)
from server.services.refusals import is_kept
from server.services.registry import TextFacts
from server.services.store import Unit


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding, in one sentence. `number` is that of the entry; null where it is about no entry."""

    number: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Verified:
    """
    What verifying found: up to where the record holds, and what does not, the first bad entry first. `remarks`: what
    cannot be told, which is no fault.
    """

    text: str
    entries: int
    head: Head
    documents: int
    faults: tuple[Fault, ...]
    remarks: tuple[str, ...]


@dataclass
class _Beside:
    """The rows beside the entries, and those that the entries were found to confirm."""

    checkpoints: list[KeptCheckpoint]
    indexed: int
    files: list[KeptFile]
    ends: dict[int, Mapping[str, Any] | None] = field(default_factory=dict)
    """By number, the entries with which files are said to begin and end; null where there is none."""
    begin: set[int] = field(default_factory=set)
    """Those of these with which a command begins."""
    commands: dict[str, tuple[int, str]] = field(default_factory=dict)
    """By command: the last number that came of it, and whose it was."""
    concerned: dict[str, list[int]] = field(default_factory=dict)
    """By paragraph, as far as the index reaches."""
    hashes: list[tuple[int, str]] = field(default_factory=list)
    described: int | None = None
    """With which number the record first describes the meeting, as no record of version 0.1.0 does."""
    faults: list[Fault] = field(default_factory=list)


def verify_text(unit: Unit, text: str, kept_head: str | None = None) -> Verified:
    """
    Verifies the record of a text. `kept_head`: a head of it as somebody kept it, in print for example
    (`verifying.head_fault`). Raises Refused `not_found` where there is no such text.
    """
    expected, facts = unit.record.head(text), unit.registry.text(text)
    if expected is None or facts is None:
        raise Refused("not_found", "There is no such text.")
    documents = unit.record.documents(text)
    walk = Walk(text, frozenset(document.number for document in documents))
    files = list(unit.files.kept(text))
    beside = _Beside(list(unit.record.checkpoints(text)), unit.record.indexed(text), files)
    beside.ends = {number: None for file in files for number in (file.began, file.ended) if number}
    faults = list(_walk(walk, beside, unit.record.stream(text)))
    if not faults:
        # Past a bad entry nothing can be said about these: its successors hang on it.
        faults += beside.faults
        faults += _check_head(walk, expected)
        faults += _check_outcomes(beside, unit.record.all_outcomes(text), walk.number)
        faults += _check_index(beside, unit.record.all_numbers(text), walk.number)
        faults += _check_files(beside)
        faults += _check_registry(unit, walk.state, facts)
        faults += _strangers(walk, documents)
    given = facts_of(_description(unit, facts))
    found, remarks = _check_documents(walk, documents, given)
    faults += found
    faults += [
        Fault(None, f"{what} is kept as text, not as bytes.") for what in unit.record.turned_to_text(text)
    ]
    if kept_head is not None and (sentence := head_fault(kept_head, beside.hashes)):
        faults.append(Fault(None, sentence))
    head = Head(walk.number, walk.hash, walk.time)
    return Verified(text, walk.number, head, len(documents), tuple(faults), tuple(remarks))


def _walk(walk: Walk, beside: _Beside, entries: Iterator[tuple[StoredEntry, Filed]]) -> Iterator[Fault]:
    """Goes from entry to entry up to the first bad one, and gives its fault."""
    checkpoints = {kept.number: kept for kept in beside.checkpoints}
    for stored, under in entries:
        before = walk.state
        sentence = walk.take(stored.number, stored.data, stored.hash)
        if sentence is not None or walk.entry is None or walk.state is None:
            yield Fault(stored.number, sentence or "It is no entry.")
            return
        _note(beside, walk.entry, stored, before)
        if beside.described is None and walk.state.described is not None:
            beside.described = stored.number
        if under != Filed(stored.number, walk.entry["kind"], walk.entry["command"], walk.time):
            sentence = "It is filed under another kind, command or time than its bytes say."
            beside.faults.append(Fault(stored.number, sentence))
        kept = checkpoints.pop(stored.number, None)
        if kept is not None and (sentence := _checkpoint_fault(kept, walk.state, walk.hash)):
            beside.faults.append(Fault(stored.number, sentence))
    # A checkpoint past the head is of a record that went another way (a backup was restored), and is not used.


def _note(beside: _Beside, entry: Mapping[str, Any], stored: StoredEntry, before: State | None) -> None:
    if stored.number in beside.ends:
        beside.ends[stored.number] = entry
        if entry["command"] not in beside.commands:
            beside.begin.add(stored.number)
    beside.commands[entry["command"]] = (stored.number, entry["person"])
    beside.hashes.append((stored.number, stored.hash))
    if stored.number <= beside.indexed:
        for paragraph in concerned_in(entry, lambda: before):
            beside.concerned.setdefault(paragraph, []).append(stored.number)


def _checkpoint_fault(kept: KeptCheckpoint, state: State, hash_: str) -> str | None:
    if kept.hash != hash_ or kept.fold_version != FOLD_VERSION:
        # Of a record that went another way, or of another program: neither is used.
        return None
    try:
        holds = kept.data is not None and json.loads(kept.data) == json.loads(json.dumps(to_json(state)))
    except (ValueError, RecursionError):
        holds = False
    if holds:
        return None
    if kept.ours:
        return "The checkpoint that is kept of it is not what the record comes to."
    return "The checkpoint that is kept of it is forged: it is not what the record comes to, and is not used."


def _check_head(walk: Walk, expected: Head) -> Iterator[Fault]:
    if type(expected.number) is not int:
        yield Fault(None, "The text does not say with which number it ends.")
    elif walk.number < expected.number:
        yield Fault(
            walk.number + 1,
            f"It is missing, and all up to {expected.number}, where the text says it ends.",
        )
    elif (walk.number, walk.hash, walk.time) != (expected.number, expected.hash, expected.time):
        yield Fault(
            walk.number,
            f"It is the last, but the text says that it ends with {expected.number} ({expected.hash}).",
        )


def _check_outcomes(beside: _Beside, kept: Iterator[KeptOutcome], head: int) -> Iterator[Fault]:
    """Each command that came to entries has that outcome, and no other has it."""
    left = dict(beside.commands)
    for one in kept:
        recorded = left.pop(one.command, None)
        if not _is_outcome(one, recorded, head, beside.described):
            number = None if recorded is None else recorded[0]
            yield Fault(number, f"The outcome that is kept of command {one.command} is not what came of it.")
    for command, (number, _person) in left.items():
        yield Fault(number, f"The outcome of command {command}, which it came of, is missing.")


def _is_outcome(
    kept: KeptOutcome, recorded: tuple[int, str] | None, head: int, described: int | None
) -> bool:
    outcome = kept.outcome
    if not isinstance(outcome, dict) or type(outcome.get("through")) is not int:
        return False
    if recorded is not None:
        return (outcome, kept.person) == ({"through": recorded[0]}, recorded[1])
    through = outcome["through"]
    empty = outcome.keys() == {"through", "empty"} and outcome["empty"] is True
    worded = described is None or through < described
    refused = outcome.keys() == {"through", "refused"} and is_kept(outcome["refused"], worded=worded)
    return (empty or refused) and 0 <= through <= head


def _check_files(beside: _Beside) -> Iterator[Fault]:
    """Each file came in with the entries that it names, and its bytes have its digest."""
    ends: set[int | None] = set()
    for file in beside.files:
        if not _came_in(beside, file) or not ends.isdisjoint({file.began, file.ended}):
            yield Fault(file.began, f"The file {file.id} is not kept as the record says that it came in.")
        if file.of_bytes != file.digest or not file.readable:
            yield Fault(None, f"What is kept of the file {file.id} is damaged.")
        ends |= {file.began, file.ended}


def _came_in(beside: _Beside, file: KeptFile) -> bool:
    """Whether the record brought in paragraphs from this file and for this person, and whole commands of it."""
    first, last = (beside.ends.get(number or 0) for number in (file.began, file.ended))
    if first is None or last is None or first["number"] > last["number"]:
        return False
    whole = first["number"] in beside.begin and beside.commands[last["command"]][0] == last["number"]
    return whole and all(
        entry["kind"] in ("paragraph_added", "section_added")
        and entry["person"] == file.person
        and entry["payload"].get("reason") == reason_of(file.name)
        for entry in (first, last)
    )


def _check_index(
    beside: _Beside, kept: Iterator[tuple[str, Sequence[int] | None]], head: int
) -> Iterator[Fault]:
    """The index of paragraphs names the entries that concern them, as far as it reaches."""
    if beside.indexed > head:
        yield Fault(None, "The index of paragraphs reaches past the end of the record.")
        return
    found: dict[str, list[int]] = {}
    for paragraph, numbers in kept:
        found.setdefault(paragraph, []).extend(numbers if numbers is not None else [-1])
    for paragraph in sorted(found.keys() | beside.concerned.keys()):
        if found.get(paragraph) != beside.concerned.get(paragraph):
            yield Fault(None, f"The history of paragraph {paragraph} is not indexed as the record has it.")


def _check_registry(unit: Unit, state: State | None, facts: TextFacts) -> Iterator[Fault]:
    """Holds the registry's text and meeting against the end of the record."""
    if state is None:
        return
    for name in ("title", "language", "direction"):
        if getattr(facts, name) != getattr(state, name):
            yield Fault(None, f"The {name} of the text is not what its record says.")
    if facts.archived != (state.archived is not None):
        yield Fault(None, "Whether the text is archived is not what its record says.")
    # The record of an archived text is not gone on with when the meeting changes.
    if state.described is not None and state.archived is None:
        for name in registry_differs(state.described, _description(unit, facts)):
            yield Fault(None, f"What is kept of the meeting ({name}) is not what the record says.")


def _description(unit: Unit, facts: TextFacts) -> dict[str, Any]:
    meeting = unit.registry.meeting(facts.meeting)
    if meeting is None:
        raise Refused("not_found", "The meeting of this text is not there.")
    return description(unit, meeting)


def _check_documents(
    walk: Walk, documents: Sequence[IssuedDocument], given: Mapping[str, Any]
) -> tuple[list[Fault], list[str]]:
    """Each issue on record has its document, byte for byte."""
    kept = {document.id: document for document in documents}
    faults, remarks = [], []
    for issue in walk.issues:
        payload = issue.entry["payload"]
        fault, remark = _of_document(walk, issue, kept.pop(payload["document"], None), given)
        if fault is not None:
            faults.append(
                Fault(
                    issue.entry["number"],
                    f"The status document {payload['sequence']} that it issued {fault}.",
                )
            )
        if remark is not None:
            remarks.append(f"Status document {payload['sequence']}: {remark}.")
    return faults, remarks


def _strangers(walk: Walk, documents: Sequence[IssuedDocument]) -> Iterator[Fault]:
    """Documents that are kept and that no entry issued, of a record that holds to its end."""
    issued = {issue.entry["payload"]["document"] for issue in walk.issues}
    for one in documents:
        if one.id not in issued:
            yield Fault(None, f"The status document {one.id} was never issued.")


def _of_document(
    walk: Walk, issue: Issue, document: IssuedDocument | None, given: Mapping[str, Any]
) -> tuple[str | None, str | None]:
    if document is None:
        return "is missing", None
    right = sha256(document.content) == issue.entry["payload"]["digest"]
    if right and document != issued_by(issue.entry, document.content):
        return "is filed as another than was issued", None
    verdict = walk.document(issue, document.content, given)
    return verdict.fault, verdict.remark
