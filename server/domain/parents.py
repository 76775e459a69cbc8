"""Where inserted words may stand: inside what they amend, and inside nothing else (W2).

A change is judged on the wording that its author saw. `client/src/record/parents.ts` is the twin, by which a browser
declares the parents of what it sends; tests/vectors/parents.json holds them together.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import Any, Final

from server.domain.delta import Delta, Reader
from server.domain.marks import DEL, INS, chain, live_ancestor, named
from server.domain.paragraph import Proposal
from server.domain.refusal import Refused

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
    """
    Refuse a change that puts words inside a proposal which they do not amend (`inside_proposal`), or outside of that
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
    """
    For each insertion of a change that has an owner: the owner, what is wrong with its place (None: nothing), and
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
        self._there = [run for run in runs if not run.new]
        self._owners = [run.owner for run in self._there]
        # So many of the runs that were there stand to the left of each run.
        self._left_of = list(accumulate((not run.new for run in runs), initial=0))
        self._proposals = proposals
        self._whole = whole
        self._chains: dict[str | None, list[str]] = {None: []}
        self._owned: dict[str, frozenset[str]] = {}
        self._kept = [at for at, run in enumerate(self._there) if not run.gone]
        self._stops: dict[frozenset[str], list[int]] = {}
        self._taken_out: dict[str | None, list[int]] = {}
        self._deleted: dict[str, list[int]] = {}
        for at, run in enumerate(self._there):
            if run.gone:
                self._taken_out.setdefault(run.owner, []).append(at)
            for one in run.deleting:
                self._deleted.setdefault(one, []).append(at)

    def judge(self, at: int, owner: str) -> tuple[str | None, str | None]:
        """The fault of the place of words of an owner, if any; and the proposal that holds it."""
        place = self._left_of[at]
        beside = self._beside(place)
        neighbours = [self._whole if run is None else run.owner for run in beside]
        holder = self._common(neighbours)
        own = self._own(owner)
        begin, end = self._replaced(place, own)
        if owner in neighbours or _any_within(self._taken_out.get(owner), begin, end):
            # Going on with own words, which may go with the same change.
            return None, holder
        parent = live_ancestor(self._proposals, owner)
        replaces = _any_within(self._deleted.get(owner), begin, end)
        replaced = self._common(list(set(self._owners[begin:end]))) if replaces else None
        if replaced is not None and parent in [*self._chain(replaced)[1:], None]:
            # It replaces words right beside it: it amends what holds all of these.
            return INSIDE, replaced
        holders = {holder} if None not in beside else {holder, None}
        if owner in holders or parent in holders:
            return None, holder
        if any(self._reaches(side, own, parent, holder) for side in self._sides(place)):
            return None, holder
        within = parent is None or parent in self._chain(holder)
        return INSIDE if within else OUTSIDE, holder

    def _beside(self, place: int) -> list[Run | None]:
        """The nearest runs that stay, to the left of a place and to the right; None: there is none near."""
        at = bisect_left(self._kept, place)
        left = self._kept[at - 1] if at and place - self._kept[at - 1] <= REACH else None
        right = self._kept[at] if at < len(self._kept) and self._kept[at] - place < REACH else None
        return [None if one is None else self._there[one] for one in (left, right)]

    def _replaced(self, place: int, own: frozenset[str]) -> tuple[int, int]:
        """From where to where the runs around a place are given up by a delegation.

        They are found by those that are not: a change may have thousands of places, each among hundreds of such runs.
        """
        if own not in self._stops:
            self._stops[own] = [at for at, run in enumerate(self._there) if not run.given_up(own)]
        stops = self._stops[own]
        at = bisect_left(stops, place)
        begin = max(place - REACH, stops[at - 1] + 1 if at else 0)
        return begin, min(place + REACH, stops[at] if at < len(stops) else len(self._there))

    def _sides(self, place: int) -> Iterator[Iterator[Run]]:
        """The runs that were there: from a place to the left, and to the right."""
        yield reversed(self._there[max(0, place - REACH) : place])
        yield iter(self._there[place : place + REACH])

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
        """
        Whether words replace what stands on a side: in their parent, with which others may have gone on in between, or
        from outside of the insertions that they stand in.
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


def _any_within(places: list[int] | None, begin: int, end: int) -> bool:
    """Whether any of some places, in order, lies from `begin` up to `end`."""
    if not places:
        return False
    at = bisect_left(places, begin)
    return at < len(places) and places[at] < end
