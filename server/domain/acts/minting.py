"""Proposals that come with a change of wording: minted by its author, tabled with their first words (W1, W10)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from server.domain.acts.declaring import Case
from server.domain.acts.guards import unused
from server.domain.acts.sponsorship import sponsors_of
from server.domain.marks import chain
from server.domain.paragraph import LIVE, Paragraph, Proposal
from server.domain.payloads import Ident, Payload
from server.domain.refusal import Refused
from server.domain.state import State

MAX_MINTED: Final = 100
MAX_NESTING: Final = 24
# Of one delegation in one paragraph, settled ones included.
MAX_PROPOSALS_OF_ONE: Final = 500


class Minted(Payload, frozen=True):
    """A proposal that comes with a change. `parent`: what it amends; `set`: what it forms one proposal with."""

    id: Ident
    kind: Literal["wording", "reservation"]
    parent: Ident | None = None
    set: Ident | None = None


def proposals_of(case: Case[Any], paragraph: Paragraph, brought: Sequence[Minted]) -> list[Proposal]:
    """The proposals that come with a change, each with a parent that is not dropped (W1, W5, W10)."""
    if brought and case.command.delegation is None:
        raise Refused("malformed", "A change of base text brings no proposals.")
    known, sponsors = dict(paragraph.proposals), sponsors_of(case)
    minted = []
    for item in brought:
        one = _mint(case.state, known, item, sponsors)
        known[one.id] = one
        minted.append(one)
    if minted and sum(one.owner == case.delegation for one in known.values()) > MAX_PROPOSALS_OF_ONE:
        raise Refused(
            "too_many_proposals",
            f"A delegation has room for {MAX_PROPOSALS_OF_ONE} proposals in one paragraph.",
        )
    return minted


def _mint(state: State, known: Mapping[str, Proposal], asked: Minted, sponsors: tuple[str, ...]) -> Proposal:
    one, parent = asked.id, asked.parent
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
        kind=asked.kind,
        sponsors=sponsors,
        set=asked.set,
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
