"""A store in memory: a real implementation of the ports, for tests that are not about a database.

A writing unit of work works on a copy of everything and puts it in place at the end, so that it is atomic; one
writes at a time.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from threading import RLock
from typing import ClassVar

from server.domain import meeting as rules
from server.services.record import (
    Account,
    Checkpoint,
    Filed,
    Head,
    IssuedDocument,
    KeptCheckpoint,
    KeptOutcome,
    OutOfOrder,
    Remembered,
    StoredEntry,
)
from server.services.registry import (
    Delegation,
    Listed,
    Meeting,
    Participant,
    Person,
    Request,
    Rights,
    Taken,
    TextFacts,
)
from server.services.sign_in_names import key_of
from tests.support.memory_files import MemoryFiles
from tests.support.memory_tables import Tables


class MemoryRecord:
    """The port `Record`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def lock(self, text: str) -> Head | None:
        return self.head(text)

    def head(self, text: str) -> Head | None:
        facts = self._tables.texts.get(text)
        return None if facts is None else Head(facts.number, facts.hash, facts.time)

    def append(self, text: str, new: Sequence[StoredEntry], outcomes: Sequence[Remembered]) -> None:
        rows = self._tables.entries.setdefault(text, [])
        for stored in new:
            if stored.number != len(rows) + 1:
                raise OutOfOrder(f"Entry {stored.number} of {text} does not follow the head of its record.")
            rows.append(stored)
        for remembered in outcomes:
            key = (text, remembered.command)
            if key in self._tables.outcomes:
                raise OutOfOrder(f"Command {remembered.command} of {text} has an outcome already.")
            self._tables.outcomes[key] = remembered
        if new:
            last = new[-1].head
            facts = self._tables.texts[text]
            self._tables.texts[text] = replace(facts, number=last.number, hash=last.hash, time=last.time)

    def entries(self, text: str, after: int = 0, up_to: int | None = None) -> list[StoredEntry]:
        return self._tables.entries.get(text, [])[after:up_to]

    def entries_at(self, text: str, numbers: Sequence[int]) -> list[StoredEntry]:
        wanted = set(numbers)
        return [stored for stored in self.entries(text) if stored.number in wanted]

    def stream(self, text: str, up_to: int | None = None) -> Iterator[tuple[StoredEntry, Filed]]:
        for stored in self.entries(text, 0, up_to):
            row = stored.entry
            yield stored, Filed(row["number"], row["kind"], row["command"], row["time"])

    def number_at(self, text: str, instant: str) -> int:
        numbers = (row.number for row in self.entries(text) if row.entry["time"] <= instant)
        return max(numbers, default=0)

    def outcomes(self, text: str, commands: Sequence[str]) -> dict[str, Remembered]:
        found = {command: self._tables.outcomes.get((text, command)) for command in commands}
        return {command: remembered for command, remembered in found.items() if remembered is not None}

    def accounts(self, text: str, names: Collection[str]) -> dict[str, Account]:
        found = {name: self._tables.accounts.get((text, name)) for name in names}
        return {name: account for name, account in found.items() if account is not None}

    def keep_accounts(self, text: str, accounts: Mapping[str, Account]) -> None:
        self._tables.accounts.update({(text, name): account for name, account in accounts.items()})

    def checkpoint(self, text: str, up_to: int, folds: Sequence[int]) -> Checkpoint | None:
        rows = self._tables.entries.get(text, [])
        usable = [
            kept
            for (owner, number), kept in self._tables.checkpoints.items()
            if owner == text
            and number <= min(up_to, len(rows))
            and kept.fold_version in folds
            and rows[number - 1].hash == kept.hash
        ]
        return max(usable, key=lambda kept: kept.number, default=None)

    def keep_checkpoint(self, text: str, checkpoint: Checkpoint) -> None:
        self._tables.checkpoints[text, checkpoint.number] = checkpoint

    def checkpoints(self, text: str) -> Iterator[KeptCheckpoint]:
        for (owner, number), kept in sorted(self._tables.checkpoints.items()):
            if owner == text:
                yield KeptCheckpoint(number, kept.hash, kept.fold_version, kept.data, ours=True)

    def all_outcomes(self, text: str) -> Iterator[KeptOutcome]:
        for (owner, command), kept in self._tables.outcomes.items():
            if owner == text:
                yield KeptOutcome(command, kept.person, kept.outcome)

    def all_numbers(self, text: str) -> Iterator[tuple[str, Sequence[int] | None]]:
        for (owner, paragraph), numbers in self._tables.paragraph_entries.items():
            if owner == text:
                yield paragraph, numbers

    def turned_to_text(self, text: str) -> list[str]:
        return []

    def indexed(self, text: str) -> int:
        return self._tables.indexed.get(text, 0)

    def index(self, text: str, after: int, up_to: int, found: Mapping[str, Sequence[int]]) -> None:
        if self.indexed(text) != after:
            raise OutOfOrder(f"The index of {text} does not end with {after}.")
        self._tables.indexed[text] = up_to
        for paragraph, numbers in found.items():
            known = self._tables.paragraph_entries.get((text, paragraph), ())
            self._tables.paragraph_entries[text, paragraph] = (*known, *numbers)

    def numbers_of(self, text: str, paragraph: str, before: int) -> Iterator[int]:
        known = self._tables.paragraph_entries.get((text, paragraph), ())
        yield from (number for number in reversed(known) if number < before)

    def last_sequence(self, text: str) -> int:
        meeting = self._tables.texts[text].meeting
        sequences = (
            one.sequence
            for one in self._tables.documents.values()
            if self._tables.texts[one.text].meeting == meeting
        )
        return max(sequences, default=0)

    def keep_document(self, document: IssuedDocument) -> None:
        self._tables.documents[document.id] = document

    def documents(self, text: str) -> list[IssuedDocument]:
        rows = [row for row in self._tables.documents.values() if row.text == text]
        return sorted(rows, key=lambda row: row.sequence)

    def document(self, document: str) -> IssuedDocument | None:
        return self._tables.documents.get(document)


