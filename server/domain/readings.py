"""The readings of a paragraph, each under one assumption: rolling, base, one proposal retained, agreed only.

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
