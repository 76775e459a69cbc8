"""Changes of a state that several kinds of entries make."""

from dataclasses import replace

from server.domain.paragraph import HEADING, Paragraph
from server.domain.state import State


def with_paragraph(state: State, paragraph: Paragraph) -> State:
    """The state with a paragraph as it is now, or a new one, which is in no order yet."""
    return replace(state, paragraphs={**state.paragraphs, paragraph.id: paragraph})


def inserted(order: tuple[str, ...], ids: tuple[str, ...], after: str | None) -> tuple[str, ...]:
    """The order with ids put in after one of it; None: first."""
    at = 0 if after is None else order.index(after) + 1
    return (*order[:at], *ids, *order[at:])


def moved(state: State, ids: tuple[str, ...], after: str | None, deeper: int) -> State:
    """Moves paragraphs that stand together; a section's headings keep their depths relative to each other."""
    moving = set(ids)
    rest = tuple(one for one in state.order if one not in moving)
    paragraphs = dict(state.paragraphs)
    for one in ids:
        if len(ids) == 1 or paragraphs[one].kind == HEADING:
            paragraphs[one] = replace(paragraphs[one], depth=max(1, paragraphs[one].depth + deeper))
    return replace(state, order=inserted(rest, ids, after), paragraphs=paragraphs)


def withdrawn(state: State, number: int, time: str, ids: tuple[str, ...], reason: str | None) -> State:
    """Takes paragraphs out of the text by the entry of this number; they stay in the order."""
    paragraphs = dict(state.paragraphs)
    gone = {"number": number, "time": time, "reason": reason}
    for one in ids:
        if paragraphs[one].withdrawn is None:
            paragraphs[one] = replace(paragraphs[one], withdrawn=gone, hold=None, changed=number)
    before = state.before_room
    if before is not None and before["paragraph"] in ids:
        before = None
    return replace(state, paragraphs=paragraphs, before_room=before)
