"""What a line is: heading, numbered, lettered, joined, page noise (docs/SPEC.md, I3 and I4)."""

from typing import Any

import pytest

from server.exchange.plain_text import Format
from tests.support.texts_in import read, words_of


def shape(source: str, format: Format = "plain") -> list[tuple[Any, ...]]:  # noqa: A002 - as in `parse`.
    return [
        (one["kind"], one["depth"], one["label"], one["marker"], words_of(one))
        for one in read(source, format).paragraphs
    ]


@pytest.mark.parametrize(
    ("line", "label", "marker", "words"),
    [
        ("Article 3 (MEASURES)", "Article 3", "Article 3", "(MEASURES)"),
        ("Article 3 bis", "Article 3 bis", "Article 3 bis", ""),
        ("Annex II", "Annex II", "Annex II", ""),
        ("II. Scope of the measures", "II", "II.", "Scope of the measures"),
        ("A.    DRAFT OUTCOME", "A", "A.", "DRAFT OUTCOME"),
        ("GENERAL PROVISIONS", "", "", "GENERAL PROVISIONS"),
        ("== A. COMPILATION ==", "", "", "== A. COMPILATION =="),
        ("第三条 合作", "第三条", "第三条", "合作"),
        ("Статья 5 Меры", "Статья 5", "Статья 5", "Меры"),
    ],
)
def test_plain_heading_recognised(line: str, label: str, marker: str, words: str) -> None:
    """I3"""
    assert shape(line) == [("heading", 1, label, marker, words)]


@pytest.mark.parametrize(
    "line",
    ["Article 3, paragraph 2, shall apply.", "A. Smith spoke of measures.", "NGO", "I. It was agreed;"],
)
def test_plain_sentence_that_begins_like_a_heading_is_none(line: str) -> None:
    """I3"""
    assert shape(line)[0][0] != "heading"


def test_plain_headings_deepen_in_the_order_of_their_styles() -> None:
    """I3"""
    source = "A. PART ONE\n\nI. Scope\n\nArticle 1\n\nII. Aims\n\nB. PART TWO"
    assert [one[1] for one in shape(source)] == [1, 2, 3, 2, 1]


def test_plain_letters_and_romans_nest_below_numbers() -> None:
    """I3: `(i)` is a letter after `(h)` and otherwise a numeral."""
    source = "5. States should:\n  (a) act;\n    (i) now;\n    (ii) soon;\n  (b) wait.\n6. End."
    assert shape(source) == [
        ("operative", 1, "5", "5.", "States should:"),
        ("lettered", 2, "5 (a)", "(a)", "act;"),
        ("lettered", 3, "5 (a) (i)", "(i)", "now;"),
        ("lettered", 3, "5 (a) (ii)", "(ii)", "soon;"),
        ("lettered", 2, "5 (b)", "(b)", "wait."),
        ("operative", 1, "6", "6.", "End."),
    ]
    letters = shape("1. X:\n" + "\n".join(f"  ({letter}) y;" for letter in "abcdefghij"))
    assert letters[9][:4] == ("lettered", 2, "1 (i)", "(i)")


@pytest.mark.parametrize(
    ("line", "kind", "label"),
    [
        ("12 bis. Decides to act.", "operative", "12 bis"),
        ("6.bis Decides to act.", "operative", "6 bis"),
        ("OP3 bis alt. Decides to act.", "operative", "OP3 bis alt"),
        ("PP2 Recalling its work,", "preambular", "PP2"),
        ("13.2 Option two: act.", "operative", "13.2"),
        ("1.5 per cent of all", "plain", ""),
        ("Recalling its earlier work,", "preambular", "PP1"),
    ],
)
def test_plain_markers_give_kind_and_label(line: str, kind: str, label: str) -> None:
    """I3"""
    assert shape(line)[0][0] == kind
    assert shape(line)[0][2] == label


def test_plain_relation_names_the_paragraph_it_is_related_to() -> None:
    """I9"""
    paragraphs = read("12. A.\n12 bis. B.\n12 bis alt. C.\n12 alt. D.\n9 ter. E.").paragraphs
    ids = [one["paragraph"] for one in paragraphs]
    assert [one["relation"] for one in paragraphs] == [
        None,
        {"kind": "after", "to": ids[0]},
        {"kind": "instead", "to": ids[1]},
        {"kind": "instead", "to": ids[0]},
        None,
    ]


WRAPPED = """\
1.   The meeting recalls that each of its members has agreed to consider the mea-
     sures that are set out below, and that none of them is prejudged by the fact
     that it stands here.
2.   It also notes that nothing in paragraph 1 above is to be read as if it were
     (a) above or below what was agreed; a short note follows.

     Members may wish to reflect.

Albania
Benin
"""


