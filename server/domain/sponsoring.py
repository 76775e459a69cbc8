"""Sponsors of a proposal: who is named when it is tabled, who leaves, who confirms what it says now (W21)."""

from collections.abc import Iterable, Mapping
from typing import Any

from server.domain.access import Actor
from server.domain.command import Command, Event
from server.domain.delta import Delta
from server.domain.guards import capital, open_to_wording, paragraph_of, proposal_of
from server.domain.marks import marking, stale_sponsors, substance
from server.domain.meeting import Meeting
from server.domain.paragraph import Paragraph, Proposal, marks_at, wording_at
from server.domain.payload import Refused, codes, number
from server.domain.state import State


def sponsors_of(meeting: Meeting, actor: Actor, command: Command) -> tuple[str, ...]:
    """The sponsors of what a command tables: the delegation acted for, first, and those that were named with it.

    Refused: `several_sponsors` for a delegate, who names their own delegation only; `not_your_delegation`.
    """
    own = command.delegation or ""
    if command.payload.get("sponsors") is None:
        return (own,)
    named = codes(command.payload, "sponsors")
    if not named or named[0] != own:
        raise Refused("malformed", "“sponsors” must begin with the delegation that is acted for.")
    if len(named) > 1 and actor.role not in ("secretariat", "chair"):
        raise Refused(
            "several_sponsors",
            "A delegate proposes for one delegation: others become sponsors by their own act.",
        )
    for one in named[1:]:
        if not meeting.negotiates(one):
            raise Refused("not_your_delegation", f"You may not name “{one}” as a sponsor.")
    return named


def same_sponsors(change: Delta, proposals: Mapping[str, Proposal], sponsors: tuple[str, ...]) -> None:
    """Refuse a change that names several sponsors and goes on with a proposal of others than these
    (`sponsors_differ`): they would be sponsors of nothing.
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


def leave_proposal(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """One of several sponsors leaves. If it was the owner, the next one owns the proposal."""
    paragraph = paragraph_of(state, command)
    proposal = _sponsor(paragraph, command)
    if len(proposal.sponsors) == 1:
        raise Refused(
            "last_sponsor", f"{command.delegation} is the only sponsor: withdraw the proposal instead."
        )
    open_to_wording(state, actor, command, paragraph)
    sponsors = [one for one in proposal.sponsors if one != command.delegation]
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
    return [Event("sponsor_left", command.delegation, payload)]


def confirm_sponsorship(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """A sponsor stands by a proposal as its author saw it; an empty list where it did so already."""
    paragraph = paragraph_of(state, command)
    proposal = _sponsor(paragraph, command)
    seen = number(command.payload, "seen", proposal.tabled, state.number)
    wording = wording_at(paragraph, seen)
    if wording is None:
        raise Refused(
            "base_too_old", f"{capital(paragraph.name)} has changed too often since; look at it again."
        )
    delegation = command.delegation or ""
    taken = substance(wording, marks_at(paragraph, seen), proposal.id)
    if proposal.confirmed.get(delegation, taken) == taken:
        return []
    confirmed = {**proposal.confirmed, delegation: taken}
    if delegation == proposal.owner and taken == substance(paragraph.wording, paragraph.marks, proposal.id):
        del confirmed[delegation]
    payload = {"paragraph": paragraph.id, "proposal": proposal.id, "seen": seen, "confirmed": confirmed}
    return [Event("sponsorship_confirmed", command.delegation, payload)]


def _sponsor(paragraph: Paragraph, command: Command) -> Proposal:
    proposal = proposal_of(paragraph, command)
    if command.delegation not in proposal.sponsors:
        raise Refused("not_a_sponsor", f"{command.delegation} does not sponsor this proposal.")
    return proposal
