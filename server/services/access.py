"""The access gate: the only way from a person to a text. Nothing else hands out an `Actor`."""

from collections.abc import Collection
from dataclasses import dataclass

from server.domain.actor import Actor
from server.domain.meeting import OBSERVER
from server.domain.refusal import Refused
from server.services.registry import Meeting, Participant, Registry, TextFacts


@dataclass(frozen=True, slots=True)
class Access:
    """
    A text that somebody may reach, and what they are there. It holds for one command or one request (W29).
    """

    actor: Actor
    text: TextFacts
    meeting: Meeting


def not_found() -> Refused:
    """The answer to people without access, the same whether the text exists or not."""
    return Refused("not_found", "There is no such text.")


def access_text(registry: Registry, person: str, text: str) -> Access:
    """
    What a person may do with a text, looked up again.

    Raises Refused `not_found` where there is no such text, and just so where the person has no part in its
    meeting or no longer an account: to them it does not exist.
    """
    rights = registry.rights({person}, text).get(person)
    if rights is None:
        raise not_found()
    return Access(actor_of(rights.participant), rights.text, rights.meeting)


def role_in(registry: Registry, access: Access) -> str:
    """The role that counts: a delegate of an observer, which older meetings may have, only reads."""
    actor = access.actor
    if actor.role != "delegate" or registry.meeting_of(access.text.id).negotiates(actor.delegation):
        return actor.role
    return OBSERVER


def actors(registry: Registry, somebody: Collection[str], text: str) -> dict[str, Actor]:
    """Roles of some people in a text's meeting, looked up together; people without access are left out."""
    return {each.person: actor_of(each) for each in registry.participants_of(text, somebody)}


def actor_of(participant: Participant) -> Actor:
    """A participant as the rules see them; the rules know from the meeting for whom they may act."""
    return Actor(participant.person, participant.role, participant.delegation)
