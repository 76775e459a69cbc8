"""Acts on paragraphs and sections: adding, moving, relabelling, withdrawing."""

from typing import Any, Final

from server.domain.actor import CHAIR, DELEGATE
from server.domain.acts.declaring import OF_ALL, OF_THE_OFFICE, Act, Case
from server.domain.acts.guards import capital, nothing_held, open_to_wording, paragraph_of, unused
from server.domain.acts.placing import ParagraphAsked, open_to_footnotes, place_and_name, standing_after
from server.domain.acts.sponsorship import sponsors_of, tabled, whole
from server.domain.called import sound_names
from server.domain.command import Event
from server.domain.delta import Delta
from server.domain.lines import MAX_LABEL, MAX_REASON, line_of, reason_of
from server.domain.marks import INS, marking, standing
from server.domain.meeting import UNATTRIBUTED
from server.domain.naming import computed_name, computed_place
from server.domain.paragraph import FOOTNOTE, HEADING, KINDS, Paragraph
from server.domain.payloads import Code, Depth, Ident, Names, Payload
from server.domain.refusal import Refused
from server.domain.sections import section
from server.domain.state import State
from server.domain.typed_brackets import no_typed_brackets


class AddParagraph(ParagraphAsked, frozen=True, kw_only=True):
    """
    A new paragraph. `proposal`: of a delegation, minted by its author; `sponsors` and `spoken`: as in `Sponsored`;
    `reason`: of base text.
    """

    proposal: Ident | None = None
    sponsors: Names | None = None
    spoken: dict[Code, Code] | None = None
    reason: str | None = None


class Move(Payload, frozen=True, kw_only=True):
    """Where a paragraph or a section is to stand. `after`: null for the first."""

    paragraph: Ident
    depth: Depth
    after: Ident | None = None
    reason: str | None = None


class Relabel(Payload, frozen=True):
    """The label that people say aloud, and the marker that is printed."""

    paragraph: Ident
    label: str | None = None
    marker: str | None = None


class Withdraw(Payload, frozen=True):
    """A paragraph, or the heading of a section, and why it goes."""

    paragraph: Ident
    reason: str | None = None


def _add_section(case: Case[AddParagraph]) -> list[Event]:
    """Add a heading: what follows it, up to the next of its depth, is its section."""
    return _add(case, "section_added", (HEADING,))


def _add_paragraph(case: Case[AddParagraph]) -> list[Event]:
    """Add a paragraph: base text with a reason, or one that a delegation proposes as a whole (W6)."""
    return _add(case, "paragraph_added", tuple(kind for kind in KINDS if kind != HEADING))


def _add(case: Case[AddParagraph], kind: str, kinds: tuple[str, ...]) -> list[Event]:
    state, command, actor, asked = case.state, case.command, case.actor, case.payload
    payload = place_and_name(state, asked, kinds)
    payload["reason"] = line_of(asked.reason, "reason", MAX_REASON) or None
    wording = payload["wording"]
    if payload["of"] is not None:
        open_to_footnotes(case, payload["of"])
    if any(isinstance(op["insert"], dict) and "blank" not in op["insert"] for op in wording):
        raise Refused(
            "malformed", "A footnote is added after its paragraph; marks of repair come with an import only."
        )
    no_typed_brackets(wording, command.delegation, state.format, None)
    if actor.role != DELEGATE:
        sound_names(payload, payload["kind"])
    if command.delegation is None:
        payload["reason"] = reason_of(asked.reason)
        if any(marking(op.get("attributes", {})) for op in wording):
            raise Refused(
                "malformed", "Base text carries no marks; act on behalf of a delegation to propose."
            )
    else:
        proposal = _minted(case)
        if proposal == payload["paragraph"]:
            raise Refused("duplicate_id", f"The id “{proposal}” is taken by the paragraph itself.")
        _all_owned(wording, proposal)
        if actor.role == DELEGATE:
            payload |= computed_name(state, payload)
        payload["after"] = computed_place(state, payload)
        payload["marks"] = {INS: proposal}
        tabling = whole(proposal, "paragraph", sponsors_of(case), None, None)
        payload["proposals"] = [tabled(tabling, wording, payload["marks"])]
    return [Event(kind, command.delegation, payload)]


def _minted(case: Case[AddParagraph]) -> str:
    proposal = case.payload.proposal
    if proposal is None:
        raise Refused("malformed", "“proposal” must be the id of the proposal that adds the paragraph.")
    unused(case.state, proposal)
    return proposal


def _all_owned(wording: Delta, proposal: str) -> None:
    for op in wording:
        attributes = op.get("attributes", {})
        if attributes.get(INS) != proposal or marking(attributes) != {proposal}:
            raise Refused("unattributed", "Every word of a proposed paragraph carries its proposal.")


