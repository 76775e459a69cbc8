"""Instants as the record writes them: UTC with milliseconds, `2021-04-07T16:00:00.000Z`.

They are strings of one width, so that comparing two of them as strings compares them in time.
"""

import re
from datetime import UTC, datetime, timedelta

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)


def to_instant(moment: datetime) -> str:
    """
    An aware datetime as an instant; milliseconds are cut, not rounded, so that it is never in the future.
    """
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone is no instant.")
    written = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return written.removesuffix("+00:00") + "Z"


def from_instant(instant: str) -> datetime:
    """The aware datetime of an instant. Raises ValueError for anything that is not one."""
    if not _INSTANT.fullmatch(instant):
        raise ValueError(f"An instant is written 2021-04-07T16:00:00.000Z, not {instant!r}.")
    return datetime.strptime(instant, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def parse_instant(written: str) -> str:
    """
    An instant from what a person or another program wrote in ISO 8601 with a time zone
    (`2021-04-07T18:00+02:00`).

    Raises ValueError where it is not a moment, or has no time zone: six o'clock where is not for us to guess.
    """
    try:
        moment = datetime.fromisoformat(written.strip())
    except ValueError as error:
        raise ValueError(f"{written!r} is no moment; one is written 2021-04-07T18:00+02:00.") from error
    if moment.tzinfo is None:
        raise ValueError(f"{written!r} says no time zone; add one, as in 2021-04-07T18:00+02:00.")
    try:
        return to_instant(moment)
    except OverflowError as error:
        # In its own time zone it is within the years that can be counted, and in UTC it is not.
        raise ValueError(f"{written!r} is no moment; one is written 2021-04-07T18:00+02:00.") from error


def later(instant: str, seconds: int) -> str:
    """The instant some seconds after another."""
    return to_instant(from_instant(instant) + timedelta(seconds=seconds))
