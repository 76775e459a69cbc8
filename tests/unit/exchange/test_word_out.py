"""Word documents (docs/SPEC.md, O4, O8, O10)."""

import io
import zipfile
from typing import Any

import docx
from docx.oxml.ns import qn
from hypothesis import given, settings
from lxml import etree

from server.domain.acts.text import MAX_TITLE
from server.exchange.proof import proof_of
from server.exchange.word_out import set_word
from tests.support.documents import TextBuilder, arabic_text, drawn_text, rolling_of, status_of
from tests.support.random_texts import AGREED, Told, texts

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _part(data: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def _text(element: Any) -> str:
    return "".join(one.text or "" for one in element.iter(f"{W}t"))


def _everything(data: bytes) -> str:
    """The characters of every part, however they are marked up."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def test_word_reopens_with_headings_labels_and_notes() -> None:
    """O8."""
    document = docx.Document(io.BytesIO(set_word(status_of(drawn_text()))))
    oversight = "Domestic provisions should set out clear safeguards, including oversight by a court."
    note = "[agreed ad ref; pending Bolivia (Plurinational State of)]"
    assert [(one.style.name, one.text) for one in document.paragraphs if one.style and one.text][:9] == [
        ("Title", "Agreed paragraphs of the preliminary conclusions and recommendations"),
        ("Subtitle", "Status: 7 April, 6 p.m."),
        ("Heading 1", "I. Legislation and frameworks"),
        (
            "Numbered paragraph",
            "11.\tStates should develop legislation that remains neutral as to the means used.",
        ),
        ("Numbered paragraph", f"13.\t{oversight} {note}"),
        ("Heading 1", "III. International cooperation"),
        ("Heading 2", "A. Urgent cases"),
        ("Numbered paragraph", "22.\tUrgent cases should be marked as such:"),
        ("Numbered paragraph", "(a)\tIn the case of prima facie evidence, first"),
    ]
    assert document.core_properties.title == document.paragraphs[0].text


def test_word_has_real_footnotes() -> None:
    """O8."""
    data = set_word(status_of(drawn_text()))
    references = list(_part(data, "word/document.xml").iter(f"{W}footnoteReference"))
    assert [one.get(f"{W}id") for one in references] == ["1"]
    notes = {one.get(f"{W}id"): _text(one) for one in _part(data, "word/footnotes.xml").iter(f"{W}footnote")}
    assert notes["1"] == " See the report of the sixth session, paragraph 24."


def test_word_has_page_numbers_as_fields_on_every_page_and_the_symbol_on_the_next() -> None:
    """O3, O8."""
    content = status_of(drawn_text())
    section = docx.Document(io.BytesIO(set_word(content))).sections[0]
    for footer in (section.footer, section.first_page_footer):
        element = footer._element
        assert [one.text for one in element.iter(f"{W}instrText")] == [" PAGE ", " NUMPAGES "]
        assert content["footer"] in _text(element)
        assert proof_of(content).short in _text(element)
    assert section.different_first_page_header_footer
    assert _text(section.header._element) == "EG/2021/AP.3"
    assert _text(section.first_page_header._element) == ""


def test_word_says_the_whole_head_and_digest() -> None:
    """O7."""
    content = status_of(drawn_text())
    written = _everything(set_word(content))
    assert all(line in written for line in proof_of(content).lines)


def test_word_sets_brackets_and_insertions_bold_and_deletions_struck() -> None:
    """O6, O8: by styles that somebody can change for the whole document."""
    body = _part(set_word(rolling_of(drawn_text())), "word/document.xml")
    found: dict[str, list[str]] = {}
    for run in body.iter(f"{W}r"):
        style = run.find(f"{W}rPr/{W}rStyle")
        if style is not None:
            found.setdefault(style.get(f"{W}val"), []).append(_text(run))
    assert found["Deleted"] == ["should"]
    assert found["Inserted"][:2] == ["shall", "without undue delay"]
    assert found["Attribution"][1:3] == [" – EU, Norway: delete", " – EU, Norway"]
    assert set(found["Bracket"]) == {"[", "]"}


def test_word_is_the_same_bytes_for_the_same_content() -> None:
    """O9."""
    content = status_of(drawn_text())
    assert set_word(content) == set_word(content)


def test_word_in_arabic_runs_right_to_left() -> None:
    """O10."""
    data = set_word(status_of(arabic_text()))
    body = _part(data, "word/document.xml")
    assert all(one.find(f"{W}pPr/{W}bidi") is not None for one in body.iter(f"{W}p"))
    assert body.find(f".//{W}sectPr/{W}bidi") is not None
    bold = next(run for run in body.iter(f"{W}r") if _text(run) == "تتعاون")
    assert [child.tag.removeprefix(W) for child in bold.find(f"{W}rPr")] == ["b", "bCs", "rtl"]
    latin = next(run for run in body.iter(f"{W}r") if "Agreed paragraphs" in _text(run))
    assert latin.find(f"{W}rPr/{W}rtl") is not None
    languages = {one.get(qn("w:bidi")) for one in _part(data, "word/styles.xml").iter(f"{W}lang")}
    assert languages == {"ar-SA"}


def test_word_keeps_spaces_and_shows_what_xml_cannot_hold() -> None:
    """O8."""
    text = TextBuilder().add("p1", "Two  spaces\x0b & <tags> ", "1.", agreed="agreed")
    written = docx.Document(io.BytesIO(set_word(status_of(text.state()))))
    assert written.paragraphs[2].text == "1.\tTwo  spaces\ufffd & <tags> "


def test_word_with_the_longest_title_has_it_whole() -> None:
    """O8: on the page; a property of Word's is shorter."""
    text = TextBuilder("en", "ltr", "É" * MAX_TITLE)
    text.add("p1", "States agree.", "1.", agreed="agreed")
    for content in (status_of(text.state()), rolling_of(text.state())):
        document = docx.Document(io.BytesIO(set_word(content)))
        assert content["title"] in [one.text for one in document.paragraphs]
        assert document.core_properties.title == content["title"][:255]


def test_word_of_three_hundred_paragraphs_has_them_all() -> None:
    """O8."""
    text = TextBuilder()
    for index in range(300):
        text.add(f"p{index:03d}", f"Paragraph with the word w{index:03d}.", f"{index + 1}.", agreed="agreed")
    written = docx.Document(io.BytesIO(set_word(status_of(text.state()))))
    numbered = [
        one.text for one in written.paragraphs if one.style and one.style.name == "Numbered paragraph"
    ]
    assert numbered == [f"{index + 1}.\tParagraph with the word w{index:03d}." for index in range(300)]


@given(texts())
@settings(max_examples=40, deadline=None)
def test_word_of_a_status_document_has_what_is_agreed_and_nothing_else(told: Told) -> None:
    """O4."""
    written = _everything(set_word(status_of(told.state)))
    hidden = told.of("clean", "bracketed", "proposed", "repair", "withdrawn", "open heading")
    assert [word for word in hidden if word in written] == []
    assert [word for word in told.of(*AGREED) if word not in written] == []
