"""Files of unknown origin (docs/SPEC.md, I1 and I2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.characters import fault_in
from server.domain.refusal import Refused
from server.exchange.plain_text_source import MAX_BYTES, clean, decode
from tests.support.texts_in import read, words_of

TEXT = "1. États: « Приветствие », مرحبا, 你好, 😀"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_decode_unicode_with_and_without_mark(encoding: str) -> None:
    """I1"""
    text = "Recalling its resolution, decides as follows. " * 3 if encoding.endswith("e") else TEXT
    assert decode(text.encode(encoding)).text.removeprefix("\ufeff") == text


def test_decode_other_bytes_as_windows_with_a_note() -> None:
    """I1"""
    source = decode("Décide – « oui »".encode("cp1252"))
    assert source.text == "Décide – « oui »"
    assert "Windows-1252" in source.notes[0]
    assert decode(b"caf\xe9 \x81").text == "caf\xe9 \x81"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b" \r\n\t ", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
        (b"PK\x03\x04 and so on", "not_text"),
        (b"%PDF-1.7", "not_text"),
        (b"\xd0\xcf\x11\xe0\xa1", "not_text"),
        (bytes(range(256)) * 4, "not_text"),
        (b"\xff\xfe\x00", "not_text"),
        (b"\xff" + b"\x01\x02" * 50, "not_text"),
        (b"[" * 20_001, "too_much"),
        (b"[]\n" * 10_001, "too_much"),
        (b"a\n" * 50_001, "too_much"),
    ],
)
def test_decode_what_is_no_text_refused_with_a_sentence(data: bytes, code: str) -> None:
    """I1"""
    with pytest.raises(Refused) as refused:
        decode(data)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")


@given(st.binary(max_size=300))
def test_decode_any_bytes_give_a_text_or_a_refusal(data: bytes) -> None:
    """I1"""
    try:
        outcome = "text" if decode(data).text.strip() else "nothing"
    except Refused as refused:
        outcome = refused.code
    assert outcome in ("text", "empty_file", "not_text")


def test_clean_takes_out_what_the_record_refuses_and_says_so() -> None:
    """I2"""
    source = clean("a\x00b\u202ec\u2066d\ud800e\x00\r\nf\u2028g\th\u200ei")
    assert source.text == "abcde\nf\ng\th\u200ei"
    assert source.notes == (
        "2 × U+0000 taken out: a control character.",
        "1 × U+202E taken out: it changes the order of others.",
        "1 × U+2066 taken out: it changes the order of others.",
        "1 × U+D800 taken out: half of a character.",
    )


def test_clean_leaves_no_character_that_the_gate_refuses() -> None:
    """U2"""
    source = clean("a\ufffeb\ufdd0c\U0001ffffd\ufff9e\U000e0041f" + "\u0301" * 12)
    assert source.text == "abcdef" + "\u0301" * 8
    assert fault_in(source.text) is None
    assert source.notes[0] == "1 × U+FFFE taken out: it is no character."
    assert source.notes[-1].startswith("Letters with more than 8 combining marks")


def test_parse_lists_what_was_taken_out_among_repairs() -> None:
    """I2"""
    parsed = read("1. States\u202e shall cooperate.")
    assert [(one.code, one.paragraph, one.label) for one in parsed.repairs] == [("source", None, "")]
    assert parsed.repairs[0].advice == "1 × U+202E taken out: it changes the order of others."
    assert words_of(parsed.paragraphs[0]) == "States shall cooperate."


def test_decode_byte_that_is_no_character_keeps_the_others_and_says_where() -> None:
    """I1"""
    source = decode("1. valid café\n\n2. bad ".encode() + b"\xe9 byte, " + "invités".encode())
    assert source.text == "1. valid café\n\n2. bad \ufffd byte, invités"
    (note,) = source.notes
    assert note.startswith(
        "Line 3, column 8: the byte 0xE9 is no character in UTF-8. “\ufffd” stands in its place;"
    )
    assert note.endswith("in Windows-1252 it is “é”.")
    many = decode("é".encode() * 40 + b"\xe9 " * 30)
    assert len(many.notes) == 21
    assert many.notes[-1] == "10 more such bytes, each with “\ufffd” in its place."


def test_decode_as_somebody_says() -> None:
    """I1"""
    assert decode("café".encode("cp1252"), "utf-8").text == "caf\ufffd"
    assert decode("café".encode(), "cp1252").text == "cafÃ©"


def test_clean_reads_breaks_in_a_line_and_signs_of_word() -> None:
    """I2"""
    source = clean("a\x0bb c\x0cd\n\x0ce \uf0b7 \ufffe\ufdd0\U0001ffff x")
    assert source.text == "a b c d\n\x0ce •  x"
    assert source.notes == (
        "1 × U+FFFE taken out: it is no character.",
        "1 × U+FDD0 taken out: it is no character.",
        "1 × U+1FFFF taken out: it is no character.",
        "2 × a break within a paragraph (U+000B, U+000C), read as a space.",
        "1 × U+F0B7, a sign of Word's Symbol font, read as “•”.",
    )
