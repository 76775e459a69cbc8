"""The words of one paragraph into a wording: brackets to marks, emphasis to attributes, footnotes to embeds (W18)."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from server.domain.brackets import UNATTRIBUTED
from server.domain.delta import Delta, normalise
from server.exchange import plain_text_attribution as attribution
from server.exchange.plain_text_attribution import Attribution, tabled
from server.exchange.plain_text_emphasis import Span, spans
from server.exchange.plain_text_names import Names

Mint = Callable[[str], str]
"""Gives a new id; its argument says of what: `p` a paragraph, `x` a proposal, `s` a set of alternatives."""

MAX_NESTING: Final = 60
"""Brackets deeper than these are left as repairs; real texts reach depth 10."""
CONTEXT: Final = 24
"""So many characters are quoted on either side of a repair."""

_PLACEHOLDER: Final = r"\[\[\[\w+\]\]\]"
_NOTE: Final = r"\[\^[^\[\]\s]{1,40}\]"
_PLAIN: Final = re.compile(rf"(?P<literal>{_PLACEHOLDER}|{_NOTE})|[\[\]]|[^\[\]]+")
_NUMBERED: Final = re.compile(r"\s*alt(?:ernative)?\.? ?\d{0,2}\s*[:：]\s*", re.IGNORECASE)
"""`alt 1:`, before what is offered in one of several brackets side by side."""
_MARKDOWN: Final = re.compile(
    rf"(?P<literal>\\[\[\]*\\]|{_PLACEHOLDER}|{_NOTE}|\[[^\[\]]+\]\((?:[a-z]{{3,10}}:|[/#])[^()\s]*\)"
    r"|\[[^\[\]]+\]\[(?P<link>[^\[\]]+)\])|[\[\]*]|[^\[\]*\\]+|\\"
)


@dataclass(frozen=True, slots=True)
class Context:
    """Shared by the words of all paragraphs of a source. `links`: the names of its link targets."""

    mint: Mint
    markdown: bool = False
    links: frozenset[str] = frozenset()
    notes: Mapping[str, str] = field(default_factory=dict)
    """Names of footnotes to the ids of their paragraphs."""
    note_names: Mapping[str, str] = field(default_factory=dict)
    """The same the other way round."""
    names: Names = field(default_factory=lambda: Names({}))
    levels: Mapping[str, str] = field(default_factory=dict)
    """The text's levels of agreement: ids by name."""


@dataclass(frozen=True, slots=True)
class Words:
    """A wording with its proposals. `expected`: what the exporter is to write for it, white space aside."""

    wording: Delta
    proposals: list[dict[str, Any]]
    expected: str
    brackets: str
    """All its brackets in order, those in repair as `(` and `)`."""
    repairs: list[tuple[str, str]]
    """Each bracket without its partner, with the words around it."""
    notes: list[str]
    """Names of the footnotes that it refers to."""
    undefined: list[str]
    """Names of footnotes without a text: the references are characters."""
    attributed: int
    """So many brackets name their delegations."""
    unmatched: list[str]
    """Names that look like those of delegations, and that none has."""
    unclear: Sequence[str] = ()
    """Brackets of wordings with a slash between, of which only one says whose it is."""
    asterisks: Sequence[str] = ()
    """Emphasis that stays asterisks among the words."""
    moved: bool = False
    """Whether emphasis that crossed a bracket is written within it."""


def tokens(text: str, context: Context) -> list[str]:
    """Brackets and asterisks each for themselves; footnotes, placeholders, links and stretches of words whole."""
    found: list[str] = []
    pattern = _MARKDOWN if context.markdown else _PLAIN
    at = 0
    while at < len(text):
        match = pattern.match(text, at)
        # The patterns take every character; were one left out, it would be a word of its own.
        said = match.group() if match else text[at]
        link = match["link"] if match and context.markdown else None
        found.append(said if link is None or link.casefold() in context.links else "[")
        at += len(found[-1])
    return found


