"""What labels and markers may say (K40 of docs/SPEC.md)."""

import pytest

from server.domain.called import counts

SOUND = [
    "", "12", "12.", "12 bis.", "12 alt 2.", "OP3 quater", "OP3quat.", "PP1.", "(a)", "a)", "a.", "(iv)", "5 (a) (ii)",
    "Article 3", "Article 3 bis.", "Annex A", "II.", "A.", "13.2.1.", "•", "–", "*", "第三条", "（一）", "المادة 3",
    "أولا-",    "Artículo 5", "Статья 3", "Préambule", "[^1]:",
    "Option 2", "16 quinquies.1", "127Alt2.", "Part II Option 1", "IV",
    "Annex", "Annexe", "Anexo", "Appendix", "Chapeau", "Preamble", "Preámbulo",
    "Sous-paragraphe 3", "(1)", "3ter", "1. alt", "6.bis", "15 (a)", "(aa)", "3.3alt:", "5 (a) (i) (A)", "13 A (b)",
]  # fmt: skip
UNSOUND = [
    "PP1. Not [agreed] recalling; the Committee decides to pay", "5. [agreed] The Committee decides", "5. Decides",
    "12. not", "5 The Committee", "[12", "12]", "Not.", "agreed", "Agreed ad ref 5", "The Committee 5", "12 ⌈a⌉", "12;",
    "решает", "Recalls and 5", "[^1] decides:", "决定支付", "5. pays 5 million", "no", "1 2 3 4 5 6 7 8 9 10 11 12 13",
    "a b c d", "a g r e e d", "(n) (o) (t)", "5 n o t",
]  # fmt: skip


@pytest.mark.parametrize("called", SOUND)
def test_numbers_letters_and_what_they_count_are_labels(called: str) -> None:
    """K40."""
    assert counts(called, "operative")


@pytest.mark.parametrize("called", UNSOUND)
def test_words_and_brackets_are_no_label(called: str) -> None:
    """K40."""
    assert not counts(called, "operative")


def test_footnote_is_called_by_one_sign_or_name() -> None:
    """K40."""
    assert all(counts(one, "footnote") for one in ("", "1", "*", "see-annex"))
    assert not any(counts(one, "footnote") for one in ("[1]", "two words", "x" * 41, "⌈1⌉"))
