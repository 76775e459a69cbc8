"""Label and marker of a paragraph that a delegate proposes: computed, since labels stand outside all brackets.

The browser shows it before, by the same rule: `client/src/views/sheets/labels.ts`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from server.domain.numbering import next_label
from server.domain.paragraph import FOOTNOTE, HEADING, LETTERED, Paragraph
from server.domain.refusal import Refused
from server.domain.state import State

_UNLABELLED = (HEADING, FOOTNOTE, "plain")


def computed_name(state: State, payload: dict[str, Any]) -> dict[str, Any]:
    """
    Label, marker and relation of a paragraph that is about to be added: `12 bis` after 12, `12 alt` instead of it, by
    what its payload says of place and relation; none of the three where it has nothing to be counted from.
    """
    bare = {"label": "", "marker": "", "relation": None}
    relation = payload["relation"] or {"kind": "after", "to": payload["after"]}
    beside = state.paragraphs.get(relation["to"] or "")
    if (
        payload["relation"] is not None
        and beside is not None
        and not _stands_by(state, beside, payload["after"])
    ):
        raise Refused("malformed", "A proposed paragraph relates to the one that it stands by.")
    if payload["kind"] in _UNLABELLED or beside is None or beside.kind == HEADING or not beside.label:
        return bare
    label, marker = next_label(_labels_near(state, beside), beside.label, relation["kind"], beside.marker)
    return {"label": label, "marker": marker, "relation": relation}


def computed_place(state: State, payload: dict[str, Any]) -> str | None:
    """
    After which paragraph one stands that is about to be added right after the one that it relates to: after the
    sub-paragraphs of that, and after all that was added so before, so that `12 ter` comes after `12 bis`. Another place
    was chosen deliberately, and stays.
    """
    relation: Mapping[str, str] | None = payload["relation"]
    after: str | None = payload["after"]
    if relation is None or after is None or relation["to"] != after or after not in state.order:
        return after
    beside, family = state.paragraphs[after], {after}
    new_is_below = _is_below(beside, payload["depth"], payload["kind"])
    for one in state.order[state.order.index(after) + 1 :]:
        other = state.paragraphs[one]
        if other.relation is not None and other.relation["to"] in family:
            if relation["kind"] == "instead" and other.relation == {"kind": "after", "to": beside.id}:
                break
            family.add(one)
        elif not _is_below(beside, other.depth, other.kind):
            break
        elif new_is_below and len(family) == 1:
            continue
        after = one
    return after


def _is_below(beside: Paragraph, depth: int, kind: str) -> bool:
    """Whether a paragraph of this depth and kind, somewhere after another, is a sub-paragraph of it."""
    return depth > beside.depth or (kind == LETTERED and beside.kind != LETTERED)


def _stands_by(state: State, beside: Paragraph, after: str | None) -> bool:
    """Whether nothing comes between the two but sub-paragraphs of the first, and what relates to it too."""
    at = state.order.index(after) if after is not None else -1
    while at >= 0:
        one = state.paragraphs[state.order[at]]
        if one.id == beside.id:
            return True
        related = one.relation is not None and one.relation["to"] == beside.id
        if not (related or one.withdrawn is not None or one.depth > beside.depth or one.kind == LETTERED):
            return False
        at -= 1
    return False


def _labels_near(state: State, beside: Paragraph) -> Iterator[str]:
    """The labels among which a new one must be another: all of the text, or of the section where numbering restarts."""
    twice = sum(one.label == beside.label for one in state.paragraphs.values()) > 1
    if not twice or beside.id not in state.order:
        return (one.label for one in state.paragraphs.values())
    at = state.order.index(beside.id)
    begin = max((place for place in range(at) if _bounds(state, place)), default=0)
    end = next((place for place in range(at, len(state.order)) if _bounds(state, place)), len(state.order))
    return (state.paragraphs[one].label for one in state.order[begin:end])


def _bounds(state: State, place: int) -> bool:
    return state.paragraphs[state.order[place]].bounds
