"""The content of documents (docs/SPEC.md, O1 to O6)."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from server.domain.snapshot import _not_here, canonical, digest, status_document
from tests.support.documents import (
    AS_OF,
    MEETING,
    TextBuilder,
    arabic_text,
    drawn_text,
    rolling_of,
    run,
    status_of,
    words_of,
)
from tests.support.random_texts import AGREED, Told, texts


def test_status_document_has_title_masthead_and_agreed_paragraphs() -> None:
    """O1."""
    content = status_of(drawn_text())
    assert content["title"] == "Agreed paragraphs of the preliminary conclusions and recommendations"
    assert content["status"] == "Status: 7 April, 6 p.m."
    assert content["masthead"] == {
        "body": MEETING["body"],
        "session": "Seventh session",
        "place": "Vienna",
        "days": "Vienna, 6–8 April 2021",
        "symbol": "EG/2021/AP.3",
        "date": "7 April 2021",
        "original": "Original: English",
    }
    assert [(block["marker"], words_of(block), block["note"]) for block in content["blocks"]] == [
        ("I.", "Legislation and frameworks", ""),
        ("11.", "States should develop legislation that remains neutral as to the means used.", ""),
        (
            "13.",
            "Domestic provisions should set out clear safeguards, including oversight by a court.",
            "[agreed ad ref; pending Bolivia (Plurinational State of)]",
        ),
        ("III.", "International cooperation", ""),
        ("A.", "Urgent cases", ""),
        ("22.", "Urgent cases should be marked as such:", ""),
        ("(a)", "In the case of prima facie evidence, first", ""),
    ]
    assert content["footnotes"] == [[{"text": "See the report of the sixth session, paragraph 24."}]]
    assert content["omitted"] == {"below": [], "clean": ["14"], "bracketed": ["12"], "proposed": ["12 bis"]}
    (sentence,) = content["closing"]
    assert sentence == (
        "Not in this document: 1 paragraph clean and not yet agreed (14); 1 paragraph in brackets; 1 paragraph "
        "proposed."
    )


def test_paragraphs_without_a_number_are_counted_and_named_as_such() -> None:
    """O4."""
    omitted: dict[str, list[str]] = {
        "below": [],
        "clean": ["7", "", "8"],
        "bracketed": ["", ""],
        "proposed": [],
    }
    told = "Not in this document: 3 paragraphs clean and not yet agreed (7, 8{}); 2 paragraphs in brackets."
    assert _not_here(omitted, 2) == [told.format(", one without a number")]
    assert _not_here(omitted, 1) == [told.format("")]
    assert _not_here(omitted | {"clean": ["7", "", ""]}, 2)[0].count("(7, 2 without a number)") == 1


def test_status_document_at_the_highest_level_leaves_out_what_is_agreed_below() -> None:
    """O4."""
    content = status_of(drawn_text(), "agreed")
    assert [block["marker"] for block in content["blocks"]] == ["I.", "11.", "III.", "A.", "22.", "(a)"]
    assert content["omitted"]["below"] == ["13"]
    assert "1 paragraph agreed at a lower level (13)" in content["closing"][0]


def test_note_says_what_is_short_of_the_highest_of_any_number_of_levels() -> None:
    """O4."""
    state = TextBuilder().add("p1", "Clean.", "1.", agreed="agreed").state()
    assert [block["note"] for block in status_of(state)["blocks"]] == [""]
    more = replace(state, levels=(*state.levels, {"id": "adopted", "name": "adopted"}))
    assert [block["note"] for block in status_of(more)["blocks"]] == ["[agreed]"]


def test_status_document_at_an_unknown_level_is_an_error() -> None:
    """O4."""
    with pytest.raises(ValueError, match="no level"):
        status_of(drawn_text(), "final")


def test_status_document_of_nothing_agreed_says_so() -> None:
    """O4."""
    content = status_of(TextBuilder().add("p1", "Clean.", "1.").state())
    assert content["blocks"] == []
    assert content["closing"][0] == "No paragraph is agreed."


@given(texts())
@settings(max_examples=150, deadline=None)
def test_status_document_has_what_is_agreed_and_nothing_else(told: Told) -> None:
    """O4: of a paragraph that is not agreed there is not a word, of an agreed one every word, footnotes too."""
    written = canonical(status_of(told.state)).decode()
    hidden = told.of("clean", "bracketed", "proposed", "repair", "withdrawn", "open heading")
    assert [word for word in hidden if word in written] == []
    shown = told.of(*AGREED)
    assert [word for word in shown if word not in written or f"n{word}" not in written] == []


@given(texts())
@settings(max_examples=100, deadline=None)
def test_rolling_text_has_every_paragraph_that_is_not_withdrawn(told: Told) -> None:
    """O6."""
    written = canonical(rolling_of(told.state)).decode()
    shown = told.of(*(shape for shape in told.words if shape != "withdrawn"))
    assert [word for word in shown if word not in written] == []
    assert [word for word in told.of("withdrawn") if word in written] == []


def test_heading_in_brackets_above_an_agreed_paragraph_shows_its_number_only() -> None:
    """O5."""
    text = TextBuilder()
    from_eu = {"id": "xh", "parent": None, "kind": "wording", "sponsors": ["EU"], "set": None, "place": None}
    text.add("h1", [run("Disputed title", delete="xh")], "I.", "heading", proposals=[from_eu])
    text.add("p1", "Agreed.", "1.", agreed="agreed")
    block = status_of(text.state())["blocks"][0]
    assert (block["marker"], words_of(block)) == ("I.", "[heading not agreed]")


@pytest.mark.parametrize("withdrawn", [False, True])
def test_heading_that_is_only_proposed_stands_above_nothing_agreed(withdrawn: bool) -> None:
    """K17, O5: the agreed paragraph stands under the heading of before; documents of version 1 keep their rule."""
    text = TextBuilder()
    from_us = {
        "id": "xh",
        "parent": None,
        "kind": "paragraph",
        "sponsors": ["US"],
        "set": None,
        "place": None,
    }
    text.add("h1", "Legislation", "I.", "heading")
    text.add("p4", "Open:", "4.")
    marks: dict[str, Any] = {"marks": {"ins": "xh"}, "proposals": [from_us], "withdrawn": withdrawn}
    text.add("h2", [run("Payment", ins="xh")], "II.", "heading", **marks)
    text.add("p4a", "Agreed.", "(a)", "lettered", depth=2, agreed="agreed")
    state = text.state()
    printed = [(block["marker"], words_of(block)) for block in status_of(state)["blocks"]]
    assert printed == [("I.", "Legislation"), ("4 (a)", "Agreed.")]
    first = status_document(
        state, MEETING, as_of=AS_OF, issued_at=AS_OF, sequence=1, head_hash="0" * 64, version=1
    )
    above = ("I.", "Legislation") if withdrawn else ("II.", "[heading not agreed]")
    assert above in [(block["marker"], words_of(block)) for block in first["blocks"]]


def test_sub_paragraph_of_what_is_not_agreed_is_printed_with_its_whole_label() -> None:
    """O13: it would else seem to belong to the paragraph printed before it."""
    text = TextBuilder()
    text.add("p4", "Agreed.", "4.", agreed="agreed")
    text.add("p5", "States should consider:", "5.")
    text.add("p5a", "The places;", "(a)", "lettered", depth=2, agreed="agreed")
    text.add("p5i", "The hours;", "(i)", "lettered", depth=3, agreed="agreed")
    text.add("p6", "States should ensure:", "6.", agreed="agreed")
    text.add("p6a", "The roads.", "(a)", "lettered", depth=2, agreed="agreed")
    blocks = [
        (block["marker"], block["depth"], words_of(block)) for block in status_of(text.state())["blocks"]
    ]
    assert blocks == [
        ("4.", 1, "Agreed."),
        ("5 (a)", 1, "The places;"),
        ("(i)", 2, "The hours;"),
        ("6.", 1, "States should ensure:"),
        ("(a)", 2, "The roads."),
    ]


def test_rolling_text_draws_brackets_with_attributions() -> None:
    """O6: the words' last space stands after the bracket."""
    block = next(block for block in rolling_of(drawn_text())["blocks"] if block["marker"] == "12.")
    assert words_of(block) == (
        "States [should – EU, Norway: delete] [shall – EU, Norway] preserve electronic data [without undue delay "
        "– Japan][, as appropriate, – Peru] and cooperate [on a voluntary [and reciprocal – Algeria] basis "
        "– G77 and China] with one another."
    )
    marked = [run for run in block["runs"] if run.get("deleted") or run.get("inserted")]
    assert marked[0] == {"text": "should", "deleted": True}
    assert marked[1] == {"text": "shall", "inserted": True}


def test_canonical_bytes_are_the_same_for_the_same_content_and_read_back_whole() -> None:
    """O7."""
    content = status_of(drawn_text())
    assert canonical(content) == canonical(status_of(drawn_text()))
    assert json.loads(canonical(content)) == content
    assert digest(json.loads(canonical(content))) == digest(content)
    assert digest(content) != digest(status_of(drawn_text(), "agreed"))


def test_english_words_in_an_arabic_document_run_left_to_right() -> None:
    """O10."""
    content = status_of(arabic_text())
    assert content["masthead"]["date"] == "\u20667 April 2021\u2069"
    # The place stands before the days, as in English: the line is ours.
    assert content["masthead"]["days"] == "\u2066\u2068Vienna\u2069, \u20666–8 April 2021\u2069\u2069"
    assert content["blocks"][-1]["note"] == (
        "\u2066[agreed ad ref; pending \u2068Bolivia (Plurinational State of)\u2069]\u2069"
    )
