"""Brackets, emphasis, footnotes and attributions of one paragraph (docs/SPEC.md, I5 to I8)."""

from typing import Any

import pytest

from server.exchange.plain_text import Format, write
from server.exchange.plain_text_attribution import Attribution
from server.exchange.plain_text_attribution import read as read_attribution
from server.exchange.plain_text_names import Names
from server.exchange.plain_text_words import MAX_NESTING
from tests.support.texts_in import DELEGATIONS, NAMES, imported, read


def only(source: str, format: Format = "plain", delegations: dict[str, str] | None = None) -> dict[str, Any]:  # noqa: A002 - as in `parse`.
    (paragraph,) = read(source, format, delegations).paragraphs
    return paragraph


def runs(paragraph: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What is inserted and whose it is: the place of its proposal among those of the paragraph."""
    places = {one["id"]: place for place, one in enumerate(paragraph["proposals"])}
    return [(op["insert"], places.get(op.get("attributes", {}).get("ins"))) for op in paragraph["wording"]]


def parents(paragraph: dict[str, Any]) -> list[int | None]:
    places = {one["id"]: place for place, one in enumerate(paragraph["proposals"])}
    return [places.get(one["parent"]) for one in paragraph["proposals"]]


def test_brackets_become_nested_insertions_of_nobody() -> None:
    """I5"""
    paragraph = only("States [shall [promptly] cooperate].")
    assert runs(paragraph) == [
        ("States ", None),
        ("shall ", 0),
        ("promptly", 1),
        (" cooperate", 0),
        (".", None),
    ]
    assert parents(paragraph) == [None, 0]
    assert {(one["kind"], *one["sponsors"]) for one in paragraph["proposals"]} == {
        ("wording", "UNATTRIBUTED")
    }


def test_brackets_around_brackets_alone_keep_their_levels() -> None:
    """I5"""
    paragraph = only("[[a][b]] [[[c d]]]")
    assert parents(paragraph) == [None, 0, 0, None, 3, 4]
    assert runs(paragraph) == [("a", 1), ("b", 2), (" ", None), ("c d", 5)]


def test_brackets_side_by_side_share_a_set() -> None:
    """I5"""
    sets = [
        one["set"] for one in only("States [shall][should][may] act [now] [soon] and [x[y]].")["proposals"]
    ]
    assert sets[0] is not None
    assert sets == [sets[0]] * 3 + [None] * 4


def test_brackets_inside_words_and_around_nothing() -> None:
    """I5"""
    paragraph = only("use[s] of the Article[s 5 and] 6 [] [ ]")
    assert runs(paragraph) == [
        ("use", None), ("s", 0), (" of the Article", None), ("s 5 and", 1), (" 6 ", None),
        ({"blank": True}, 2), (" ", None), ({"blank": True}, 3),
    ]  # fmt: skip


def test_bracket_around_the_label_alone_proposes_the_paragraph() -> None:
    """I6"""
    paragraph = only("[7 bis] States should [soon] act.")
    assert (paragraph["label"], paragraph["marker"]) == ("7 bis", "7 bis")
    assert paragraph["marks"] == {"ins": paragraph["proposals"][0]["id"]}
    assert [one["kind"] for one in paragraph["proposals"]] == ["paragraph", "wording"]
    assert runs(paragraph) == [("States should ", None), ("soon", 1), (" act.", None)]


def test_bracket_around_label_and_words_owns_every_character() -> None:
    """I6"""
    paragraph = only("[8. States [shall] act.]")
    assert (paragraph["label"], paragraph["marker"]) == ("8", "8.")
    assert paragraph["marks"] == {"ins": paragraph["proposals"][0]["id"]}
    assert runs(paragraph) == [("States ", 0), ("shall", 1), (" act.", 0)]
    assert parents(paragraph) == [None, 0]


def test_bracket_before_the_label_that_ends_elsewhere_keeps_the_label() -> None:
    """I6"""
    paragraph = only("[8. States act.] At once.")
    assert (paragraph["label"], paragraph["marker"], paragraph["marks"]) == ("8", "", {})
    assert runs(paragraph) == [("8. States act.", 0), (" At once.", None)]


def test_brackets_across_paragraphs_and_never_closed_are_repairs() -> None:
    """I7"""
    parsed = read("1. [[Decides] to act;\n2. Requests] a report;\n3. Calls [upon all;\n4. Ends] here.]")
    assert runs(parsed.paragraphs[0]) == [({"repair": "["}, None), ("Decides", 0), (" to act;", None)]
    found = [(one.code, one.label, one.where) for one in parsed.repairs]
    assert found == [
        ("crosses", "1", "[[Decides] to act;"),
        ("crosses", "2", "Requests] a report;"),
        ("crosses", "3", "Calls [upon all;"),
        ("crosses", "4", "Ends] here.]"),
        ("unopened", "4", "Ends] here.]"),
    ]
    assert "(2)" in parsed.repairs[0].advice
    counts = {
        name: parsed.counts[name] for name in ("brackets", "deepest", "crossing", "unclosed", "unopened")
    }
    assert counts == {"brackets": 3, "deepest": 2, "crossing": 2, "unclosed": 0, "unopened": 1}
    assert [one.code for one in read("1. One [two").repairs] == ["unclosed"]


def test_brackets_beyond_the_deepest_level_are_repairs_and_kept() -> None:
    """I7"""
    source = "[" * 200 + "x y" + "]" * 200
    parsed = read(source)
    assert len(parsed.paragraphs[0]["proposals"]) == MAX_NESTING
    assert parsed.counts["brackets"] == 200


@pytest.mark.parametrize("source", ["To [[[AddressLine1]]] in [[[City]]].", "[[[Country_Name]]]"])
def test_placeholder_is_no_bracket(source: str) -> None:
    """I5"""
    paragraph = only(source)
    assert paragraph["wording"] == [{"insert": source}]
    assert paragraph["proposals"] == []


def test_placeholder_in_a_bracket_is_one_bracket() -> None:
    """I5"""
    assert runs(only("[[[[City]]]]")) == [("[[[City]]]", 0)]


def formats(source: str) -> list[tuple[Any, ...]]:
    return [
        (op["insert"], *sorted(set(op.get("attributes", {})) & {"bold", "italic"}))
        for op in only(source, "markdown")["wording"]
    ]


def test_markdown_emphasis_becomes_attributes() -> None:
    """I8"""
    assert formats("**Option 1:** *Recalling* ***both***") == [
        ("Option 1:", "bold"), (" ",), ("Recalling", "italic"), (" ",), ("both", "bold", "italic"),
    ]  # fmt: skip
    assert formats("*[Placeholder for X.]*") == [("Placeholder for X.", "italic")]
    assert formats("**a *b* c**") == [("a ", "bold"), ("b", "bold", "italic"), (" c", "bold")]


@pytest.mark.parametrize(
    "source",
    ["[NDC*][INDC] and [NDC*]", "2 * 3 * 4", "*never closed", r"\*escaped\*", "a_b_c"],
)
def test_markdown_marks_that_cannot_come_back_stay_characters(source: str) -> None:
    """I8"""
    assert all(len(found) == 1 for found in formats(source))


@pytest.mark.parametrize(
    ("source", "found", "written"),
    [
        ("*[need* for] it", [("need", "italic"), (" for",), (" it",)], "[*need* for] it"),
        ("*[a*] b", [("a", "italic"), (" b",)], "*[a]* b"),
        ("the [*need* for] it", [("the ",), ("need", "italic"), (" for",), (" it",)], "the [*need* for] it"),
        ("[**x**]", [("x", "bold")], "**[x]**"),
    ],
)
def test_markdown_emphasis_across_a_bracket_is_emphasis(
    source: str, found: list[tuple[str, ...]], written: str
) -> None:
    """I8: no asterisk stands among the words, and what is written is read as the same."""
    assert formats(source) == found
    text = write(imported(read(source, "markdown"), "markdown"), str).text
    assert text == f"{written}\n"
    assert formats(text) == found


def test_markdown_links_are_no_brackets() -> None:
    """I5"""
    source = "See [the report][r] and [this](https://example.org/x) but [shall][should].\n\n[r]: https://example.org"
    parsed = read(source, "markdown")
    assert parsed.counts["brackets"] == 2
    assert parsed.paragraphs[1]["wording"] == [{"insert": "[r]: https://example.org"}]


def test_markdown_footnotes_become_paragraphs_of_their_own() -> None:
    """I8"""
    parsed = read("1. One[^a] [two[^1]].\n\n[^1]: First\n    going [on].\n\n[^a]: Second.", "markdown")
    paragraph, first, second = parsed.paragraphs
    assert runs(paragraph) == [
        ("One", None), ({"footnote": second["paragraph"]}, None), (" ", None), ("two", 0),
        ({"footnote": first["paragraph"]}, 0), (".", None),
    ]  # fmt: skip
    assert [(one["kind"], one["marker"], one["of"]) for one in (first, second)] == [
        ("footnote", "1", paragraph["paragraph"]),
        ("footnote", "a", paragraph["paragraph"]),
    ]
    assert runs(first) == [("First going ", None), ("on", 0), (".", None)]
    assert parsed.counts["footnotes"] == 2


def test_markdown_footnotes_without_partner_are_seen_and_listed() -> None:
    """I7, I8"""
    parsed = read("One[^1].\n\n[^2]: Nobody asks.", "markdown")
    assert [one["kind"] for one in parsed.paragraphs] == ["plain", "plain"]
    assert runs(parsed.paragraphs[0]) == [("One[^1].", None)]
    assert parsed.paragraphs[1]["marker"] == "[^2]:"
    assert [(one.code, one.where) for one in parsed.repairs] == [("footnote", "[^1]"), ("footnote", "[^2]")]


def test_markdown_footnote_named_twice_is_the_same_footnote() -> None:
    """I8"""
    paragraph, note = read("One[^1], two[^1].\n\n[^1]: Said.", "markdown").paragraphs
    assert [op["insert"] for op in paragraph["wording"]][1::2] == [{"footnote": note["paragraph"]}] * 2


@pytest.mark.parametrize(
    ("text", "words", "insert", "delete"),
    [
        ("timely - US; G77 delete", "timely", ("USA",), ("G77",)),
        (
            ", in line with it. -G77; US, Canada, EU delete.",
            ", in line with it.",
            ("G77",),
            ("USA", "CAN", "EU"),
        ),
        ("extreme – US; G77: delete", "extreme", ("USA",), ("G77",)),
        ("extreme — european union", "extreme", ("EU",), ()),
        ("word – G77: delete", "word", (), ("G77",)),
        ("a - b - US and Canada", "a - b", ("USA", "CAN"), ()),
        ("x - Trinidad and Tobago and Japan", "x", ("TTO", "JPN"), ()),
    ],
)
def test_attribution_read_where_every_name_is_known(
    text: str, words: str, insert: tuple[str, ...], delete: tuple[str, ...]
) -> None:
    """I11"""
    assert read_attribution(text, Names(DELEGATIONS)) == Attribution(words, insert, delete)


@pytest.mark.parametrize(
    "text",
    [
        "timely - Ruritania", "well-known", "EU", "cybercrime - EU, G77 retain / use of ICTs - RF",
        "a / b - US", "x - US; G77", "x - US, US", "x - US; US delete", "x - ", "",
    ],
)  # fmt: skip
def test_attribution_left_as_characters_where_anything_is_unclear(text: str) -> None:
    """I11"""
    assert read_attribution(text, Names(DELEGATIONS)) is None


def test_attributed_bracket_marks_whose_it_is_and_who_deletes_it() -> None:
    """I11"""
    paragraph = only("in a [timely - US; G77 delete] manner", delegations=DELEGATIONS)
    own, deletion = paragraph["proposals"]
    assert (own["sponsors"], deletion["sponsors"], deletion["parent"]) == (["USA"], ["G77"], own["id"])
    assert paragraph["wording"][1] == {
        "insert": "timely",
        "attributes": {"ins": own["id"], f"del:{deletion['id']}": True},
    }


def test_attributed_brackets_written_back_and_named_as_an_exception() -> None:
    """I11, I12"""
    parsed = read("3. In a [timely - US; G77 delete] manner [now].", delegations=DELEGATIONS)
    written = write(imported(parsed), lambda code: NAMES.get(code, code))
    assert written.text == "3. In a [timely – US; G77: delete] manner [now].\n"
    assert written.exceptions == ("Written in one form, [words – A; B: delete]: the attributions of 3.",)
    assert parsed.counts["attributed"] == 1
    bare = write(imported(parsed), str, attributions=False)
    assert (bare.text, bare.exceptions) == ("3. In a [timely] manner [now].\n", ())


def test_alternatives_with_a_slash_stand_side_by_side() -> None:
    """I16"""
    source = "5. Address [cybercrime - EU, G77 retain / the criminal use - RF; US delete] now."
    parsed = read(source, delegations=DELEGATIONS)
    (paragraph,) = parsed.paragraphs
    first, second, deletion = paragraph["proposals"]
    assert (first["sponsors"], second["sponsors"], deletion["sponsors"]) == (["EU", "G77"], ["RUS"], ["USA"])
    assert first["set"] == second["set"] is not None
    assert (first["parent"], second["parent"], deletion["parent"]) == (None, None, second["id"])
    assert runs(paragraph) == [
        ("Address ", None),
        ("cybercrime", 0),
        ("the criminal use", 1),
        (" now.", None),
    ]
    assert (parsed.counts["brackets"], parsed.counts["alternatives"], parsed.counts["attributed"]) == (
        1,
        1,
        1,
    )
    written = write(imported(parsed), lambda code: NAMES.get(code, code))
    assert written.text == "5. Address [cybercrime – EU, G77][the criminal use – RF; US: delete] now.\n"
    assert written.exceptions == (
        "Written in one form, [words – A; B: delete]: the attributions of 5.",
        "Alternatives stand side by side, [words – A][words – B], and not with a slash between: in 5.",
    )
    again = read(written.text, delegations=DELEGATIONS)
    assert [one["sponsors"] for one in again.paragraphs[0]["proposals"]] == [["EU", "G77"], ["RUS"], ["USA"]]


@pytest.mark.parametrize(
    "bracket",
    [
        "[one / another - US]", "[one - US / another]", "[one - US / another - Ruritania]", "[one / other]",
        "[one - EU delete / other - US]", "[ - EU / other - US]", "[one - EU / [inner] other - US]",
        "[Title: ON [THE] CRIME]", "[alt. Cooperation India]", "[alt 2. Words, China]", "[and/or - EU retain]",
    ],
)  # fmt: skip
def test_bracket_of_another_grammar_keeps_every_character(bracket: str) -> None:
    """I16"""
    parsed = read(f"5. Address {bracket} now.", delegations=DELEGATIONS)
    sponsors = {code for one in parsed.paragraphs[0]["proposals"] for code in one["sponsors"]}
    assert sponsors == {"UNATTRIBUTED"}
    written = write(imported(parsed), lambda code: NAMES.get(code, code)).text
    assert written.replace("–", "-") == f"5. Address {bracket} now.\n"


def test_attribution_of_an_unknown_delegation_stays_verbatim() -> None:
    """I11"""
    paragraph = only("in a [timely - Ruritania; G77 delete] manner", delegations=DELEGATIONS)
    assert paragraph["proposals"][0]["sponsors"] == ["UNATTRIBUTED"]
    assert runs(paragraph)[1] == ("timely - Ruritania; G77 delete", 0)


def test_deletion_marks_no_words_that_others_insert() -> None:
    """I11, W2"""
    paragraph = only("a [b [c] d - US; G77 delete]", delegations=DELEGATIONS)
    assert [one["sponsors"] for one in paragraph["proposals"]] == [["UNATTRIBUTED"], ["UNATTRIBUTED"]]
