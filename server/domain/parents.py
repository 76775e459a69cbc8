"""Where inserted words may stand: inside what they amend, and inside nothing else (W2).

A change is judged on the wording that its author saw. `client/src/record/parents.ts` is the twin, by which a browser
declares the parents of what it sends; tests/vectors/parents.json holds them together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any, Final

from server.domain.delta import Delta, Reader
from server.domain.marks import DEL, INS, chain, live_ancestor, named
from server.domain.paragraph import Proposal
from server.domain.payload import Refused

OUTSIDE: Final = "outside_parent"
INSIDE: Final = "inside_proposal"
# So many runs are looked at from a place outwards: replaced words are near what replaces them.
REACH: Final = 200

Proposals = Mapping[str, Proposal]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of the wording under a change: it stays, it is taken out, or it is put in."""

    owner: str | None
    deleting: frozenset[str] = frozenset()
    gone: bool = False
    new: bool = False

    def given_up(self, by: frozenset[str]) -> bool:
        """Whether the words are taken out, or proposals of the same delegation delete them."""
        return self.gone or not by.isdisjoint(self.deleting)


def judge_parents(change: Delta, seen: Delta, proposals: Proposals, whole: str | None) -> None:
    """Refuse a change that puts words inside a proposal which they do not amend (`inside_proposal`), or outside of that
    which they amend (`outside_parent`). `whole`: the proposal of the paragraph as a whole, if any.
    """
    if not any("insert" in op for op in change):
        return
    for owner, fault, holder in faults(change, seen, proposals, whole):
        if fault == INSIDE and holder is not None:
            whose = ", ".join(proposals[holder].sponsors)
            raise Refused(
                INSIDE, f"These words stand inside the proposal of {whose}: table them as an amendment of it."
            )
        if fault is not None:
            parent = live_ancestor(proposals, owner)
            whose = ", ".join(proposals[parent].sponsors) if parent else "others"
            raise Refused(
                OUTSIDE, f"An amendment of {whose} stands inside its words: table a proposal of its own here."
            )


def faults(
    change: Delta, seen: Delta, proposals: Proposals, whole: str | None
) -> Iterator[tuple[str, str | None, str | None]]:
    """For each insertion of a change that has an owner: the owner, what is wrong with its place (None: nothing), and
    the innermost live proposal that the words stand in.
    """
    runs = list(_runs(change, seen))
    places = _Places(runs, proposals, whole)
    for at, run in enumerate(runs):
        if run.new and run.owner is not None:
            yield run.owner, *places.judge(at, run.owner)


def _runs(change: Delta, seen: Delta) -> Iterator[Run]:
    reader = Reader(seen)
    for op in change:
        if "insert" in op:
            yield Run(op.get("attributes", {}).get(INS), new=True)
            continue
        left = op.get("retain") or op["delete"]
        while left and reader.has_next:
            size = min(left, reader.remaining)
            yield _run(reader.next(size).get("attributes", {}), op)
            left -= size
    while reader.has_next:
        yield _run(reader.next(reader.remaining).get("attributes", {}), {})


def _run(attributes: Mapping[str, Any], op: Mapping[str, Any]) -> Run:
    after = {**attributes, **op.get("attributes", {})}
    deleting = named({key: value for key, value in after.items() if value}, DEL)
    return Run(attributes.get(INS), frozenset(deleting), gone="delete" in op)


class _Places:
    """The places of a change: who stands to the left and right of each, and how far what replaces words reaches."""

    def __init__(self, runs: list[Run], proposals: Proposals, whole: str | None) -> None:
        self._runs = runs
        self._proposals = proposals
        self._whole = whole
        self._chains: dict[str | None, list[str]] = {None: []}
        self._owned: dict[str, frozenset[str]] = {}

    def judge(self, at: int, owner: str) -> tuple[str | None, str | None]:
        """The fault of the place of words of an owner, if any; and the proposal that holds it."""
        beside = [next((run for run in side if not run.gone), None) for side in self._sides(at)]
        neighbours = [self._whole if run is None else run.owner for run in beside]
        holder = self._common(neighbours)
        own = self._own(owner)
        replacing = [
            run for side in self._sides(at) for run in takewhile(lambda run: run.given_up(own), side)
        ]
        if owner in neighbours or any(run.gone and run.owner == owner for run in replacing):
            # Going on with own words, which may go with the same change.
            return None, holder
        parent = live_ancestor(self._proposals, owner)
        replaces = any(owner in run.deleting for run in replacing)
        replaced = self._common([run.owner for run in replacing]) if replaces else None
        if replaced is not None and parent in [*self._chain(replaced)[1:], None]:
            # It replaces words right beside it: it amends what holds all of these.
            return INSIDE, replaced
        holders = {holder} if None not in beside else {holder, None}
        if owner in holders or parent in holders:
            return None, holder
        if any(self._reaches(side, own, parent, holder) for side in self._sides(at)):
            return None, holder
        within = parent is None or parent in self._chain(holder)
        return INSIDE if within else OUTSIDE, holder

    def _sides(self, at: int) -> Iterator[Iterator[Run]]:
        """The runs that were there: from a place to the left, and to the right."""
        for step, end in ((-1, -1), (1, len(self._runs))):
            there = (self._runs[index] for index in range(at + step, end, step))
            yield islice((run for run in there if not run.new), REACH)

    def _own(self, owner: str) -> frozenset[str]:
        """The live proposals of the delegation that an owner belongs to."""
        delegation = self._proposals[owner].owner
        if delegation not in self._owned:
            mine = (one.id for one in self._proposals.values() if one.live and one.owner == delegation)
            self._owned[delegation] = frozenset(mine)
        return self._owned[delegation]

    def _chain(self, owner: str | None) -> list[str]:
        """An owner and all live insertions around it, innermost first."""
        if owner not in self._chains:
            self._chains[owner] = [one for one in chain(self._proposals, owner) if self._proposals[one].live]
        return self._chains[owner]

    def _common(self, owners: list[str | None]) -> str | None:
        first, *others = [self._chain(owner) for owner in owners] or [[]]
        return next((one for one in first if all(one in other for other in others)), None)

    def _reaches(
        self, side: Iterator[Run], own: frozenset[str], parent: str | None, holder: str | None
    ) -> bool:
        """Whether words replace what stands on a side: in their parent, with which others may have gone on in
        between, or from outside of the insertions that they stand in.
        """
        if parent is not None and parent not in self._chain(holder):
            within = takewhile(lambda run: parent in self._chain(run.owner), side)
            return any(run.given_up(own) for run in within)
        above = self._chain(holder)
        levels = above[: above.index(parent)] if parent is not None else list(above)
        inside = False
        for run in side:
            while levels and levels[0] not in self._chain(run.owner):
                if not inside or not run.given_up(own):
                    return False
                levels.pop(0)
            if not levels:
                return True
            inside = inside or run.given_up(own)
        return False
