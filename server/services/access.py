"""The access gate: the only way from a person to a text. Nothing else hands out an `Actor`."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from server.domain.access import UNATTRIBUTED, Actor
from server.domain.command import Refused
from server.services.registry import Delegation, Meeting, Participant, Registry, TextFacts

_ON_BEHALF: Final = frozenset({"secretariat", "chair"})


@dataclass(frozen=True, slots=True)
class Access:
    """
    A text that somebody may reach, and what they are there. It holds for one command or one request (W29).
    """

    actor: Actor
    text: TextFacts
    meeting: Meeting


def not_found() -> Refused:
    """What people are told to whom a text does not exist, whether it does or not."""
    return Refused("not_found", "There is no such text.")


def access_text(registry: Registry, person: str, text: str) -> Access:
    """
    What a person may do with a text, looked up anew.

    Raises Refused `not_found` where there is no such text, and just so where the person has no part in its
    meeting or no longer an account: to them it does not exist.
    """
    rights = registry.rights({person}, text).get(person)
    if rights is None:
        raise not_found()
    actor = actor_of(registry, rights.participant)
    return Access(actor, rights.text, rights.meeting)


def actors(registry: Registry, somebody: Collection[str], text: str) -> dict[str, Actor]:
    """What some people are in a text's meeting, looked up anew, all at once; who may not reach it is left out."""
    found = registry.participants_of(text, somebody)
    acting = [each for each in found if each.role in _ON_BEHALF]
    everybody = _everybody(registry, acting[0].meeting) if acting else frozenset()
    return {
        each.person: Actor(each.person, each.role, each.delegation, _acts_for(each, everybody))
        for each in found
    }


def actor_of(registry: Registry, participant: Participant) -> Actor:
    """Whom a participant may act for: delegates their own delegation; Secretariat and Chair every State and
    group of the meeting, and what was imported without attribution; observers nobody."""
    everybody = _everybody(registry, participant.meeting) if participant.role in _ON_BEHALF else frozenset()
    acts_for = _acts_for(participant, everybody)
    return Actor(participant.person, participant.role, participant.delegation, acts_for)


def _acts_for(participant: Participant, everybody: frozenset[str]) -> frozenset[str]:
    if participant.role in _ON_BEHALF:
        return everybody
    if participant.role == "delegate" and participant.delegation is not None:
        return frozenset({participant.delegation})
    return frozenset()


def _everybody(registry: Registry, meeting: str) -> frozenset[str]:
    negotiating = [one.code for one in registry.delegations(meeting) if _negotiates(one)]
    return frozenset({UNATTRIBUTED, *negotiating})


def _negotiates(delegation: Delegation) -> bool:
    return delegation.kind in ("state", "group")
