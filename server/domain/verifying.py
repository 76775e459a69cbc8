"""
Verifying a record and the documents that were issued from it, from their bytes alone.

`flask text verify` and the verifier that needs nothing but Python (tools/verify_record.py, which carries these rules
with it) both do what is written here. Nothing raises on account of damage: each kind of it has a sentence.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from server.domain.canonical import canonical, sha256
from server.domain.entries.declaring import Entry
from server.domain.fold import apply
from server.domain.snapshot import VERSION, Content, facts_of, status_document
from server.domain.state import State, forgetting_before

NO_HASH: Final = "0" * 64
ISSUED: Final = "status_document_issued"

FORGET_EVERY: Final = 500
"""Entries after which what led to the wordings is let go of: nothing is decided here."""

NAMES_NOT_ON_RECORD: Final = "the names of the meeting and of delegations in it are not in this record"
"""The remark on a document of version 1: records had no description of the meeting then."""

_ENTRY: Final = frozenset(
    {"text", "number", "time", "person", "delegation", "command", "kind", "payload", "previous"}
)
_FACTS_OF_VERSION_1: Final = ("status", "footer")
_MASTHEAD_OF_VERSION_1: Final = ("body", "session", "place", "days", "symbol", "date")


@dataclass(frozen=True, slots=True)
class Issue:
    """An entry that issued a document, and what the record said of the meeting by then."""

    entry: Entry
    described: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of one document: what does not hold, or null; and what cannot be told, where it holds otherwise."""

    fault: str | None
    remark: str | None = None


@dataclass
class Walk:
    """How far a record has been walked along; `wanted` are the numbers whose states are held, for documents."""

    text: str
    wanted: frozenset[int] = frozenset()
    number: int = 0
    hash: str = NO_HASH
    time: str = ""
    state: State | None = None
    entry: Entry | None = None
    """The last one."""
    issues: list[Issue] = field(default_factory=list)
    shown: dict[int, tuple[State, str]] = field(default_factory=dict)
    """State and hash at the numbers that are wanted."""

    def take(self, number: int, data: bytes, hash_: str) -> str | None:
        """Goes on by one entry; where that is at fault, says why in a sentence and stays where it was."""
        if number != self.number + 1:
            return f"It follows entry {self.number}: what stood between is missing."
        if sha256(data) != hash_:
            return "Its bytes do not have the hash that is stored with them."
        entry = _read(data)
        if isinstance(entry, str):
            return entry
        if (entry["text"], entry["number"]) != (self.text, number):
            return f"It says that it is entry {entry['number']} of {entry['text']}."
        if entry["previous"] != self.hash:
            return f"It does not continue entry {self.number}: that has another hash."
        if entry["time"] < self.time:
            return f"Its time, {entry['time']}, is before that of the entry before it."
        described = None if self.state is None else self.state.described
        try:
            state = apply(self.state, entry)
        except Exception as error:  # Whatever an entry does to the fold is its fault, and is named.
            return f"It cannot be folded into the text: {error!r}."
        self.state = forgetting_before(state, number) if number % FORGET_EVERY == 0 else state
        self.number, self.hash, self.time, self.entry = number, hash_, entry["time"], entry
        if entry["kind"] == ISSUED:
            self.issues.append(Issue(entry, described))
        if number in self.wanted:
            self.shown[number] = (state, hash_)
        return None

    def document(self, issue: Issue, content: bytes, facts: Mapping[str, Any] | None = None) -> Verdict:
        """
        Whether a document is what this record issued, byte for byte derived from it again. `facts`: what is known of
        the meeting from elsewhere, as `facts_of` gives it, for documents whose record does not describe it.
        """
        payload = issue.entry["payload"]
        if sha256(content) != payload["digest"]:
            return Verdict("has not the digest that it was issued with")
        found = _read_content(content)
        if isinstance(found, str):
            return Verdict(found)
        shown = self.shown.get(payload["number"])
        if shown is None:
            return Verdict(f"shows no. {payload['number']}, which is not in the record before it")
        if found["version"] == 1 and issue.described is None:
            return self._of_version_1(issue, found, facts)
        if found["version"] == 1:
            return Verdict("is of version 1, but the record describes the meeting, as for later versions")
        if issue.described is None:
            return Verdict("prints of the meeting what the record does not say")
        try:
            derived = _derived(issue, *shown, facts_of(issue.described), found["version"])
        except Exception as error:  # A payload may name a zone or a level that there is not.
            return Verdict(f"cannot be derived from the record: {error!r}")
        return Verdict(_difference(found, derived, payload["number"]))

    def _of_version_1(self, issue: Issue, found: Content, facts: Mapping[str, Any] | None) -> Verdict:
        state, hash_ = self.shown[issue.entry["payload"]["number"]]
        given = facts or {**dict.fromkeys(("body", "session", "place", "symbol"), ""), "delegations": {}}
        given = {"starts": "2000-01-01", "ends": "2000-01-01", "time_zone": "UTC", **given}
        try:
            derived = _derived(issue, state, hash_, given, 1)
            alone = _difference(_alone(found), _alone(derived), state.number)
        except (
            Exception
        ) as error:  # Content that has not the members of a document, or a level that there is not.
            return Verdict(f"cannot be derived from the record: {error!r}")
        if alone is not None or facts is None or found == derived:
            return Verdict(alone, NAMES_NOT_ON_RECORD)
        return Verdict(None, f"{NAMES_NOT_ON_RECORD}, and are not those that the meeting has now")


