"""Word: a document's content as .docx, with styles of our own, real footnotes, and page numbers as fields.

Paragraph numbers are literal text with a hanging indent: automatic ones change when somebody edits, and the
numbers are what the room says aloud. The same content gives the same bytes.
"""

import io
from typing import Any, Final

from docx import Document
from docx.document import Document as DocumentObject
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph as WordParagraph
from lxml import etree

from server.domain.characters import all_shown
from server.domain.instants import from_instant
from server.domain.snapshot import Content
from server.exchange.proof import Proof, proof_of
from server.exchange.word_template import MARKER_WIDTH, TEXT_WIDTH, repacked, template
from server.exchange.word_xml import Run, element, runs_of, table

_LONGEST: Final = 255
"""Characters of a property of a document."""

_LANGUAGES: Final = {
    "ar": ("w:bidi", "ar-SA"),
    "en": ("w:val", "en-GB"),
    "es": ("w:val", "es-ES"),
    "fr": ("w:val", "fr-FR"),
    "ru": ("w:val", "ru-RU"),
    "zh": ("w:eastAsia", "zh-CN"),
}
_SYMBOL_WIDTH: Final = 2600
_DEEPEST_HEADING: Final = 6


def set_word(content: Content) -> bytes:
    """The content as a Word document."""
    document = Document(template())
    proof = proof_of(content)
    content = all_shown(content)
    writer = _Writer(document, content)
    writer.properties()
    writer.masthead()
    writer.paragraph("Title", [{"text": content["title"]}])
    writer.paragraph("Subtitle", [{"text": content["status"]}])
    for block in content["blocks"]:
        writer.block(block)
    writer.closing(proof)
    writer.page_ends(proof)
    writer.footnotes()
    data = io.BytesIO()
    document.save(data)
    return repacked(data.getvalue())


class _Writer:
    """Writes one content into one open document."""

    def __init__(self, document: DocumentObject, content: Content) -> None:
        self._document = document
        self._content = content
        self._right_to_left: bool = content["direction"] == "rtl"
        # Word counts heading levels from 1 without a leap; a reader of the outline would look for what is missing.
        self._level = 0

    def properties(self) -> None:
        """Title, author and date: when it was issued, or the moment it shows; never the clock."""
        content, core = self._content, self._document.core_properties
        # Word has no longer ones; the page shows both whole.
        core.title, core.author = content["title"][:_LONGEST], content["masthead"]["body"][:_LONGEST]
        core.language = content["language"]
        dated = from_instant(content["issued_at"] or content["as_of"]).replace(tzinfo=None)
        core.created = core.modified = dated
        attribute, code = _LANGUAGES.get(content["language"], ("w:val", content["language"]))
        for lang in self._document.styles.element.iter(qn("w:lang")):
            lang.set(qn(attribute), code)
        if self._right_to_left:
            self._document.sections[0]._sectPr.append(element("bidi"))

    def masthead(self) -> None:
        """Body and symbol above a rule, session and date below it."""
        head = self._content["masthead"]
        lines = [
            [[{"text": head["body"], "bold": True}], [{"text": head["symbol"]}]],
            [[{"text": head["session"]}], [{"text": head["date"]}]],
            [[{"text": head["days"]}], [{"text": head["original"]}]],
        ]
        made = table((TEXT_WIDTH - _SYMBOL_WIDTH, _SYMBOL_WIDTH), 2, self._right_to_left)
        rows = list(made.iter(qn("w:tr")))
        for line, row in zip(lines, (rows[0], rows[1], rows[1]), strict=True):
            for place, (cell, runs) in enumerate(zip(row.iter(qn("w:tc")), line, strict=True)):
                layout = [element("jc", val="right")] if place else []
                cell.append(self._element("Masthead", runs, *layout))
        self._document.element.body.insert(0, made)

    def block(self, block: dict[str, Any]) -> None:
        """A heading, or a paragraph with its number hanging before it and its note after it."""
        runs: list[Run] = list(block["runs"])
        if block["note"]:
            runs.append({"text": f" {block['note']}", "role": "attribution"})
        if block["kind"] == "heading":
            self._level = min(block["depth"], self._level + 1, _DEEPEST_HEADING)
            marker = [{"text": f"{block['marker']} "}] if block["marker"] else []
            self.paragraph(f"Heading{self._level}", marker + runs)
            return
        start = MARKER_WIDTH * (max(block["depth"], 1) - 1)
        if block["marker"]:
            hanging = element("ind", left=start + MARKER_WIDTH, hanging=MARKER_WIDTH)
            self.paragraph("Numbered", [{"text": block["marker"]}, {"tab": True}, *runs], hanging)
        else:
            self.paragraph("Numbered", runs, element("ind", left=start))

    def closing(self, proof: Proof) -> None:
        """Writes which paragraphs the document leaves out, and where it can be proved."""
        for sentence in self._content["closing"]:
            self.paragraph("Closing", [{"text": sentence}])
        for line in proof.lines:
            self.paragraph("Proof", [{"text": line}])

    def page_ends(self, proof: Proof) -> None:
        """At the foot of every page its origin and number; at the head of all but the first, the symbol or title."""
        section = self._document.sections[0]
        running = self._content["masthead"]["symbol"] or self._content["title"]
        self._fill(section.header.paragraphs[0], "Header", [{"text": running}], element("jc", val="right"))
        self._fill(section.first_page_header.paragraphs[0], "Header", [])
        pages: list[Run] = [{"field": "PAGE"}, {"text": " / "}, {"field": "NUMPAGES"}]
        lines = [
            {"text": self._content["footer"]},
            {"tab": True},
            *pages,
            {"break": True},
            {"text": proof.short},
        ]
        for footer in (section.footer, section.first_page_footer):
            self._fill(footer.paragraphs[0], "Footer", lines)

    def footnotes(self) -> None:
        """Into a part of its own; python-docx knows no footnotes and hands it out as bytes."""
        part = self._document.part.part_related_by(RELATIONSHIP_TYPE.FOOTNOTES)
        root = parse_xml(part.blob)
        for number, runs in enumerate(self._content["footnotes"], start=1):
            text = self._element("FootnoteText", [{"own_number": True}, {"text": " "}, *runs])
            root.append(element("footnote", text, id=number))
        part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def paragraph(self, style: str, runs: list[Run], *layout: BaseOxmlElement) -> None:
        """Adds a paragraph at the end, which is before the properties of the section."""
        body = self._document.element.body
        body.insert(len(body) - 1, self._element(style, runs, *layout))

    def _element(self, style: str, runs: list[Run], *layout: BaseOxmlElement) -> BaseOxmlElement:
        """A paragraph; ``layout`` are indent and alignment, which come after style and direction."""
        direction = [element("bidi")] if self._right_to_left else []
        properties = element("pPr", element("pStyle", val=style), *direction, *layout)
        return element("p", properties, *(one for run in runs for one in runs_of(run, self._right_to_left)))

    def _fill(self, paragraph: WordParagraph, style: str, runs: list[Run], *layout: BaseOxmlElement) -> None:
        """Puts a paragraph in the place of the one that a new header or footer begins with."""
        empty = paragraph._p
        parent = empty.getparent()
        if parent is not None:
            parent.replace(empty, self._element(style, runs, *layout))
