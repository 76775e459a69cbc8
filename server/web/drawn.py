"""A paragraph as pieces that a template walks: words, brackets, who stands behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from server.domain.brackets import Close, Open, Text, attribution, tokens
from server.domain.paragraph import Paragraph
from server.domain.readings import printed


@dataclass(frozen=True)
class Piece:
    """`kind`: `open`, `close`, `words`, `footnote`. `faces`: how words are set (`ins`, `del`, `bold`, …)."""

    kind: Literal["open", "close", "words", "footnote"]
    text: str
    faces: frozenset[str] = frozenset()


def pieces(paragraph: Paragraph, names: Mapping[str, str], notes: Mapping[str, int]) -> list[Piece]:
    """
    The wording in its brackets, spaces outside of them as in print. `names`: short names of delegations by code;
    `notes`: numbers of footnotes by the id of their paragraph. A closing piece carries the attribution, or nothing
    where nobody is to be named.
    """
    found: list[Piece] = []
    for token in printed(tokens(paragraph)):
        if isinstance(token, Open):
            found.append(Piece("open", "["))
        elif isinstance(token, Close):
            found.append(Piece("close", attribution(token.parts, lambda code: names.get(code, code))))
        else:
            found.append(_words(token, notes))
    return found


def _words(token: Text, notes: Mapping[str, int]) -> Piece:
    faces = {name for name in ("bold", "italic", "underline") if token.attributes.get(name)}
    if token.ins is not None:
        faces.add("ins")
    if token.dels:
        faces.add("del")
    if isinstance(token.content, str):
        return Piece("words", token.content, frozenset(faces))
    if "footnote" in token.content:
        return Piece("footnote", str(notes.get(token.content["footnote"], "")), frozenset(faces))
    if "repair" in token.content:
        faces.add("repair")
    return Piece("words", str(token.content.get("repair", "")), frozenset(faces))
