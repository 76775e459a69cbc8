"""Passwords and sign-in, without a web (G1, G5, G6 of docs/SPEC.md)."""

import re

import pytest

from server.services.accounts import (
    DEMONSTRATION,
    LONGEST_PASSWORD,
    ONCE,
    PasswordRefused,
    Passwords,
    Session,
    change_password,
    one_time_password,
    session_accounts,
    sign_in,
)
from server.services.registry import Person
from server.services.store import directly
from tests.support.house import QUICK
from tests.support.memory import MemoryStore

PASSWORDS = Passwords(QUICK)
SECRET = "four words make it"


def store_with(stored: str | None, *, active: bool = True) -> MemoryStore:
    store = MemoryStore()
    with store.writing() as unit:
        unit.registry.add_person(Person("p-ana", "Ana", "ana", active), stored)
    return store


def test_password_is_kept_by_argon2_and_salted() -> None:
    first, second = PASSWORDS.hash(SECRET), PASSWORDS.hash(SECRET)
    assert first.startswith("$argon2id$")
    assert first != second
    assert PASSWORDS.matches(first, SECRET)
    assert not PASSWORDS.matches(first, SECRET + " ")


def test_password_in_two_forms_of_the_same_letters_is_one() -> None:
    assert PASSWORDS.matches(PASSWORDS.hash("Caf\u00e9 au lait"), "Cafe\u0301 au lait")


def test_unknown_name_costs_as_much_hashing_as_a_wrong_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of an answer must not tell which accounts exist."""
    verified: list[str] = []
    plain = type(QUICK).verify

    def counting(hasher: object, known: str, password: str) -> bool:
        verified.append(known)
        return plain(QUICK, known, password)

    monkeypatch.setattr(type(QUICK), "verify", counting)
    store = store_with(PASSWORDS.hash(SECRET))
    for name, password in [("ana", "wrong"), ("nobody", SECRET), ("ana", "x" * (LONGEST_PASSWORD + 1))]:
        assert sign_in(store, PASSWORDS, directly, name, password) is None
    assert len(verified) == 3


@pytest.mark.parametrize("stored", [None, "", "not a hash", "once:"])
def test_account_without_a_usable_password_cannot_sign_in(stored: str | None) -> None:
    assert sign_in(store_with(stored), PASSWORDS, directly, "ana", SECRET) is None


def test_inactive_account_cannot_sign_in() -> None:
    assert (
        sign_in(store_with(PASSWORDS.hash(SECRET), active=False), PASSWORDS, directly, "ana", SECRET) is None
    )


def test_demonstration_password_is_good_in_a_demonstration_only() -> None:
    store = store_with(PASSWORDS.hash(SECRET, DEMONSTRATION))
    assert sign_in(store, PASSWORDS, directly, "ana", SECRET) is None
    shown = sign_in(store, Passwords(QUICK, demonstration=True), directly, "ana", SECRET)
    assert shown is not None
    with store.reading() as unit:
        assert session_accounts(unit, PASSWORDS, {Session("p-ana", shown.stamp, "s-1")}) == {}


def test_one_time_password_must_be_changed_and_the_stamp_changes_with_it() -> None:
    store = store_with(PASSWORDS.hash(SECRET, ONCE))
    first = sign_in(store, PASSWORDS, directly, "ana", SECRET)
    assert first is not None
    assert first.must_change
    second = change_password(store, PASSWORDS, directly, "p-ana", SECRET, "three brown foxes")
    assert not second.must_change
    with store.reading() as unit:
        sessions = [Session("p-ana", account.stamp, "s-1") for account in (first, second)]
        assert session_accounts(unit, PASSWORDS, sessions) == {sessions[1]: second}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("wrong", "three brown foxes", "wrong"),
        (SECRET, "too short", "short"),
        (SECRET, "x" * (LONGEST_PASSWORD + 1), "long"),
        (SECRET, SECRET, "same"),
    ],
)
def test_unfit_new_password_is_refused_with_its_code(old: str, new: str, code: str) -> None:
    store = store_with(PASSWORDS.hash(SECRET))
    with pytest.raises(PasswordRefused) as refusal:
        change_password(store, PASSWORDS, directly, "p-ana", old, new)
    assert refusal.value.code == code
    assert sign_in(store, PASSWORDS, directly, "ana", SECRET) is not None


def test_one_time_passwords_differ_and_hold_no_letter_to_be_mistaken() -> None:
    made = {one_time_password() for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(r"[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){3}", password) for password in made)
