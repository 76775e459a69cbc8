"""Brackets, drawn from marks: a paragraph becomes a flat list of tokens that every renderer walks.

The twin is ``client/src/record/brackets.ts``; both run ``tests/vectors/brackets.json``. Shapes (the same
names in TypeScript, where each token also has ``type``: ``"open"``, ``"text"`` or ``"close"``):

``Open(at, id, kind, proposals, set, continued, whole)``
    ``kind`` is ``ins``, ``del``, ``brk`` or ``mov``: how to style the bracket; where several are merged,
    ``ins`` goes before ``del`` before ``brk``. ``proposals`` are the ids of all whose bracket it is, the
    owner of the words first. ``set`` is the owner's set of alternatives, or none. ``continued``: it is the
    rest of a bracket that another one cut. ``whole``: it stands around the paragraph as a whole.
``Text(at, content, attributes, ins, dels)``
    ``content`` is a string or an embed; ``attributes`` only bold, italic and underline; ``ins`` the
    innermost proposal that owns the words, or none; ``dels`` the sorted ids of those that delete them, but not of
    those that delete the paragraph as a whole: that is said at its bracket.
``Close(at, id, kind, proposals, continued, whole, parts)``
    ``parts`` are the attribution: ``Part(role, codes)``, role ``insert``, ``reserve``, ``delete``, ``move``.

``at`` is the offset in the wording in UTF-16 units. Tokens of one bracket share ``id``, which is unique in
the paragraph. Opens and closes always balance and nest.
"""

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any, Literal

from server.domain.delta import length, runs
from server.domain.paragraph import Paragraph, Proposal

Kind = Literal["brk", "ins", "del", "mov"]
Role = Literal["insert", "reserve", "delete", "move"]
Names = Callable[[str], str]

UNATTRIBUTED = "UNATTRIBUTED"
FORMATS = ("bold", "italic", "underline")
_RANK: dict[Kind, int] = {"brk": 0, "ins": 1, "del": 2, "mov": 3}
_KINDS: dict[str, Kind] = {"del": "del", "brk": "brk", "mov": "mov"}
_ROLE: dict[Kind, Role] = {"brk": "reserve", "ins": "insert", "del": "delete", "mov": "move"}
_ROLES: tuple[Role, ...] = ("insert", "reserve", "delete", "move")


@dataclass(frozen=True)
class Part:
    """One part of an attribution: what these delegations, by code, want with the words."""

    role: Role
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Open:
    at: int
    id: str
    kind: Kind
    proposals: tuple[str, ...]
    set: str | None
    continued: bool
    whole: bool


@dataclass(frozen=True)
class Text:
    at: int
    content: str | dict[str, Any]
    attributes: dict[str, Any]
    ins: str | None
    dels: tuple[str, ...]


@dataclass(frozen=True)
class Close:
    at: int
    id: str
    kind: Kind
    proposals: tuple[str, ...]
    continued: bool
    whole: bool
    parts: tuple[Part, ...]


Token = Open | Text | Close


@dataclass(frozen=True)
class _Run:
    """Neighbouring characters with the same marks, and the owners of each from the innermost outwards."""

    at: int
    content: str | dict[str, Any]
    attributes: Mapping[str, Any]
    chain: tuple[str, ...]


@dataclass(frozen=True)
class _Span:
    """A bracket of one proposal over the runs ``start`` to ``end`` (exclusive); ``depth`` in its chain."""

    start: int
    end: int
    kind: Kind
    proposal: str
    depth: int = 0
    continued: bool = False
    whole: bool = False

    @property
    def order(self) -> tuple[int, int, bool, int, int, str]:
        """W17; of two insertions with one span the ancestor stands outside."""
        return (self.start, -self.end, not self.whole, _RANK[self.kind], self.depth, self.proposal)


@dataclass(frozen=True)
class _Bracket:
    """Spans that cover exactly the same runs, drawn as one."""

    start: int
    end: int
    spans: tuple[_Span, ...]


def owners(proposals: Mapping[str, Proposal], proposal: str) -> tuple[str, ...]:
    """The proposal and its live ancestors, innermost first. An unknown proposal has no ancestors."""
    chain = [proposal]
    known = proposals.get(proposal)
    parent = known.parent if known else None
    while parent is not None and parent not in chain and (above := proposals.get(parent)) is not None:
        if above.status == "live":
            chain.append(parent)
        parent = above.parent
    return tuple(chain)


