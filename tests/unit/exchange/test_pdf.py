"""PDFs (docs/SPEC.md, O4, O9, O10, O11)."""

import io
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from pypdf import PdfReader

from server.domain.canonical import sha256
from server.domain.characters import all_shown, fault_in
from server.domain.snapshot import digest
from server.domain.state import State
from server.exchange.cannot_set import CannotSet
from server.exchange.glyphs import missing
from server.exchange.pdf import set_pdf
from server.exchange.pieces import LONGEST, in_pieces
from server.exchange.proof import proof_of
from server.files import VERIFIER
from tests.support.documents import TextBuilder, arabic_text, drawn_text, rolling_of, run, status_of, words_of
from tests.support.fonts import needs_fonts
from tests.support.random_texts import AGREED, Told, texts

pytestmark = needs_fonts


def _text(data: bytes) -> str:
    """What a search in the file finds, white space aside; ligatures of fonts as the letters that they are."""
    found = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", found))


def _root(data: bytes) -> Any:
    return PdfReader(io.BytesIO(data)).trailer["/Root"]


def _roles(element: Any, found: list[str]) -> list[str]:
    """The structure types of the tags, in the order of reading."""
    element = element.get_object()
    if isinstance(element, list):
        for one in element:
            _roles(one, found)
    elif isinstance(element, dict):
        if "/S" in element:
            found.append(str(element["/S"]))
        if "/K" in element:
            _roles(element["/K"], found)
    return found


def test_pdf_is_tagged_archival_and_accessible() -> None:
    """O11."""
    made = set_pdf(status_of(drawn_text()))
    assert (made.standards, made.reason) == (("a-3a", "ua-1"), None)
    root = _root(made.data)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    roles = _roles(root["/StructTreeRoot"]["/K"], [])
    assert [roles.count(role) for role in ("/H1", "/H2", "/Note")] == [2, 1, 1]
    assert b"pdfuaid:part" in made.data


def test_pdf_has_title_and_outline() -> None:
    """O11."""
    reader = PdfReader(io.BytesIO(set_pdf(status_of(drawn_text())).data))
    assert reader.metadata is not None
    assert reader.metadata.title == "Agreed paragraphs of the preliminary conclusions and recommendations"
    titles = [str(entry["/Title"]) for entry in reader.outline if isinstance(entry, dict)]
    assert titles == ["I. Legislation and frameworks", "III. International cooperation"]


def test_pdf_says_every_agreed_paragraph_its_footnote_and_where_it_comes_from() -> None:
    """O3, O4, O7."""
    content = status_of(drawn_text())
    found = _text(set_pdf(content).data)
    wanted = [f"{block['marker']} {words_of(block)}" for block in content["blocks"]]
    wanted += [content["title"], content["footer"], proof_of(content).short, *proof_of(content).lines]
    wanted += ["See the report of the sixth session, paragraph 24.", "EG/2021/AP.3", "1 / 1"]
    flat = [unicodedata.normalize("NFKC", sentence) for sentence in wanted]
    assert [sentence for sentence in flat if sentence not in found] == []


def test_pdf_of_the_rolling_text_says_brackets_and_attributions() -> None:
    """O6."""
    found = _text(set_pdf(rolling_of(drawn_text())).data)
    assert "States [should – EU, Norway: delete] [shall – EU, Norway] preserve" in found
    assert "[agreed ad ref; pending Bolivia (Plurinational State of)]" in found


def test_pdf_is_the_same_bytes_for_the_same_content() -> None:
    """O9."""
    assert set_pdf(status_of(drawn_text())).data == set_pdf(status_of(drawn_text())).data


def test_pdf_in_arabic_can_be_searched() -> None:
    """O10."""
    made = set_pdf(status_of(arabic_text()))
    assert made.standards == ("a-3a", "ua-1")
    assert _root(made.data)["/Lang"] == "ar"
    # The reader of this test puts words in the order of the page; their letters are in that of the language.
    found = _text(made.data).split()
    assert [
        word for word in ["ينبغي", "للدول", "أن", "تضع", "تشريعات"] if not any(word in one for one in found)
    ] == []


EVERYWHERE = "Emoji 😀, a bullet \uf0b7, a check ✔, Hebrew שלום, Korean 한국어, sums ∑ ≤, and \U000200a0."


