"""The text: the state, and the fold that makes it from the record.

`apply` trusts its entries: they were decided once, under the rules of `decide`, and are on record. It has no rules of
its own, so that the past can always be rebuilt. The browser has the same fold, in `client/src/record/fold.ts`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from server.domain.captured import Acts, put_back, with_act
from server.domain.delta import compose
from server.domain.paragraph import (
    FOOTNOTE,
    HEADING,
    Paragraph,
    Position,
    forgetting,
    paragraph_from_json,
    paragraph_to_json,
    proposal_from_tabled,
    reword,
)
from server.domain.sections import section_of_entry

# Raised whenever `apply` gives another state for the same entries, or `to_json` says it otherwise: checkpoints of other
# folds than those that can be read are of no use (W27).
FOLD_VERSION: Final = 4
READABLE_FOLDS: Final = (4,)

Entry = Mapping[str, Any]


class UnknownEntry(Exception):
    """An entry of a kind that this version does not know: the record is newer than the program."""


@dataclass(frozen=True, slots=True)
class State:
    """A text at one record number. Every value in it is immutable or never changed in place."""

    text: str
    number: int
    time: str
    title: str
    language: str
    direction: str
    format: str
    levels: tuple[Mapping[str, str], ...]
    live: bool
    described: Mapping[str, Any] | None
    order: tuple[str, ...]
    paragraphs: Mapping[str, Paragraph]
    before_room: Mapping[str, Any] | None
    documents: tuple[Mapping[str, Any], ...]
    archived: Mapping[str, Any] | None = None
    # No part of what the record says: see captured.py.
    acts: Acts = field(default_factory=dict, compare=False)


def apply(state: State | None, entry: Entry) -> State:
    """The state after one more entry. Raises UnknownEntry for a kind that it does not know."""
    if state is None:
        return _opened(entry)
    handler = _HANDLERS.get(entry["kind"])
    if handler is None:
        raise UnknownEntry(f"no. {entry['number']}: {entry['kind']}")
    after = handler(state, entry, entry["payload"])
    one = entry["payload"].get("paragraph")
    acts = with_act(state.acts, entry, state.paragraphs.get(one), after.paragraphs.get(one))
    return replace(after, number=entry["number"], time=entry["time"], acts=acts)


def fold(entries: Iterable[Entry], state: State | None = None) -> State | None:
    """The state after all of the entries, from nothing or from a state."""
    for entry in entries:
        state = apply(state, entry)
    return state


def _opened(entry: Entry) -> State:
    if entry["kind"] != "text_opened":
        raise UnknownEntry(f"no. {entry['number']}: a record begins with text_opened, not {entry['kind']}")
    payload = entry["payload"]
    return State(
        text=entry["text"],
        number=entry["number"],
        time=entry["time"],
        title=payload["title"],
        language=payload["language"],
        direction=payload["direction"],
        format=payload["format"],
        levels=tuple(payload["levels"]),
        live=payload["live"],
        described=payload.get("described"),
        order=(),
        paragraphs={},
        before_room=None,
        documents=(),
    )


def _set(state: State, paragraph: Paragraph) -> State:
    return replace(state, paragraphs={**state.paragraphs, paragraph.id: paragraph})


def _insert(order: tuple[str, ...], ids: tuple[str, ...], after: str | None) -> tuple[str, ...]:
    at = 0 if after is None else order.index(after) + 1
    return (*order[:at], *ids, *order[at:])


def _added(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    number, time = entry["number"], entry["time"]
    paragraph = Paragraph(
        id=payload["paragraph"],
        kind=payload["kind"],
        depth=payload["depth"],
        label=payload["label"],
        marker=payload["marker"],
        relation=payload["relation"],
        of=payload["of"],
        wording=payload["wording"],
        marks=payload["marks"],
        proposals={
            tabled["id"]: proposal_from_tabled(tabled, number, time) for tabled in payload["proposals"]
        },
        added=number,
        changed=number,
        claim=payload.get("claim"),
    )
    state = _set(state, paragraph)
    if paragraph.kind == FOOTNOTE:
        return state
    return replace(state, order=_insert(state.order, (paragraph.id,), payload["after"]))


def _paragraph_moved(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    return _move(state, (paragraph.id,), payload["after"], payload["depth"] - paragraph.depth)


def _section_moved(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    heading = state.paragraphs[payload["paragraph"]]
    moving = section_of_entry(state.order, state.paragraphs, payload)
    return _move(state, moving, payload["after"], payload["depth"] - heading.depth)


def _move(state: State, ids: tuple[str, ...], after: str | None, deeper: int) -> State:
    """Moves paragraphs that stand together; a section's headings keep their depths relative to each other."""
    moving = set(ids)
    rest = tuple(one for one in state.order if one not in moving)
    paragraphs = dict(state.paragraphs)
    for one in ids:
        if len(ids) == 1 or paragraphs[one].kind == HEADING:
            paragraphs[one] = replace(paragraphs[one], depth=max(1, paragraphs[one].depth + deeper))
    return replace(state, order=_insert(rest, ids, after), paragraphs=paragraphs)


