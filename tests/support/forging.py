"""
Forgeries of a stored record, and who finds them (docs/SPEC.md, R32 to R36).

Each is done on a copy of a database with the append-only triggers dropped. V is `flask text verify`; S the verifier of
a third party, with the archive and documents and nothing but Python; K one who kept a document, or the number and head
that it prints.
"""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from server.domain.canonical import canonical, sha256
from server.domain.fold import fold
from server.domain.snapshot import facts_of, status_document
from server.domain.state import State
from tests.support.record import TEXT

Entry = dict[str, Any]


@dataclass
class Forger:
    """The owner of the file of the database."""

    database: sqlite3.Connection

    def do(self, statement: str, *values: object) -> None:
        assert self.database.execute(statement, values).rowcount != 0, statement

    def entries(self) -> list[Entry]:
        rows = self.database.execute("SELECT data FROM entries ORDER BY number")
        return [json.loads(row[0]) for row in rows]

    def write(self, entries: list[Entry], start: int = 1) -> None:
        """Puts these entries in the place of those from `start` on, numbered and chained, the head included."""
        before = self.database.execute("SELECT hash FROM entries WHERE number = ?", (start - 1,)).fetchone()
        previous = before[0] if before else "0" * 64
        self.database.execute("DELETE FROM entries WHERE number >= ?", (start,))
        for number, entry in enumerate(entries, start):
            entry.update(number=number, previous=previous)
            data = canonical(entry)
            previous = sha256(data)
            row = (TEXT, number, previous, entry["kind"], entry["command"], entry["time"], data)
            self.database.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            self.do(
                "UPDATE commands SET outcome = ? WHERE command = ?",
                json.dumps({"through": number}),
                entry["command"],
            )
        self.head()

    def head(self) -> None:
        last = "SELECT number, hash, time FROM entries ORDER BY number DESC LIMIT 1"
        self.do("UPDATE texts SET number = ?, hash = ?, time = ?", *self.database.execute(last).fetchone())

    def change(self, number: int, change: Callable[[Entry], None]) -> None:
        """Changes an entry, and chains all from there on."""
        entries = self.entries()
        change(entries[number - 1])
        self.write(entries[number - 1 :], number)

    def content(self, sequence: int = 2) -> dict[str, Any]:
        found = self.database.execute("SELECT content FROM status_documents WHERE sequence = ?", (sequence,))
        content: dict[str, Any] = json.loads(found.fetchone()[0])
        return content

    def put_document(self, content: object, sequence: int = 2) -> None:
        """Another content, its digest in the column and in the entry that issued it, and the chain made to fit."""
        data = content if isinstance(content, bytes) else canonical(content)
        issued = next(
            entry["number"]
            for entry in self.entries()
            if entry["kind"] == "status_document_issued" and entry["payload"]["sequence"] == sequence
        )
        self.do(
            "UPDATE status_documents SET content = ?, digest = ? WHERE sequence = ?",
            data,
            sha256(data),
            sequence,
        )
        self.change(issued, lambda entry: entry["payload"].update(digest=sha256(data)))

    def set_anew(self) -> None:
        """Sets every document again from the forged entries, digests and chain included."""
        for entry in [one for one in self.entries() if one["kind"] == "status_document_issued"]:
            payload, entries = entry["payload"], self.entries()
            state, now = fold(entries[: payload["number"]]), fold(entries[: entry["number"] - 1])
            assert isinstance(state, State)
            assert isinstance(now, State)
            assert now.described is not None
            head = sha256(canonical(entries[payload["number"] - 1]))
            content = status_document(
                state,
                facts_of(now.described),
                as_of=payload["as_of"],
                issued_at=entry["time"],
                sequence=payload["sequence"],
                head_hash=head,
                level=payload["level"],
            )
            self.put_document(content, payload["sequence"])


def set_time_of_the_column(forger: Forger) -> None:
    forger.do("UPDATE entries SET time = '2021-04-07T16:00:01.000Z' WHERE number = 2")


