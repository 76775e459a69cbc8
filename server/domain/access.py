"""The access table, asked before anything else about a command. Each act is declared with its line of it.

A delegate acts for their own delegation only; Secretariat and Chair act on behalf of any State or group of the meeting,
and both names go on record. Observers, delegations of that kind too, only read.
"""

from typing import Final

from server.domain.actor import ON_BEHALF, Actor
from server.domain.acts import ACTS
from server.domain.acts.declaring import BASE, FOR, Act, Who
from server.domain.command import Command
from server.domain.meeting import OBSERVER, UNATTRIBUTED, Meeting
from server.domain.refusal import Refused

ACCESS: Final[dict[str, Who]] = {kind: act.who for kind, act in ACTS.items()}
"""For each act, the ways in which each role may do it."""

_WHO = {"secretariat": "the Secretariat", "chair": "the Chair", "delegate": "a delegate"}


def authorise(meeting: Meeting, actor: Actor, command: Command) -> Act:
    """The act that is asked for. Raises Refused: `unknown_command`, `forbidden`, `not_your_delegation`."""
    declared = ACTS.get(command.kind)
    if declared is None:
        raise Refused("unknown_command", f"There is no command “{command.kind}”.")
    ways = declared.who.get(actor.role)
    act = command.kind.replace("_", " ")
    if ways is None:
        allowed = " or ".join(_WHO[role] for role in declared.who)
        raise Refused("forbidden", f"Only {allowed} may do this: {act}.")
    if command.delegation is None:
        if BASE not in ways:
            raise Refused("forbidden", f"Say for which delegation: {act} is done for a delegation.")
    elif FOR not in ways:
        raise Refused("forbidden", f"This is done for the meeting and not for a delegation: {act}.")
    else:
        _for_whom(meeting, actor, command.delegation, declared)
    return declared


def _for_whom(meeting: Meeting, actor: Actor, delegation: str, declared: Act) -> None:
    on_behalf = actor.role in ON_BEHALF
    if not on_behalf and delegation != actor.delegation:
        raise Refused("not_your_delegation", f"You may not act for “{delegation}”.")
    if meeting.negotiates(delegation):
        return
    # Secretariat and Chair take back for whoever is named on record: an observer may have objected before the meeting
    # said that it is one, and somebody must be able to lift that. Proposals of nobody are the Chair's to retain or
    # drop; a position of nobody would stand for ever.
    if (
        on_behalf
        and declared.takes_back
        and (delegation != UNATTRIBUTED or declared.takes_back == "of_nobody")
    ):
        return
    known = meeting.delegations.get(delegation)
    if known is not None and known.kind == OBSERVER:
        raise Refused("forbidden", f"{delegation} is an observer: it reads, and nothing is done for it.")
    raise Refused("not_your_delegation", f"“{delegation}” is no delegation of this meeting.")
