"""The archive of a meeting (`flask meeting export`)."""

import hashlib
import json
import zipfile
from typing import Any, Final

from server.domain.snapshot import facts_of
from server.domain.verifying import head_fault, registry_differs
from tools.third_party import pdf
from tools.third_party.reading import json_of, read
from tools.third_party.records import Kept, Proved, check_kept, numbers_shown, walked

_MEETING: Final = frozenset(
    (
        "body",
        "ends",
        "id",
        "language",
        "place",
        "public",
        "session",
        "slug",
        "starts",
        "symbol",
        "texts",
        "time_zone",
    )
) | {"title"}
_TEXT: Final = frozenset(
    ("archived", "direction", "hash", "id", "language", "meeting", "number", "time", "title")
)
_PERSON: Final = frozenset(("name", "role", "delegation"))


def verify(path: str, kept: list[Kept], head: str | None) -> list[str]:
    """Answers with what holds, a line a text; raises ValueError at the first that does not."""
    with zipfile.ZipFile(path) as archive:
        names = _verify_sums(archive)
        meeting = _meeting(archive)
        folders = sorted({name.split("/")[1] for name in names if name.startswith("texts/")})
        if folders != sorted(text["id"] for text in meeting["texts"]):
            raise ValueError("meeting.json: it names other texts than there are")
        _verify_people(archive)
        proved, said = [], []
        for text in meeting["texts"]:
            one, lines = _verify_text(archive, names, meeting, text)
            proved.append(one)
            said += lines
        _verify_names(names, proved)
    for each in kept:
        said += _check_kept(each, proved)
    if head is not None:
        faults = [head_fault(head, one.hashes) for one in proved]
        if faults and all(faults):
            raise ValueError("; ".join(sorted({str(fault) for fault in faults})))
    return [*said, f"{len(names)} files and {len(proved)} texts hold"]


def _verify_sums(archive: zipfile.ZipFile) -> set[str]:
    """The names of all files but the sums themselves."""
    if "SHA256SUMS" not in archive.namelist():
        raise ValueError("SHA256SUMS: it is missing, or this is no archive of Adref")
    lines = archive.read("SHA256SUMS").decode(errors="replace").splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    if len(lines) != len(sums) or sorted([*sums, "SHA256SUMS"]) != sorted(archive.namelist()):
        raise ValueError("SHA256SUMS: it names other files than there are")
    for name, digest in sums.items():
        if hashlib.sha256(archive.read(name)).hexdigest() != digest:
            raise ValueError(f"{name}: it is not as it was written")
    return set(sums)


def _json(archive: zipfile.ZipFile, name: str) -> dict[str, Any]:
    """A file beside the records, which is written in one form."""
    if name not in archive.namelist():
        raise ValueError(f"{name}: it is missing")
    data = archive.read(name)
    found = json_of(data, name)
    if not isinstance(found, dict):
        raise ValueError(f"{name}: it is not what Adref writes")
    if data != json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n":
        raise ValueError(f"{name}: it is not in the one form that it is written in")
    return found


def _meeting(archive: zipfile.ZipFile) -> dict[str, Any]:
    meeting = _json(archive, "meeting.json")
    with read("meeting.json"):
        # Archives of version 0.1.0 do not say whether a text is archived.
        right = meeting.keys() == _MEETING and all(
            text.keys() | {"archived"} == _TEXT and text["meeting"] == meeting["id"]
            for text in meeting["texts"]
        )
    if not right:
        raise ValueError("meeting.json: it has other members than a meeting has")
    return meeting


def _verify_people(archive: zipfile.ZipFile) -> None:
    for person, one in _json(archive, "people.json").items():
        if not isinstance(one, dict) or one.keys() != _PERSON:
            raise ValueError(f"people.json: {person} has other members than a person has")


def _verify_names(names: set[str], proved: list[Proved]) -> None:
    """That every file is there that belongs into an archive, and no other."""
    expected = {"README.txt", "verify_record.py", "meeting.json", "delegations.json", "people.json"}
    for one in proved:
        folder = f"texts/{one.walk.text}/"
        expected.add(f"{folder}record.jsonl")
        for issue in one.walk.issues:
            number = issue.entry["payload"]["sequence"]
            expected |= {f"{folder}documents/{number}.{form}" for form in ("json", "docx", "pdf")}
    if missing := sorted(expected - names):
        raise ValueError(f"{missing[0]}: it is missing")
    if other := sorted(names - expected):
        raise ValueError(f"{other[0]}: no such file belongs into an archive")