def tokens(paragraph: Paragraph) -> list[Token]:
    """The paragraph as tokens. Proposals that are named in a mark but not known are drawn unattributed."""
    read = _runs(paragraph)
    brackets = _merge(_nest(_cut_reservations(_spans(paragraph, read))))
    return _emit(paragraph, read, brackets)


def to_json(token: Token) -> dict[str, Any]:
    """The token as the TypeScript twin has it."""
    kind = {Open: "open", Text: "text", Close: "close"}[type(token)]
    return {"type": kind, **asdict(token)}


def attribution(parts: Iterable[Part], names: Names) -> str:
    """``US; G77: delete``: the words after the dash, empty where nobody is to be named.

    The owner of inserted words, or who reserves on words that nobody inserted, stands without a verb.
    """
    parts = list(parts)
    inserted = any(part.role == "insert" for part in parts)
    said = []
    for part in parts:
        who = ", ".join(names(code) for code in part.codes if code != UNATTRIBUTED)
        if not who:
            continue
        bare = part.role == "insert" or (part.role == "reserve" and not inserted)
        said.append(who if bare else f"{who}: {part.role}")
    return "; ".join(said)


def _runs(paragraph: Paragraph) -> list[_Run]:
    found: list[_Run] = []
    at = 0
    for content, attributes in runs(paragraph.wording):
        inserted = attributes.get("ins")
        chain = owners(paragraph.proposals, inserted) if isinstance(inserted, str) else ()
        found.append(_Run(at, content, attributes, chain))
        at += length([{"insert": content}])
    # A paragraph without a character still has somewhere for its whole-paragraph bracket to stand.
    return found or [_Run(0, "", {}, ())]


def _whole_spans(paragraph: Paragraph, read: Sequence[_Run]) -> list[_Span]:
    spans = []
    for key, value in paragraph.marks.items():
        if key == "ins":
            spans.append(_Span(0, len(read), "ins", value, whole=True))
        elif value and (kind := _KINDS.get(key[:3])):
            spans.append(_Span(0, len(read), kind, key[4:], whole=True))
    return spans


def _spans(paragraph: Paragraph, read: Sequence[_Run]) -> list[_Span]:
    spans = _whole_spans(paragraph, read)
    whole = paragraph.marks.get("ins")
    open_at: dict[tuple[Kind, str], int] = {}
    depths: dict[str, int] = {}
    reserved: dict[str, tuple[int, int]] = {}
    for index, run in enumerate([*read, None]):
        here: set[tuple[Kind, str]] = set()
        if run is not None:
            here = {("ins", owner) for owner in run.chain if owner != whole}
            here |= {("del", key[4:]) for key in run.attributes if key.startswith("del:")}
            depths |= {owner: len(run.chain) - place for place, owner in enumerate(run.chain)}
            for key in run.attributes:
                if key.startswith("brk:"):
                    first, _ = reserved.get(key[4:], (index, index))
                    reserved[key[4:]] = (first, index + 1)
        for mark in [mark for mark in open_at if mark not in here]:
            start = open_at.pop(mark)
            depth = depths.get(mark[1], 0) if mark[0] == "ins" else 0
            spans.append(_Span(start, index, mark[0], mark[1], depth))
        for mark in here:
            open_at.setdefault(mark, index)
    spans += [_Span(start, end, "brk", proposal) for proposal, (start, end) in reserved.items()]
    return spans


def _cut_reservations(spans: list[_Span]) -> list[_Span]:
    """Cuts reservations where insertions and deletions cross them (W17); the others come out nested."""
    others = _nest([span for span in spans if span.kind != "brk"])
    result = list(others)
    for span in spans:
        if span.kind != "brk":
            continue
        cuts = {other.start for other in others if span.start < other.start < span.end < other.end}
        cuts |= {other.end for other in others if other.start < span.start < other.end < span.end}
        edges = [span.start, *sorted(cuts), span.end]
        result += [
            replace(span, start=start, end=end, continued=start != span.start)
            for start, end in pairwise(edges)
        ]
    return result


