"""The gate for every string from outside, and what files draw of what was stored before there was one (U2, U3)."""

from typing import Any

import pytest

from server.domain.characters import all_shown, fault_in, is_blank, marks_stacked, shown, tidy, without_stacks
from server.domain.delta_check import Malformed, check, roomy
from server.domain.lines import line_of, named
from server.domain.refusal import Refused
from server.domain.stacking import most_marks
from tests.support.room import EU, Room, mint

UNFIT = [
    *(
        ("control_character", each)
        for each in "\x00\x07\t\n\x1f\x7f\x85\x9f\u2028\u2029\u206a\ufff9\U000e0041"
    ),
    *(("bidi_override", each) for each in "\u202a\u202e\u2066\u2069"),
    *(("noncharacter", each) for each in "\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffff"),
    ("lone_surrogate", "\ud800"),
    ("stacked_marks", "a" + "\u0301" * 9),
    ("stacked_marks", "\U0001d15f" + "\U0001d165" * 9),
]
FIT = [
    "plain",
    "Côte d’Ivoire",
    "a" + "\u0301" * 8,
    "نص\u200cها \u200fو\u061c",
    "क\u200dष",
    "👨\u200d👩\u200d👧 👁\ufe0f",
    "\uf0b7 \ufffd",
    "Inter\u00adnational",
]


@pytest.mark.parametrize(("code", "unfit"), UNFIT)
def test_unfit_characters_are_refused_wherever_a_text_comes_in(code: str, unfit: str) -> None:
    found = fault_in(f"words {unfit} words")
    assert found is not None
    assert found.code == code
    with pytest.raises(Malformed) as refusal:
        check([{"insert": f"words {unfit}"}], wording=True)
    assert refusal.value.code == code
    with pytest.raises(Refused) as refused:
        line_of(f"words {unfit} words", "reason", 100)
    assert refused.value.code == "malformed"


@pytest.mark.parametrize("text", FIT)
def test_characters_that_scripts_need_pass_and_wordings_keep_them(text: str) -> None:
    assert fault_in(text) is None
    assert check([{"insert": text}], wording=True) == [{"insert": text}]


def test_marks_are_not_stacked_by_several_pieces_nor_by_several_changes() -> None:
    five = "\u0301" * 5
    with pytest.raises(Malformed) as refusal:
        check([{"insert": f"a{five}"}, {"insert": five, "attributes": {"bold": True}}], wording=True)
    assert refusal.value.code == "stacked_marks"
    with pytest.raises(Malformed):
        roomy([{"insert": f"a{five}{five}"}], [{"insert": f"a{five}"}])
    old = [{"insert": f"a{five}{five}"}]
    roomy([{"insert": f"more a{five}{five}"}], old)
    assert marks_stacked(without_stacks(f"a{five}{five}")) == 8


@pytest.mark.parametrize("unseen", "\u200d\u200c\u00ad\u2060\u200f\u061c\u3164")
def test_what_is_not_seen_parts_no_stack(unseen: str) -> None:
    stacked = "e" + ("\u0301" * 8 + unseen) * 3
    fault = fault_in(stacked)
    assert fault is not None
    assert fault.code == "stacked_marks"
    assert marks_stacked(stacked) == 24
    assert without_stacks(stacked) == "e" + "\u0301" * 8
    assert fault_in("e" + "\u0301" * 8 + unseen) is None


def ins(words: str, *owner: str) -> dict[str, Any]:
    return {"insert": words, "attributes": {"ins": owner[0]}} if owner else {"insert": words}


MARKS = "\u0301" * 8


@pytest.mark.parametrize(
    ("wording", "most"),
    [
        ([ins("e" + MARKS, "x"), ins("-", "s"), ins(MARKS, "x")], 16),
        ([ins("e" + MARKS), ins("-", "s"), ins("\u0301", "t")], 9),
        ([ins("e" + MARKS), {"insert": "-", "attributes": {"del:d": True}}, ins("\u0301-")], 9),
        ([ins("\u0301" * 5), ins("\u0301" * 5, "x")], 10),
        ([ins("e" + MARKS), ins("a" + MARKS, "x"), ins("b" + MARKS, "y"), ins("c" + MARKS)], 8),
        ([ins("e" + MARKS, "x"), ins("a"), ins(MARKS, "x")], 8),
        ([ins("e" + MARKS, "x"), ins("a" + MARKS, "x"), ins("b", "y")], 8),
        ([{"insert": {"blank": True}}, ins("plain", "x")], 0),
    ],
)
def test_marks_are_judged_as_if_any_proposal_were_gone(wording: Any, most: int) -> None:
    assert most_marks(wording) == most


def test_letters_of_a_proposal_that_can_go_part_no_stack() -> None:
    """W29: withdrawing asks no gate, so the insertion is refused."""
    room = Room("now")
    room.do(EU, "change_wording", room.change([ins("e" + MARKS, "prop-eu")], mint("prop-eu")))
    apart = [{"retain": 9}, ins("-", "part-eu"), ins(MARKS, "prop-eu")]
    assert room.refusal(EU, "change_wording", room.change(apart, mint("part-eu"))) == "stacked_marks"
    room.do(EU, "change_wording", room.change([{"retain": 9}, ins("a" + MARKS, "prop-eu")]))


def test_names_are_kept_in_one_form_and_blank_is_blank() -> None:
    assert tidy("\u00a0 Cafe\u0301\u200b ") == "Café"
    for blank in ("", "   ", "\u00a0\u3000", "\u200b\u200d\u00ad", "\u3164", "\u2800"):
        assert is_blank(blank)
        assert tidy(blank) == ""
        with pytest.raises(Refused):
            named(blank, 100)


def test_stored_characters_that_no_file_can_hold_are_shown() -> None:
    stored = {"title": "A\x07B\ufffeC", "runs": [{"text": "a\nb\tc\u202e"}], "number": 3, "public": True}
    assert all_shown(stored) == {
        "title": "A\ufffdB\ufffdC",
        "runs": [{"text": "a\nb\tc\ufffd"}],
        "number": 3,
        "public": True,
    }
    assert shown("Côte d’Ivoire \u200f") == "Côte d’Ivoire \u200f"