def own_hash(forger: Forger) -> None:
    entry = forger.entries()[2]
    entry["payload"]["label"] = "99"
    data = canonical(entry)
    forger.do("UPDATE entries SET data = ?, hash = ? WHERE number = 3", data, sha256(data))


def bytes_only(change: Callable[[Entry], None]) -> Callable[[Forger], None]:
    def forge(forger: Forger) -> None:
        entry = forger.entries()[2]
        change(entry)
        forger.do("UPDATE entries SET data = ? WHERE number = 3", canonical(entry))

    return forge


def swap(forger: Forger) -> None:
    forger.do("UPDATE entries SET number = 100 WHERE number = 3")
    forger.do("UPDATE entries SET number = 3 WHERE number = 4")
    forger.do("UPDATE entries SET number = 4 WHERE number = 100")


def swap_rechained(forger: Forger) -> None:
    entries = forger.entries()
    # Two acts that can stand in either order: the forged record folds.
    entries[10], entries[11] = entries[11], entries[10]
    entries[10]["time"], entries[11]["time"] = entries[11]["time"], entries[10]["time"]
    entries[5], entries[6] = entries[6], entries[5]
    forger.write(entries[5:], 6)


def without(number: int, *, rechained: bool) -> Callable[[Forger], None]:
    def forge(forger: Forger) -> None:
        entries = forger.entries()
        if rechained:
            forger.write([*entries[: number - 1], *entries[number:]])
        else:
            forger.do("DELETE FROM entries WHERE number = ?", number)

    return forge


def cut_off(forger: Forger) -> None:
    """The last entries, after the last document, with their outcomes; the head is put back."""
    for entry in forger.entries()[-2:]:
        forger.do("DELETE FROM entries WHERE number = ?", entry["number"])
        forger.database.execute("DELETE FROM commands WHERE command = ?", (entry["command"],))
    forger.database.execute("DELETE FROM commands WHERE outcome LIKE '%refused%'")
    for table in ("checkpoints", "indexed", "paragraph_entries", "imports"):
        forger.database.execute(f"DELETE FROM {table}")
    forger.head()


def rewritten(forger: Forger) -> None:
    forger.change(3, lambda entry: entry["payload"].update(wording=[{"insert": "States may do nothing."}]))


def rewritten_and_set_anew(forger: Forger) -> None:
    # That of the first paragraph, which both documents show.
    forger.change(2, lambda entry: entry["payload"].update(wording=[{"insert": "States may do nothing."}]))
    forger.set_anew()
    for table in ("checkpoints", "indexed", "paragraph_entries"):
        forger.database.execute(f"DELETE FROM {table}")


def said(**members: Any) -> Callable[[Forger], None]:
    return lambda forger: forger.put_document({**forger.content(), **members})


def of_a_block(**members: Any) -> Callable[[Forger], None]:
    def forge(forger: Forger) -> None:
        content = forger.content()
        content["blocks"][0].update(members)
        forger.put_document(content)

    return forge


def of_the_masthead(**members: Any) -> Callable[[Forger], None]:
    def forge(forger: Forger) -> None:
        content = forger.content()
        content["masthead"].update(members)
        forger.put_document(content)

    return forge


def without_the_entries_description(forger: Forger) -> None:
    """A document of an older version, in a record that is made to look older."""
    forger.change(1, lambda entry: entry["payload"].pop("described"))
    forger.put_document({**forger.content(), "version": 1, "title": "Agreed: all"})


def documents_swapped(forger: Forger) -> None:
    forger.do("UPDATE status_documents SET sequence = 9 WHERE sequence = 1")
    forger.do("UPDATE status_documents SET sequence = 1 WHERE sequence = 2")
    forger.do("UPDATE status_documents SET sequence = 2 WHERE sequence = 9")


def never_issued(issued: str = "issued") -> Callable[[Forger], None]:
    """A document of other words than any that was issued, filed as if the entry `issued` had done it."""

    def forge(forger: Forger) -> None:
        content = canonical({**forger.content(), "sequence": 3, "title": "Agreed: all"})
        forger.do(
            f"INSERT INTO status_documents SELECT 'd-forged', text, 3, ?, ?, number, {issued}, issued_at "
            "FROM status_documents WHERE sequence = 2",
            content,
            sha256(content),
        )

    return forge


