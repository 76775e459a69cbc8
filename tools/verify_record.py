#!/usr/bin/env python3
"""Verifies a record and its documents as a third party would: with nothing but this file and Python.

    python verify_record.py ARCHIVE.zip [DOCUMENT …]
    python verify_record.py RECORD.jsonl [DOCUMENT …]
    python verify_record.py DOCUMENT.pdf

Each line of a record is an entry with its hash. The hash is SHA-256 over the entry without it, written with names
sorted, no white space, in UTF-8; "previous" is the hash of the entry before (64 zeros for the first). The text is
folded from its entries again, and each document is derived from it again: all that a document says must follow from
the record up to the number and hash ("head") that it prints.

A document is the exact JSON of a status document, or its PDF, which carries that JSON as an attachment. Whoever kept a
document, or the number and head that any document prints (--head 1038:9f3a41c7e0d2), finds with it a record that was
cut off or written again.

An archive of a meeting is a zip in which every file has the SHA-256 that `SHA256SUMS` says, every record ends where
`meeting.json` says, and every document that a record issued is there as JSON, Word and PDF, and no other file. The
names of people, the Word files and the pages of a PDF are in no record: of them the sums alone are compared.
"""

# Made by `python -m tools.bundle`: below stand the sources of Adref that this program runs, as they are.

import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Sequence

