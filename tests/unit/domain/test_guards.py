"""What many acts ask first, and how they say no."""

from server.domain.acts.guards import capital


def test_capital_makes_the_first_letter_a_capital_and_no_other() -> None:
    assert [capital(words) for words in ("the paragraph", "État", "état", "a", "")] == [
        "The paragraph",
        "État",
        "État",
        "A",
        "",
    ]
