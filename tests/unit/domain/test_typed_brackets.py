"""Brackets are never typed characters (W32)."""

from typing import Any

import pytest

from server.domain.typed_brackets import _PAIRS
from tests.support.room import CHAIR, EU, SECRETARIAT, US, Room, mint

IMPORTED = "See [12] and [[[AddressLine1]]] of A/RES/70/1 [and [13]]."


@pytest.fixture
def room() -> Room:
    """Paragraph `par-im` came in with citations and a placeholder."""
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


@pytest.mark.parametrize(
    "words", ["] agreed [", "[12]", "[[[AddressLine1]]]", "[^1]", "[a](https://x.org)", "[]"]
)
def test_delegations_new_paragraphs_hold_no_bracket(words: str) -> None:
    """W32: nothing stood there before."""
    wording = [{"insert": words, "attributes": {"ins": "prop-new"}}]
    payload = {"paragraph": "par-99", "kind": "operative", "depth": 1, "after": "par-01", "of": None}
    payload |= {"wording": wording, "proposal": "prop-new", "relation": None}
    assert Room().refusal(EU, "add_paragraph", payload) == "typed_bracket"
    assert Room().refusal(EU, "add_section", {**payload, "kind": "heading"}) == "typed_bracket"


MOVED = ["[12]", "see [12]", "[12] and [[[AddressLine1]]]", "[and [13]]", "x [[[AddressLine1]]] y"]


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
