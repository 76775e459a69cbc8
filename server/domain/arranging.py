"""Opening a text; adding, moving, relabelling and withdrawing its paragraphs and sections."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from server.domain.access import Actor
from server.domain.called import sound_names
from server.domain.command import Command, Event
from server.domain.delta import Delta
from server.domain.guards import capital, not_withdrawn, nothing_held, open_to_wording, paragraph_of, unused
from server.domain.marks import INS, marking, standing
from server.domain.meeting import UNATTRIBUTED, Meeting
from server.domain.naming import computed_name, computed_place
from server.domain.paragraph import FOOTNOTE, HEADING, KINDS, Paragraph
from server.domain.payload import (
    MAX_LABEL,
    MAX_REASON,
    Refused,
    choice,
    flag,
    ident,
    line,
    mapping,
    number,
    optional_ident,
    optional_line,
    required_reason,
)
from server.domain.sections import section
from server.domain.sponsoring import sponsors_of, tabled
from server.domain.state import State
from server.domain.typed_brackets import no_typed_brackets
from server.domain.wording import checked

MAX_DEPTH: Final = 12
MAX_PARAGRAPHS: Final = 10_000
MAX_TITLE: Final = 300
_RELATIONS: Final = ("after", "instead")


def open_text(command: Command) -> list[Event]:
    """Entry number 1: what the text is called, its language and direction, and the levels of agreement."""
    fields = command.payload
    raw = fields.get("levels")
    if not isinstance(raw, list) or not 1 <= len(raw) <= 8:
        raise Refused("malformed", "“levels” must be a list of 1 to 8 levels of agreement, the lowest first.")
    levels = [_level(mapping(item, "levels")) for item in raw]
    if len({level["id"] for level in levels}) != len(levels):
        raise Refused("malformed", "“levels” must have different ids.")
    payload = {
        "title": line(fields, "title", MAX_TITLE, 1),
        "language": line(fields, "language", 35, 2),
        "direction": choice(fields, "direction", ("ltr", "rtl")),
        "format": choice(fields, "format", ("plain", "markdown")),
        "levels": levels,
        "live": flag(fields, "live"),
    }
    if fields.get("described") is not None:
        # The service has it from the registry: whoever opens a text does not write it.
        payload["described"] = mapping(fields["described"], "described")
    return [Event("text_opened", None, payload)]


def rename_text(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """Give a text another title, which its next documents bear; those that were issued keep theirs (I23)."""
    title = line(command.payload, "title", MAX_TITLE, 1)
    return [] if title == state.title else [Event("text_renamed", None, {"title": title})]


def archive_text(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """Put a text out of use: its record stays and is read, and nothing more is decided on it (I24)."""
    return [Event("text_archived", None, {})]


def unarchive_text(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """Take a text out of the archive; what documents print of the meeting may have changed while it lay there (I24)."""
    if state.archived is None:
        return []
    described = command.payload.get("described")
    if described is None or described == state.described:
        return [Event("text_unarchived", None, {})]
    facts = dict(mapping(described, "described"))
    return [Event("text_unarchived", None, {}), Event("meeting_described", None, facts)]


def _level(fields: Mapping[str, Any]) -> dict[str, str]:
    return {"id": line(fields, "id", 40, 1), "name": line(fields, "name", 80, 1)}


def add_section(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """Add a heading: what follows it, up to the next of its depth, is its section."""
    return _add(state, meeting, actor, command, "section_added", (HEADING,))


def add_paragraph(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """Add a paragraph: base text with a reason, or one that a delegation proposes as a whole (W6)."""
    return _add(
        state, meeting, actor, command, "paragraph_added", tuple(kind for kind in KINDS if kind != HEADING)
    )


def _add(
    state: State, meeting: Meeting, actor: Actor, command: Command, kind: str, kinds: tuple[str, ...]
) -> list[Event]:
    fields = command.payload
    payload = place_and_name(state, fields, kinds)
    payload["reason"] = optional_line(fields, "reason", MAX_REASON)
    wording = payload["wording"]
    if payload["of"] is not None:
        open_to_footnotes(state, actor, command, payload["of"])
    if any(isinstance(op["insert"], dict) and "blank" not in op["insert"] for op in wording):
        raise Refused(
            "malformed", "A footnote is added after its paragraph; marks of repair come with an import only."
        )
    no_typed_brackets(wording, command.delegation, state.format, None)
    if actor.role != "delegate":
        sound_names(payload, payload["kind"])
    if command.delegation is None:
        payload["reason"] = required_reason(fields)
        if any(marking(op.get("attributes", {})) for op in wording):
            raise Refused(
                "malformed", "Base text carries no marks; act on behalf of a delegation to propose."
            )
    else:
        proposal = ident(fields, "proposal")
        unused(state, proposal)
        if proposal == payload["paragraph"]:
            raise Refused("duplicate_id", f"The id “{proposal}” is taken by the paragraph itself.")
        _all_owned(wording, proposal)
        if actor.role == "delegate":
            payload |= computed_name(state, payload)
        payload["after"] = computed_place(state, payload)
        payload["marks"] = {INS: proposal}
        tabling = whole(proposal, "paragraph", sponsors_of(meeting, actor, command), None, None)
        payload["proposals"] = [tabled(tabling, wording, payload["marks"])]
    return [Event(kind, command.delegation, payload)]


def open_to_footnotes(state: State, actor: Actor, command: Command, of: str) -> None:
    holder = state.paragraphs[of]
    not_withdrawn(state, holder)
    open_to_wording(state, actor, command, holder)


def whole(
    proposal: str, kind: str, sponsors: Sequence[str], parent: str | None, place: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The `Tabled` of a proposal about a paragraph as a whole (W6)."""
    fixed = {"id": proposal, "parent": parent, "kind": kind, "set": None, "place": place}
    return {**fixed, "sponsors": list(sponsors)}