def issued_beyond_the_head(forger: Forger) -> None:
    """With an entry that says that it issued it, and that the record does not reach."""
    never_issued("1000000")(forger)
    issue = next(one for one in forger.entries() if one["kind"] == "status_document_issued")
    digest = forger.database.execute("SELECT digest FROM status_documents WHERE sequence = 3").fetchone()[0]
    issue.update(number=1000000, command="c-forged")
    issue["payload"].update(document="d-forged", sequence=3, digest=digest)
    data = canonical(issue)
    row = (TEXT, 1000000, sha256(data), issue["kind"], issue["command"], issue["time"], data)
    forger.database.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)", row)


def outcome(**said: object) -> Callable[[Forger], None]:
    """The outcome of a command that nobody gave."""
    return lambda forger: forger.do(
        "INSERT INTO commands VALUES (?, 'c-forged1', 'p-chair1', ?)", TEXT, json.dumps(said)
    )


def file(**columns: object) -> Callable[[Forger], None]:
    """A second file beside the honest one, which is the same but for these columns."""

    def forge(forger: Forger) -> None:
        found = forger.database.execute("SELECT * FROM imports")
        row = dict(zip([name for name, *_ in found.description], found.fetchone(), strict=True))
        row |= {"id": "f-forged1", **columns}
        forger.do(f"INSERT INTO imports VALUES ({', '.join('?' * len(row))})", *row.values())

    return forge


def described_otherwise(forger: Forger) -> None:
    forger.change(1, lambda entry: entry["payload"]["described"]["delegations"][1].update(short="Atlantis"))


def sql(statement: str, *values: object) -> Callable[[Forger], None]:
    return lambda forger: forger.do(statement, *values)


WORDS = [{"depth": 1, "kind": "operative", "label": "1", "marker": "1.", "note": "", "paragraph": "par-01",
          "runs": [{"text": "States shall pay."}]}]  # fmt: skip

