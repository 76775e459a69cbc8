"""The last acts of each person for delegations: they can be taken back as long as no other act builds on them.

Kept beside the state and in no checkpoint: where it is missing, it is folded again from the record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from server.domain.delta import Delta, compose, invert
from server.domain.paragraph import LIVE, Paragraph, Position, Proposal, Step, reword

# So many acts of so many people are known. They are few: those who act on behalf of others, and their last slips. A
# sentence that is typed live is some dozens of them.
MAX_PEOPLE: Final = 64
MAX_ACTS: Final = 100


@dataclass(frozen=True, slots=True)
class Act:
    """The entries of one command, from `number` to `through`, with its paragraph before and after them.

    `before` is None where the command added the paragraph. Neither holds what led to its wording; `steps` are the
    changes of wording that the command made. `overtaken`: later commands that withdrew a position which this one had
    withdrawn, and which the delegation had taken again: of that, nothing is left to be seen.
    """

    command: str
    delegation: str
    number: int
    through: int
    before: Paragraph | None
    after: Paragraph
    steps: tuple[Step, ...] = ()
    overtaken: frozenset[str] = frozenset()

    def undoing(self) -> Delta:
        """
        The change that takes the command's own changes of wording back. They are inverted and not sought by a
        comparison of two wordings: that costs what the act cost, however long the paragraph is.
        """
        undone: Delta = []
        for step in reversed(self.steps):
            undone = compose(undone, invert(step.change, step.before))
        return undone


Acts = Mapping[str, tuple[Act, ...]]
"""By the person, the latest last."""


def with_act(acts: Acts, entry: Mapping[str, Any], before: Paragraph | None, after: Paragraph | None) -> Acts:
    """The acts after one more entry, which leaves its paragraph as `after`."""
    if entry["kind"] == "act_taken_back":
        return _without(acts, entry["payload"]["command"])
    if entry["delegation"] is None or after is None:
        return acts
    if entry["kind"] == "position_withdrawn" and before is not None:
        acts = _overtaken(acts, entry["command"], before, after)
    person, command, number = entry["person"], entry["command"], entry["number"]
    own = acts.get(person, ())
    made = tuple(step for step in after.trail[-1:] if step.number == number)
    if own and own[-1].command == command:
        act = replace(own[-1], through=number, after=_alone(after), steps=(*own[-1].steps, *made))
        own = own[:-1]
    else:
        alone = None if before is None else _alone(before)
        act = Act(command, entry["delegation"], number, number, alone, _alone(after), made)
    others = [(one, theirs) for one, theirs in acts.items() if one != person]
    return dict([*others[-MAX_PEOPLE + 1 :], (person, (*own[-MAX_ACTS + 1 :], act))])


def _without(acts: Acts, gone: str) -> Acts:
    """The acts as if a command had never been."""
    return {
        person: tuple(
            replace(act, overtaken=act.overtaken - {gone}) if gone in act.overtaken else act
            for act in own
            if act.command != gone
        )
        for person, own in acts.items()
    }


def _overtaken(acts: Acts, command: str, before: Paragraph, after: Paragraph) -> Acts:
    """The acts that withdrew the same position before know that another command withdrew it again."""
    gone = before.positions.keys() - after.positions.keys()

    def told(act: Act) -> Act:
        if act.after.id != after.id or act.before is None:
            return act
        same = gone & (act.before.positions.keys() - act.after.positions.keys())
        return replace(act, overtaken=act.overtaken | {command}) if same else act

    return {person: tuple(told(act) for act in own) for person, own in acts.items()}


def put_back(paragraph: Paragraph, payload: Mapping[str, Any], number: int) -> Paragraph:
    """The paragraph after an act in it was taken back at a number: what stood before is there again."""
    touched = bool(payload["change"] or payload["proposals"])
    if payload["change"]:
        wording = compose(paragraph.wording, payload["change"])
        paragraph = reword(paragraph, wording, payload["change"], number)
    proposals = dict(paragraph.proposals)
    for one, fields in payload["proposals"].items():
        proposals[one] = _proposal(proposals[one], fields, number)
    positions = {key: one for key, one in paragraph.positions.items() if key not in payload["positions"]}
    positions |= {key: Position(**one) for key, one in payload["positions"].items() if one is not None}
    return replace(
        paragraph,
        proposals=proposals,
        positions=positions,
        marks=payload["marks"],
        withdrawn=None if payload["withdrawn"] is False else paragraph.withdrawn,
        changed=number if touched else paragraph.changed,
    )


def _proposal(proposal: Proposal, fields: Mapping[str, Any], number: int) -> Proposal:
    if fields["status"] != LIVE:
        return replace(proposal, status=fields["status"], settled=number, settled_with=None)
    sponsors, confirmed = tuple(fields["sponsors"]), fields["confirmed"]
    return replace(
        proposal, status=LIVE, sponsors=sponsors, confirmed=confirmed, settled=None, settled_with=None
    )


def _alone(paragraph: Paragraph) -> Paragraph:
    return replace(paragraph, trail=(), trail_weight=0, forgotten=paragraph.changed)
