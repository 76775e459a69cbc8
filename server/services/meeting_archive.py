"""The archive of a meeting: plain files that can be read and verified without this program."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Final

from server.domain.characters import all_shown
from server.services.record import IssuedDocument
from server.services.registry import Meeting
from server.services.status_documents import issued_documents
from server.services.store import Unit

Member = tuple[str, Iterable[bytes]]
"""
A file of the archive: its name, with slashes between folders, and what it holds, in pieces, to be taken in order and
once: a record may be longer than fits into memory.
"""

SetDocument = Callable[[IssuedDocument, str], bytes]
"""Sets an issued document as `docx` or `pdf`."""

SUMS: Final = "SHA256SUMS"
VERIFIER: Final = "verify_record.py"

README: Final = """\
{title}
{body}, {session}
{place}, {starts} to {ends} (time zone {time_zone})

This archive holds what was negotiated at that meeting: every text with its whole record, the status
documents that were issued, the delegations and the people. It was made by Adref {program} on {made}
(UTC). Everything in it is plain text in UTF-8, but for the documents in Word (.docx) and PDF, which
show again what their .json says.

meeting.json       the meeting, and its texts: title, language, number and hash of the last entry of each record
delegations.json   the delegations by their code; "members" are those of a group
people.json        the people by their id, with what they were at the meeting
texts/TEXT/        one folder for each text, by its id:
  record.jsonl       the record: everything that happened to the text, one entry a line, in order
  documents/N.json   the status document no. N, exactly as it was issued; N.docx and N.pdf are set from it
SHA256SUMS         the SHA-256 of every other file here ("sha256sum --check SHA256SUMS" looks at them)
verify_record.py   a program in Python 3.11 that verifies this archive: python3 verify_record.py ARCHIVE.zip

How to read a record. Each line is a JSON object: "number" counts from 1; "time" is UTC; "person"
and "delegation" say who acted and for whom (look them up in people.json and delegations.json);
"kind" says what was done and "payload" with what. Wording is a list of pieces in order, {{"insert":
words, "attributes": marks}}. The marks "ins", "del:ID" and "brk:ID" name the proposal or
reservation that the words belong to, are to be deleted by, or are bracketed by; words without "ins"
are base text. A change of wording is a list of "retain" (pass over so many UTF-16 code units),
"insert" and "delete". To have the text at any number or moment, apply the entries in order up to
there.

How it can be proved. The "hash" of an entry is the SHA-256 of the same object without "hash",
written with its names sorted, without white space, in UTF-8. "previous" is the hash of the entry
before (64 zeros for the first), so that no entry can be changed, taken out or put in without every
later hash being another. A status document was issued by the entry of kind "status_document_issued"
whose "digest" is the SHA-256 of its .json; the document names the "number" of the entry whose text
it shows and that entry's hash as "head". All that it says follows from the record up to there, and
from what the record says of the meeting ("described" in the first entry, and in entries of kind
"meeting_described"). A document that was printed or published carries that hash too: it vouches for
all of the record up to there, whoever keeps this archive.
"""


@dataclass(frozen=True, slots=True)
class Made:
    """By which version of the program an archive is made, when, and the program that verifies it."""

    program: str
    at: str
    verifier: bytes


def archive(unit: Unit, meeting: Meeting, made: Made, set_document: SetDocument) -> Iterator[Member]:
    """The files of a meeting's archive, the sums of the others last. Raises Refused as `set_document` does."""
    sums: list[str] = []
    for name, pieces in _members(unit, meeting, made, set_document):
        digest = sha256()
        yield name, _summed(pieces, digest.update)
        sums.append(f"{digest.hexdigest()}  {name}\n")
    yield SUMS, ["".join(sums).encode()]


def _summed(pieces: Iterable[bytes], add: Callable[[bytes], None]) -> Iterator[bytes]:
    for piece in pieces:
        add(piece)
        yield piece


def _members(unit: Unit, meeting: Meeting, made: Made, set_document: SetDocument) -> Iterator[Member]:
    texts = unit.registry.texts(meeting.id)
    readme = README.format(program=made.program, made=made.at, **all_shown(asdict(meeting)))
    yield "README.txt", [readme.encode()]
    yield VERIFIER, [made.verifier]
    facts = {**asdict(meeting), "texts": [asdict(text) for text in texts]}
    yield "meeting.json", [_json(facts)]
    yield "delegations.json", [_json(_delegations(unit, meeting.id))]
    yield "people.json", [_json(_people(unit, meeting.id))]
    for text in texts:
        entries = (entry.wire_json + b"\n" for entry, _ in unit.record.stream(text.id))
        yield f"texts/{text.id}/record.jsonl", entries
        for document in issued_documents(unit.record, text.id):
            name = f"texts/{text.id}/documents/{document.sequence}"
            yield f"{name}.json", [document.content]
            for form in ("docx", "pdf"):
                yield f"{name}.{form}", [set_document(document, form)]


def _delegations(unit: Unit, meeting: str) -> dict[str, Any]:
    return {
        each.code: {"short": each.short, "name": each.name, "kind": each.kind, "members": list(each.members)}
        for each in unit.registry.delegations(meeting)
    }


def _people(unit: Unit, meeting: str) -> dict[str, Any]:
    """Those who took part or acted, by id: names, and nothing of their accounts."""
    names = unit.registry.names(meeting)
    part = {each.person: each for each in unit.registry.participants(meeting)}
    return {
        person: {
            "name": name,
            "role": part[person].role if person in part else None,
            "delegation": part[person].delegation if person in part else None,
        }
        for person, name in sorted(names.items())
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
