"""What a room tells to those who follow, whatever it hears and in whichever order."""

import json
from collections.abc import Collection, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from server.domain.actor import Actor
from server.live.frames import Finished, Line, OutQueue
from server.live.port import Appended, Run, Submission
from server.live.room import MOST_AHEAD
from server.live.rooms import PATIENCE, Rooms, gathering
from server.live.tail import Tail
from tests.support.own_clock import OwnClock

TEXT = "t-text01"
NOTHING = "0" * 64


def record(length: int, who: str = "p-anna") -> tuple[bytes, ...]:
    """A chain of entries as they go over the wire."""
    entries: list[bytes] = []
    for number in range(1, length + 1):
        previous = Run(len(entries), tuple(entries)).hash if entries else NOTHING
        data = json.dumps({"text": TEXT, "number": number, "person": who, "previous": previous}).encode()
        entries.append(data[:-1] + b',"hash":"' + sha256(data).hexdigest().encode() + b'"}')
    return tuple(entries)


class Follower:
    """A line that remembers the numbers it was told, and that it was sent away."""

    def __init__(self, sid: str) -> None:
        self.sid = sid
        self.queue = OutQueue()
        self.told: list[int] = []
        self.closed: str | None = None

    def send(self, packet: Finished) -> None:
        name, message = json.loads(packet.data[1:])
        if name == "closed":
            self.closed = message["code"]
            return
        assert message["from"] == message["entries"][0]["number"]
        self.told += [entry["number"] for entry in message["entries"]]

    def close(self) -> None:
        assert self.closed is not None


class Texts:
    """The record as the database has it, `length` of it so far; what was asked is counted."""

    def __init__(self, clock: OwnClock, length: int = 0) -> None:
        self.clock = clock
        self.all = record(200)
        self.length = length
        self.asked = 0
        self.away = False
        self.slow = 0.0
        self.tail = Tail()

    def recent(self, text: str, number: int, digest: str) -> Run | None:
        return self.tail.after(number, digest)

    def missed(self, text: str, number: int, digest: str) -> Run | None:
        self.asked += 1
        if self.away:
            raise OSError("The database is away.")
        found = self.length
        if self.slow:
            self.clock.greenlets.sleep(self.slow)
        known = NOTHING if number == 0 else Run(number, self.all[:number]).hash
        if number > found or digest != known:
            return None
        return Run(found, self.all[number:found])

    def catch_up(self, text: str) -> Appended:
        if self.away:
            raise OSError("The database is away.")
        return Appended(Run(self.length))

    def append(self, text: str, batch: Sequence[Submission]) -> Appended:
        raise NotImplementedError

    def readers(self, text: str, somebody: Collection[str]) -> dict[str, Actor]:
        raise NotImplementedError


class House:
    def __init__(self, length: int = 0) -> None:
        self.clock = OwnClock()
        self.texts = Texts(self.clock, length)
        self.rooms = Rooms(self.texts, self.clock, greenlets=self.clock.greenlets)

    def follow(self, sid: str = "s1", number: int = 0) -> Follower:
        follower = Follower(sid)
        joining = self.rooms.join(cast(Line, follower), TEXT)
        digest = Run(number, self.texts.all[:number]).hash if number else NOTHING
        missed = self.rooms.missed(TEXT, number, digest)
        assert missed is not None
        self.rooms.tell_missed(joining, TEXT, missed, digest)
        return follower

    def hear(self, first: int, through: int, entries: tuple[bytes, ...] | None = None) -> None:
        self.texts.length = max(self.texts.length, through if entries is None else 0)
        chosen = (self.texts.all if entries is None else entries)[first - 1 : through]
        self.rooms.hear(TEXT, Run(through, chosen))


def numbers(through: int, first: int = 1) -> list[int]:
    return list(range(first, through + 1))


@given(st.data())
def test_runs_in_any_order_are_told_once_and_in_order(data: Any) -> None:
    """L15: doubled, overlapping and out of order."""
    house = House()
    cuts = sorted(data.draw(st.sets(st.integers(1, 29), max_size=6)) | {0, 30})
    runs = [(before + 1, after) for before, after in pairwise(cuts)]
    overlapping = [(max(1, first - 2), through) for first, through in runs]
    heard = data.draw(st.permutations(runs + overlapping + runs[:2]))
    follower = house.follow()
    for first, through in heard:
        house.hear(first, through)
    assert follower.told == numbers(30)


def test_missing_run_is_awaited_and_then_read_from_the_record() -> None:
    """L15."""
    house = House()
    follower = house.follow()
    asked = house.texts.asked
    house.hear(3, 4)
    house.hear(1, 2)
    house.clock.rest(PATIENCE * 2)
    assert (follower.told, house.texts.asked) == (numbers(4), asked)
    house.hear(7, 8)
    assert follower.told == numbers(4)
    house.clock.rest(PATIENCE * 2)
    assert (follower.told, house.texts.asked) == (numbers(8), asked + 1)


