"""Acts about where a delegation stands: taking a position, withdrawing it."""

from dataclasses import replace
from typing import Final

from server.domain.acts.declaring import OF_DELEGATIONS, Act, Case
from server.domain.acts.guards import capital, paragraph_of, still_live
from server.domain.command import Event
from server.domain.lines import MAX_STATEMENT, line_of
from server.domain.marks import fingerprint
from server.domain.paragraph import Paragraph, marks_at, wording_at
from server.domain.payloads import ForDelegation, Ident, Number, between
from server.domain.refusal import Refused
from server.domain.shapes import Stance
from server.domain.state import position_key


class TakePosition(ForDelegation, frozen=True):
    """A stance on a paragraph, or on a proposal in it, as its author saw it at `seen`."""

    paragraph: Ident
    stance: Stance
    seen: Number
    proposal: Ident | None = None
    statement: str | None = None


class WithdrawPosition(ForDelegation, frozen=True):
    """The position on a paragraph, or on a proposal in it."""

    paragraph: Ident
    proposal: Ident | None = None


def _take(case: Case[TakePosition]) -> list[Event]:
    """Record a delegation's stance, bound to what its author saw (W19). Of a frozen paragraph it explains (W20)."""
    asked = case.payload
    paragraph = paragraph_of(case.state, asked.paragraph)
    _may_be_taken_on(case, paragraph)
    earliest = paragraph.added if asked.proposal is None else paragraph.proposals[asked.proposal].tabled
    seen = between(asked.seen, "seen", earliest, case.state.number)
    wording = wording_at(paragraph, seen)
    if wording is None:
        raise Refused(
            "base_too_old", f"{capital(paragraph.name)} has changed too often since; look at it again."
        )
    payload = {
        "paragraph": paragraph.id,
        "proposal": asked.proposal,
        "stance": asked.stance,
        "fingerprint": fingerprint(
            replace(paragraph, wording=wording, marks=marks_at(paragraph, seen)), asked.proposal
        ),
        "seen": seen,
        "statement": line_of(asked.statement, "statement", MAX_STATEMENT) or None,
    }
    return [Event("position_taken", case.delegation, payload)]


def _may_be_taken_on(case: Case[TakePosition], paragraph: Paragraph) -> None:
    if case.payload.proposal is None:
        return
    proposal = paragraph.proposals.get(case.payload.proposal)
    if proposal is None:
        raise Refused("unknown_proposal", f"There is no such proposal in {paragraph.name}.")
    still_live(proposal)
    if case.delegation in proposal.sponsors:
        raise Refused("own_proposal", f"{case.delegation} proposes this itself; it can be withdrawn.")


def _withdraw(case: Case[WithdrawPosition]) -> list[Event]:
    """A delegation takes its position back: an objection is lifted this way."""
    paragraph, proposal = paragraph_of(case.state, case.payload.paragraph), case.payload.proposal
    if position_key(case.delegation, proposal) not in paragraph.positions:
        raise Refused("no_position", f"{case.delegation} has no position there.")
    payload = {"paragraph": paragraph.id, "proposal": proposal}
    return [Event("position_withdrawn", case.delegation, payload)]


ACTS: Final = (
    Act("take_position", OF_DELEGATIONS, TakePosition, _take, judged_on="seen"),
    Act("withdraw_position", OF_DELEGATIONS, WithdrawPosition, _withdraw, takes_back="of_nobody"),
)
