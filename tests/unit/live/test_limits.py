"""The bucket that counts messages."""

from server.live.limits import Bucket


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
