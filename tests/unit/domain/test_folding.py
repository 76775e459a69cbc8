"""What is alike, by the vectors that the browser runs too."""

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain import utf16
from server.domain.folding import fold, fold_name, folded, occurrences

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/folding.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("names", VECTORS["alike"])
def test_names_that_look_alike_are_one(names: list[str]) -> None:
    assert {fold_name(f" {name}\u00a0") for name in names} == {fold_name(names[0])}


@pytest.mark.parametrize("names", VECTORS["alike"])
def test_words_are_found_in_whatever_form_they_are_written(names: list[str]) -> None:
    for words, name in itertools.permutations(names, 2):
        text = f"😀 in {name}, and no more"
        start = text.encode("utf-16-le").index(name.encode("utf-16-le")) // 2
        assert occurrences(text, words) == [(start, start + utf16.length(name))]


@pytest.mark.parametrize("names", VECTORS["different"])
def test_different_letters_stay_different(names: list[str]) -> None:
    assert len({fold_name(name) for name in names}) == len(names)


@pytest.mark.parametrize("vector", VECTORS["occurrences"])
def test_occurrences_are_those_of_the_vectors(vector: dict[str, object]) -> None:
    found = occurrences(str(vector["text"]), str(vector["words"]))
    assert [list(stretch) for stretch in found] == vector["gives"]


@pytest.mark.parametrize("vector", VECTORS["folded"])
def test_folded_is_that_of_the_vectors_with_the_way_back(vector: dict[str, object]) -> None:
    found = folded(str(vector["text"]))
    assert [found.text, list(found.starts), list(found.ends)] == [
        vector["gives"],
        vector["starts"],
        vector["ends"],
    ]


# The first and the last of each range.
COUNT_FOR_NOTHING = (
    "\u0300\u036f\u0483\u0489\u0591\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610\u061a\u0640"
    "\u064b\u065f\u0670\u06d6\u06dc\u06df\u06e4\u06e7\u06e8\u06ea\u06ed\u08d3\u08e1\u08e3\u08ff"
    "\u1ab0\u1aff\u1dc0\u1dff\u20d0\u20ff\ufe20\ufe2f\ufe00\ufe0f\U000e0100\U000e01ef\u00ad"
    "\u034f\u061c\u180e\u200b\u200f\u202a\u202e\u2060\u206f\ufeff"
)


@pytest.mark.parametrize("sign", COUNT_FOR_NOTHING, ids=lambda sign: f"{ord(sign):x}")
def test_sign_that_counts_for_nothing_is_left_out(sign: str) -> None:
    assert fold(f"a{sign}b") == "ab"


@pytest.mark.parametrize("sign", ["®", "¬", "\u0370", "\ufe10"])
def test_sign_beside_those_counts(sign: str) -> None:
    assert len(fold(f"a{sign}b")) == 3


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_unit_of_a_folded_text_leads_into_the_text_it_came_from(text: str) -> None:
    found = folded(text)
    assert len(found.starts) == len(found.ends) == utf16.length(found.text)
    assert list(found.starts) == sorted(found.starts)
    assert all(
        0 <= start < end <= utf16.length(text) for start, end in zip(found.starts, found.ends, strict=True)
    )
    assert fold(found.text) == found.text
