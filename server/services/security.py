"""
The security list: who signed in or failed to, who gave which rights to whom, from where and when. It only grows, and is
kept apart from the records of texts, since it names persons and addresses.
"""

import logging
from dataclasses import dataclass
from typing import Final

from server.services.registry import Listed
from server.services.store import NewId, Store, Unit

PAGE: Final = 100
"""Lines of the list that are read at once."""

COMMAND_LINE: Final = "command line"
CHANGED: Final = " → "
"""Between what somebody was and what they are now, in the detail of a line."""
LONGEST_DETAIL: Final = 400
LONGEST_ADDRESS: Final = 64

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Origin:
    """The person who acts (None where unknown), from which address, and when."""

    person: str | None
    address: str
    at: str


def note(
    unit: Unit,
    new_id: NewId,
    origin: Origin,
    what: str,
    *,
    subject: str | None = None,
    meeting: str | None = None,
    detail: str = "",
) -> None:
    """Puts a line on the list, in the unit of work of what it tells: both happen, or neither."""
    listed = Listed(
        id=new_id("l"),
        at=origin.at,
        what=what,
        person=origin.person,
        subject=subject,
        meeting=meeting,
        address=origin.address[:LONGEST_ADDRESS],
        detail=detail[:LONGEST_DETAIL],
    )
    unit.registry.add_listed(listed)


def note_alone(store: Store, new_id: NewId, origin: Origin, what: str, subject: str | None) -> None:
    """
    Puts a line on the list that stands alone: a sign-in. People must be able to sign in while nothing can be written,
    so a fault of the store is logged.
    """
    try:
        with store.writing() as unit:
            note(unit, new_id, origin, what, subject=subject)
    except store.faults:
        log.exception("The security list could not be written: %s", what)
