"""Elements of WordprocessingML: the pieces of which word_out writes a document, where python-docx has none."""

import re
from typing import Any, Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

Run = dict[str, Any]

_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_ROLES: Final = {"bracket": "Bracket", "attribution": "Attribution"}


def element(tag: str, *children: BaseOxmlElement, **attributes: object) -> BaseOxmlElement:
    """``<w:tag w:name="value">`` with the children in it; ``tag`` and the names are without their prefix."""
    made: BaseOxmlElement = OxmlElement(f"w:{tag}")  # type: ignore[assignment]  # Typed as what lxml gives.
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    for child in children:
        made.append(child)
    return made


def words(text: str, tag: str = "t") -> BaseOxmlElement:
    """Text of a run, spaces kept. It is as `characters.shown` has it: XML cannot hold any other."""
    made = element(tag)
    made.text = text
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def runs_of(run: Run, right_to_left: bool) -> list[BaseOxmlElement]:
    """A run of the content, or a ``tab``, ``break``, ``field`` or ``own_number``, as Word's; a field is several."""
    if "footnote" in run:
        return [_superscript(element("footnoteReference", id=run["footnote"]))]
    if "own_number" in run:
        return [_superscript(element("footnoteRef"))]
    if "tab" in run or "break" in run:
        return [element("r", element("tab" if "tab" in run else "br"))]
    if "field" in run:
        return _field(run["field"])
    letters = _letters(run, right_to_left)
    return [element("r", *([element("rPr", *letters)] if letters else []), words(run["text"]))]


def _superscript(inside: BaseOxmlElement) -> BaseOxmlElement:
    return element("r", element("rPr", element("rStyle", val="FootnoteReference")), inside)


def _field(instruction: str) -> list[BaseOxmlElement]:
    """Between its begin and its end a field has its instruction and its last result, which Word makes again."""
    inside = [
        element("fldChar", fldCharType="begin"),
        words(f" {instruction} ", "instrText"),
        element("fldChar", fldCharType="separate"),
        words("1"),
        element("fldChar", fldCharType="end"),
    ]
    return [element("r", one) for one in inside]


def _letters(run: Run, right_to_left: bool) -> list[BaseOxmlElement]:
    """The properties of a run, in the order that the schema asks for."""
    style = _ROLES.get(run.get("role", ""))
    if style is None and (run.get("deleted") or run.get("inserted")):
        style = "Deleted" if run.get("deleted") else "Inserted"
    found = [element("rStyle", val=style)] if style else []
    if run.get("bold") or (run.get("deleted") and run.get("inserted")):
        found += [element("b"), element("bCs")]
    if run.get("italic"):
        found += [element("i"), element("iCs")]
    if run.get("underline"):
        found.append(element("u", val="single"))
    if _runs_right_to_left(run["text"], right_to_left):
        # With this, Word takes the font, the size and the bold of complex scripts.
        found.append(element("rtl"))
    return found


def _runs_right_to_left(text: str, right_to_left: bool) -> bool:
    """It has a letter of such a script, or stands among such letters and has none of another: a bracket, a dash."""
    if _RIGHT_TO_LEFT.search(text):
        return True
    return right_to_left and not any(letter.isalpha() for letter in text)


def table(widths: tuple[int, ...], rows: int, right_to_left: bool) -> BaseOxmlElement:
    """A table without lines but one below its first row; its cells are empty and want a paragraph each."""
    properties = element("tblPr", *([element("bidiVisual")] if right_to_left else []))
    properties.append(element("tblW", w=sum(widths), type="dxa"))
    properties.append(element("tblLayout", type="fixed"))
    # Without this some readers indent the cells, and the masthead would not stand above the text.
    edges = ("top", "left", "bottom", "right")
    properties.append(element("tblCellMar", *(element(edge, w=0, type="dxa") for edge in edges)))
    grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
    made = element("tbl", properties, grid)
    for row in range(rows):
        made.append(element("tr", *(_cell(width, ruled=row == 0) for width in widths)))
    return made


def _cell(width: int, *, ruled: bool) -> BaseOxmlElement:
    properties = element("tcPr", element("tcW", w=width, type="dxa"))
    if ruled:
        line = element("bottom", val="single", sz=10, space=0, color="000000")
        properties.append(element("tcBorders", line))
    gaps = [element(edge, w=80, type="dxa") for edge in ("top", "bottom")]
    properties.append(element("tcMar", *gaps))
    return element("tc", properties)
