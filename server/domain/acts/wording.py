"""Changing the wording of a paragraph: transform, judge against the wording of now, all or nothing (W8)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

import msgspec

from server.domain.acts.declaring import OF_ALL, Act, Case
from server.domain.acts.guards import capital, open_to_wording, paragraph_of
from server.domain.acts.minting import MAX_MINTED, Minted, proposals_of
from server.domain.acts.sponsorship import keep_sponsored, same_sponsors, sponsors_of, tabled
from server.domain.command import Command, Event
from server.domain.delta import EDGE, Delta, Owners, Reader, compose, drop_without_effect, transform
from server.domain.delta_check import Malformed, check, fits, roomy
from server.domain.lines import reason_of
from server.domain.marks import BRK, DEL, INS, chain, common_ancestor, live_ancestor, reserved
from server.domain.paragraph import Paragraph, Proposal, Step, steps_since, wording_at
from server.domain.parents import judge_parents
from server.domain.payloads import Ident, Sponsored
from server.domain.refusal import Refused
from server.domain.state import State
from server.domain.typed_brackets import no_halves, no_typed_brackets

# The most that transforming one change may cost, counted in pieces of the wordings that are passed over. An operation
# of a change costs as much as so many of them. The whole is some thirty milliseconds; a letter that was typed a
# thousand changes ago costs half of it.
MAX_TRANSFORMING: Final = 600_000
OPERATION: Final = 64

FORMATS: Final = ("bold", "italic", "underline")


class ChangeWording(Sponsored, frozen=True):
    """
    A change of the wording at `base`, with the proposals that it brings. `reason`: of base text, why it is changed.
    `change` is a Delta of JSON from outside, which has a validator of its own (W29).
    """

    paragraph: Ident
    change: Any
    proposals: Annotated[tuple[Minted, ...], msgspec.Meta(max_length=MAX_MINTED)] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Held:
    """The case of a change: the text, its paragraph of now, all proposals, and the delegation it is made for."""

    state: State
    paragraph: Paragraph
    proposals: Mapping[str, Proposal]
    delegation: str | None

    def mine(self, proposal: object) -> bool:
        """Live and owned by the delegation that is acted for."""
        known = self.proposals.get(proposal) if isinstance(proposal, str) else None
        return known is not None and known.live and known.owner == self.delegation


def _change(case: Case[ChangeWording]) -> list[Event]:
    """Decide a change of one paragraph's wording, for a delegation or of base text. No event: no effect."""
    state, command, asked = case.state, case.command, case.payload
    paragraph = paragraph_of(state, asked.paragraph)
    reason = reason_of(asked.reason) if command.delegation is None else None
    change = checked(asked.change)
    open_to_wording(case, paragraph)
    seen = _seen(paragraph, command.base)
    _fitting(change, seen)
    minted = proposals_of(case, paragraph, asked.proposals)
    proposals = {**paragraph.proposals, **{one.id: one for one in minted}}
    held = _Held(state, paragraph, proposals, command.delegation)
    _names_own(held, change)
    no_typed_brackets(change, command.delegation, state.format, paragraph)
    same_sponsors(change, proposals, sponsors_of(case))
    now = _transformed(paragraph, command.base, change)
    _target_left(change, now)
    now = drop_without_effect(now, paragraph.wording)
    if not now:
        return []
    # Before it is judged mark by mark: what is too much takes long to judge.
    after = compose(paragraph.wording, now)
    _with_room(after, paragraph.wording)
    _judge_change(held, now, _settled_owners(held, change, seen))
    if command.delegation is not None:
        no_halves(now, paragraph.wording, after, state.format, proposals)
        judge_parents(change, seen, proposals, paragraph.marks.get(INS))
    _reserved_once(held, minted, after)
    keep_sponsored(proposals.values(), command.delegation, paragraph.wording, after)
    payload = {"paragraph": paragraph.id, "change": now, "reason": reason}
    new = [_tabled(paragraph, one, after, command) for one in minted if one.id not in paragraph.proposals]
    return [*new, Event("text_changed", command.delegation, payload)]


def checked(raw: object, wording: bool = False) -> Delta:
    """An untrusted Delta that has passed the validator; its fault's code otherwise (W29)."""
    try:
        return check(raw, wording=wording)
    except Malformed as fault:
        raise Refused(fault.code, fault.message) from fault


def _fitting(change: Delta, seen: Delta) -> None:
    try:
        fits(change, seen)
    except Malformed as fault:
        raise Refused(fault.code, fault.message) from fault


def _with_room(wording: Delta, before: Delta) -> None:
    try:
        roomy(wording, before)
    except Malformed as fault:
        raise Refused(fault.code, fault.message) from fault


def _seen(paragraph: Paragraph, base: int) -> Delta:
    if base < paragraph.added:
        raise Refused("malformed", f"“base” is a number at which {paragraph.name} did not exist.")
    seen = wording_at(paragraph, base)
    if seen is None:
        raise _too_old(paragraph)
    return seen


def _too_old(paragraph: Paragraph) -> Refused:
    return Refused(
        "base_too_old", f"{capital(paragraph.name)} has changed too often since; look at it again."
    )


