"""Accounts: passwords, sign-in, and what makes a session end before its time."""

import hashlib
import secrets
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.domain.instants import later
from server.domain.lines import named
from server.services.password_quality import weakness
from server.services.registry import Person, Taken
from server.services.sign_in_names import LONGEST_NAME, written
from server.services.store import NewId, RunBlocking, Store, Unit

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 200
"""In characters. Longer ones are refused unread, so that nobody can keep the server busy with hashing."""

ONCE: Final = "once:"
"""Stands before the hash of a password that somebody else was given to hand over: it must be changed first."""
DEMONSTRATION: Final = "demo:"
"""Stands before the hash of a password that is printed for everybody to read: good in a demonstration only."""

# Letters and digits that are not taken for one another when read out or copied from paper.
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_STAMP_DIGITS: Final = 16

SESSION_LIFETIME: Final = timedelta(hours=12)
"""A session ends after this long without a request: a day of meeting, and not the night after it."""


class PasswordRefused(Exception):
    """A new password cannot be taken. `code` is `wrong`, `short`, `long`, `same`, or one of `weakness`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who has shown who they are. `stamp` changes with the password, and sessions of the old one end."""

    person: Person
    stamp: str
    must_change: bool


@dataclass(frozen=True, slots=True)
class Session:
    """A session as its cookie names it: whose it is, the stamp of the account when it began, and its own name."""

    person: str
    stamp: str
    name: str


@dataclass(frozen=True)
class Passwords:
    """How passwords are kept: by argon2, and those of a demonstration only where `demonstration` is true."""

    hasher: PasswordHasher
    demonstration: bool = False

    @cached_property
    def _nobodys(self) -> str:
        return self.hasher.hash(secrets.token_hex(16))

    def hash(self, password: str, mark: str = "") -> str:
        """The stored hash of a password. `mark` is `ONCE`, `DEMONSTRATION` or empty."""
        return mark + self.hasher.hash(_normal(password))

    def usable(self, stored: str | None) -> bool:
        """Whether an account with this stored password may be used on this server at all."""
        return stored is not None and (self.demonstration or not stored.startswith(DEMONSTRATION))

    def matches(self, stored: str | None, password: str) -> bool:
        """
        Whether the password is the stored one. Takes as long where nothing usable is stored, so that the time of
        an answer does not tell which accounts exist.
        """
        usable = self.usable(stored) and len(password) <= LONGEST_PASSWORD
        known = _bare(stored) if usable and stored is not None else self._nobodys
        try:
            self.hasher.verify(known, _normal(password[:LONGEST_PASSWORD]))
        except (VerificationError, InvalidHashError):
            return False
        return usable


def sign_in(store: Store, passwords: Passwords, run: RunBlocking, name: str, password: str) -> Account | None:
    """The account of that name, if it is active and the password is right; otherwise None, without saying why."""
    with store.reading() as unit:
        person = unit.registry.person_named(name)
        stored = unit.registry.password_hash(person.id) if person is not None and person.active else None
    # Hashing takes some 50 ms: outside the unit of work, and off the loop that serves everybody else.
    if not run(lambda: passwords.matches(stored, password)) or person is None or stored is None:
        return None
    return account_of(person, stored)


def begin_session(account: Account) -> Session:
    """A new session. Nobody can guess its name, and signing out ends it for whoever has its cookie."""
    return Session(account.person.id, account.stamp, secrets.token_urlsafe(16))


def end_session(store: Store, session: str, now: str) -> None:
    """
    Ends a session by its name; others of the same account go on. It is remembered until every copy of its cookie
    has grown too old, since none of an ended session is made again.
    """
    with store.writing() as unit:
        unit.registry.end_session(session, now, later(now, -2 * int(SESSION_LIFETIME.total_seconds())))


def session_accounts(
    unit: Unit, passwords: Passwords, sessions: Collection[Session]
) -> dict[Session, Account]:
    """
    The accounts that sessions name, all looked up at once. One that was signed out of or deactivated, or has a new
    password, is not among them (W29).
    """
    known = unit.registry.accounts({session.person for session in sessions})
    ended = unit.registry.sessions_ended({session.name for session in sessions})
    found = {}
    for session in sessions:
        person, stored = known.get(session.person, (None, None))
        if person is None or stored is None or not person.active or not passwords.usable(stored):
            continue
        account = account_of(person, stored)
        if session.name not in ended and secrets.compare_digest(account.stamp, session.stamp):
            found[session] = account
    return found


def change_password(
    store: Store, passwords: Passwords, run: RunBlocking, person_id: str, old: str, new: str
) -> Account:
    """Replaces one's own password and answers the account with its new stamp. Raises `PasswordRefused`."""
    with store.reading() as unit:
        person = unit.registry.person(person_id)
        stored = unit.registry.password_hash(person_id)
        bodies = {meeting.body for meeting in unit.registry.meetings_of(person_id)}
    if person is None or stored is None or not run(lambda: passwords.matches(stored, old)):
        raise PasswordRefused("wrong")
    _acceptable(new, old)
    weak = run(lambda: weakness(new, person.sign_in, person.name, bodies))
    if weak is not None:
        raise PasswordRefused(weak)
    mark = DEMONSTRATION if stored.startswith(DEMONSTRATION) else ""
    fresh = run(lambda: passwords.hash(new, mark))
    with store.writing() as unit:
        # Somebody else may have replaced it while this one was being hashed: theirs stands.
        if unit.registry.password_hash(person_id) != stored:
            raise PasswordRefused("wrong")
        unit.registry.set_password_hash(person_id, fresh)
    return account_of(person, fresh)


def open_account(
    unit: Unit, new_id: NewId, name: str, sign_in_name: str, password_hash: str | None
) -> Person:
    """
    A new account. Raises `Taken` where somebody signs in under that name already, or one that looks like it, and
    Refused `malformed` where either name cannot be taken.
    """
    known = unit.registry.person_named(sign_in_name)
    if known is not None:
        raise Taken(f"Somebody signs in as {known.sign_in} already.")
    person = Person(new_id("p"), named(name, LONGEST_NAME), written(sign_in_name), active=True)
    unit.registry.add_person(person, password_hash)
    return person


def one_time_password() -> str:
    """A password to hand over on paper: sixteen letters and digits in groups of four, some 79 bits."""
    letters = [secrets.choice(_ALPHABET) for _ in range(16)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, 16, 4))


def account_of(person: Person, stored: str) -> Account:
    """An account as it stands, by what is stored of its password."""
    stamp = hashlib.sha256(stored.encode()).hexdigest()[:_STAMP_DIGITS]
    return Account(person, stamp, must_change=stored.startswith(ONCE))


def _acceptable(new: str, old: str) -> None:
    if len(new) < SHORTEST_PASSWORD:
        raise PasswordRefused("short")
    if len(new) > LONGEST_PASSWORD:
        raise PasswordRefused("long")
    if _normal(new) == _normal(old):
        raise PasswordRefused("same")


def _normal(password: str) -> str:
    # One password typed on two keyboards may arrive in two forms of the same letters.
    return unicodedata.normalize("NFKC", password)


def _bare(stored: str) -> str:
    return stored.removeprefix(ONCE).removeprefix(DEMONSTRATION)
