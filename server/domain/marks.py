"""Whose a character is, what settling a proposal does, and what a position was taken on (W1, W3, W19)."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from server.domain.canonical import canonical
from server.domain.delta import Delta, compose, length, normalise
from server.domain.paragraph import Paragraph, Proposal

INS: Final = "ins"
DEL: Final = "del:"
BRK: Final = "brk:"
MOV: Final = "mov:"
FINGERPRINT_DIGITS: Final = 16

Proposals = Mapping[str, Proposal]
Attributes = Mapping[str, Any]


def named(attributes: Attributes, prefix: str) -> list[str]:
    """The proposals that the marks of one kind name, sorted."""
    return sorted(key[len(prefix) :] for key in attributes if key.startswith(prefix))


def reserved(wording: Delta) -> dict[str, list[tuple[int, int]]]:
    """From where to where each reservation brackets a wording, in pieces that do not touch."""
    found: dict[str, list[tuple[int, int]]] = {}
    at = 0
    for op in wording:
        end = at + length([op])
        for one in named(op.get("attributes", {}), BRK):
            pieces = found.setdefault(one, [])
            begin = pieces.pop()[0] if pieces and pieces[-1][1] == at else at
            pieces.append((begin, end))
        at = end
    return found


def marking(attributes: Attributes) -> set[str]:
    """Every proposal that any mark names."""
    ids = {key.partition(":")[2] for key in attributes if key.startswith((DEL, BRK, MOV))}
    return ids | {attributes[INS]} if INS in attributes else ids


def chain(proposals: Proposals, proposal: str | None) -> Iterator[str]:
    """A proposal and its ancestors, innermost first."""
    while proposal is not None:
        yield proposal
        proposal = proposals[proposal].parent


def live_ancestor(proposals: Proposals, proposal: str) -> str | None:
    """The nearest live ancestor: what the words become part of when the proposal itself is retained."""
    for one in chain(proposals, proposals[proposal].parent):
        if proposals[one].live:
            return one
    return None


def common_ancestor(proposals: Proposals, left: str | None, right: str | None) -> str | None:
    """The innermost insertion that holds both neighbours; None is base text."""
    around = set(chain(proposals, left))
    return next((one for one in chain(proposals, right) if one in around), None)


def with_descendants(proposals: Proposals, proposal: str) -> set[str]:
    """A proposal and its live descendants: what goes when it goes."""
    inside = {one for one, value in proposals.items() if value.live and proposal in chain(proposals, one)}
    return inside | {proposal}


def collisions(wording: Delta, proposals: Proposals, proposal: str) -> set[str]:
    """The other live proposals that delete words which this one deletes too (W8)."""
    found: set[str] = set()
    for op in wording:
        deleting = named(op.get("attributes", {}), DEL)
        if proposal in deleting:
            found.update(deleting)
    return {one for one in found if one != proposal and one in proposals and proposals[one].live}


def marked(paragraph: Paragraph) -> set[str]:
    """Every proposal of which a mark is left, on characters or on the paragraph as a whole."""
    found = marking(paragraph.marks)
    for op in paragraph.wording:
        found |= marking(op.get("attributes", {}))
    return found


def standing(paragraph: Paragraph) -> list[Proposal]:
    """The live proposals that are not spent, in the order of tabling."""
    left = marked(paragraph)
    return [one for one in paragraph.proposals.values() if one.live and one.id in left]


def is_spent(paragraph: Paragraph, proposal: str) -> bool:
    """Live, but no mark of it is left."""
    return paragraph.proposals[proposal].live and proposal not in marked(paragraph)


def settle_retain(wording: Delta, proposals: Proposals, proposal: str) -> Delta:
    """The change that makes a proposal part of what holds it: its deletions go, its insertions stay (W3)."""
    heir = live_ancestor(proposals, proposal)
    change: Delta = []
    for op in wording:
        attributes, size = op.get("attributes", {}), length([op])
        if DEL + proposal in attributes:
            change.append({"delete": size})
        elif attributes.get(INS) == proposal:
            change.append({"retain": size, "attributes": {INS: heir}})
        else:
            change.append({"retain": size})
    return normalise(change)


def settle_drop(wording: Delta, gone: set[str]) -> Delta:
    """The change that takes proposals out: their insertions go, their marks are cleared (W3)."""
    change: Delta = []
    for op in wording:
        attributes, size = op.get("attributes", {}), length([op])
        if attributes.get(INS) in gone:
            change.append({"delete": size})
            continue
        cleared = {key: None for key in attributes if key.partition(":")[2] in gone}
        change.append({"retain": size, "attributes": cleared} if cleared else {"retain": size})
    return normalise(change)


def settle_all(wording: Delta, proposals: Proposals, retained: str, dropped: set[str]) -> Delta:
    """One change for a retention and the drops that were decided with it."""
    drop = settle_drop(wording, dropped)
    return compose(drop, settle_retain(compose(wording, drop), proposals, retained))


def clear(marks: Attributes, gone: set[str]) -> dict[str, Any]:
    """The marks of a paragraph as a whole without those of some proposals."""
    return {
        key: value
        for key, value in marks.items()
        if key.partition(":")[2] not in gone and not (key == INS and value in gone)
    }


def fingerprint(paragraph: Paragraph, proposal: str | None) -> str:
    """The digest that a position is bound to (W19): 16 hex digits over characters with their `ins` and `del:` marks.

    Of the whole paragraph, or only of the characters that a proposal marks.
    """
    return _digest(paragraph.wording, paragraph.marks, proposal)


def _digest(wording: Delta, marks: Attributes, proposal: str | None) -> str:
    runs: list[list[Any]] = []
    for op in wording:
        attributes = op.get("attributes", {})
        owner, deleting = attributes.get(INS), named(attributes, DEL)
        if proposal is not None and owner != proposal and proposal not in deleting:
            continue
        piece = op["insert"]
        if (
            runs
            and isinstance(piece, str)
            and isinstance(runs[-1][0], str)
            and runs[-1][1:] == [owner, deleting]
        ):
            runs[-1][0] += piece
        else:
            runs.append([piece, owner, deleting])
    owner, deleting = marks.get(INS), named(marks, DEL)
    if (owner or deleting) if proposal is None else (owner == proposal or proposal in deleting):
        runs.append(["", owner, deleting])
    return hashlib.sha256(canonical(runs)).hexdigest()[:FINGERPRINT_DIGITS]


def substance(wording: Delta, marks: Attributes, proposal: str) -> str:
    """The fingerprint that a sponsor confirms (W21): words and deletions of a proposal, without others' amendments."""
    own = normalise([{**op, "attributes": _own(op.get("attributes", {}), proposal)} for op in wording])
    return _digest(own, _own(marks, proposal), proposal)


def _own(attributes: Attributes, proposal: str) -> dict[str, Any]:
    return {
        key: value
        for key, value in attributes.items()
        if key == DEL + proposal or (key == INS and value == proposal)
    }


def stale_sponsors(paragraph: Paragraph, proposal: Proposal) -> list[str]:
    """The sponsors who have not confirmed what the proposal says now (W21), in their order."""
    if not proposal.confirmed:
        return []
    now = substance(paragraph.wording, paragraph.marks, proposal.id)
    return [one for one in proposal.sponsors if proposal.confirmed.get(one, now) != now]


def signature(wording: Delta, proposals: set[str]) -> list[Any]:
    """The marks of some proposals in a wording, which tell whether it changed since it was previewed (W8)."""
    runs: list[list[Any]] = []
    for op in wording:
        attributes = op.get("attributes", {})
        names = sorted(key for key in attributes if key.partition(":")[2] in proposals)
        if attributes.get(INS) in proposals:
            names.append(f"{INS}={attributes[INS]}")
        if not names:
            continue
        piece = op["insert"]
        if runs and isinstance(piece, str) and isinstance(runs[-1][0], str) and runs[-1][1] == names:
            runs[-1][0] += piece
        else:
            runs.append([piece, names])
    return runs
