"""The registry: meetings, their delegations, and the people who take part. Ordinary data, no record.

What a unit of work reads and writes of it is the port `Registry`; `server/persistence/registry.py` is the
real one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, Protocol

from server.domain import meeting as rules

Role = Literal["secretariat", "chair", "delegate", "observer"]
DelegationKind = Literal["state", "group", "observer"]


@dataclass(frozen=True, slots=True)
class Meeting:
    """
    A session of a body. `starts` and `ends` are dates (`2021-04-07`), `time_zone` an IANA name, `symbol` the beginning
    of its documents' symbols, `language` that of its pages.
    """

    id: str
    slug: str
    body: str
    title: str
    session: str
    place: str
    starts: str
    ends: str
    time_zone: str
    public: bool
    symbol: str
    language: str


@dataclass(frozen=True, slots=True)
class Delegation:
    """
    A Member State, an observer or a group of a meeting, named by its code there. `position` is its place in the
    meeting's list; `members` are the codes of a group's members.
    """

    meeting: str
    code: str
    short: str
    name: str
    kind: DelegationKind
    position: int
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account. An inactive one cannot sign in and has no rights, but stays on record."""

    id: str
    name: str
    sign_in: str
    active: bool


@dataclass(frozen=True, slots=True)
class Participant:
    """A person's role in one meeting. `delegation` is null for the Secretariat and the Chair."""

    meeting: str
    person: str
    role: Role
    delegation: str | None


@dataclass(frozen=True, slots=True)
class TextFacts:
    """
    What the registry knows of a text; `number`, `hash` and `time` are those of its last entry. Title, and whether it is
    archived, are as the record says them.
    """

    id: str
    meeting: str
    title: str
    language: str
    direction: str
    number: int
    hash: str
    time: str
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Rights:
    """A person's rights in a text: the text, its meeting, and their role there."""

    text: TextFacts
    meeting: Meeting
    participant: Participant


@dataclass(frozen=True, slots=True)
class Listed:
    """
    A line of the security list. `person` acted (None: nobody who was known), `subject` is whom it concerns, `what` one
    of a closed list of words, `detail` which right, say.
    """

    id: str
    at: str
    what: str
    person: str | None
    subject: str | None
    meeting: str | None
    address: str
    detail: str


@dataclass(frozen=True, slots=True)
class Request:
    """
    Something that the Secretariat asked for, and that may wait for a second person: `what` is `join` (`name`,
    `sign_in`, `role`, `delegation`; `person` where there is an account), `role` (of `person`), `password`, `activate`
    or `deactivate`; or that waits for `person` to accept it: `invitation`, or `confirmed_invitation` where two asked.
    """

    id: str
    meeting: str
    what: str
    person: str | None
    name: str
    sign_in: str
    role: Role | None
    delegation: str | None
    by: str
    at: str


class Taken(Exception):
    """Something of that name exists already. The message is a sentence for people."""


class Registry(Protocol):
    """
    The registry inside one unit of work. What is asked for one thing answers None where there is none;
    lists are in the order in which people expect them. Adding what exists raises `Taken`.
    """

    def meeting(self, meeting: str) -> Meeting | None:
        """By its id or its slug."""

    def meetings(self) -> list[Meeting]: ...
    def meetings_of(self, person: str) -> list[Meeting]: ...
    def add_meeting(self, meeting: Meeting) -> None: ...
    def set_meeting(self, meeting: Meeting) -> None:
        """Replaces the facts of a meeting of that id."""

    def delegations(self, meeting: str) -> list[Delegation]: ...
    def add_delegation(self, delegation: Delegation) -> None:
        """Adds it, or replaces that of the same code; members are delegations of the meeting that exist."""

    def person(self, person: str) -> Person | None: ...
    def person_named(self, sign_in: str) -> Person | None:
        """By the name they sign in with, or one that looks like it (`sign_in_names.key_of`)."""

    def people(self) -> list[Person]: ...
    def names(self, meeting: str) -> dict[str, str]:
        """The names by person of all who take part in a meeting or did so: whoever its records name is among them."""

    def password_hash(self, person: str) -> str | None: ...
    def accounts(self, somebody: Collection[str]) -> dict[str, tuple[Person, str | None]]:
        """Some people by their ids, each with what is stored of the password."""

    def add_person(self, person: Person, password_hash: str | None) -> None: ...
    def set_password_hash(self, person: str, password_hash: str) -> None: ...
    def set_name(self, person: str, name: str) -> None: ...
    def set_active(self, person: str, *, active: bool) -> None: ...

    def sessions_ended(self, sessions: Collection[str]) -> set[str]:
        """Which of some sessions were ended."""

    def end_session(self, session: str, ended: str, forget_before: str) -> None:
        """Remembers that a session was ended at an instant, and forgets those that ended before another."""

    def participants(self, meeting: str) -> list[Participant]: ...
    def participant(self, meeting: str, person: str) -> Participant | None: ...
    def set_participant(self, participant: Participant) -> None:
        """Adds somebody to a meeting, or changes what they are there."""

    def remove_participant(self, meeting: str, person: str) -> None: ...

    def add_listed(self, listed: Listed) -> None: ...
    def listed(self, meeting: str | None, before: tuple[str, str] | None, most: int) -> list[Listed]:
        """
        Of the security list, the latest first: what happened in a meeting, and the sign-ins of somebody from when they
        took part in it and until they left; or all where `meeting` is None. `before`: instant and id of the last line
        that was read.
        """

    def listed_rights(self, meeting: str, person: str) -> list[Listed]:
        """Of the security list, what gave somebody a role in a meeting or took it away, the earliest first."""

    def add_request(self, request: Request) -> None: ...
    def request(self, request: str) -> Request | None: ...
    def requests(self, meeting: str) -> list[Request]: ...
    def requests_for(self, person: str) -> list[Request]:
        """Those that concern a person, of all meetings."""

    def remove_request(self, request: str) -> None: ...

    def text(self, text: str) -> TextFacts | None: ...
    def texts(self, meeting: str | None = None) -> list[TextFacts]: ...
    def add_text(self, text: TextFacts) -> None:
        """A text whose record is still empty; `server/services/opening.py` writes its first entry with it."""

    def meeting_of(self, text: str) -> rules.Meeting:
        """A text's meeting as the rules need it, which every batch asks. Of no such text: no delegations."""

    def describe_text(self, text: str, title: str, *, archived: bool) -> None:
        """A text as its record describes it now, for lists."""

    def participants_of(self, text: str, somebody: Collection[str]) -> list[Participant]:
        """The active ones of some people, with their role in a text's meeting. Every command asks this."""

    def rights(self, somebody: Collection[str], text: str) -> dict[str, Rights]:
        """By person, in one question: all who are active, and participants of the meeting of such a text."""
