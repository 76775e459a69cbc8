"""Brackets are never typed characters (W32)."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.domain.typed_brackets import _PAIRS
from tests.support.room import CHAIR, EU, SECRETARIAT, US, Room, mint

VECTORS = json.loads(Path("tests/vectors/typed_brackets.json").read_text(encoding="utf-8"))
"""Held by the browser too, in client/src/record/typedBrackets.test.ts."""

IMPORTED = "See [12] and [[[AddressLine1]]] of A/RES/70/1 [and [13]]."


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    """Paragraph `par-im` came in with citations and a placeholder, when an import still took them as words."""
    monkeypatch.setattr("server.domain.acts.importing.as_a_file_says", lambda *_: None)
    room = Room()
    note = {
        "paragraph": "par-im", "kind": "operative", "depth": 1, "label": "2", "marker": "2.", "relation": None,
        "after": "par-01", "of": None, "wording": [{"insert": IMPORTED}], "proposals": [], "marks": {},
    }  # fmt: skip
    room.do(SECRETARIAT, "import_paragraphs", {"paragraphs": [note], "reason": "brought in"})
    return room


def typed(room: Room, words: str, at: int = 0, one: str = "par-01") -> dict[str, Any]:
    proposal = f"prop-{room.commands}"
    retain = [{"retain": at}] if at else []
    change = [*retain, {"insert": words, "attributes": {"ins": proposal}}]
    return room.change(change, mint(proposal), one=one)


@pytest.mark.parametrize("sign", sorted(set("".join(_PAIRS))))
@pytest.mark.parametrize("actor", [EU, SECRETARIAT, CHAIR])
def test_delegations_words_hold_no_bracket(room: Room, sign: str, actor: Any) -> None:
    """W32: `now – EU] agreed [` would close its own bracket; on behalf, and with what looks like one, too."""
    for words in (f"now {sign}", f"{sign}agreed", f"a{sign}b"):
        assert room.refusal(actor, "change_wording", typed(room, words), "EU") == "typed_bracket"


def test_other_signs_are_words(room: Room) -> None:
    """W32: round, curly and pointed brackets, and what is no bracket."""
    signs = "~!@#$%^&*_+-=|;:'\",.?/\\`(){}<>«»“”„‹›〈〉《》「」『』（）…–—§¶†‡"
    room.do(EU, "change_wording", typed(room, signs))
    assert room.words().startswith(signs)


@pytest.mark.parametrize(
    "words", ["] agreed [", "[12]", "[[[Two words]]]", "[^ 1]", "[a](https://x.org)", "[]"]
)
def test_delegations_new_paragraphs_hold_no_bracket(words: str) -> None:
    """W32: nothing stood there before."""
    wording = [{"insert": words, "attributes": {"ins": "prop-new"}}]
    payload = {"paragraph": "par-99", "kind": "operative", "depth": 1, "after": "par-01", "of": None}
    payload |= {"wording": wording, "proposal": "prop-new", "relation": None}
    assert Room().refusal(EU, "add_paragraph", payload) == "typed_bracket"
    assert Room().refusal(EU, "add_section", {**payload, "kind": "heading"}) == "typed_bracket"


MOVED = ["[12]", "see [12]", "[12] and [[[AddressLine1]]]", "[and [13]]", "x [[[AddressLine1]]] [12]"]


@pytest.mark.parametrize("piece", MOVED)
def test_piece_that_stands_there_is_moved(room: Room, piece: str) -> None:
    """W32: from its first bracket to its last, balanced."""
    room.do(EU, "change_wording", typed(room, piece, one="par-im"))
    assert room.words("par-im").startswith(piece)
    assert room.refusal(EU, "change_wording", typed(room, piece)) == "typed_bracket"


def test_piece_that_stood_there_is_put_back(room: Room) -> None:
    """W32: undo, also when what was deleted is nowhere else; within the trail of the paragraph."""
    gone = {**room.change([{"retain": 3}, {"delete": 5}], one="par-im"), "reason": "superseded"}
    room.do(SECRETARIAT, "change_wording", gone)
    assert "[12]" not in room.words("par-im")
    room.do(US, "change_wording", typed(room, " [12]", 3, one="par-im"))
    back = {**room.change([{"retain": 3}, {"insert": " [12]"}], one="par-im"), "reason": "undo"}
    room.settle("drop", room.now.paragraphs["par-im"].wording[1]["attributes"]["ins"], one="par-im")
    room.do(SECRETARIAT, "change_wording", back)


@pytest.mark.parametrize("piece", ["[", "]", "12]", "[and [13]", "13]]", "[14]", "] and [", "[12] and [13]"])
def test_piece_that_is_not_balanced_or_never_stood_is_refused(room: Room, piece: str) -> None:
    """W32: half of a citation is a bracket, and two halves that pass one by one would be one."""
    assert room.refusal(EU, "change_wording", typed(room, piece, one="par-im")) == "typed_bracket"


def test_bracket_in_pieces_of_several_formats_is_one_piece(room: Room) -> None:
    """W32."""
    own = {"ins": "prop-eu"}
    change = [{"insert": "[", "attributes": own}, {"insert": "12", "attributes": {**own, "bold": True}}]
    split = room.change([*change, {"insert": "]", "attributes": own}], mint("prop-eu"), one="par-im")
    room.do(EU, "change_wording", split)
    assert room.words("par-im").startswith("[12]See [12]")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("[[[AddressLine1]]]", None),
        ("as noted[^1]", None),
        ("[shall]", "typed_bracket"),
        ("[shall", "typed_bracket"),
        ("[12]", "typed_bracket"),
        ("[[[Name]]] and [shall]", "typed_bracket"),
        ("［shall］", "typed_bracket"),
        ("[a](https://example.org)", "typed_bracket"),
        ("〔2020〕12号", None),
    ],
)
def test_base_text_has_placeholders_and_nothing_that_reads_as_a_bracket(words: str, code: str | None) -> None:
    """W32: in Markdown links and escaped brackets, too."""
    payload = {**Room().change([{"insert": words}]), "reason": "as said"}
    room = Room()
    if code is None:
        room.do(CHAIR, "change_wording", payload)
        room.add("par-02", words)
    else:
        assert room.refusal(CHAIR, "change_wording", payload) == code


def test_base_text_in_markdown_has_links_and_escaped_brackets() -> None:
    """W32."""
    room = Room(form="markdown")
    for words in ("[a](https://example.org)", "\\[sic\\]", "[[[Name]]]"):
        room.do(SECRETARIAT, "change_wording", {**room.change([{"insert": words}]), "reason": "as said"})
    payload = {**room.change([{"insert": "[shall](EU)"}]), "reason": "as said"}
    assert room.refusal(SECRETARIAT, "change_wording", payload) == "typed_bracket"


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: f"{one['base']} {one['text']}")
def test_what_the_browser_leaves_in_is_taken_and_nothing_else(vector: dict[str, Any]) -> None:
    """W32: in a change and in a new paragraph, by a delegation, on its behalf and as base text."""
    base, words = vector["base"], vector["words"]
    for actor in (EU, SECRETARIAT) if base is None else (SECRETARIAT, CHAIR):
        room = Room(form=base or "plain")

        def say(text: str, room: Room = room) -> dict[str, Any]:
            return (
                typed(room, text)
                if base is None
                else {**room.change([{"insert": text}]), "reason": "as said"}
            )

        delegation = "EU" if base is None else None
        if vector["dropped"]:
            assert room.refusal(actor, "change_wording", say(vector["text"]), delegation) == "typed_bracket"
        room.do(actor, "change_wording", say(words), delegation)
        assert room.words().startswith(words)


@pytest.mark.parametrize(
    ("words", "at", "length", "code"),
    [
        ("as noted[^1] now", 8, 4, None),
        ("as noted[^12] now", 11, 1, None),
        ("as noted[^12] now", 8, 4, "typed_bracket"),
        ("as noted[^12] now", 10, 2, "typed_bracket"),
        ("as noted[^12] now", 0, 9, "typed_bracket"),
        ("[[[Name]]]", 0, 2, "typed_bracket"),
        ("[[[Name]]]", 0, 10, None),
        ("[^1] agreed [^2]", 3, 13, "typed_bracket"),
        ("as noted[^12] now", 9, 1, "typed_bracket"),
        ("[^1] agreed [^2]", 0, 16, None),
    ],
)
def test_of_brackets_no_half_is_deleted(words: str, at: int, length: int, code: str | None) -> None:
    """W32: `]` alone would close the bracket that the words stand in."""
    room = Room()
    room.do(EU, "change_wording", typed(room, words))
    change = room.change([*([{"retain": at}] if at else []), {"delete": length}])
    if code is None:
        room.do(EU, "change_wording", change)
        assert room.words().startswith(words[:at] + words[at + length :])
    else:
        assert room.refusal(EU, "change_wording", change) == code


def test_of_two_placeholders_no_half_of_each_is_deleted() -> None:
    """W32: `[Name]` would be left, which reads as a bracket."""
    room = Room()
    room.do(EU, "change_wording", typed(room, "[[[Name]]]"))
    change = room.change([{"delete": 2}, {"retain": 6}, {"delete": 2}])
    assert room.refusal(EU, "change_wording", change) == "typed_bracket"


def test_of_a_moved_citation_no_half_is_deleted(room: Room) -> None:
    """W32."""
    room.do(EU, "change_wording", typed(room, "[12]", one="par-im"))
    assert room.refusal(EU, "change_wording", room.change([{"delete": 3}], one="par-im")) == "typed_bracket"
    room.do(EU, "change_wording", room.change([{"delete": 4}], one="par-im"))


def test_piece_of_a_placeholder_never_stood(room: Room) -> None:
    """W32: nor did a whole that a delegation typed, or made of what it typed."""
    room.do(EU, "change_wording", typed(room, "[[[a]]]"))
    for piece in ("[a]", "[[a]]"):
        assert room.refusal(EU, "change_wording", typed(room, piece)) == "typed_bracket"
        assert room.refusal(US, "change_wording", typed(room, piece)) == "typed_bracket"
    assert room.refusal(EU, "change_wording", typed(room, "[AddressLine1]", one="par-im")) == "typed_bracket"


def test_a_placeholder_is_not_cut_by_what_is_typed_into_it() -> None:
    """W32: `[[[Na me]]]` is none."""
    room = Room()
    room.do(EU, "change_wording", typed(room, "[[[Name]]]"))
    own = room.wording()[0]["attributes"]
    cut = room.change([{"retain": 5}, {"insert": " ", "attributes": own}])
    assert room.refusal(EU, "change_wording", cut) == "typed_bracket"
    room.do(EU, "change_wording", room.change([{"retain": 5}, {"insert": "x", "attributes": own}]))
    assert room.words().startswith("[[[Naxme]]]")


def test_two_brackets_that_match_each_other_are_not_deleted_from_two_pairs(room: Room) -> None:
    """W32: `12] agreed [12` would be left, which closes the bracket that is drawn around it. What is left is judged."""
    own = {"ins": "prop-own"}
    first = room.change([{"insert": "[12] agreed ", "attributes": own}], mint("prop-own"), one="par-im")
    room.do(EU, "change_wording", first)
    second = room.change([{"retain": 12}, {"insert": "[12]", "attributes": own}], one="par-im")
    room.do(EU, "change_wording", second)
    assert room.words("par-im").startswith("[12] agreed [12]See")
    halves = room.change([{"delete": 1}, {"retain": 14}, {"delete": 1}], one="par-im")
    assert room.refusal(EU, "change_wording", halves) == "typed_bracket"
    room.do(EU, "change_wording", room.change([{"delete": 4}, {"retain": 8}, {"delete": 4}], one="par-im"))


def test_a_pair_holds_no_words_of_others(room: Room) -> None:
    """W32: of two pairs in one proposal, the halves that are left would bracket the base text between them."""
    own = {"ins": "prop-own"}
    pair = {"insert": "[12]", "attributes": own}
    room.do(EU, "change_wording", room.change([pair, {"retain": 8}, pair], mint("prop-own"), one="par-im"))
    cut = room.change([{"retain": 1}, {"delete": 3}, {"retain": 8}, {"delete": 3}], one="par-im")
    assert room.refusal(EU, "change_wording", cut) == "typed_bracket"


def test_two_notes_with_words_between_make_none_together() -> None:
    """W32: `[^` before base text and `2]` behind it read as a bracket around that text."""
    room = Room("All")
    note = [{"insert": f"[^{one}]", "attributes": {"ins": "prop-own"}} for one in (1, 2)]
    room.do(EU, "change_wording", room.change([note[0], {"retain": 3}, note[1]], mint("prop-own")))
    cut = room.change([{"retain": 2}, {"delete": 2}, {"retain": 3}, {"delete": 2}])
    assert room.refusal(EU, "change_wording", cut) == "typed_bracket"


def test_an_amendment_within_a_placeholder_is_taken() -> None:
    """W32: it stands in a bracket of its own, and the placeholder is whole without it."""
    room = Room()
    room.do(EU, "change_wording", typed(room, "[[[Name]]]"))
    parent = room.now.paragraphs["par-01"].wording[0]["attributes"]["ins"]
    amending = [{"retain": 5}, {"insert": " or ", "attributes": {"ins": "prop-us"}}]
    room.do(US, "change_wording", room.change(amending, mint("prop-us", parent)))
    assert room.words().startswith("[[[Na or me]]]")


def test_a_bracket_is_not_made_of_the_words_of_two_proposals(room: Room) -> None:
    """W32: one of them can go."""
    halves = [
        {"insert": "[1", "attributes": {"ins": "one-eu"}},
        {"insert": "2]", "attributes": {"ins": "two-eu"}},
    ]
    payload = room.change(halves, mint("one-eu"), mint("two-eu"), one="par-im")
    assert room.refusal(EU, "change_wording", payload) == "typed_bracket"


def test_a_note_is_called_by_a_number() -> None:
    """W32: `[^agreed-EU]` reads as a bracket with an attribution."""
    room = Room()
    for words in ("[^agreed-EU]", "[^agreed]", "[^12345]", "[^EU]", "[^1-EU]"):
        assert room.refusal(EU, "change_wording", typed(room, words)) == "typed_bracket"
    for words in ("[^1]", "[^12a]"):
        room.do(EU, "change_wording", typed(room, words))


def test_a_link_of_base_text_is_moved_as_it_is() -> None:
    """W32: its words alone read as a bracket."""
    room = Room("See [agreed](https://example.org).", form="markdown")
    for piece in ("[agreed]", "[agreed](/x)"):
        assert room.refusal(EU, "change_wording", typed(room, piece)) == "typed_bracket"
    room.do(EU, "change_wording", typed(room, "[agreed](https://example.org)"))
    cut = room.change([{"retain": 8}, {"delete": 21}])
    assert room.refusal(EU, "change_wording", cut) == "typed_bracket"


def test_halves_of_an_old_record_may_stay() -> None:
    """W32: their delegation deletes them, and changes other words, but adds none."""
    room = Room()
    room.do(EU, "change_wording", typed(room, "now agreed"))
    proposal = room.now.paragraphs["par-01"].wording[0]["attributes"]["ins"]
    old = {"insert": "] by [", "attributes": {"ins": proposal}}
    payload = {"paragraph": "par-01", "change": [{"retain": 4}, old], "reason": None}
    room.put("text_changed", payload, "EU")
    room.do(EU, "change_wording", room.change([{"insert": "x", "attributes": {"ins": proposal}}]))
    assert room.refusal(EU, "change_wording", typed(room, "[by]")) == "typed_bracket"
    room.do(EU, "change_wording", room.change([{"retain": 5}, {"delete": 6}]))
