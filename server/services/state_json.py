"""The state as JSON, made again only where it has changed: of a long text one paragraph, when a letter was typed."""

import json
from typing import Any

from server.domain.paragraph import Paragraph, paragraph_to_json
from server.domain.state import State, to_json


class StateJson:
    """
    Remembers the JSON of each paragraph of the text that it last wrote. May be asked from several threads: what it
    remembers is replaced as a whole.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[Paragraph, bytes]] = {}

    def of(self, state: State) -> bytes:
        """`to_json` of the state, without white space."""
        known, here = self._known, {}
        for key, paragraph in state.paragraphs.items():
            piece = known.get(key)
            if piece is None or piece[0] is not paragraph:
                piece = (paragraph, _written(key) + b":" + _written(paragraph_to_json(paragraph)))
            here[key] = piece
        self._known = here
        around = _written(to_json(state, {}))
        paragraphs = b",".join(piece for _, piece in here.values())
        # Nothing before it can hold this name: within strings, its quotation marks would be escaped.
        return around.replace(b'"paragraphs":{}', b'"paragraphs":{' + paragraphs + b"}", 1)


def _written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