SOURCES = {
    "server": r'''"""Adref: where an intergovernmental meeting negotiates its text."""

VERSION = "0.2.0"
''',
    "server.domain": r'''''',
    "server.domain.brackets": r'''"""Brackets, drawn from marks: a paragraph becomes a flat list of tokens that every renderer walks.

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
''',
    "server.domain.canonical": r'''"""The one way in which Adref writes JSON that is hashed: entries, status documents, fingerprints."""

import hashlib
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """
    JSON with keys sorted, no white space, in UTF-8: the same value gives the same bytes for ever.

    Raises ValueError for what could be written in two ways, or read back as something else: floats, names
    that are not ASCII strings, lone surrogates, and anything that is not JSON.
    """
    _check(value)
    written = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return written.encode("utf-8")


def sha256(data: bytes) -> str:
    """The SHA-256 of some bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _check(value: Any) -> None:
    # The exact type is asked for: a subclass may print itself as it likes (an enumeration does).
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return
    if kind is dict:
        for name, inner in value.items():
            if type(name) is not str or not name.isascii():
                raise ValueError(f"A name in canonical JSON is an ASCII string, not {name!r}.")
            _check(inner)
    elif kind is list or kind is tuple:
        for inner in value:
            _check(inner)
    else:
        raise ValueError(f"Canonical JSON has no place for {kind.__name__}: {value!r}.")
''',
    "server.domain.captured": r'''"""The last acts of each person for delegations: they can be taken back as long as no other act builds on them.

Kept beside the state and in no checkpoint: where it is missing, it is folded again from the record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from server.domain.delta import Delta, compose, invert
from server.domain.paragraph import LIVE, Paragraph, Position, Proposal, Step, reword

# So many acts of so many people are known. They are few: those who act on behalf of others, and their last slips. A
# sentence that is typed live is some dozens of them.
MAX_PEOPLE: Final = 64
MAX_ACTS: Final = 100


@dataclass(frozen=True, slots=True)
class Act:
    """The entries of one command, from `number` to `through`, with its paragraph before and after them.

    `before` is None where the command added the paragraph. Neither holds what led to its wording; `steps` are the
    changes of wording that the command made. `overtaken`: later commands that withdrew a position which this one had
    withdrawn, and which the delegation had taken again: of that, nothing is left to be seen.
    """

    command: str
    delegation: str
    number: int
    through: int
    before: Paragraph | None
    after: Paragraph
    steps: tuple[Step, ...] = ()
    overtaken: frozenset[str] = frozenset()

    def undoing(self) -> Delta:
        """
        The change that takes the command's own changes of wording back. They are inverted and not sought by a
        comparison of two wordings: that costs what the act cost, however long the paragraph is.
        """
        undone: Delta = []
        for step in reversed(self.steps):
            undone = compose(undone, invert(step.change, step.before))
        return undone


Acts = Mapping[str, tuple[Act, ...]]
"""By the person, the latest last."""


def with_act(acts: Acts, entry: Mapping[str, Any], before: Paragraph | None, after: Paragraph | None) -> Acts:
    """The acts after one more entry, which leaves its paragraph as `after`."""
    if entry["kind"] == "act_taken_back":
        return _without(acts, entry["payload"]["command"])
    if entry["delegation"] is None or after is None:
        return acts
    if entry["kind"] == "position_withdrawn" and before is not None:
        acts = _overtaken(acts, entry["command"], before, after)
    person, command, number = entry["person"], entry["command"], entry["number"]
    own = acts.get(person, ())
    made = tuple(step for step in after.trail[-1:] if step.number == number)
    if own and own[-1].command == command:
        act = replace(own[-1], through=number, after=_alone(after), steps=(*own[-1].steps, *made))
        own = own[:-1]
    else:
        alone = None if before is None else _alone(before)
        act = Act(command, entry["delegation"], number, number, alone, _alone(after), made)
    others = [(one, theirs) for one, theirs in acts.items() if one != person]
    return dict([*others[-MAX_PEOPLE + 1 :], (person, (*own[-MAX_ACTS + 1 :], act))])


def _without(acts: Acts, gone: str) -> Acts:
    """The acts as if a command had never been."""
    return {
        person: tuple(
            replace(act, overtaken=act.overtaken - {gone}) if gone in act.overtaken else act
            for act in own
            if act.command != gone
        )
        for person, own in acts.items()
    }


def _overtaken(acts: Acts, command: str, before: Paragraph, after: Paragraph) -> Acts:
    """The acts that withdrew the same position before know that another command withdrew it again."""
    gone = before.positions.keys() - after.positions.keys()

    def told(act: Act) -> Act:
        if act.after.id != after.id or act.before is None:
            return act
        same = gone & (act.before.positions.keys() - act.after.positions.keys())
        return replace(act, overtaken=act.overtaken | {command}) if same else act

    return {person: tuple(told(act) for act in own) for person, own in acts.items()}


def put_back(paragraph: Paragraph, payload: Mapping[str, Any], number: int) -> Paragraph:
    """The paragraph after an act in it was taken back at a number: what stood before is there again."""
    touched = bool(payload["change"] or payload["proposals"])
    if payload["change"]:
        wording = compose(paragraph.wording, payload["change"])
        paragraph = reword(paragraph, wording, payload["change"], number)
    proposals = dict(paragraph.proposals)
    for one, fields in payload["proposals"].items():
        proposals[one] = _proposal(proposals[one], fields, number)
    positions = {key: one for key, one in paragraph.positions.items() if key not in payload["positions"]}
    positions |= {key: Position(**one) for key, one in payload["positions"].items() if one is not None}
    return replace(
        paragraph,
        proposals=proposals,
        positions=positions,
        marks=payload["marks"],
        withdrawn=None if payload["withdrawn"] is False else paragraph.withdrawn,
        changed=number if touched else paragraph.changed,
    )


def _proposal(proposal: Proposal, fields: Mapping[str, Any], number: int) -> Proposal:
    if fields["status"] != LIVE:
        return replace(proposal, status=fields["status"], settled=number, settled_with=None)
    sponsors, confirmed = tuple(fields["sponsors"]), fields["confirmed"]
    return replace(
        proposal, status=LIVE, sponsors=sponsors, confirmed=confirmed, settled=None, settled_with=None
    )


def _alone(paragraph: Paragraph) -> Paragraph:
    return replace(paragraph, trail=(), trail_weight=0, forgotten=paragraph.changed)
''',
    "server.domain.characters": r'''"""
The one gate for every string from outside: names, titles, labels, statements, reasons, wordings, file names.

It refuses what cannot be seen and changes what is read, and what no file format can hold. Joiners and direction marks,
which scripts need, pass. Names, titles, labels and statements are stored in NFC (`tidy`); wordings stay as they came.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

MOST_MARKS: Final = 8
"""Combining marks of one letter. Vietnamese needs two, vocalised Arabic and Hebrew four."""

REPLACEMENT: Final = "\ufffd"

_PLANES: Final = "".join(f"{chr((plane << 16) + 0xFFFE)}{chr((plane << 16) + 0xFFFF)}" for plane in range(17))
# Ranges of a character class. The line and paragraph separators are no control characters to Unicode, but break lines
# as a newline does; the deprecated format characters, annotation marks and tags are controls that nobody sees.
CONTROLS: Final = "\x00-\x1f\x7f-\x9f\u2028\u2029\u206a-\u206f\ufff9-\ufffb\U000e0001\U000e0020-\U000e007f"
OVERRIDES: Final = "\u202a-\u202e\u2066-\u2069"
NONCHARACTERS: Final = f"\ufdd0-\ufdef{_PLANES}"
SURROGATES: Final = "\ud800-\udfff"

_UNFIT: Final = re.compile(f"[{CONTROLS}{OVERRIDES}{NONCHARACTERS}{SURROGATES}]")
_ISOLATES: Final = re.compile("([\u2066-\u2069])")
_LINES: Final = frozenset("\t\n\r")
# Drawn as nothing, though some count as letters: fillers of Hangul, the blank of Braille.
_BLANKS: Final = "\u115f\u1160\u2800\u3164\uffa0\u034f\u17b4\u17b5"
_LAST_MARKS: Final = 0x1F000
_VARIANTS: Final = "\U000e0100-\U000e01ef"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a string is refused: a stable `code`, and a `message` of one sentence."""

    code: str
    message: str


_CONTROL: Final = Fault("control_character", "A text holds a control character, a new line or a tab.")
_SURROGATE: Final = Fault("lone_surrogate", "A text holds half of a character.")
_OVERRIDE: Final = Fault("bidi_override", "A text holds a character that changes the order of others.")
_NONCHARACTER: Final = Fault("noncharacter", "A text holds a code that is no character.")
STACKED: Final = Fault("stacked_marks", f"A letter carries more than {MOST_MARKS} combining marks.")


def fault_in(text: str) -> Fault | None:
    """Why a text from outside is not taken; None for one that is."""
    if text.isascii() and text.isprintable():
        return None
    unfit = _UNFIT.search(text)
    if unfit is not None:
        return _fault_of(unfit[0])
    return STACKED if marks_stacked(text) > MOST_MARKS else None


def marks_stacked(text: str) -> int:
    """The most combining marks that follow one another in a text: what is not seen between them does not part them."""
    if text.isascii():
        return 0
    unseen = _unseen()
    return max((len(stack.translate(unseen)) for stack in _stacks(text).findall(text)), default=0)


def marks_at_ends(text: str) -> tuple[int, int, bool]:
    """The combining marks before the first letter of a text and behind its last, and whether it has letters at all."""
    if text.isascii():
        return 0, 0, bool(text)
    unseen = _unseen()
    first, last = (_letterless(part) for part in (text, text[::-1]))
    if len(first) == len(text):
        return len(first.translate(unseen)), 0, False
    return len(first.translate(unseen)), len(last.translate(unseen)), True


def _letterless(text: str) -> str:
    """The beginning, up to the first character that is neither a mark nor unseen."""
    unseen = _unseen()
    at = 0
    while at < len(text):
        stack = _stacks(text).match(text, at)
        if stack is not None:
            at = stack.end()
        elif ord(text[at]) in unseen:
            at += 1
        else:
            break
    return text[:at]


def without_stacks(text: str) -> str:
    """A text of which each letter keeps the combining marks that it may have."""
    return text if text.isascii() else _stacks(text).sub(_first_marks, text)


def _first_marks(stack: re.Match[str]) -> str:
    marks = stack[0].translate(_unseen())
    return stack[0] if len(marks) <= MOST_MARKS else marks[:MOST_MARKS]


def tidy(text: str) -> str:
    """How names, titles, labels and statements are stored: in NFC, without white space at the ends; blank is empty."""
    normal = unicodedata.normalize("NFC", text).strip().strip("\u200b\ufeff").strip()
    return "" if is_blank(normal) else normal


def is_blank(text: str) -> bool:
    """Whether nothing of a text can be seen."""
    return all(unicodedata.category(each)[0] in "ZC" or each in _BLANKS for each in text)


def shown(text: str) -> str:
    """A stored text as files draw it: whatever no file can hold, or would reorder it, is seen as U+FFFD."""
    return _UNFIT.sub(lambda unfit: unfit[0] if unfit[0] in _LINES else REPLACEMENT, text)


def all_shown(value: Any) -> Any:
    """
    A value of JSON, of which every text is as `shown`. Isolates that are closed again stay: documents put names and
    words of ours into them, and nothing beyond is reordered.
    """
    if isinstance(value, str):
        parts = _ISOLATES.split(value) if _are_closed(value) else [value]
        return "".join(one if _ISOLATES.fullmatch(one) else shown(one) for one in parts)
    if isinstance(value, Mapping):
        return {shown(name): all_shown(one) for name, one in value.items()}
    return [all_shown(one) for one in value] if isinstance(value, list | tuple) else value


def _are_closed(text: str) -> bool:
    """Whether each isolate of a text is closed in it."""
    depth = 0
    for found in _ISOLATES.finditer(text):
        depth += -1 if found[0] == "\u2069" else 1
        if depth < 0:
            return False
    return depth == 0


def _fault_of(character: str) -> Fault:
    if "\ud800" <= character <= "\udfff":
        return _SURROGATE
    if "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069":
        return _OVERRIDE
    if "\ufdd0" <= character <= "\ufdef" or ord(character) & 0xFFFE == 0xFFFE:
        return _NONCHARACTER
    return _CONTROL


def _stacks(text: str) -> re.Pattern[str]:
    """The pattern of combining marks that follow one another, for this text: one that knows all planes is slow."""
    return _marks(beyond=max(text, default="") > "\uffff")


@cache
def _marks(*, beyond: bool) -> re.Pattern[str]:
    # Python's patterns have no class of marks, so it is made once.
    codes = range(0x300, _LAST_MARKS if beyond else 0x10000)
    marks = "".join(chr(code) for code in codes if unicodedata.category(chr(code))[0] == "M")
    within = f"{marks}{_VARIANTS if beyond else ''}"
    return re.compile(f"[{within}][{within}{''.join(map(chr, _unseen()))}]*")


@cache
def _unseen() -> dict[int, None]:
    """Characters that no width has, and that are no marks: joiners, soft hyphens, marks of direction, fillers."""
    formats = (code for code in range(0x80, 0x10000) if unicodedata.category(chr(code)) == "Cf")
    return dict.fromkeys([*formats, *(ord(each) for each in "\u115f\u1160\u3164\uffa0")])
''',
    "server.domain.delta": r'''"""The wording algebra: paragraphs and changes to them as Deltas, in the format of npm `quill-delta` 5.1.0.

A Delta is a plain list of ops, `{"insert": text or embed}`, `{"retain": n}`, `{"delete": n}`, the first two
with `attributes` where there are any; a wording is a Delta of inserts only. All lengths are UTF-16 code
units. What comes from outside passes `check` and, before it is applied, `fits`; the other functions trust
their arguments. They never change their arguments, and results share attribute maps with them.
"""

from collections.abc import Iterator
from typing import Any

from server.domain.delta_check import Malformed, check, fits
from server.domain.delta_diff import diff
from server.domain.delta_ops import (
    Attributes,
    Delta,
    Op,
    Reader,
    Writer,
    compose_attributes,
    invert_attributes,
    op_length,
    transform_attributes,
)

__all__ = [
    "EDGE",
    "Attributes",
    "Delta",
    "Malformed",
    "Op",
    "Owners",
    "Reader",
    "check",
    "compose",
    "diff",
    "drop_without_effect",
    "fits",
    "invert",
    "length",
    "normalise",
    "runs",
    "slice_",
    "transform",
]

EDGE = object()
"""The owner beyond the first and the last character of a wording: unlike that of any insertion."""


def length(delta: Delta) -> int:
    """The sum of the lengths of all ops, in UTF-16 code units: for a wording, how long it is."""
    return sum(op_length(op) for op in delta)


def normalise(delta: Delta) -> Delta:
    """The same Delta with neighbours merged, insertion before deletion, no empty op, no last plain retain."""
    writer = Writer()
    for op in delta:
        writer.push(op)
    return writer.chopped()


def runs(wording: Delta) -> Iterator[tuple[Any, Attributes]]:
    """The wording as pairs of a text (or an embed, a dict) and its attributes, empty where it has none."""
    for op in wording:
        yield op["insert"], op.get("attributes") or {}


def slice_(delta: Delta, start: int, end: int) -> Delta:
    """The ops from `start` up to `end` (exclusive), cut where they cross an edge."""
    result: Delta = []
    reader = Reader(delta)
    position = 0
    while position < end and reader.has_next:
        piece = reader.next(start - position if position < start else end - position)
        if position >= start:
            result.append(piece)
        position += op_length(piece)
    return result


def compose(a: Delta, b: Delta) -> Delta:
    """One Delta that does what `a` and after it `b` do; with a wording for `a`, the wording after `b`.

    Runs that `b` leaves alone are taken over as they stand, many at once: of thousands a letter changes one.
    """
    first, second, writer = Reader(a), Reader(b), Writer()
    while first.has_next or second.has_next:
        if second.kind == "insert":
            writer.push(second.next())
            continue
        if first.kind == "delete":
            writer.push(first.next())
            continue
        if second.plain:
            alone, size = first.whole(second.remaining)
            if alone:
                writer.extend(alone)
                second.skip(size)
                continue
        if not first.has_next:
            writer.push(second.next())
        else:
            size = min(first.remaining, second.remaining)
            _compose_piece(writer, first.next(size), second.next(size))
    return writer.chopped()


def _compose_piece(writer: Writer, below: Op, above: Op) -> None:
    """Two pieces of equal length, the lower an insert or retain, the upper a retain or delete."""
    if len(above) == 1 and "retain" in above:
        writer.push(below)
        return
    if "delete" in above:
        # Words inserted and then deleted leave nothing.
        if "retain" in below:
            writer.push(above)
        return
    keep_null = "retain" in below
    attributes = compose_attributes(below.get("attributes"), above.get("attributes"), keep_null)
    if keep_null:
        writer.retain(below["retain"], attributes)
    else:
        writer.insert(below["insert"], attributes)


def transform(a: Delta, b: Delta, priority: bool, base: Delta | None = None) -> Delta:
    """`b`, made beside `a` on the same wording, as it must be applied after `a`.

    `priority` says that `a` is the earlier. Without `base` this is npm's `a.transform(b, priority)`: of two
    insertions at one place the earlier is left. With `base`, the wording that both were made on, the owner
    decides first (W7); the two calls that a pair of concurrent changes needs, `transform(a, b, True, base)`
    and `transform(b, a, False, base)`, decide alike.
    """
    ours, theirs, writer = Reader(a), Reader(b), Writer()
    owners = None if base is None else Owners(base)
    place = 0
    while ours.has_next or theirs.has_next:
        if ours.kind == "insert" or theirs.kind == "insert":
            _transform_insertions(writer, _insertions(ours), _insertions(theirs), priority, owners, place)
            continue
        size = min(ours.remaining, theirs.remaining)
        our, their = ours.next(size), theirs.next(size)
        place += size
        if "delete" in our:
            continue
        if "delete" in their:
            writer.push(their)
        else:
            attributes = transform_attributes(our.get("attributes"), their.get("attributes"), priority)
            writer.retain(size, attributes)
    return writer.chopped()


def _insertions(reader: Reader) -> list[Op]:
    """All that is inserted at the place where the reader stands."""
    result = []
    while reader.kind == "insert":
        result.append(reader.next())
    return result


def _transform_insertions(
    writer: Writer, ours: list[Op], theirs: list[Op], priority: bool, owners: "Owners | None", place: int
) -> None:
    left = priority
    if ours and theirs and owners is not None:
        left = _stays_left(ours, theirs, priority, owners.around(place))
    skipped = sum(op_length(op) for op in ours)
    if left:
        writer.retain(skipped)
    for op in theirs:
        writer.push(op)
    if not left:
        writer.retain(skipped)


def _stays_left(ours: list[Op], theirs: list[Op], priority: bool, around: tuple[Any, Any]) -> bool:
    """Whether ours stays left of theirs (W7): by the left neighbour, the right one, or the time."""
    before, after = around
    our_left, their_left = bool(_owner(ours[0]) == before), bool(_owner(theirs[0]) == before)
    if our_left != their_left:
        return our_left
    our_right, their_right = bool(_owner(ours[-1]) == after), bool(_owner(theirs[-1]) == after)
    if our_right != their_right:
        return their_right
    return priority


def _owner(op: Op) -> Any:
    return (op.get("attributes") or {}).get("ins")


class Owners:
    """Whose the characters around places in a wording are; the places are asked for from left to right."""

    __slots__ = ("_before", "_index", "_start", "_wording")

    def __init__(self, wording: Delta) -> None:
        self._wording = wording
        self._index = 0
        self._start = 0
        self._before: Any = EDGE

    def around(self, place: int) -> tuple[Any, Any]:
        """The owners left and right of a place, which is not left of the last one asked for; EDGE beyond the ends."""
        while self._index < len(self._wording):
            op = self._wording[self._index]
            end = self._start + op_length(op)
            if place < end:
                return (self._before if place == self._start else _owner(op)), _owner(op)
            self._before, self._start = _owner(op), end
            self._index += 1
        return (self._before if place == self._start else EDGE), EDGE


def invert(change: Delta, base: Delta) -> Delta:
    """The change that takes `change` back: `compose(compose(base, change), invert(change, base)) == base`."""
    reader, writer = Reader(base), Writer()
    for op in change:
        if "insert" in op:
            writer.delete(op_length(op))
            continue
        remaining = op_length(op)
        while remaining > 0:
            piece = reader.next(min(remaining, reader.remaining))
            remaining -= op_length(piece)
            if "delete" in op:
                writer.push(piece)
            elif op.get("attributes"):
                undone = invert_attributes(op["attributes"], piece.get("attributes"))
                writer.retain(op_length(piece), undone)
            else:
                writer.retain(op_length(piece))
    return writer.chopped()


def drop_without_effect(change: Delta, base: Delta) -> Delta:
    """The change without attribute changes that change nothing in `base` (W10); `[]` if nothing is left."""
    reader, writer = Reader(base), Writer()
    for op in change:
        if "insert" in op:
            writer.push(op)
            continue
        remaining = op_length(op)
        if not op.get("attributes"):
            reader.skip(remaining)
            writer.push(op)
            continue
        while remaining > 0:
            piece = reader.next(min(remaining, reader.remaining))
            remaining -= op_length(piece)
            writer.retain(op_length(piece), _effective(op["attributes"], piece.get("attributes")))
    return writer.chopped()


def _effective(attributes: Attributes | None, present: Attributes | None) -> Attributes | None:
    present = present or {}
    return {key: value for key, value in (attributes or {}).items() if present.get(key) != value} or None
''',
    "server.domain.delta_check": r'''"""The one place that untrusted Deltas pass (W29). Each fault has a stable code."""

import re
from typing import Any

from server.domain import characters, utf16
from server.domain.delta_ops import Delta, Op, Writer, op_length
from server.domain.stacking import most_marks

MAX_OPS = 4000
MAX_LENGTH = 100_000
"""Of a wording, and of all that a change inserts, retains and deletes, in UTF-16 code units."""
MAX_ATTRIBUTES = 100
"""Of one op: nested and overlapping proposals of many delegations stay far below."""
MAX_MARKS = 20_000
"""Attributes of all ops of a wording together: what everybody who reads the paragraph has to draw."""

_ID = r"[A-Za-z0-9_-]{6,40}"
_ID_ALONE = re.compile(rf"^{_ID}\Z")
_SET_MARK = re.compile(rf"^(?:del|brk):{_ID}\Z")
_FORMATS = frozenset({"bold", "italic", "underline"})
_ACTIONS = frozenset({"insert", "retain", "delete"})
_OP_NAMES = _ACTIONS | {"attributes"}


class Malformed(Exception):
    """A Delta that no honest client sends: a stable `code`, and a `message` of one sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def check(raw: object, *, wording: bool) -> Delta:
    """The Delta in normal form, if `raw` (from JSON) is one; else raises `Malformed`.

    With `wording`, only inserts are allowed; otherwise it is a change, and a retain's attributes may be null.
    """
    if not isinstance(raw, list):
        raise Malformed("not_a_list", "A Delta is a list of operations.")
    if len(raw) > MAX_OPS:
        raise Malformed("too_many_ops", f"A Delta has at most {MAX_OPS} operations.")
    writer = Writer()
    total = 0
    for op in raw:
        _check_op(op, wording)
        total += op_length(op)
        if total > MAX_LENGTH:
            raise Malformed("too_long", f"A Delta is at most {MAX_LENGTH} code units long.")
        writer.push(op)
    delta = writer.chopped()
    if wording:
        _not_stacked(delta, [])
    return delta


def _check_op(op: object, wording: bool) -> None:
    if not isinstance(op, dict):
        raise Malformed("not_an_op", "An operation is an object.")
    if not _OP_NAMES.issuperset(op):
        raise Malformed("unknown_key", "An operation has a name that is not known.")
    actions = _ACTIONS.intersection(op)
    if len(actions) != 1:
        raise Malformed("not_one_action", "An operation inserts, retains or deletes, and only one of these.")
    if wording and "insert" not in op:
        raise Malformed("not_a_wording", "A wording consists of insertions only.")
    if "insert" in op:
        _check_inserted(op["insert"])
    else:
        _check_length(op["retain"] if "retain" in op else op["delete"])
    if "attributes" in op:
        _check_attributes(op)


def _check_length(value: object) -> None:
    # A boolean is an int to Python, and 1.0 equals 1: only a whole number proper is a length.
    if type(value) is not int or not 0 < value <= MAX_LENGTH:
        raise Malformed("bad_length", "A length is a whole number above zero, within the limit.")


def _check_inserted(inserted: object) -> None:
    if isinstance(inserted, str):
        _check_text(inserted)
    elif not isinstance(inserted, dict):
        raise Malformed("not_text", "What is inserted is a text or an embed.")
    elif not _is_embed(inserted):
        raise Malformed("unknown_embed", "An embed is a footnote, a blank or a repair, and nothing else.")


def _check_text(text: str) -> None:
    if not text:
        raise Malformed("empty_insert", "An insertion inserts at least one character.")
    fault = characters.fault_in(text)
    if fault is not None:
        raise Malformed(fault.code, fault.message)


def _is_embed(embed: dict[str, Any]) -> bool:
    if len(embed) != 1:
        return False
    if "footnote" in embed:
        return isinstance(embed["footnote"], str) and _ID_ALONE.match(embed["footnote"]) is not None
    return embed.get("blank") is True or embed.get("repair") in ("[", "]")


def _check_attributes(op: Op) -> None:
    attributes = op["attributes"]
    if not isinstance(attributes, dict):
        raise Malformed("bad_attributes", "Attributes are an object.")
    if "delete" in op:
        raise Malformed("attributes_on_delete", "A deletion has no attributes.")
    if len(attributes) > MAX_ATTRIBUTES:
        raise Malformed("too_many_attributes", f"An operation has at most {MAX_ATTRIBUTES} attributes.")
    for name, value in attributes.items():
        _check_attribute(name, value)
    if "insert" in op and None in attributes.values():
        raise Malformed("null_on_insert", "What is inserted has nothing yet that null could remove.")


def _check_attribute(name: str, value: object) -> None:
    if name == "ins":
        fine = value is None or (isinstance(value, str) and _ID_ALONE.match(value) is not None)
    elif name in _FORMATS or _SET_MARK.match(name):
        fine = value is None or value is True
    else:
        raise Malformed("unknown_attribute", "An attribute has a name that is not known.")
    if not fine:
        raise Malformed("bad_value", "An attribute has a value that it cannot have.")


def fits(change: Delta, wording: Delta) -> None:
    """Raises `Malformed` where a checked change cannot be applied to a wording.

    That is where it runs past the end, touches one half of a surrogate pair, or makes the wording too long.
    """
    size = sum(op_length(op) for op in wording)
    inner = _inner_offsets(wording)
    position = grown = 0
    for op in change:
        if "insert" in op:
            grown += op_length(op)
        else:
            if position in inner:
                raise _splits()
            position += op_length(op)
            grown -= op_length(op) if "delete" in op else 0
        if position > size:
            raise Malformed("past_end", "A change reaches past the end of the wording.")
        if position in inner:
            raise _splits()
    if size + grown > MAX_LENGTH:
        raise Malformed("too_long", f"A wording is at most {MAX_LENGTH} code units long.")


def roomy(wording: Delta, before: Delta) -> None:
    """
    Raises `Malformed` where many changes, each within its limits, have made a wording that is not. `before` is the
    wording until now.
    """
    if sum(op_length(op) for op in wording) > MAX_LENGTH:
        raise Malformed("too_long", f"A paragraph has room for {MAX_LENGTH} characters; divide it.")
    marks = [len(op.get("attributes", ())) for op in wording]
    if len(marks) > MAX_OPS or sum(marks) > MAX_MARKS or max(marks, default=0) > MAX_ATTRIBUTES:
        raise Malformed(
            "too_many_marks", "This paragraph has no room for so many more marks; settle some first."
        )
    _not_stacked(wording, before)


def _not_stacked(wording: Delta, before: Delta) -> None:
    # Faults of an old record may stay; they are not made worse.
    stacked = most_marks(wording)
    if stacked > characters.MOST_MARKS and stacked > most_marks(before):
        raise Malformed(characters.STACKED.code, characters.STACKED.message)


def _splits() -> Malformed:
    return Malformed("split_pair", "A change cuts through a character.")


def _inner_offsets(wording: Delta) -> set[int]:
    offsets: set[int] = set()
    position = 0
    for op in wording:
        if isinstance(op["insert"], str):
            offsets.update(position + offset for offset in utf16.inner_offsets(op["insert"]))
        position += op_length(op)
    return offsets
''',
    "server.domain.delta_diff": r'''"""The difference of two wordings as a change that a person can read: over words, not characters."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from server.domain import utf16
from server.domain.delta_ops import Delta, Op, Reader, Writer, diff_attributes, op_length

# A word holds the marks that combine with its letters (Arabic vowel signs, accents) and joiners, so that they
# are never parted; every ideograph is a word of its own, since Chinese has no spaces between words.
_IDEOGRAPH = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_COMBINING = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff"
    "\u200c\u200d\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef"
)
_WORD = re.compile(
    f"[{_IDEOGRAPH}][{_COMBINING}]*|(?:[^\\W{_IDEOGRAPH}][{_COMBINING}]*)+|.[{_COMBINING}]*", re.DOTALL
)
_CLAUSE = re.compile(r"[^,;:.،؛。，；]*[,;:.،؛。，；]?\s*", re.DOTALL)

MAX_WORDS = 1500
"""Where more words than this differ, clauses are compared instead: the search is quadratic at worst."""

_SURROGATES = 0xD800
_AFTER_SURROGATES = 0x800


class _Hunk(NamedTuple):
    """Tokens that both wordings have, and before them those that only the one and only the other has."""

    deleted: int
    inserted: int
    equal: int


def diff(a: Delta, b: Delta) -> Delta:
    """A change from the wording `a` to the wording `b`: `compose(a, diff(a, b)) == b`."""
    old, new, writer = Reader(a), Reader(b), Writer()
    for hunk in _hunks(_pieces(a), _pieces(b)):
        for piece in _take(new, hunk.inserted):
            writer.push(piece)
        writer.delete(sum(op_length(piece) for piece in _take(old, hunk.deleted)))
        for before in list(_take(old, hunk.equal)):
            for after in _take(new, op_length(before)):
                changed = diff_attributes(before.get("attributes"), after.get("attributes"))
                writer.retain(op_length(after), changed)
    return writer.chopped()


def _take(reader: Reader, size: int) -> Iterator[Op]:
    """The ops of the next `size` code units."""
    while size > 0:
        step = min(size, reader.remaining)
        yield reader.next(step)
        size -= step


def _pieces(wording: Delta) -> list[str | dict[str, Any]]:
    """Texts between embeds, whatever their attributes (a word may be half bold), and embeds."""
    pieces: list[str | dict[str, Any]] = []
    for op in wording:
        inserted = op["insert"]
        if isinstance(inserted, str) and pieces and isinstance(pieces[-1], str):
            pieces[-1] = utf16.join(pieces[-1], inserted)
        else:
            pieces.append(inserted)
    return pieces


def _tokens(pieces: list[str | dict[str, Any]], pattern: re.Pattern[str]) -> Iterator[tuple[str, int]]:
    """Tokens as a key to compare by and a length in code units."""
    for piece in pieces:
        if isinstance(piece, str):
            for match in pattern.findall(piece):
                if match:
                    yield match, utf16.length(match)
        else:
            # No text holds U+0000, so that no word can be taken for an embed.
            yield "\0" + json.dumps(piece, sort_keys=True), 1


def _hunks(a: list[str | dict[str, Any]], b: list[str | dict[str, Any]]) -> list[_Hunk]:
    """The hunks of the difference, measured in code units, trivial ones united."""
    pattern = _WORD
    old, new = list(_tokens(a, pattern)), list(_tokens(b, pattern))
    if max(len(old), len(new)) - _common(old, new) > MAX_WORDS:
        old, new = list(_tokens(a, _CLAUSE)), list(_tokens(b, _CLAUSE))
    return _readable(_compared(old, new))


def _common(old: list[tuple[str, int]], new: list[tuple[str, int]]) -> int:
    """How many tokens the beginnings and, at least, the ends have in common."""
    size = min(len(old), len(new))
    start = next((i for i in range(size) if old[i] != new[i]), size)
    end = next((i for i in range(size - start) if old[-1 - i] != new[-1 - i]), size - start)
    return start + end


def _compared(old: list[tuple[str, int]], new: list[tuple[str, int]]) -> list[_Hunk]:
    """Each distinct token becomes one code point; diff-match-patch then compares two strings."""
    codes: dict[str, str] = {}

    def encode(tokens: list[tuple[str, int]]) -> str:
        return "".join(codes.setdefault(key, _code(len(codes))) for key, _ in tokens)

    # The verifier that a third party runs with Python alone carries this module and asks for no differences.
    from diff_match_patch import diff_match_patch  # noqa: PLC0415

    engine = diff_match_patch()
    # No deadline: the same two wordings always give the same difference, whatever the machine is doing.
    engine.Diff_Timeout = 0
    texts = encode(old), encode(new)
    lengths = {codes[key]: size for key, size in (*old, *new)}
    hunks: list[_Hunk] = []
    deleted = inserted = 0
    for operation, text in engine.diff_main(*texts, False):
        size = sum(lengths[character] for character in text)
        if operation == engine.DIFF_DELETE:
            deleted += size
        elif operation == engine.DIFF_INSERT:
            inserted += size
        else:
            hunks.append(_Hunk(deleted, inserted, size))
            deleted = inserted = 0
    return [*hunks, _Hunk(deleted, inserted, 0)]


def _code(index: int) -> str:
    return chr(index if index < _SURROGATES else index + _AFTER_SURROGATES)


def _readable(hunks: list[_Hunk]) -> list[_Hunk]:
    """Unites two hunks where what stands equal between them is no longer than what changes on either side.

    The measure is characters: in tokens, one long word that stays would be given up for two short ones.
    """
    result: list[_Hunk] = []
    for hunk in hunks:
        united = hunk
        while result and _trivial(result[-1], united):
            united = _united(result.pop(), united)
        result.append(united)
    return result


def _united(before: _Hunk, after: _Hunk) -> _Hunk:
    deleted = before.deleted + before.equal + after.deleted
    return _Hunk(deleted, before.inserted + before.equal + after.inserted, after.equal)


def _trivial(before: _Hunk, after: _Hunk) -> bool:
    changed_before = max(before.deleted, before.inserted)
    changed_after = max(after.deleted, after.inserted)
    return before.equal <= changed_before and before.equal <= changed_after
''',
    "server.domain.delta_ops": r'''"""The parts of which the Delta functions are made: ops, attribute maps, a reader and a writer.

Deltas are values. Results share attribute maps with what they were made from, so nobody changes one in place.
"""

from typing import Any

from server.domain import utf16

Op = dict[str, Any]
Delta = list[Op]
Attributes = dict[str, Any]

END = 1 << 60
"""The rest of a Delta that has been read to its end: an endless retain, as in quill-delta."""


def op_length(op: Op) -> int:
    """The length of one op in UTF-16 code units; an embed has one."""
    if "delete" in op:
        return int(op["delete"])
    if "retain" in op:
        return int(op["retain"])
    inserted = op["insert"]
    return utf16.length(inserted) if isinstance(inserted, str) else 1


def op_kind(op: Op) -> str:
    """`delete`, `retain` or `insert`."""
    if "delete" in op:
        return "delete"
    return "retain" if "retain" in op else "insert"


def compose_attributes(a: Attributes | None, b: Attributes | None, keep_null: bool) -> Attributes | None:
    """The attributes after `b` on top of `a`; null removes, and is kept only for a retain to tell."""
    a, b = a or {}, b or {}
    result = {key: value for key, value in b.items() if keep_null or value is not None}
    result.update((key, value) for key, value in a.items() if key not in b)
    return result or None


def transform_attributes(a: Attributes | None, b: Attributes | None, priority: bool) -> Attributes | None:
    """The rest of `b` beside `a`: with priority for `a`, only the names that `a` leaves alone."""
    if not a or not b or not priority:
        return b
    return {key: value for key, value in b.items() if key not in a} or None


def invert_attributes(change: Attributes, base: Attributes | None) -> Attributes | None:
    """The inverse of `change` on `base`."""
    base = base or {}
    return {
        key: base.get(key) for key, value in change.items() if key not in base or base[key] != value
    } or None


def diff_attributes(a: Attributes | None, b: Attributes | None) -> Attributes | None:
    """The change of attributes from `a` to `b`."""
    a, b = a or {}, b or {}
    names = [*a, *(key for key in b if key not in a)]
    return {key: b.get(key) for key in names if key not in a or key not in b or a[key] != b[key]} or None


class Reader:
    """Reads a Delta op by op, or in pieces of ops; past the end it is an endless retain."""

    __slots__ = ("_index", "_length", "_offset", "_ops", "_units", "kind", "remaining")

    def __init__(self, ops: Delta) -> None:
        self._ops = ops
        self._index = -1
        self._advance()

    def _advance(self) -> None:
        self._index += 1
        self._offset = 0
        self._units: bytes | None = None
        if self._index < len(self._ops):
            op = self._ops[self._index]
            inserted = op.get("insert")
            if isinstance(inserted, str) and inserted.isascii():
                # Nearly all of a wording: this is passed over for every letter that is typed.
                self.kind, self.remaining = "insert", len(inserted)
            else:
                self.kind, self.remaining = op_kind(op), op_length(op)
            self._length = self.remaining
        else:
            self.kind = "retain"
            self.remaining = self._length = END

    @property
    def has_next(self) -> bool:
        return self._index < len(self._ops)

    def next(self, length: int = END) -> Op:
        """The next piece, of at most `length` code units and never longer than its op."""
        if self._index >= len(self._ops):
            return {"retain": length}
        op = self._ops[self._index]
        if length >= self.remaining:
            piece = op if self._offset == 0 else self._piece(op, self._offset, self._length)
            self._advance()
            return piece
        start = self._offset
        self._offset += length
        self.remaining -= length
        return self._piece(op, start, self._offset)

    @property
    def plain(self) -> bool:
        """Whether what comes next is a retain that changes nothing, as beyond the end."""
        return self.kind == "retain" and not (self.has_next and self._ops[self._index].get("attributes"))

    def whole(self, length: int) -> tuple[Delta, int]:
        """The next whole ops that are insertions and together at most so many code units, and how many they are."""
        begin, left = self._index, length
        while self.kind == "insert" and self._offset == 0 and self.remaining <= left:
            left -= self.remaining
            self._advance()
        return self._ops[begin : self._index], length - left

    def skip(self, length: int) -> None:
        """Passes over so many code units, past the end too."""
        while length >= self.remaining and self._index < len(self._ops):
            length -= self.remaining
            self._advance()
        if self._index < len(self._ops):
            self._offset += length
            self.remaining -= length

    def _piece(self, op: Op, start: int, end: int) -> Op:
        if "delete" in op:
            return {"delete": end - start}
        piece: Op = (
            {"retain": end - start} if "retain" in op else {"insert": self._cut(op["insert"], start, end)}
        )
        if op.get("attributes"):
            piece["attributes"] = op["attributes"]
        return piece

    def _cut(self, inserted: Any, start: int, end: int) -> Any:
        """As `utf16.cut`, but a long text that is cut in many places is measured and encoded once."""
        if not isinstance(inserted, str):
            return inserted
        if len(inserted) == self._length:
            return inserted[start:end]
        if self._units is None:
            self._units = utf16.units(inserted)
        return utf16.of_units(self._units[2 * start : 2 * end])


class Writer:
    """Gathers ops into a Delta in normal form: neighbours merged, insertion before deletion at one place.

    The pieces of a text that grows are joined once, when the Delta is read: joined one by one, each would copy all
    those before it. What is pushed as it is stays the same op: a wording shares with the one before it all that did not
    change, so that keeping both costs little more than keeping one.
    """

    __slots__ = ("_growing", "_pieces", "ops")

    def __init__(self) -> None:
        self.ops: Delta = []
        self._growing: Op | None = None
        self._pieces: list[str] = []

    def insert(self, inserted: Any, attributes: Attributes | None = None) -> None:
        if inserted != "":
            self._insert(_op("insert", inserted, attributes))

    def _insert(self, op: Op) -> None:
        ops = self.ops
        at = len(ops)
        if at and "delete" in ops[-1]:
            at -= 1
        if at and self._joins(ops[at - 1], op):
            self._grow(at - 1, op["insert"])
        elif at == len(ops):
            ops.append(op)
        else:
            ops.insert(at, op)

    @staticmethod
    def _joins(previous: Op, op: Op) -> bool:
        """Both are texts with the same attributes. These are compared first, since they part most neighbours."""
        if "insert" not in previous or previous.get("attributes") != op.get("attributes"):
            return False
        return isinstance(op["insert"], str) and isinstance(previous["insert"], str)

    def _grow(self, at: int, text: str) -> None:
        """Make an insertion of this Delta, the last one, longer by a text."""
        previous = self.ops[at]
        if previous is not self._growing:
            self._join()
            # It may be an op of another Delta, too.
            self._growing = self.ops[at] = {**previous}
            self._pieces = [previous["insert"]]
        if utf16.parted(self._pieces[-1], text):
            self._pieces[-1] = utf16.join(self._pieces[-1], text)
        else:
            self._pieces.append(text)

    def _join(self) -> None:
        if self._growing is not None:
            self._growing["insert"] = "".join(self._pieces)
            self._growing = None

    def extend(self, ops: Delta) -> None:
        """Adds insertions that stand so in another Delta in normal form: only the first can join what is there."""
        if self.ops and "delete" in self.ops[-1]:
            # These stand before it.
            for op in ops:
                self.push(op)
        else:
            self.push(ops[0])
            self.ops += ops[1:]

    def retain(self, length: int, attributes: Attributes | None = None) -> None:
        if length <= 0:
            return
        if self.ops and "retain" in self.ops[-1] and _same(self.ops[-1], attributes):
            length += self.ops.pop()["retain"]
        self.ops.append(_op("retain", length, attributes))

    def delete(self, length: int) -> None:
        if length <= 0:
            return
        if self.ops and "delete" in self.ops[-1]:
            length += self.ops.pop()["delete"]
        self.ops.append({"delete": length})

    def push(self, op: Op) -> None:
        """Adds any op."""
        if "delete" in op:
            self.delete(op["delete"])
        elif "retain" in op:
            self.retain(op["retain"], op.get("attributes"))
        elif op.get("attributes") or len(op) == 1:
            if op["insert"] != "":
                self._insert(op)
        else:
            self.insert(op["insert"])

    def chopped(self) -> Delta:
        """The Delta, without a last retain that says nothing."""
        self._join()
        if self.ops and "retain" in self.ops[-1] and "attributes" not in self.ops[-1]:
            self.ops.pop()
        return self.ops


def _op(kind: str, value: Any, attributes: Attributes | None) -> Op:
    return {kind: value, "attributes": attributes} if attributes else {kind: value}


def _same(op: Op, attributes: Attributes | None) -> bool:
    return (op.get("attributes") or None) == (attributes or None)
''',
    "server.domain.document_words": r'''"""The words that documents are set in, and how they write days, hours and numbers.

English is the first catalogue; another language is another ``Words``. A moment is always told in the time zone
of the meeting, from the tables of the pinned ``tzdata`` where the machine has none of its own.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from server.domain.instants import from_instant

# A line must not break inside a number. Between words stand plain spaces: documents are searched as people type.
_NO_BREAK = "\u00a0"

_FIXED = re.compile(r"GMT(?P<sign>[+-])(?P<hours>\d{1,2})")
_UNIVERSAL = frozenset({"GMT", "GMT0", "Greenwich", "UCT", "UTC", "Universal", "Zulu"})

# First words of titles that are no names. Any other word may be a name, and keeps its capital.
_BEGINNINGS = """
    Additional Agreed Agenda Annex Chapter Chapters Common Compilation Concluding Conclusions Consolidated Decision
    Decisions Declaration Draft Drafting Elements Final Findings First Framework Future Guidance
    Guidelines Initial Interim Joint List Main Model Modalities Operational Outcome Outcomes Outline
    Paragraphs Plan Political Possible Preamble Preliminary Principles Programme Progress Proposal Proposals Proposed
    Provisional Provisions Recommendations Report Resolution Revised Rules Second Section Sections Standards Statement
    Strategic Strategy Suggested Summary Technical Terms Text Texts Third Updated Working Zero
"""
_ORDINARY = frozenset(_BEGINNINGS.split())


@dataclass(frozen=True)
class Words:
    """One catalogue. ``{}`` stands for what is filled in; pairs are for one and for several."""

    months: tuple[str, ...]
    languages: dict[str, str]
    agreed_of: str
    agreed_title: str
    rolling_of: str
    status: str
    midnight: str
    original: str
    session_days: str
    as_of: str
    issued: str
    record_number: str
    not_here: str
    unnumbered: tuple[str, str]
    below: tuple[str, str]
    clean: tuple[str, str]
    bracketed: tuple[str, str]
    proposed: tuple[str, str]
    none_agreed: str
    heading_not_agreed: str
    footnote_not_agreed: str
    head_short: str
    digest_short: str
    head_full: str
    digest_full: str
    verify: str


ENGLISH = Words(
    months=(
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ),
    languages={
        "ar": "Arabic", "zh": "Chinese", "en": "English", "fr": "French", "ru": "Russian", "es": "Spanish",
    },
    agreed_of="Agreed paragraphs of the {}",
    agreed_title="Agreed paragraphs: {}",
    rolling_of="Rolling text with attributions",
    status="Status: {}",
    midnight="{} between {} and {}",
    original="Original: {}",
    session_days="{}, {}",
    as_of="As of {} ({})",
    issued="issued {}",
    record_number="record no. {}",
    not_here="Not in this document: {}.",
    unnumbered=("one without a number", "{} without a number"),
    below=("{} paragraph agreed at a lower level ({})", "{} paragraphs agreed at a lower level ({})"),
    clean=("{} paragraph clean and not yet agreed ({})", "{} paragraphs clean and not yet agreed ({})"),
    bracketed=("{} paragraph in brackets", "{} paragraphs in brackets"),
    proposed=("{} paragraph proposed", "{} paragraphs proposed"),
    none_agreed="No paragraph is agreed.",
    heading_not_agreed="[heading not agreed]",
    footnote_not_agreed="[footnote not agreed]",
    head_short="head {}",
    digest_short="digest {}",
    head_full="SHA-256 of the record’s head, no. {}: {}",
    digest_full="SHA-256 of this document’s content: {}",
    verify=(
        "To verify: the PDF carries that content as an attachment. Run “python3 verify_record.py FILE.pdf”, or with "
        "the record “python3 verify_record.py ARCHIVE.zip FILE.pdf”. The program is in the meeting’s archive, and at "
        "/verify_record.py of the server that issued this document."
    ),
)  # fmt: skip  # A table reads better.


def day(value: date) -> str:
    """``7 April 2021``."""
    return f"{day_and_month(value)} {value.year}"


def day_and_month(value: date) -> str:
    """``7 April``."""
    return f"{value.day} {ENGLISH.months[value.month - 1]}"


def days(starts: str, ends: str) -> str:
    """``6–8 April 2021``, ``29 March–1 April 2021``, or one day; from ISO dates."""
    first, last = date.fromisoformat(starts), date.fromisoformat(ends)
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)}–{day(last)}"
    if first.month != last.month:
        return f"{day_and_month(first)}–{day(last)}"
    return f"{first.day}–{day(last)}"


def hour(moment: datetime) -> str:
    """``6 p.m.``, ``6.30 p.m.``, ``12 noon``, ``12 midnight``: as the United Nations writes hours."""
    if moment.minute == 0 and moment.hour in (0, 12):
        return f"12 {'noon' if moment.hour else 'midnight'}"
    half = "a.m." if moment.hour < 12 else "p.m."
    minutes = f".{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes} {half}"


def local(instant: str, time_zone: str) -> datetime:
    """The instant where the meeting is. Raises ``ZoneInfoNotFoundError`` for an unknown zone."""
    return from_instant(instant).astimezone(ZoneInfo(time_zone))


def zone_name(time_zone: str) -> str:
    """``Vienna`` of ``Europe/Vienna``; ``UTC−3`` of ``Etc/GMT+3``, whose sign is that of its name turned round."""
    area, _, name = time_zone.rpartition("/")
    if area not in ("", "Etc"):
        return name.replace("_", " ")
    found = _FIXED.fullmatch(name)
    if found is None:
        return "UTC" if name in _UNIVERSAL else name
    hours = int(found["hours"])
    return f"UTC{'−' if found['sign'] == '+' else '+'}{hours}" if hours else "UTC"


def twice(moment: datetime) -> str:
    """
    ``UTC+2`` where the clocks show this time twice, since they go back; else nothing. Precondition: they do show it.
    """
    other = moment.replace(fold=1 - moment.fold).utcoffset()
    offset = moment.utcoffset()
    if offset is None or other is None or offset == other:
        return ""
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "") if minutes else "UTC"


def status_line(as_of: str, time_zone: str) -> str:
    """``Status: 7 April, 6 p.m.``; of a midnight, between which days it lies."""
    moment = local(as_of, time_zone)
    if (moment.hour, moment.minute) == (0, 0):
        before, after = moment.date() - timedelta(days=1), moment.date()
        first = str(before.day) if before.month == after.month else day_and_month(before)
        said = ENGLISH.midnight.format(hour(moment), first, day_and_month(after))
    else:
        said = f"{day_and_month(moment.date())}, {hour(moment)}"
    which = twice(moment)
    return ENGLISH.status.format(f"{said} ({which})" if which else said)


def as_of_line(as_of: str, issued_at: str | None, number: int, time_zone: str) -> str:
    """``As of 7 April 2021, 18:00 (Vienna) · issued 18:04 · record no. 1 038``; the day of issue where another."""
    shown = local(as_of, time_zone)
    where = zone_name(time_zone)
    if which := twice(shown):
        where += f", {which}"
    parts = [ENGLISH.as_of.format(f"{day(shown.date())}, {shown:%H:%M}", where)]
    if issued_at is not None:
        issued = local(issued_at, time_zone)
        when = f"{issued:%H:%M}"
        if issued.date() != shown.date():
            when = f"{day(issued.date())}, {when}"
        if which := twice(issued):
            when += f" ({which})"
        parts.append(ENGLISH.issued.format(when))
    parts.append(ENGLISH.record_number.format(thousands(number)))
    return " · ".join(parts)


def thousands(number: int) -> str:
    """``1 038``."""
    return f"{number:,}".replace(",", _NO_BREAK)


def inside(title: str) -> str:
    """
    A title as it stands inside a longer one. A leading article is taken off, for the longer title has one. The first
    letter becomes small where it begins one of the words that such titles begin with: any other may begin a name.
    """
    bare = title[4:] if title[:4].lower() == "the " else title
    first, space, rest = bare.partition(" ")
    return first.lower() + space + rest if first in _ORDINARY and not rest[:1].isupper() else bare


def agreed_title(title: str, language: str) -> str:
    """``Agreed paragraphs of the preliminary conclusions``; an article fits an English title only."""
    if language == "en":
        return ENGLISH.agreed_of.format(inside(title))
    return ENGLISH.agreed_title.format(title)


def counted(forms: tuple[str, str], number: int, labels: str = "") -> str:
    """The form for one or for several, with the number and the labels filled in."""
    return forms[number != 1].format(thousands(number), labels)
''',
    "server.domain.document_words_1": r'''"""
How documents of version 1 wrote titles, days and hours. Such documents are verified by these rules; no new document is
written by them. All other words are those of ``document_words``.
"""

from server.domain.document_words import ENGLISH, day, day_and_month, hour, local, thousands


def status_line(as_of: str, time_zone: str) -> str:
    """``Status: 7 April, 6 p.m.``"""
    moment = local(as_of, time_zone)
    return ENGLISH.status.format(f"{day_and_month(moment.date())}, {hour(moment)}")


def as_of_line(as_of: str, issued_at: str | None, number: int, time_zone: str) -> str:
    """``As of 7 April 2021, 18:00 (Vienna) · issued 18:04 · record no. 1 038``"""
    shown = local(as_of, time_zone)
    city = time_zone.rpartition("/")[2].replace("_", " ")
    parts = [ENGLISH.as_of.format(f"{day(shown.date())}, {shown:%H:%M}", city)]
    if issued_at is not None:
        issued = local(issued_at, time_zone)
        when = f"{issued:%H:%M}"
        if issued.date() != shown.date():
            when = f"{day(issued.date())}, {when}"
        parts.append(ENGLISH.issued.format(when))
    parts.append(ENGLISH.record_number.format(thousands(number)))
    return " · ".join(parts)


def agreed_title(title: str, language: str) -> str:
    """``Agreed paragraphs of the preliminary conclusions``: the first letter small whatever it begins."""
    if language == "en":
        return ENGLISH.agreed_of.format(_inside(title))
    return ENGLISH.agreed_title.format(title)


def _inside(title: str) -> str:
    bare = title[4:] if title[:4].lower() == "the " else title
    return bare if bare[:1].isupper() and bare[1:2].isupper() else bare[:1].lower() + bare[1:]
''',
    "server.domain.entries": r'''"""Every kind of entry, declared once, a file a noun."""

from typing import Final

from server.domain.entries import (
    agreement,
    document,
    floor,
    paragraph,
    position,
    proposal,
    sponsorship,
    taking_back,
    text,
    wording,
)
from server.domain.entries.declaring import Declared

_NOUNS: Final = (
    text,
    paragraph,
    wording,
    proposal,
    sponsorship,
    taking_back,
    position,
    floor,
    agreement,
    document,
)

ENTRIES: Final[dict[str, Declared]] = {one.kind: one for noun in _NOUNS for one in noun.ENTRIES}
"""The fold's table: what an entry of each kind says, and does to the state."""
''',
    "server.domain.entries.agreement": r'''"""The gavel: what is agreed, what it is pending, what is reopened."""

from dataclasses import replace
from typing import Final, TypedDict

from server.domain.entries.changes import with_paragraph
from server.domain.entries.declaring import Declared, Entry
from server.domain.state import State


class AgreementRecorded(TypedDict):
    """The gavel. `pending`: the delegations and paragraphs for which the agreement waits."""

    paragraph: str
    level: str
    pending: list[str]
    fingerprint: str


class PendingCleared(TypedDict):
    """The delegations that the agreement is still pending."""

    paragraph: str
    pending: list[str]


class ParagraphReopened(TypedDict):
    """An agreed paragraph is open again."""

    paragraph: str
    reason: str


def _agreed(state: State, entry: Entry, payload: AgreementRecorded) -> State:
    agreement = {
        "level": payload["level"],
        "number": entry["number"],
        "time": entry["time"],
        "pending": payload["pending"],
        "fingerprint": payload["fingerprint"],
    }
    paragraph = state.paragraphs[payload["paragraph"]]
    frozen = replace(
        paragraph, agreement=agreement, barrier=entry["number"], hold=None, reopened=None, claim=None
    )
    return with_paragraph(state, frozen)


def _pending_cleared(state: State, entry: Entry, payload: PendingCleared) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    agreement = {**(paragraph.agreement or {}), "pending": payload["pending"]}
    return with_paragraph(state, replace(paragraph, agreement=agreement))


def _reopened(state: State, entry: Entry, payload: ParagraphReopened) -> State:
    reopened = {"number": entry["number"], "time": entry["time"], "reason": payload["reason"]}
    paragraph = state.paragraphs[payload["paragraph"]]
    return with_paragraph(
        state, replace(paragraph, agreement=None, barrier=entry["number"], reopened=reopened)
    )


ENTRIES: Final = (
    Declared("agreement_recorded", AgreementRecorded, _agreed),
    Declared("pending_cleared", PendingCleared, _pending_cleared),
    Declared("paragraph_reopened", ParagraphReopened, _reopened),
)
''',
    "server.domain.entries.changes": r'''"""Changes of a state that several kinds of entries make."""

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
''',
    "server.domain.entries.declaring": r'''"""How a kind of entry is declared: its name, the shape of its payload, and what the fold makes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from server.domain.state import State

Entry = Mapping[str, Any]
"""One line of the record, as `docs/FORMATS.md` shows it."""


class Spoken(TypedDict, total=False):
    """A member that every entry for a delegation may have: who spoke for whom, code by code."""

    spoken: dict[str, str]


@dataclass(frozen=True, slots=True)
class Declared:
    """
    A kind of entry. `apply` gives the state after it, but for its number and time; it trusts its entry, which was
    decided once and is on record, and has no rules of its own, so that the past can always be rebuilt.
    """

    kind: str
    payload: type
    apply: Callable[[State, Entry, Any], State]
''',
    "server.domain.entries.document": r'''"""Status documents that were issued."""

from dataclasses import replace
from typing import Final, TypedDict

from server.domain.entries.declaring import Declared, Entry
from server.domain.state import State


class DocumentIssued(TypedDict):
    """`number` is the one that the document shows, `digest` SHA-256 of its content in hex."""

    document: str
    sequence: int
    number: int
    as_of: str
    level: str
    digest: str


def _document_issued(state: State, entry: Entry, payload: DocumentIssued) -> State:
    issued = {
        "document": payload["document"],
        "sequence": payload["sequence"],
        "number": payload["number"],
        "as_of": payload["as_of"],
        "level": payload["level"],
        "digest": payload["digest"],
        "issued": entry["number"],
        "issued_at": entry["time"],
    }
    return replace(state, documents=(*state.documents, issued))


ENTRIES: Final = (Declared("status_document_issued", DocumentIssued, _document_issued),)
''',
    "server.domain.entries.floor": r'''"""The paragraph before the room, and paragraphs that the Chair holds for a moment."""

from dataclasses import replace
from typing import Final, TypedDict

from server.domain.entries.changes import with_paragraph
from server.domain.entries.declaring import Declared, Entry
from server.domain.state import State


class ParagraphPut(TypedDict):
    """The paragraph before the room; null: none."""

    paragraph: str | None


class ParagraphHeld(TypedDict):
    """Nobody but the Chair changes the paragraph until that instant (W22)."""

    paragraph: str
    until: str


class HoldReleased(TypedDict):
    """The hold ended before its time."""

    paragraph: str


def _put_before_room(state: State, entry: Entry, payload: ParagraphPut) -> State:
    if payload["paragraph"] is None:
        return replace(state, before_room=None)
    put = {"paragraph": payload["paragraph"], "number": entry["number"], "time": entry["time"]}
    return replace(state, before_room=put)


def _held(state: State, entry: Entry, payload: ParagraphHeld) -> State:
    hold = {"until": payload["until"], "number": entry["number"]}
    return with_paragraph(state, replace(state.paragraphs[payload["paragraph"]], hold=hold))


def _released(state: State, entry: Entry, payload: HoldReleased) -> State:
    return with_paragraph(state, replace(state.paragraphs[payload["paragraph"]], hold=None))


ENTRIES: Final = (
    Declared("paragraph_put_before_room", ParagraphPut, _put_before_room),
    Declared("paragraph_held", ParagraphHeld, _held),
    Declared("hold_released", HoldReleased, _released),
)
''',
    "server.domain.entries.paragraph": r'''"""Paragraphs and sections: added, moved, relabelled, withdrawn. A section is its heading and what follows it."""

from dataclasses import replace
from typing import Final, NotRequired, TypedDict

from server.domain.entries.changes import inserted, moved, with_paragraph, withdrawn
from server.domain.entries.declaring import Declared, Entry, Spoken
from server.domain.paragraph import FOOTNOTE, Paragraph, proposal_from_tabled
from server.domain.sections import section_of_entry
from server.domain.shapes import Added
from server.domain.state import State


class ParagraphAdded(Added, Spoken):
    """A paragraph or a heading, of base text or proposed by a delegation as a whole (W6)."""


class ParagraphMoved(TypedDict):
    """Where a paragraph stands from now on."""

    paragraph: str
    after: str | None
    depth: int
    reason: str | None


class SectionMoved(ParagraphMoved):
    """`paragraphs`: what moves with the heading, in order; older entries have no list."""

    paragraphs: NotRequired[list[str]]


class ParagraphRelabelled(TypedDict):
    """`label` is what people say aloud, `marker` what is printed."""

    paragraph: str
    label: str
    marker: str


class ParagraphWithdrawn(TypedDict):
    """Out of the text, and on record for ever."""

    paragraph: str
    reason: str | None


class SectionWithdrawn(ParagraphWithdrawn):
    """`paragraphs`: what goes with the heading; older entries have no list."""

    paragraphs: NotRequired[list[str]]


def _added(state: State, entry: Entry, payload: ParagraphAdded) -> State:
    number, time = entry["number"], entry["time"]
    paragraph = Paragraph(
        id=payload["paragraph"],
        kind=payload["kind"],
        depth=payload["depth"],
        label=payload["label"],
        marker=payload["marker"],
        relation=payload["relation"],
        of=payload["of"],
        wording=payload["wording"],
        marks=payload["marks"],
        proposals={
            tabled["id"]: proposal_from_tabled(tabled, number, time) for tabled in payload["proposals"]
        },
        added=number,
        changed=number,
        claim=payload.get("claim"),
    )
    state = with_paragraph(state, paragraph)
    if paragraph.kind == FOOTNOTE:
        return state
    return replace(state, order=inserted(state.order, (paragraph.id,), payload["after"]))


def _paragraph_moved(state: State, entry: Entry, payload: ParagraphMoved) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    return moved(state, (paragraph.id,), payload["after"], payload["depth"] - paragraph.depth)


def _section_moved(state: State, entry: Entry, payload: SectionMoved) -> State:
    heading = state.paragraphs[payload["paragraph"]]
    moving = section_of_entry(state.order, state.paragraphs, payload)
    return moved(state, moving, payload["after"], payload["depth"] - heading.depth)


def _relabelled(state: State, entry: Entry, payload: ParagraphRelabelled) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    return with_paragraph(state, replace(paragraph, label=payload["label"], marker=payload["marker"]))


def _paragraph_withdrawn(state: State, entry: Entry, payload: ParagraphWithdrawn) -> State:
    going = (payload["paragraph"],)
    return withdrawn(state, entry["number"], entry["time"], going, payload["reason"])


def _section_withdrawn(state: State, entry: Entry, payload: SectionWithdrawn) -> State:
    going = section_of_entry(state.order, state.paragraphs, payload)
    return withdrawn(state, entry["number"], entry["time"], going, payload["reason"])


ENTRIES: Final = (
    Declared("section_added", ParagraphAdded, _added),
    Declared("paragraph_added", ParagraphAdded, _added),
    Declared("section_moved", SectionMoved, _section_moved),
    Declared("paragraph_moved", ParagraphMoved, _paragraph_moved),
    Declared("paragraph_relabelled", ParagraphRelabelled, _relabelled),
    Declared("section_withdrawn", SectionWithdrawn, _section_withdrawn),
    Declared("paragraph_withdrawn", ParagraphWithdrawn, _paragraph_withdrawn),
)
''',
    "server.domain.entries.position": r'''"""Where each delegation stands on a paragraph or a proposal."""

from dataclasses import replace
from typing import Final

from server.domain.entries.changes import with_paragraph
from server.domain.entries.declaring import Declared, Entry, Spoken
from server.domain.paragraph import Position
from server.domain.shapes import Stance
from server.domain.state import State, position_key


class PositionTaken(Spoken):
    """A delegation's stance on a paragraph or a proposal, bound to what its author saw (W19)."""

    paragraph: str
    proposal: str | None
    stance: Stance
    fingerprint: str
    seen: int
    statement: str | None


class PositionWithdrawn(Spoken):
    """A delegation has no position there any more."""

    paragraph: str
    proposal: str | None


def _position_taken(state: State, entry: Entry, payload: PositionTaken) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    position = Position(
        delegation=entry["delegation"],
        proposal=payload["proposal"],
        stance=payload["stance"],
        fingerprint=payload["fingerprint"],
        number=payload["seen"],
        time=entry["time"],
        statement=payload["statement"],
    )
    key = position_key(position.delegation, position.proposal)
    return with_paragraph(state, replace(paragraph, positions={**paragraph.positions, key: position}))


def _position_withdrawn(state: State, entry: Entry, payload: PositionWithdrawn) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    gone = position_key(entry["delegation"], payload["proposal"])
    positions = {key: value for key, value in paragraph.positions.items() if key != gone}
    return with_paragraph(state, replace(paragraph, positions=positions))


ENTRIES: Final = (
    Declared("position_taken", PositionTaken, _position_taken),
    Declared("position_withdrawn", PositionWithdrawn, _position_withdrawn),
)
''',
    "server.domain.entries.proposal": r'''"""Proposals: tabled, and settled one way or another."""

from dataclasses import replace
from typing import Final

from server.domain.delta import Delta, compose
from server.domain.entries.changes import moved, with_paragraph, withdrawn
from server.domain.entries.declaring import Declared, Entry, Spoken
from server.domain.paragraph import proposal_from_tabled, reword
from server.domain.shapes import Marks, Place, ProposalStatus, Tabled
from server.domain.state import State


class ProposalTabled(Spoken):
    """A proposal. `marks`: of the paragraph afterwards, where it is about the whole of it (W6)."""

    paragraph: str
    proposal: Tabled
    marks: Marks | None


class ProposalSettled(Spoken):
    """
    What a proposal's end does, as one change (W3). `statuses`: of it and of all that go with it; `withdrawn`: whether
    the paragraph goes; `place`: where it goes, of a move that is retained.
    """

    paragraph: str
    proposal: str
    change: Delta
    statuses: dict[str, ProposalStatus]
    marks: Marks
    withdrawn: bool
    place: Place | None


def _tabled(state: State, entry: Entry, payload: ProposalTabled) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    proposal = proposal_from_tabled(payload["proposal"], entry["number"], entry["time"])
    marks = paragraph.marks if payload["marks"] is None else payload["marks"]
    proposals = {**paragraph.proposals, proposal.id: proposal}
    return with_paragraph(
        state, replace(paragraph, proposals=proposals, marks=marks, changed=entry["number"])
    )


def _settled(state: State, entry: Entry, payload: ProposalSettled) -> State:
    """A proposal and what goes with it leave: one change of the wording, new statuses, perhaps a new place (W3)."""
    number, named = entry["number"], payload["proposal"]
    paragraph = state.paragraphs[payload["paragraph"]]
    proposals = dict(paragraph.proposals)
    for one, status in payload["statuses"].items():
        went_with = None if one == named else named
        proposals[one] = replace(proposals[one], status=status, settled=number, settled_with=went_with)
    if payload["change"]:
        wording = compose(paragraph.wording, payload["change"])
        paragraph = reword(paragraph, wording, payload["change"], number)
    state = with_paragraph(
        state, replace(paragraph, proposals=proposals, marks=payload["marks"], changed=number)
    )
    if payload["place"] is not None:
        place = payload["place"]
        state = moved(state, (paragraph.id,), place["after"], place["depth"] - paragraph.depth)
    if not payload["withdrawn"]:
        return state
    return withdrawn(state, number, entry["time"], (paragraph.id,), None)


ENTRIES: Final = (
    Declared("proposal_tabled", ProposalTabled, _tabled),
    Declared("proposal_withdrawn", ProposalSettled, _settled),
    Declared("reservation_lifted", ProposalSettled, _settled),
    Declared("proposal_retained", ProposalSettled, _settled),
    Declared("proposal_dropped", ProposalSettled, _settled),
)
''',
    "server.domain.entries.sponsorship": r'''"""Sponsors of a proposal who leave, or stand by what it says now (W21)."""

from dataclasses import replace
from typing import Any, Final

from server.domain.entries.changes import with_paragraph
from server.domain.entries.declaring import Declared, Entry, Spoken
from server.domain.state import State


class SponsorLeft(Spoken):
    """The sponsors afterwards, and what each stood by last (W21). The entry's delegation is the one that leaves."""

    paragraph: str
    proposal: str
    sponsors: list[str]
    confirmed: dict[str, str]


class SponsorshipConfirmed(Spoken):
    """A sponsor stands by a proposal as it was at `seen`; `confirmed` is what all stand by afterwards."""

    paragraph: str
    proposal: str
    seen: int
    confirmed: dict[str, str]


def _sponsor_left(state: State, entry: Entry, payload: SponsorLeft) -> State:
    sponsors = tuple(payload["sponsors"])
    state = _sponsored(state, payload, sponsors=sponsors)
    paragraph = state.paragraphs[payload["paragraph"]]
    return with_paragraph(state, replace(paragraph, changed=entry["number"]))


def _confirmed(state: State, entry: Entry, payload: SponsorshipConfirmed) -> State:
    """As a position, a confirmation is about the wording and does not change it."""
    return _sponsored(state, payload)


def _sponsored(state: State, payload: SponsorLeft | SponsorshipConfirmed, **also: Any) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    proposal = replace(paragraph.proposals[payload["proposal"]], confirmed=payload["confirmed"], **also)
    proposals = {**paragraph.proposals, proposal.id: proposal}
    return with_paragraph(state, replace(paragraph, proposals=proposals))


ENTRIES: Final = (
    Declared("sponsor_left", SponsorLeft, _sponsor_left),
    Declared("sponsorship_confirmed", SponsorshipConfirmed, _confirmed),
)
''',
    "server.domain.entries.taking_back": r'''"""Acts of Secretariat or Chair for a delegation that were entered in error."""

from typing import Final, Literal, NotRequired, TypedDict

from server.domain.captured import put_back
from server.domain.delta import Delta
from server.domain.entries.changes import with_paragraph, withdrawn
from server.domain.entries.declaring import Declared, Entry
from server.domain.shapes import Marks, PositionSaid
from server.domain.state import State


class ProposalBefore(TypedDict):
    """A proposal after an act was taken back: `taken_back`, or live with its sponsors."""

    status: Literal["taken_back", "live"]
    sponsors: NotRequired[list[str]]
    confirmed: NotRequired[dict[str, str]]


class ActTakenBack(TypedDict):
    """
    An act of Secretariat or Chair for the delegation `of`, entered in error: the entries `number` to `through` of
    `command`. All else says what is restored; a position of null is none; `withdrawn` of null leaves the paragraph.
    """

    paragraph: str
    by: Literal["secretariat", "chair"]
    command: str
    of: str
    number: int
    through: int
    change: Delta
    marks: Marks
    proposals: dict[str, ProposalBefore]
    positions: dict[str, PositionSaid | None]
    withdrawn: bool | None


def _taken_back(state: State, entry: Entry, payload: ActTakenBack) -> State:
    paragraph = put_back(state.paragraphs[payload["paragraph"]], payload, entry["number"])
    state = with_paragraph(state, paragraph)
    if not payload["withdrawn"]:
        return state
    return withdrawn(state, entry["number"], entry["time"], (paragraph.id,), None)


ENTRIES: Final = (Declared("act_taken_back", ActTakenBack, _taken_back),)
''',
    "server.domain.entries.text": r'''"""A text as a whole: opened, renamed, archived; and what documents print of its meeting."""

from dataclasses import replace
from typing import Final, NotRequired, TypedDict

from server.domain.entries.declaring import Declared, Entry
from server.domain.shapes import Described, Direction, Format, Level
from server.domain.state import State, UnknownEntry


class TextOpened(TypedDict):
    """Number 1 of every record. `live`: delegates type live (W15). Older records have no `described`."""

    title: str
    language: str
    direction: Direction
    format: Format
    levels: list[Level]
    live: bool
    described: NotRequired[Described]


class TextRenamed(TypedDict):
    """The title that the next documents bear."""

    title: str


class Nothing(TypedDict):
    """No more than the kind says."""


def opened(entry: Entry) -> State:
    """The state that a record begins with. Raises UnknownEntry for an entry that begins none."""
    if entry["kind"] != OPENED:
        raise UnknownEntry(f"no. {entry['number']}: a record begins with {OPENED}, not {entry['kind']}")
    payload: TextOpened = entry["payload"]
    return State(
        text=entry["text"],
        number=entry["number"],
        time=entry["time"],
        title=payload["title"],
        language=payload["language"],
        direction=payload["direction"],
        format=payload["format"],
        levels=tuple(payload["levels"]),
        live=payload["live"],
        described=payload.get("described"),
        order=(),
        paragraphs={},
        before_room=None,
        documents=(),
    )


def _opened_again(state: State, entry: Entry, payload: TextOpened) -> State:
    raise UnknownEntry(f"no. {entry['number']}: the text is open already")


def _renamed(state: State, entry: Entry, payload: TextRenamed) -> State:
    return replace(state, title=payload["title"])


def _archived(state: State, entry: Entry, payload: Nothing) -> State:
    return replace(state, archived={"number": entry["number"], "time": entry["time"]})


def _unarchived(state: State, entry: Entry, payload: Nothing) -> State:
    return replace(state, archived=None)


def _described(state: State, entry: Entry, payload: Described) -> State:
    return replace(state, described=payload)


OPENED: Final = "text_opened"

ENTRIES: Final = (
    Declared(OPENED, TextOpened, _opened_again),
    Declared("text_renamed", TextRenamed, _renamed),
    Declared("text_archived", Nothing, _archived),
    Declared("text_unarchived", Nothing, _unarchived),
    Declared("meeting_described", Described, _described),
)
''',
    "server.domain.entries.wording": r'''"""Changes of wording."""

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
''',
    "server.domain.fold": r'''"""The fold: it makes the state from the record, entry by entry.

The kinds of entries are declared in `entries`. The browser has the same fold, in `client/src/record/fold.ts`.
"""

from collections.abc import Iterable
from dataclasses import replace

from server.domain.captured import with_act
from server.domain.entries import ENTRIES
from server.domain.entries.declaring import Entry
from server.domain.entries.text import opened
from server.domain.state import State, UnknownEntry


def apply(state: State | None, entry: Entry) -> State:
    """The state after one more entry. Raises UnknownEntry for a kind that it does not know."""
    if state is None:
        return opened(entry)
    declared = ENTRIES.get(entry["kind"])
    if declared is None:
        raise UnknownEntry(f"no. {entry['number']}: {entry['kind']}")
    after = declared.apply(state, entry, entry["payload"])
    one = entry["payload"].get("paragraph")
    acts = with_act(state.acts, entry, state.paragraphs.get(one), after.paragraphs.get(one))
    return replace(after, number=entry["number"], time=entry["time"], acts=acts)


def fold(entries: Iterable[Entry], state: State | None = None) -> State | None:
    """The state after all of the entries, from nothing or from a state."""
    for entry in entries:
        state = apply(state, entry)
    return state
''',
    "server.domain.instants": r'''"""Instants as the record writes them: UTC with milliseconds, `2021-04-07T16:00:00.000Z`.

They are strings of one width, so that comparing two of them as strings compares them in time.
"""

import re
from datetime import UTC, datetime, timedelta

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)


def to_instant(moment: datetime) -> str:
    """
    An aware datetime as an instant; milliseconds are cut, not rounded, so that it is never in the future.
    """
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone is no instant.")
    written = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return written.removesuffix("+00:00") + "Z"


def from_instant(instant: str) -> datetime:
    """The aware datetime of an instant. Raises ValueError for anything that is not one."""
    if not _INSTANT.fullmatch(instant):
        raise ValueError(f"An instant is written 2021-04-07T16:00:00.000Z, not {instant!r}.")
    return datetime.strptime(instant, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def parse_instant(written: str) -> str:
    """
    An instant from what a person or another program wrote in ISO 8601 with a time zone
    (`2021-04-07T18:00+02:00`).

    Raises ValueError where it is not a moment, or has no time zone: six o'clock where is not for us to guess.
    """
    try:
        moment = datetime.fromisoformat(written.strip())
    except ValueError as error:
        raise ValueError(f"{written!r} is no moment; one is written 2021-04-07T18:00+02:00.") from error
    if moment.tzinfo is None:
        raise ValueError(f"{written!r} says no time zone; add one, as in 2021-04-07T18:00+02:00.")
    try:
        return to_instant(moment)
    except OverflowError as error:
        # In its own time zone it is within the years that can be counted, and in UTC it is not.
        raise ValueError(f"{written!r} is no moment; one is written 2021-04-07T18:00+02:00.") from error


def later(instant: str, seconds: int) -> str:
    """The instant some seconds after another."""
    return to_instant(from_instant(instant) + timedelta(seconds=seconds))
''',
    "server.domain.marks": r'''"""Whose a character is, what settling a proposal does, and what a position was taken on (W1, W3, W19)."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from server.domain.canonical import canonical
from server.domain.delta import Delta, compose, length, normalise
from server.domain.paragraph import Paragraph, Proposal

INS: Final = "ins"
DEL: Final = "del:"
BRK: Final = "brk:"
MOV: Final = "mov:"
FINGERPRINT_DIGITS: Final = 16

Proposals = Mapping[str, Proposal]
Attributes = Mapping[str, Any]


def named(attributes: Attributes, prefix: str) -> list[str]:
    """The proposals that the marks of one kind name, sorted."""
    return sorted(key[len(prefix) :] for key in attributes if key.startswith(prefix))


def reserved(wording: Delta) -> dict[str, list[tuple[int, int]]]:
    """From where to where each reservation brackets a wording, in pieces that do not touch."""
    found: dict[str, list[tuple[int, int]]] = {}
    at = 0
    for op in wording:
        end = at + length([op])
        for one in named(op.get("attributes", {}), BRK):
            pieces = found.setdefault(one, [])
            begin = pieces.pop()[0] if pieces and pieces[-1][1] == at else at
            pieces.append((begin, end))
        at = end
    return found


def marking(attributes: Attributes) -> set[str]:
    """Every proposal that any mark names."""
    ids = {key.partition(":")[2] for key in attributes if key.startswith((DEL, BRK, MOV))}
    return ids | {attributes[INS]} if INS in attributes else ids


def chain(proposals: Proposals, proposal: str | None) -> Iterator[str]:
    """A proposal and its ancestors, innermost first."""
    while proposal is not None:
        yield proposal
        proposal = proposals[proposal].parent


def live_ancestor(proposals: Proposals, proposal: str) -> str | None:
    """The nearest live ancestor: what the words become part of when the proposal itself is retained."""
    for one in chain(proposals, proposals[proposal].parent):
        if proposals[one].live:
            return one
    return None


def common_ancestor(proposals: Proposals, left: str | None, right: str | None) -> str | None:
    """The innermost insertion that holds both neighbours; None is base text."""
    around = set(chain(proposals, left))
    return next((one for one in chain(proposals, right) if one in around), None)


def with_descendants(proposals: Proposals, proposal: str) -> set[str]:
    """A proposal and its live descendants: what goes when it goes."""
    inside = {one for one, value in proposals.items() if value.live and proposal in chain(proposals, one)}
    return inside | {proposal}


def collisions(wording: Delta, proposals: Proposals, proposal: str) -> set[str]:
    """The other live proposals that delete words which this one deletes too (W8)."""
    found: set[str] = set()
    for op in wording:
        deleting = named(op.get("attributes", {}), DEL)
        if proposal in deleting:
            found.update(deleting)
    return {one for one in found if one != proposal and one in proposals and proposals[one].live}


def marked(paragraph: Paragraph) -> set[str]:
    """Every proposal of which a mark is left, on characters or on the paragraph as a whole."""
    found = marking(paragraph.marks)
    for op in paragraph.wording:
        found |= marking(op.get("attributes", {}))
    return found


def standing(paragraph: Paragraph) -> list[Proposal]:
    """The live proposals that are not spent, in the order of tabling."""
    left = marked(paragraph)
    return [one for one in paragraph.proposals.values() if one.live and one.id in left]


def is_spent(paragraph: Paragraph, proposal: str) -> bool:
    """Live, but no mark of it is left."""
    return paragraph.proposals[proposal].live and proposal not in marked(paragraph)


def settle_retain(wording: Delta, proposals: Proposals, proposal: str) -> Delta:
    """The change that makes a proposal part of what holds it: its deletions go, its insertions stay (W3)."""
    heir = live_ancestor(proposals, proposal)
    change: Delta = []
    for op in wording:
        attributes, size = op.get("attributes", {}), length([op])
        if DEL + proposal in attributes:
            change.append({"delete": size})
        elif attributes.get(INS) == proposal:
            change.append({"retain": size, "attributes": {INS: heir}})
        else:
            change.append({"retain": size})
    return normalise(change)


def settle_drop(wording: Delta, gone: set[str]) -> Delta:
    """The change that takes proposals out: their insertions go, their marks are cleared (W3)."""
    change: Delta = []
    for op in wording:
        attributes, size = op.get("attributes", {}), length([op])
        if attributes.get(INS) in gone:
            change.append({"delete": size})
            continue
        cleared = {key: None for key in attributes if key.partition(":")[2] in gone}
        change.append({"retain": size, "attributes": cleared} if cleared else {"retain": size})
    return normalise(change)


def settle_all(wording: Delta, proposals: Proposals, retained: str, dropped: set[str]) -> Delta:
    """One change for a retention and the drops that were decided with it."""
    drop = settle_drop(wording, dropped)
    return compose(drop, settle_retain(compose(wording, drop), proposals, retained))


def clear(marks: Attributes, gone: set[str]) -> dict[str, Any]:
    """The marks of a paragraph as a whole without those of some proposals."""
    return {
        key: value
        for key, value in marks.items()
        if key.partition(":")[2] not in gone and not (key == INS and value in gone)
    }


def fingerprint(paragraph: Paragraph, proposal: str | None) -> str:
    """The digest that a position is bound to (W19): 16 hex digits over characters with their `ins` and `del:` marks.

    Of the whole paragraph, or only of the characters that a proposal marks.
    """
    return _digest(paragraph.wording, paragraph.marks, proposal)


def _digest(wording: Delta, marks: Attributes, proposal: str | None) -> str:
    runs: list[list[Any]] = []
    for op in wording:
        attributes = op.get("attributes", {})
        owner, deleting = attributes.get(INS), named(attributes, DEL)
        if proposal is not None and owner != proposal and proposal not in deleting:
            continue
        piece = op["insert"]
        if (
            runs
            and isinstance(piece, str)
            and isinstance(runs[-1][0], str)
            and runs[-1][1:] == [owner, deleting]
        ):
            runs[-1][0] += piece
        else:
            runs.append([piece, owner, deleting])
    owner, deleting = marks.get(INS), named(marks, DEL)
    if (owner or deleting) if proposal is None else (owner == proposal or proposal in deleting):
        runs.append(["", owner, deleting])
    return hashlib.sha256(canonical(runs)).hexdigest()[:FINGERPRINT_DIGITS]


def substance(wording: Delta, marks: Attributes, proposal: str) -> str:
    """The fingerprint that a sponsor confirms (W21): words and deletions of a proposal, without others' amendments."""
    own = normalise([{**op, "attributes": _own(op.get("attributes", {}), proposal)} for op in wording])
    return _digest(own, _own(marks, proposal), proposal)


def _own(attributes: Attributes, proposal: str) -> dict[str, Any]:
    return {
        key: value
        for key, value in attributes.items()
        if key == DEL + proposal or (key == INS and value == proposal)
    }


def stale_sponsors(paragraph: Paragraph, proposal: Proposal) -> list[str]:
    """The sponsors who have not confirmed what the proposal says now (W21), in their order."""
    if not proposal.confirmed:
        return []
    now = substance(paragraph.wording, paragraph.marks, proposal.id)
    return [one for one in proposal.sponsors if proposal.confirmed.get(one, now) != now]


def signature(wording: Delta, proposals: set[str]) -> list[Any]:
    """The marks of some proposals in a wording, which tell whether it changed since it was previewed (W8)."""
    runs: list[list[Any]] = []
    for op in wording:
        attributes = op.get("attributes", {})
        names = sorted(key for key in attributes if key.partition(":")[2] in proposals)
        if attributes.get(INS) in proposals:
            names.append(f"{INS}={attributes[INS]}")
        if not names:
            continue
        piece = op["insert"]
        if runs and isinstance(piece, str) and isinstance(runs[-1][0], str) and runs[-1][1] == names:
            runs[-1][0] += piece
        else:
            runs.append([piece, names])
    return runs
''',
    "server.domain.numbering": r'''"""Labels, as people say them aloud: `12 bis`, `OP3 quater alt 2`, `5 (a)`; and markers, as they are printed.

The twin is `client/src/record/numbering.ts`; both run `tests/vectors/numbering.json`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Final, Literal

Relation = Literal["after", "instead"]
Style = Literal["number", "dotted", "operative", "preambular", "letter", "bracketed_number"]

ORDINALS: Final = (
    "bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies", "decies", "undecies",
    "duodecies", "terdecies", "quaterdecies", "quindecies", "sexdecies", "septdecies", "octodecies",
    "novodecies", "vicies",
)  # fmt: skip
# Short forms that notes of meetings use, with what they stand for.
_SPELLINGS: Final = {"quat": "quater", "quint": "quinquies", "quin": "quinquies", "quinques": "quinquies"}
_ORDINAL: Final = "|".join(sorted((*ORDINALS, *_SPELLINGS), key=len, reverse=True))
_ROMANS: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN: Final = re.compile(r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")

_SUFFIX: Final = (
    rf"(?:\.?[ \u00a0]?(?P<ordinal>(?i:{_ORDINAL}))(?!\w))?"
    r"(?:\.?[ \u00a0]?(?P<alt>(?i:alt))(?:\.?[ \u00a0]?(?P<nth>\d{1,2}))?(?!\w))?"
)
_NUMBERED: Final = re.compile(
    r"(?:(?P<prefix>(?i:OP|PP))[ \u00a0]?)?(?P<number>\d{1,4}(?:\.\d{1,3})*)"
    + _SUFFIX
    + r"(?P<within>(?:\.\d{1,3})+)?(?P<end>[.):]?)(?=[\s\[]|$)"
)
_DOTTED_LETTER: Final = re.compile(r"(?P<letter>[a-z]|(?=[ivx]{2})[ivx]{2,5})" + _SUFFIX + r"\.(?=[\s\[]|$)")
_LETTERED: Final = re.compile(
    r"(?P<open>\(?)(?P<letter>(?P<one>[^\W\d_])(?P=one)?|[ivxlIVXL]{2,7}|\d{1,3})"
    r"(?P<within>[ \u00a0](?i:" + _ORDINAL + r"))?\)" + _SUFFIX + r"\.?(?=[\s\[]|$)"
)
_CLOSE_UP: Final = re.compile(rf"(?<=\d)[ \u00a0]?((?i:{_ORDINAL}))(?!\w)")
_LABEL: Final = re.compile(
    rf"(?P<base>.*?)(?: (?P<ordinal>{_ORDINAL}))?(?: (?P<alt>alt)(?: (?P<nth>\d+))?)?", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Marker:
    """The marker before a paragraph: as printed, as a label, in what manner. `end` is where the words begin."""

    printed: str
    label: str
    style: Style
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph in the order of its text, as far as its name depends on it. Withdrawn ones have no place."""

    paragraph: str
    label: str
    heading: int
    """The depth of a heading that bounds a section; 0 for anything else, and for one that is only proposed."""
    words: str
    """The first words of a heading that has no label."""


@dataclass(frozen=True, slots=True)
class _Label:
    base: str
    ordinal: int
    """0: none; 1: bis; 2: ter."""
    alternative: int
    """0: none; 1: alt; 2: alt 2."""

    def __str__(self) -> str:
        said = self.base + (f" {ORDINALS[self.ordinal - 1]}" if self.ordinal else "")
        if self.alternative:
            said += " alt" + (f" {self.alternative}" if self.alternative > 1 else "")
        return said


def read_marker(line: str) -> Marker | None:
    """The marker at the very beginning of a line, or none.

    A bare number is none: it needs a full stop, a parenthesis, a second number or an ordinal. The label of a
    lettered marker is the letter in parentheses alone; who knows the paragraph above puts its label before it.
    """
    if found := _NUMBERED.match(line):
        return _numbered(found)
    if found := _LETTERED.match(line):
        return _lettered(found, found["within"])
    if found := _DOTTED_LETTER.match(line):
        return _lettered(found, None)
    return None


def label_of(marker: str) -> str:
    """The label of a marker typed or printed alone; what is no marker stays as it is, trimmed."""
    text = marker.strip()
    found = read_marker(text)
    return found.label if found and found.end == len(text) else text


def spaced(printed: str) -> str:
    """`Article 3bis` as the label `Article 3 bis`."""
    return _CLOSE_UP.sub(lambda found: f" {_ordinal(found[1])}", printed)


def next_label(
    existing: Iterable[str], to_label: str, relation: Relation, to_marker: str | None = None
) -> tuple[str, str]:
    """Label and marker for a paragraph inserted after, or offered instead of, the one labelled `to_label`.

    The first that none of `existing` has: after 12 comes `12 bis`, and after `12 bis` comes `12 ter`; instead of
    12, `12 alt`, then `12 alt 2`. The marker ends as `to_marker` does; without one, as its kind usually does.
    """
    known = _read(to_label)
    taken = {str(_read(label)) for label in existing if label.strip().startswith(known.base)}
    label = next(str(one) for one in _candidates(known, relation) if str(one) not in taken)
    return label, _marker(label, to_marker)


def related(label: str) -> tuple[Relation, tuple[str, ...]] | None:
    """Of `12 bis alt`: that it stands instead of `12 bis` or, where there is none, of 12. None for a plain label."""
    known = _read(label)
    if known.alternative:
        return "instead", tuple(dict.fromkeys((str(_Label(known.base, known.ordinal, 0)), known.base)))
    return ("after", (known.base,)) if known.ordinal else None


def full_labels(order: Iterable[Place]) -> dict[str, str]:
    """Of each paragraph that has a label: the label, with the sections before it where numbering restarts.

    `1` alone where there is one such paragraph, else `Article 3, 1`: as many sections as tell it from the others,
    the nearest ones. Two in one section are numbered, `Article 3, 1 #2`. A heading is told from headings only.
    """
    above: list[tuple[int, str]] = []
    alike: dict[tuple[bool, str], list[tuple[Place, tuple[str, ...]]]] = {}
    for place in order:
        if place.heading:
            above = [one for one in above if one[0] < place.heading]
        if place.label:
            sections = tuple(name for _, name in above)
            alike.setdefault((place.heading > 0, place.label.lower()), []).append((place, sections))
        if place.heading and (name := place.label or place.words):
            above.append((place.heading, name))
    return {place: label for group in alike.values() for place, label in _told_apart(group)}


def _told_apart(group: list[tuple[Place, tuple[str, ...]]]) -> Iterator[tuple[str, str]]:
    if len(group) == 1:
        yield group[0][0].paragraph, group[0][0].label
        return
    deepest = max(len(sections) for _, sections in group)
    # How often each end of the sections occurs, by its length: the shortest that occurs once is enough.
    ends = [Counter(sections[-size:] for _, sections in group) for size in range(1, deepest + 1)]
    whole = Counter(sections for _, sections in group)
    twins: Counter[tuple[str, ...]] = Counter()
    for place, sections in group:
        enough = next((size for size, found in enumerate(ends, 1) if found[sections[-size:]] == 1), deepest)
        label = ", ".join((*sections[-enough:], place.label)) if enough else place.label
        if whole[sections] > 1:
            twins[sections] += 1
            label += f" #{twins[sections]}"
        yield place.paragraph, label


def roman(letters: str) -> int | None:
    """The value of a small or capital roman numeral below 100, or None if it is none."""
    small = letters.lower()
    if not small or not _ROMAN.fullmatch(small):
        return None
    values = [_ROMANS[letter] for letter in small]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)


def _candidates(known: _Label, relation: Relation) -> Iterator[_Label]:
    if relation == "instead":
        yield from (_Label(known.base, known.ordinal, nth) for nth in count(1))
    base = known.base
    while True:
        yield from (_Label(base, ordinal, 0) for ordinal in range(1, len(ORDINALS) + 1))
        # Nobody has seen a vicies; were it taken all the same, `vicies bis` comes after it.
        base = f"{base} {ORDINALS[-1]}"


def _numbered(found: re.Match[str]) -> Marker | None:
    prefix = (found["prefix"] or "").upper()
    number = found["number"]
    if not (prefix or found["ordinal"] or found["alt"] or found["end"] or "." in number):
        return None
    # `2015: a year of change` is no paragraph 2015; and only what follows an ordinal is counted within it, `16 bis.1`.
    if found["end"] == ":" and len(number) > 3 and "." not in number:
        return None
    if found["within"] and not (found["ordinal"] or found["alt"]):
        return None
    style: Style = "dotted" if "." in number or found["within"] else "number"
    if prefix:
        style = "operative" if prefix == "OP" else "preambular"
    label = prefix + number + _said_suffix(found) + (found["within"] or "")
    return Marker(found.group(), label, style, found.end())


def _lettered(found: re.Match[str], within: str | None) -> Marker:
    within = f" {_ordinal(within.strip())}" if within else ""
    style: Style = "bracketed_number" if found["letter"].isdigit() else "letter"
    label = f"({found['letter']})" + within + _said_suffix(found)
    return Marker(found.group(), label, style, found.end())


def _said_suffix(found: re.Match[str]) -> str:
    said = f" {_ordinal(found['ordinal'])}" if found["ordinal"] else ""
    if found["alt"]:
        said += " alt" + (f" {int(found['nth'])}" if found["nth"] else "")
    return said


def _ordinal(printed: str) -> str:
    small = printed.lower()
    return _SPELLINGS.get(small, small)


def _read(label: str) -> _Label:
    found = _LABEL.fullmatch(label.strip())
    if found is None:  # The base takes whatever it is given, so this cannot be.
        return _Label(label, 0, 0)
    ordinal = ORDINALS.index(_ordinal(found["ordinal"])) + 1 if found["ordinal"] else 0
    alternative = int(found["nth"] or 1) if found["alt"] else 0
    return _Label(found["base"], ordinal, alternative)


def _marker(label: str, to_marker: str | None) -> str:
    lettered = re.search(r"\([^()]*\)[^()]*$", label)
    printed = lettered.group() if lettered else label
    if to_marker is not None:
        end = to_marker[-1:] if to_marker[-1:] == "." or (to_marker[-1:] == ")" and not lettered) else ""
    else:
        end = "." if re.match(r"(?:OP|PP)?\d", printed) else ""
    return printed + end
''',
    "server.domain.paragraph": r'''"""A paragraph: wording, proposals, positions, agreement. Shapes: docs/FORMATS.md, "State"."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from server.domain.delta import Delta
from server.domain.shapes import Relation

# A change is transformed over at most so many later changes of its paragraph; one based before them is
# refused.
MAX_TRAIL: Final = 1_000
# The most that the earlier wordings of one paragraph may weigh together. A wording shares with the next one the runs
# that a change left alone: it weighs its longest text, which may be another in each, PER_RUN for the place of each run,
# and PER_OP for each op of the change. An ordinary paragraph reaches MAX_TRAIL before that.
MAX_TRAIL_WEIGHT: Final = 16_000_000
PER_RUN: Final = 16
PER_OP: Final = 400

Change = tuple[int, Delta]
"""A change of wording, and the number of its entry."""

HEADING: Final = "heading"
FOOTNOTE: Final = "footnote"
LETTERED: Final = "lettered"
KINDS: Final = (HEADING, "preambular", "operative", LETTERED, "plain", FOOTNOTE)

LIVE: Final = "live"
RETAINED: Final = "retained"
DROPPED: Final = "dropped"
WITHDRAWN: Final = "withdrawn"
LIFTED: Final = "lifted"
# Entered in error by Secretariat or Chair: no act of its sponsors.
TAKEN_BACK: Final = "taken_back"

OBJECTS: Final = "objects"


@dataclass(frozen=True, slots=True)
class Step:
    """A change of wording on record, with the wording that it was made on. `weight`: see MAX_TRAIL_WEIGHT."""

    number: int
    before: Delta
    change: Delta
    weight: int


def step(number: int, before: Delta, change: Delta) -> Step:
    longest = max((len(op["insert"]) for op in before), default=0)
    return Step(number, before, change, longest + PER_RUN * len(before) + PER_OP * len(change))


@dataclass(frozen=True, slots=True)
class Proposal:
    """Wording that delegations want added, deleted or reserved. The first sponsor owns it.

    `confirmed`: for sponsors who do not write it themselves, what they last stood by (`marks.substance`).
    """

    id: str
    parent: str | None
    kind: str
    sponsors: tuple[str, ...]
    set: str | None
    place: Mapping[str, Any] | None
    status: str
    tabled: int
    tabled_at: str
    settled: int | None = None
    settled_with: str | None = None
    confirmed: Mapping[str, str] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        return self.sponsors[0]

    @property
    def live(self) -> bool:
        return self.status == LIVE

    @property
    def fate(self) -> str:
        """Its status, for sentences."""
        return self.status.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Position:
    """A delegation's stance on a paragraph or a proposal, bound to what it was taken on (W19)."""

    delegation: str
    proposal: str | None
    stance: str
    fingerprint: str
    number: int
    time: str
    statement: str | None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, heading or footnote; `trail` holds its last wording changes, oldest first.

    `trail_weight` is that of all its steps. What it no longer holds ended with the number `forgotten` at the latest;
    0: it holds all. Earlier steps come from the record (`with_older`).
    """

    id: str
    kind: str
    depth: int
    label: str
    marker: str
    relation: Relation | None
    of: str | None
    wording: Delta
    marks: Mapping[str, Any]
    added: int
    changed: int
    proposals: Mapping[str, Proposal] = field(default_factory=dict)
    positions: Mapping[str, Position] = field(default_factory=dict)
    agreement: Mapping[str, Any] | None = None
    barrier: int = 0
    reopened: Mapping[str, Any] | None = None
    hold: Mapping[str, Any] | None = None
    withdrawn: Mapping[str, Any] | None = None
    claim: Mapping[str, Any] | None = None
    trail: tuple[Step, ...] = ()
    trail_weight: int = 0
    forgotten: int = 0

    @property
    def bounds(self) -> bool:
        """
        Whether it is a heading that begins a section, and ends the one before. One that is only proposed, or withdrawn,
        does not: whoever proposes a heading would cut somebody's section in two.
        """
        return self.kind == HEADING and self.withdrawn is None and self.marks.get("ins") is None

    @property
    def name(self) -> str:
        """The name that people say aloud, for sentences: `paragraph 12 bis`, `this heading`."""
        return f"paragraph {self.label}" if self.label else f"this {self.kind}"


def proposal_from_tabled(tabled: Mapping[str, Any], number: int, time: str) -> Proposal:
    """The proposal that a `Tabled` of the record becomes. Older ones have no `fingerprint`."""
    confirmed = (
        dict.fromkeys(tabled["sponsors"][1:], tabled["fingerprint"]) if "fingerprint" in tabled else {}
    )
    return Proposal(
        id=tabled["id"],
        parent=tabled["parent"],
        kind=tabled["kind"],
        sponsors=tuple(tabled["sponsors"]),
        set=tabled["set"],
        place=tabled["place"],
        status=LIVE,
        tabled=number,
        tabled_at=time,
        confirmed=confirmed,
    )


def reword(paragraph: Paragraph, wording: Delta, change: Delta, number: int) -> Paragraph:
    """The paragraph with its wording changed at a record number; the step joins the trail."""
    new = step(number, paragraph.wording, change)
    weight, gone = paragraph.trail_weight + new.weight, 0
    while gone < len(paragraph.trail) and (
        weight > MAX_TRAIL_WEIGHT or len(paragraph.trail) - gone >= MAX_TRAIL
    ):
        weight -= paragraph.trail[gone].weight
        gone += 1
    return replace(
        paragraph,
        wording=wording,
        changed=number,
        trail=(*paragraph.trail[gone:], new),
        trail_weight=weight,
        forgotten=paragraph.trail[gone - 1].number if gone else paragraph.forgotten,
    )


def forgetting(paragraph: Paragraph, number: int) -> Paragraph:
    """The paragraph without the steps of its trail up to a record number."""
    kept = steps_since(paragraph, number)
    gone = len(paragraph.trail) - len(kept)
    if gone == 0:
        return paragraph
    return replace(
        paragraph,
        trail=kept,
        trail_weight=sum(one.weight for one in kept),
        forgotten=paragraph.trail[gone - 1].number,
    )


def with_older(paragraph: Paragraph, number: int, steps: Iterable[Step]) -> Paragraph:
    """
    The paragraph with a trail that begins at a record number: `steps` are all since, up to what it has forgotten; those
    that it holds already are passed over.
    """
    older = tuple(one for one in steps if one.number <= paragraph.forgotten)
    return replace(
        paragraph,
        trail=(*older, *paragraph.trail),
        trail_weight=paragraph.trail_weight + sum(one.weight for one in older),
        forgotten=number,
    )


def wording_at(paragraph: Paragraph, number: int) -> Delta | None:
    """The wording at a record number, or None where it is older than the trail reaches."""
    if number < paragraph.added:
        return None
    if number < paragraph.forgotten:
        return None
    for step in steps_since(paragraph, number):
        return step.before
    return paragraph.wording


def marks_at(paragraph: Paragraph, number: int) -> dict[str, Any]:
    """
    What was proposed of the paragraph as a whole at a record number, its reservations left out: the marks of now,
    without what was tabled since, and with what was settled since.
    """
    proposals = paragraph.proposals.values()
    since = {one.id for one in proposals if one.tabled > number}
    marks = {
        key: value
        for key, value in paragraph.marks.items()
        if not since & {value, key.partition(":")[2]} and not key.startswith("brk:")
    }
    for one in proposals:
        if one.tabled <= number < (one.settled or 0):
            if one.kind == "paragraph":
                marks["ins"] = one.id
            elif one.kind in ("deletion", "move"):
                marks[f"{one.kind[:3]}:{one.id}"] = True
    return marks


def steps_since(paragraph: Paragraph, number: int) -> tuple[Step, ...]:
    """The wording changes after a record number, oldest first."""
    first = len(paragraph.trail)
    while first and paragraph.trail[first - 1].number > number:
        first -= 1
    return paragraph.trail[first:]


def proposal_to_json(proposal: Proposal) -> dict[str, Any]:
    return {
        "id": proposal.id,
        "parent": proposal.parent,
        "kind": proposal.kind,
        "sponsors": list(proposal.sponsors),
        "set": proposal.set,
        "place": proposal.place,
        "status": proposal.status,
        "tabled": proposal.tabled,
        "tabled_at": proposal.tabled_at,
        "settled": proposal.settled,
        "settled_with": proposal.settled_with,
        "confirmed": dict(proposal.confirmed),
    }


def position_to_json(position: Position) -> dict[str, Any]:
    return {
        "delegation": position.delegation,
        "proposal": position.proposal,
        "stance": position.stance,
        "fingerprint": position.fingerprint,
        "number": position.number,
        "time": position.time,
        "statement": position.statement,
    }


def paragraph_to_json(paragraph: Paragraph) -> dict[str, Any]:
    """As FORMATS.md says: without the trail."""
    said = {
        "id": paragraph.id,
        "kind": paragraph.kind,
        "depth": paragraph.depth,
        "label": paragraph.label,
        "marker": paragraph.marker,
        "relation": paragraph.relation,
        "of": paragraph.of,
        "wording": paragraph.wording,
        "marks": paragraph.marks,
        "proposals": {key: proposal_to_json(value) for key, value in paragraph.proposals.items()},
        "positions": {key: position_to_json(value) for key, value in paragraph.positions.items()},
        "agreement": paragraph.agreement,
        "barrier": paragraph.barrier,
        "reopened": paragraph.reopened,
        "hold": paragraph.hold,
        "withdrawn": paragraph.withdrawn,
        "added": paragraph.added,
        "changed": paragraph.changed,
    }
    return said if paragraph.claim is None else said | {"claim": paragraph.claim}


def paragraph_from_json(data: Mapping[str, Any]) -> Paragraph:
    """
    The inverse of `paragraph_to_json`. Of what led to the wording it holds nothing (`forgotten`); checkpoints of the
    fold 2 had that too, under `trail` and `forgotten`, which are passed over.
    """
    proposals = {
        key: Proposal(**{**value, "sponsors": tuple(value["sponsors"])})
        for key, value in data["proposals"].items()
    }
    positions = {key: Position(**value) for key, value in data["positions"].items()}
    own = {name: value for name, value in data.items() if name not in ("trail", "forgotten")}
    return Paragraph(**{**own, "proposals": proposals, "positions": positions, "forgotten": data["changed"]})
''',
    "server.domain.readings": r'''"""The readings of a paragraph, each under one assumption: rolling, base, one proposal retained, agreed only.

The twin, for all but ``agreed_only``, is ``client/src/record/readings.ts``; both run
``tests/vectors/brackets.json``. A reading that is a wording is a Delta of inserts without a mark, or
``None`` where the paragraph would not be there at all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from server.domain.brackets import (
    FORMATS,
    Close,
    Names,
    Open,
    Text,
    Token,
    attribution,
    owners,
    tokens,
)
from server.domain.delta import Delta, normalise
from server.domain.marks import marked
from server.domain.paragraph import Paragraph
from server.domain.shapes import Level

Footnote = Callable[[str], str]


Levels = Sequence[Level]


def no_footnote(_paragraph: str) -> str:
    """A footnote reference leaves nothing in a line of text, unless the caller has a sign for it."""
    return ""


def as_text(drawn: Sequence[Token], names: Names | None = None, footnote: Footnote = no_footnote) -> str:
    """The tokens as characters: square brackets, and with ``names`` the attributions.

    ``names`` gives the short name of a delegation's code; ``footnote`` what stands for a reference, by the
    id of the footnote's paragraph. Without ``names``, taking away the brackets gives the wording again.
    """
    said = ""
    for token in drawn if names is None else printed(drawn):
        if isinstance(token, Open):
            said += "["
        elif isinstance(token, Text):
            said += content_text(token.content, footnote)
        else:
            said += f"{dash(token, names)}]" if names else "]"
    return said


def dash(token: Close, names: Names) -> str:
    """`` – US; G77: delete``: what stands before the end of a bracket; empty where nobody is to be named."""
    by = attribution(token.parts, names)
    # A bracket that another one cut says so where it is read on, lest it pass for a second one.
    return f" – {by}{' (continued)' if token.continued else ''}" if by else ""


def printed(drawn: Sequence[Token]) -> list[Token]:
    """The tokens with a space at the inner edge of an attributed bracket set outside, as a printer does.

    A proposal often carries the space beside its words: `[shall – EU] ensure` is what one wants to read, and
    `[shall  – EU]ensure` what is on record. Moved spaces belong to nobody; offsets stay those of the wording.
    """
    named = {token.id for token in drawn if isinstance(token, Close) and attribution(token.parts, str)}
    found: list[Token] = []
    for token in drawn:
        if isinstance(token, Text) and _edged(token, 0):
            start = len(found)
            while start and isinstance(before := found[start - 1], Open) and before.id in named:
                start -= 1
            if start < len(found):
                found.insert(start, _space(token.at))
                found.append(replace(token, at=token.at + 1, content=str(token.content)[1:]))
                continue
        elif isinstance(token, Close) and token.id in named and isinstance(before := found[-1], Text):
            if before == _space(before.at):
                found[-1:] = [token, before]
                continue
            if _edged(before, -1):
                shorter = replace(before, content=str(before.content)[:-1])
                found[-1:] = [shorter, token, _space(token.at - 1)]
                continue
        found.append(token)
    return found


def _edged(token: Text, place: int) -> bool:
    """Words with a space at their beginning (0) or end (-1)."""
    return isinstance(token.content, str) and token.content.strip() != "" and token.content[place] == " "


def _space(at: int) -> Text:
    return Text(at, " ", {}, None, ())


def content_text(content: str | Mapping[str, Any], footnote: Footnote = no_footnote) -> str:
    """A run as characters. A bracket around nothing has none: its brackets come from its marks."""
    if isinstance(content, str):
        return content
    if "footnote" in content:
        return footnote(content["footnote"])
    return str(content.get("repair", ""))


def agreement_note(agreement: Mapping[str, Any] | None, levels: Levels, names: Names) -> str:
    """``[agreed ad ref; pending Peru]``, to stand after the paragraph; empty where it is not agreed."""
    if agreement is None:
        return ""
    name = next((level["name"] for level in levels if level["id"] == agreement["level"]), agreement["level"])
    if agreement["pending"]:
        return f"[{name}; pending {', '.join(names(code) for code in agreement['pending'])}]"
    return f"[{name}]"


def rolling(paragraph: Paragraph, names: Names, attribution: bool, levels: Levels = ()) -> str:
    """The paragraph as it stands, in brackets, with or without who stands behind each."""
    if not attribution:
        return as_text(tokens(paragraph))
    text = as_text(tokens(paragraph), names)
    note = agreement_note(paragraph.agreement, levels, names)
    return f"{text} {note}".strip() if note else text


def base(paragraph: Paragraph) -> Delta | None:
    """No proposal taken: what no delegation owns, with what they want deleted. None: proposed as a whole."""
    return _taken(paragraph, frozenset())


def with_retained(paragraph: Paragraph, proposal: str) -> Delta | None:
    """The proposal retained with its live ancestors, every other one dropped (W3).

    None where the paragraph would not be there: deleted by what is retained, or proposed by what is not.
    """
    return _taken(paragraph, frozenset(owners(paragraph.proposals, proposal)))


def _taken(paragraph: Paragraph, chosen: frozenset[str]) -> Delta | None:
    whole = paragraph.marks.get("ins")
    if whole is not None and not chosen.issuperset(owners(paragraph.proposals, whole)):
        return None
    if any(f"del:{proposal}" in paragraph.marks for proposal in chosen):
        return None
    kept = []
    for op in paragraph.wording:
        attributes = op.get("attributes") or {}
        inserted = attributes.get("ins")
        if inserted is not None and not chosen.issuperset(owners(paragraph.proposals, inserted)):
            continue
        if any(f"del:{proposal}" in attributes for proposal in chosen):
            continue
        formats = {name: attributes[name] for name in FORMATS if attributes.get(name)}
        kept.append({"insert": op["insert"]} | ({"attributes": formats} if formats else {}))
    return normalise(kept)


def agreed_only(
    order: Iterable[str], paragraphs: Mapping[str, Paragraph], levels: Levels, level: str | None = None
) -> list[Paragraph]:
    """The paragraphs agreed at ``level`` or above, in order; at any level if it is None.

    Clean is not agreed. A paragraph that was withdrawn is not there, whatever had been agreed of it.
    Raises ``ValueError`` if the text has no such level.
    """
    ranks = [one["id"] for one in levels]
    if level is not None and level not in ranks:
        raise ValueError(f"The text has no level {level!r}.")
    wanted = set(ranks[ranks.index(level) if level else 0 :])
    found = (paragraphs[paragraph] for paragraph in order)
    return [one for one in found if not one.withdrawn and one.agreement and one.agreement["level"] in wanted]


def status(paragraph: Paragraph, footnotes: Iterable[Paragraph] = ()) -> str:
    """
    How a paragraph stands: ``withdrawn``, the id of the level that it is agreed at, ``proposed`` (as a whole),
    ``bracketed`` (a mark or a repair, in it or in its footnotes) or ``clean``. Clean is not agreed.
    """
    if paragraph.withdrawn:
        return "withdrawn"
    if paragraph.agreement:
        return str(paragraph.agreement["level"])
    if "ins" in paragraph.marks:
        return "proposed"
    return "bracketed" if any(marked(one) or _repairs(one) for one in (paragraph, *footnotes)) else "clean"


def _repairs(paragraph: Paragraph) -> bool:
    return any(isinstance(op["insert"], dict) and "repair" in op["insert"] for op in paragraph.wording)
''',
    "server.domain.sections": r'''"""Neighbours in the order of a text: the section of a heading, the footnotes of a paragraph."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from server.domain.paragraph import HEADING, Paragraph

Paragraphs = Mapping[str, Paragraph]


def section(order: Sequence[str], paragraphs: Paragraphs, heading: str) -> tuple[str, ...]:
    """The ids of a section in order: its heading and all up to the next heading of the same or a smaller depth.

    Headings that are proposed or withdrawn bound nothing: a section of their own is they alone.
    """
    if not paragraphs[heading].bounds:
        return (heading,)
    return _up_to_next(order, paragraphs, heading, lambda one: one.bounds)


def section_of_entry(
    order: Sequence[str], paragraphs: Paragraphs, payload: Mapping[str, Any]
) -> tuple[str, ...]:
    """The paragraphs that an entry about a section lists.

    Older entries have no list. They mean all up to the next heading of the same or a smaller depth, counting headings
    that are proposed or withdrawn.
    """
    listed = payload.get("paragraphs")
    if listed is not None:
        return tuple(listed)
    return _up_to_next(order, paragraphs, payload["paragraph"], lambda one: one.kind == HEADING)


def _up_to_next(
    order: Sequence[str], paragraphs: Paragraphs, heading: str, bounds: Callable[[Paragraph], bool]
) -> tuple[str, ...]:
    start = order.index(heading)
    depth = paragraphs[heading].depth
    end = start + 1
    while end < len(order):
        paragraph = paragraphs[order[end]]
        if bounds(paragraph) and paragraph.depth <= depth:
            break
        end += 1
    return tuple(order[start:end])


def footnotes(paragraphs: Paragraphs, paragraph: Paragraph) -> list[Paragraph]:
    """The footnotes whose references stand in a paragraph, in the order of the references."""
    found = []
    for op in paragraph.wording:
        embed = op["insert"]
        if isinstance(embed, dict) and embed.get("footnote") in paragraphs:
            found.append(paragraphs[embed["footnote"]])
    return found
''',
    "server.domain.shapes": r'''"""The JSON objects that entries, commands and the state share, as `docs/FORMATS.md` shows them."""

from typing import Any, Literal, NotRequired, TypedDict

from server.domain.delta import Delta

Marks = dict[str, Any]
"""`ins`, `del:<proposal>`, `brk:<proposal>`, `mov:<proposal>` of a paragraph as a whole (W6)."""

Direction = Literal["ltr", "rtl"]
Format = Literal["plain", "markdown"]
ParagraphKind = Literal["heading", "preambular", "operative", "lettered", "plain", "footnote"]
ProposalKind = Literal["wording", "reservation", "paragraph", "deletion", "move"]
ProposalStatus = Literal["live", "retained", "dropped", "withdrawn", "lifted", "taken_back"]
Stance = Literal["supports", "can_accept", "reserves", "objects"]
DelegationKind = Literal["state", "group", "observer"]


class Level(TypedDict):
    """A level of agreement: an id for programs, a name for people."""

    id: str
    name: str


class Place(TypedDict):
    """Where a paragraph stands: after which (null: first), and how deep, counted from 1."""

    after: str | None
    depth: int


class Relation(TypedDict):
    """Why a paragraph bears the label that it has: it stands after another, or instead of it."""

    kind: Literal["after", "instead"]
    to: str


class Claim(TypedDict):
    """A claim of agreement in the file that a paragraph came in with. It freezes nothing (I22)."""

    said: str
    level: str | None
    pending: list[str]


class Tabled(TypedDict):
    """A proposal when it is tabled. `fingerprint`, of several sponsors: what the others stand by (W21)."""

    id: str
    parent: str | None
    kind: ProposalKind
    sponsors: list[str]
    set: str | None
    place: Place | None
    fingerprint: NotRequired[str]


class DescribedMeeting(TypedDict):
    """A meeting in documents."""

    body: str
    title: str
    session: str
    place: str
    starts: str
    ends: str
    time_zone: str
    symbol: str
    language: str


class DescribedDelegation(TypedDict):
    """A delegation in documents. `members` are the codes of a group's members."""

    code: str
    short: str
    name: str
    kind: DelegationKind
    members: list[str]


class Described(TypedDict):
    """The meeting of a text, and its delegations in the order of its list."""

    meeting: DescribedMeeting
    delegations: list[DescribedDelegation]


class PositionSaid(TypedDict):
    """A position as the state says it."""

    delegation: str
    proposal: str | None
    stance: Stance
    fingerprint: str
    number: int
    time: str
    statement: str | None


class Added(TypedDict):
    """A paragraph that comes into a text, with the proposals that come with it."""

    paragraph: str
    kind: ParagraphKind
    depth: int
    label: str
    marker: str
    relation: Relation | None
    after: str | None
    of: str | None
    wording: Delta
    marks: Marks
    proposals: list[Tabled]
    reason: str | None
    claim: NotRequired[Claim]
''',
    "server.domain.snapshot": r'''"""The content of status documents and of the rolling text, as plain JSON.

A status document is issued from its content alone: ``canonical(content)`` are the bytes that are kept,
``digest(content)`` is what the record says of them, and Word and PDF are set from it (server/exchange). So
whatever is not agreed must not be in the content of a status document, and is not.

::

    {"document": "status" | "rolling", "version": 2, "text", "language", "direction": "ltr" | "rtl",
     "title", "status", "masthead": {"body", "session", "place", "days", "symbol", "date", "original"},
     "blocks": [{"kind": <paragraph kind>, "depth": 1…, "paragraph": id, "label", "marker", "runs": [Run],
                 "note": "[agreed ad ref]" | ""}],
     "footnotes": [[Run]], "closing": [sentence], "footer": "As of …",
     "as_of", "issued_at": instant | null, "number", "head", "sequence": int | null, "level": id | null,
     "omitted": null | {"below": [label], "clean": [label], "bracketed": [label], "proposed": [label]}}

A ``Run`` is ``{"text": str}`` or ``{"footnote": n}`` (the n-th of ``footnotes``, from 1), with ``bold``,
``italic``, ``underline``, ``inserted``, ``deleted``: true where it is so, and ``role``: ``bracket`` or
``attribution`` where it is not wording.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from server.domain import document_words as words
from server.domain import document_words_1 as words_1
from server.domain.brackets import Close, Open, tokens
from server.domain.canonical import canonical, sha256
from server.domain.delta import Delta, runs
from server.domain.numbering import Place, full_labels
from server.domain.paragraph import FOOTNOTE, HEADING, Paragraph
from server.domain.readings import agreed_only, agreement_note, base, content_text, dash, printed, status
from server.domain.sections import footnotes
from server.domain.state import State

__all__ = ["Content", "canonical", "digest", "facts_of", "rolling_text", "status_document"]

VERSION: Final = 2
"""Raised whenever the same record would give another content. Documents of older versions keep their rules here."""

Content = dict[str, Any]
Run = dict[str, Any]
Meeting = Mapping[str, Any]


def facts_of(described: Mapping[str, Any]) -> dict[str, Any]:
    """The meeting as documents print it, from the record: its facts, and short names by code."""
    short = {one["code"]: one["short"] for one in described["delegations"]}
    return {**described["meeting"], "delegations": short}


def digest(content: Content) -> str:
    """The SHA-256 of the canonical bytes, as 64 hexadecimal digits."""
    return sha256(canonical(content))


def status_document(
    state: State,
    meeting: Meeting,
    *,
    as_of: str,
    issued_at: str,
    sequence: int,
    head_hash: str,
    level: str | None = None,
    version: int = VERSION,
) -> Content:
    """The agreed paragraphs of a text at one number, at ``level`` or above (None: at any level).

    ``meeting`` is what ``facts_of`` gives. Raises ``ValueError`` for a level that the text does not have,
    and for a version that there is not.
    """
    if not 1 <= version <= VERSION:
        raise ValueError(f"There are no documents of version {version}.")
    names, labels = _names(meeting), labels_of(state, version)
    agreed = agreed_only(state.order, state.paragraphs, state.levels, level)
    notes = _Footnotes(state, lambda one: _plain(one, words.ENGLISH.footnote_not_agreed))
    shown = {one.id for one in agreed if one.kind != HEADING}
    above, places = _headings_above(state, shown, version), _places(state, shown, version)
    blocks = []
    for paragraph in _in_order(state):
        if paragraph.kind == HEADING and paragraph.id in above:
            text = _plain(paragraph, words.ENGLISH.heading_not_agreed)
            blocks.append(_block(paragraph, notes.numbered(text), ""))
        elif paragraph.id in shown:
            text = notes.numbered(_plain(paragraph, ""))
            note = "" if _fully(state, paragraph) else _note(state, paragraph, names, labels)
            blocks.append(_block(paragraph, text, note) | places.get(paragraph.id, {}))
    omitted = _omitted(state, shown, labels)
    closing = [] if shown else [words.ENGLISH.none_agreed]
    symbol = f"{meeting['symbol']}.{sequence}" if meeting["symbol"] else ""
    said = words if version > 1 else words_1
    return _common(state, meeting, as_of, issued_at, head_hash, version) | {
        "document": "status",
        "title": said.agreed_title(state.title, state.language),
        "masthead": _masthead(state, meeting, symbol, issued_at, version),
        "blocks": blocks,
        "footnotes": notes.found,
        "closing": [_apart(state, sentence) for sentence in closing + _not_here(omitted, version)],
        "sequence": sequence,
        "level": level,
        "omitted": omitted,
    }


def rolling_text(state: State, meeting: Meeting, *, as_of: str, head_hash: str) -> Content:
    """The whole text at one number, with its brackets and who stands behind each. Nothing of it is issued."""
    names, labels = _names(meeting), labels_of(state)
    notes = _Footnotes(state, lambda one: _drawn(one, names))
    blocks = []
    for paragraph in _in_order(state):
        if not paragraph.withdrawn:
            text = notes.numbered(_drawn(paragraph, names))
            blocks.append(_block(paragraph, text, _note(state, paragraph, names, labels)))
    return _common(state, meeting, as_of, None, head_hash, VERSION) | {
        "document": "rolling",
        "title": state.title,
        "status": _apart(
            state, f"{words.ENGLISH.rolling_of}. {words.status_line(as_of, meeting['time_zone'])}"
        ),
        "masthead": _masthead(state, meeting, "", as_of, VERSION),
        "blocks": blocks,
        "footnotes": notes.found,
        "closing": [],
        "sequence": None,
        "level": None,
        "omitted": None,
    }


def _apart(state: State, words_of_ours: str) -> str:
    """In a text that runs right to left, English words of ours run left to right, their digits and stops with them."""
    return f"\u2066{words_of_ours}\u2069" if state.direction == "rtl" and words_of_ours else words_of_ours


def _isolated(state: State, name: str) -> str:
    """A name inside a line of a text that runs right to left: it runs as its own first letter does."""
    return f"\u2068{name}\u2069" if state.direction == "rtl" and name else name


class _Footnotes:
    """Numbers footnotes in the order of their references; a reference to nothing leaves nothing."""

    def __init__(self, state: State, wording: Callable[[Paragraph], list[Run]]) -> None:
        self._state = state
        self._wording = wording
        self.found: list[list[Run]] = []

    def numbered(self, text: list[Run]) -> list[Run]:
        result = []
        for run in text:
            if "footnote" not in run:
                result.append(run)
            elif (note := self._state.paragraphs.get(run["footnote"])) is not None and not note.withdrawn:
                # A footnote has no footnotes of its own: a reference in it leaves nothing.
                self.found.append([one for one in self._wording(note) if "footnote" not in one])
                result.append(run | {"footnote": len(self.found)})
        return result


def _names(meeting: Meeting) -> Callable[[str], str]:
    short: Mapping[str, str] = meeting["delegations"]
    return lambda code: short.get(code, code)


def _in_order(state: State) -> Iterable[Paragraph]:
    return (state.paragraphs[paragraph] for paragraph in state.order)


def _common(
    state: State, meeting: Meeting, as_of: str, issued_at: str | None, head_hash: str, version: int
) -> dict[str, Any]:
    zone = meeting["time_zone"]
    said = words if version > 1 else words_1
    return {
        "version": version,
        "text": state.text,
        "language": state.language,
        "direction": state.direction,
        "status": _apart(state, said.status_line(as_of, zone)),
        "footer": _apart(state, said.as_of_line(as_of, issued_at, state.number, zone)),
        "as_of": as_of,
        "issued_at": issued_at,
        "number": state.number,
        "head": head_hash,
    }


def _masthead(state: State, meeting: Meeting, symbol: str, dated: str, version: int) -> dict[str, str]:
    language = words.ENGLISH.languages.get(state.language, state.language)
    held = _apart(state, words.days(meeting["starts"], meeting["ends"]))

    def name(one: str) -> str:
        # A name may run the other way than the line that it stands in.
        return one if version == 1 else _isolated(state, one)

    place = name(meeting["place"])
    held_at = words.ENGLISH.session_days.format(place, held) if place else held
    return {
        "body": name(meeting["body"]),
        "session": name(meeting["session"]),
        "place": place,
        "days": _apart(state, held_at) if version > 1 and place else held_at,
        "symbol": symbol,
        "date": _apart(state, words.day(words.local(dated, meeting["time_zone"]).date())),
        "original": _apart(state, words.ENGLISH.original.format(language)),
    }


def _block(paragraph: Paragraph, text: list[Run], note: str) -> dict[str, Any]:
    return {
        "paragraph": paragraph.id,
        "kind": paragraph.kind,
        "depth": paragraph.depth,
        "label": paragraph.label,
        "marker": paragraph.marker,
        "runs": text,
        "note": note,
    }


def _fully(state: State, paragraph: Paragraph) -> bool:
    """In a document of agreed paragraphs, only what is short of full agreement needs to be said."""
    agreement = paragraph.agreement
    return bool(agreement and agreement["level"] == state.levels[-1]["id"] and not agreement["pending"])


def _note(
    state: State, paragraph: Paragraph, names: Callable[[str], str], labels: Callable[[Paragraph], str]
) -> str:
    def apart(one: str) -> str:
        # An agreement may be pending another paragraph, too.
        other = state.paragraphs.get(one)
        return _isolated(state, f"paragraph {labels(other)}" if other is not None else names(one))

    return _apart(state, agreement_note(paragraph.agreement, state.levels, apart))


def _bounds(paragraph: Paragraph, version: int) -> bool:
    """Whether it begins a section. In documents of version 1 a heading did that was only proposed, too."""
    return paragraph.bounds if version > 1 else paragraph.kind == HEADING and not paragraph.withdrawn


def _headings_above(state: State, shown: set[str], version: int) -> set[str]:
    """The headings that have one of the paragraphs below them, sections within sections included."""
    above: set[str] = set()
    open_now: list[Paragraph] = []
    for paragraph in _in_order(state):
        if _bounds(paragraph, version):
            open_now = [one for one in open_now if one.depth < paragraph.depth] + [paragraph]
        elif paragraph.id in shown:
            above |= {one.id for one in open_now}
    return above


def _places(state: State, shown: set[str], version: int) -> dict[str, dict[str, Any]]:
    """
    Depth and marker of sub-paragraphs of what is not shown. As they stand, they would seem to belong to the paragraph
    before; with the label that people say aloud, `5 (a)`, they do not.
    """
    places: dict[str, dict[str, Any]] = {}
    open_now: list[Paragraph] = []
    for paragraph in _in_order(state):
        if paragraph.withdrawn or (paragraph.kind == HEADING and not _bounds(paragraph, version)):
            continue
        open_now = [one for one in open_now if one.depth < paragraph.depth]
        if paragraph.kind == HEADING:
            open_now = []
            continue
        if paragraph.id in shown and open_now:
            superior = open_now[-1]
            if superior.id not in shown:
                places[paragraph.id] = {"depth": 1, "marker": _full_label(superior, paragraph)}
            elif superior.id in places:
                depth = places[superior.id]["depth"] + paragraph.depth - superior.depth
                places[paragraph.id] = {"depth": depth}
        open_now.append(paragraph)
    return places


def _full_label(superior: Paragraph, paragraph: Paragraph) -> str:
    if not superior.label or paragraph.label.startswith(superior.label):
        return paragraph.label or paragraph.marker
    return f"{superior.label} {paragraph.marker or paragraph.label}"


def _plain(paragraph: Paragraph, instead: str) -> list[Run]:
    """The wording of a paragraph on which nothing is open; of any other, not a word of it but ``instead``."""
    settled = status(paragraph) not in ("proposed", "bracketed")
    wording = base(paragraph) if settled else None
    if wording is None:
        return [{"text": instead}] if instead else []
    return _wording_runs(wording)


def _wording_runs(wording: Delta) -> list[Run]:
    return [_run(content, attributes) for content, attributes in runs(wording) if _shows(content)]


def _shows(content: str | Mapping[str, Any]) -> bool:
    return isinstance(content, str) or "footnote" in content or bool(content_text(content))


def _run(content: str | Mapping[str, Any], attributes: Mapping[str, Any]) -> Run:
    if not isinstance(content, str) and "footnote" in content:
        return {"footnote": content["footnote"]}
    formats = {name: True for name in ("bold", "italic", "underline") if attributes.get(name)}
    return {"text": content_text(content), **formats}


def _drawn(paragraph: Paragraph, names: Callable[[str], str]) -> list[Run]:
    """The tokens of the paragraph as runs, with attributions."""
    found: list[Run] = []
    for token in printed(tokens(paragraph)):
        if isinstance(token, Open):
            found.append({"text": "[", "role": "bracket"})
        elif isinstance(token, Close):
            by = dash(token, names)
            found += [{"text": by, "role": "attribution"}] if by else []
            found.append({"text": "]", "role": "bracket"})
        elif _shows(token.content):
            marks = {"inserted": token.ins is not None, "deleted": bool(token.dels)}
            run = _run(token.content, token.attributes)
            found.append(run | {key: True for key, on in marks.items() if on})
    return found


def labels_of(state: State, version: int = VERSION) -> Callable[[Paragraph], str]:
    """The name of a paragraph where it is only named: with its section, where several have its label."""
    if version == 1:
        return lambda one: one.label
    standing = (one for one in _in_order(state) if not one.withdrawn)
    full = full_labels(
        Place(one.id, one.label, one.depth if one.bounds else 0, _first_words(one)) for one in standing
    )
    return lambda one: full.get(one.id, one.label)


def _unnumbered(count: int) -> str:
    """``one without a number``, ``3 without a number``."""
    return words.ENGLISH.unnumbered[0 if count == 1 else 1].format(count)


def _first_words(heading: Paragraph) -> str:
    """Of a heading on which nothing is open: a document has no word of any other."""
    return "".join(str(run.get("text", "")) for run in _plain(heading, ""))[:40].strip()


def _omitted(state: State, shown: set[str], labels: Callable[[Paragraph], str]) -> dict[str, list[str]]:
    """The labels of what is not in the document, by how it stands; headings and footnotes are not counted."""
    found: dict[str, list[str]] = {"below": [], "clean": [], "bracketed": [], "proposed": []}
    for paragraph in _in_order(state):
        if paragraph.kind in (HEADING, FOOTNOTE) or paragraph.id in shown or paragraph.withdrawn:
            continue
        how = status(paragraph, footnotes(state.paragraphs, paragraph))
        found[how if how in found else "below"].append(labels(paragraph))
    return found


def _not_here(omitted: Mapping[str, list[str]], version: int) -> list[str]:
    parts = []
    for how in ("below", "clean", "bracketed", "proposed"):
        if labels := omitted[how]:
            said = [label for label in labels if label]
            # Paragraphs without a label are counted; a document cannot say which they are.
            if said and len(said) < len(labels) and version > 1:
                said.append(_unnumbered(len(labels) - len(said)))
            forms = getattr(words.ENGLISH, how)
            part = words.counted(forms, len(labels), ", ".join(said))
            parts.append(part.replace(" ()", ""))
    return [words.ENGLISH.not_here.format("; ".join(parts))] if parts else []
''',
    "server.domain.stacking": r'''"""How many combining marks a letter of a wording can come to carry, whichever proposals are retained or go (W29).

A proposal's letter between two stacks parts them only as long as it stands: settling asks no gate, so that it is asked
before. Marks go with the words of their proposal; a letter of base text goes where its deletion is retained.
"""

from typing import Final

from server.domain.characters import marks_at_ends, marks_stacked
from server.domain.delta_ops import Delta, Op

_FIXED: Final = ""
"""The owner of what no proposal takes away."""


def most_marks(wording: Delta) -> int:
    """
    The most marks of one letter, in a wording and in what settling can leave of it; not below that, and above only
    where words begin with a mark.
    """
    texts = [op["insert"] if isinstance(op["insert"], str) else " " for op in wording]
    if all(text.isascii() for text in texts):
        return 0
    most = max(map(marks_stacked, texts))
    # For each owner the marks since its last letter: what others have between them can go.
    since: dict[str, int] = {}
    total = 0
    for op, text in zip(wording, texts, strict=True):
        owner, (before, behind, has_letters) = _owner(op), marks_at_ends(text)
        if before:
            since[owner] = since.get(owner, 0) + before
            total += before
            most = max(most, total)
        if has_letters and owner == _FIXED:
            since, total = {}, 0
        if has_letters:
            total += behind - since.get(owner, 0)
            since[owner] = behind
    return most


def _owner(op: Op) -> str:
    """Those who can take a run away, each by itself."""
    attributes = op.get("attributes") or {}
    marks = sorted(key for key in attributes if key.startswith("del:"))
    return " ".join([*([attributes["ins"]] if "ins" in attributes else []), *marks]) or _FIXED
''',
    "server.domain.state": r'''"""The state: a text at one number of its record. Shapes: docs/FORMATS.md, "State"."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from server.domain.captured import Acts
from server.domain.paragraph import Paragraph, forgetting, paragraph_from_json, paragraph_to_json
from server.domain.shapes import Level

# Raised whenever `apply` gives another state for the same entries, or `to_json` says it otherwise: checkpoints of other
# folds than those that can be read are of no use (W27).
FOLD_VERSION: Final = 4
READABLE_FOLDS: Final = (4,)


class UnknownEntry(Exception):
    """An entry of a kind that this version does not know: the record is newer than the program."""


@dataclass(frozen=True, slots=True)
class State:
    """A text at one record number. Every value in it is immutable or never changed in place."""

    text: str
    number: int
    time: str
    title: str
    language: str
    direction: str
    format: str
    levels: tuple[Level, ...]
    live: bool
    described: Mapping[str, Any] | None
    order: tuple[str, ...]
    paragraphs: Mapping[str, Paragraph]
    before_room: Mapping[str, Any] | None
    documents: tuple[Mapping[str, Any], ...]
    archived: Mapping[str, Any] | None = None
    # No part of what the record says: see captured.py.
    acts: Acts = field(default_factory=dict, compare=False)


def position_key(delegation: str, proposal: str | None) -> str:
    return f"{delegation}|{proposal or ''}"


def forgetting_before(state: State, number: int) -> State:
    """The state without the steps of trails up to a record number."""
    return replace(
        state, paragraphs={key: forgetting(value, number) for key, value in state.paragraphs.items()}
    )


def to_json(state: State, paragraphs: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The state as FORMATS.md shows it, and as checkpoints keep it; `paragraphs`: where they are written already."""
    if paragraphs is None:
        paragraphs = {key: paragraph_to_json(value) for key, value in state.paragraphs.items()}
    said = {
        "text": state.text,
        "number": state.number,
        "time": state.time,
        "title": state.title,
        "language": state.language,
        "direction": state.direction,
        "format": state.format,
        "levels": list(state.levels),
        "live": state.live,
        "described": state.described,
        "order": list(state.order),
        "paragraphs": paragraphs,
        "before_room": state.before_room,
        "documents": list(state.documents),
    }
    return said if state.archived is None else said | {"archived": state.archived}


def from_json(data: Mapping[str, Any]) -> State:
    """The inverse of `to_json`, but for the trails, which begin again."""
    paragraphs = {key: paragraph_from_json(value) for key, value in data["paragraphs"].items()}
    lists = {name: tuple(data[name]) for name in ("levels", "order", "documents")}
    return State(**{**data, **lists, "paragraphs": paragraphs})
''',
    "server.domain.utf16": r'''"""Strings measured and cut in UTF-16 code units, as the browser counts them.

Python counts code points. The two differ only where a character lies beyond U+FFFF, which is rare in the
texts of a meeting, so every function here finds out quickly whether it may use Python's own counting.
"""

_HIGH = ("\ud800", "\udbff")
_LOW = ("\udc00", "\udfff")
_ENCODING = "utf-16-le"


def length(text: str) -> int:
    """The number of UTF-16 code units of a text."""
    if text.isascii():
        return len(text)
    return len(text.encode(_ENCODING, "surrogatepass")) // 2


def cut(text: str, start: int, end: int) -> str:
    """The code units from `start` up to `end`, which is exclusive and may lie past the end.

    Cutting through a pair gives a lone surrogate, as it does in the browser; `join` heals it.
    """
    if text.isascii():
        return text[start:end]
    units = text.encode(_ENCODING, "surrogatepass")
    if len(units) == 2 * len(text):
        return text[start:end]
    return units[2 * start : 2 * end].decode(_ENCODING, "surrogatepass")


def units(text: str) -> bytes:
    """The code units themselves, for whoever cuts one text many times: two bytes each."""
    return text.encode(_ENCODING, "surrogatepass")


def of_units(encoded: bytes) -> str:
    """The inverse of `units`."""
    return encoded.decode(_ENCODING, "surrogatepass")


def parted(left: str, right: str) -> bool:
    """Whether two texts that meet are the two halves of one character."""
    return bool(left and right) and _HIGH[0] <= left[-1] <= _HIGH[1] and _LOW[0] <= right[0] <= _LOW[1]


def join(left: str, right: str) -> str:
    """The two texts one after the other; two halves of a pair that meet become one character."""
    if parted(left, right):
        # Python would keep the two halves apart, and the result would not equal the whole character.
        middle = (left[-1] + right[0]).encode(_ENCODING, "surrogatepass").decode(_ENCODING)
        return left[:-1] + middle + right[1:]
    return left + right


def inner_offsets(text: str) -> set[int]:
    """The offsets, in code units, that lie in the middle of a surrogate pair."""
    if length(text) == len(text):
        return set()
    offsets = set()
    position = 0
    for character in text:
        if character > "\uffff":
            offsets.add(position + 1)
            position += 1
        position += 1
    return offsets
''',
    "server.domain.verifying": r'''"""
Verifying a record and the documents that were issued from it, from their bytes alone.

`flask text verify` and the verifier that needs nothing but Python (tools/verify_record.py, which carries these rules
with it) both do what is written here. Nothing raises on account of damage: each kind of it has a sentence.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from server.domain.canonical import canonical, sha256
from server.domain.entries.declaring import Entry
from server.domain.fold import apply
from server.domain.snapshot import VERSION, Content, facts_of, status_document
from server.domain.state import State, forgetting_before

NO_HASH: Final = "0" * 64
ISSUED: Final = "status_document_issued"

FORGET_EVERY: Final = 500
"""Entries after which what led to the wordings is let go of: nothing is decided here."""

NAMES_NOT_ON_RECORD: Final = "the names of the meeting and of delegations in it are not in this record"
"""The remark on a document of version 1: records had no description of the meeting then."""

_ENTRY: Final = frozenset(
    {"text", "number", "time", "person", "delegation", "command", "kind", "payload", "previous"}
)
_FACTS_OF_VERSION_1: Final = ("status", "footer")
_MASTHEAD_OF_VERSION_1: Final = ("body", "session", "place", "days", "symbol", "date")


@dataclass(frozen=True, slots=True)
class Issue:
    """An entry that issued a document, and what the record said of the meeting by then."""

    entry: Entry
    described: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of one document: what does not hold, or null; and what cannot be told, where it holds otherwise."""

    fault: str | None
    remark: str | None = None


@dataclass
class Walk:
    """How far a record has been walked along; `wanted` are the numbers whose states are held, for documents."""

    text: str
    wanted: frozenset[int] = frozenset()
    number: int = 0
    hash: str = NO_HASH
    time: str = ""
    state: State | None = None
    entry: Entry | None = None
    """The last one."""
    issues: list[Issue] = field(default_factory=list)
    shown: dict[int, tuple[State, str]] = field(default_factory=dict)
    """State and hash at the numbers that are wanted."""

    def take(self, number: int, data: bytes, hash_: str) -> str | None:
        """Goes on by one entry; where that is at fault, says why in a sentence and stays where it was."""
        if number != self.number + 1:
            return f"It follows entry {self.number}: what stood between is missing."
        if sha256(data) != hash_:
            return "Its bytes do not have the hash that is stored with them."
        entry = _read(data)
        if isinstance(entry, str):
            return entry
        if (entry["text"], entry["number"]) != (self.text, number):
            return f"It says that it is entry {entry['number']} of {entry['text']}."
        if entry["previous"] != self.hash:
            return f"It does not continue entry {self.number}: that has another hash."
        if entry["time"] < self.time:
            return f"Its time, {entry['time']}, is before that of the entry before it."
        described = None if self.state is None else self.state.described
        try:
            state = apply(self.state, entry)
        except Exception as error:  # Whatever an entry does to the fold is its fault, and is named.
            return f"It cannot be folded into the text: {error!r}."
        self.state = forgetting_before(state, number) if number % FORGET_EVERY == 0 else state
        self.number, self.hash, self.time, self.entry = number, hash_, entry["time"], entry
        if entry["kind"] == ISSUED:
            self.issues.append(Issue(entry, described))
        if number in self.wanted:
            self.shown[number] = (state, hash_)
        return None

    def document(self, issue: Issue, content: bytes, facts: Mapping[str, Any] | None = None) -> Verdict:
        """
        Whether a document is what this record issued, byte for byte derived from it again. `facts`: what is known of
        the meeting from elsewhere, as `facts_of` gives it, for documents whose record does not describe it.
        """
        payload = issue.entry["payload"]
        if sha256(content) != payload["digest"]:
            return Verdict("has not the digest that it was issued with")
        found = _read_content(content)
        if isinstance(found, str):
            return Verdict(found)
        shown = self.shown.get(payload["number"])
        if shown is None:
            return Verdict(f"shows no. {payload['number']}, which is not in the record before it")
        if found["version"] == 1 and issue.described is None:
            return self._of_version_1(issue, found, facts)
        if found["version"] == 1:
            return Verdict("is of version 1, but the record describes the meeting, as for later versions")
        if issue.described is None:
            return Verdict("prints of the meeting what the record does not say")
        try:
            derived = _derived(issue, *shown, facts_of(issue.described), found["version"])
        except Exception as error:  # A payload may name a zone or a level that there is not.
            return Verdict(f"cannot be derived from the record: {error!r}")
        return Verdict(_difference(found, derived, payload["number"]))

    def _of_version_1(self, issue: Issue, found: Content, facts: Mapping[str, Any] | None) -> Verdict:
        state, hash_ = self.shown[issue.entry["payload"]["number"]]
        given = facts or {**dict.fromkeys(("body", "session", "place", "symbol"), ""), "delegations": {}}
        given = {"starts": "2000-01-01", "ends": "2000-01-01", "time_zone": "UTC", **given}
        try:
            derived = _derived(issue, state, hash_, given, 1)
            alone = _difference(_alone(found), _alone(derived), state.number)
        except (
            Exception
        ) as error:  # Content that has not the members of a document, or a level that there is not.
            return Verdict(f"cannot be derived from the record: {error!r}")
        if alone is not None or facts is None or found == derived:
            return Verdict(alone, NAMES_NOT_ON_RECORD)
        return Verdict(None, f"{NAMES_NOT_ON_RECORD}, and are not those that the meeting has now")


def _read(data: bytes) -> dict[str, Any] | str:
    """The entry that the bytes are, or what is wrong with them."""
    try:
        entry = json.loads(data)
        right = isinstance(entry, dict) and entry.keys() == _ENTRY
        strings = ("text", "time", "person", "command", "kind", "previous")
        right = right and all(isinstance(entry[name], str) for name in strings)
        right = right and type(entry["number"]) is int and isinstance(entry["payload"], dict)
        if not right:
            return "Its bytes are no entry."
        if canonical(entry) != data:
            return "Its bytes are not in the one form that entries are written in."
    except (ValueError, RecursionError):
        return "Its bytes are no entry."
    return dict(entry)


def _read_content(content: bytes) -> Content | str:
    """The document that the bytes are, or what is wrong with them."""
    try:
        found = json.loads(content)
        if not isinstance(found, dict) or type(found.get("version")) is not int:
            return "is no status document"
        if canonical(found) != content:
            return "is not in the one form that documents are written in"
    except (ValueError, RecursionError):
        return "is no status document"
    if not 1 <= found["version"] <= VERSION:
        return f"is of version {found['version']}, which this program does not know"
    return found


def _derived(issue: Issue, state: State, head_hash: str, facts: Mapping[str, Any], version: int) -> Content:
    payload = issue.entry["payload"]
    return status_document(
        state,
        facts,
        as_of=payload["as_of"],
        issued_at=issue.entry["time"],
        sequence=payload["sequence"],
        head_hash=head_hash,
        level=payload["level"],
        version=version,
    )


def _difference(found: Content, derived: Content, number: int) -> str | None:
    """The members of a document that differ from the record, by name."""
    other = sorted(name for name in found.keys() | derived.keys() if found.get(name) != derived.get(name))
    if not other and found.keys() == derived.keys():
        return None
    return f"does not show what the record says at no. {number}: {', '.join(other)}"


def _alone(content: Content) -> Content:
    """The members of a document of version 1 that come from the record alone."""
    masthead = {key: value for key, value in content["masthead"].items() if key not in _MASTHEAD_OF_VERSION_1}
    # In brackets after a paragraph stand its level, and whom it is pending by name.
    blocks = [{**block, "note": block["note"].partition("; pending ")[0]} for block in content["blocks"]]
    rest = {name: value for name, value in content.items() if name not in _FACTS_OF_VERSION_1}
    return {**rest, "masthead": masthead, "blocks": blocks}


def registry_differs(described: Mapping[str, Any], given: Mapping[str, Any]) -> list[str]:
    """
    What a meeting is said to be elsewhere, otherwise than its record describes it: names of facts, and codes of
    delegations. Both as docs/FORMATS.md has `Described`; the order of delegations is no difference.
    """
    facts, known = described["meeting"], given["meeting"]
    found = [name for name in facts if facts[name] != known.get(name)]
    ours, theirs = ({one["code"]: one for one in each["delegations"]} for each in (described, given))
    return found + sorted(code for code in ours.keys() | theirs.keys() if ours.get(code) != theirs.get(code))


_HEAD: Final = re.compile(r"(?:(?P<number>\d+):)?(?P<digits>[0-9a-f]{8,64})")


def head_fault(head: str, hashes: Iterable[tuple[int, str]]) -> str | None:
    """
    What is wrong where somebody kept a head of a record as it was printed: hexadecimal digits, eight at least, with the
    number before them or not (`1038:9f3a41c7e0d2`). `hashes`: of all entries of the record, by number.
    """
    bare = re.sub(r"[\s\u00a0]", "", head).lower()
    wanted = _HEAD.fullmatch(bare)
    if wanted is None:
        return f"“{head}” is no head: write NUMBER:DIGITS, or the digits alone, eight at least."
    number, last = wanted["number"], 0
    for last, hash_ in hashes:
        matches = hash_.startswith(wanted["digits"])
        if matches and number in (None, str(last)):
            return None
        if number == str(last):
            return f"No. {number} has another hash than the head that was kept: the record was rewritten."
    if number is None:
        return "No entry has the head that was kept: the record was cut off or rewritten."
    return f"The record ends with no. {last}, but no. {number} was in it: it was cut off."
''',
    "tools": r'''''',
    "tools.third_party": r'''"""The verifier of a third party: Python's own library, and the rules of server/domain."""
''',
    "tools.third_party.archive": r'''"""The archive of a meeting (`flask meeting export`)."""

import hashlib
import json
import zipfile
from typing import Any, Final

from server.domain.snapshot import facts_of
from server.domain.verifying import head_fault, registry_differs
from tools.third_party import pdf
from tools.third_party.reading import json_of, read
from tools.third_party.records import Kept, Proved, check_kept, numbers_shown, walked

_MEETING: Final = frozenset(
    (
        "body",
        "ends",
        "id",
        "language",
        "place",
        "public",
        "session",
        "slug",
        "starts",
        "symbol",
        "texts",
        "time_zone",
    )
) | {"title"}
_TEXT: Final = frozenset(
    ("archived", "direction", "hash", "id", "language", "meeting", "number", "time", "title")
)
_PERSON: Final = frozenset(("name", "role", "delegation"))


def verify(path: str, kept: list[Kept], head: str | None) -> list[str]:
    """Answers with what holds, a line a text; raises ValueError at the first that does not."""
    with zipfile.ZipFile(path) as archive:
        names = _verify_sums(archive)
        meeting = _meeting(archive)
        folders = sorted({name.split("/")[1] for name in names if name.startswith("texts/")})
        if folders != sorted(text["id"] for text in meeting["texts"]):
            raise ValueError("meeting.json: it names other texts than there are")
        _verify_people(archive)
        proved, said = [], []
        for text in meeting["texts"]:
            one, lines = _verify_text(archive, names, meeting, text)
            proved.append(one)
            said += lines
        _verify_names(names, proved)
    for each in kept:
        said += _check_kept(each, proved)
    if head is not None:
        faults = [head_fault(head, one.hashes) for one in proved]
        if faults and all(faults):
            raise ValueError("; ".join(sorted({str(fault) for fault in faults})))
    return [*said, f"{len(names)} files and {len(proved)} texts hold"]


def _verify_sums(archive: zipfile.ZipFile) -> set[str]:
    """The names of all files but the sums themselves."""
    if "SHA256SUMS" not in archive.namelist():
        raise ValueError("SHA256SUMS: it is missing, or this is no archive of Adref")
    lines = archive.read("SHA256SUMS").decode(errors="replace").splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    if len(lines) != len(sums) or sorted([*sums, "SHA256SUMS"]) != sorted(archive.namelist()):
        raise ValueError("SHA256SUMS: it names other files than there are")
    for name, digest in sums.items():
        if hashlib.sha256(archive.read(name)).hexdigest() != digest:
            raise ValueError(f"{name}: it is not as it was written")
    return set(sums)


def _json(archive: zipfile.ZipFile, name: str) -> dict[str, Any]:
    """A file beside the records, which is written in one form."""
    if name not in archive.namelist():
        raise ValueError(f"{name}: it is missing")
    data = archive.read(name)
    found = json_of(data, name)
    if not isinstance(found, dict):
        raise ValueError(f"{name}: it is not what Adref writes")
    if data != json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n":
        raise ValueError(f"{name}: it is not in the one form that it is written in")
    return found


def _meeting(archive: zipfile.ZipFile) -> dict[str, Any]:
    meeting = _json(archive, "meeting.json")
    with read("meeting.json"):
        # Archives of version 0.1.0 do not say whether a text is archived.
        right = meeting.keys() == _MEETING and all(
            text.keys() | {"archived"} == _TEXT and text["meeting"] == meeting["id"]
            for text in meeting["texts"]
        )
    if not right:
        raise ValueError("meeting.json: it has other members than a meeting has")
    return meeting


def _verify_people(archive: zipfile.ZipFile) -> None:
    for person, one in _json(archive, "people.json").items():
        if not isinstance(one, dict) or one.keys() != _PERSON:
            raise ValueError(f"people.json: {person} has other members than a person has")


def _verify_names(names: set[str], proved: list[Proved]) -> None:
    """That every file is there that belongs into an archive, and no other."""
    expected = {"README.txt", "verify_record.py", "meeting.json", "delegations.json", "people.json"}
    for one in proved:
        folder = f"texts/{one.walk.text}/"
        expected.add(f"{folder}record.jsonl")
        for issue in one.walk.issues:
            number = issue.entry["payload"]["sequence"]
            expected |= {f"{folder}documents/{number}.{form}" for form in ("json", "docx", "pdf")}
    if missing := sorted(expected - names):
        raise ValueError(f"{missing[0]}: it is missing")
    if other := sorted(names - expected):
        raise ValueError(f"{other[0]}: no such file belongs into an archive")


def _verify_text(
    archive: zipfile.ZipFile, names: set[str], meeting: dict[str, Any], facts: dict[str, Any]
) -> tuple[Proved, list[str]]:
    folder = f"texts/{facts['id']}/"
    if f"{folder}record.jsonl" not in names:
        raise ValueError(f"{folder}record.jsonl: it is missing")
    with archive.open(folder + "record.jsonl") as lines:
        numbers = numbers_shown(lines)
    with archive.open(folder + "record.jsonl") as lines:
        proved = walked(lines, numbers, f"{folder}record.jsonl, ")
    walk = proved.walk
    walk.text = walk.text or facts["id"]
    if (walk.text, walk.number, walk.hash) != (facts["id"], facts["number"], facts["hash"]):
        raise ValueError(f"{folder}record.jsonl: meeting.json tells of another record")
    _verify_facts(archive, proved, meeting, facts)
    said = _verify_documents(archive, names, proved, folder, meeting)
    documents = len(walk.issues)
    holds = f"{facts['id']}: {walk.number} entries and {documents} documents hold; the head is {walk.hash}"
    return proved, [*said, holds]


def _verify_facts(
    archive: zipfile.ZipFile, proved: Proved, meeting: dict[str, Any], facts: dict[str, Any]
) -> None:
    """Holds the files beside the record against its end."""
    state = proved.walk.state
    if state is None:
        return
    for name in ("title", "language", "direction"):
        if facts[name] != getattr(state, name):
            raise ValueError(f"meeting.json: the {name} of {facts['id']} is not what its record says")
    # Archives of version 0.1.0 do not say it.
    if facts.get("archived", False) is not (state.archived is not None):
        raise ValueError(f"meeting.json: the record of {facts['id']} says otherwise of its being archived")
    # The record of an archived text is not gone on with when the meeting changes.
    if state.described is not None and state.archived is None:
        other = registry_differs(state.described, _described(archive, meeting))
        if other:
            raise ValueError(
                f"meeting.json, delegations.json: the record says otherwise of {', '.join(other)}"
            )


def _described(archive: zipfile.ZipFile, meeting: dict[str, Any]) -> dict[str, Any]:
    listed = _json(archive, "delegations.json")
    with read("delegations.json"):
        return {"meeting": meeting, "delegations": [{"code": code, **one} for code, one in listed.items()]}


def _verify_documents(
    archive: zipfile.ZipFile, names: set[str], proved: Proved, folder: str, meeting: dict[str, Any]
) -> list[str]:
    issues = proved.walk.issues
    issued = {f"{folder}documents/{issue.entry['payload']['sequence']}.json": issue for issue in issues}
    if issued.keys() != {name for name in names if name.startswith(folder) and name.endswith(".json")}:
        raise ValueError(f"{folder}documents: there are others than were issued")
    given, said = facts_of(_described(archive, meeting)), []
    for name, issue in issued.items():
        content = archive.read(name)
        if hashlib.sha256(content).hexdigest() != issue.entry["payload"]["digest"]:
            raise ValueError(f"{name}: no such document was issued")
        verdict = proved.walk.document(issue, content, given)
        if verdict.fault is not None:
            raise ValueError(f"{name}: it {verdict.fault}")
        if verdict.remark is not None:
            said.append(f"{name}: {verdict.remark}")
        _verify_pdf(archive, names, f"{name.removesuffix('.json')}.pdf", content)
    return said


def _verify_pdf(archive: zipfile.ZipFile, names: set[str], name: str, content: bytes) -> None:
    """Holds what a PDF carries against what was issued. Those of version 0.1.0 carry nothing."""
    if name not in names:
        return
    with read(name):
        carried = pdf.attached(archive.read(name), name)
        if carried is None and json.loads(content)["version"] > 1:
            raise ValueError(f"{name}: it carries no content")
    if carried not in (None, content):
        raise ValueError(f"{name}: it carries another content than was issued")


def _check_kept(kept: Kept, proved: list[Proved]) -> list[str]:
    """A document that somebody kept: of which text it is, it says itself."""
    faults = []
    for one in proved:
        try:
            return check_kept(kept, one)
        except ValueError as fault:
            faults.append(fault)
    # Of one text the digest was found, or of none: what is said of that is the longest.
    raise max(faults, key=lambda fault: len(str(fault)), default=ValueError(f"{kept.name}: there is no text"))
''',
    "tools.third_party.main": r'''"""Verifies a record and its documents as a third party would: with nothing but this file and Python.

    python verify_record.py ARCHIVE.zip [DOCUMENT …]
    python verify_record.py RECORD.jsonl [DOCUMENT …]
    python verify_record.py DOCUMENT.pdf

Each line of a record is an entry with its hash. The hash is SHA-256 over the entry without it, written with names
sorted, no white space, in UTF-8; "previous" is the hash of the entry before (64 zeros for the first). The text is
folded from its entries again, and each document is derived from it again: all that a document says must follow from
the record up to the number and hash ("head") that it prints.

A document is the exact JSON of a status document, or its PDF, which carries that JSON as an attachment. Whoever kept a
document, or the number and head that any document prints (--head 1038:9f3a41c7e0d2), finds with it a record that was
cut off or written again.

An archive of a meeting is a zip in which every file has the SHA-256 that `SHA256SUMS` says, every record ends where
`meeting.json` says, and every document that a record issued is there as JSON, Word and PDF, and no other file. The
names of people, the Word files and the pages of a PDF are in no record: of them the sums alone are compared.
"""

import argparse
import sys
import zipfile
from pathlib import Path

from tools.third_party import archive, pdf, records
from tools.third_party.reading import read
from tools.third_party.records import Kept

FAULTS = (ValueError, OSError)


def main(arguments: list[str]) -> list[str]:
    """The checks that hold, a sentence each. Raises one of FAULTS at the first that does not."""
    options = _parser().parse_intermixed_args(arguments)
    named = [*options.files, *options.pdf]
    if not named:
        raise ValueError("Name an archive, a record or a document.")
    first, *others = named
    if pdf.is_pdf(first):
        return [line for name in named for line in pdf.alone(name, options.digest)]
    kept = [_kept(name) for name in others]
    with read(first):
        if zipfile.is_zipfile(first):
            return archive.verify(first, kept, options.head)
        if _begins_as_a_zip(first):
            raise ValueError(f"{first}: it is a damaged archive")
        return records.verify(first, kept, options.head)


def _begins_as_a_zip(name: str) -> bool:
    with Path(name).open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def _kept(name: str) -> Kept:
    data = Path(name).read_bytes()
    return Kept(name, pdf.content_of(name) if pdf.is_pdf(name) else data)


def _parser() -> argparse.ArgumentParser:
    # Written out by hand above: a second description would drift from it.
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, usage=argparse.SUPPRESS
    )
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--head", help="a head that somebody kept: NUMBER:DIGITS, or eight digits or more")
    parser.add_argument("--pdf", action="append", default=[], metavar="FILE", help="the PDF of a document")
    parser.add_argument("--digest", help="the digest as it is printed, where the PDF cannot be read")
    return parser


def run() -> None:
    """The program: what holds is printed, and what does not ends it with a sentence and exit code 1."""
    try:
        for line in main(sys.argv[1:]):
            print(line)  # noqa: T201  # It speaks to whoever runs it.
    except FAULTS as fault:
        sys.exit(f"It does not hold: {fault}")
''',
    "tools.third_party.pdf": r'''"""
The PDF of a status document: the content that it carries, and the digest that it prints.

This reads what Adref writes and no other PDF: objects that follow each other, compressed streams, fonts that say which
characters their glyphs are. A file that was added to afterwards is not read, since it may show something else.
"""

import hashlib
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from server.domain.canonical import canonical
from tools.third_party.reading import json_of, read

_OBJECT: Final = re.compile(rb"\s*(\d+) 0 obj\s*")
_LENGTH: Final = re.compile(rb"/Length (\d+)")
# Parentheses that are balanced may stand in a string as they are.
_PLAIN: Final = rb"\((?P<plain>(?:\\.|[^\\()]|\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\))*)\)"
_STRING: Final = re.compile(rb"/(?P<font>\w+) [\d.]+ Tf|" + _PLAIN + rb"|<(?P<hex>[0-9A-Fa-f]+)>", re.DOTALL)
_ESCAPE: Final = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPED: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_BEGIN: Final = re.compile(rb"%PDF-1\.\d\s+%[\x80-\xff]+\s+(?=1 0 obj)")
_END: Final = re.compile(
    rb"\s*xref\s+0 \d+\s+((?:\d{10} \d{5} [fn]\s+)+)trailer\s*<<[^%]*>>\s*startxref\s+\d+\s+%%EOF\s*"
)
_PLACE: Final = re.compile(rb"(\d{10}) \d{5} ([fn])")
_PAIR: Final = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_DIGEST: Final = re.compile(r"content:([0-9a-f]{64})")
_HEAD: Final = re.compile(r"no\.(\d+):([0-9a-f]{64})")

Objects = dict[int, tuple[bytes, bytes]]
"""By number: what stands before the stream, and the stream as it is read."""


def is_pdf(name: str) -> bool:
    """Whether a file says that it is a PDF."""
    with Path(name).open("rb") as file:
        return file.read(5) == b"%PDF-"


def content_of(name: str) -> bytes:
    """The content that a PDF carries. Raises ValueError where there is none."""
    found = attached(Path(name).read_bytes(), name)
    if found is None:
        raise ValueError(f"{name}: it carries no content: it is older, or no status document of Adref")
    return found


def attached(data: bytes, name: str) -> bytes | None:
    """The one file that is attached, or none. Raises ValueError for a PDF that is not as Adref writes it."""
    with read(name):
        objects = _objects(data, name)
    files = [stream for said, stream in objects.values() if re.search(rb"/EmbeddedFile\b", said)]
    if len(files) > 1:
        raise ValueError(f"{name}: it carries several files")
    return files[0] if files else None


def alone(name: str, digest: str | None) -> list[str]:
    """
    What a PDF proves by itself: that the content that it carries has the digest that it prints. `digest`: as somebody
    reads it off the page. Raises ValueError where it has another.
    """
    data = Path(name).read_bytes()
    content = content_of(name)
    found = hashlib.sha256(content).hexdigest()
    said = json_of(content, f"{name}, attached")
    if not _is_status(said, content):
        raise ValueError(f"{name}: what it carries is no status document")
    with read(name):
        text = re.sub(r"\s", "", "".join(_text(_objects(data, name))))
    printed, heads = set(_DIGEST.findall(text)), set(_HEAD.findall(text))
    if digest is not None:
        printed.add(re.sub(r"\s", "", digest).lower())
    if printed != {found}:
        raise ValueError(
            f"{name}: it prints the digest {', '.join(sorted(printed)) or 'of nothing'}, not {found}"
        )
    if heads != {(str(said["number"]), said["head"])}:
        raise ValueError(f"{name}: it prints another head than its content says")
    head = f"no. {said['number']}: {said['head']}"
    return [f"{name}: the content that it carries has the digest that it prints, {found}; its head is {head}"]


def _is_status(said: Any, content: bytes) -> bool:
    try:
        right = isinstance(said, dict) and canonical(said) == content
    except ValueError:
        return False
    return right and said.get("document") == "status" and {"number", "head"} <= said.keys()


def _objects(data: bytes, name: str) -> Objects:
    """Every object. Raises ValueError for a file that is not as Adref writes it."""
    found: Objects = {}
    places: dict[int, int] = {}
    begin = _BEGIN.match(data)
    if begin is None:
        raise ValueError(f"{name}: the PDF is not as Adref writes it")
    place = begin.end()
    while (header := _OBJECT.match(data, place)) is not None:
        number, end = int(header[1]), data.find(b"endobj", header.end())
        stream = data.find(b"stream", header.end(), end)
        said = data[header.end() : end if stream < 0 else stream]
        content = b""
        if stream >= 0:
            length = _LENGTH.search(said)
            start = stream + len(b"stream")
            start += 2 if data[start : start + 2] == b"\r\n" else 1
            size = int(length[1]) if length else 0
            content = data[start : start + size]
            end = data.find(b"endobj", start + size)
            if b"/FlateDecode" in said:
                content = zlib.decompress(content)
        if end < 0:
            raise ValueError(f"{name}: the PDF ends too early")
        if number in found:
            raise ValueError(f"{name}: the PDF was changed after it was made")
        found[number], places[number] = (said, content), header.start(1)
        place = end + len(b"endobj")
    if not _ends_with(data[place:], places):
        raise ValueError(f"{name}: the PDF was changed after it was made")
    return found


def _ends_with(rest: bytes, places: dict[int, int]) -> bool:
    """Whether a table follows that says of every object where it is, and nothing after that."""
    end = _END.fullmatch(rest)
    if end is None:
        return False
    listed = {
        number: int(place) for number, (place, used) in enumerate(_PLACE.findall(end[1])) if used == b"n"
    }
    return listed == places


def _text(objects: Objects) -> Iterator[str]:
    """The printed text of the pages, in the order of the file."""
    for said, _ in objects.values():
        if not re.search(rb"/Type\s*/Page\b", said):
            continue
        resources = objects[_named(said, b"Resources")][0]
        fonts = {name: _characters(objects, int(one)) for name, one in _fonts(resources)}
        _, content = objects[_named(said, b"Contents")]
        yield from _shown(content, fonts)


def _named(said: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", said)
    if found is None:
        raise ValueError("the PDF is not as Adref writes it")
    return int(found[1])


def _fonts(resources: bytes) -> list[tuple[bytes, bytes]]:
    listed = re.search(rb"/Font\s*<<(.*?)>>", resources, re.DOTALL)
    return re.findall(rb"/(\w+) (\d+) 0 R", listed[1]) if listed else []


def _characters(objects: Objects, font: int) -> dict[bytes, str]:
    """By glyph: the characters that it stands for."""
    _, table = objects[_named(objects[font][0], b"ToUnicode")]
    return {
        bytes.fromhex(glyph.decode()): bytes.fromhex(letters.decode()).decode("utf-16-be", "replace")
        for glyph, letters in _PAIR.findall(table)
    }


def _shown(content: bytes, fonts: dict[bytes, dict[bytes, str]]) -> Iterator[str]:
    glyphs: dict[bytes, str] = {}
    for found in _STRING.finditer(content):
        if found["font"] is not None:
            glyphs = fonts.get(found["font"], {})
            continue
        shown = bytes.fromhex(found["hex"].decode()) if found["hex"] else _unescaped(found["plain"])
        yield "".join(glyphs.get(shown[at : at + 2], "") for at in range(0, len(shown), 2))


def _unescaped(plain: bytes) -> bytes:
    def one(found: re.Match[bytes]) -> bytes:
        said = found[1]
        return bytes([int(said, 8)]) if said[:1].isdigit() else _ESCAPED.get(said, said)

    return _ESCAPE.sub(one, plain)
''',
    "tools.third_party.reading": r'''"""Reading files that somebody else may have written: what is wrong with one is said, with its name."""

import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

DAMAGE = (LookupError, TypeError, AttributeError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)
"""What reading a file raises that is not what it says that it is."""


@contextmanager
def read(name: str) -> Iterator[None]:
    """What goes wrong in here is said of this file, as a ValueError."""
    try:
        yield
    except DAMAGE as error:
        said = error.args[0] if error.args else error
        raise ValueError(f"{name}: it is damaged, or not what Adref writes: {said}") from error


def json_of(data: bytes, name: str) -> Any:
    """JSON with whole numbers alone, none of its names twice. Raises ValueError."""
    try:
        return json.loads(
            data.decode(), object_pairs_hook=_named_once, parse_float=_no_number, parse_constant=_no_number
        )
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{name}: it cannot be read: {error}") from error


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is there twice")
    return found


def _no_number(said: str) -> NoReturn:
    raise ValueError(f"{said[:40]} is no whole number")
''',
    "tools.third_party.records": r'''"""A record in a file of its own, with documents beside it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from server.domain.canonical import canonical, sha256
from server.domain.verifying import ISSUED, Walk, head_fault
from tools.third_party.reading import json_of


@dataclass(frozen=True)
class Kept:
    """A document that somebody kept: its name, and its exact JSON."""

    name: str
    content: bytes


@dataclass
class Proved:
    """A record that was walked along to its end."""

    walk: Walk
    hashes: list[tuple[int, str]]


def verify(path: str, kept: list[Kept], head: str | None) -> list[str]:
    """A record and documents that somebody kept. Answers with what holds; raises ValueError otherwise."""
    with open(path, "rb") as lines:
        numbers = numbers_shown(lines)
        lines.seek(0)
        proved = walked(lines, numbers)
    if not proved.hashes:
        raise ValueError("the record is empty")
    said = [line for each in kept for line in check_kept(each, proved)]
    if head is not None and (fault := head_fault(head, proved.hashes)):
        raise ValueError(fault)
    walk = proved.walk
    return [*said, f"{walk.number} entries and {len(kept)} documents hold; the head is {walk.hash}"]


def numbers_shown(lines: Iterable[bytes]) -> frozenset[int]:
    """The numbers that issued documents show. Lines that cannot be read are found later."""
    marked = (line for line in lines if ISSUED.encode() in line)
    return frozenset(number for line in marked for number in _shown(line))


def _shown(line: bytes) -> Iterator[int]:
    try:
        number = json.loads(line)["payload"]["number"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return
    if isinstance(number, int):
        yield number


def walked(lines: Iterable[bytes], wanted: frozenset[int], where: str = "") -> Proved:
    """The record, folded. Raises ValueError at the first entry that does not hold."""
    walk, hashes = Walk("", wanted), []
    for number, line in enumerate(lines, start=1):
        entry, claimed = _entry(line, number, where)
        walk.text = walk.text or str(entry.get("text"))
        try:
            data = canonical(entry)
        except ValueError as error:
            raise ValueError(f"{where}no. {number}: it is no entry: {error}") from error
        if sha256(data) != claimed:
            raise ValueError(f"{where}no. {number}: the hash is not that of the entry")
        if line.rstrip(b"\n") != data[:-1] + b',"hash":"' + claimed.encode() + b'"}':
            raise ValueError(f"{where}no. {number}: it is not in the one form that entries are written in")
        fault = walk.take(number, data, claimed)
        if fault is not None:
            raise ValueError(f"{where}no. {number}: {fault}")
        hashes.append((number, claimed))
    return Proved(walk, hashes)


def _entry(line: bytes, number: int, where: str) -> tuple[dict[str, Any], str]:
    entry = json_of(line, f"{where}no. {number}")
    if not isinstance(entry, dict) or not isinstance(entry.get("hash"), str):
        raise ValueError(f"{where}no. {number}: it is no entry")
    return entry, entry.pop("hash")


def check_kept(kept: Kept, proved: Proved) -> list[str]:
    """A document that somebody kept, against a record. Raises ValueError; gives what cannot be told."""
    digest = sha256(kept.content)
    issues = [issue for issue in proved.walk.issues if issue.entry["payload"].get("digest") == digest]
    if not issues:
        raise ValueError(f"{kept.name}: no such document was issued")
    verdict = proved.walk.document(issues[0], kept.content)
    if verdict.fault is not None:
        raise ValueError(f"{kept.name}: it {verdict.fault}")
    return [] if verdict.remark is None else [f"{kept.name}: {verdict.remark}"]
''',
}


class Sources(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the modules of this file, and no others of their names."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name not in SOURCES:
            return None
        package = any(other.startswith(name + ".") for other in SOURCES)
        return importlib.machinery.ModuleSpec(name, self, is_package=package)

    def exec_module(self, module: types.ModuleType) -> None:
        exec(compile(SOURCES[module.__name__], f"<{module.__name__}>", "exec"), module.__dict__)


if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit("This program needs Python 3.11 or later.")
    sys.meta_path.insert(0, Sources())
    from tools.third_party.main import run

    run()