def _relabelled(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    return _set(state, replace(paragraph, label=payload["label"], marker=payload["marker"]))


def _paragraph_withdrawn(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    return _withdraw(state, entry, (payload["paragraph"],), payload["reason"])


def _section_withdrawn(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    going = section_of_entry(state.order, state.paragraphs, payload)
    return _withdraw(state, entry, going, payload["reason"])


def _withdraw(state: State, entry: Entry, ids: tuple[str, ...], reason: str | None) -> State:
    paragraphs = dict(state.paragraphs)
    withdrawn = {"number": entry["number"], "time": entry["time"], "reason": reason}
    for one in ids:
        if paragraphs[one].withdrawn is None:
            paragraphs[one] = replace(
                paragraphs[one], withdrawn=withdrawn, hold=None, changed=entry["number"]
            )
    before = state.before_room
    if before is not None and before["paragraph"] in ids:
        before = None
    return replace(state, paragraphs=paragraphs, before_room=before)


def _text_changed(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    change = payload["change"]
    return _set(state, reword(paragraph, compose(paragraph.wording, change), change, entry["number"]))


def _tabled(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    proposal = proposal_from_tabled(payload["proposal"], entry["number"], entry["time"])
    marks = paragraph.marks if payload["marks"] is None else payload["marks"]
    proposals = {**paragraph.proposals, proposal.id: proposal}
    return _set(state, replace(paragraph, proposals=proposals, marks=marks, changed=entry["number"]))


def _settled(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    """A proposal and what goes with it leave: one change of the wording, new statuses, perhaps a new place (W3)."""
    number, named = entry["number"], payload["proposal"]
    paragraph = state.paragraphs[payload["paragraph"]]
    proposals = dict(paragraph.proposals)
    for one, status in payload["statuses"].items():
        went_with = None if one == named else named
        proposals[one] = replace(proposals[one], status=status, settled=number, settled_with=went_with)
    if payload["change"]:
        wording = compose(paragraph.wording, payload["change"])
        paragraph = reword(paragraph, wording, payload["change"], number)
    state = _set(state, replace(paragraph, proposals=proposals, marks=payload["marks"], changed=number))
    if payload["place"] is not None:
        place = payload["place"]
        state = _move(state, (paragraph.id,), place["after"], place["depth"] - paragraph.depth)
    return _withdraw(state, entry, (paragraph.id,), None) if payload["withdrawn"] else state


def _sponsored(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    """A sponsor leaves or confirms: who sponsors afterwards, and what each stood by last (W21)."""
    paragraph = state.paragraphs[payload["paragraph"]]
    proposal = replace(paragraph.proposals[payload["proposal"]], confirmed=payload["confirmed"])
    # As a position, a confirmation is about the wording and does not change it.
    changed = paragraph.changed
    if "sponsors" in payload:
        proposal, changed = replace(proposal, sponsors=tuple(payload["sponsors"])), entry["number"]
    proposals = {**paragraph.proposals, proposal.id: proposal}
    return _set(state, replace(paragraph, proposals=proposals, changed=changed))


def _taken_back(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    paragraph = put_back(state.paragraphs[payload["paragraph"]], payload, entry["number"])
    state = _set(state, paragraph)
    return _withdraw(state, entry, (paragraph.id,), None) if payload["withdrawn"] else state


def _position_taken(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    position = Position(
        delegation=entry["delegation"],
        proposal=payload["proposal"],
        stance=payload["stance"],
        fingerprint=payload["fingerprint"],
        number=payload["seen"],
        time=entry["time"],
        statement=payload["statement"],
    )
    key = position_key(position.delegation, position.proposal)
    return _set(state, replace(paragraph, positions={**paragraph.positions, key: position}))


def _position_withdrawn(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    gone = position_key(entry["delegation"], payload["proposal"])
    positions = {key: value for key, value in paragraph.positions.items() if key != gone}
    return _set(state, replace(paragraph, positions=positions))


def position_key(delegation: str, proposal: str | None) -> str:
    return f"{delegation}|{proposal or ''}"


def _put_before_room(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    if payload["paragraph"] is None:
        return replace(state, before_room=None)
    put = {"paragraph": payload["paragraph"], "number": entry["number"], "time": entry["time"]}
    return replace(state, before_room=put)


def _held(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    hold = {"until": payload["until"], "number": entry["number"]}
    return _set(state, replace(state.paragraphs[payload["paragraph"]], hold=hold))


def _released(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    return _set(state, replace(state.paragraphs[payload["paragraph"]], hold=None))


def _agreed(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    agreement = {
        "level": payload["level"],
        "number": entry["number"],
        "time": entry["time"],
        "pending": payload["pending"],
        "fingerprint": payload["fingerprint"],
    }
    paragraph = state.paragraphs[payload["paragraph"]]
    frozen = replace(
        paragraph, agreement=agreement, barrier=entry["number"], hold=None, reopened=None, claim=None
    )
    return _set(state, frozen)


def _pending_cleared(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    agreement = {**(paragraph.agreement or {}), "pending": payload["pending"]}
    return _set(state, replace(paragraph, agreement=agreement))


def _reopened(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    reopened = {"number": entry["number"], "time": entry["time"], "reason": payload["reason"]}
    paragraph = state.paragraphs[payload["paragraph"]]
    return _set(state, replace(paragraph, agreement=None, barrier=entry["number"], reopened=reopened))


def _described(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    return replace(state, described=payload)


def _document_issued(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    names = ("document", "sequence", "number", "as_of", "level", "digest")
    issued = {name: payload[name] for name in names}
    issued.update(issued=entry["number"], issued_at=entry["time"])
    return replace(state, documents=(*state.documents, issued))


def _renamed(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    return replace(state, title=payload["title"])


def _archived(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    return replace(state, archived={"number": entry["number"], "time": entry["time"]})


def _unarchived(state: State, entry: Entry, payload: Mapping[str, Any]) -> State:
    return replace(state, archived=None)


_HANDLERS: Final[dict[str, Callable[[State, Entry, Mapping[str, Any]], State]]] = {
    "section_added": _added,
    "paragraph_added": _added,
    "section_moved": _section_moved,
    "paragraph_moved": _paragraph_moved,
    "paragraph_relabelled": _relabelled,
    "section_withdrawn": _section_withdrawn,
    "paragraph_withdrawn": _paragraph_withdrawn,
    "text_changed": _text_changed,
    "proposal_tabled": _tabled,
    "proposal_withdrawn": _settled,
    "reservation_lifted": _settled,
    "proposal_retained": _settled,
    "proposal_dropped": _settled,
    "sponsor_left": _sponsored,
    "sponsorship_confirmed": _sponsored,
    "act_taken_back": _taken_back,
    "position_taken": _position_taken,
    "position_withdrawn": _position_withdrawn,
    "paragraph_put_before_room": _put_before_room,
    "paragraph_held": _held,
    "hold_released": _released,
    "agreement_recorded": _agreed,
    "pending_cleared": _pending_cleared,
    "paragraph_reopened": _reopened,
    "meeting_described": _described,
    "status_document_issued": _document_issued,
    "text_renamed": _renamed,
    "text_archived": _archived,
    "text_unarchived": _unarchived,
}


def forgetting_before(state: State, number: int) -> State:
    """The state without the steps of trails up to a record number."""
    return replace(
        state, paragraphs={key: forgetting(value, number) for key, value in state.paragraphs.items()}
    )


def to_json(state: State, paragraphs: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The state as FORMATS.md shows it, and as checkpoints keep it; `paragraphs`: where they are written already."""
    if paragraphs is None:
        paragraphs = {key: paragraph_to_json(value) for key, value in state.paragraphs.items()}
    said = {
        "text": state.text,
        "number": state.number,
        "time": state.time,
        "title": state.title,
        "language": state.language,
        "direction": state.direction,
        "format": state.format,
        "levels": list(state.levels),
        "live": state.live,
        "described": state.described,
        "order": list(state.order),
        "paragraphs": paragraphs,
        "before_room": state.before_room,
        "documents": list(state.documents),
    }
    return said if state.archived is None else said | {"archived": state.archived}


def from_json(data: Mapping[str, Any]) -> State:
    """The inverse of `to_json`, but for the trails, which begin anew."""
    paragraphs = {key: paragraph_from_json(value) for key, value in data["paragraphs"].items()}
    lists = {name: tuple(data[name]) for name in ("levels", "order", "documents")}
    return State(**{**data, **lists, "paragraphs": paragraphs})