def _move_paragraph(case: Case[Move]) -> list[Event]:
    """Put one paragraph elsewhere; a frozen one moves with its section only (W20)."""
    paragraph = paragraph_of(case.state, case.payload.paragraph)
    if paragraph.kind in (HEADING, FOOTNOTE):
        raise Refused("malformed", f"A {paragraph.kind} is not moved by itself.")
    open_to_wording(case, paragraph)
    return [Event("paragraph_moved", None, _moved(case, (paragraph.id,)))]


def _move_section(case: Case[Move]) -> list[Event]:
    """Put a section elsewhere with all that stands in it, agreed paragraphs included (W20)."""
    state = case.state
    heading = _heading(state, case.payload.paragraph)
    moving = section(state.order, state.paragraphs, heading)
    nothing_held(case, [state.paragraphs[one] for one in moving])
    return [Event("section_moved", None, _moved(case, moving) | {"paragraphs": list(moving)})]


def _moved(case: Case[Move], moving: tuple[str, ...]) -> dict[str, Any]:
    after = standing_after(case.state, case.payload.after)
    if after in moving:
        raise Refused("malformed", "What is moved cannot stand after itself.")
    return {
        "paragraph": moving[0],
        "after": after,
        "depth": case.payload.depth,
        "reason": reason_of(case.payload.reason),
    }


def _heading(state: State, named: str) -> str:
    paragraph = paragraph_of(state, named)
    if paragraph.kind != HEADING:
        raise Refused(
            "malformed", f"{capital(paragraph.name)} is no heading; a section is named by its heading."
        )
    return paragraph.id


def _relabel(case: Case[Relabel]) -> list[Event]:
    """Give a paragraph another label; its identity stays, and it may be frozen (W20)."""
    paragraph = paragraph_of(case.state, case.payload.paragraph)
    label = line_of(case.payload.label, "label", MAX_LABEL)
    marker = line_of(case.payload.marker, "marker", MAX_LABEL)
    nothing_held(case, [paragraph])
    if (label, marker) == (paragraph.label, paragraph.marker):
        return []
    sound_names({"label": label, "marker": marker}, paragraph.kind)
    return [
        Event("paragraph_relabelled", None, {"paragraph": paragraph.id, "label": label, "marker": marker})
    ]


def _withdraw_paragraph(case: Case[Withdraw]) -> list[Event]:
    """Take a paragraph out of the text, with a reason; it stays on record."""
    paragraph = paragraph_of(case.state, case.payload.paragraph)
    if paragraph.kind == HEADING:
        raise Refused("malformed", "A heading goes with its section: withdraw the section.")
    _may_go(case, paragraph)
    payload = {"paragraph": paragraph.id, "reason": reason_of(case.payload.reason)}
    return [Event("paragraph_withdrawn", None, payload)]


def _withdraw_section(case: Case[Withdraw]) -> list[Event]:
    """Take a section out of the text; refused while anything in it is agreed."""
    state = case.state
    heading = _heading(state, case.payload.paragraph)
    going = [
        one
        for one in section(state.order, state.paragraphs, heading)
        if state.paragraphs[one].withdrawn is None
    ]
    for one in going:
        _may_go(case, state.paragraphs[one])
    payload = {"paragraph": heading, "reason": reason_of(case.payload.reason), "paragraphs": going}
    return [Event("section_withdrawn", None, payload)]


def _may_go(case: Case[Withdraw], paragraph: Paragraph) -> None:
    """Refuse a withdrawal that would take delegations' proposals with it: these are for the Chair to decide on."""
    open_to_wording(case, paragraph)
    owners = {one.owner for one in standing(paragraph)} - {UNATTRIBUTED}
    if owners and case.actor.role != CHAIR:
        raise Refused(
            "marks_remain",
            f"{capital(paragraph.name)} holds what {', '.join(sorted(owners))} proposed: the Chair can withdraw it.",
        )


ACTS: Final = (
    Act("add_section", OF_ALL, AddParagraph, _add_section),
    Act("add_paragraph", OF_ALL, AddParagraph, _add_paragraph),
    Act("move_section", OF_THE_OFFICE, Move, _move_section),
    Act("move_paragraph", OF_THE_OFFICE, Move, _move_paragraph),
    Act("relabel_paragraph", OF_THE_OFFICE, Relabel, _relabel),
    Act("withdraw_section", OF_THE_OFFICE, Withdraw, _withdraw_section),
    Act("withdraw_paragraph", OF_THE_OFFICE, Withdraw, _withdraw_paragraph),
)
