"""W29: what an untrusted Delta may hold, one test for each code."""

from typing import Any

import pytest

from server.domain.delta import Delta, Malformed, check, fits
from server.domain.delta_check import MAX_ATTRIBUTES, MAX_LENGTH, MAX_OPS

P = "p-aaaa"

MALFORMED_CHANGES: list[tuple[str, Any]] = [
    ("not_a_list", {"ops": []}),
    ("not_a_list", None),
    ("not_a_list", "x"),
    ("too_many_ops", [{"insert": "x"}] * (MAX_OPS + 1)),
    ("not_an_op", ["x"]),
    ("not_an_op", [None]),
    ("unknown_key", [{"insert": "x", "colour": "red"}]),
    ("not_one_action", [{}]),
    ("not_one_action", [{"attributes": {}}]),
    ("not_one_action", [{"insert": "x", "delete": 1}]),
    ("not_one_action", [{"retain": 1, "delete": 1}]),
    ("bad_length", [{"retain": True}]),
    ("bad_length", [{"delete": 1.0}]),
    ("bad_length", [{"retain": float("nan")}]),
    ("bad_length", [{"delete": -1}]),
    ("bad_length", [{"retain": 0}]),
    ("bad_length", [{"retain": "1"}]),
    ("bad_length", [{"retain": {"blank": True}}]),
    ("bad_length", [{"retain": MAX_LENGTH + 1}]),
    ("bad_length", [{"retain": 10**40}]),
    ("not_text", [{"insert": 5}]),
    ("not_text", [{"insert": None}]),
    ("not_text", [{"insert": ["x"]}]),
    ("empty_insert", [{"insert": ""}]),
    ("lone_surrogate", [{"insert": "a\ud83d"}]),
    ("lone_surrogate", [{"insert": "\ude00b"}]),
    ("control_character", [{"insert": "a\nb"}]),
    ("control_character", [{"insert": "a\tb"}]),
    ("control_character", [{"insert": "a\x00"}]),
    ("control_character", [{"insert": "a\x7f"}]),
    ("control_character", [{"insert": "é\x85"}]),
    ("control_character", [{"insert": "a\u2028b"}]),
    ("unknown_embed", [{"insert": {}}]),
    ("unknown_embed", [{"insert": {"image": "x"}}]),
    ("unknown_embed", [{"insert": {"blank": 1}}]),
    ("unknown_embed", [{"insert": {"blank": True, "repair": "["}}]),
    ("unknown_embed", [{"insert": {"repair": "("}}]),
    ("unknown_embed", [{"insert": {"repair": ["["]}}]),
    ("unknown_embed", [{"insert": {"footnote": "no"}}]),
    ("unknown_embed", [{"insert": {"footnote": 123456}}]),
    ("unknown_embed", [{"insert": {"footnote": "f-00001\n"}}]),
    ("bad_attributes", [{"insert": "x", "attributes": []}]),
    ("bad_attributes", [{"insert": "x", "attributes": None}]),
    ("attributes_on_delete", [{"delete": 1, "attributes": {"bold": True}}]),
    (
        "too_many_attributes",
        [{"retain": 1, "attributes": {f"del:p-{n:04}": True for n in range(MAX_ATTRIBUTES + 1)}}],
    ),
    ("unknown_attribute", [{"retain": 1, "attributes": {"link": "x"}}]),
    ("unknown_attribute", [{"retain": 1, "attributes": {"del:no": True}}]),
    ("unknown_attribute", [{"retain": 1, "attributes": {"brk:": True}}]),
    ("unknown_attribute", [{"retain": 1, "attributes": {f"mov:{P}": True}}]),
    ("unknown_attribute", [{"retain": 1, "attributes": {f"del:{P}\n": True}}]),
    ("bad_value", [{"retain": 1, "attributes": {"ins": True}}]),
    ("bad_value", [{"retain": 1, "attributes": {"ins": "no"}}]),
    ("bad_value", [{"retain": 1, "attributes": {"bold": 1}}]),
    ("bad_value", [{"retain": 1, "attributes": {"bold": False}}]),
    ("bad_value", [{"retain": 1, "attributes": {f"brk:{P}": "yes"}}]),
    ("null_on_insert", [{"insert": "x", "attributes": {"bold": None}}]),
    ("too_long", [{"insert": "x" * (MAX_LENGTH + 1)}]),
    ("too_long", [{"retain": MAX_LENGTH}, {"insert": "x"}]),
]


