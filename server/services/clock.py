"""The time and the ids that the domain is given, since it may not look for them itself."""

import secrets
from datetime import UTC, datetime
from zoneinfo import available_timezones

from server.domain.instants import to_instant


def now() -> str:
    """The instant that it is now (the `Clock` of a running server)."""
    return to_instant(datetime.now(UTC))


def new_id(kind: str) -> str:
    """An id that nobody can guess: `t-` and 16 letters (the `NewId` of a running server)."""
    return f"{kind}-{secrets.token_urlsafe(12)}"


def is_time_zone(name: str) -> bool:
    """Whether it is UTC, or a zone of the tz database with a region. The others depend on the machine, or are old."""
    return name == "UTC" or ("/" in name and name in available_timezones())
