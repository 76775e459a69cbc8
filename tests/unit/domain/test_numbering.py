"""Labels and markers (docs/SPEC.md, I9 and I10); the client runs the same vectors."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.numbering import (
    ORDINALS,
    Place,
    full_labels,
    label_of,
    next_label,
    read_marker,
    related,
    roman,
    spaced,
)

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).resolve().parents[2] / "vectors" / "numbering.json").read_text("utf-8")
)


@pytest.mark.parametrize("case", VECTORS["labels"], ids=lambda case: case["marker"])
def test_label_of_marker_as_in_vectors(case: dict[str, str]) -> None:
    """I9"""
    assert label_of(case["marker"]) == case["label"]


@pytest.mark.parametrize("case", VECTORS["next"], ids=lambda case: f"{case['relation']} {case['to']}")
def test_next_label_as_in_vectors(case: dict[str, Any]) -> None:
    """I10"""
    found = next_label(case["existing"], case["to"], case["relation"], case["marker"])
    assert list(found) == case["gives"]


def test_related_as_in_vectors() -> None:
    for case in VECTORS["related"]:
        found = related(case["label"])
        assert (found and [found[0], list(found[1])]) == case["gives"]


@pytest.mark.parametrize("case", VECTORS["places"], ids=lambda case: " · ".join(case["gives"].values()))
def test_full_labels_name_the_section_where_numbering_restarts(case: dict[str, Any]) -> None:
    """Y1"""
    assert full_labels(Place(*one) for one in case["order"]) == case["gives"]


PLACES = st.lists(
    st.tuples(st.sampled_from(["1", "2", "A", ""]), st.integers(0, 3), st.sampled_from(["", "Words"])),
    max_size=25,
)


@given(PLACES)
def test_full_labels_are_never_two_times_the_same(order: list[tuple[str, int, str]]) -> None:
    """Y1: of paragraphs, and of headings."""
    places = [Place(f"p-{at}", label, heading, words) for at, (label, heading, words) in enumerate(order)]
    full = full_labels(places)
    assert full.keys() == {place.paragraph for place in places if place.label}
    for headings in (True, False):
        said = [full[place.paragraph] for place in places if place.label and (place.heading > 0) == headings]
        assert len(set(said)) == len(said)


@given(st.lists(st.sampled_from(["after", "instead"]), max_size=60), st.sampled_from(["12", "3 (a)", "OP1"]))
def test_next_label_never_taken_however_many_there_are(relations: list[Any], to: str) -> None:
    """I10"""
    labels = [to]
    for relation in relations:
        label, marker = next_label(labels, to, relation)
        assert label not in labels
        assert marker
        labels.append(label)


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("12 bis. States", "12 bis."),
        ("8.[Decides]", "8."),
        ("(a) that", "(a)"),
        ("OP3 bis alt. Urges", "OP3 bis alt."),
    ],
)
def test_read_marker_takes_what_is_printed_and_no_more(line: str, printed: str) -> None:
    marker = read_marker(line)
    assert marker is not None
    assert (marker.printed, marker.end) == (printed, len(printed))


@pytest.mark.parametrize(
    "line", ["2015 was a year", "(as agreed) that", "5 October", "12.States", "bis", "A. Title", ""]
)
def test_read_marker_none_where_there_is_no_marker(line: str) -> None:
    assert read_marker(line) is None


def test_roman_reads_small_and_capital_numerals() -> None:
    assert [roman(letters) for letters in ("i", "iv", "IX", "xl", "lxvi", "xc", "iix", "abc", "")] == [
        1,
        4,
        9,
        40,
        66,
        90,
        None,
        None,
        None,
    ]


def test_spaced_parts_every_ordinal_from_its_number() -> None:
    assert [spaced(f"Article 3{ordinal}") for ordinal in ORDINALS] == [
        f"Article 3 {ordinal}" for ordinal in ORDINALS
    ]
