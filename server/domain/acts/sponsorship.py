"""Sponsors of a proposal: who is named when it is tabled, who leaves, who confirms what it says now (W21)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from server.domain.actor import ON_BEHALF
from server.domain.acts.declaring import OF_DELEGATIONS, Act, Case
from server.domain.acts.guards import capital, open_to_wording, paragraph_of, proposal_of
from server.domain.command import Event
from server.domain.delta import Delta
from server.domain.marks import marking, stale_sponsors, substance
from server.domain.paragraph import Paragraph, Proposal, marks_at, wording_at
from server.domain.payloads import ForDelegation, Ident, Number, Sponsored, between, distinct
from server.domain.refusal import Refused


class LeaveProposal(ForDelegation, frozen=True):
    """One of several sponsors leaves."""

    paragraph: Ident
    proposal: Ident


class ConfirmSponsorship(ForDelegation, frozen=True):
    """A sponsor stands by a proposal as it was at `seen`."""

    paragraph: Ident
    proposal: Ident
    seen: Number


def sponsors_of(case: Case[Any]) -> tuple[str, ...]:
    """The sponsors of what a command tables: the delegation acted for, first, and those that were named with it.

    Refused: `several_sponsors` for a delegate, who names their own delegation only; `not_your_delegation`.
    """
    asked: Sponsored = case.payload
    own = case.delegation
    if asked.sponsors is None:
        return (own,)
    named = distinct(asked.sponsors, "sponsors")
    if not named or named[0] != own:
        raise Refused("malformed", "“sponsors” must begin with the delegation that is acted for.")
    if len(named) > 1 and case.actor.role not in ON_BEHALF:
        raise Refused(
            "several_sponsors",
            "A delegate proposes for one delegation: others become sponsors by their own act.",
        )
    for one in named[1:]:
        if not case.meeting.negotiates(one):
            raise Refused("not_your_delegation", f"You may not name “{one}” as a sponsor.")
    return named


def whole(
    proposal: str, kind: str, sponsors: Sequence[str], parent: str | None, place: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The `Tabled` of a proposal about a paragraph as a whole (W6)."""
    fixed = {"id": proposal, "parent": parent, "kind": kind, "set": None, "place": place}
    return {**fixed, "sponsors": list(sponsors)}


def same_sponsors(change: Delta, proposals: Mapping[str, Proposal], sponsors: tuple[str, ...]) -> None:
    """
    Refuse a change that names several sponsors and goes on with a proposal of others than these (`sponsors_differ`):
    they would be sponsors of nothing.
    """
    if len(sponsors) == 1:
        return
    for op in change:
        names = marking({key: value for key, value in op.get("attributes", {}).items() if value})
        for one in names & proposals.keys():
            if proposals[one].sponsors != sponsors:
                raise Refused(
                    "sponsors_differ",
                    "This goes on with a proposal of other sponsors: table a new one for these.",
                )


def tabled(proposal: Mapping[str, Any], wording: Delta, marks: Mapping[str, Any]) -> dict[str, Any]:
    """The `Tabled` of a proposal, with what its other sponsors stand by; `wording` and `marks` as they are with it."""
    if len(proposal["sponsors"]) == 1:
        return dict(proposal)
    return {**proposal, "fingerprint": substance(wording, marks, proposal["id"])}


def keep_sponsored(
    proposals: Iterable[Proposal], delegation: str | None, before: Delta, after: Delta
) -> None:
    """Refuse that an owner takes the last of what others sponsor out of a wording (`sponsored`)."""
    shared = {
        one.id: one for one in proposals if one.live and one.owner == delegation and len(one.sponsors) > 1
    }
    if not shared:
        return
    for one in sorted(shared.keys() & (_marked(before) - _marked(after))):
        raise _sponsored(shared[one])


def _marked(wording: Delta) -> set[str]:
    return set().union(*(marking(op.get("attributes", {})) for op in wording))


def _sponsored(proposal: Proposal) -> Refused:
    others = ", ".join(proposal.sponsors[1:])
    return Refused("sponsored", f"{others} sponsor this too: leave it, and it stays with them.")


def only_sponsor(proposal: Proposal) -> None:
    """Refuse that the owner takes back what others sponsor (`sponsored`)."""
    if len(proposal.sponsors) > 1:
        raise _sponsored(proposal)


def _leave(case: Case[LeaveProposal]) -> list[Event]:
    """One of several sponsors leaves. If it was the owner, the next one owns the proposal."""
    paragraph = paragraph_of(case.state, case.payload.paragraph)
    proposal = _sponsor(case, paragraph)
    if len(proposal.sponsors) == 1:
        raise Refused(
            "last_sponsor", f"{case.delegation} is the only sponsor: withdraw the proposal instead."
        )
    open_to_wording(case, paragraph)
    sponsors = [one for one in proposal.sponsors if one != case.delegation]
    confirmed = {one: taken for one, taken in proposal.confirmed.items() if one in sponsors}
    if sponsors[0] not in stale_sponsors(paragraph, proposal):
        # From now on it writes the words that it stands by.
        confirmed.pop(sponsors[0], None)
    payload = {
        "paragraph": paragraph.id,
        "proposal": proposal.id,
        "sponsors": sponsors,
        "confirmed": confirmed,
    }
    return [Event("sponsor_left", case.delegation, payload)]


def _confirm(case: Case[ConfirmSponsorship]) -> list[Event]:
    """A sponsor stands by a proposal as its author saw it; an empty list where it did so already."""
    paragraph = paragraph_of(case.state, case.payload.paragraph)
    proposal = _sponsor(case, paragraph)
    seen = between(case.payload.seen, "seen", proposal.tabled, case.state.number)
    wording = wording_at(paragraph, seen)
    if wording is None:
        raise Refused(
            "base_too_old", f"{capital(paragraph.name)} has changed too often since; look at it again."
        )
    delegation = case.delegation
    taken = substance(wording, marks_at(paragraph, seen), proposal.id)
    if proposal.confirmed.get(delegation, taken) == taken:
        return []
    confirmed = {**proposal.confirmed, delegation: taken}
    if delegation == proposal.owner and taken == substance(paragraph.wording, paragraph.marks, proposal.id):
        del confirmed[delegation]
    payload = {"paragraph": paragraph.id, "proposal": proposal.id, "seen": seen, "confirmed": confirmed}
    return [Event("sponsorship_confirmed", case.delegation, payload)]


def _sponsor(case: Case[LeaveProposal] | Case[ConfirmSponsorship], paragraph: Paragraph) -> Proposal:
    proposal = proposal_of(paragraph, case.payload.proposal)
    if case.delegation not in proposal.sponsors:
        raise Refused("not_a_sponsor", f"{case.delegation} does not sponsor this proposal.")
    return proposal


ACTS: Final = (
    Act("leave_proposal", OF_DELEGATIONS, LeaveProposal, _leave, takes_back=True),
    Act("confirm_sponsorship", OF_DELEGATIONS, ConfirmSponsorship, _confirm, judged_on="seen"),
)
