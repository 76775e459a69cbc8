"""PDF: a document's content set by typst, tagged, in the fonts that come with the client.

Data goes in as JSON and never as markup, and nothing outside the template and the fonts can be read. The same
content gives the same bytes. Compiling keeps a cache that grows, and computes for up to a second: a server
calls it through ``press``, in a process of its own.
"""

from __future__ import annotations  # typst names its types in a stub only.

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import typst

from server.domain.canonical import canonical
from server.domain.characters import all_shown
from server.domain.instants import from_instant
from server.domain.snapshot import Content
from server.exchange.cannot_set import CannotSet
from server.exchange.glyphs import FONTS, boxed
from server.exchange.pieces import in_pieces
from server.exchange.proof import proof_of
from server.exchange.searchable import FAULTS, searchable

TEMPLATES = Path(__file__).parent / "templates"

# Archival and accessible; where a text cannot be set so, tagged all the same. PDF/A-3 allows what is attached.
_STANDARDS: tuple[list[typst.PDFStandard], ...] = (["a-3a", "ua-1"], ["a-3a"], ["ua-1"], [])


@dataclass(frozen=True)
class Pdf:
    """``standards`` that the file keeps, none of them where it can keep none; ``reason`` why not all."""

    data: bytes
    standards: tuple[str, ...]
    reason: str | None


def set_pdf(content: Content, fonts: Path = FONTS) -> Pdf:
    """The content as a tagged PDF. Raises ``CannotSet``."""
    if not any(fonts.glob("*.ttf")):
        raise CannotSet("The fonts are not there: build the client first (make run does).")
    compiler = typst.Compiler(
        TEMPLATES / "document.typ",
        root=TEMPLATES,
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]),
        sys_inputs={
            "content": json.dumps(boxed(_divided(all_shown(content)), fonts)),
            "proof": json.dumps(asdict(proof_of(content))),
            # Attached in the bytes that its digest is of.
            "attached": canonical(content).decode(),
        },
    )
    reason = None
    for standards in _STANDARDS:
        try:
            data = compiler.compile(format="pdf", pdf_standards=standards, timestamp=_dated(content))
        except typst.TypstError as fault:
            reason = reason or fault.message
            continue
        if isinstance(data, bytes):
            return _made(data, tuple(standards), reason)
    raise CannotSet(f"The document could not be set as PDF: {reason}.")


def _divided(content: Content) -> Content:
    """The content with its runs in pieces."""
    blocks = [block | {"runs": list(in_pieces(block["runs"]))} for block in content["blocks"]]
    return content | {"blocks": blocks, "footnotes": [list(in_pieces(note)) for note in content["footnotes"]]}


def _made(data: bytes, standards: tuple[str, ...], reason: str | None) -> Pdf:
    try:
        return Pdf(searchable(data), standards, reason)
    except FAULTS as fault:
        # As typst made it: whoever searches does not find every word with marks.
        return Pdf(data, standards, reason or f"letters with marks may not be found: {fault}")


def _dated(content: Content) -> datetime:
    """When it was issued, else the moment that it shows; never the clock, so that the bytes are the same."""
    return from_instant(content["issued_at"] or content["as_of"]).astimezone(UTC).replace(microsecond=0)