def _read(data: bytes) -> dict[str, Any] | str:
    """The entry that the bytes are, or what is wrong with them."""
    try:
        entry = json.loads(data)
        right = isinstance(entry, dict) and entry.keys() == _ENTRY
        strings = ("text", "time", "person", "command", "kind", "previous")
        right = right and all(isinstance(entry[name], str) for name in strings)
        right = right and type(entry["number"]) is int and isinstance(entry["payload"], dict)
        if not right:
            return "Its bytes are no entry."
        if canonical(entry) != data:
            return "Its bytes are not in the one form that entries are written in."
    except (ValueError, RecursionError):
        return "Its bytes are no entry."
    return dict(entry)


def _read_content(content: bytes) -> Content | str:
    """The document that the bytes are, or what is wrong with them."""
    try:
        found = json.loads(content)
        if not isinstance(found, dict) or type(found.get("version")) is not int:
            return "is no status document"
        if canonical(found) != content:
            return "is not in the one form that documents are written in"
    except (ValueError, RecursionError):
        return "is no status document"
    if not 1 <= found["version"] <= VERSION:
        return f"is of version {found['version']}, which this program does not know"
    return found


def _derived(issue: Issue, state: State, head_hash: str, facts: Mapping[str, Any], version: int) -> Content:
    payload = issue.entry["payload"]
    return status_document(
        state,
        facts,
        as_of=payload["as_of"],
        issued_at=issue.entry["time"],
        sequence=payload["sequence"],
        head_hash=head_hash,
        level=payload["level"],
        version=version,
    )


def _difference(found: Content, derived: Content, number: int) -> str | None:
    """The members of a document that differ from the record, by name."""
    other = sorted(name for name in found.keys() | derived.keys() if found.get(name) != derived.get(name))
    if not other and found.keys() == derived.keys():
        return None
    return f"does not show what the record says at no. {number}: {', '.join(other)}"


def _alone(content: Content) -> Content:
    """The members of a document of version 1 that come from the record alone."""
    masthead = {key: value for key, value in content["masthead"].items() if key not in _MASTHEAD_OF_VERSION_1}
    # In brackets after a paragraph stand its level, and whom it is pending by name.
    blocks = [{**block, "note": block["note"].partition("; pending ")[0]} for block in content["blocks"]]
    rest = {name: value for name, value in content.items() if name not in _FACTS_OF_VERSION_1}
    return {**rest, "masthead": masthead, "blocks": blocks}


def registry_differs(described: Mapping[str, Any], given: Mapping[str, Any]) -> list[str]:
    """
    What a meeting is said to be elsewhere, otherwise than its record describes it: names of facts, and codes of
    delegations. Both as docs/FORMATS.md has `Described`; the order of delegations is no difference.
    """
    facts, known = described["meeting"], given["meeting"]
    found = [name for name in facts if facts[name] != known.get(name)]
    ours, theirs = ({one["code"]: one for one in each["delegations"]} for each in (described, given))
    return found + sorted(code for code in ours.keys() | theirs.keys() if ours.get(code) != theirs.get(code))


_HEAD: Final = re.compile(r"(?:(?P<number>\d+):)?(?P<digits>[0-9a-f]{8,64})")


def head_fault(head: str, hashes: Iterable[tuple[int, str]]) -> str | None:
    """
    What is wrong where somebody kept a head of a record as it was printed: hexadecimal digits, eight at least, with the
    number before them or not (`1038:9f3a41c7e0d2`). `hashes`: of all entries of the record, by number.
    """
    bare = re.sub(r"[\s\u00a0]", "", head).lower()
    wanted = _HEAD.fullmatch(bare)
    if wanted is None:
        return f"“{head}” is no head: write NUMBER:DIGITS, or the digits alone, eight at least."
    number, last = wanted["number"], 0
    for last, hash_ in hashes:
        matches = hash_.startswith(wanted["digits"])
        if matches and number in (None, str(last)):
            return None
        if number == str(last):
            return f"No. {number} has another hash than the head that was kept: the record was rewritten."
    if number is None:
        return "No entry has the head that was kept: the record was cut off or rewritten."
    return f"The record ends with no. {last}, but no. {number} was in it: it was cut off."
