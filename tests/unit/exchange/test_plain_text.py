"""Whatever comes in is kept and comes out again (docs/SPEC.md, I1 and I12 to I14)."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.acts.placing import MAX_PARAGRAPHS
from server.domain.characters import fault_in
from server.domain.delta_check import MAX_LENGTH, check
from server.domain.refusal import Refused
from server.exchange.plain_text import MAX_IMPORTED, Format, import_payloads, write
from tests.support.texts_in import DELEGATIONS, imported, read, squeezed, words_of

PIECES = (
    "[", "]", "[]", "][", "[[", "]]", "[shall]", "[should]", "\n", "\n\n", " ", "  ", "\t", "1. ", "12 bis. ", "(a) ",
    "(i) ", "[7 bis] ", "[8. ", "OP3 bis alt. ", "II. ", "A. ", "Article 3 ", "RESOLVED THAT", "States act", "word",
    ";", ",", ".", " - US; G77 delete", "- EU]", "[[[City]]]", "Recalling", "\f", "—", "é", "😀", "تعاون", "𠀋",
    "*", "**", "***", "_", "\\", "# ", "## ", "- ", "[^1]", "\n[^1]: ", "[^2]", "\n[^2]: ", "[r]", "\n[r]: http://x.org\n",
    "[a](http://x.org)", "    ", "---\n", "\u00a0", "Page 1 of 2\n", "x" * 90,
)  # fmt: skip
SOUP = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), max_size=60)


def comes_back(source: str, format_: Format) -> bool:
    """Where asterisks cross a bracket, they come back within it."""
    parsed = read(source, format_, keep=True)
    if not parsed.paragraphs:
        return squeezed(source).strip("#") == ""
    written = squeezed(write(imported(parsed, format_), str).text)
    if parsed.counts["moved"]:
        return written.replace("*", "") == squeezed(source).replace("*", "")
    return written == squeezed(source)


@settings(max_examples=400, deadline=None)
@given(SOUP)
def test_any_plain_text_comes_back_white_space_aside(source: str) -> None:
    """I12"""
    assert comes_back(source, "plain")


@settings(max_examples=400, deadline=None)
@given(SOUP)
def test_any_markdown_comes_back_white_space_aside(source: str) -> None:
    """I12"""
    assert comes_back(source, "markdown")


@settings(max_examples=100, deadline=None)
@given(
    WORDS.filter(lambda source: fault_in(squeezed(source)) is None), st.sampled_from(["plain", "markdown"])
)
def test_any_characters_come_back(source: str, format_: Format) -> None:
    """I12"""
    assert comes_back(source, format_)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["plain", "markdown"]))
def test_parse_never_fails_and_gives_what_the_record_takes(source: str, format_: Format) -> None:
    """I1, I2"""
    for paragraph in read(source, format_, DELEGATIONS).paragraphs:
        assert check(paragraph["wording"], wording=True) == paragraph["wording"]


@settings(max_examples=150, deadline=None)
@given(SOUP)
def test_attributions_lose_no_word(source: str) -> None:
    """I11: what is not a name in an attribution stands in the wording."""
    said = "".join(words_of(one) + one["marker"] for one in read(source, "plain", DELEGATIONS).paragraphs)
    assert all(word in said for word in ("States act", "Recalling", "😀") if word in source)


def test_parse_empty_text_gives_no_paragraphs() -> None:
    parsed = read("")
    assert (parsed.paragraphs, parsed.repairs, parsed.title) == ((), (), "")
    assert import_payloads(parsed, "Empty") == []


def test_import_payloads_of_a_long_text_are_several_commands() -> None:
    """I14"""
    count = MAX_IMPORTED * 2 + 1
    parsed = read("".join(f"{number}. States act.\n" for number in range(1, count + 1)))
    payloads = import_payloads(parsed, "From the compilation", after="p-before")
    assert [len(payload["paragraphs"]) for payload in payloads] == [MAX_IMPORTED, MAX_IMPORTED, 1]
    flat = [one for payload in payloads for one in payload["paragraphs"]]
    assert [one["after"] for one in flat] == ["p-before", *(one["paragraph"] for one in flat[:-1])]
    assert {payload["reason"] for payload in payloads} == {"From the compilation"}
    assert len(imported(parsed).order) == count


@pytest.mark.parametrize(
    "source", ["word " * 60_000, "x" * 250_000, "[a]" * 6_000, "[" * 9_000, "*a* " * 20_000]
)
def test_parse_paragraph_beyond_the_limits_is_parted(source: str) -> None:
    """I14"""
    parsed = read(source, "markdown")
    assert len(parsed.paragraphs) > 1
    sizes = [sum(len(op["insert"]) for op in one["wording"]) for one in parsed.paragraphs]
    assert max(sizes) <= MAX_LENGTH
    assert squeezed(write(imported(parsed, "markdown"), str).text) == squeezed(source)


def test_parse_counts_what_it_found() -> None:
    """I7"""
    source = (
        "A. TITLE\n\nRecalling its work,\n\n1. States [shall][should] act [soon:\n   (a) now];\n   (b) later."
    )
    counts = read(source).counts
    expected: dict[str, Any] = {
        "sections": 1, "paragraphs": 4, "preambular": 1, "operative": 1, "lettered": 2, "plain": 0, "footnotes": 0,
        "alternatives": 1, "attributed": 0, "brackets": 3, "deepest": 1, "crossing": 1, "unclosed": 0, "unopened": 0,
        "repairs": 2, "claims": 0, "left_out": 0, "moved": 0, "characters": len(squeezed(source)),
    }  # fmt: skip
    assert counts == expected


def test_parse_of_a_long_text_keeps_every_paragraph() -> None:
    """I14: how long it takes is measured elsewhere; here, that a long text comes in whole."""
    paragraph = "{}. States [shall][should] act [in [good] time], and report to the body.\n\n"
    source = "".join(paragraph.format(number) for number in range(1, 2_100))
    for format_ in ("plain", "markdown"):
        assert len(read(source, format_).paragraphs) == 2_099


def test_import_payloads_of_more_than_a_text_holds_refused_before_the_first() -> None:
    """I14"""
    with pytest.raises(Refused) as refused:
        import_payloads(read("States\n\n" * (MAX_PARAGRAPHS + 1)), "Too much")
    assert refused.value.code == "too_long"
