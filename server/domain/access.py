"""Who may do what: the table of the room, line by line. Everything else about a command is judged after this.

Each kind of command names, for each role, how it may be done: `BASE` in the meeting's own name (no
delegation),
`FOR` for a delegation that the actor may act for. A delegate acts for their own delegation only; Secretariat
and
Chair act on behalf of any delegation of the meeting, and both names go on record.
"""

from dataclasses import dataclass
from typing import Final

from server.domain.command import Command
from server.domain.payload import Refused

BASE: Final = "base"
FOR: Final = "for"
UNATTRIBUTED: Final = "UNATTRIBUTED"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in a meeting. `acts_for`: codes of the delegations they may act for (none for an observer)."""

    person: str
    role: str
    delegation: str | None
    acts_for: frozenset[str]


_BOTH = frozenset({BASE, FOR})
_BASE = frozenset({BASE})
_FOR = frozenset({FOR})

_WORDING = {"secretariat": _BOTH, "chair": _BOTH, "delegate": _FOR}
_OF_A_DELEGATION = {"secretariat": _FOR, "chair": _FOR, "delegate": _FOR}
_ARRANGING = {"secretariat": _BASE, "chair": _BASE}
_OF_THE_SECRETARIAT = {"secretariat": _BASE}
_OF_THE_CHAIR = {"chair": _BASE}

ACCESS: Final[dict[str, dict[str, frozenset[str]]]] = {
    "open_text": _OF_THE_SECRETARIAT,
    "import_paragraphs": _OF_THE_SECRETARIAT,
    "add_section": _WORDING,
    "add_paragraph": _WORDING,
    "change_wording": _WORDING,
    "move_section": _ARRANGING,
    "move_paragraph": _ARRANGING,
    "relabel_paragraph": _ARRANGING,
    "withdraw_section": _ARRANGING,
    "withdraw_paragraph": _ARRANGING,
    "table_proposal": _OF_A_DELEGATION,
    "withdraw_proposal": _OF_A_DELEGATION,
    "take_position": _OF_A_DELEGATION,
    "withdraw_position": _OF_A_DELEGATION,
    "retain_proposal": _OF_THE_CHAIR,
    "drop_proposal": _OF_THE_CHAIR,
    "put_before_room": _OF_THE_CHAIR,
    "hold_paragraph": _OF_THE_CHAIR,
    "release_hold": _OF_THE_CHAIR,
    "record_agreement": _OF_THE_CHAIR,
    "clear_pending": _OF_THE_CHAIR,
    "reopen_paragraph": _OF_THE_CHAIR,
    "issue_status_document": _ARRANGING,
}

_WHO = {"secretariat": "the Secretariat", "chair": "the Chair", "delegate": "a delegate"}


def authorise(actor: Actor, command: Command) -> None:
    """Pass, or raise Refused: `unknown_command`, `forbidden`, `not_your_delegation`."""
    roles = ACCESS.get(command.kind)
    if roles is None:
        raise Refused("unknown_command", f"There is no command “{command.kind}”.")
    ways = roles.get(actor.role)
    act = command.kind.replace("_", " ")
    if ways is None:
        allowed = " or ".join(_WHO[role] for role in roles)
        raise Refused("forbidden", f"Only {allowed} may do this: {act}.")
    if command.delegation is None:
        if BASE not in ways:
            raise Refused("forbidden", f"Say for which delegation: {act} is done for a delegation.")
    elif FOR not in ways:
        raise Refused("forbidden", f"This is done for the meeting and not for a delegation: {act}.")
    elif command.delegation not in actor.acts_for:
        raise Refused("not_your_delegation", f"You may not act for “{command.delegation}”.")
