"""Where a paragraph that comes into a text stands, and what it says of itself."""

from typing import Any, Final, Literal

from server.domain.acts.declaring import Case
from server.domain.acts.guards import not_withdrawn, open_to_wording, unused
from server.domain.acts.wording import checked
from server.domain.lines import MAX_LABEL, line_of
from server.domain.paragraph import FOOTNOTE
from server.domain.payloads import Depth, Ident, Payload
from server.domain.refusal import Refused
from server.domain.shapes import ParagraphKind
from server.domain.state import State

MAX_PARAGRAPHS: Final = 10_000


class RelationAsked(Payload, frozen=True):
    """Why a paragraph bears the label that it has."""

    kind: Literal["after", "instead"]
    to: Ident


class ParagraphAsked(Payload, frozen=True, kw_only=True):
    """
    What a new paragraph says of itself. `after`: null for the first; `of`: the paragraph of a footnote. `wording` is a
    Delta of JSON from outside, which has a validator of its own (W29).
    """

    paragraph: Ident
    kind: ParagraphKind
    depth: Depth
    wording: Any
    label: str | None = None
    marker: str | None = None
    relation: RelationAsked | None = None
    after: Ident | None = None
    of: Ident | None = None


def open_to_footnotes(case: Case[Any], of: str) -> None:
    """Refuse a footnote of a paragraph that is not open (`withdrawn`, `frozen`, `agreed_since`, `held`)."""
    holder = case.state.paragraphs[of]
    not_withdrawn(case.state, holder)
    open_to_wording(case, holder)


def place_and_name(
    state: State,
    asked: ParagraphAsked,
    kinds: tuple[str, ...],
    earlier: frozenset[str] = frozenset(),
    notes: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """
    What every added paragraph says of itself. `earlier` are those that come with it in one import, `notes` the
    footnotes among them.
    """
    paragraph, kind = asked.paragraph, asked.kind
    if kind not in kinds:
        raise Refused("malformed", f"“kind” must be one of {', '.join(kinds)}.")
    unused(state, paragraph)
    if len(state.paragraphs) >= MAX_PARAGRAPHS:
        raise Refused("too_long", f"A text has room for {MAX_PARAGRAPHS} paragraphs.")
    of = _holder(state, asked, earlier, notes)
    return {
        "paragraph": paragraph,
        "kind": kind,
        "depth": asked.depth,
        "label": line_of(asked.label, "label", MAX_LABEL),
        "marker": line_of(asked.marker, "marker", MAX_LABEL),
        "relation": _relation(state, asked, earlier),
        "after": None if kind == FOOTNOTE else standing_after(state, asked.after, earlier),
        "of": of,
        "wording": checked(asked.wording, wording=True),
        "marks": {},
        "proposals": [],
        "reason": None,
    }


def _holder(
    state: State, asked: ParagraphAsked, earlier: frozenset[str], notes: frozenset[str]
) -> str | None:
    if asked.kind != FOOTNOTE:
        return None
    of = asked.of
    if of is None:
        raise Refused("malformed", "“of” must be the paragraph that the footnote belongs to.")
    if of not in state.paragraphs and of not in earlier:
        raise Refused("unknown_paragraph", "The paragraph of this footnote is not in the text.")
    if of in notes or (of in state.paragraphs and state.paragraphs[of].kind == FOOTNOTE):
        raise Refused("malformed", "A footnote has no footnotes: it would not be frozen with its paragraph.")
    return of


def _relation(state: State, asked: ParagraphAsked, earlier: frozenset[str]) -> dict[str, str] | None:
    relation = asked.relation
    if relation is None:
        return None
    to = relation.to
    if to not in state.paragraphs and to not in earlier:
        raise Refused("unknown_paragraph", "The paragraph that this one relates to is not in the text.")
    return {"kind": relation.kind, "to": to}


def standing_after(state: State, after: str | None, earlier: frozenset[str] = frozenset()) -> str | None:
    known = (
        after is None
        or after in earlier
        or (after in state.paragraphs and state.paragraphs[after].of is None)
    )
    if not known:
        raise Refused("unknown_paragraph", "The paragraph after which it is to stand is not in the text.")
    return after
