"""Decide: what a command comes to. Gives the events that go on record, or raises Refused; changes nothing
itself.

Access first, then the paragraph, then the rules of the command. An empty list is a command without effect
(W10).
"""

from collections.abc import Callable
from typing import Final

from server.domain.access import Actor, authorise
from server.domain.acts import (
    clear_pending,
    hold_paragraph,
    issue_status_document,
    put_before_room,
    record_agreement,
    release_hold,
    reopen_paragraph,
    take_position,
    withdraw_position,
)
from server.domain.arranging import (
    add_paragraph,
    add_section,
    archive_text,
    move_paragraph,
    move_section,
    open_text,
    relabel_paragraph,
    rename_text,
    unarchive_text,
    withdraw_paragraph,
    withdraw_section,
)
from server.domain.command import Command, Event
from server.domain.importing import import_paragraphs
from server.domain.meeting import Meeting
from server.domain.payload import Refused
from server.domain.settling import drop_proposal, retain_proposal, table_proposal, withdraw_proposal
from server.domain.speaking import with_speakers
from server.domain.sponsoring import confirm_sponsorship, leave_proposal
from server.domain.state import State
from server.domain.taking_back import take_back
from server.domain.wording import change_wording

_DECISIONS: Final[dict[str, Callable[[State, Meeting, Actor, Command], list[Event]]]] = {
    "rename_text": rename_text,
    "archive_text": archive_text,
    "unarchive_text": unarchive_text,
    "import_paragraphs": import_paragraphs,
    "add_section": add_section,
    "add_paragraph": add_paragraph,
    "change_wording": change_wording,
    "move_section": move_section,
    "move_paragraph": move_paragraph,
    "relabel_paragraph": relabel_paragraph,
    "withdraw_section": withdraw_section,
    "withdraw_paragraph": withdraw_paragraph,
    "table_proposal": table_proposal,
    "withdraw_proposal": withdraw_proposal,
    "leave_proposal": leave_proposal,
    "confirm_sponsorship": confirm_sponsorship,
    "take_position": take_position,
    "withdraw_position": withdraw_position,
    "retain_proposal": retain_proposal,
    "drop_proposal": drop_proposal,
    "put_before_room": put_before_room,
    "hold_paragraph": hold_paragraph,
    "release_hold": release_hold,
    "record_agreement": record_agreement,
    "clear_pending": clear_pending,
    "reopen_paragraph": reopen_paragraph,
    "take_back": take_back,
    "issue_status_document": issue_status_document,
}


def decide(state: State | None, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """The events of a command, in order, to be recorded together or not at all; Refused where it is not
    taken.
    """
    authorise(meeting, actor, command)
    if command.kind == "open_text":
        if state is not None:
            raise Refused("already_open", "This text is open already.")
        return open_text(command)
    if state is None or state.text != command.text:
        raise Refused("unknown_text", "There is no such text.")
    if state.archived is not None and command.kind != "unarchive_text":
        raise Refused(
            "archived",
            "This text is archived: it is only read. The Secretariat can take it out of the archive.",
        )
    if command.base > state.number:
        raise Refused("ahead", f"The record ends at no. {state.number}; reload the text.")
    events = _DECISIONS[command.kind](state, meeting, actor, command)
    return with_speakers(meeting, actor, command, events)
