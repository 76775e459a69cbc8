"""Acts of the Chair on agreement: the gavel, what is pending, reopening."""

from typing import Final

from server.domain.acts.declaring import OF_THE_CHAIR, Act, Case
from server.domain.acts.guards import capital, not_decided_since, paragraph_of
from server.domain.agreement import OBJECTION, REPAIR, in_the_way
from server.domain.command import Event
from server.domain.lines import line_of, reason_of
from server.domain.marks import fingerprint
from server.domain.paragraph import FOOTNOTE, Paragraph
from server.domain.payloads import Ident, Names, Number, Payload, between, distinct
from server.domain.refusal import Refused
from server.domain.sections import footnotes
from server.domain.state import State


class RecordAgreement(Payload, frozen=True):
    """
    A paragraph as the Chair saw it at `seen`, at a level. `pending`: the delegations and paragraphs for which the
    agreement waits.
    """

    paragraph: Ident
    level: str
    seen: Number
    pending: Names | None = None


class ClearPending(Payload, frozen=True):
    """For what an agreement still waits."""

    paragraph: Ident
    pending: Names


class ReopenParagraph(Payload, frozen=True):
    """A frozen paragraph, and why it is opened."""

    paragraph: Ident
    reason: str | None = None


def _record(case: Case[RecordAgreement]) -> list[Event]:
    """The gavel: freeze the wording that the Chair saw, at a level, perhaps pending somebody (W20).

    Refused if the wording changed since (`changed_since`), or if anything stands in the way, saying what and
    whose: `marks_remain`, `repairs_remain`, `objection_stands`.
    """
    state, asked = case.state, case.payload
    paragraph = paragraph_of(state, asked.paragraph)
    if paragraph.kind == FOOTNOTE:
        raise Refused("malformed", "A footnote is agreed with its paragraph, and not by itself.")
    level = line_of(asked.level, "level", 40, 1)
    seen = between(asked.seen, "seen", 1, state.number)
    not_decided_since(paragraph, seen)
    _level_above(state, paragraph, level)
    notes = footnotes(state.paragraphs, paragraph)
    if any(one.changed > seen for one in (paragraph, *notes)):
        raise Refused(
            "changed_since", f"The wording of {paragraph.name} changed since you looked at it; look again."
        )
    _nothing_in_the_way(paragraph, notes)
    if not any(isinstance(op["insert"], dict) or op["insert"].strip() for op in paragraph.wording):
        raise Refused("nothing_to_agree", f"{capital(paragraph.name)} has no words.")
    payload = {
        "paragraph": paragraph.id,
        "level": level,
        "pending": _pending(case, paragraph),
        "fingerprint": fingerprint(paragraph, None),
    }
    return [Event("agreement_recorded", None, payload)]


def _level_above(state: State, paragraph: Paragraph, level: str) -> None:
    ids = [one["id"] for one in state.levels]
    if level not in ids:
        raise Refused("unknown_level", f"The levels of agreement of this text are: {', '.join(ids)}.")
    if paragraph.agreement is not None and ids.index(level) <= ids.index(paragraph.agreement["level"]):
        raise Refused("already_agreed", f"{capital(paragraph.name)} is agreed at that level or a higher one.")


def _nothing_in_the_way(paragraph: Paragraph, notes: list[Paragraph]) -> None:
    obstacles = in_the_way(paragraph, notes)
    if not obstacles:
        return
    kinds = {one.kind for one in obstacles}
    code = "marks_remain"
    if kinds == {OBJECTION}:
        code = "objection_stands"
    elif kinds <= {OBJECTION, REPAIR}:
        code = "repairs_remain"
    listed = "; ".join(dict.fromkeys(one.sentence for one in obstacles))
    raise Refused(code, f"{capital(paragraph.name)} cannot be agreed yet: {listed}.")


def _pending(case: Case[RecordAgreement], paragraph: Paragraph) -> list[str]:
    """For whom or what an agreement waits: States and groups, and other paragraphs that can still be agreed."""
    pending = distinct(case.payload.pending or [], "pending")
    for one in pending:
        if not case.meeting.negotiates(one) and not _can_be_waited_for(case.state, paragraph, one):
            raise Refused(
                "unknown_pending",
                f"“{one}” is no State or group of the meeting and no other paragraph that stands in the text.",
            )
    return list(pending)


def _can_be_waited_for(state: State, paragraph: Paragraph, one: str) -> bool:
    """A footnote is agreed with its paragraph, and not by itself."""
    other = state.paragraphs.get(one)
    return other is not None and one != paragraph.id and other.kind != FOOTNOTE and other.withdrawn is None


def _clear(case: Case[ClearPending]) -> list[Event]:
    """Say for whom or what an agreement is still pending: fewer than before."""
    paragraph = _agreed(case, case.payload.paragraph)
    agreement = paragraph.agreement or {}
    left = distinct(case.payload.pending, "pending")
    if not set(left) < set(agreement["pending"]):
        raise Refused("malformed", "“pending” must be what is left of those that the agreement is pending.")
    return [Event("pending_cleared", None, {"paragraph": paragraph.id, "pending": list(left)})]


def _reopen(case: Case[ReopenParagraph]) -> list[Event]:
    """Open a frozen paragraph again, with a reason. Changes from before become drafts of their authors (W9)."""
    paragraph = _agreed(case, case.payload.paragraph)
    payload = {"paragraph": paragraph.id, "reason": reason_of(case.payload.reason)}
    return [Event("paragraph_reopened", None, payload)]


def _agreed(case: Case[ClearPending] | Case[ReopenParagraph], named: str) -> Paragraph:
    paragraph = paragraph_of(case.state, named)
    not_decided_since(paragraph, case.command.base)
    if paragraph.agreement is None:
        raise Refused("not_agreed", f"{capital(paragraph.name)} is not agreed.")
    return paragraph


ACTS: Final = (
    Act("record_agreement", OF_THE_CHAIR, RecordAgreement, _record),
    Act("clear_pending", OF_THE_CHAIR, ClearPending, _clear),
    Act("reopen_paragraph", OF_THE_CHAIR, ReopenParagraph, _reopen),
)