def _nest(spans: Iterable[_Span]) -> list[_Span]:
    """In drawing order; of two that cross, the later-starting is cut at the end of the other."""
    queue = [(span.order, span) for span in spans]
    heapq.heapify(queue)
    nested: list[_Span] = []
    stack: list[_Span] = []
    while queue:
        _, span = heapq.heappop(queue)
        while stack and stack[-1].end <= span.start:
            stack.pop()
        if stack and span.end > stack[-1].end:
            rest = replace(span, start=stack[-1].end, continued=True)
            heapq.heappush(queue, (rest.order, rest))
            # The shortened head may belong before others that start here, so it is queued again too.
            head = replace(span, end=stack[-1].end)
            heapq.heappush(queue, (head.order, head))
            continue
        nested.append(span)
        stack.append(span)
    return nested


def _merge(spans: Iterable[_Span]) -> list[_Bracket]:
    """One bracket for one span. Two insertions stay two: one stands inside the other's words."""
    brackets: list[_Bracket] = []
    for span in spans:
        last = brackets[-1] if brackets else None
        same = last is not None and (last.start, last.end) == (span.start, span.end)
        second = last is not None and span.kind == "ins" and any(one.kind == "ins" for one in last.spans)
        if last is not None and same and not second:
            brackets[-1] = replace(last, spans=(*last.spans, span))
        else:
            brackets.append(_Bracket(span.start, span.end, (span,)))
    return brackets


def _emit(paragraph: Paragraph, read: Sequence[_Run], brackets: Sequence[_Bracket]) -> list[Token]:
    result: list[Token] = []
    stack: list[tuple[int, Open, tuple[Part, ...]]] = []
    seen: dict[str, int] = {}
    waiting = list(reversed(brackets))
    for index, run in enumerate(read):
        while waiting and waiting[-1].start == index:
            bracket = waiting.pop()
            opened, parts = _open(paragraph, bracket, run.at, seen)
            result.append(opened)
            stack.append((bracket.end, opened, parts))
        _append_text(result, paragraph, run)
        end = run.at + length([{"insert": run.content}]) if run.content else run.at
        while stack and stack[-1][0] == index + 1:
            _, opened, parts = stack.pop()
            result.append(
                Close(end, opened.id, opened.kind, opened.proposals, opened.continued, opened.whole, parts)
            )
    return result


def _open(
    paragraph: Paragraph, bracket: _Bracket, at: int, seen: dict[str, int]
) -> tuple[Open, tuple[Part, ...]]:
    known = paragraph.proposals

    def tabled(proposal: str) -> tuple[bool, int, str]:
        """Those not yet on record come last, among themselves by id."""
        found = known.get(proposal)
        return (found is None, found.tabled if found else 0, proposal)

    parts: list[Part] = []
    ids: list[str] = []
    for role in _ROLES:
        here = sorted({span.proposal for span in bracket.spans if _ROLE[span.kind] == role}, key=tabled)
        ids += [proposal for proposal in here if proposal not in ids]
        codes = [code for proposal in here if proposal in known for code in known[proposal].sponsors]
        if here:
            parts.append(Part(role, tuple(dict.fromkeys(codes))))
    kinds = {span.kind for span in bracket.spans}
    kind: Kind = next(kind for kind in ("ins", "del", "brk", "mov") if kind in kinds)
    name = f"{kind}:{ids[0]}"
    seen[name] = seen.get(name, 0) + 1
    owner = known.get(ids[0])
    opened = Open(
        at=at,
        id=name if seen[name] == 1 else f"{name}.{seen[name]}",
        kind=kind,
        proposals=tuple(ids),
        set=owner.set if owner else None,
        continued=all(span.continued for span in bracket.spans),
        whole=any(span.whole for span in bracket.spans),
    )
    return opened, tuple(parts)


def _append_text(result: list[Token], paragraph: Paragraph, run: _Run) -> None:
    if run.content == "":
        return
    # A deletion of the whole paragraph is said at its bracket: struck throughout, it could not be negotiated.
    dels = tuple(sorted({key[4:] for key in run.attributes if key.startswith("del:")}))
    ins = run.attributes.get("ins") or paragraph.marks.get("ins")
    formats = {name: run.attributes[name] for name in FORMATS if run.attributes.get(name)}
    token = Text(run.at, run.content, formats, ins, dels)
    last = result[-1] if result else None
    if isinstance(last, Text) and _joins(last, token):
        result[-1] = replace(last, content=f"{last.content}{token.content}")
    else:
        result.append(token)


def _joins(left: Text, right: Text) -> bool:
    """Both are words, and they look alike: what parted them in the wording is not to be seen."""
    words = isinstance(left.content, str) and isinstance(right.content, str)
    return words and (left.attributes, left.ins, left.dels) == (right.attributes, right.ins, right.dels)