def test_isolates_of_ours_are_not_drawn() -> None:
    """O10: they order what is in them, and are seen by nobody."""
    content = status_of(arabic_text())
    assert "\u2066" in content["status"]
    assert "\ufffd" not in _text(set_pdf(content).data)
    assert all_shown(content) == content
    assert all_shown("a \u2067 b") == "a \ufffd b"


@pytest.mark.parametrize("state", [EVERYWHERE, f"الكلمة {EVERYWHERE}"])
def test_pdf_with_characters_of_any_script_keeps_the_standards(state: str) -> None:
    """O11: one of another font, and one of no font, are printed without costing the file its standards."""
    content = status_of(TextBuilder().add("p1", state, "1.", agreed="agreed").state())
    made = set_pdf(content)
    assert (made.standards, made.reason) == (("a-3a", "ua-1"), None)
    found = _text(made.data)
    assert [one for one in ("😀", "✔", "U+F0B7", "U+200A0", "∑") if one not in found] == []


def test_invisible_characters_that_are_taken_keep_the_standards() -> None:
    """O11: every space, format character and variation selector that the gate lets in, each between two letters."""
    taken = [
        one
        for one in map(chr, [*range(0xA0, 0xD800), *range(0xE000, 0x110000)])
        if unicodedata.category(one) in ("Cf", "Zs") or "VARIATION SELECTOR" in unicodedata.name(one, "")
        if fault_in(f"a{one}b") is None
    ]
    assert {"\ufeff", "\u1680", "\u0605"} <= set(taken)
    words = " ".join(f"a{one}b" for one in taken)
    made = set_pdf(status_of(TextBuilder().add("p1", words, "1.", agreed="agreed").state()))
    assert (made.standards, made.reason) == (("a-3a", "ua-1"), None)


def test_characters_that_no_font_has_are_told() -> None:
    """O11a: by their code points; what has no glyph anyway is none of them."""
    content = status_of(
        TextBuilder().add("p1", f"{EVERYWHERE} \u2066ok\u2069 x\ufe0f", "1.", agreed="agreed").state()
    )
    assert missing(content) == ["U+200A0", "U+F0B7"]


def test_fonts_are_all_embedded() -> None:
    """O11."""
    reader = PdfReader(io.BytesIO(set_pdf(status_of(drawn_text())).data))
    fonts = [font for page in reader.pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]  # pypdf's types know no dictionaries of resources.
    descriptors = [font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert fonts
    assert all({"/FontFile2", "/FontFile3"} & one.get_object().keys() for one in descriptors)


def test_word_longer_than_a_line_breaks() -> None:
    """O11: nothing is printed beyond the margin, and the digits of the digest stay together."""
    content = status_of(TextBuilder().add("p1", "x" * 300, "1.", agreed="agreed").state())
    data = set_pdf(content).data
    lines = [
        line for line in PdfReader(io.BytesIO(data)).pages[0].extract_text().splitlines() if "xxx" in line
    ]
    assert len(lines) >= 4
    assert max(len(line.replace("\u200b", "")) for line in lines) < 100
    assert digest(content) in _text(data)


@pytest.mark.parametrize("state", [drawn_text(), arabic_text()], ids=["en", "ar"])
def test_pdf_alone_proves_that_it_carries_what_it_prints(state: State, tmp_path: Path) -> None:
    """R34: by the program of a third party, with nothing but Python."""
    content = status_of(state)
    (tmp_path / "document.pdf").write_bytes(set_pdf(content).data)
    said = third_party(tmp_path / "document.pdf")
    assert (said.returncode, said.stderr) == (0, "")
    assert digest(content) in said.stdout
    attachments = PdfReader(tmp_path / "document.pdf").attachments
    assert {name: sha256(b"".join(data)) for name, data in attachments.items()} == {
        "content.json": digest(content)
    }


FORGED: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("attached content", lambda data: data, "prints the digest"),
    (
        "added to",
        lambda data: data + b"\n90 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n",
        "changed after it was made",
    ),
    (
        "no attachment",
        lambda data: data.replace(b"/Type/EmbeddedFile", b"/Type/EmbeddedNone"),
        "carries no content",
    ),
    ("no PDF of ours", lambda _data: b"%PDF-1.7 and so on", "not as Adref writes it"),
]


