"""Taking back what Secretariat or Chair recorded in error for a delegation: what was there is there again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from server.domain.actor import Actor
from server.domain.acts import declaring
from server.domain.acts.declaring import OF_THE_OFFICE, Case
from server.domain.acts.guards import capital, nothing_held, with_holder
from server.domain.captured import Act
from server.domain.command import Event
from server.domain.delta import Delta
from server.domain.marks import chain, marked, settle_drop
from server.domain.paragraph import LIVE, TAKEN_BACK, Paragraph, Position, Proposal, position_to_json
from server.domain.payloads import Number, Payload, between
from server.domain.refusal import Refused
from server.domain.state import State

T = TypeVar("T")


class TakeBack(Payload, frozen=True):
    """The number of an entry of the command that is to be taken back."""

    number: Number


def _take_back(case: Case[TakeBack]) -> list[Event]:
    """
    Undo the actor's own last command for a delegation, as long as no other act builds on it. Only what it changed is as
    before: each mark, proposal and position by itself, since others may have acted beside it.

    Refused: `not_the_last`, `not_yours`, `built_on`, `held`.
    """
    state, actor = case.state, case.actor
    act = _own_last(state, actor, between(case.payload.number, "number", 1, state.number))
    paragraph = state.paragraphs[act.after.id]
    nothing_held(case, [paragraph])
    changes = _Changes.of(act)
    _nobody_built_on(state, paragraph, act, changes)
    payload = {
        "paragraph": paragraph.id,
        "by": actor.role,
        "command": act.command,
        "of": act.delegation,
        "number": act.number,
        "through": act.through,
        "change": _change(paragraph, act, changes),
        "marks": _with(paragraph.marks, changes.marks),
        "proposals": {one: _restored(before) for one, before in changes.proposals.items()},
        "positions": {
            one: None if before is None else position_to_json(before)
            for one, before in changes.positions.items()
        },
        "withdrawn": _withdrawn(act),
    }
    return [Event("act_taken_back", None, payload)]


@dataclass(frozen=True, slots=True)
class _Changes:
    """The things that an act changed, each as it was before; None: there was none."""

    wording: bool
    marks: Mapping[str, Any]
    proposals: Mapping[str, Proposal | None]
    positions: Mapping[str, Position | None]

    @classmethod
    def of(cls, act: Act) -> "_Changes":
        before, after = act.before, act.after
        if before is None:
            return cls(
                wording=True,
                marks=_earlier({}, after.marks),
                proposals=_earlier({}, after.proposals),
                positions=_earlier({}, after.positions),
            )
        return cls(
            wording=before.wording != after.wording,
            marks=_earlier(before.marks, after.marks),
            proposals=_earlier(before.proposals, after.proposals),
            positions=_earlier(before.positions, after.positions),
        )


def _earlier(before: Mapping[str, T], after: Mapping[str, T]) -> dict[str, T | None]:
    """The differences between two states, each as it was in the first."""
    return {
        one: before.get(one)
        for one in sorted(before.keys() | after.keys())
        if before.get(one) != after.get(one)
    }


def _change(paragraph: Paragraph, act: Act, changes: _Changes) -> Delta:
    if act.before is None:
        return settle_drop(paragraph.wording, set(changes.proposals))
    return act.undoing() if changes.wording else []


def _with(marks: Mapping[str, Any], earlier: Mapping[str, Any]) -> dict[str, Any]:
    kept = {one: value for one, value in marks.items() if one not in earlier}
    return kept | {one: value for one, value in earlier.items() if value is not None}


def _own_last(state: State, actor: Actor, named: int) -> Act:
    own = state.acts.get(actor.person, ())
    if own and own[-1].number <= named <= own[-1].through:
        return own[-1]
    others = [act for person, acts in state.acts.items() if person != actor.person for act in acts]
    if any(act.number <= named <= act.through for act in others):
        raise Refused("not_yours", "Somebody else recorded that: only who recorded it takes it back.")
    raise Refused(
        "not_the_last", "That is not the last that you recorded for a delegation; withdraw it on its behalf."
    )


def _withdrawn(act: Act) -> bool | None:
    """Whether the paragraph is withdrawn by taking the act back (it came with it), or back again; None: as it was."""
    if act.before is None:
        return True
    return False if act.after.withdrawn is not None and act.before.withdrawn is None else None


def _restored(before: Proposal | None) -> dict[str, Any]:
    if before is None:
        return {"status": TAKEN_BACK}
    return {"status": LIVE, "sponsors": list(before.sponsors), "confirmed": dict(before.confirmed)}


def _nobody_built_on(state: State, paragraph: Paragraph, act: Act, changes: _Changes) -> None:
    """Refuse where anything that the act did was changed, settled, amended, agreed or taken a position on since."""
    after = act.after
    built = (
        any(one.barrier > act.through for one in with_holder(state, paragraph)),
        any(one.withdrawn is not None for one in with_holder(state, paragraph) if one is not paragraph),
        bool(act.overtaken),
        paragraph.withdrawn != after.withdrawn,
        changes.wording and paragraph.wording != after.wording,
        _differ(paragraph.marks, after.marks, changes.marks),
        _differ(paragraph.proposals, after.proposals, changes.proposals),
        _differ(paragraph.positions, after.positions, changes.positions),
        any(
            paragraph.proposals[one].status != after.proposals[one].status for one in _concerned(act, changes)
        ),
        _is_gone_on_with(paragraph, act, changes),
        act.before is None and _is_referred_to(state, paragraph.id),
    )
    if any(built):
        raise Refused(
            "built_on",
            f"{capital(paragraph.name)} changed since: others have built on that. Withdraw it on its behalf.",
        )


def _differ(now: Mapping[str, Any], after: Mapping[str, Any], names: Iterable[str]) -> bool:
    return any(now.get(one) != after.get(one) for one in names)


def _concerned(act: Act, changes: _Changes) -> set[str]:
    """
    The proposals that would stand again, or that what stands again is about, with all that they amend. One that was
    settled since need not have changed the wording: its words may be those that the act took out.
    """
    named = set(changes.proposals)
    named |= {key.partition("|")[2] for key in changes.positions} - {""}
    if changes.wording and act.before is not None:
        named |= marked(act.before)
    proposals = act.after.proposals
    return {up for one in named if one in proposals for up in chain(proposals, one)}


def _is_gone_on_with(paragraph: Paragraph, act: Act, changes: _Changes) -> bool:
    """Whether proposals of others amend what the act tabled, or positions are about it."""
    new = {one for one, before in changes.proposals.items() if before is None}
    since = (one for one in paragraph.proposals.values() if one.id not in act.after.proposals)
    return any(one.parent in new for one in since if one.status != TAKEN_BACK) or any(
        one.proposal in new for one in paragraph.positions.values()
    )


def _is_referred_to(state: State, added: str) -> bool:
    """Whether a footnote or another paragraph needs this one, words refer to it, or an agreement waits for it."""
    for one in state.paragraphs.values():
        related = one.withdrawn is None and one.relation is not None and one.relation["to"] == added
        if one.of == added or related:
            return True
        if one.agreement is not None and added in one.agreement["pending"]:
            return True
        if any(
            isinstance(op["insert"], dict) and op["insert"].get("footnote") == added for op in one.wording
        ):
            return True
    return False


ACTS: Final = (declaring.Act("take_back", OF_THE_OFFICE, TakeBack, _take_back),)
