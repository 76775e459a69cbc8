from server.domain.paragraph import Paragraph
from server.web.drawn import pieces
from tests.support.paragraphs import paragraph_of

EU = {"parent": None, "kind": "wording", "sponsors": ["EU"], "set": None, "status": "live", "tabled": 1}


def drawn(paragraph: Paragraph) -> str:
    return "".join(
        f" – {piece.text}]" if piece.kind == "close" else piece.text for piece in pieces(paragraph, {}, {})
    )


def test_pieces_have_the_spaces_of_brackets_outside_of_them() -> None:
    """B7: a proposal may carry the space beside its words; it is printed outside of the bracket."""
    wording = [
        {"insert": "States"},
        {"insert": " shall ", "attributes": {"ins": "x-eu"}},
        {"insert": "act."},
    ]
    paragraph = paragraph_of({"wording": wording, "marks": {}, "proposals": {"x-eu": EU}})
    assert drawn(paragraph) == "States [shall – EU] act."


def test_pieces_in_one_bracket_have_the_faces_of_their_marks() -> None:
    """S3: insertions are told from deletions without any colour."""
    wording = [
        {"insert": "all", "attributes": {"del:x-eu": True}},
        {"insert": "some", "attributes": {"ins": "x-eu", "italic": True}},
    ]
    paragraph = paragraph_of({"wording": wording, "marks": {}, "proposals": {"x-eu": EU}})
    words = [(piece.text, piece.faces) for piece in pieces(paragraph, {}, {}) if piece.kind == "words"]
    assert words == [("all", frozenset({"del"})), ("some", frozenset({"ins", "italic"}))]
