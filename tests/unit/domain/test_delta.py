"""The laws of the wording algebra, by Hypothesis, and its examples."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain import utf16
from server.domain.delta import (
    Delta,
    compose,
    diff,
    drop_without_effect,
    invert,
    length,
    normalise,
    runs,
    slice_,
    transform,
)
from server.domain.delta_diff import MAX_WORDS
from tests.support.delta_vectors import PATH, vectors
from tests.support.deltas import change_for, wording_and_changes, wordings

BASE: Delta = [{"insert": "the Parties shall"}]


def _by(proposal: str, text: str) -> dict[str, Any]:
    return {"insert": text, "attributes": {"ins": proposal}}


def _text(wording: Delta) -> str:
    return "".join(text for text, _ in runs(wording))


@given(wording_and_changes(2))
def test_transform_without_base_converges(case: tuple[Delta, list[Delta]]) -> None:
    wording, (a, b) = case
    one = compose(compose(wording, a), transform(a, b, True))
    other = compose(compose(wording, b), transform(b, a, False))
    assert one == other


@given(wording_and_changes(2))
def test_transform_with_base_converges(case: tuple[Delta, list[Delta]]) -> None:
    """W7: whoever applies first, both come to the same wording."""
    wording, (a, b) = case
    one = compose(compose(wording, a), transform(a, b, True, wording))
    other = compose(compose(wording, b), transform(b, a, False, wording))
    assert one == other


@given(st.data())
def test_compose_is_associative(data: st.DataObject) -> None:
    wording = data.draw(wordings())
    a = data.draw(change_for(wording))
    second = compose(wording, a)
    b = data.draw(change_for(second))
    c = data.draw(change_for(compose(second, b)))
    assert compose(compose(a, b), c) == compose(a, compose(b, c))
    assert compose(wording, compose(a, b)) == compose(second, b)


@given(wording_and_changes(1))
def test_invert_takes_a_change_back(case: tuple[Delta, list[Delta]]) -> None:
    wording, (change,) = case
    changed = compose(wording, change)
    assert compose(changed, invert(change, wording)) == wording
    assert compose(compose(changed, invert(change, wording)), change) == changed


@given(wordings(), wordings())
def test_diff_leads_from_one_to_the_other(a: Delta, b: Delta) -> None:
    assert compose(a, diff(a, b)) == b


@given(wording_and_changes(1))
def test_diff_finds_what_a_change_made(case: tuple[Delta, list[Delta]]) -> None:
    wording, (change,) = case
    changed = compose(wording, change)
    assert compose(wording, diff(wording, changed)) == changed
    assert diff(wording, wording) == []


@given(wording_and_changes(1))
def test_drop_without_effect_keeps_the_effect(case: tuple[Delta, list[Delta]]) -> None:
    """W10."""
    wording, (change,) = case
    dropped = drop_without_effect(change, wording)
    assert compose(wording, dropped) == compose(wording, change)
    assert drop_without_effect(dropped, wording) == dropped


@given(wordings(), st.integers(0, 40), st.integers(0, 40))
def test_slice_and_its_neighbours_make_the_whole(wording: Delta, one: int, other: int) -> None:
    end = length(wording)
    start, stop = sorted((min(one, end), min(other, end)))
    pieces = [*slice_(wording, 0, start), *slice_(wording, start, stop), *slice_(wording, stop, end)]
    assert normalise(pieces) == wording
    assert length(slice_(wording, start, stop)) == stop - start


@settings(max_examples=200)
@given(st.text(st.characters(), max_size=12), st.integers(0, 26), st.integers(0, 26))
def test_utf16_counts_as_the_browser_does(text: str, one: int, other: int) -> None:
    units = text.encode("utf-16-le", "surrogatepass")
    assert utf16.length(text) == len(units) // 2
    start, end = sorted((one, other))
    assert utf16.cut(text, start, end).encode("utf-16-le", "surrogatepass") == units[2 * start : 2 * end]
    assert utf16.join(utf16.cut(text, 0, start), utf16.cut(text, start, 100)) == text


def test_the_functions_leave_their_arguments_alone() -> None:
    wording: Delta = [{"insert": "ab"}, _by("p-aaaa", "c")]
    change: Delta = [{"retain": 1, "attributes": {"bold": True}}, {"insert": "x"}, {"delete": 2}]
    before = json.dumps([wording, change])
    compose(wording, change)
    transform(change, change, True, wording)
    invert(change, wording)
    diff(wording, compose(wording, change))
    drop_without_effect(change, wording)
    assert json.dumps([wording, change]) == before


def test_transform_with_base_keeps_a_word_together_while_it_is_typed() -> None:
    """W7: A types "foo", B types "bar" at the same place, A goes on with "d": not "foobard"."""
    after_foo: Delta = compose(BASE, [{"retain": 4}, _by("p-aaaa", "foo")])
    bar: Delta = [{"retain": 7}, _by("p-bbbb", "bar")]
    d: Delta = [{"retain": 7}, _by("p-aaaa", "d")]
    result = compose(compose(after_foo, bar), transform(bar, d, True, after_foo))
    assert _text(result) == "the foodbarParties shall"
    without = compose(compose(after_foo, bar), transform(bar, d, True))
    assert _text(without) == "the foobardParties shall"


def test_drop_without_effect_where_nothing_is_left_gives_the_empty_change() -> None:
    """W10."""
    wording: Delta = [{"insert": "ab", "attributes": {"bold": True}}]
    change: Delta = [{"retain": 2, "attributes": {"bold": True, "italic": None}}]
    assert drop_without_effect(change, wording) == []


def test_diff_compares_words_and_not_letters() -> None:
    assert diff([{"insert": "States shall act"}], [{"insert": "States should act"}]) == [
        {"retain": 7},
        {"insert": "should"},
        {"delete": 5},
    ]


def test_diff_keeps_arabic_vowel_signs_with_their_letters() -> None:
    change = diff([{"insert": "عَمِلَ كثيرا"}], [{"insert": "عُمِلَ كثيرا"}])
    assert change == [{"insert": "عُمِلَ"}, {"delete": 6}]


def test_diff_compares_ideographs_one_by_one() -> None:
    assert diff([{"insert": "各国应当合作"}], [{"insert": "各国应该合作"}]) == [
        {"retain": 3},
        {"insert": "该"},
        {"delete": 1},
    ]


def test_diff_unites_changes_with_only_a_space_between() -> None:
    change = diff([{"insert": "we shall ensure peace"}], [{"insert": "we should promote peace"}])
    assert change == [{"retain": 3}, {"insert": "should promote"}, {"delete": 12}]


def test_diff_of_marks_alone_touches_no_word() -> None:
    marked: Delta = [
        {"insert": "the "},
        {"insert": "Parties", "attributes": {"del:p-aaaa": True}},
        {"insert": " shall"},
    ]
    assert diff(BASE, marked) == [{"retain": 4}, {"retain": 7, "attributes": {"del:p-aaaa": True}}]


def test_diff_of_long_and_different_wordings_ends() -> None:
    """Beyond the limit of words, clauses are compared, so that nobody can keep the server busy."""
    old: Delta = [{"insert": ", ".join(f"a{n} b{n} c{n}" for n in range(3000))}]
    new: Delta = [{"insert": ", ".join(f"d{n} e{n} f{n}" for n in range(30)) + ", a7 b7 c7"}]
    assert compose(old, diff(old, new)) == new


def test_diff_of_a_long_wording_is_over_words_where_beginning_and_end_are_the_same() -> None:
    words = [f"w{n}" for n in range(MAX_WORDS)]
    other = [*words[:3], "all", *words[4:20], "must", *words[21:]]
    old, new = " ".join(words), " ".join(other)
    assert diff([{"insert": old}], [{"insert": new}]) == [
        {"retain": len("w0 w1 w2 ")},
        {"insert": "all"},
        {"delete": 2},
        {"retain": len(" ".join(words[4:20])) + 2},
        {"insert": "must"},
        {"delete": 3},
    ]


def test_normalise_merges_and_puts_the_insertion_before_the_deletion() -> None:
    change: Delta = [
        {"retain": 1},
        {"retain": 2},
        {"delete": 1},
        {"insert": "a"},
        {"insert": "b"},
        {"retain": 3},
    ]
    assert normalise(change) == [{"retain": 3}, {"insert": "ab"}, {"delete": 1}]


@pytest.mark.parametrize(
    "vector", json.loads(PATH.read_text(encoding="utf-8")), ids=lambda vector: vector["name"]
)
def test_vectors_hold_in_python(vector: dict[str, Any]) -> None:
    """W7, W10: the browser runs the same vectors, in client/src/record/delta.test.ts."""
    wording, a, b = vector["wording"], vector["a"], vector["b"]
    assert transform(a, b, True, wording) == vector["b_over_a"]
    assert transform(b, a, False, wording) == vector["a_over_b"]
    assert transform(a, b, True) == vector["b_over_a_without_base"]
    assert compose(wording, a) == vector["after_a"]
    assert invert(a, wording) == vector["inverted_a"]
    assert drop_without_effect(a, wording) == vector["effective_a"]
    assert length(wording) == vector["length"]


def test_vectors_are_those_that_the_script_writes() -> None:
    assert json.loads(PATH.read_text(encoding="utf-8")) == vectors()
