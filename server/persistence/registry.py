"""The registry over SQL (the port `server.services.registry.Registry`) on one connection."""

from collections.abc import Collection
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    union,
    update,
)
from sqlalchemy.exc import IntegrityError

from server.domain import meeting as rules
from server.persistence.engine import Among
from server.persistence.security_rows import SecurityRows
from server.persistence.tables import (
    delegations,
    ended_sessions,
    former_participants,
    group_members,
    meetings,
    participants,
    people,
    texts,
)
from server.services.registry import (
    Delegation,
    Meeting,
    Participant,
    Person,
    Rights,
    Taken,
    TextFacts,
)
from server.services.sign_in_names import key_of

# Statements of every command are built once: building one costs more than running it.
_RIGHTS = Among(
    lambda somebody: (
        select(*texts.c, *meetings.c, participants.c.person, participants.c.role, participants.c.delegation)
        .join(meetings, meetings.c.id == texts.c.meeting)
        .join(participants, participants.c.meeting == meetings.c.id)
        .join(people, people.c.id == participants.c.person)
        .where(texts.c.id == bindparam("text_id"), people.c.active.is_(True))
        .where(people.c.id.in_(somebody))
    )
)
_TEXT_COLUMNS = len(texts.c)
_PARTICIPANTS_OF = Among(
    lambda somebody: (
        select(participants)
        .join(texts, texts.c.meeting == participants.c.meeting)
        .join(people, people.c.id == participants.c.person)
        .where(texts.c.id == bindparam("text_id"), people.c.active.is_(True))
        .where(participants.c.person.in_(somebody))
    )
)
# Every batch asks this, as two strings: `code kind` by line, and `group member`. Hundreds of rows would cost as much as
# deciding a letter.
_DELEGATIONS_OF = select(
    select(func.aggregate_strings(delegations.c.code + " " + delegations.c.kind, "\n"))
    .join(texts, texts.c.meeting == delegations.c.meeting)
    .where(texts.c.id == bindparam("text_id"))
    .scalar_subquery(),
    select(func.aggregate_strings(group_members.c.group + " " + group_members.c.member, "\n"))
    .join(texts, texts.c.meeting == group_members.c.meeting)
    .where(texts.c.id == bindparam("text_id"))
    .scalar_subquery(),
)
_ACCOUNTS = Among(lambda somebody: select(people).where(people.c.id.in_(somebody)))
_ENDED = Among(lambda names: select(ended_sessions.c.session).where(ended_sessions.c.session.in_(names)))


