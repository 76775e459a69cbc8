"""Speakers for other delegations: "Iran on behalf of G77". The act is the group's; the record keeps the speaker."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from server.domain.access import Actor
from server.domain.command import Command, Event
from server.domain.meeting import Meeting
from server.domain.payload import Refused, is_code, mapping

_NOTE_TAKERS: Final = ("secretariat", "chair")


def with_speakers(meeting: Meeting, actor: Actor, command: Command, events: Sequence[Event]) -> list[Event]:
    """The events with `spoken`, where the command has it: who was acted for, to who spoke for them.

    Only those who record what is said in the room say so. Refused: `forbidden`, `malformed`,
    `not_your_delegation` for a speaker that is no delegation of the meeting.
    """
    if command.payload.get("spoken") is None:
        return list(events)
    spoken = _read(meeting, actor, command)
    return [
        replace(event, payload={**event.payload, "spoken": spoken}) if event.delegation else event
        for event in events
    ]


def _read(meeting: Meeting, actor: Actor, command: Command) -> dict[str, str]:
    if actor.role not in _NOTE_TAKERS:
        raise Refused("forbidden", "Only the Secretariat and the Chair record who spoke for whom.")
    given = mapping(command.payload["spoken"], "spoken")
    sponsors = command.payload.get("sponsors") or ()
    acted_for = {command.delegation, *(one for one in sponsors if isinstance(one, str))}
    spoken: dict[str, str] = {}
    for code, speaker in given.items():
        if code not in acted_for or not is_code(speaker) or speaker == code:
            raise Refused(
                "malformed", "“spoken” must name, for delegations that are acted for, another that spoke."
            )
        if not meeting.negotiates(speaker):
            raise Refused("not_your_delegation", f"“{speaker}” is no delegation of this meeting.")
        spoken[code] = speaker
    if not spoken:
        raise Refused("malformed", "“spoken” must name somebody, or be left out.")
    return spoken
