"""Decide what a command comes to: the events that go on record, or Refused. Nothing is changed here.

Access first, then the paragraph, then the rules of the act. An empty list is a command without effect (W10).
"""

from server.domain.access import authorise
from server.domain.actor import Actor
from server.domain.acts.declaring import Case
from server.domain.acts.speaking import with_speakers
from server.domain.acts.text import OPEN, UNARCHIVE, OpenText, opening
from server.domain.command import Command, Event
from server.domain.meeting import Meeting
from server.domain.payloads import read
from server.domain.refusal import Refused
from server.domain.state import State


def decide(state: State | None, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """The events of a command, in order, to be recorded together or not at all. Raises Refused."""
    act = authorise(meeting, actor, command)
    if state is None and command.kind == OPEN:
        return opening(read(OpenText, command.payload))
    if state is None or (state.text != command.text and command.kind != OPEN):
        raise Refused("unknown_text", "There is no such text.")
    if state.archived is not None and command.kind not in (OPEN, UNARCHIVE):
        raise Refused(
            "archived",
            "This text is archived: it is only read. The Secretariat can take it out of the archive.",
        )
    if command.base > state.number:
        raise Refused("ahead", f"The record ends at no. {state.number}; reload the text.")
    case = Case(state, meeting, actor, command, read(act.payload, command.payload))
    return with_speakers(case, act.decide(case))
