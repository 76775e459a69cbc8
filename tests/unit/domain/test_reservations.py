"""Reservations of words: brackets that insert and delete nothing (W16)."""

from tests.support.room import EU, US, Room, mint


def test_reservation_brackets_and_does_not_insert() -> None:
    """W16: `brk:` names a reservation, `ins` and `del:` never do."""
    room = Room("abc")
    typing = [{"insert": "x", "attributes": {"ins": "brk-eu"}}]
    payload = room.change(typing, mint("brk-eu", kind="reservation"))
    assert room.refusal(EU, "change_wording", payload) == "malformed"
    marking = [{"retain": 1, "attributes": {"del:brk-eu": True}}]
    payload = room.change(marking, mint("brk-eu", kind="reservation"))
    assert room.refusal(EU, "change_wording", payload) == "malformed"
    marking = [{"retain": 1, "attributes": {"brk:prop-eu": True}}]
    assert room.refusal(EU, "change_wording", room.change(marking, mint("prop-eu"))) == "malformed"


def test_lifting_the_middle_of_a_reservation_leaves_two() -> None:
    """W16: the right-hand rest gets a reservation of its own."""
    room = Room("abcdef")
    room.reserve(EU, 0, 6, "brk-eu")
    change = [
        {"retain": 2},
        {"retain": 2, "attributes": {"brk:brk-eu": None}},
        {"retain": 2, "attributes": {"brk:brk-eu": None, "brk:brk-e2": True}},
    ]
    room.do(EU, "change_wording", room.change(change, mint("brk-e2", kind="reservation")))
    assert [op.get("attributes") for op in room.wording()] == [
        {"brk:brk-eu": True},
        None,
        {"brk:brk-e2": True},
    ]


def test_same_words_are_reserved_once_by_a_delegation() -> None:
    """W16a: exactly the same, of the same sponsors; of another delegation, or other words, it is another one."""
    room = Room("abcdef")
    room.reserve(EU, 1, 3, "brk-eu")
    change = [{"retain": 1}, {"retain": 3, "attributes": {"brk:brk-e2": True}}]
    payload = room.change(change, mint("brk-e2", kind="reservation"))
    assert room.refusal(EU, "change_wording", payload) == "already_tabled"
    room.reserve(US, 1, 3, "brk-us")
    room.reserve(EU, 1, 2, "brk-e3")
    room.reserve(EU, 0, 5, "brk-e4")
    room.do(EU, "withdraw_proposal", {"paragraph": "par-01", "proposal": "brk-eu"})
    room.do(EU, "change_wording", payload)


def test_two_of_a_delegation_who_reserve_the_same_words_at_once_reserve_them_once() -> None:
    """W16a, W8: what others put in there meanwhile is in neither bracket."""
    room = Room("abcdef")
    seen = room.number
    room.reserve(EU, 1, 3, "brk-eu")
    room.insert(US, 2, "x", "prop-us")
    change = [{"retain": 1}, {"retain": 3, "attributes": {"brk:brk-e2": True}}]
    payload = room.change(change, mint("brk-e2", kind="reservation"))
    assert room.refusal(EU, "change_wording", payload, base=seen) == "already_tabled"