def test_plain_wrapped_lines_joined_into_one_paragraph() -> None:
    """I4"""
    first, second, *rest = [one[4] for one in shape(WRAPPED)]
    assert first.startswith(
        "The meeting recalls that each of its members has agreed to consider the mea-sures that"
    )
    assert first.endswith("is prejudged by the fact that it stands here.")
    assert second.endswith("as if it were (a) above or below what was agreed; a short note follows.")
    assert rest == [
        "Members may wish to reflect.",
        "Albania",
        "Benin",
    ]


def test_plain_lines_of_a_text_that_is_not_wrapped_are_paragraphs() -> None:
    """I4"""
    source = "A first paragraph in one long line. " * 12 + "\nShort one\nAnother short one"
    assert [one[4] for one in shape(source)][1:] == ["Short one", "Another short one"]


def test_plain_marker_alone_on_its_line_takes_the_next() -> None:
    """I4"""
    assert shape("Pp1\n   Recalling its work,") == [("preambular", 1, "PP1", "Pp1", "Recalling its work,")]


CUT = "The members of the body recall that all of the measures which they have"
PAGES = "".join(
    f"BODY ON MATTERS\n{body}\n\n   Page {number} of 3\n\f"
    for number, body in enumerate(
        (
            f"1. {CUT}",
            "taken so far were taken in good faith.",
            "2. End.",
        ),
        1,
    )
)


def test_plain_page_noise_left_out_and_the_cut_paragraph_joined_and_listed() -> None:
    """I4, I17"""
    parsed = read(PAGES)
    assert [words_of(one) for one in parsed.paragraphs] == [
        f"{CUT} taken so far were taken in good faith.",
        "End.",
    ]
    assert [one.text for one in parsed.came if one.left_out == "page"] == [
        "BODY ON MATTERS", "Page 1 of 3", "BODY ON MATTERS", "Page 2 of 3", "BODY ON MATTERS", "Page 3 of 3",
    ]  # fmt: skip
    assert [(one.code, one.paragraph) for one in parsed.repairs] == [
        ("source", None),
        ("page_break", parsed.paragraphs[0]["paragraph"]),
    ]
    assert parsed.repairs[0].advice == "Left out, 6 lines: headers, footers and numbers of pages."


def test_plain_page_noise_comes_in_where_that_is_asked() -> None:
    """I17"""
    assert [words_of(one) for one in read(PAGES, keep=True).paragraphs] == [
        "BODY ON MATTERS", "The members of the body recall that all of the measures which they have", "Page 1 of 3",
        "BODY ON MATTERS", "taken so far were taken in good faith.", "Page 2 of 3", "BODY ON MATTERS", "End.",
        "Page 3 of 3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "source",
    [
        "Page 3 of 10", "- 3 -", "______", "A/1\n\n\fA/1\n\n\fB", "1. Deleted.\n\f2. Deleted.\n\f3. Deleted.\n\f",
        "2.5\n\n2.6", "\n\f".join(f"{page}. One page is as good as another {page}." for page in range(1, 5)),
    ],
)  # fmt: skip
def test_plain_line_that_is_not_repeated_as_noise_comes_in(source: str) -> None:
    """I17"""
    parsed = read(source)
    assert parsed.counts["left_out"] == 0
    assert "".join((one["marker"] + words_of(one)).replace(" ", "") for one in parsed.paragraphs) == "".join(
        source.split()
    )


def test_plain_chinese_lines_joined_without_a_space() -> None:
    """I4"""
    line = "各国应当根据本国法律采取一切适当措施以便加强国际合作并且促进能力建设和技术援助在各个领域之中的进一步发展"
    assert shape(f"{line}\n{line}\n{line}")[0][4] == line * 3


MARKDOWN = """\
---
title: A draft of 7 April
---

# Outcome

Recalling its work,

## Article 2bis *(aims)*

1. First,
   going on:

    1. within;
    2. within too.

    A paragraph of the first.

    1bis. Inserted.

2. Second:
    - a point
(a) a letter

[source]: https://example.org/[x]
"""


def test_markdown_blocks_nest_by_indentation() -> None:
    """I3, I4"""
    assert shape(MARKDOWN, "markdown") == [
        ("heading", 1, "", "", "Outcome"),
        ("preambular", 1, "PP1", "", "Recalling its work,"),
        ("heading", 2, "Article 2 bis", "Article 2bis", "(aims)"),
        ("operative", 1, "1", "1.", "First, going on:"),
        ("operative", 2, "1.1", "1.", "within;"),
        ("operative", 2, "1.2", "2.", "within too."),
        ("plain", 2, "", "", "A paragraph of the first."),
        ("operative", 2, "1 bis", "1bis.", "Inserted."),
        ("operative", 1, "2", "2.", "Second:"),
        ("plain", 2, "", "-", "a point"),
        ("lettered", 1, "(a)", "(a)", "a letter"),
    ]
    assert [(one.line, one.left_out) for one in read(MARKDOWN, "markdown").came if one.left_out] == [
        (1, "front_matter"), (2, "front_matter"), (3, "front_matter"), (25, "link"),
    ]  # fmt: skip
    assert read(MARKDOWN, "markdown").title == "A draft of 7 April"
