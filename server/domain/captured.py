"""The last acts of each person for delegations: they can be taken back as long as no other act builds on them.

Kept beside the state and in no checkpoint: where it is missing, it is folded again from the record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from server.domain.delta import compose
from server.domain.paragraph import LIVE, Paragraph, Position, Proposal, reword

# So many acts of so many people are known. They are few: those who act on behalf of others, and their last slips.
MAX_PEOPLE: Final = 64
MAX_ACTS: Final = 20


@dataclass(frozen=True, slots=True)
class Act:
    """The entries of one command, from `number` to `through`, with its paragraph before and after them.

    `before` is None where the command added the paragraph. Neither holds what led to its wording.
    """

    command: str
    delegation: str
    number: int
    through: int
    before: Paragraph | None
    after: Paragraph


Acts = Mapping[str, tuple[Act, ...]]
"""By the person, the latest last."""


def with_act(acts: Acts, entry: Mapping[str, Any], before: Paragraph | None, after: Paragraph | None) -> Acts:
    """The acts after one more entry, which leaves its paragraph as `after`."""
    if entry["kind"] == "act_taken_back":
        gone = entry["payload"]["command"]
        return {person: tuple(act for act in own if act.command != gone) for person, own in acts.items()}
    if entry["delegation"] is None or after is None:
        return acts
    person, command, number = entry["person"], entry["command"], entry["number"]
    own = acts.get(person, ())
    if own and own[-1].command == command:
        own, act = own[:-1], replace(own[-1], through=number, after=_alone(after))
    else:
        alone = None if before is None else _alone(before)
        act = Act(command, entry["delegation"], number, number, alone, _alone(after))
    others = [(one, theirs) for one, theirs in acts.items() if one != person]
    return dict([*others[-MAX_PEOPLE + 1 :], (person, (*own[-MAX_ACTS + 1 :], act))])


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
