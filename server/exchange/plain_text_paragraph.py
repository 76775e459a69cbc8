"""One block of a source into the payload of a paragraph, and the proof that it can be written as it was read."""

from collections.abc import Iterator
from typing import Any

from server.domain.brackets import UNATTRIBUTED
from server.domain.paragraph import Paragraph, proposal_from_tabled
from server.exchange.plain_text_blocks import Block, verbatim
from server.exchange.plain_text_words import Context, Words, read, tabled, wholly_bracketed
from server.exchange.plain_text_write import words

Understood = tuple[Words, dict[str, Any]]


def understood(block: Block, context: Context) -> Understood:
    """The richest reading of a block that the exporter gives back as it was; in the end its bare characters.

    The payload lacks what depends on other paragraphs: `paragraph`, `after`, `of` and `relation`.
    """
    readings = _readings(block, context)
    best = next(readings)
    while not _comes_back(block, best, context) and (poorer := next(readings, None)):
        best = poorer
    return best


def _readings(block: Block, context: Context) -> Iterator[Understood]:
    if block.furniture:
        yield _literal(block)
        return
    starred = context.markdown and "*" in block.text
    for attribute in (True, False) if context.delegations else (False,):
        yield _reading(block, context, "all" if starred else "none", attribute)
        if starred:
            yield _reading(block, context, "safe", attribute)
            yield _reading(block, context, "none", attribute)
    yield _reading(verbatim(block), context, "none", False)


def _literal(block: Block) -> Understood:
    wording = [{"insert": block.text}] if block.text else []
    taken = Words(wording, [], "".join(block.text.split()), "", [], [], [], 0)
    return taken, _payload(block, taken, {}, [])


def _reading(block: Block, context: Context, emphasis: Any, attribute: bool) -> Understood:
    if not block.around:
        taken = read(block.text, context, emphasis=emphasis, attribute=attribute)
        return taken, _payload(block, taken, {}, taken.proposals)
    owned = block.around == "opening"
    if owned and not wholly_bracketed("[" + block.text, context):
        return _reading(verbatim(block), context, emphasis, attribute)
    whole = context.mint("x")
    text = block.text[:-1].strip() if owned else block.text
    taken = read(text, context, emphasis=emphasis, attribute=attribute, whole=whole, owned=owned)
    proposals = [tabled(whole, None, "paragraph", [UNATTRIBUTED]), *taken.proposals]
    return taken, _payload(block, taken, {"ins": whole}, proposals)


def _payload(
    block: Block, taken: Words, marks: dict[str, str], proposals: list[dict[str, Any]]
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


def _comes_back(block: Block, found: Understood, context: Context) -> bool:
    taken, payload = found
    marker = "" if block.note else payload["marker"]
    expected = f"{marker}{taken.expected}"
    if payload["marks"]:
        expected = (
            f"[{marker}{taken.expected}]" if block.around == "opening" else f"[{marker}]{taken.expected}"
        )
    proposals = {one["id"]: proposal_from_tabled(one, 0, "") for one in payload["proposals"]}
    paragraph = Paragraph(
        id="",
        kind=block.kind,
        depth=block.depth,
        label=block.label,
        marker=marker,
        relation=None,
        of=None,
        wording=taken.wording,
        marks=payload["marks"],
        added=0,
        changed=0,
        proposals=proposals,
    )
    written = words(paragraph, markdown=context.markdown, names=str, notes=context.note_names)
    return "".join(written.split()) == "".join(expected.split())