def _verify_text(
    archive: zipfile.ZipFile, names: set[str], meeting: dict[str, Any], facts: dict[str, Any]
) -> tuple[Proved, list[str]]:
    folder = f"texts/{facts['id']}/"
    if f"{folder}record.jsonl" not in names:
        raise ValueError(f"{folder}record.jsonl: it is missing")
    with archive.open(folder + "record.jsonl") as lines:
        numbers = numbers_shown(lines)
    with archive.open(folder + "record.jsonl") as lines:
        proved = walked(lines, numbers, f"{folder}record.jsonl, ")
    walk = proved.walk
    walk.text = walk.text or facts["id"]
    if (walk.text, walk.number, walk.hash) != (facts["id"], facts["number"], facts["hash"]):
        raise ValueError(f"{folder}record.jsonl: meeting.json tells of another record")
    _verify_facts(archive, proved, meeting, facts)
    said = _verify_documents(archive, names, proved, folder, meeting)
    documents = len(walk.issues)
    holds = f"{facts['id']}: {walk.number} entries and {documents} documents hold; the head is {walk.hash}"
    return proved, [*said, holds]


def _verify_facts(
    archive: zipfile.ZipFile, proved: Proved, meeting: dict[str, Any], facts: dict[str, Any]
) -> None:
    """Holds the files beside the record against its end."""
    state = proved.walk.state
    if state is None:
        return
    for name in ("title", "language", "direction"):
        if facts[name] != getattr(state, name):
            raise ValueError(f"meeting.json: the {name} of {facts['id']} is not what its record says")
    # Archives of version 0.1.0 do not say it.
    if facts.get("archived", False) is not (state.archived is not None):
        raise ValueError(f"meeting.json: the record of {facts['id']} says otherwise of its being archived")
    # The record of an archived text is not gone on with when the meeting changes.
    if state.described is not None and state.archived is None:
        other = registry_differs(state.described, _described(archive, meeting))
        if other:
            raise ValueError(
                f"meeting.json, delegations.json: the record says otherwise of {', '.join(other)}"
            )


def _described(archive: zipfile.ZipFile, meeting: dict[str, Any]) -> dict[str, Any]:
    listed = _json(archive, "delegations.json")
    with read("delegations.json"):
        return {"meeting": meeting, "delegations": [{"code": code, **one} for code, one in listed.items()]}


def _verify_documents(
    archive: zipfile.ZipFile, names: set[str], proved: Proved, folder: str, meeting: dict[str, Any]
) -> list[str]:
    issues = proved.walk.issues
    issued = {f"{folder}documents/{issue.entry['payload']['sequence']}.json": issue for issue in issues}
    if issued.keys() != {name for name in names if name.startswith(folder) and name.endswith(".json")}:
        raise ValueError(f"{folder}documents: there are others than were issued")
    given, said = facts_of(_described(archive, meeting)), []
    for name, issue in issued.items():
        content = archive.read(name)
        if hashlib.sha256(content).hexdigest() != issue.entry["payload"]["digest"]:
            raise ValueError(f"{name}: no such document was issued")
        verdict = proved.walk.document(issue, content, given)
        if verdict.fault is not None:
            raise ValueError(f"{name}: it {verdict.fault}")
        if verdict.remark is not None:
            said.append(f"{name}: {verdict.remark}")
        _verify_pdf(archive, names, f"{name.removesuffix('.json')}.pdf", content)
    return said


def _verify_pdf(archive: zipfile.ZipFile, names: set[str], name: str, content: bytes) -> None:
    """Holds what a PDF carries against what was issued. Those of version 0.1.0 carry nothing."""
    if name not in names:
        return
    with read(name):
        carried = pdf.attached(archive.read(name), name)
        if carried is None and json.loads(content)["version"] > 1:
            raise ValueError(f"{name}: it carries no content")
    if carried not in (None, content):
        raise ValueError(f"{name}: it carries another content than was issued")


def _check_kept(kept: Kept, proved: list[Proved]) -> list[str]:
    """A document that somebody kept: of which text it is, it says itself."""
    faults = []
    for one in proved:
        try:
            return check_kept(kept, one)
        except ValueError as fault:
            faults.append(fault)
    # Of one text the digest was found, or of none: what is said of that is the longest.
    raise max(faults, key=lambda fault: len(str(fault)), default=ValueError(f"{kept.name}: there is no text"))
