"""The part of the registry over SQL that is the security list, and the requests that wait for a second person."""

from dataclasses import asdict

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select, union

from server.persistence.tables import former_participants, participants, requests, security_list
from server.services.registry import Listed, Request


class SecurityRows:
    """Reads and writes them in the transaction of the connection."""

    _connection: Connection

    def add_listed(self, listed: Listed) -> None:
        self._connection.execute(insert(security_list).values(asdict(listed)))

    def listed(self, meeting: str | None, before: tuple[str, str] | None, most: int) -> list[Listed]:
        question = (
            select(security_list).order_by(security_list.c.at.desc(), security_list.c.id.desc()).limit(most)
        )
        if meeting is not None:
            here = select(participants.c.person).where(participants.c.meeting == meeting)
            once = select(former_participants.c.person).where(former_participants.c.meeting == meeting)
            # Of a sign-in no meeting is known: it concerns those that its person takes part in at that time.
            theirs = (
                security_list.c.meeting.is_(None)
                & security_list.c.subject.in_(union(here, once))
                & _took_part(meeting)
            )
            question = question.where(or_(security_list.c.meeting == meeting, theirs))
        if before is not None:
            at, last = before
            earlier = (security_list.c.at == at) & (security_list.c.id < last)
            question = question.where(or_(security_list.c.at < at, earlier))
        return [Listed(**row._mapping) for row in self._connection.execute(question)]

    def listed_rights(self, meeting: str, person: str) -> list[Listed]:
        question = (
            select(security_list)
            .where(security_list.c.subject == person, security_list.c.meeting == meeting)
            .where(security_list.c.what.in_(("meeting_set_up", "join", "role", "leave")))
            .order_by(security_list.c.at, security_list.c.id)
        )
        return [Listed(**row._mapping) for row in self._connection.execute(question)]

    def add_request(self, request: Request) -> None:
        self._connection.execute(insert(requests).values(asdict(request)))

    def request(self, request: str) -> Request | None:
        row = self._connection.execute(select(requests).where(requests.c.id == request)).one_or_none()
        return None if row is None else Request(**row._mapping)

    def requests(self, meeting: str) -> list[Request]:
        question = (
            select(requests).where(requests.c.meeting == meeting).order_by(requests.c.at, requests.c.id)
        )
        return [Request(**row._mapping) for row in self._connection.execute(question)]

    def requests_for(self, person: str) -> list[Request]:
        question = select(requests).where(requests.c.person == person).order_by(requests.c.at, requests.c.id)
        return [Request(**row._mapping) for row in self._connection.execute(question)]

    def remove_request(self, request: str) -> None:
        self._connection.execute(delete(requests).where(requests.c.id == request))


def _took_part(meeting: str) -> ColumnElement[bool]:
    """
    Whether the subject of a line took part in a meeting when the line was written: the last line before that brought
    them in or out of it says so, or, where there is none, the first one after. Who has none took part before the list.
    """
    comings = ("meeting_set_up", "join")
    moves = security_list.alias("moves")
    theirs = (
        select(moves.c.what)
        .where(moves.c.subject == security_list.c.subject, moves.c.meeting == meeting)
        .where(moves.c.what.in_((*comings, "leave")))
        .correlate(security_list)
        .limit(1)
    )
    before = theirs.where(moves.c.at <= security_list.c.at).order_by(moves.c.at.desc(), moves.c.id.desc())
    after = theirs.where(moves.c.at > security_list.c.at).order_by(moves.c.at, moves.c.id)
    last, first = before.scalar_subquery(), after.scalar_subquery()
    return or_(last.in_(comings), and_(last.is_(None), or_(first.is_(None), first == "leave")))
