"""A paragraph: wording, proposals, positions, agreement. Shapes: docs/FORMATS.md, "State"."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from server.domain.delta import Delta
from server.domain.shapes import Relation

# A change is transformed over at most so many later changes of its paragraph; one based before them is
# refused.
MAX_TRAIL: Final = 1_000
# The most that the earlier wordings of one paragraph may weigh together. A wording shares with the next one the runs
# that a change left alone: it weighs its longest text, which may be another in each, PER_RUN for the place of each run,
# and PER_OP for each op of the change. An ordinary paragraph reaches MAX_TRAIL before that.
MAX_TRAIL_WEIGHT: Final = 16_000_000
PER_RUN: Final = 16
PER_OP: Final = 400

Change = tuple[int, Delta]
"""A change of wording, and the number of its entry."""

HEADING: Final = "heading"
FOOTNOTE: Final = "footnote"
LETTERED: Final = "lettered"
KINDS: Final = (HEADING, "preambular", "operative", LETTERED, "plain", FOOTNOTE)

LIVE: Final = "live"
RETAINED: Final = "retained"
DROPPED: Final = "dropped"
WITHDRAWN: Final = "withdrawn"
LIFTED: Final = "lifted"
# Entered in error by Secretariat or Chair: no act of its sponsors.
TAKEN_BACK: Final = "taken_back"

OBJECTS: Final = "objects"


@dataclass(frozen=True, slots=True)
class Step:
    """A change of wording on record, with the wording that it was made on. `weight`: see MAX_TRAIL_WEIGHT."""

    number: int
    before: Delta
    change: Delta
    weight: int


def step(number: int, before: Delta, change: Delta) -> Step:
    longest = max((len(op["insert"]) for op in before), default=0)
    return Step(number, before, change, longest + PER_RUN * len(before) + PER_OP * len(change))


@dataclass(frozen=True, slots=True)
class Proposal:
    """Wording that delegations want added, deleted or reserved. The first sponsor owns it.

    `confirmed`: for sponsors who do not write it themselves, what they last stood by (`marks.substance`).
    """

    id: str
    parent: str | None
    kind: str
    sponsors: tuple[str, ...]
    set: str | None
    place: Mapping[str, Any] | None
    status: str
    tabled: int
    tabled_at: str
    settled: int | None = None
    settled_with: str | None = None
    confirmed: Mapping[str, str] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        return self.sponsors[0]

    @property
    def live(self) -> bool:
        return self.status == LIVE

    @property
    def fate(self) -> str:
        """Its status, for sentences."""
        return self.status.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Position:
    """A delegation's stance on a paragraph or a proposal, bound to what it was taken on (W19)."""

    delegation: str
    proposal: str | None
    stance: str
    fingerprint: str
    number: int
    time: str
    statement: str | None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, heading or footnote; `trail` holds its last wording changes, oldest first.

    `trail_weight` is that of all its steps. What it no longer holds ended with the number `forgotten` at the latest;
    0: it holds all. Earlier steps come from the record (`with_older`).
    """

    id: str
    kind: str
    depth: int
    label: str
    marker: str
    relation: Relation | None
    of: str | None
    wording: Delta
    marks: Mapping[str, Any]
    added: int
    changed: int
    proposals: Mapping[str, Proposal] = field(default_factory=dict)
    positions: Mapping[str, Position] = field(default_factory=dict)
    agreement: Mapping[str, Any] | None = None
    barrier: int = 0
    reopened: Mapping[str, Any] | None = None
    hold: Mapping[str, Any] | None = None
    withdrawn: Mapping[str, Any] | None = None
    claim: Mapping[str, Any] | None = None
    trail: tuple[Step, ...] = ()
    trail_weight: int = 0
    forgotten: int = 0

    @property
    def bounds(self) -> bool:
        """
        Whether it is a heading that begins a section, and ends the one before. One that is only proposed, or withdrawn,
        does not: whoever proposes a heading would cut somebody's section in two.
        """
        return self.kind == HEADING and self.withdrawn is None and self.marks.get("ins") is None

    @property
    def name(self) -> str:
        """The name that people say aloud, for sentences: `paragraph 12 bis`, `this heading`."""
        return f"paragraph {self.label}" if self.label else f"this {self.kind}"


def proposal_from_tabled(tabled: Mapping[str, Any], number: int, time: str) -> Proposal:
    """The proposal that a `Tabled` of the record becomes. Older ones have no `fingerprint`."""
    confirmed = (
        dict.fromkeys(tabled["sponsors"][1:], tabled["fingerprint"]) if "fingerprint" in tabled else {}
    )
    return Proposal(
        id=tabled["id"],
        parent=tabled["parent"],
        kind=tabled["kind"],
        sponsors=tuple(tabled["sponsors"]),
        set=tabled["set"],
        place=tabled["place"],
        status=LIVE,
        tabled=number,
        tabled_at=time,
        confirmed=confirmed,
    )


def reword(paragraph: Paragraph, wording: Delta, change: Delta, number: int) -> Paragraph:
    """The paragraph with its wording changed at a record number; the step joins the trail."""
    new = step(number, paragraph.wording, change)
    weight, gone = paragraph.trail_weight + new.weight, 0
    while gone < len(paragraph.trail) and (
        weight > MAX_TRAIL_WEIGHT or len(paragraph.trail) - gone >= MAX_TRAIL
    ):
        weight -= paragraph.trail[gone].weight
        gone += 1
    return replace(
        paragraph,
        wording=wording,
        changed=number,
        trail=(*paragraph.trail[gone:], new),
        trail_weight=weight,
        forgotten=paragraph.trail[gone - 1].number if gone else paragraph.forgotten,
    )


def forgetting(paragraph: Paragraph, number: int) -> Paragraph:
    """The paragraph without the steps of its trail up to a record number."""
    kept = steps_since(paragraph, number)
    gone = len(paragraph.trail) - len(kept)
    if gone == 0:
        return paragraph
    return replace(
        paragraph,
        trail=kept,
        trail_weight=sum(one.weight for one in kept),
        forgotten=paragraph.trail[gone - 1].number,
    )


def with_older(paragraph: Paragraph, number: int, steps: Iterable[Step]) -> Paragraph:
    """
    The paragraph with a trail that begins at a record number: `steps` are all since, up to what it has forgotten; those
    that it holds already are passed over.
    """
    older = tuple(one for one in steps if one.number <= paragraph.forgotten)
    return replace(
        paragraph,
        trail=(*older, *paragraph.trail),
        trail_weight=paragraph.trail_weight + sum(one.weight for one in older),
        forgotten=number,
    )


def wording_at(paragraph: Paragraph, number: int) -> Delta | None:
    """The wording at a record number, or None where it is older than the trail reaches."""
    if number < paragraph.added:
        return None
    if number < paragraph.forgotten:
        return None
    for step in steps_since(paragraph, number):
        return step.before
    return paragraph.wording


def marks_at(paragraph: Paragraph, number: int) -> dict[str, Any]:
    """
    What was proposed of the paragraph as a whole at a record number, its reservations left out: the marks of now,
    without what was tabled since, and with what was settled since.
    """
    proposals = paragraph.proposals.values()
    since = {one.id for one in proposals if one.tabled > number}
    marks = {
        key: value
        for key, value in paragraph.marks.items()
        if not since & {value, key.partition(":")[2]} and not key.startswith("brk:")
    }
    for one in proposals:
        if one.tabled <= number < (one.settled or 0):
            if one.kind == "paragraph":
                marks["ins"] = one.id
            elif one.kind in ("deletion", "move"):
                marks[f"{one.kind[:3]}:{one.id}"] = True
    return marks


def steps_since(paragraph: Paragraph, number: int) -> tuple[Step, ...]:
    """The wording changes after a record number, oldest first."""
    first = len(paragraph.trail)
    while first and paragraph.trail[first - 1].number > number:
        first -= 1
    return paragraph.trail[first:]


def proposal_to_json(proposal: Proposal) -> dict[str, Any]:
    return {
        "id": proposal.id,
        "parent": proposal.parent,
        "kind": proposal.kind,
        "sponsors": list(proposal.sponsors),
        "set": proposal.set,
        "place": proposal.place,
        "status": proposal.status,
        "tabled": proposal.tabled,
        "tabled_at": proposal.tabled_at,
        "settled": proposal.settled,
        "settled_with": proposal.settled_with,
        "confirmed": dict(proposal.confirmed),
    }


def position_to_json(position: Position) -> dict[str, Any]:
    return {
        "delegation": position.delegation,
        "proposal": position.proposal,
        "stance": position.stance,
        "fingerprint": position.fingerprint,
        "number": position.number,
        "time": position.time,
        "statement": position.statement,
    }


def paragraph_to_json(paragraph: Paragraph) -> dict[str, Any]:
    """As FORMATS.md says: without the trail."""
    said = {
        "id": paragraph.id,
        "kind": paragraph.kind,
        "depth": paragraph.depth,
        "label": paragraph.label,
        "marker": paragraph.marker,
        "relation": paragraph.relation,
        "of": paragraph.of,
        "wording": paragraph.wording,
        "marks": paragraph.marks,
        "proposals": {key: proposal_to_json(value) for key, value in paragraph.proposals.items()},
        "positions": {key: position_to_json(value) for key, value in paragraph.positions.items()},
        "agreement": paragraph.agreement,
        "barrier": paragraph.barrier,
        "reopened": paragraph.reopened,
        "hold": paragraph.hold,
        "withdrawn": paragraph.withdrawn,
        "added": paragraph.added,
        "changed": paragraph.changed,
    }
    return said if paragraph.claim is None else said | {"claim": paragraph.claim}


def paragraph_from_json(data: Mapping[str, Any]) -> Paragraph:
    """
    The inverse of `paragraph_to_json`. Of what led to the wording it holds nothing (`forgotten`); checkpoints of the
    fold 2 had that too, under `trail` and `forgotten`, which are passed over.
    """
    proposals = {
        key: Proposal(**{**value, "sponsors": tuple(value["sponsors"])})
        for key, value in data["proposals"].items()
    }
    positions = {key: Position(**value) for key, value in data["positions"].items()}
    own = {name: value for name, value in data.items() if name not in ("trail", "forgotten")}
    return Paragraph(**{**own, "proposals": proposals, "positions": positions, "forgotten": data["changed"]})
