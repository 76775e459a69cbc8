"""The gate for every string from outside, and what files draw of what was stored before there was one (U2, U3)."""

import pytest

from server.domain.characters import all_shown, fault_in, is_blank, marks_stacked, shown, tidy, without_stacks
from server.domain.delta_check import Malformed, check, roomy
from server.domain.lines import line_of, named
from server.domain.refusal import Refused

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
