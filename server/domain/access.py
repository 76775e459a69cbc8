"""Who may do what: the table of the room, line by line. Everything else about a command is judged after this.

Each kind of command names, for each role, how it may be done: `BASE` in the meeting's own name (no
delegation),
`FOR` for a delegation. A delegate acts for their own delegation only; Secretariat and Chair act on behalf of any State
or group of the meeting, and both names go on record. Observers, delegations of that kind too, only read.
"""

from dataclasses import dataclass
from typing import Final

from server.domain.command import Command
from server.domain.meeting import OBSERVER, UNATTRIBUTED, Meeting
from server.domain.payload import Refused

BASE: Final = "base"
FOR: Final = "for"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in a meeting; `delegation` is null for Secretariat and Chair."""

    person: str
    role: str
    delegation: str | None


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
    "rename_text": _OF_THE_SECRETARIAT,
    "archive_text": _OF_THE_SECRETARIAT,
    "unarchive_text": _OF_THE_SECRETARIAT,
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
    "leave_proposal": _OF_A_DELEGATION,
    "confirm_sponsorship": _OF_A_DELEGATION,
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
    "take_back": _ARRANGING,
    "issue_status_document": _ARRANGING,
}

_ON_BEHALF: Final = frozenset({"secretariat", "chair"})
# Acts that take back something on record. Secretariat and Chair do it for whoever is named there: an observer
# may have objected before a meeting said that it is one, and somebody must be able to lift that.
_TAKING_BACK: Final = frozenset({"withdraw_proposal", "leave_proposal", "withdraw_position"})

_WHO = {"secretariat": "the Secretariat", "chair": "the Chair", "delegate": "a delegate"}


def authorise(meeting: Meeting, actor: Actor, command: Command) -> None:
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
    else:
        _for_whom(meeting, actor, command.delegation, command.kind)


def _for_whom(meeting: Meeting, actor: Actor, delegation: str, kind: str) -> None:
    on_behalf = actor.role in _ON_BEHALF
    if not on_behalf and delegation != actor.delegation:
        raise Refused("not_your_delegation", f"You may not act for “{delegation}”.")
    if meeting.negotiates(delegation):
        return
    # Proposals of nobody are the Chair's to retain or drop; a position of nobody would stand for ever.
    if on_behalf and kind in _TAKING_BACK and (delegation != UNATTRIBUTED or kind == "withdraw_position"):
        return
    known = meeting.delegations.get(delegation)
    if known is not None and known.kind == OBSERVER:
        raise Refused("forbidden", f"{delegation} is an observer: it reads, and nothing is done for it.")
    raise Refused("not_your_delegation", f"“{delegation}” is no delegation of this meeting.")
