"""One block of a source into the payload of a paragraph, and the proof that it can be written as it was read."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from server.domain.brackets import UNATTRIBUTED
from server.domain.delta import Delta
from server.domain.paragraph import FOOTNOTE, HEADING, Paragraph, proposal_from_tabled
from server.exchange import plain_text_attribution as attribution
from server.exchange.plain_text_attribution import Attribution, tabled
from server.exchange.plain_text_blocks import Block, verbatim
from server.exchange.plain_text_emphasis import spans
from server.exchange.plain_text_words import Context, Words, partners, read, tokens, wholly_bracketed
from server.exchange.plain_text_write import words

_BRACKET: Final = re.compile(r"([\[\]])")

Understood = tuple[Words, dict[str, Any]]


def understood(block: Block, context: Context) -> Understood:
    """As `_richest`, with what of the emphasis stays asterisks."""
    taken, payload = _richest(block, context)
    return replace(taken, asterisks=_asterisks(block, taken, context)), payload


def _asterisks(block: Block, taken: Words, context: Context) -> list[str]:
    """The words of emphasis in the source whose asterisks became characters."""
    if not context.markdown or "*" not in block.text:
        return []
    found = tokens(block.text, context)
    emphasised = spans(found)
    kept = sum(op["insert"].count("*") for op in taken.wording if isinstance(op["insert"], str))
    if kept <= found.count("*") - sum(len(span.marks) for span in emphasised):
        return []
    return ["".join(found[span.first : span.last + 1]) for span in emphasised]


def _richest(block: Block, context: Context) -> Understood:
    """
    The richest reading of a block that the exporter gives back as it was; in the end its bare characters.

    The payload lacks what depends on other paragraphs: `paragraph`, `after`, `of` and `relation`.
    """
    readings = _readings(block, context)
    best = next(readings)
    while True:
        written = _written(block, best, context)
        if _squeezed(written) == _squeezed(_expected(block, best)):
            missing = attribution.unmatched_of_paragraph(block.text, context.names)
            return replace(best[0], unmatched=[*best[0].unmatched, *missing]), best[1]
        if _reads_alike(written, block, best, context):
            return replace(best[0], moved=True), best[1]
        poorer = next(readings, None)
        if poorer is None:
            return best
        best = poorer


def _readings(block: Block, context: Context) -> Iterator[Understood]:
    if block.furniture:
        yield _literal(block)
        return
    starred = context.markdown and "*" in block.text
    if not (block.around or block.kind in (HEADING, FOOTNOTE)) and context.names:
        found = tokens(block.text, context)
        by = attribution.of_paragraph(block.text, context.names)
        if by is None and not block.marker and wholly_bracketed(block.text, context):
            by = _outermost(block.text[1:-1].strip(), context)
        # With a bracket that has no partner, another one would close the bracket around the paragraph.
        pairs = partners(found)
        if by is not None and all(at in pairs for at, sign in enumerate(found) if sign in ("[", "]")):
            whole = replace(block, text=by.words)
            yield _owned(whole, context, by, "all" if starred else "none", attribute=True)
    for attribute in (True, False):
        yield _reading(block, context, "all" if starred else "none", attribute)
        if starred:
            yield _reading(block, context, "safe", attribute)
            yield _reading(block, context, "none", attribute)
    yield _reading(verbatim(block), context, "none", False)


def _literal(block: Block) -> Understood:
    # Where a link leads stays as it is; another line's brackets are no characters either.
    parts = [block.text] if block.furniture == "link" else _BRACKET.split(block.text)
    wording: Delta = [{"insert": {"repair": one} if _BRACKET.fullmatch(one) else one} for one in parts if one]
    taken = Words(wording, [], "".join(block.text.split()), "", [], [], [], 0, [])
    return taken, _payload(block, taken, {}, [])


def _reading(block: Block, context: Context, emphasis: Any, attribute: bool) -> Understood:
    if not block.around:
        taken = read(block.text, context, emphasis=emphasis, attribute=attribute)
        return taken, _payload(block, taken, {}, taken.proposals)
    if block.around == "marker":
        found = (
            attribution.clauses(block.by[1:].strip(), context.names)
            if block.by and attribute
            else ((UNATTRIBUTED,), ())
        )
        if found is None or (block.by and not attribute):
            return _reading(verbatim(block), context, emphasis, attribute)
        return _bracketed(block, context, Attribution(block.text, *found), emphasis, attribute)
    if not wholly_bracketed("[" + block.text, context):
        return _reading(verbatim(block), context, emphasis, attribute)
    text = block.text[:-1].strip()
    by = _outermost(text, context) if attribute and context.names else None
    by = by or Attribution(text, (UNATTRIBUTED,), ())
    return _owned(replace(block, text=by.words), context, by, emphasis, attribute=attribute)


def _outermost(text: str, context: Context) -> Attribution | None:
    """Whose a bracket is of which these are all the words, those of brackets within it included."""
    tail = max(text.rfind("["), text.rfind("]")) + 1
    behind = attribution.read(text[tail:], context.names, whole=True)
    if behind is not None:
        # A deletion marks the words of its bracket alone, not what others insert in it (W2).
        return None if behind.delete and tail else replace(behind, words=text[:tail] + behind.words)
    head = next((at for at, sign in enumerate(text) if sign in "[]"), len(text))
    front = attribution.in_front(text[:head], context.names)
    if front is None and not tail:
        return attribution.partly(text, context.names)
    return replace(front, words=front.words + text[head:]) if front else None


def _owned(block: Block, context: Context, by: Attribution, emphasis: Any, *, attribute: bool) -> Understood:
    """A paragraph that is proposed with every word, or of which every word is to go."""
    taken, payload = _bracketed(replace(block, around="opening"), context, by, emphasis, attribute)
    nobody = attribute and by.insert == (UNATTRIBUTED,)
    missing = attribution.unmatched(by.words, context.names) if nobody else by.unmatched
    return replace(taken, unmatched=[*missing, *taken.unmatched]), payload


def _bracketed(block: Block, context: Context, by: Attribution, emphasis: Any, attribute: bool) -> Understood:
    """A paragraph in a bracket as a whole: proposed by some, to be deleted for others."""
    whole = context.mint("x") if by.insert else None
    deleted = context.mint("x") if by.delete else None
    owned = block.around == "opening" and whole is not None
    taken = read(block.text, context, emphasis=emphasis, attribute=attribute, whole=whole, owned=owned)
    proposals = [tabled(whole, None, "paragraph", by.insert)] if whole else []
    proposals += [tabled(deleted, whole, "deletion", by.delete)] if deleted else []
    marks: dict[str, Any] = ({"ins": whole} if whole else {}) | ({f"del:{deleted}": True} if deleted else {})
    named = by.insert != (UNATTRIBUTED,)
    said = f"–{by}" if named else ""
    inside = (block.marker, taken.expected) if block.around == "opening" else (block.marker, "")
    behind = "" if block.around == "opening" else taken.expected
    expected = _squeezed(f"[{''.join(inside)}{said}]{behind}")
    taken = replace(taken, expected=expected, attributed=taken.attributed + named)
    return taken, _payload(block, taken, marks, [*proposals, *taken.proposals])


def _payload(
    block: Block, taken: Words, marks: dict[str, Any], proposals: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "kind": block.kind,
        "depth": block.depth,
        "label": block.label,
        "marker": block.marker,
        "wording": taken.wording,
        "marks": marks,
        "proposals": proposals,
        "reason": None,
    }


def _expected(block: Block, found: Understood) -> str:
    taken, payload = found
    marker = "" if block.note or payload["marks"] else payload["marker"]
    return f"{marker}{taken.expected}"


def _written(block: Block, found: Understood, context: Context) -> str:
    """A paragraph as the exporter writes it."""
    taken, payload = found
    proposals = {one["id"]: proposal_from_tabled(one, 0, "") for one in payload["proposals"]}
    paragraph = Paragraph(
        id="",
        kind=block.kind,
        depth=block.depth,
        label=block.label,
        marker="" if block.note else payload["marker"],
        relation=None,
        of=None,
        wording=taken.wording,
        marks=payload["marks"],
        added=0,
        changed=0,
        proposals=proposals,
    )
    return words(paragraph, markdown=context.markdown, names=str, notes=context.note_names)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _reads_alike(written: str, block: Block, found: Understood, context: Context) -> bool:
    """
    Whether a paragraph differs from its source only in where asterisks stand, as `*[need* for]` does from
    `[*need* for]`, and is the same paragraph when it is read again.
    """
    taken, payload = found
    bare = _squeezed(written).replace("*", "") == _squeezed(_expected(block, found)).replace("*", "")
    if not (bare and context.markdown and not payload["marks"]):
        return False
    again = read(written.removeprefix(payload["marker"]).strip(), context)
    return _shape(again) == _shape(taken)


def _shape(taken: Words) -> list[tuple[Any, ...]]:
    """A wording with the places of its proposals for their ids."""
    places = {one["id"]: place for place, one in enumerate(taken.proposals)}
    shape = []
    for op in taken.wording:
        marks = op.get("attributes", {})
        ids = sorted(places.get(key[4:], -1) for key in marks if key.startswith("del:"))
        formats = sorted({"bold", "italic"} & set(marks))
        shape.append((op["insert"], places.get(marks.get("ins", "")), ids, formats))
    return shape
