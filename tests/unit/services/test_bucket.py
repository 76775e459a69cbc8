"""The bucket that counts what somebody asks for (L12)."""

from server.services.bucket import LONGEST_NAME, MOST_NAMES, Bucket, Buckets


def test_bucket_allows_its_burst_and_then_its_rate() -> None:
    """L12."""
    bucket = Bucket(rate=10, burst=3)
    assert [bucket.take(100.0) for _ in range(4)] == [True, True, True, False]
    assert bucket.take(100.05) is False
    assert bucket.take(100.15) is True
    assert bucket.take(100.15) is False


def test_bucket_never_holds_more_than_its_burst() -> None:
    """L12: who was silent for an hour may not send for an hour at once."""
    bucket = Bucket(rate=10, burst=3)
    assert [bucket.take(3700.0) for _ in range(4)] == [True, True, True, False]


def test_bucket_loses_nothing_where_the_clock_is_set_back() -> None:
    """R24: and fills from there."""
    bucket = Bucket(rate=1, burst=2)
    assert [bucket.take(3700.0), bucket.take(100.0), bucket.take(100.0), bucket.take(101.0)] == [
        True,
        True,
        False,
        True,
    ]


def test_bucket_that_is_owed_says_how_long_it_takes_to_fill() -> None:
    """X4: what was read already is counted in any case, and made up for by waiting."""
    bucket = Bucket(rate=100, burst=500)
    assert [bucket.owe(100.0, 300), bucket.owe(100.0, 300)] == [0.0, 1.0]
    assert bucket.owe(101.0, 0) == 0.0
    assert bucket.owe(101.0, 50) == 0.5


def test_bucket_takes_nothing_that_would_be_owed_for_too_long() -> None:
    """X4: so that what is owed has a bound."""
    bucket = Bucket(rate=100, burst=500)
    assert bucket.owe(100.0, 2_500, at_most=20.0) == 20.0
    assert bucket.owe(100.0, 100, at_most=20.0) == 21.0
    assert bucket.owe(101.0, 100, at_most=20.0) == 20.0


def test_bucket_of_a_name_is_its_own_and_those_used_last_are_kept() -> None:
    """X4: names cannot fill the memory."""
    buckets = Buckets(1, 1)
    assert [buckets.of(name).take(100.0) for name in ("a", "b", "a")] == [True, True, False]
    for number in range(MOST_NAMES - 1):
        buckets.of(f"n{number}")
        buckets.of("a")
    assert buckets.of("a").take(100.0) is False
    assert buckets.of("b").take(100.0) is True


def test_bucket_of_a_long_name_is_kept_under_a_short_one() -> None:
    """X4: nor can ten thousand names of any length, and two that begin alike are two."""
    buckets, long = Buckets(1, 1), "n" * 100_000
    assert [buckets.of(name).take(100.0) for name in (long, long, long + "1")] == [True, False, True]
    assert max(map(len, buckets.names())) <= LONGEST_NAME