def test_what_is_heard_while_the_record_is_read_is_not_lost() -> None:
    """L15."""
    house = House()
    follower = house.follow()
    house.texts.slow = 0.05
    house.hear(2, 2)
    house.clock.rest(PATIENCE * 1.5)
    house.hear(4, 4)
    house.hear(9, 9)
    house.clock.rest(0.3)
    assert follower.told == numbers(9)


def test_run_heard_before_the_first_follower_was_told_anything_is_kept() -> None:
    """L15."""
    house = House(length=2)
    follower = Follower("s1")
    joining = house.rooms.join(cast(Line, follower), TEXT)
    missed = house.texts.missed(TEXT, 0, NOTHING)
    assert missed is not None
    house.hear(3, 3)
    house.rooms.tell_missed(joining, TEXT, missed, NOTHING)
    assert follower.told == numbers(3)


def test_follower_that_was_told_more_than_others_brings_them_up_to_date() -> None:
    """L15: a run between them was lost."""
    house = House()
    first = house.follow()
    house.texts.length = 3
    second = house.follow("s2")
    assert (first.told, second.told) == ([], numbers(3))
    house.clock.rest(PATIENCE * 2)
    assert (first.told, second.told) == (numbers(3), numbers(3))


def test_entries_that_do_not_follow_by_hash_are_not_told() -> None:
    """L15: the record is asked, and what it says is told."""
    house = House(length=2)
    follower = house.follow()
    house.hear(3, 3, record(3, "p-forged"))
    house.clock.rest(PATIENCE * 2)
    assert (follower.told, follower.closed) == (numbers(2), None)
    house.hear(3, 3)
    assert follower.told == numbers(3)


def test_number_that_the_record_does_not_have_is_not_awaited_for_ever() -> None:
    """L15."""
    house = House(length=2)
    follower = house.follow()
    house.hear(90, 90, record(90))
    asked = house.texts.asked
    house.clock.rest(PATIENCE * 4)
    assert (follower.told, house.texts.asked) == (numbers(2), asked + 1)


def test_followers_who_were_told_what_is_not_on_record_begin_anew() -> None:
    """L15: the database lost its last commits, say; who follows fetches the state."""
    house = House(length=2)
    follower = house.follow()
    house.texts.all = record(200, "p-other")
    house.hear(3, 3)
    house.clock.rest(PATIENCE * 2)
    assert (follower.told, follower.closed) == (numbers(2), "anew")


def test_more_that_is_ahead_than_is_kept_is_read_from_the_record() -> None:
    """L15."""
    house = House()
    follower = house.follow()
    for number in range(2, MOST_AHEAD + 20):
        house.hear(number, number)
    house.hear(1, 1)
    house.clock.rest(PATIENCE * 2)
    assert follower.told == numbers(MOST_AHEAD + 19)


def test_record_that_does_not_answer_is_asked_again_by_the_next_look() -> None:
    """L15."""
    house = House()
    follower = house.follow()
    house.texts.away = True
    house.hear(2, 2)
    house.clock.rest(PATIENCE * 2)
    assert follower.told == []
    house.rooms.catch_up()
    assert follower.told == []
    house.texts.away = False
    house.rooms.catch_up()
    assert follower.told == numbers(2)


def test_text_gathers_longer_the_more_follow() -> None:
    """L3: what writing to all of them takes of the process stays bounded."""
    assert [round(gathering(followers) * 1000) for followers in (0, 300, 1000, 30_000)] == [40, 43, 50, 250]


def test_newcomer_is_told_from_memory_where_others_follow() -> None:
    """L30: without asking the record, and then what all are told."""
    house = House(10)
    house.texts.tail.add(Run(10, house.texts.all[:10]))
    first = house.follow(number=4)
    asked = house.texts.asked
    second = house.follow("s2", number=4)
    assert house.texts.asked == asked
    house.hear(11, 12)
    assert first.told == second.told == numbers(12, 5)


def test_newcomer_is_told_from_the_record_where_nobody_follows() -> None:
    """L30: nobody has seen to it that this process knows all."""
    house = House(10)
    house.texts.tail.add(Run(6, house.texts.all[:6]))
    assert house.follow(number=4).told == numbers(10, 5)


def test_newcomer_is_told_from_the_record_where_memory_lags_behind_what_was_told() -> None:
    """L30: another process told what this one has not read yet."""
    house = House(6)
    house.texts.tail.add(Run(6, house.texts.all[:6]))
    first = house.follow(number=6)
    house.hear(7, 10)
    second = house.follow("s2", number=4)
    assert (first.told, second.told) == (numbers(10, 7), numbers(10, 5))
