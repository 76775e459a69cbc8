"""Proposals that come with a change of wording: minted by its author, tabled with their first words (W1, W10)."""

from collections.abc import Mapping
from typing import Any, Final

from server.domain.access import Actor
from server.domain.command import Command
from server.domain.guards import unused
from server.domain.marks import chain
from server.domain.meeting import Meeting
from server.domain.paragraph import LIVE, Paragraph, Proposal
from server.domain.payload import Refused, choice, ident, mapping, optional_ident
from server.domain.sponsoring import sponsors_of
from server.domain.state import State

MAX_MINTED: Final = 100
MAX_NESTING: Final = 24
# Of one delegation in one paragraph, settled ones included.
MAX_PROPOSALS_OF_ONE: Final = 500


def proposals_of(
    state: State, paragraph: Paragraph, meeting: Meeting, actor: Actor, command: Command
) -> list[Proposal]:
    """The proposals that come with a change, each with a parent that is not dropped (W1, W5, W10)."""
    raw = command.payload.get("proposals", [])
    if not isinstance(raw, list) or len(raw) > MAX_MINTED:
        raise Refused("malformed", f"“proposals” must be a list of at most {MAX_MINTED}.")
    if raw and command.delegation is None:
        raise Refused("malformed", "A change of base text brings no proposals.")
    known, sponsors = dict(paragraph.proposals), sponsors_of(meeting, actor, command)
    minted = []
    for item in raw:
        one = _mint(state, known, mapping(item, "proposals"), sponsors)
        known[one.id] = one
        minted.append(one)
    if minted and sum(one.owner == command.delegation for one in known.values()) > MAX_PROPOSALS_OF_ONE:
        raise Refused(
            "too_many_proposals",
            f"A delegation has room for {MAX_PROPOSALS_OF_ONE} proposals in one paragraph.",
        )
    return minted


def _mint(
    state: State, known: Mapping[str, Proposal], fields: Mapping[str, Any], sponsors: tuple[str, ...]
) -> Proposal:
    one, parent = ident(fields, "id"), optional_ident(fields, "parent")
    if one in known and known[one].owner == sponsors[0]:
        return known[one]
    unused(state, one)
    if one in known or parent == one:
        raise Refused("duplicate_id", f"The id “{one}” is taken in this text.")
    if parent is not None:
        _sound_parent(known, parent)
    return Proposal(
        id=one,
        parent=parent,
        kind=choice(fields, "kind", ("wording", "reservation")),
        sponsors=sponsors,
        set=optional_ident(fields, "set"),
        place=None,
        status=LIVE,
        tabled=0,
        tabled_at="",
    )


def _sound_parent(known: Mapping[str, Proposal], parent: str) -> None:
    if parent not in known or known[parent].kind == "reservation":
        raise Refused("unknown_proposal", "The proposal that this one amends is not in this paragraph.")
    if known[parent].status not in (LIVE, "retained"):
        raise Refused("parent_gone", f"The proposal that you amend was {known[parent].fate} meanwhile.")
    if sum(1 for _ in chain(known, parent)) >= MAX_NESTING:
        raise Refused("too_deep", f"Amendments nest at most {MAX_NESTING} deep.")
