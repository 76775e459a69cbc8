"""Texts out as they came in, and after negotiation (docs/SPEC.md, I12 and I13)."""

from dataclasses import replace
from typing import Any

import pytest

from server.domain.paragraph import Paragraph, proposal_from_tabled
from server.domain.state import State
from server.exchange.plain_text import Format, write
from tests.support.texts_in import NAMES, imported, read

PLAIN = """\
II. [Scope] of the measures

3. [[Decides][Requests] that all [shall][should] act[, as appropriate,] in good time;

    (a) [use[s] of] means;

        (i) [] and more]

[7 bis] States should act.

[8. All of it.]

OP3quat. Urges all.
"""
MARKDOWN = """\
# [Article 3bis] *(aims)*

1. **Option 1:** *[all of it]*[^1]

    1. within [[a][b]]

Recalling **its [earlier] work**,

[^1]: A [note].
"""


@pytest.mark.parametrize(("source", "format_"), [(PLAIN, "plain"), (MARKDOWN, "markdown")])
def test_write_gives_the_source_again(source: str, format_: Format) -> None:
    """I12"""
    written = write(imported(read(source, format_), format_), str)
    assert written.text == source
    assert written.exceptions == ()


def test_write_footnote_texts_where_the_source_had_them() -> None:
    """I12"""
    source = "One[^1].\n\n[^1]: First.\n\nTwo[^3][^2].\n\n[^3]: Third.\n\n[^2]: Second.\n"
    assert write(imported(read(source, "markdown"), "markdown"), str).text == source


def changed(state: State, place: int, **over: Any) -> State:
    paragraph = replace(state.paragraphs[state.order[place]], **over)
    return replace(state, paragraphs={**state.paragraphs, paragraph.id: paragraph})


def proposals(*tabled: tuple[str, str]) -> dict[str, Any]:
    facts = {"parent": None, "kind": "wording", "set": None, "place": None}
    return {
        name: proposal_from_tabled({"id": name, "sponsors": [sponsor], **facts}, 5, "")
        for name, sponsor in tabled
    }


def test_write_names_sponsors_and_agreement_after_negotiation() -> None:
    """I13"""
    state = imported(read("1. States act.\n2. States wait.\n3. States go.\n4. States stay."))
    wording = [
        {"insert": "States "},
        {"insert": "shall ", "attributes": {"ins": "x-new001"}},
        {"insert": "act."},
    ]
    state = changed(state, 0, wording=wording, proposals=proposals(("x-new001", "USA")))
    agreement = {"level": "ad_ref", "number": 9, "time": "", "pending": [], "fingerprint": ""}
    state = changed(state, 1, agreement=agreement)
    state = changed(state, 2, marks={"del:x-new002": True}, proposals=proposals(("x-new002", "EU")))
    state = changed(state, 3, withdrawn={"number": 9, "time": "", "reason": "Merged"})
    written = write(state, lambda code: NAMES.get(code, code))
    assert written.text.split("\n\n") == [
        "1. States [shall – US] act.",
        "2. States wait. [agreed ad ref]",
        "[3. States go. – EU: delete]\n",
    ]
    assert written.exceptions == (
        "Written in one form, [words – A; B: delete]: the attributions of 1, 3.",
        "Left out as withdrawn: 4.",
    )
    assert write(state, str, attributions=False).text.startswith(
        "1. States [shall ]act.\n\n2. States wait.\n\n[3. "
    )


def test_write_plain_text_says_which_formats_it_leaves_out() -> None:
    """I12"""
    state = imported(read("*Recalling* its **work**,\n\n1. Plain.", "markdown"))
    written = write(state, str)
    assert written.text == "Recalling its work,\n\n1. Plain.\n"
    assert written.exceptions == ("Not written, bold and italic and underline: in PP1.",)


def test_write_footnotes_numbered_where_they_have_no_marker() -> None:
    """I12"""
    state = imported(read("One[^1].\n\n[^1]: First.", "markdown"), "markdown")
    first = next(one for one in state.paragraphs.values() if one.kind == "footnote")
    second = replace(first, id="p-note02", marker="", wording=[{"insert": "Second."}], added=99)
    wording = [*state.paragraphs[state.order[0]].wording, {"insert": {"footnote": "p-note02"}}]
    state = changed(replace(state, paragraphs={**state.paragraphs, second.id: second}), 0, wording=wording)
    assert write(state, str).text == "One[^1].[^2]\n\n[^1]: First.\n\n[^2]: Second.\n"


def test_write_empty_text_is_empty() -> None:
    state = imported(read("1. x"))
    assert write(replace(state, order=(), paragraphs={}), str).text == ""
    assert isinstance(next(iter(state.paragraphs.values())), Paragraph)
