"""Taking back what Secretariat or Chair recorded in error for a delegation: what was there is there again."""

from collections.abc import Mapping
from typing import Any

from server.domain.access import Actor
from server.domain.captured import Act
from server.domain.command import Command, Event
from server.domain.delta import Delta
from server.domain.delta_diff import diff
from server.domain.guards import capital, not_held
from server.domain.marks import settle_drop
from server.domain.meeting import Meeting
from server.domain.paragraph import LIVE, TAKEN_BACK, Paragraph, Proposal, position_to_json
from server.domain.payload import Refused, number
from server.domain.text import State


def take_back(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """Undo the actor's own last command for a delegation, as long as no other act builds on it.

    Refused: `not_the_last`, `not_yours`, `built_on`, `held`.
    """
    act = _own_last(state, actor, number(command.payload, "number", 1, state.number))
    paragraph = state.paragraphs[act.after.id]
    not_held(paragraph, actor, command)
    proposals, positions = _changed_proposals(act), _changed_positions(act)
    _nobody_built_on(state, paragraph, act, set(proposals), set(positions))
    if act.before is None:
        change, marks = settle_drop(paragraph.wording, set(proposals)), {}
    else:
        change, marks = _difference(act, act.before), dict(act.before.marks)
    payload = {
        "paragraph": paragraph.id,
        "by": actor.role,
        "command": act.command,
        "of": act.delegation,
        "number": act.number,
        "through": act.through,
        "change": change,
        "marks": marks,
        "proposals": {one: _restored(before) for one, before in proposals.items()},
        "positions": positions,
        "withdrawn": _withdrawn(act),
    }
    return [Event("act_taken_back", None, payload)]


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


def _difference(act: Act, before: Paragraph) -> Delta:
    return [] if act.after.wording == before.wording else diff(act.after.wording, before.wording)


def _withdrawn(act: Act) -> bool | None:
    """Whether the paragraph is withdrawn by taking the act back (it came with it), or back again; None: as it was."""
    if act.before is None:
        return True
    return False if act.after.withdrawn is not None and act.before.withdrawn is None else None


def _changed_proposals(act: Act) -> dict[str, Proposal | None]:
    """The proposals that the act changed, as they were before; None: tabled by it."""
    before: Mapping[str, Proposal] = {} if act.before is None else act.before.proposals
    return {one: before.get(one) for one, after in act.after.proposals.items() if before.get(one) != after}


def _restored(before: Proposal | None) -> dict[str, Any]:
    if before is None:
        return {"status": TAKEN_BACK}
    return {"status": LIVE, "sponsors": list(before.sponsors), "confirmed": dict(before.confirmed)}


def _changed_positions(act: Act) -> dict[str, dict[str, Any] | None]:
    """The positions that the act took or withdrew, as they were before; None: there was none."""
    before = {} if act.before is None else act.before.positions
    after = act.after.positions
    changed = {one for one in before.keys() | after.keys() if before.get(one) != after.get(one)}
    return {one: position_to_json(before[one]) if one in before else None for one in sorted(changed)}


def _nobody_built_on(
    state: State, paragraph: Paragraph, act: Act, proposals: set[str], positions: set[str]
) -> None:
    """Refuse where anything that the act did was changed, settled, amended, agreed or taken a position on since."""
    before, after = act.before, act.after
    new = {one for one in proposals if before is None or one not in before.proposals}
    since = [one for one in paragraph.proposals.values() if one.id not in after.proposals]
    built = (
        paragraph.barrier > act.through,
        (before is None or before.wording != after.wording) and paragraph.wording != after.wording,
        (before is None or before.marks != after.marks) and paragraph.marks != after.marks,
        paragraph.withdrawn != after.withdrawn,
        any(paragraph.proposals[one] != after.proposals[one] for one in proposals),
        any(paragraph.positions.get(one) != after.positions.get(one) for one in positions),
        any(one.parent in new for one in since if one.status != TAKEN_BACK),
        any(one.proposal in new for one in paragraph.positions.values()),
        before is None and any(one.of == paragraph.id for one in state.paragraphs.values()),
    )
    if any(built):
        raise Refused(
            "built_on",
            f"{capital(paragraph.name)} changed since: others have built on that. Withdraw it on its behalf.",
        )
