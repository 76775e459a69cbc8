"""Speakers for other delegations: "Iran on behalf of G77". The act is the group's; the record keeps the speaker."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from server.domain.actor import ON_BEHALF
from server.domain.acts.declaring import Case
from server.domain.command import Event
from server.domain.refusal import Refused


def with_speakers(case: Case[Any], events: Sequence[Event]) -> list[Event]:
    """The events with `spoken`, where the command has it: who was acted for, to who spoke for them.

    Only those who record what is said in the room say so. Refused: `forbidden`, `malformed`,
    `not_your_delegation` for a speaker that is no delegation of the meeting.
    """
    given = getattr(case.payload, "spoken", None)
    if given is None:
        return list(events)
    spoken = _sound(case, given)
    return [
        replace(event, payload={**event.payload, "spoken": spoken}) if event.delegation else event
        for event in events
    ]


def _sound(case: Case[Any], given: Mapping[str, str]) -> dict[str, str]:
    if case.actor.role not in ON_BEHALF:
        raise Refused("forbidden", "Only the Secretariat and the Chair record who spoke for whom.")
    acted_for = {case.delegation, *(getattr(case.payload, "sponsors", None) or ())}
    for code, speaker in given.items():
        if code not in acted_for or speaker == code:
            raise Refused(
                "malformed", "“spoken” must name, for delegations that are acted for, another that spoke."
            )
        if not case.meeting.negotiates(speaker):
            raise Refused("not_your_delegation", f"“{speaker}” is no delegation of this meeting.")
    if not given:
        raise Refused("malformed", "“spoken” must name somebody, or be left out.")
    return dict(given)
