"""A text as plain text or Markdown: brackets as characters again, with the attributions if asked.

What was read by `server/exchange/plain_text.py` comes out as it was, white space aside. What cannot be said in
characters, or is said in another manner than it may have come in, is listed as an exception, sentence by sentence.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from server.domain.brackets import UNATTRIBUTED, Close, Open, Text, Token, attribution, tokens
from server.domain.characters import shown
from server.domain.paragraph import FOOTNOTE, HEADING, Paragraph
from server.domain.readings import agreement_note, content_text
from server.domain.snapshot import labels_of
from server.domain.state import State

Names = Callable[[str], str]
"""A delegation's code to the name that the meeting says."""

MAX_HASHES: Final = 6
_MARKS: Final = {"bold": "**", "italic": "*"}
_ALL: Final = frozenset(_MARKS)
_INDENT: Final = "    "


@dataclass(frozen=True, slots=True)
class Exported:
    """`exceptions` are sentences: what is not there, or is there in another manner than it was brought in."""

    text: str
    exceptions: tuple[str, ...]


@dataclass(slots=True)
class _Node:
    """A stretch of words, or a bracket with what stands in it; `formats` are those of all its words."""

    words: str = ""
    formats: frozenset[str] = frozenset()
    bracket: bool = False
    inside: "list[_Node]" = field(default_factory=list)
    by: str = ""


def write(state: State, names: Names, *, attributions: bool = True) -> Exported:
    """The rolling text, in the format that the text has (`state.format`); withdrawn paragraphs are left out."""
    writer = _Writer(state, names if attributions else None)
    lines = list(writer.lines())
    return Exported(shown("\n\n".join(lines) + "\n" if lines else ""), tuple(writer.exceptions()))


def words(
    paragraph: Paragraph,
    *,
    markdown: bool,
    names: Names | None = None,
    notes: Mapping[str, str] | None = None,
) -> str:
    """One paragraph in one line: marker, words, brackets, and with `names` who wants them.

    `notes`: ids of footnotes' paragraphs to the names by which they are referred to.
    """
    drawn = tokens(paragraph)
    marker = paragraph.marker
    first = drawn[0] if drawn else None
    whole = drawn[-1] if isinstance(first, Open) and first.whole else None
    body = _render(
        _tree(drawn[1:-1] if whole else drawn, names, notes or {}), frozenset() if markdown else _ALL
    )
    if not isinstance(whole, Close):
        return f"{marker} {body}".strip()
    by = _by(whole, names)
    if marker and _stands_before(paragraph):
        return f"[{marker}{by}] {body}".strip()
    return f"[{marker} {body}{by}]" if marker else f"[{body}{by}]"


def _stands_before(paragraph: Paragraph) -> bool:
    """Whether the bracket holds the marker alone, `[7 bis]`: the paragraph is proposed, its words are base."""
    if "ins" not in paragraph.marks:
        return False
    return any("ins" not in op.get("attributes", {}) for op in paragraph.wording)


def _by(token: Close, names: Names | None) -> str:
    said = attribution(token.parts, names) if names else ""
    return f" – {said}{' (continued)' if token.continued else ''}" if said else ""


def _bracket(inner: str, by: str) -> str:
    """The space after words that were inserted goes behind the attribution, lest the next word stick to it."""
    words_alone = inner.rstrip() if by else inner
    return f"[{words_alone}{by}]{inner[len(words_alone) :]}"


def _tree(drawn: Sequence[Token], names: Names | None, notes: Mapping[str, str]) -> list[_Node]:
    top = _Node()
    stack = [top]
    for token in drawn:
        if isinstance(token, Open):
            stack.append(_Node(bracket=True))
        elif isinstance(token, Text):
            said = content_text(token.content, lambda note: f"[^{notes.get(note, note)}]")
            stack[-1].inside.append(_Node(said, frozenset(token.attributes) & _ALL))
        else:
            node = stack.pop()
            if node.inside:
                node.formats = frozenset.intersection(*(one.formats for one in node.inside))
            node.by = _by(token, names)
            stack[-1].inside.append(node)
    return top.inside


def _render(nodes: Sequence[_Node], said: frozenset[str]) -> str:
    """The nodes with asterisks set as far out as they go; `said`: the formats that are said already."""
    parts: list[str] = []
    at = 0
    while at < len(nodes):
        name, end = _widest(nodes, at, said)
        if name is None:
            node = nodes[at]
            parts.append(_bracket(_render(node.inside, said), node.by) if node.bracket else node.words)
            at += 1
            continue
        inner = _render(nodes[at:end], said | {name})
        bare = inner.strip()
        lead, mark = inner[: len(inner) - len(inner.lstrip())], _MARKS[name] if bare else ""
        trail = inner[len(inner.rstrip()) :] if bare else ""
        parts.append(f"{lead}{mark}{bare}{mark}{trail}")
        at = end
    return "".join(parts)