class SqlRegistry(SecurityRows):
    """Reads and writes the registry; everything happens in the transaction of the connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def meeting(self, meeting: str) -> Meeting | None:
        question = select(meetings).where(or_(meetings.c.id == meeting, meetings.c.slug == meeting))
        # A slug that spells another meeting's id must not make a question with two answers.
        rows = sorted(self._connection.execute(question), key=lambda row: row.id != meeting)
        return _meeting(rows[0]) if rows else None

    def meetings(self) -> list[Meeting]:
        question = select(meetings).order_by(meetings.c.starts.desc(), meetings.c.slug)
        return [_meeting(row) for row in self._connection.execute(question)]

    def meetings_of(self, person: str) -> list[Meeting]:
        question = (
            select(meetings)
            .join(participants, participants.c.meeting == meetings.c.id)
            .where(participants.c.person == person)
            .order_by(meetings.c.starts.desc(), meetings.c.slug)
        )
        return [_meeting(row) for row in self._connection.execute(question)]

    def add_meeting(self, meeting: Meeting) -> None:
        values = {
            "id": meeting.id,
            "slug": meeting.slug,
            "body": meeting.body,
            "title": meeting.title,
            "session": meeting.session,
            "place": meeting.place,
            "starts": meeting.starts,
            "ends": meeting.ends,
            "time_zone": meeting.time_zone,
            "public": meeting.public,
            "symbol": meeting.symbol,
            "language": meeting.language,
        }
        try:
            self._connection.execute(insert(meetings).values(values))
        except IntegrityError as error:
            raise Taken(f"There is a meeting “{meeting.slug}” already.") from error

    def set_meeting(self, meeting: Meeting) -> None:
        values = {name: value for name, value in asdict(meeting).items() if name != "id"}
        self._connection.execute(update(meetings).where(meetings.c.id == meeting.id).values(values))

    def delegations(self, meeting: str) -> list[Delegation]:
        members: dict[str, list[str]] = {}
        for group, member in self._connection.execute(
            select(group_members.c.group, group_members.c.member)
            .where(group_members.c.meeting == meeting)
            .order_by(group_members.c.member)
        ):
            members.setdefault(group, []).append(member)
        question = (
            select(delegations)
            .where(delegations.c.meeting == meeting)
            .order_by(delegations.c.position, delegations.c.code)
        )
        return [
            Delegation(
                row.meeting,
                row.code,
                row.short,
                row.name,
                row.kind,
                row.position,
                tuple(members.get(row.code, ())),
            )
            for row in self._connection.execute(question)
        ]

    def add_delegation(self, delegation: Delegation) -> None:
        """Adds it, or replaces that of the same code."""
        here = (delegations.c.meeting == delegation.meeting, delegations.c.code == delegation.code)
        values = {
            "short": delegation.short,
            "name": delegation.name,
            "kind": delegation.kind,
            "position": delegation.position,
        }
        if self._connection.execute(update(delegations).where(*here).values(values)).rowcount == 0:
            row = {"meeting": delegation.meeting, "code": delegation.code, **values}
            self._connection.execute(insert(delegations).values(row))
        self._connection.execute(
            delete(group_members).where(
                group_members.c.meeting == delegation.meeting, group_members.c.group == delegation.code
            )
        )
        if delegation.members:
            self._connection.execute(
                insert(group_members),
                [
                    {"meeting": delegation.meeting, "group": delegation.code, "member": member}
                    for member in delegation.members
                ],
            )

    def person(self, person: str) -> Person | None:
        row = self._connection.execute(select(people).where(people.c.id == person)).one_or_none()
        return None if row is None else _person(row)

    def person_named(self, sign_in: str) -> Person | None:
        exact = sign_in.strip().casefold()
        question = select(people).where(
            or_(people.c.sign_in == exact, people.c.sign_in_key == key_of(sign_in))
        )
        # Two accounts of names that look alike may be older than the rule: then the exact name says which.
        rows = sorted(self._connection.execute(question), key=lambda row: row.sign_in != exact)
        return _person(rows[0]) if rows else None

    def people(self) -> list[Person]:
        question = select(people).order_by(people.c.name, people.c.sign_in)
        return [_person(row) for row in self._connection.execute(question)]

    def names(self, meeting: str) -> dict[str, str]:
        here = select(participants.c.person).where(participants.c.meeting == meeting)
        former = select(former_participants.c.person).where(former_participants.c.meeting == meeting)
        rows = self._connection.execute(
            select(people.c.id, people.c.name).where(people.c.id.in_(union(here, former)))
        )
        return {row.id: row.name for row in rows}

    def password_hash(self, person: str) -> str | None:
        return self._connection.scalar(select(people.c.password_hash).where(people.c.id == person))

    def accounts(self, somebody: Collection[str]) -> dict[str, tuple[Person, str | None]]:
        rows = _ACCOUNTS.execute(self._connection, somebody)
        return {row.id: (_person(row), row.password_hash) for row in rows}

    def add_person(self, person: Person, password_hash: str | None) -> None:
        values = {
            "id": person.id,
            "name": person.name,
            "sign_in": person.sign_in.strip().casefold(),
            "sign_in_key": key_of(person.sign_in),
            "password_hash": password_hash,
            "active": person.active,
        }
        try:
            self._connection.execute(insert(people).values(values))
        except IntegrityError as error:
            raise Taken(f"Somebody signs in as “{person.sign_in}” already.") from error

    def set_password_hash(self, person: str, password_hash: str) -> None:
        self._connection.execute(
            update(people).where(people.c.id == person).values(password_hash=password_hash)
        )

    def set_name(self, person: str, name: str) -> None:
        self._connection.execute(update(people).where(people.c.id == person).values(name=name))

    def set_active(self, person: str, *, active: bool) -> None:
        self._connection.execute(update(people).where(people.c.id == person).values(active=active))

    def sessions_ended(self, sessions: Collection[str]) -> set[str]:
        return {row.session for row in _ENDED.execute(self._connection, sessions)}

    def end_session(self, session: str, ended: str, forget_before: str) -> None:
        self._connection.execute(delete(ended_sessions).where(ended_sessions.c.ended < forget_before))
        if not self.sessions_ended({session}):
            self._connection.execute(insert(ended_sessions).values(session=session, ended=ended))

    def participants(self, meeting: str) -> list[Participant]:
        question = (
            select(participants)
            .join(people, people.c.id == participants.c.person)
            .where(participants.c.meeting == meeting)
            .order_by(people.c.name, people.c.id)
        )
        return [_participant(row) for row in self._connection.execute(question)]

    def participant(self, meeting: str, person: str) -> Participant | None:
        question = select(participants).where(
            participants.c.meeting == meeting, participants.c.person == person
        )
        row = self._connection.execute(question).one_or_none()
        return None if row is None else _participant(row)

    def set_participant(self, participant: Participant) -> None:
        """Adds somebody to a meeting, or changes what they are there."""
        self.remove_participant(participant.meeting, participant.person)
        self._connection.execute(
            insert(participants).values(
                meeting=participant.meeting,
                person=participant.person,
                role=participant.role,
                delegation=participant.delegation,
            )
        )

    def remove_participant(self, meeting: str, person: str) -> None:
        self._connection.execute(
            delete(participants).where(participants.c.meeting == meeting, participants.c.person == person)
        )

    def text(self, text: str) -> TextFacts | None:
        row = self._connection.execute(select(texts).where(texts.c.id == text)).one_or_none()
        return None if row is None else _text(row)

    def texts(self, meeting: str | None = None) -> list[TextFacts]:
        question = select(texts).order_by(texts.c.title, texts.c.id)
        if meeting is not None:
            question = question.where(texts.c.meeting == meeting)
        return [_text(row) for row in self._connection.execute(question)]

    def add_text(self, text: TextFacts) -> None:
        values = {
            "id": text.id,
            "meeting": text.meeting,
            "title": text.title,
            "language": text.language,
            "direction": text.direction,
            "number": text.number,
            "hash": text.hash,
            "time": text.time,
            "archived": text.archived,
        }
        try:
            self._connection.execute(insert(texts).values(values))
        except IntegrityError as error:
            raise Taken(f"There is a text {text.id} already.") from error

    def meeting_of(self, text: str) -> rules.Meeting:
        kinds, members = self._connection.execute(_DELEGATIONS_OF, {"text_id": text}).one()
        return _rules_of(kinds or "", members or "")

    def describe_text(self, text: str, title: str, *, archived: bool) -> None:
        self._connection.execute(
            update(texts).where(texts.c.id == text).values(title=title, archived=archived)
        )

    def participants_of(self, text: str, somebody: Collection[str]) -> list[Participant]:
        rows = _PARTICIPANTS_OF.execute(self._connection, somebody, text_id=text)
        return [_participant(row) for row in rows]

    def rights(self, somebody: Collection[str], text: str) -> dict[str, Rights]:
        found: dict[str, Rights] = {}
        facts, meeting = None, None
        for row in _RIGHTS.execute(self._connection, somebody, text_id=text):
            if facts is None or meeting is None:
                facts = TextFacts(*row[:_TEXT_COLUMNS])
                meeting = Meeting(*row[_TEXT_COLUMNS:-3])
            person, role, delegation = row[-3:]
            found[person] = Rights(facts, meeting, Participant(meeting.id, person, role, delegation))
        return found


@lru_cache(maxsize=64)
def _rules_of(kinds: str, members: str) -> rules.Meeting:
    """Of the two strings of `_DELEGATIONS_OF`; made once for the same, since they seldom change."""
    groups: dict[str, list[str]] = {}
    for group, member in map(str.split, members.splitlines()):
        groups.setdefault(group, []).append(member)
    return rules.Meeting(
        {
            code: rules.Delegation(kind, tuple(sorted(groups.get(code, ()))))
            for code, kind in map(str.split, kinds.splitlines())
        }
    )


def _meeting(row: Row[Any]) -> Meeting:
    return Meeting(**row._mapping)


def _text(row: Row[Any]) -> TextFacts:
    return TextFacts(**row._mapping)


def _participant(row: Row[Any]) -> Participant:
    return Participant(row.meeting, row.person, row.role, row.delegation)


def _person(row: Row[Any]) -> Person:
    return Person(row.id, row.name, row.sign_in, row.active)
