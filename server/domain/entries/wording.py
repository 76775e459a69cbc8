"""Changes of wording."""

from typing import Final

from server.domain.delta import Delta, compose
from server.domain.entries.changes import with_paragraph
from server.domain.entries.declaring import Declared, Entry, Spoken
from server.domain.paragraph import reword
from server.domain.state import State


class TextChanged(Spoken):
    """A change of a paragraph's wording. `reason`: of base text, why."""

    paragraph: str
    change: Delta
    reason: str | None


def _text_changed(state: State, entry: Entry, payload: TextChanged) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    change = payload["change"]
    wording = compose(paragraph.wording, change)
    return with_paragraph(state, reword(paragraph, wording, change, entry["number"]))


ENTRIES: Final = (Declared("text_changed", TextChanged, _text_changed),)