@pytest.mark.parametrize(("code", "raw"), MALFORMED_CHANGES)
def test_check_refuses_a_malformed_change_with_its_code(code: str, raw: Any) -> None:
    """W29."""
    with pytest.raises(Malformed) as caught:
        check(raw, wording=False)
    assert caught.value.code == code
    assert caught.value.message.endswith(".")


@pytest.mark.parametrize("character", [chr(n) for n in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))])
def test_check_refuses_every_bidi_override(character: str) -> None:
    """W29."""
    with pytest.raises(Malformed) as caught:
        check([{"insert": f"a{character}b"}], wording=True)
    assert caught.value.code == "bidi_override"


@pytest.mark.parametrize("op", [{"retain": 1}, {"delete": 1}])
def test_check_of_a_wording_refuses_anything_but_insertions(op: dict[str, Any]) -> None:
    with pytest.raises(Malformed) as caught:
        check([{"insert": "x"}, op], wording=True)
    assert caught.value.code == "not_a_wording"


def test_check_takes_what_the_formats_allow() -> None:
    marks = {"ins": P, f"del:{P}": True, f"brk:{P}": True, "bold": True, "italic": True, "underline": True}
    raw = [
        {"insert": "States\u200e \u061c مُحَمَّد 😀", "attributes": marks},
        {"insert": {"footnote": "f-0001"}},
        {"insert": {"blank": True}},
        {"insert": {"repair": "]"}},
        {"retain": 3, "attributes": dict.fromkeys(marks)},
        {"delete": 2},
    ]
    assert check(raw, wording=False) == raw


def test_check_gives_normal_form() -> None:
    raw = [{"insert": "a", "attributes": {}}, {"insert": "b"}, {"delete": 1}, {"delete": 2}, {"retain": 4}]
    assert check(raw, wording=False) == [{"insert": "ab"}, {"delete": 3}]


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("split_pair", [{"retain": 2}, {"insert": "x"}]),
        ("split_pair", [{"delete": 2}]),
        ("split_pair", [{"retain": 2}, {"delete": 1}]),
        ("split_pair", [{"retain": 1}, {"retain": 1, "attributes": {"bold": True}}]),
        ("past_end", [{"retain": 5}, {"insert": "x"}]),
        ("past_end", [{"delete": 5}]),
        ("too_long", [{"insert": "x" * (MAX_LENGTH - 3)}]),
    ],
)
def test_fits_refuses_a_change_that_its_wording_cannot_take(code: str, change: list[dict[str, Any]]) -> None:
    """W29: the wording is one letter, one character of two code units, and another letter."""
    with pytest.raises(Malformed) as caught:
        fits(change, [{"insert": "a😀b"}])
    assert caught.value.code == code


@pytest.mark.parametrize(
    "change",
    [
        [],
        [{"retain": 1}, {"delete": 2}, {"insert": "x"}],
        [{"retain": 4}, {"insert": "x"}],
        [{"retain": 3}, {"insert": "😀"}, {"delete": 1}],
    ],
)
def test_fits_takes_a_change_between_characters(change: list[dict[str, Any]]) -> None:
    fits(change, [{"insert": "a😀b"}])


def test_fits_finds_the_pair_after_an_embed_and_across_runs() -> None:
    wording: Delta = [
        {"insert": {"blank": True}},
        {"insert": "é"},
        {"insert": "😀", "attributes": {"bold": True}},
    ]
    fits([{"retain": 2}, {"insert": "x"}], wording)
    with pytest.raises(Malformed):
        fits([{"retain": 3}, {"insert": "x"}], wording)
