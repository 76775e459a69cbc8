"""How often something may be tried, in memory and in Redis (G2)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.web.paces import Lane, Pace, Paces
from tests.support.redis_server import redis_server


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "redis"])
def paces(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Paces]:
    if request.param == "memory":
        yield Paces(None, clock)
        return
    with redis_server(tmp_path) as redis:
        yield Paces(redis.url, clock)


LANE = Lane(Pace(3, 10.0), "one")


def test_places_are_taken_at_once_and_then_one_after_the_other(paces: Paces, clock: Clock) -> None:
    assert [paces.take([LANE], 25.0) for _ in range(6)] == [0, 0, 0, 10, 20, 30]
    assert paces.take([LANE], 25.0) == 30
    clock.now += 5
    assert paces.take([LANE], 25.0) == 25
    clock.now += 1_000
    assert [paces.take([LANE], 25.0) for _ in range(4)] == [0, 0, 0, 10]


def test_place_that_is_given_back_is_free_at_once(paces: Paces) -> None:
    for _ in range(20):
        assert paces.take([LANE], 0.0) == 0
        paces.give_back([LANE])


def test_where_one_lane_is_full_no_place_is_taken_in_another(paces: Paces) -> None:
    other = Lane(Pace(3, 10.0), "other")
    for _ in range(3):
        paces.take([LANE], 0.0)
    for _ in range(5):
        assert paces.take([other, LANE], 0.0) == 10
    assert [paces.take([other], 0.0) for _ in range(4)] == [0, 0, 0, 10]


def test_while_redis_is_away_each_process_counts_for_itself(tmp_path: Path, clock: Clock) -> None:
    with redis_server(tmp_path) as redis:
        first, second = Paces(redis.url, clock), Paces(redis.url, clock)
        assert [each.take([LANE], 0.0) for each in (first, second, first, second)] == [0, 0, 0, 10]
        redis.kill()
        assert [first.take([LANE], 0.0) for _ in range(4)] == [0, 0, 0, 10]
        redis.start()