def partners(found: Sequence[str]) -> dict[int, int]:
    """The token of each bracket's partner, both ways; those without one are not there."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for at, sign in enumerate(found):
        if sign == "[" and len(stack) < MAX_NESTING:
            stack.append(at)
        elif sign == "]" and stack:
            opening = stack.pop()
            pairs[opening], pairs[at] = at, opening
    return pairs


def wholly_bracketed(text: str, context: Context) -> bool:
    """Whether one bracket stands around all of the text."""
    found = tokens(text, context)
    return bool(found) and partners(found).get(0) == len(found) - 1


def read(
    text: str,
    context: Context,
    *,
    emphasis: Literal["all", "safe", "none"] = "all",
    attribute: bool = True,
    whole: str | None = None,
    owned: bool = False,
) -> Words:
    """The words as they stand. `whole`: the proposal of the paragraph as a whole, the parent of the others; `owned`:
    every character is its. `emphasis` and `attribute` say what is to be read as a mark and not as characters.
    """
    found = tokens(text, context)
    pairs = partners(found)
    emphasised = spans(found) if context.markdown and emphasis != "none" else []
    if emphasis == "safe":
        emphasised = [span for span in emphasised if _is_safe(span, found, pairs)]
    return _Reading(found, pairs, emphasised, context, attribute, whole, owned).read()


def _is_safe(span: Span, found: Sequence[str], pairs: Mapping[int, int]) -> bool:
    """Whether the exporter would set the asterisks where they are: not across a bracket, not all inside of one."""
    crosses = any(at in pairs and not span.first < pairs[at] < span.last for at in span.inside)
    filling = pairs.get(span.first - 1) == span.last + 1
    beside = "*" in (*found[max(0, span.first - 1) : span.first], *found[span.last + 1 : span.last + 2])
    return not (crosses or filling or beside)


class _Reading:
    def __init__(
        self,
        found: Sequence[str],
        pairs: Mapping[int, int],
        emphasised: Iterable[Span],
        context: Context,
        attribute: bool,
        whole: str | None,
        owned: bool,
    ) -> None:
        self._found, self._pairs, self._context = found, pairs, context
        self._said: dict[int, str] = {}
        """Words of which a part was read as grammar: what is left of them."""
        self._joined = self._read_numbered() if attribute else frozenset()
        self._attribute = attribute
        attributing = attribute and bool(context.names)
        self._attributions = self._read_attributions() if attributing else {}
        self._alternatives = self._read_alternatives() if attributing else {}
        self._through = -1
        """The last token that was taken together with one before it."""
        self._formats: dict[int, dict[str, bool]] = {}
        self._marks: set[int] = set()
        for span in emphasised:
            self._marks.update(span.marks)
            for at in span.inside:
                self._formats.setdefault(at, {})[span.format] = True
        self._top, self._owned = whole, owned
        self._stack: list[tuple[str | None, str | None]] = []
        """Of each open bracket: its insertion, if it has one, and its deletion."""
        self._sets: dict[int, str] = {}
        self._ops: Delta = []
        self._proposals: list[dict[str, Any]] = []
        self._expected: list[str] = []
        self._brackets: list[str] = []
        self._repairs: list[tuple[str, str]] = []
        self._notes: list[str] = []
        self._undefined: list[str] = []

    def read(self) -> Words:
        for at, said in enumerate(self._found):
            if at <= self._through or at in self._joined:
                continue
            if at in self._marks:
                self._expected.append(said)
            elif said == "[":
                self._open(at)
            elif said == "]":
                self._close(at)
            else:
                self._text(at, said)
        expected = "".join("".join(self._expected).split())
        attributed = len(self._attributions) + len(self._alternatives)
        brackets = "".join(self._brackets)
        return Words(
            normalise(self._ops), self._proposals, expected, brackets, self._repairs, self._notes, self._undefined,
            attributed, self._unmatched() if self._attribute else [], self._unclear(),
        )  # fmt: skip

    def _read_attributions(self) -> dict[int, Attribution]:
        """By the token of the closing bracket: the words right before it say whose it is, or those it begins with."""
        read: dict[int, Attribution] = {}
        for at, opening in self._pairs.items():
            if self._found[at] != "]" or at - opening < 2:
                continue
            # A deletion marks the words of its bracket alone, not what others insert in it (W2).
            nested = opening != at - 2
            behind, front = self._behind(at), self._in_front(opening)
            found = behind or front
            if found is None and not nested and (found := self._partly(at)):
                behind = found
            if found is None or (behind and front) or (nested and (found.delete or self._has_slash(at))):
                continue
            read[at] = found
            self._said[at - 1 if behind else opening + 1] = found.words
        return read

    def _behind(self, closing: int) -> Attribution | None:
        said = self._words(closing - 1)
        return attribution.read(said, self._context.names) if said else None

    def _in_front(self, opening: int) -> Attribution | None:
        said = self._words(opening + 1)
        return attribution.in_front(said, self._context.names) if said else None

    def _partly(self, closing: int) -> Attribution | None:
        said = self._words(closing - 1)
        return attribution.partly(said, self._context.names) if said else None

    def _words(self, at: int) -> str:
        """The words that a token is; none where it is a sign."""
        return "" if self._found[at] in ("[", "]", "*") else self._said.get(at, self._found[at])

    def _read_numbered(self) -> frozenset[int]:
        """
        `[alt 1: shall] [alt 2: should]`: takes the numbers off brackets side by side, all of which have one. The tokens
        that stand between them and are not to be read.
        """
        between: set[int] = set()
        for at, closing in self._pairs.items():
            follows = closing + 1
            if self._found[at] != "[" or not self._offers(at):
                continue
            if self._found[follows : follows + 1] and not self._found[follows].strip():
                follows += 1
            if follows in self._pairs and self._found[follows] == "[" and self._offers(follows):
                between.update(range(closing + 1, follows))
                for one in (at + 1, follows + 1):
                    self._said[one] = _NUMBERED.sub("", self._found[one], count=1)
        return frozenset(between)

    def _offers(self, opening: int) -> bool:
        found = _NUMBERED.match(self._found[opening + 1])
        return found is not None and found.end() < len(self._found[opening + 1])

    def _unmatched(self) -> list[str]:
        """The names of attributions that no delegation has."""
        found: list[str] = []
        for at, opening in self._pairs.items():
            if at in self._attributions:
                found += self._attributions[at].unmatched
            elif self._found[at] == "]" and opening not in self._alternatives:
                ends = dict.fromkeys(one for one in (opening + 1, at - 1) if opening < one < at)
                for one in ends:
                    if said := self._words(one):
                        found += attribution.unmatched(said, self._context.names)
        return list(dict.fromkeys(found))

    def _unclear(self) -> list[str]:
        """Of brackets that nobody was found for: those with several wordings, of which some have a name."""
        return [
            self._found[at + 1]
            for at, closing in self._pairs.items()
            if closing == at + 2
            and not (closing in self._attributions or at in self._alternatives)
            and attribution.unclear(self._found[at + 1], self._context.names)
        ]

    def _has_slash(self, closing: int) -> bool:
        """Whether a bracket's own words, those in its inner brackets aside, offer wordings with a slash between."""
        at = self._pairs[closing] + 1
        while at < closing:
            if attribution.SLASH in self._found[at]:
                return True
            at = (self._pairs.get(at, at) if self._found[at] == "[" else at) + 1
        return False

    def _read_alternatives(self) -> dict[int, tuple[Attribution, ...]]:
        """By the token of the opening bracket; what has brackets inside is left as it stands."""
        read: dict[int, tuple[Attribution, ...]] = {}
        for at, closing in self._pairs.items():
            if closing == at + 2 and (
                found := attribution.alternatives(self._words(at + 1), self._context.names)
            ):
                read[at] = found
        return read

    def _offer(self, at: int) -> None:
        """`[one - EU / other - US]`: a bracket for each wording, side by side."""
        beside = self._set(at) or self._context.mint("s")
        self._brackets.append("[]")
        for each in self._alternatives[at]:
            inserted = self._propose(self._parent(), each.insert, beside)
            deleted = self._propose(inserted, each.delete, None) if each.delete else None
            self._stack.append((inserted, deleted))
            self._insert(each.words.strip(), at + 1)
            self._stack.pop()
            self._expected.append(f"[{each.words} – {each}]")
        self._through = at + 2

    def _open(self, at: int) -> None:
        closing = self._pairs.get(at)
        if closing is None:
            self._repair(at, "[")
            return
        if at in self._alternatives:
            self._offer(at)
            return
        self._brackets.append("[")
        self._expected.append("[")
        beside = self._set(at)
        by = self._attributions.get(closing)
        parent = self._parent()
        inserted = deleted = None
        if by is None or by.insert:
            inserted = self._propose(parent, by.insert if by else (UNATTRIBUTED,), beside)
        if by and by.delete:
            deleted = self._propose(inserted or parent, by.delete, None if inserted else beside)
        self._stack.append((inserted, deleted))

    def _close(self, at: int) -> None:
        opening = self._pairs.get(at)
        if opening is None:
            self._repair(at, "]")
            return
        if at - opening <= 2 and not "".join(self._found[opening + 1 : at]).strip():
            self._insert({"blank": True}, at)
        self._brackets.append("]")
        by = self._attributions.get(at)
        self._expected.append(f" – {by}]" if by else "]")
        self._stack.pop()

    def _text(self, at: int, token: str) -> None:
        token = self._said.get(at, token)
        name = token[2:-1] if token.startswith("[^") else None
        self._expected.append(token)
        if name is not None and name in self._context.notes:
            self._notes.append(name)
            self._insert({"footnote": self._context.notes[name]}, at)
            return
        if name is not None and self._context.markdown:
            self._undefined.append(name)
        if token.strip() or not (self._found[at - 1 : at] == ["["] and self._found[at + 1 : at + 2] == ["]"]):
            self._insert(token, at)

    def _repair(self, at: int, bracket: str) -> None:
        before = "".join(self._found[max(0, at - CONTEXT) : at])
        after = "".join(self._found[at + 1 : at + 1 + CONTEXT])
        self._repairs.append((bracket, f"{before[-CONTEXT:]}{bracket}{after[:CONTEXT]}".strip()))
        self._brackets.append("(" if bracket == "[" else ")")
        self._expected.append(bracket)
        self._insert({"repair": bracket}, at)

    def _insert(self, content: str | dict[str, Any], at: int) -> None:
        if content == "":
            return
        attributes: dict[str, Any] = dict(self._formats.get(at, {}))
        owner = next((inserted for inserted, _ in reversed(self._stack) if inserted), None)
        if owner or (self._owned and self._top):
            attributes["ins"] = owner or self._top
        for _, deleted in self._stack:
            if deleted:
                attributes[f"del:{deleted}"] = True
        self._ops.append({"insert": content} | ({"attributes": attributes} if attributes else {}))

    def _parent(self) -> str | None:
        return next((inserted for inserted, _ in reversed(self._stack) if inserted), self._top)

    def _set(self, at: int) -> str | None:
        """Brackets side by side, `[shall][should]`, are alternatives: they carry one set id."""
        closing = self._pairs[at]
        before, after = at - 1, closing + 1
        while before in self._joined:
            before -= 1
        while after in self._joined:
            after += 1
        if self._found[before : before + 1] == ["]"] and self._pairs.get(before, at) < before:
            self._sets[closing] = self._sets[before]
        elif self._found[after : after + 1] == ["["] and after in self._pairs:
            self._sets[closing] = self._context.mint("s")
        return self._sets.get(closing)

    def _propose(self, parent: str | None, sponsors: Iterable[str], beside: str | None) -> str:
        proposal = self._context.mint("x")
        self._proposals.append(tabled(proposal, parent, "wording", sponsors, beside))
        return proposal