def _names_own(held: _Held, change: Delta) -> None:
    """
    Refuse a change whose inserted words name a proposal that is unknown or another's: they will land wherever they
    are transformed to, and transforming takes long. A mark on words that stand there is judged when it is transformed
    (W8): it may be without effect by then, and what is without effect is not refused (W10).
    """
    if held.delegation is None:
        return
    for op in change:
        if "insert" not in op:
            continue
        for key, value in op.get("attributes", {}).items():
            if key.startswith((DEL, BRK)):
                _known_mark(held, key)
            elif key == INS:
                _known_owner(held, value)


def _transformed(paragraph: Paragraph, base: int, change: Delta) -> Delta:
    steps = steps_since(paragraph, base)
    if sum(_cost(step, change) for step in steps) > MAX_TRANSFORMING:
        raise _too_old(paragraph)
    cost = 0
    for step in steps:
        # Counted once more on the way, where the change is cut into ever more operations.
        cost += _cost(step, change)
        if cost > MAX_TRANSFORMING:
            raise _too_old(paragraph)
        change = transform(step.change, change, True, step.before)
    return change


def _cost(step: Step, change: Delta) -> int:
    return OPERATION * (len(step.change) + len(change)) + len(step.before)


def _reserved_once(held: _Held, minted: Sequence[Proposal], after: Delta) -> None:
    """Refuse a reservation of exactly the words that its delegation has reserved already, in the same company."""
    fresh = [one for one in minted if one.kind == "reservation" and one.id not in held.paragraph.proposals]
    if not fresh:
        return
    words = reserved(after)
    already = {
        (one.sponsors, tuple(words[one.id]))
        for one in held.paragraph.proposals.values()
        if one.id in words and held.mine(one.id)
    }
    for one in fresh:
        if one.id in words and (one.sponsors, tuple(words[one.id])) in already:
            raise Refused("already_tabled", f"{one.owner} has reserved these words already.")


def _tabled(paragraph: Paragraph, one: Proposal, after: Delta, command: Command) -> Event:
    found = {
        "id": one.id,
        "parent": one.parent,
        "kind": one.kind,
        "sponsors": list(one.sponsors),
        "set": one.set,
        "place": None,
    }
    proposal = tabled(found, after, paragraph.marks)
    payload = {"paragraph": paragraph.id, "proposal": proposal, "marks": None}
    return Event("proposal_tabled", command.delegation, payload)


def _marked_for_deletion(change: Delta) -> set[str]:
    """The proposals whose `del:` a change sets on some words."""
    return {
        key[len(DEL) :]
        for op in change
        if "retain" in op
        for key, value in op.get("attributes", {}).items()
        if key.startswith(DEL) and value
    }


def _target_left(asked: Delta, now: Delta) -> None:
    """Refuse a replacement whose whole target is gone: it would land as a second wording (W8)."""
    inserting = {op["attributes"].get(INS) for op in asked if "insert" in op and op.get("attributes")}
    left = _marked_for_deletion(now)
    for proposal in _marked_for_deletion(asked):
        if proposal in inserting and proposal not in left:
            raise Refused("target_gone", "The words that you replaced are gone; see what stands there now.")


def _settled_owners(held: _Held, asked: Delta, seen: Delta) -> bool:
    """Whether the change deletes words that were the delegation's own when it was made, and are no more."""
    for op, run in _over(asked, seen):
        owner = held.proposals.get(run.get(INS, ""))
        if "delete" in op and owner is not None and owner.owner == held.delegation and not owner.live:
            return True
    return False


