"""The last entries of a text in memory."""

import json
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from server.live.port import Run
from server.live.tail import MOST_BYTES, MOST_ENTRIES, Tail

NOTHING = "0" * 64


def chain(count: int, size: int = 0, other: str = "") -> list[bytes]:
    """Entries as they go over the wire; `other` makes another record of the same numbers."""
    made: list[bytes] = []
    previous = NOTHING
    for number in range(1, count + 1):
        data = json.dumps({"number": number, "previous": previous, "filling": other + "x" * size}).encode()
        previous = sha256(data).hexdigest()
        made.append(data[:-1] + b',"hash":"' + previous.encode() + b'"}')
    return made


ALL = chain(60)


def hash_of(entries: list[bytes], number: int) -> str:
    return Run(number, (entries[number - 1],)).hash


@given(st.sets(st.integers(1, 59), max_size=8), st.integers(0, 60))
def test_tail_answers_what_follows_however_it_came(cuts: set[int], number: int) -> None:
    """L30."""
    tail, before = Tail(), 0
    for cut in sorted(cuts | {60}):
        tail.add(Run(cut, tuple(ALL[before:cut])))
        before = cut
    if number:
        assert tail.after(number, hash_of(ALL, number)) == Run(60, tuple(ALL[number:]))
    else:
        assert tail.after(0, NOTHING) is None


def test_tail_does_not_know_an_entry_of_another_record() -> None:
    """L30 (W14): after a backup was restored, the same number has another hash."""
    tail = Tail()
    tail.add(Run(20, tuple(ALL[:20])))
    assert tail.after(10, hash_of(chain(20, other="y"), 10)) is None
    assert tail.after(21, hash_of(ALL, 21)) is None


def test_tail_begins_anew_where_a_run_does_not_follow() -> None:
    """L30."""
    other, tail = chain(40, other="y"), Tail()
    tail.add(Run(20, tuple(ALL[:20])))
    tail.add(Run(30, tuple(other[20:30])))
    assert tail.after(10, hash_of(ALL, 10)) is None
    assert tail.after(25, hash_of(other, 25)) == Run(30, tuple(other[25:30]))
    tail.add(Run(40, tuple(other[35:40])))
    assert tail.after(25, hash_of(other, 25)) is None
    assert tail.after(36, hash_of(other, 36)) == Run(40, tuple(other[36:40]))


def test_tail_is_bounded_in_entries_and_in_bytes() -> None:
    """L30."""
    many, tail = chain(MOST_ENTRIES + 10), Tail()
    tail.add(Run(len(many), tuple(many)))
    assert tail.after(10, hash_of(many, 10)) is None
    found = tail.after(11, hash_of(many, 11))
    assert found is not None
    assert len(found.entries) == MOST_ENTRIES - 1
    large, tail = chain(30, size=MOST_BYTES // 10), Tail()
    tail.add(Run(30, tuple(large)))
    known = [number for number in range(1, 31) if tail.after(number, hash_of(large, number)) is not None]
    assert known == list(range(22, 31))
