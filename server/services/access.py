"""The access gate: the only way from a person to a text. Nothing else hands out an `Actor`."""

from dataclasses import dataclass

from server.domain.access import UNATTRIBUTED, Actor
from server.domain.command import Refused
from server.services.registry import Delegation, Meeting, Participant, Registry, TextFacts


@dataclass(frozen=True, slots=True)
class Access:
    """
    A text that somebody may reach, and what they are there. It holds for one command or one request (W29).
    """

    actor: Actor
    text: TextFacts
    meeting: Meeting


def access_text(registry: Registry, person: str, text: str) -> Access:
    """
    What a person may do with a text, looked up anew.

    Raises Refused `not_found` where there is no such text, and just so where the person has no part in its
    meeting or no longer an account: to them it does not exist.
    """
    rights = registry.rights(person, text)
    if rights is None:
        raise Refused("not_found", "There is no such text.")
    actor = actor_of(registry, rights.participant)
    return Access(actor, rights.text, rights.meeting)


def actor_of(registry: Registry, participant: Participant) -> Actor:
    """Whom a participant may act for: delegates their own delegation; Secretariat and Chair every State and
    group of the meeting, and what was imported without attribution; observers nobody."""
    acts_for: frozenset[str] = frozenset()
    if participant.role in ("secretariat", "chair"):
        delegations = registry.delegations(participant.meeting)
        acts_for = frozenset({UNATTRIBUTED, *(one.code for one in delegations if _negotiates(one))})
    elif participant.role == "delegate" and participant.delegation is not None:
        acts_for = frozenset({participant.delegation})
    return Actor(participant.person, participant.role, participant.delegation, acts_for)


def _negotiates(delegation: Delegation) -> bool:
    return delegation.kind in ("state", "group")
