"""What many changes of one paragraph add up to (W31)."""

import sys
from typing import Any

import pytest

from server.domain import utf16
from server.domain.acts import wording
from server.domain.acts.minting import MAX_PROPOSALS_OF_ONE
from tests.support.room import EU, JPN, PER, SECRETARIAT, US, Room, mint


def ins(proposal: str) -> dict[str, Any]:
    return {"ins": proposal}


def test_reservations_upon_reservations_are_bounded() -> None:
    """W31: what many changes add up to has limits too, since everybody who reads the paragraph draws it."""
    room = Room("abcde" * 2_000)
    words = [{"retain": 5}, {"insert": "x", "attributes": ins("prop-eu")}] * 1_500
    room.do(EU, "change_wording", room.change(words, mint("prop-eu")))
    reserved = [f"reserve-{count}" for count in range(10)]
    everywhere = [{"retain": 9_000, "attributes": {f"brk:{one}": True for one in reserved}}]
    payload = {**room.change(everywhere), "proposals": [mint(one, kind="reservation") for one in reserved]}
    assert room.refusal(US, "change_wording", payload) == "too_many_marks"


def test_wording_of_ever_more_pieces_is_bounded() -> None:
    """W31: each change is within its limits, and the wording that they would make is not."""
    room = Room("a" * 20_000)
    words = [{"retain": 2}, {"insert": "x", "attributes": ins("prop-eu")}] * 1_900
    room.do(EU, "change_wording", room.change(words, mint("prop-eu")))
    again = [{"retain": 6_000}, *words]
    assert room.refusal(EU, "change_wording", room.change(again)) == "too_many_marks"


def test_proposals_of_one_delegation_in_one_paragraph_are_bounded() -> None:
    """W31: nobody fills a paragraph with proposals, and what one delegation does leaves room for the others."""
    room = Room("abc")
    for count in range(MAX_PROPOSALS_OF_ONE // 100):
        minted = [mint(f"prop-{count}-{each:02}") for each in range(100)]
        typing = [{"insert": "x", "attributes": ins(minted[0]["id"])}]
        room.do(EU, "change_wording", {**room.change(typing), "proposals": minted})
    typing = [{"insert": "x", "attributes": ins("prop-one-more")}]
    payload = room.change(typing, mint("prop-one-more"))
    assert room.refusal(EU, "change_wording", payload) == "too_many_proposals"
    room.do(US, "change_wording", payload)


def test_change_that_costs_too_much_to_transform_is_refused() -> None:
    """W31: a large change that is based long ago would hold the text for minutes."""
    room = Room("a" * 10_000)
    seen = room.number
    for _ in range(40):
        room.do(SECRETARIAT, "change_wording", {**room.change([{"insert": "y"}]), "reason": "load"})
    words = [{"retain": 2}, {"insert": "x", "attributes": ins("prop-eu")}] * 1_500
    payload = room.change(words, mint("prop-eu"))
    assert room.refusal(EU, "change_wording", payload, base=seen) == "base_too_old"
    room.do(EU, "change_wording", payload)


def test_change_of_many_pieces_from_long_ago_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """W31: a few bytes would hold the text for a tenth of a second each; one letter of the same age is taken."""
    room = Room("a" * 2_000)
    words = [{"retain": 10}, {"insert": "x", "attributes": ins("prop-us")}] * 100
    room.do(US, "change_wording", room.change(words, mint("prop-us")))
    seen = room.number
    for _ in range(1_000):
        room.do(
            EU,
            "change_wording",
            room.change([{"insert": "y", "attributes": ins("prop-eu")}], mint("prop-eu")),
        )
    letter = room.change(
        [{"retain": 2_100}, {"insert": "z", "attributes": ins("prop-jpn")}], mint("prop-jpn")
    )
    assert room.do(JPN, "change_wording", letter, base=seen)[-1]["kind"] == "text_changed"
    monkeypatch.setattr(wording, "transform", not_to_be_called)
    many = [{"retain": 10}, {"insert": "x", "attributes": ins("prop-per")}] * 20
    assert (
        room.refusal(PER, "change_wording", room.change(many, mint("prop-per")), base=seen) == "base_too_old"
    )


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ({"ins": "prop-none"}, "unknown_proposal"),
        ({"ins": "prop-eu"}, "not_yours"),
        ({"ins": "prop-us", "del:prop-eu": True}, "not_yours"),
    ],
)
def test_proposal_that_is_not_ones_own_is_refused_before_transforming(
    monkeypatch: pytest.MonkeyPatch, attributes: dict[str, Any], code: str
) -> None:
    """W31, W8: no transforming makes it one's own, so none is done."""
    room = Room()
    seen = room.number
    room.insert(EU, 0, "All ", "prop-eu")
    room.insert(US, 0, "Now ", "prop-us")
    monkeypatch.setattr(wording, "transform", not_to_be_called)
    change = [{"insert": "x", "attributes": attributes}]
    assert room.refusal(US, "change_wording", room.change(change), base=seen) == code


def test_mark_of_an_unknown_proposal_that_is_without_effect_by_now_is_no_fault() -> None:
    """W10, W8: the words are gone; a proposal that came with a change without effect was never tabled."""
    room = Room()
    seen = room.number
    gone = len(room.words())
    new = [{"delete": gone}, {"insert": "Nothing."}]
    room.do(SECRETARIAT, "change_wording", {**room.change(new), "reason": "as said"})
    change = [{"retain": gone, "attributes": {"brk:prop-none": True}}]
    assert room.do(US, "change_wording", room.change(change), base=seen) == []


def not_to_be_called(*_arguments: object) -> None:
    pytest.fail("Transforming costs time.")


def test_change_of_thousands_of_pieces_costs_as_much_as_it_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """W31: in characters beyond Unicode's first plane, too, where Python counts otherwise."""
    encoded: list[str] = []
    encode = utf16.units

    def units(text: str) -> bytes:
        encoded.append(text)
        return encode(text)

    monkeypatch.setattr(utf16, "units", units)
    for letters in ("a" * 60_000, "я" * 60_000, "😀" * 30_000):
        room = Room(letters)
        words = [{"retain": 20}, {"insert": "x", "attributes": ins("prop-eu")}] * 1_500
        marks = [{"retain": 20, "attributes": {"del:prop-us": True}}, {"retain": 1}] * 1_500
        calls = 0

        def count(_frame: object, event: str, _argument: object) -> None:
            nonlocal calls
            calls += event == "call"

        sys.setprofile(count)
        try:
            room.do(EU, "change_wording", room.change(words, mint("prop-eu")))
            room.do(US, "change_wording", room.change(marks, mint("prop-us")))
        finally:
            sys.setprofile(None)
        # Each piece is sought from where the one before it stood; from the beginning it would be some ten million.
        assert calls < 2_000_000
    assert len(encoded) < 100