CASES: list[tuple[str, str, Callable[[Forger], None]]] = [
    ("1 payload", "VS", bytes_only(lambda entry: entry["payload"].update(label="99"))),
    ("1 payload with its own hash", "VS", own_hash),
    ("2 time", "VS", bytes_only(lambda entry: entry.update(time="2021-04-07T16:00:01.000Z"))),
    ("2 person", "VS", bytes_only(lambda entry: entry.update(person="p-chair1"))),
    ("2 delegation", "VS", bytes_only(lambda entry: entry.update(delegation="PER"))),
    ("2 time in the column only", "V", set_time_of_the_column),
    ("3 two entries swapped", "VS", swap),
    ("3 two entries swapped and rechained", "VS", swap_rechained),
    ("4 last entry removed", "VS", sql("DELETE FROM entries WHERE number = (SELECT max(number) FROM entries)")),
    ("5 last entries removed, head put back", "K", cut_off),
    ("6 middle entry removed", "VS", without(4, rechained=False)),
    ("6 middle entry removed and rechained", "VS", without(4, rechained=True)),
    ("7 chain rewritten, documents left", "VS", rewritten),
    ("8 chain rewritten, documents set anew", "K", rewritten_and_set_anew),
    ("9 content", "VS", sql("UPDATE status_documents SET content = ? WHERE sequence = 2", b'{"version":2}')),
    ("9 content with its digest column", "VS",
     sql("UPDATE status_documents SET content = ?, digest = ? WHERE sequence = 2", b"{}", sha256(b"{}"))),
    ("9 digest column only", "V", sql("UPDATE status_documents SET digest = ? WHERE sequence = 2", "f" * 64)),
    ("10 wording", "VS", said(blocks=WORDS)),
    ("11 title", "VS", said(title="Agreed paragraphs of everything")),
    ("11 status line", "VS", said(status="Status: 9 April, 6 p.m.")),
    ("11 masthead", "VS", of_the_masthead(body="Conference of the Parties")),
    ("11 symbol", "VS", of_the_masthead(symbol="CSP/1")),
    ("11 footer", "VS", said(footer="As of 9 April 2021")),
    ("11 closing", "VS", said(closing=[])),
    ("11 note of a block", "VS", of_a_block(note="[agreed]")),
    ("11 another member", "VS", said(annex="All is agreed.")),
    ("12 unknown version", "VS", said(version=99)),
    ("12 version of before", "VS", said(version=1)),
    ("12 version of before in a record of before", "VS", without_the_entries_description),
    ("13 two documents swapped", "V", documents_swapped),
    ("13 document removed", "VS", sql("DELETE FROM status_documents WHERE sequence = 1")),
    ("13 document never issued", "V", never_issued()),
    ("13 document of an entry that issued none", "V", never_issued("3")),
    ("13 document beyond the head", "V", never_issued("1000000")),
    ("13 document beyond the head with an entry", "VS", issued_beyond_the_head),
    ("15 bytes of an entry turned into text", "V", sql("UPDATE entries SET data = replace(data, '99', '98')")),
    ("15 content turned into text", "V", sql("UPDATE status_documents SET content = replace(content, 'q', 'q')")),
    ("15 content turned into text and changed", "VS",
     sql("UPDATE status_documents SET content = replace(content, 'States', 'Nobody')")),
    ("15 bytes of an entry turned into a number", "V", sql("UPDATE entries SET data = 1.5 WHERE number = 3")),
    ("15 content turned into a number", "V", sql("UPDATE status_documents SET content = 1.5")),
    ("15 head turned into text", "V", sql("UPDATE texts SET number = 'so'")),
    *((f"15 {what} turned into {form}", "V", sql(f"UPDATE {what} = ?", value))
      for what in ("commands SET outcome", "paragraph_entries SET numbers", "imports SET report")
      for form, value in (("bytes", b"\xff"), ("deep lists", "[" * 100_000))),
    ("16 entry empty", "VS", sql("UPDATE entries SET data = x'' WHERE number = 3")),
    ("16 entry null in JSON", "VS",
     sql("UPDATE entries SET data = ?, hash = ? WHERE number = 3", b"{}", sha256(b"{}"))),
    ("16 content without members", "VS", lambda forger: forger.put_document(b'{"version":1}')),
    ("16 content that is a list", "VS", lambda forger: forger.put_document(b"[]")),
    ("16 content that is no JSON", "VS", lambda forger: forger.put_document(b"agreed")),
    ("17 name of a delegation", "VS", sql("UPDATE delegations SET short = 'Atlantis' WHERE code = 'PER'")),
    ("17 name of a delegation in the record", "VS", described_otherwise),
    ("17 title of the meeting", "VS", sql("UPDATE meetings SET title = 'Another'")),
    ("17 dates of the meeting", "VS", sql("UPDATE meetings SET ends = '2021-04-30'")),
    ("17 title of the text", "VS", sql("UPDATE texts SET title = 'Another'")),
    ("17 text archived", "VS", sql("UPDATE texts SET archived = 1")),
    ("18 outcome of a recorded command", "V",
     sql("""UPDATE commands SET outcome = '{"through": 1}'
            WHERE command IN (SELECT command FROM entries WHERE number = 4)""")),
    ("18 outcome told as a refusal", "V",
     sql("""UPDATE commands SET outcome = '{"refused": {"code": "held", "message": ""}, "through": 3}'
            WHERE command IN (SELECT command FROM entries WHERE number = 4)""")),
    ("18 outcome told as recorded", "V",
     sql("""UPDATE commands SET outcome = '{"through": 4}' WHERE outcome LIKE '%refused%'""")),
    ("18 outcome that is no JSON", "V", sql("UPDATE commands SET outcome = 'so' WHERE outcome LIKE '%refused%'")),
    ("18 outcome removed", "V",
     sql("DELETE FROM commands WHERE command IN (SELECT command FROM entries WHERE number = 4)")),
    ("18 person of an outcome", "V",
     sql("UPDATE commands SET person = 'p-obs001' WHERE command IN (SELECT command FROM entries WHERE number = 4)")),
    ("18 outcome that nobody's command had", "V", outcome(through=3)),
    ("18 outcome beyond the head", "V", outcome(through=10**6, empty=True)),
    ("18 outcome beyond the head that refuses", "V", outcome(through=10**6, refused={"code": "frozen"})),
    ("18 outcome with another member", "V", outcome(through=3, empty=True, message="The Chair agreed.")),
    ("18 outcome both empty and refused", "V", outcome(through=3, empty=True, refused={"code": "frozen"})),
    ("18 outcome with a sentence in the place of a code", "V", outcome(through=3, refused={"code": "You lost."})),
    ("18 outcome of an unknown code", "V", outcome(through=3, refused={"code": "outvoted"})),
    ("18 outcome that tells more than a code", "V", outcome(through=3, refused={"code": "frozen", "by": "Peru"})),
    ("18 outcome that was not decided", "V", outcome(through=0, refused={"code": "busy"})),
    ("18 outcome whose sentence is none", "V", outcome(through=3, refused={"code": "frozen", "message": ["so"]})),
    # What nobody can tell from an honest one.
    ("18 outcome of a refusal that there was not", "", outcome(through=3, refused={"code": "frozen"})),
    ("18 outcome with a sentence of its own", "V",
     outcome(through=3, refused={"code": "frozen", "message": "The Chair said that you lost."})),
    ("19 file that brought in other entries", "V", file(began=2, ended=3)),
    ("19 file beyond the head", "V", file(began=10**6, ended=10**6 + 1)),
    ("19 file that ends before it begins", "V", sql("UPDATE imports SET began = ended, ended = began")),
    ("19 file without a beginning", "V", sql("UPDATE imports SET began = NULL")),
    ("19 file of an honest one's entries", "V", file()),
    ("19 file of another name", "V", sql("UPDATE imports SET name = 'agreed.md'")),
    ("19 file of another person", "V", sql("UPDATE imports SET person = 'p-chair1'")),
    ("19 bytes of a file", "V", sql("UPDATE imports SET data = x'00'")),
    ("19 bytes of a file turned into text", "V", sql("UPDATE imports SET data = 'so'")),
    ("19 digest of a file", "V", sql("UPDATE imports SET digest = ?", "f" * 64)),
    ("19 report of a file that is no JSON", "V", sql("UPDATE imports SET report = 'so'")),
    # The record does not have the digest of a file: docs/RUNBOOK.md says so.
    ("19 bytes of a file with their digest", "",
     sql("UPDATE imports SET data = x'00', digest = ?", sha256(b"\0"))),
    ("18 history index", "V", sql("UPDATE paragraph_entries SET numbers = '[2]' WHERE paragraph = 'par-01'")),
    ("18 history index that is no list", "V",
     sql("UPDATE paragraph_entries SET numbers = '{' WHERE paragraph = 'par-01'")),
    ("18 history index without a paragraph", "V", sql("DELETE FROM paragraph_entries WHERE paragraph = 'par-01'")),
]  # fmt: skip  # A table reads better.

NOT_ISSUED: dict[str, Callable[[Forger], None]] = {
    "never issued": never_issued(),
    "of an entry that issued none": never_issued("3"),
    "beyond the head": never_issued("1000000"),
    "beyond the head with an entry": issued_beyond_the_head,
    "other content": sql("UPDATE status_documents SET content = ? WHERE sequence = 2", b'{"version":2}'),
    "other content with its digest":
        sql("UPDATE status_documents SET content = ?, digest = ? WHERE sequence = 2", b"{}", sha256(b"{}")),
    "under another id": sql("UPDATE status_documents SET id = 'd-forged' WHERE sequence = 2"),
    "issued by a damaged entry":
        sql("UPDATE entries SET data = x'' WHERE number = (SELECT max(issued) FROM status_documents)"),
    "issued by an entry without members":
        sql("UPDATE entries SET data = ?, hash = ? WHERE number = (SELECT max(issued) FROM status_documents)",
            b"{}", sha256(b"{}")),
}  # fmt: skip
"""Documents that their record did not issue as they are kept."""