def _all_owned(wording: Delta, proposal: str) -> None:
    for op in wording:
        attributes = op.get("attributes", {})
        if attributes.get(INS) != proposal or marking(attributes) != {proposal}:
            raise Refused("unattributed", "Every word of a proposed paragraph carries its proposal.")


def place_and_name(
    state: State,
    fields: Mapping[str, Any],
    kinds: tuple[str, ...],
    earlier: frozenset[str] = frozenset(),
    notes: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """What every added paragraph says of itself; `earlier` are those that come with it in one import, `notes` the
    footnotes among them.
    """
    paragraph, kind = ident(fields, "paragraph"), choice(fields, "kind", kinds)
    unused(state, paragraph)
    if len(state.paragraphs) >= MAX_PARAGRAPHS:
        raise Refused("too_long", f"A text has room for {MAX_PARAGRAPHS} paragraphs.")
    of = _holder(state, fields, kind, earlier, notes)
    names = {name: line(fields, name, MAX_LABEL) for name in ("label", "marker")}
    return {
        "paragraph": paragraph,
        "kind": kind,
        "depth": number(fields, "depth", 1, MAX_DEPTH),
        **names,
        "relation": _relation(state, fields, earlier),
        "after": None if kind == FOOTNOTE else _after(state, fields, earlier),
        "of": of,
        "wording": checked(fields.get("wording"), wording=True),
        "marks": {},
        "proposals": [],
        "reason": None,
    }


def _holder(
    state: State, fields: Mapping[str, Any], kind: str, earlier: frozenset[str], notes: frozenset[str]
) -> str | None:
    if kind != FOOTNOTE:
        return None
    of = ident(fields, "of")
    if of not in state.paragraphs and of not in earlier:
        raise Refused("unknown_paragraph", "The paragraph of this footnote is not in the text.")
    if of in notes or (of in state.paragraphs and state.paragraphs[of].kind == FOOTNOTE):
        raise Refused("malformed", "A footnote has no footnotes: it would not be frozen with its paragraph.")
    return of


def _relation(state: State, fields: Mapping[str, Any], earlier: frozenset[str]) -> dict[str, str] | None:
    if fields.get("relation") is None:
        return None
    relation = mapping(fields["relation"], "relation")
    to = ident(relation, "to")
    if to not in state.paragraphs and to not in earlier:
        raise Refused("unknown_paragraph", "The paragraph that this one relates to is not in the text.")
    return {"kind": choice(relation, "kind", _RELATIONS), "to": to}


def _after(state: State, fields: Mapping[str, Any], earlier: frozenset[str] = frozenset()) -> str | None:
    after = optional_ident(fields, "after")
    known = (
        after is None
        or after in earlier
        or (after in state.paragraphs and state.paragraphs[after].of is None)
    )
    if not known:
        raise Refused("unknown_paragraph", "The paragraph after which it is to stand is not in the text.")
    return after


def move_paragraph(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """Put one paragraph elsewhere; a frozen one moves with its section only (W20)."""
    paragraph = paragraph_of(state, command)
    if paragraph.kind in (HEADING, FOOTNOTE):
        raise Refused("malformed", f"A {paragraph.kind} is not moved by itself.")
    open_to_wording(state, actor, command, paragraph)
    return [Event("paragraph_moved", None, _moved(state, command, (paragraph.id,)))]


def move_section(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """Put a section elsewhere with all that stands in it, agreed paragraphs included (W20)."""
    heading = _heading(state, command)
    moving = section(state.order, state.paragraphs, heading)
    nothing_held(state, actor, command, [state.paragraphs[one] for one in moving])
    return [Event("section_moved", None, _moved(state, command, moving) | {"paragraphs": list(moving)})]


def _moved(state: State, command: Command, moving: tuple[str, ...]) -> dict[str, Any]:
    after = _after(state, command.payload)
    if after in moving:
        raise Refused("malformed", "What is moved cannot stand after itself.")
    return {
        "paragraph": moving[0],
        "after": after,
        "depth": number(command.payload, "depth", 1, MAX_DEPTH),
        "reason": required_reason(command.payload),
    }


def _heading(state: State, command: Command) -> str:
    paragraph = paragraph_of(state, command)
    if paragraph.kind != HEADING:
        raise Refused(
            "malformed", f"{capital(paragraph.name)} is no heading; a section is named by its heading."
        )
    return paragraph.id


def relabel_paragraph(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """Give a paragraph another label; its identity stays, and it may be frozen (W20)."""
    paragraph = paragraph_of(state, command)
    label = line(command.payload, "label", MAX_LABEL)
    marker = line(command.payload, "marker", MAX_LABEL)
    nothing_held(state, actor, command, [paragraph])
    if (label, marker) == (paragraph.label, paragraph.marker):
        return []
    sound_names({"label": label, "marker": marker}, paragraph.kind)
    return [
        Event("paragraph_relabelled", None, {"paragraph": paragraph.id, "label": label, "marker": marker})
    ]


def withdraw_paragraph(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """Take a paragraph out of the text, with a reason; it stays on record."""
    paragraph = paragraph_of(state, command)
    if paragraph.kind == HEADING:
        raise Refused("malformed", "A heading goes with its section: withdraw the section.")
    _may_go(state, actor, command, paragraph)
    payload = {"paragraph": paragraph.id, "reason": required_reason(command.payload)}
    return [Event("paragraph_withdrawn", None, payload)]


def withdraw_section(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """Take a section out of the text; refused while anything in it is agreed."""
    heading = _heading(state, command)
    going = [
        one
        for one in section(state.order, state.paragraphs, heading)
        if state.paragraphs[one].withdrawn is None
    ]
    for one in going:
        _may_go(state, actor, command, state.paragraphs[one])
    payload = {"paragraph": heading, "reason": required_reason(command.payload), "paragraphs": going}
    return [Event("section_withdrawn", None, payload)]


def _may_go(state: State, actor: Actor, command: Command, paragraph: Paragraph) -> None:
    """Refuse a withdrawal that would take delegations' proposals with it: these are for the Chair to decide on."""
    open_to_wording(state, actor, command, paragraph)
    owners = {one.owner for one in standing(paragraph)} - {UNATTRIBUTED}
    if owners and actor.role != "chair":
        raise Refused(
            "marks_remain",
            f"{capital(paragraph.name)} holds what {', '.join(sorted(owners))} proposed: the Chair can withdraw it.",
        )