def _widest(nodes: Sequence[_Node], at: int, said: frozenset[str]) -> tuple[str | None, int]:
    """The format that reaches farthest from a node, with the end of its reach."""
    widest: tuple[str | None, int] = (None, at)
    for name in _MARKS:
        if name in said:
            continue
        end = at
        while end < len(nodes) and name in nodes[end].formats:
            end += 1
        if end > widest[1]:
            widest = (name, end)
    return widest


class _Writer:
    def __init__(self, state: State, names: Names | None) -> None:
        self._state, self._names = state, names
        self._markdown = state.format == "markdown"
        self._labels = labels_of(state)
        found = [one for one in state.paragraphs.values() if one.kind == FOOTNOTE and not one.withdrawn]
        self._footnotes = sorted(found, key=lambda note: note.added)
        self._notes = _note_names(self._footnotes)
        self._written: set[str] = set()
        """Footnotes whose text has been written."""

    def lines(self) -> Iterator[str]:
        for name in self._state.order:
            paragraph = self._state.paragraphs[name]
            if paragraph.withdrawn is None:
                yield self._line(paragraph)
            yield from self._texts(name)
        # The others, and those that should stand after a paragraph that is no longer there.
        yield from self._texts(None)

    def exceptions(self) -> Iterator[str]:
        paragraphs = [self._state.paragraphs[name] for name in self._state.order]
        shown = [*(one for one in paragraphs if one.withdrawn is None), *self._footnotes]
        if self._names:
            yield from _listed(
                "Written in one form, [words – A; B: delete]: the attributions of", shown, _attributed
            )
            yield from _listed(
                "Alternatives stand side by side, [words – A][words – B], and not with a slash between: in",
                shown,
                _offers,
            )
        lost = ("underline",) if self._markdown else ("bold", "italic", "underline")
        yield from _listed(f"Not written, {' and '.join(lost)}: in", shown, lambda one: _formatted(one, lost))
        yield from _listed(
            "Came in as agreed, and is not agreed here:", shown, lambda one: one.claim is not None
        )
        yield from _listed("Left out as withdrawn:", paragraphs, lambda one: one.withdrawn is not None)

    def _line(self, paragraph: Paragraph) -> str:
        line = words(paragraph, markdown=self._markdown, names=self._names, notes=self._notes)
        if self._names:
            note = agreement_note(paragraph.agreement, self._state.levels, self._waited_for)
            line = f"{line} {note}" if note else line
        if paragraph.kind != HEADING:
            return _INDENT * (paragraph.depth - 1) + line
        return f"{'#' * min(paragraph.depth, MAX_HASHES)} {line}" if self._markdown else line

    def _waited_for(self, one: str) -> str:
        """Whom an agreement is pending, or which other paragraph."""
        other = self._state.paragraphs.get(one)
        if other is not None:
            return f"paragraph {self._labels(other)}" if other.label else other.name
        return self._names(one) if self._names else one

    def _texts(self, after: str | None) -> Iterator[str]:
        """The texts of footnotes that the source had after a paragraph; with None, all that are left."""
        for note in self._footnotes:
            place = note.relation["to"] if note.relation else None
            if note.id not in self._written and after in (place, None):
                self._written.add(note.id)
                unmarked = Paragraph(
                    **{name: getattr(note, name) for name in note.__slots__} | {"marker": ""}
                )
                said = words(unmarked, markdown=self._markdown, names=self._names, notes=self._notes)
                yield f"[^{self._notes[note.id]}]: {said}"


def _note_names(footnotes: Sequence[Paragraph]) -> dict[str, str]:
    """Each footnote's marker; where it has none, or another has it already, the next free number."""
    numbers = (str(number) for number in count(1))
    markers = {note.marker for note in footnotes}
    free = (number for number in numbers if number not in markers)
    names: dict[str, str] = {}
    taken: set[str] = {""}
    for note in footnotes:
        name = next(free) if note.marker in taken else note.marker
        names[note.id] = name
        taken.add(name)
    return names


def _attributed(paragraph: Paragraph) -> bool:
    live = (one for one in paragraph.proposals.values() if one.live)
    return any(sponsor != UNATTRIBUTED for one in live for sponsor in one.sponsors)


def _offers(paragraph: Paragraph) -> bool:
    return any(
        one.live and one.set is not None and one.sponsors[0] != UNATTRIBUTED
        for one in paragraph.proposals.values()
    )


def _formatted(paragraph: Paragraph, formats: Sequence[str]) -> bool:
    return any(name in op.get("attributes", {}) for op in paragraph.wording for name in formats)


def _listed(what: str, paragraphs: Sequence[Paragraph], holds: Callable[[Paragraph], bool]) -> Iterator[str]:
    found = [one.label or one.marker or f"“{_beginning(one)}…”" for one in paragraphs if holds(one)]
    if found:
        shown = ", ".join(found[:12]) + (f" and {len(found) - 12} more" if len(found) > 12 else "")
        yield f"{what} {shown}."


def _beginning(paragraph: Paragraph) -> str:
    return "".join(op["insert"] for op in paragraph.wording if isinstance(op["insert"], str))[:24]