def _over(change: Delta, wording: Delta) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The deletions and changes of marks in a change, cut at the runs of the wording: (op, attributes of the run)."""
    reader = Reader(wording)
    for op in change:
        if "retain" in op and not op.get("attributes"):
            reader.skip(op["retain"])
            continue
        left = op.get("retain") or op.get("delete") or 0
        while left and reader.has_next:
            size = min(left, reader.remaining)
            yield op, reader.next(size).get("attributes", {})
            left -= size


def _judge_change(held: _Held, change: Delta, own_were_settled: bool) -> None:
    for op, run in _over(change, held.paragraph.wording):
        if "delete" in op:
            _judge_deletion(held, run, own_were_settled)
        elif op.get("attributes"):
            _judge_marks(held, op["attributes"], run)
    at, owners = 0, Owners(held.paragraph.wording)
    for op in change:
        if "insert" in op:
            _judge_insertion(held, op, owners.around(at))
        at += op.get("retain") or op.get("delete") or 0


def _judge_deletion(held: _Held, run: Mapping[str, Any], own_were_settled: bool) -> None:
    owner = run.get(INS)
    if held.delegation is None:
        if owner is not None:
            raise Refused(
                "not_yours", f"These words are {_whose(held, owner)}; a proposal is dropped, not edited."
            )
        return
    if held.mine(owner):
        return
    if own_were_settled:
        raise Refused("settled", "Your words were retained meanwhile: they are no longer yours to take out.")
    whose = "base text" if owner is None else _whose(held, owner)
    raise Refused("not_yours", f"These words are {whose}: propose their deletion instead.")


def _judge_marks(held: _Held, attributes: Mapping[str, Any], run: Mapping[str, Any]) -> None:
    for key, value in attributes.items():
        if key == INS:
            raise Refused("not_yours", "Whose words are is not changed by editing them.")
        if key in FORMATS:
            _judge_format(held, run)
        else:
            _judge_mark(held, key, value, run)


def _judge_format(held: _Held, run: Mapping[str, Any]) -> None:
    owner = run.get(INS)
    if owner is None if held.delegation is None else held.mine(owner):
        return
    raise Refused("not_yours", "Only one's own insertion can be formatted.")


def _judge_mark(held: _Held, key: str, value: object, run: Mapping[str, Any]) -> None:
    proposal = key.partition(":")[2]
    _own_mark(held, key)
    if not value:
        return
    if key.startswith(DEL) and held.mine(run.get(INS)):
        raise Refused("own_words", "Own words are deleted, not marked for deletion.")
    if key.startswith(DEL) and proposal in chain(held.proposals, run.get(INS)):
        raise Refused(
            "inside_own",
            "Words that others put inside your proposal are deleted by another proposal of yours that amends it.",
        )
    holder = live_ancestor(held.proposals, proposal)
    if holder is not None and holder not in chain(held.proposals, run.get(INS)):
        raise Refused("outside_parent", "An amendment of a proposal marks only words inside that proposal.")


def _own_mark(held: _Held, key: str) -> None:
    """Every mark that a change sets or removes names a live proposal of the delegation acted for (W5)."""
    if held.delegation is None:
        raise Refused("not_yours", "A change of base text sets no marks; act on behalf of a delegation.")
    known = _known_mark(held, key)
    if not known.live:
        raise Refused("settled", f"Your proposal was {known.fate} meanwhile.")
    if known.kind not in (("reservation",) if key.startswith(BRK) else ("wording", "paragraph")):
        raise Refused(
            "malformed", "A reservation brackets words, a proposal of wording inserts and deletes them."
        )


def _known_mark(held: _Held, key: str) -> Proposal:
    known = held.proposals.get(key.partition(":")[2])
    if known is None:
        raise Refused("unknown_proposal", "A mark names a proposal that is not in this paragraph.")
    if known.owner != held.delegation:
        raise Refused("not_yours", f"That mark belongs to {known.owner}.")
    return known


def _judge_insertion(held: _Held, op: Mapping[str, Any], around: tuple[Any, Any]) -> None:
    attributes = op.get("attributes", {})
    if isinstance(op["insert"], dict):
        _judge_embed(held, op["insert"])
    for key in attributes:
        if key.startswith((DEL, BRK)):
            _own_mark(held, key)
        if key.startswith(DEL):
            raise Refused("own_words", "Own words are left out, not inserted and marked for deletion.")
    owner = attributes.get(INS)
    if held.delegation is not None:
        _own_insertion(held, owner)
    elif owner is not None:
        raise Refused("malformed", "Base text has no owner; act on behalf of a delegation to propose.")
    elif _inside(held, around) is not None:
        raise Refused("inside_insertion", "Base text cannot be put inside a proposal.")


def _own_insertion(held: _Held, owner: object) -> None:
    known = _known_owner(held, owner)
    if not known.live:
        raise Refused("settled", f"Your proposal was {known.fate} meanwhile.")
    if known.kind not in ("wording", "paragraph"):
        raise Refused("malformed", f"A {known.kind} inserts no words.")


def _known_owner(held: _Held, owner: object) -> Proposal:
    if not isinstance(owner, str):
        raise Refused("unattributed", "Words that a delegation inserts carry its proposal.")
    known = held.proposals.get(owner)
    if known is None:
        raise Refused("unknown_proposal", "An insertion names a proposal that is not in this paragraph.")
    if known.owner != held.delegation:
        raise Refused("not_yours", f"That proposal belongs to {known.owner}.")
    return known


def _judge_embed(held: _Held, embed: Mapping[str, Any]) -> None:
    if "repair" in embed:
        raise Refused("malformed", "Marks of repair come with an import only.")
    note = held.state.paragraphs.get(embed.get("footnote", "")) if "footnote" in embed else None
    if "footnote" in embed and (note is None or note.of != held.paragraph.id):
        raise Refused("unknown_paragraph", "The footnote is not one of this paragraph.")


def _inside(held: _Held, around: tuple[Any, Any]) -> str | None:
    """The insertion that holds both neighbours of a place, or None; the ends of a proposed paragraph are inside it."""
    whole = held.paragraph.marks.get(INS)
    left, right = (whole if owner is EDGE else owner for owner in around)
    return common_ancestor(held.proposals, left, right)


def _whose(held: _Held, owner: object) -> str:
    known = held.proposals.get(owner) if isinstance(owner, str) else None
    return f"of {', '.join(known.sponsors)}" if known else "of a proposal"


ACTS: Final = (Act("change_wording", OF_ALL, ChangeWording, _change, judged_on="base"),)
