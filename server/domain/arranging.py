"""Opening a text; adding, moving, relabelling and withdrawing its paragraphs and sections; the import of
many.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from server.domain.access import Actor
from server.domain.command import Command, Event
from server.domain.delta import Delta
from server.domain.guards import capital, not_withdrawn, open_to_wording, paragraph_of, unused
from server.domain.marks import INS, marking, standing
from server.domain.meeting import UNATTRIBUTED, Meeting
from server.domain.naming import computed_name
from server.domain.paragraph import FOOTNOTE, HEADING, KINDS, Paragraph
from server.domain.payload import (
    MAX_LABEL,
    MAX_REASON,
    Refused,
    choice,
    codes,
    flag,
    ident,
    line,
    mapping,
    number,
    optional_ident,
    optional_line,
    required_reason,
)
from server.domain.sponsoring import sponsors_of, tabled
from server.domain.text import State, section
from server.domain.typed_brackets import no_typed_brackets
from server.domain.wording import checked

MAX_DEPTH: Final = 12
MAX_PARAGRAPHS: Final = 10_000
MAX_IMPORTED: Final = 500
MAX_TITLE: Final = 300
MAX_PROPOSALS: Final = 2_000

# Which kinds of proposals a mark may name, on words and on a paragraph as a whole.
_OF_WORDS: Final = {"ins": ("wording", "paragraph"), "del": ("wording", "paragraph"), "brk": ("reservation",)}
_OF_PARAGRAPHS: Final = {"ins": ("paragraph",), "del": ("deletion",), "brk": ("reservation",)}
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
    """Take a text out of the archive."""
    return [] if state.archived is None else [Event("text_unarchived", None, {})]


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
    payload = _place_and_name(state, fields, kinds)
    payload["reason"] = optional_line(fields, "reason", MAX_REASON)
    wording = payload["wording"]
    if payload["of"] is not None:
        _open_to_footnotes(state, actor, command, payload["of"])
    if any(isinstance(op["insert"], dict) and "blank" not in op["insert"] for op in wording):
        raise Refused(
            "malformed", "A footnote is added after its paragraph; marks of repair come with an import only."
        )
    no_typed_brackets(wording, command.delegation, state.format, None)
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
        payload["marks"] = {INS: proposal}
        tabling = whole(proposal, "paragraph", sponsors_of(meeting, actor, command), None, None)
        payload["proposals"] = [tabled(tabling, wording, payload["marks"])]
    return [Event(kind, command.delegation, payload)]


def _open_to_footnotes(state: State, actor: Actor, command: Command, of: str) -> None:
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


def _place_and_name(
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
    return {
        "paragraph": paragraph,
        "kind": kind,
        "depth": number(fields, "depth", 1, MAX_DEPTH),
        "label": line(fields, "label", MAX_LABEL),
        "marker": line(fields, "marker", MAX_LABEL),
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


def import_paragraphs(state: State, meeting: Meeting, actor: Actor, command: Command) -> list[Event]:
    """Paragraphs from elsewhere, in order, with their brackets as proposals: together or not at all (W18)."""
    raw = command.payload.get("paragraphs")
    if not isinstance(raw, list) or not 1 <= len(raw) <= MAX_IMPORTED:
        raise Refused("malformed", f"“paragraphs” must be a list of 1 to {MAX_IMPORTED}.")
    if len(state.paragraphs) + len(raw) > MAX_PARAGRAPHS:
        raise Refused("too_long", f"A text has room for {MAX_PARAGRAPHS} paragraphs.")
    reason = optional_line(command.payload, "reason", MAX_REASON)
    taken: set[str] = {one for paragraph in state.paragraphs.values() for one in paragraph.proposals}
    added: set[str] = set()
    notes: set[str] = set()
    events = []
    for item in raw:
        fields = mapping(item, "paragraphs")
        payload = _place_and_name(state, fields, KINDS, frozenset(added), frozenset(notes))
        if payload["of"] in state.paragraphs:
            _open_to_footnotes(state, actor, command, payload["of"])
        if payload["after"] in notes:
            raise Refused("unknown_paragraph", "Nothing stands after a footnote.")
        _imported_proposals(payload, fields, taken, meeting)
        if payload["paragraph"] in added | taken:
            raise Refused("duplicate_id", f"The id “{payload['paragraph']}” is taken in this text.")
        added.add(payload["paragraph"])
        if payload["kind"] == FOOTNOTE:
            notes.add(payload["paragraph"])
        payload["reason"] = reason
        if fields.get("claim") is not None:
            payload["claim"] = _claim(state, meeting, fields)
        kind = "section_added" if payload["kind"] == HEADING else "paragraph_added"
        events.append(Event(kind, None, payload))
    return events


def _claim(state: State, meeting: Meeting, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What a file says was agreed. It freezes nothing: only the Chair agrees (I22)."""
    claim = mapping(fields["claim"], "claim")
    level = line(claim, "level", 40) or None
    if level is not None and level not in [one["id"] for one in state.levels]:
        raise Refused("unknown_level", "That is no level of agreement of this text.")
    pending = codes(claim, "pending")
    if not all(meeting.negotiates(one) for one in pending):
        raise Refused("unknown_pending", "An agreement is pending States or groups of the meeting.")
    return {"said": line(claim, "said", MAX_REASON, 1), "level": level, "pending": list(pending)}


