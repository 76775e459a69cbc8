"""Texts in as plain text and Markdown: every character is kept, brackets become marks, the rest is listed (W18).

`decode` and `parse` read, `import_payloads` makes the commands of it, `write` gives the source again. Each
paragraph is written back as soon as it is read: a construct that would come out differently stays as the characters
that it came in with. So that nothing is lost does not depend on how clever the reading is.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from server.domain.acts.importing import MAX_PROPOSALS
from server.domain.acts.placing import MAX_PARAGRAPHS
from server.domain.delta import length
from server.domain.delta_check import MAX_LENGTH, MAX_OPS
from server.domain.folding import fold_name
from server.domain.numbering import related
from server.domain.paragraph import FOOTNOTE, HEADING, KINDS
from server.domain.refusal import Refused
from server.domain.shapes import Level
from server.exchange import plain_text_claims, plain_text_lines, plain_text_markdown
from server.exchange.plain_text_balance import Balance, Repair
from server.exchange.plain_text_blocks import Block
from server.exchange.plain_text_names import Names
from server.exchange.plain_text_paragraph import understood
from server.exchange.plain_text_source import Source, clean, decode
from server.exchange.plain_text_words import Context, Mint, Words, tokens
from server.exchange.plain_text_write import Exported, write

__all__ = ["Came", "Exported", "Parsed", "Repair", "Source", "decode", "import_payloads", "parse", "write"]

Format = Literal["plain", "markdown"]

MAX_IMPORTED: Final = 250
"""Paragraphs in one command: a longer text is imported with several."""
MAX_SIGNS: Final = 2_000
"""Brackets and asterisks in one paragraph: what has more is parted before it costs anything to read."""
MAX_TITLE: Final = 200
_LEFT_OUT: Final = {
    "page": "headers, footers and numbers of pages",
    "front_matter": "what stands before the text, for the program that shows it",
    "directive": "directions to the program that shows the text",
    "link": "addresses to which nothing in the text leads",
    "rule": "lines drawn across the page",
}


@dataclass(frozen=True, slots=True)
class Came:
    """
    A paragraph as it stands in the file, from line `line` on, and the id of what it becomes. Where that is none,
    `left_out` says why: a `Furniture`, or `claim`.
    """

    line: int
    text: str
    paragraph: str | None
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """`paragraphs` are payloads of `paragraph_added` (docs/FORMATS.md), headings among them, footnotes last.

    `counts`: `sections`, `paragraphs`, one for each kind, `brackets` (opening ones), `alternatives` (sets), `crossing`,
    `unclosed`, `unopened`, `deepest`, `attributed`, `footnotes`, `repairs`, `claims`, `left_out` (lines), `moved`
    (emphasis), `characters` (white space aside). `title`: what the source calls itself, for the one who has to name the
    text. `came`: the file, paragraph by paragraph. `unmatched`: names that look like those of delegations and are none,
    with how often.
    """

    title: str
    paragraphs: tuple[dict[str, Any], ...]
    repairs: tuple[Repair, ...]
    counts: dict[str, int]
    came: tuple[Came, ...] = ()
    unmatched: Mapping[str, int] = field(default_factory=dict)


def parse(
    source: str | Source,
    format: Format,  # noqa: A002 - the name that the text's own field has.
    mint: Mint,
    delegations: Mapping[str, str] | None = None,
    *,
    levels: Sequence[Level] = (),
    keep: bool = False,
) -> Parsed:
    """Read a text. It never fails: what is not understood is a plain paragraph.

    `delegations` gives the code for each name, code and alias by which the meeting knows a delegation; attributions
    in brackets are read where all their names are among these. `levels` are the text's levels of agreement. `keep`:
    what would be left out comes in as paragraphs. Ids come from `mint`, see `plain_text_words.Mint`.
    """
    given = source if isinstance(source, Source) else Source(source)
    cleaned = clean(given.text)
    markdown = format == "markdown"
    blocks = (
        plain_text_markdown.blocks(cleaned.text)
        if markdown
        else plain_text_lines.blocks(cleaned.text, keep=keep)
    )
    context = Context(
        mint, markdown, names=Names(delegations or {}), levels=plain_text_claims.known_levels(levels)
    )
    reading = _Import(context, keep=keep)
    reading.take(reading.settle_notes(blocks))
    notes = tuple(Repair(None, "", "source", "", note) for note in (*given.notes, *cleaned.notes))
    repairs = (*notes, *reading.notes_on_source(), *reading.repairs())
    counts = reading.counts() | {"repairs": len(repairs), "characters": len("".join(cleaned.text.split()))}
    paragraphs = tuple(reading.payloads())
    plain_text_claims.settle(paragraphs, MAX_IMPORTED)
    return Parsed(
        _title(blocks, markdown),
        paragraphs,
        repairs,
        counts,
        tuple(reading.came),
        _by_name(reading.unmatched),
    )


def import_payloads(parsed: Parsed, reason: str, after: str | None = None) -> list[dict[str, Any]]:
    """The payloads of `import_paragraphs`, to be sent one after another; `after`: the paragraph that they follow.

    Raises Refused `too_long` before the first is sent if no text has room for all of them.
    """
    if len(parsed.paragraphs) > MAX_PARAGRAPHS:
        raise Refused("too_long", f"A text has room for {MAX_PARAGRAPHS} paragraphs: bring it in in parts.")
    paragraphs = [dict(one) for one in parsed.paragraphs]
    first = next((one for one in paragraphs if one["of"] is None), None)
    if first is not None:
        first["after"] = after
    starts = range(0, len(paragraphs), MAX_IMPORTED)
    return [{"paragraphs": paragraphs[at : at + MAX_IMPORTED], "reason": reason} for at in starts]


def _title(blocks: Sequence[Block], markdown: bool) -> str:
    for block in blocks:
        if block.furniture and block.text.lower().startswith("title:"):
            return block.text[6:].strip(" \"'")[:MAX_TITLE]
    shown = [block for block in blocks if not block.furniture]
    headings = (block for block in shown if block.kind == HEADING and markdown)
    named = next(headings, shown[0] if shown else None)
    return named.source.strip("*[]= ")[:MAX_TITLE] if named else ""


def _is_used(block: Block, links: frozenset[str]) -> bool:
    """Whether words of the text lead to what a block defines: then it is a part of it."""
    found = plain_text_markdown.LINK_TARGET.fullmatch(block.text) if block.furniture == "link" else None
    return found is not None and found["name"].casefold() in links


@dataclass(slots=True)
class _Read:
    """A block that has been read: its paragraph, and its words."""

    payload: dict[str, Any]
    words: Words


class _Import:
    """Blocks into payloads, one after another."""

    def __init__(self, context: Context, *, keep: bool) -> None:
        self._context = context
        self._keep = keep
        self._used: frozenset[str] = frozenset()
        self._read: list[_Read] = []
        self._notes: list[_Read] = []
        self._labels: dict[str, str] = {}
        """Labels to the ids of the latest paragraphs that have them."""
        self._section: dict[str, str] = {}
        """The same in the section at hand."""
        self._balance = Balance()
        self._attributed = 0
        self._moved = 0
        self.came: list[Came] = []
        self.unmatched: Counter[str] = Counter()

    def settle_notes(self, blocks: Sequence[Block]) -> list[Block]:
        """Finds which texts of footnotes are referred to; those that are not become paragraphs that all can see."""
        context = replace(
            self._context, links=frozenset(_links(blocks)) if self._context.markdown else frozenset()
        )
        referred: set[str] = set()
        used: set[str] = set()
        for block in blocks:
            if block.note is None and not block.furniture and "[" in block.text:
                found = tokens(block.text, context)
                referred.update(token[2:-1] for token in found if token.startswith("[^"))
                used.update(token[token.rindex("[") + 1 : -1].casefold() for token in found if "][" in token)
        self._used = frozenset(used)
        notes: dict[str, str] = {}
        settled: list[Block] = []
        for block in blocks:
            name = block.note
            if name is None:
                settled.append(block)
            elif name in notes or name not in referred or not settled:
                settled.append(
                    replace(block, kind="plain", marker=f"[^{name}]:", label="", note=None, stray=name)
                )
            else:
                notes[name] = context.mint("p")
                settled.append(block)
        names = {paragraph: name for name, paragraph in notes.items()}
        self._context = replace(context, notes=notes, note_names=names)
        return settled

    def take(self, blocks: Sequence[Block]) -> None:
        last_in_order = max((at for at, block in enumerate(blocks) if block.note is None), default=-1)
        waiting = [(at < last_in_order, block) for at, block in reversed(list(enumerate(blocks)))]
        while waiting:
            followed, block = waiting.pop()
            if block.furniture and not (self._keep or _is_used(block, self._used)):
                self.came.append(Came(block.line, block.text, None, block.furniture))
            elif halves := self._take(block, followed):
                waiting += [(followed, half) for half in reversed(halves)]

    def _take(self, block: Block, followed: bool) -> tuple[Block, Block] | None:
        """Takes one block; gives it back in two if it is larger than a wording may be."""
        signs = sum(block.text.count(sign) for sign in "[]*")
        if signs > MAX_SIGNS or len(block.text) > MAX_LENGTH:
            return _halves(block)
        words, claim = block.text, None
        if not block.furniture:
            words, claim = plain_text_claims.read(block.text, self._context.levels, self._context.names)
        if claim is not None and not (words or block.marker or block.note):
            if self._read and "claim" not in self._read[-1].payload:
                self._read[-1].payload["claim"] = claim
                self.came.append(Came(block.line, block.source, None, "claim"))
                return None
            words, claim = block.text, None
        taken, payload = understood(replace(block, text=words), self._context)
        large = len(taken.wording) > MAX_OPS or len(payload["proposals"]) > MAX_PROPOSALS
        if large or length(taken.wording) > MAX_LENGTH:
            return _halves(block)
        if claim is not None:
            payload["claim"] = claim
        self._place(block, payload, taken, followed)
        self._balance.take(payload, taken)
        if block.joined:
            self._balance.cut_by_page(payload)
        for name in (block.stray, *taken.undefined):
            if name is not None:
                self._balance.footnote(payload, name)
        for name in taken.unmatched:
            self._balance.unmatched(payload, name)
        self.unmatched.update(taken.unmatched)
        self._balance.unclear(payload, taken)
        self._moved += taken.moved
        self._attributed += taken.attributed
        self.came.append(Came(block.line, block.source, payload["paragraph"]))
        return None

    def _place(self, block: Block, payload: dict[str, Any], taken: Words, followed: bool) -> None:
        """Names a paragraph, and says where it stands and what it relates to."""
        if block.note is not None:
            # Where the source had the text of a footnote before other paragraphs, the exporter puts it there again.
            relation = {"kind": "after", "to": self._last()} if followed else None
            payload |= {"paragraph": self._context.notes[block.note], "after": None, "relation": relation}
            self._notes.append(_Read(payload, taken))
            return
        payload |= {"paragraph": self._context.mint("p"), "after": self._last(), "of": None}
        payload["relation"] = self._relation(payload["label"])
        if payload["kind"] == HEADING:
            self._section = {}
        if label := payload["label"]:
            if label in self._section:
                self._balance.twice(payload)
            self._labels[label] = self._section[label] = payload["paragraph"]
        self._read.append(_Read(payload, taken))

    def _last(self) -> str | None:
        return self._read[-1].payload["paragraph"] if self._read else None

    def _relation(self, label: str) -> dict[str, str] | None:
        found = related(label)
        if found is None:
            return None
        kind, candidates = found
        to = next((self._labels[one] for one in candidates if one in self._labels), None)
        return {"kind": kind, "to": to} if to else None

    def payloads(self) -> Iterator[dict[str, Any]]:
        belongs: dict[str, str] = {}
        for one in self._read:
            for note in one.words.notes:
                belongs.setdefault(note, one.payload["paragraph"])
            yield one.payload
        for one in self._notes:
            one.payload["of"] = belongs[one.payload["marker"]]
            yield one.payload

    def notes_on_source(self) -> Iterator[Repair]:
        """Repairs of the file as a whole: lines that are left out, signs that are written otherwise."""
        left_out: dict[str, list[Came]] = {}
        for one in self.came:
            if one.left_out not in ("", "claim"):
                left_out.setdefault(one.left_out, []).append(one)
        for why, lines in left_out.items():
            counted = "1 line" if len(lines) == 1 else f"{len(lines)} lines"
            yield Repair(None, "", "source", lines[0].text, f"Left out, {counted}: {_LEFT_OUT[why]}.")
        if self._moved:
            yield Repair(
                None,
                "",
                "source",
                "",
                f"Emphasis that crossed a bracket was set within it: {self._moved} times.",
            )

    def repairs(self) -> list[Repair]:
        return self._balance.repairs()

    def counts(self) -> dict[str, int]:
        payloads = [one.payload for one in (*self._read, *self._notes)]
        kinds = Counter(payload["kind"] for payload in payloads)
        sets = {proposal["set"] for payload in payloads for proposal in payload["proposals"]} - {None}
        return {
            "sections": kinds[HEADING],
            "paragraphs": len(self._read) - kinds[HEADING],
            **{kind: kinds[kind] for kind in KINDS if kind not in (HEADING, FOOTNOTE)},
            "footnotes": kinds[FOOTNOTE],
            "alternatives": len(sets),
            "attributed": self._attributed,
            "claims": sum("claim" in payload for payload in payloads),
            "moved": self._moved,
            "left_out": sum(one.left_out not in ("", "claim") for one in self.came),
            **self._balance.counts(),
        }


def _links(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if block.furniture and (found := plain_text_markdown.LINK_TARGET.fullmatch(block.text)):
            yield found["name"].casefold()


def _by_name(said: Mapping[str, int]) -> dict[str, int]:
    """Names with their numbers, each once: as it was written first, for all that are the same name (`TÜRKİYE`)."""
    first: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for name, count in said.items():
        counts[first.setdefault(fold_name(name), name)] += count
    return dict(counts)


def _halves(block: Block) -> tuple[Block, Block]:
    """A block in two, at the white space nearest to its middle."""
    text = block.text
    middle = len(text) // 2
    before, after = text.rfind(" ", 1, middle), text.find(" ", middle)
    at = max(
        (place for place in (before, after) if place > 0),
        key=lambda place: -abs(place - middle),
        default=middle,
    )
    rest = Block("plain", block.depth, text[at:].strip(), furniture=block.furniture, line=block.line)
    return replace(block, text=text[:at].strip(), joined=False), rest
