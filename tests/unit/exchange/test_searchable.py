"""Letters with marks are found in PDFs, by three readers (docs/SPEC.md, O10a)."""

import importlib
import io
import re
import shutil
import subprocess
import unicodedata
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageFilter
from pypdf import PdfReader

from server.exchange import pdf
from server.exchange.pdf import set_pdf
from server.exchange.searchable import searchable
from tests.support.documents import TextBuilder, drawn_text, status_of
from tests.support.fonts import needs_fonts

pytestmark = needs_fonts

ARABIC = [
    *(
        "المادّة",
        "مُحايِدة",
        "ينبغي",
        "تشريعات",
        "لإنشاء",
        "الأولية",
        "الله",
        "لا",
        "كلّ",
        "كتابٌ",
        "حقّ",
        "ذَلِكَ",
        "للأممِ",
    ),
    *("ينبغي تشريعات", "كتابٌ حقّ", "المادّة مُحايِدة", "ينبغي"),
]
TWO_MARKS = ["مُحَمَّد", "الدُّوَل", "إنَّ", "السُّلْطة", "مُحَمَّد الدُّوَل", "ينبغي"]
CYRILLIC = [
    "за́мок",
    "Росси́я",
    "Прое́кт",
    "сто́ит",
    "госуда́рства",
    "у́же",
    "Ё́лка",
    "ві́льний",
    "государства",
    "ё",
    "й",
]
LATIN = ["Côte", "naïve", "Hawaiʻi", "x̄", "ạ̈"]

TEXTS = [
    ("ar", "rtl", ARABIC),
    ("ru", "ltr", [*CYRILLIC, *LATIN]),
    ("en", "ltr", ["עברית", "אבּג"]),
]


def made(language: str, direction: str, words: list[str]) -> bytes:
    text = TextBuilder(language, direction, " ".join(words[:2]))
    text.add("p1", " ".join(words), "1.", agreed="agreed")
    return set_pdf(status_of(text.state())).data


def in_pdfium(data: bytes, words: list[str]) -> list[str]:
    page = pypdfium2.PdfDocument(data)[0].get_textpage()
    return [word for word in words if page.search(word).get_next() is None]


def in_mupdf(data: bytes, words: list[str]) -> list[str]:
    try:
        mupdf: Any = importlib.import_module("pymupdf")
    except ImportError:
        pytest.skip("MuPDF is not installed (pip install pymupdf)")
    page = mupdf.open(stream=data)[0]
    return [word for word in words if not page.search_for(word)]


def in_poppler(data: bytes, words: list[str]) -> list[str]:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("poppler is not installed (apt-get install poppler-utils)")
    found = subprocess.run([program, "-", "-"], input=data, capture_output=True, check=True).stdout.decode()
    # Its search compares in this form too; of two marks on a letter it gives the second first.
    found = unicodedata.normalize("NFKC", found)
    return [word for word in words if unicodedata.normalize("NFKC", word) not in found]


@pytest.mark.parametrize("reader", [in_pdfium, in_mupdf, in_poppler], ids=["PDFium", "MuPDF", "poppler"])
@pytest.mark.parametrize(("language", "direction", "words"), TEXTS, ids=["ar", "ru", "he"])
def test_words_with_marks_are_found(reader: Any, language: str, direction: str, words: list[str]) -> None:
    """O10a."""
    assert reader(made(language, direction, words), words) == []


@pytest.mark.parametrize("reader", [in_pdfium, in_poppler], ids=["PDFium", "poppler"])
@pytest.mark.parametrize(
    ("language", "direction", "words"),
    [("ar", "rtl", TWO_MARKS), ("en", "ltr", ["שָׁלוֹם", "עברית"])],
    ids=["ar", "he"],
)
def test_letters_with_two_marks_are_found(
    reader: Any, language: str, direction: str, words: list[str]
) -> None:
    """O10a: MuPDF turns the two around; docs/FORMATS.md says so."""
    assert reader(made(language, direction, words), words) == []


@pytest.mark.parametrize("reader", [in_mupdf, in_poppler], ids=["MuPDF", "poppler"])
@pytest.mark.parametrize(
    ("language", "direction", "words"),
    [
        ("ar", "rtl", ["المادّة", "сто́ит", "ينبغي", "Росси́я", "x̄"]),
        ("ru", "ltr", ["сто́ит", "المادّة", "государства", "x̄"]),
    ],
    ids=["ar", "ru"],
)
def test_words_of_the_other_direction_are_found(
    reader: Any, language: str, direction: str, words: list[str]
) -> None:
    """O10a: PDFium turns the parts of such a word around; docs/FORMATS.md says so."""
    assert reader(made(language, direction, words), words) == []


def test_mark_that_is_part_of_another_letter_keeps_its_ink_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """O10a: the dot of ạ is the same outline as that of ẋ̣."""
    test_page_looks_the_same("en", "ltr", ["ạ", "x̣", "ạ̈"], monkeypatch)


def lost(one: Image.Image, other: Image.Image) -> int:
    """Dots of ink of a picture that another has not, nor any beside them: letters may be smoothed otherwise."""
    near = other.filter(ImageFilter.MinFilter(5)).tobytes()
    return sum(ink < 90 and beside > 200 for ink, beside in zip(one.tobytes(), near, strict=True))


@pytest.mark.parametrize(("language", "direction", "words"), TEXTS, ids=["ar", "ru", "he"])
def test_page_looks_the_same(
    language: str, direction: str, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """O10a: the ink of the marks is where it was."""
    after = made(language, direction, words)
    monkeypatch.setattr(pdf, "searchable", lambda data: data)
    pages = [pypdfium2.PdfDocument(data)[0] for data in (made(language, direction, words), after)]
    one, two = (page.render(scale=2, grayscale=True).to_pil() for page in pages)
    assert min(one.tobytes()) < 50
    assert lost(one, two) == lost(two, one) == 0


def test_tags_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """O10a: each piece that the tags name is there, once."""
    named = re.compile(rb"/MCID (\d+)>>BDC")

    def pieces(data: bytes) -> list[list[bytes]]:
        found = (page.get_contents() for page in PdfReader(io.BytesIO(data)).pages)
        return [named.findall(content.get_data()) for content in found if content is not None]

    after = made("ar", "rtl", ARABIC)
    monkeypatch.setattr(pdf, "searchable", lambda data: data)
    assert pieces(after) == pieces(made("ar", "rtl", ARABIC))


def test_file_without_such_letters_stays_as_typst_made_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """O10a."""
    monkeypatch.setattr(pdf, "searchable", lambda data: data)
    data = set_pdf(status_of(drawn_text())).data
    assert searchable(data) is data


def test_what_is_not_as_typst_writes_it_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """O10a: the document is made all the same, and the log says what it lacks."""

    def broken(_data: bytes) -> bytes:
        raise ValueError("another version of typst")

    monkeypatch.setattr(pdf, "searchable", broken)
    made = set_pdf(status_of(drawn_text()))
    assert made.data[:5] == b"%PDF-"
    assert made.reason == "letters with marks may not be found: another version of typst"