def _imported_proposals(
    payload: dict[str, Any], fields: Mapping[str, Any], taken: set[str], meeting: Meeting
) -> None:
    raw = fields.get("proposals", [])
    if not isinstance(raw, list) or len(raw) > MAX_PROPOSALS:
        raise Refused("malformed", f"“proposals” must be a list of at most {MAX_PROPOSALS}.")
    here: dict[str, str] = {}
    for item in raw:
        one = _imported(mapping(item, "proposals"), here, meeting)
        if one["id"] in taken:
            raise Refused("duplicate_id", f"The id “{one['id']}” is taken in this text.")
        here[one["id"]] = one["kind"]
        taken.add(one["id"])
        payload["proposals"].append(one)
    payload["marks"] = dict(mapping(fields.get("marks", {}), "marks"))
    _sound_marks(payload["marks"], here)
    payload["proposals"] = [tabled(one, payload["wording"], payload["marks"]) for one in payload["proposals"]]
    for op in payload["wording"]:
        attributes = op.get("attributes", {})
        if not marking(attributes) <= set(here):
            raise Refused(
                "unknown_proposal", "A mark names a proposal that does not come with its paragraph."
            )
        _sound_kinds(attributes, here, _OF_WORDS)


def _imported(fields: Mapping[str, Any], here: Mapping[str, str], meeting: Meeting) -> dict[str, Any]:
    parent = optional_ident(fields, "parent")
    if parent is not None and parent not in here:
        raise Refused("unknown_proposal", "The parent of an imported proposal comes before it.")
    sponsors = codes(fields, "sponsors")
    if sponsors != (UNATTRIBUTED,) and not (sponsors and all(meeting.negotiates(one) for one in sponsors)):
        raise Refused(
            "not_your_delegation",
            "The sponsors of an imported proposal are States or groups of the meeting, or nobody.",
        )
    return {
        "id": ident(fields, "id"),
        "parent": parent,
        "kind": choice(fields, "kind", ("wording", "reservation", "paragraph", "deletion")),
        "sponsors": list(sponsors),
        "set": optional_ident(fields, "set"),
        "place": None,
    }


def _sound_kinds(
    marks: Mapping[str, Any], here: Mapping[str, str], kinds: Mapping[str, tuple[str, ...]]
) -> None:
    """Refuse a mark that its proposal cannot set: a reservation that inserts words could not be settled (W18)."""
    for key, value in marks.items():
        one = value if key == INS else key.partition(":")[2]
        if one and here[one] not in kinds[key[:3]]:
            raise Refused("malformed", f"A {here[one]} does not mark words or paragraphs so.")


def _sound_marks(marks: Mapping[str, Any], here: Mapping[str, str]) -> None:
    for key, value in marks.items():
        names = value if key == INS else key.partition(":")[2]
        sound = key == INS or (key.startswith(("del:", "brk:")) and value is True)
        if not sound or not isinstance(names, str) or names not in here:
            raise Refused("malformed", "“marks” must name proposals that come with the paragraph.")
    _sound_kinds(marks, here, _OF_PARAGRAPHS)


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
    moving = section(state, heading)
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
    if (label, marker) == (paragraph.label, paragraph.marker):
        return []
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
    going = [one for one in section(state, heading) if state.paragraphs[one].withdrawn is None]
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