@pytest.mark.parametrize(("change", "sentence"), [one[1:] for one in FORGED], ids=[one[0] for one in FORGED])
def test_pdf_that_carries_something_else_is_found(
    change: Callable[[bytes], bytes], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R34."""
    content = status_of(drawn_text())
    if sentence == "prints the digest":
        # The pages are of one content, what is attached of another.
        proof = proof_of(content)
        monkeypatch.setattr("server.exchange.pdf.proof_of", lambda _content: proof)
        content = {**content, "title": "Agreed paragraphs of something else"}
    (tmp_path / "document.pdf").write_bytes(change(set_pdf(content).data))
    said = third_party(tmp_path / "document.pdf")
    assert said.returncode == 1
    assert sentence in said.stderr


def test_pdf_of_the_rolling_text_carries_nothing() -> None:
    """R34: it was issued by nobody."""
    assert PdfReader(io.BytesIO(set_pdf(rolling_of(drawn_text())).data)).attachments == {}


def third_party(*arguments: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-I", "-S", str(VERIFIER), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")


def test_pdf_takes_no_markup_from_a_text() -> None:
    """O11: what a delegation types is set as it is typed."""
    typed = '#read("/etc/passwd") *bold* _it_ $x^2$ = heading // no comment \\ #[x] <label> @ref "q" -- ...'
    found = _text(set_pdf(status_of(TextBuilder().add("p1", typed, "1.", agreed="agreed").state())).data)
    assert typed in found


def test_pdf_without_fonts_is_refused_with_a_sentence(tmp_path: Path) -> None:
    """O11."""
    with pytest.raises(CannotSet, match="fonts are not there"):
        set_pdf(status_of(drawn_text()), tmp_path)


def test_pdf_of_three_hundred_paragraphs_has_them_all() -> None:
    """O11."""
    text = TextBuilder()
    for index in range(300):
        text.add(f"p{index:03d}", f"Paragraph with the word w{index:03d}.", f"{index + 1}.", agreed="agreed")
    found = _text(set_pdf(status_of(text.state())).data)
    assert [
        index for index in range(300) if f"{index + 1}. Paragraph with the word w{index:03d}." not in found
    ] == []


@given(texts())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_pdf_of_a_status_document_has_what_is_agreed_and_nothing_else(told: Told) -> None:
    """O4."""
    found = _text(set_pdf(status_of(told.state)).data)
    hidden = told.of("clean", "bracketed", "proposed", "repair", "withdrawn", "open heading")
    assert [word for word in hidden if word in found] == []
    assert [word for word in told.of(*AGREED) if word not in found] == []


_MANY = {
    "one word of Tamil": "நி" * 600,
    "words of Hindi": "हिन्दी भाषा " * 80,
    "Thai": "ภาษาไทยที่" * 80,
    "Arabic with marks": "ا\u064e\u0651لعربيّة " * 90,
    "joined signs": "👩\u200d👩\u200d👧\u200d👦" * 300,
    "words longer than a line": ("x" * 47 + " ") * 600,
    "one word": "x" * 9_000,
}


def test_any_wording_can_be_set() -> None:
    """O16: in a paragraph and a footnote, in one run and in many."""
    text = TextBuilder()
    for place, words in enumerate(_MANY.values()):
        half = len(words) // 2
        runs = [run(words[:half]), {"insert": words[half:], "attributes": {"bold": True}}]
        text.add(f"p{place}", [*runs, {"insert": {"footnote": "n"}}] if place == 0 else runs, f"{place}.")
    text.add("n", _MANY["Thai"], kind="footnote", of="p0").add("h", "தமிழ்" * 120, kind="heading")
    assert set_pdf(rolling_of(text.state())).standards == ("a-3a", "ua-1")


def test_pieces_part_no_letter_from_its_marks() -> None:
    """O16: and lose nothing."""
    for words in (
        "நி" * 9_000,
        "e\u0301\u0302" * 9_000,
        "👩\u200d👧" * 9_000,
        "a " * 9_000,
        "\u0301" * 9_000,
        "",
    ):
        runs: list[dict[str, Any]] = [{"text": words, "bold": True}, {"footnote": 1}, {"text": words}]
        pieces = list(in_pieces(runs))
        assert "".join(one.get("text", "") for one in pieces) == words * 2
        assert all(len(one.get("text", "")) <= LONGEST for one in pieces)
        if words[:1] != "\u0301":
            begins = [one["text"][:1] for one in pieces if one.get("text")]
            assert set(begins) <= {words[:1]}


def test_many_runs_are_cut_too() -> None:
    """O16."""
    cut = [one for one in in_pieces([{"text": "x" * 50}] * 1_000) if one.get("cut")]
    assert 5 <= len(cut) <= 12
