"""The demonstration meeting: made by commands, and what it leaves (M5)."""

from collections import Counter

import pytest
from argon2 import PasswordHasher

from server.domain.fold import fold
from server.domain.marks import standing
from server.domain.state import State
from server.services.accounts import Passwords
from server.services.clock import new_id
from server.services.demonstration.load import is_loaded, load
from server.services.demonstration.meeting import ACCOUNTS, TEXT, delegations
from server.services.store import Store
from tests.support.memory import MemoryStore

NOW = "2026-04-07T16:00:00.000Z"


@pytest.fixture(scope="module")
def loaded() -> Store:
    store = MemoryStore()
    assert not is_loaded(store)
    load(store, Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)), new_id, NOW)
    return store


@pytest.fixture(scope="module")
def state(loaded: Store) -> State:
    with loaded.reading() as unit:
        folded = fold(stored.entry for stored in unit.record.entries(TEXT))
    assert folded is not None
    return folded


def test_demonstration_is_a_believable_meeting(loaded: Store, state: State) -> None:
    """M5: about 40 paragraphs, 30 States, two groups, a record of some hundreds of entries."""
    kinds = Counter(one.kind for one in delegations())
    assert (kinds["state"], kinds["group"]) == (30, 2)
    assert (
        38 <= len([one for one in state.paragraphs.values() if one.kind not in ("heading", "footnote")]) <= 50
    )
    assert 250 <= state.number <= 900
    assert is_loaded(loaded)
    with loaded.reading() as unit:
        assert {one.sign_in for one in unit.registry.people()} == {name for name, *_ in ACCOUNTS}


def test_demonstration_leaves_paragraphs_in_every_state(state: State) -> None:
    """M5: agreed, agreed ad ref, clean, bracketed with competing proposals, and newly proposed."""
    paragraphs = [one for one in state.paragraphs.values() if one.kind != "heading" and one.of is None]
    levels = Counter(one.agreement["level"] if one.agreement else "open" for one in paragraphs)
    assert levels["agreed"] >= 10
    assert levels["ad_ref"] >= 2
    proposed = [one for one in paragraphs if "ins" in one.marks]
    assert len(proposed) == 3
    competing = [one for one in paragraphs if len({x.owner for x in standing(one)}) > 1]
    assert len(competing) >= 8
    assert len([one for one in paragraphs if not standing(one) and one.agreement is None]) >= 4
    assert len(state.documents) == 2
    assert state.before_room is not None


def test_demonstration_ends_shortly_before_it_is_loaded(state: State) -> None:
    """M5: the meeting is in session when somebody opens it; its first day closed at 6 p.m. in Vienna."""
    assert state.time == "2026-04-07T15:57:00.000Z"
    assert state.documents[0]["issued_at"] == "2026-04-06T16:00:00.000Z"
