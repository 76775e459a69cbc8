"""The time and the ids that the domain is given, since it may not look for them itself."""

import secrets
from datetime import UTC, datetime

from server.domain.instants import to_instant


def now() -> str:
    """The instant that it is now (the `Clock` of a running server)."""
    return to_instant(datetime.now(UTC))


def new_id(kind: str) -> str:
    """An id that nobody can guess: `t-` and 16 letters (the `NewId` of a running server)."""
    return f"{kind}-{secrets.token_urlsafe(12)}"
