"""Brackets over the whole of a source: which cross paragraphs, which never close, and what to do about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from server.domain.readings import content_text
from server.exchange.plain_text_words import Words

Fault = Literal[
    "crosses",
    "unclosed",
    "unopened",
    "page_break",
    "footnote",
    "source",
    "unmatched",
    "twice",
    "slash",
    "asterisks",
]

_QUOTED: Final = 30


_ADVICE: Final[dict[str, str]] = {
    "unclosed": "This bracket is never closed: bracket what is meant, and take this one out.",
    "unopened": "This bracket was never opened: bracket what is meant, and take this one out.",
    "footnote": "This reference has no text of its own, or this text no reference of its own: make a footnote by hand.",
    "page_break": "A page ended in the midst of this paragraph, and its parts were joined: look whether that is right.",
    "unmatched": "No State or group of the meeting has this name: it stays among the words, as nobody's.",
    "slash": "Only one of these wordings names somebody: the bracket stays as it is. Divide it where meant.",
    "asterisks": "These asterisks cross a bracket, or cannot be told from others: they stay characters of the text.",
    "twice": "Another paragraph of this section has the same label: give one of them another.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Repair:
    """Something to put right by hand. `paragraph` is its id, `label` how to call it; both are empty of a `source`'s.

    `where` quotes the words around, `advice` says what is the matter and what to do.
    """

    paragraph: str | None
    label: str
    code: Fault
    where: str
    advice: str


@dataclass(slots=True)
class _Found:
    paragraph: str
    label: str
    where: str
    code: Fault = "unclosed"
    partner: str = ""
    """The label of the paragraph where its partner stands."""


class Balance:
    """Follows the brackets from paragraph to paragraph."""

    def __init__(self) -> None:
        self._found: list[_Found] = []
        self._open: list[_Found] = []
        self._brackets = 0
        self._deepest = 0

    def take(self, payload: dict[str, Any], words: Words) -> None:
        """The next paragraph with its words."""
        label = _called(payload)
        repairs = iter(words.repairs)
        depth = 1 if payload["marks"] else 0
        self._count(depth, depth)
        for bracket in words.brackets:
            if bracket in "[]":
                depth += 1 if bracket == "[" else -1
                self._count(depth, 1 if bracket == "[" else 0)
                continue
            found = _Found(payload["paragraph"], label, next(repairs)[1])
            self._found.append(found)
            if bracket == "(":
                self._open.append(found)
                self._count(depth, 1)
            elif self._open:
                self._pair(self._open.pop(), found)
            else:
                found.code = "unopened"

    def cut_by_page(self, payload: dict[str, Any]) -> None:
        """A page ended in the midst of this paragraph."""
        self._found.append(_Found(payload["paragraph"], _called(payload), _called(payload), "page_break"))

    def footnote(self, payload: dict[str, Any], name: str) -> None:
        """A text of a footnote to which nothing refers, or a reference for which there is no text."""
        self._found.append(_Found(payload["paragraph"], _called(payload), f"[^{name}]", "footnote"))

    def unmatched(self, payload: dict[str, Any], name: str) -> None:
        """Where a delegation would be named stands a name that none has."""
        self._found.append(_Found(payload["paragraph"], _called(payload), name, "unmatched"))

    def unclear(self, payload: dict[str, Any], words: Words) -> None:
        """Wordings with a slash between of which one has a name, and emphasis that is none here."""
        kinds: tuple[tuple[Fault, Sequence[str]], ...] = (
            ("slash", words.unclear),
            ("asterisks", words.asterisks),
        )
        for code, found in kinds:
            for where in found:
                self._found.append(_Found(payload["paragraph"], _called(payload), where.strip(), code))

    def twice(self, payload: dict[str, Any]) -> None:
        """Another paragraph of the same section has this label."""
        self._found.append(_Found(payload["paragraph"], _called(payload), str(payload["marker"]), "twice"))

    def repairs(self) -> list[Repair]:
        return [Repair(one.paragraph, one.label, one.code, one.where, _advice(one)) for one in self._found]

    def counts(self) -> dict[str, int]:
        """`crossing` counts pairs, the others single brackets; `deepest` counts those that cross paragraphs too."""
        codes = [one.code for one in self._found]
        return {
            "brackets": self._brackets,
            "deepest": self._deepest,
            "crossing": codes.count("crosses") // 2,
            "unclosed": codes.count("unclosed"),
            "unopened": codes.count("unopened"),
        }

    def _pair(self, opening: _Found, closing: _Found) -> None:
        opening.code = closing.code = "crosses"
        opening.partner, closing.partner = closing.label, opening.label

    def _count(self, depth: int, opened: int) -> None:
        self._brackets += opened
        self._deepest = max(self._deepest, depth + len(self._open))


def _called(payload: dict[str, Any]) -> str:
    if payload["label"]:
        return str(payload["label"])
    said = "".join(content_text(op["insert"]) for op in payload["wording"]).strip()
    return f"“{said[:_QUOTED]}{'…' if len(said) > _QUOTED else ''}”" if said else str(payload["marker"])


def _advice(found: _Found) -> str:
    if found.code == "crosses":
        return (
            f"This bracket has its partner in another paragraph ({found.partner}): "
            "bracket what is meant in each of the two, and take this one out."
        )
    return _ADVICE[found.code]