class MemoryRegistry:
    """The port `Registry`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def meeting(self, meeting: str) -> Meeting | None:
        by_slug = {one.slug: one for one in self._tables.meetings.values()}
        return self._tables.meetings.get(meeting) or by_slug.get(meeting)

    def meetings(self) -> list[Meeting]:
        by_slug = sorted(self._tables.meetings.values(), key=lambda one: one.slug)
        return sorted(by_slug, key=lambda one: one.starts, reverse=True)

    def meetings_of(self, person: str) -> list[Meeting]:
        return [one for one in self.meetings() if (one.id, person) in self._tables.participants]

    def add_meeting(self, meeting: Meeting) -> None:
        if self.meeting(meeting.id) or self.meeting(meeting.slug):
            raise Taken(f"There is a meeting “{meeting.slug}” already.")
        self._tables.meetings[meeting.id] = meeting

    def set_meeting(self, meeting: Meeting) -> None:
        self._tables.meetings[meeting.id] = meeting

    def delegations(self, meeting: str) -> list[Delegation]:
        rows = [row for row in self._tables.delegations.values() if row.meeting == meeting]
        return sorted(rows, key=lambda row: (row.position, row.code))

    def add_delegation(self, delegation: Delegation) -> None:
        members = tuple(sorted(delegation.members))
        self._tables.delegations[delegation.meeting, delegation.code] = replace(delegation, members=members)

    def person(self, person: str) -> Person | None:
        return self._tables.people.get(person)

    def person_named(self, sign_in: str) -> Person | None:
        wanted = key_of(sign_in)
        return next((one for one in self._tables.people.values() if key_of(one.sign_in) == wanted), None)

    def people(self) -> list[Person]:
        return sorted(self._tables.people.values(), key=lambda one: (one.name, one.sign_in))

    def names(self, meeting: str) -> dict[str, str]:
        took_part = {*self._tables.participants, *self._tables.former}
        known = {person for owner, person in took_part if owner == meeting}
        return {one.id: one.name for one in self._tables.people.values() if one.id in known}

    def password_hash(self, person: str) -> str | None:
        return self._tables.passwords.get(person)

    def accounts(self, somebody: Collection[str]) -> dict[str, tuple[Person, str | None]]:
        known = [one for one in self._tables.people.values() if one.id in somebody]
        return {one.id: (one, self._tables.passwords[one.id]) for one in known}

    def add_person(self, person: Person, password_hash: str | None) -> None:
        if self.person_named(person.sign_in) or person.id in self._tables.people:
            raise Taken(f"Somebody signs in as “{person.sign_in}” already.")
        self._tables.people[person.id] = replace(person, sign_in=person.sign_in.strip().casefold())
        self._tables.passwords[person.id] = password_hash

    def set_password_hash(self, person: str, password_hash: str) -> None:
        self._tables.passwords[person] = password_hash

    def set_name(self, person: str, name: str) -> None:
        self._tables.people[person] = replace(self._tables.people[person], name=name)

    def set_active(self, person: str, *, active: bool) -> None:
        self._tables.people[person] = replace(self._tables.people[person], active=active)

    def sessions_ended(self, sessions: Collection[str]) -> set[str]:
        return {one for one in sessions if one in self._tables.ended_sessions}

    def end_session(self, session: str, ended: str, forget_before: str) -> None:
        kept = {one: when for one, when in self._tables.ended_sessions.items() if when >= forget_before}
        self._tables.ended_sessions = {session: ended, **kept}

    def participants(self, meeting: str) -> list[Participant]:
        rows = [row for row in self._tables.participants.values() if row.meeting == meeting]
        return sorted(rows, key=lambda row: (self._tables.people[row.person].name, row.person))

    def participant(self, meeting: str, person: str) -> Participant | None:
        return self._tables.participants.get((meeting, person))

    def set_participant(self, participant: Participant) -> None:
        self._tables.participants[participant.meeting, participant.person] = participant

    def remove_participant(self, meeting: str, person: str) -> None:
        if self._tables.participants.pop((meeting, person), None) is not None:
            self._tables.former.add((meeting, person))

    def listed_rights(self, meeting: str, person: str) -> list[Listed]:
        rows = [
            row
            for row in self._tables.security_list.values()
            if (row.meeting, row.subject) == (meeting, person)
            and row.what in ("meeting_set_up", "join", "role", "leave")
        ]
        return sorted(rows, key=lambda row: (row.at, row.id))

    def add_listed(self, listed: Listed) -> None:
        self._tables.security_list[listed.id] = listed

    def listed(self, meeting: str | None, before: tuple[str, str] | None, most: int) -> list[Listed]:
        people = {
            person for owner, person in (*self._tables.participants, *self._tables.former) if owner == meeting
        }
        rows = [
            row
            for row in self._tables.security_list.values()
            if meeting is None
            or row.meeting == meeting
            or (row.meeting is None and row.subject in people and self._took_part(meeting, row))
        ]
        rows.sort(key=lambda row: (row.at, row.id), reverse=True)
        return [row for row in rows if before is None or (row.at, row.id) < before][:most]

    def _took_part(self, meeting: str, line: Listed) -> bool:
        moves = [one for one in self.listed_rights(meeting, line.subject or "") if one.what != "role"]
        before = [one.what for one in moves if one.at <= line.at]
        if before:
            return before[-1] != "leave"
        return not moves or moves[0].what == "leave"

    def add_request(self, request: Request) -> None:
        self._tables.requests[request.id] = request

    def request(self, request: str) -> Request | None:
        return self._tables.requests.get(request)

    def requests(self, meeting: str) -> list[Request]:
        rows = [row for row in self._tables.requests.values() if row.meeting == meeting]
        return sorted(rows, key=lambda row: (row.at, row.id))

    def requests_for(self, person: str) -> list[Request]:
        rows = [row for row in self._tables.requests.values() if row.person == person]
        return sorted(rows, key=lambda row: (row.at, row.id))

    def remove_request(self, request: str) -> None:
        self._tables.requests.pop(request, None)

    def text(self, text: str) -> TextFacts | None:
        return self._tables.texts.get(text)

    def texts(self, meeting: str | None = None) -> list[TextFacts]:
        rows = [row for row in self._tables.texts.values() if meeting in (None, row.meeting)]
        return sorted(rows, key=lambda row: (row.title, row.id))

    def add_text(self, text: TextFacts) -> None:
        if text.id in self._tables.texts:
            raise Taken(f"There is a text {text.id} already.")
        self._tables.texts[text.id] = text

    def describe_text(self, text: str, title: str, *, archived: bool) -> None:
        self._tables.texts[text] = replace(self._tables.texts[text], title=title, archived=archived)

    def meeting_of(self, text: str) -> rules.Meeting:
        facts = self.text(text)
        found = self.delegations(facts.meeting) if facts is not None else []
        return rules.Meeting({each.code: rules.Delegation(each.kind, each.members) for each in found})

    def participants_of(self, text: str, somebody: Collection[str]) -> list[Participant]:
        return [each.participant for each in self.rights(somebody, text).values()]

    def rights(self, somebody: Collection[str], text: str) -> dict[str, Rights]:
        facts = self.text(text)
        if facts is None:
            return {}
        meeting = self._tables.meetings[facts.meeting]
        active = [one.id for one in self._tables.people.values() if one.active and one.id in somebody]
        found = {person: self.participant(meeting.id, person) for person in active}
        return {person: Rights(facts, meeting, each) for person, each in found.items() if each is not None}


class MemoryUnit:
    """The port `Unit`."""

    def __init__(self, tables: Tables) -> None:
        self.record = MemoryRecord(tables)
        self.registry = MemoryRegistry(tables)
        self.files = MemoryFiles(tables)


class MemoryStore:
    """The port `Store`. It does not fail by itself; tests have it fail as a disk does."""

    faults: ClassVar = (OSError,)

    def __init__(self) -> None:
        self._tables = Tables()
        self._writing = RLock()

    @contextmanager
    def reading(self) -> Iterator[MemoryUnit]:
        yield MemoryUnit(self._tables)

    @contextmanager
    def writing(self) -> Iterator[MemoryUnit]:
        with self._writing:
            tables = self._tables.copied()
            yield MemoryUnit(tables)
            self._tables = tables
