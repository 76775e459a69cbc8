"""Brackets and readings (docs/SPEC.md, B1 to B12)."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from server.domain.brackets import Close, Open, Part, Text, attribution, owners, to_json, tokens
from server.domain.delta import compose
from server.domain.marks import marked, settle_drop, settle_retain
from server.domain.paragraph import Paragraph
from server.domain.readings import as_text, base, rolling, status, with_retained
from tests.support.marks_vectors import vectors as marks_vectors
from tests.support.paragraphs import VECTORS, bracket_vectors, paragraph_of, paragraphs

DATA = bracket_vectors()
CASES = [pytest.param(case, id=case["name"]) for case in DATA["cases"]]


def names(code: str) -> str:
    return str(DATA["names"][code])


@pytest.mark.parametrize("case", CASES)
def test_tokens_as_in_the_vectors(case: dict[str, Any]) -> None:
    """B1 to B6."""
    drawn = [to_json(token) for token in tokens(paragraph_of(case["paragraph"]))]
    assert _listed(drawn) == case["tokens"]


@pytest.mark.parametrize("case", CASES)
def test_readings_as_in_the_vectors(case: dict[str, Any]) -> None:
    """B7 to B10."""
    paragraph = paragraph_of(case["paragraph"])
    assert rolling(paragraph, names, True, DATA["levels"]) == case["attributed"]
    assert rolling(paragraph, names, False) == case["plain"]
    assert base(paragraph) == case["base"]
    assert {key: with_retained(paragraph, key) for key in case["retained"]} == case["retained"]


def test_marks_vectors_are_up_to_date() -> None:
    """B12: what the twin in the browser is held to is what this server says today."""

    assert json.loads((VECTORS / "marks.json").read_text("utf-8")) == marks_vectors()


@given(paragraphs())
@settings(max_examples=300, deadline=None)
def test_brackets_balance_and_nest(paragraph: Paragraph) -> None:
    """B1."""
    stack: list[Open] = []
    seen: set[str] = set()
    for token in tokens(paragraph):
        if isinstance(token, Open):
            assert token.id not in seen
            seen.add(token.id)
            stack.append(token)
        elif isinstance(token, Close):
            opened = stack.pop()
            assert (opened.id, opened.kind, opened.proposals) == (token.id, token.kind, token.proposals)
    assert stack == []


@given(paragraphs())
@settings(max_examples=300, deadline=None)
def test_text_without_brackets_is_the_wording(paragraph: Paragraph) -> None:
    """B2: nothing is added, lost or moved, and every offset counts UTF-16 units."""
    wording = [(op["insert"], op.get("attributes", {})) for op in paragraph.wording]
    drawn = tokens(paragraph)
    texts = [token for token in drawn if isinstance(token, Text)]
    assert _flat(content for content, _ in wording) == _flat(text.content for text in texts)
    at = 0
    for token in drawn:
        assert token.at == at
        if isinstance(token, Text):
            at += len(token.content.encode("utf-16-le")) // 2 if isinstance(token.content, str) else 1
    plain = as_text(drawn).replace("[", "").replace("]", "")
    assert plain == "".join(content for content, _ in wording if isinstance(content, str))


@given(paragraphs())
@settings(max_examples=300, deadline=None)
def test_every_mark_stands_in_a_bracket_of_its_own(paragraph: Paragraph) -> None:
    """B3: a character stands in a bracket of each proposal that marks it, and of no other insertion or deletion."""
    expected = [_marks_of(paragraph, op.get("attributes", {})) for op in paragraph.wording]
    sizes = [len(_flat([op["insert"]])) for op in paragraph.wording]
    wanted = [marks for marks, size in zip(expected, sizes, strict=True) for _ in range(size)]
    stack: list[frozenset[tuple[str, str]]] = []
    found: list[set[tuple[str, str]]] = []
    parts = {token.id: token for token in tokens(paragraph) if isinstance(token, Close)}
    for token in tokens(paragraph):
        if isinstance(token, Open):
            stack.append(_drawn_marks(paragraph, token, parts[token.id]))
        elif isinstance(token, Close):
            stack.pop()
        else:
            found += [set().union(*stack)] * len(_flat([token.content]))
    assert len(found) == len(wanted)
    for drawn, marks in zip(found, wanted, strict=True):
        assert {mark for mark in drawn if mark[0] != "reserve"} == {
            mark for mark in marks if mark[0] != "reserve"
        }
        assert {mark for mark in marks if mark[0] == "reserve"} <= drawn


@given(paragraphs())
@settings(max_examples=300, deadline=None)
def test_retained_reading_is_what_settling_gives(paragraph: Paragraph) -> None:
    """B9: the reading with one proposal retained is the text after the Chair's decisions (W3)."""
    paragraph = replace(paragraph, marks={})
    for chosen in [key for key, one in paragraph.proposals.items() if one.live]:
        taken = owners(paragraph.proposals, chosen)
        wording, proposals = paragraph.wording, dict(paragraph.proposals)
        for proposal in taken:
            wording = compose(wording, settle_retain(wording, proposals, proposal))
        gone = {key for key, one in proposals.items() if one.live and key not in taken}
        wording = compose(wording, settle_drop(wording, gone))
        for op in wording:
            # A reservation that is "retained" leaves its mark: it is lifted or set aside, never taken.
            op["attributes"] = {k: v for k, v in op.get("attributes", {}).items() if not k.startswith("brk:")}
        clean = compose([], [op if op["attributes"] else {"insert": op["insert"]} for op in wording])
        assert with_retained(paragraph, chosen) == clean


@given(paragraphs())
@settings(max_examples=200, deadline=None)
def test_base_reading_has_no_mark_and_no_owned_word(paragraph: Paragraph) -> None:
    """B8."""
    words = base(paragraph)
    if "ins" in paragraph.marks:
        assert words is None
        return
    assert words is not None
    owned = "".join(
        op["insert"]
        for op in paragraph.wording
        if isinstance(op["insert"], str) and "ins" not in op.get("attributes", {})
    )
    assert "".join(op["insert"] for op in words if isinstance(op["insert"], str)) == owned
    assert not any(marked(paragraph_of({"wording": words, "marks": {}, "proposals": {}})))


def test_hundreds_of_brackets_in_one_paragraph_are_drawn() -> None:
    """B1: old texts arrive with hundreds of brackets."""
    wording, proposals = [], {}
    for index in range(600):
        key = f"q{index:03d}"
        proposals[key] = {
            "parent": None, "kind": "wording", "sponsors": ["EU"], "set": None, "status": "live", "tabled": 1,
        }  # fmt: skip  # A table reads better.
        wording += [{"insert": f"w{index}", "attributes": {"ins": key}}, {"insert": " "}]
    drawn = tokens(paragraph_of({"wording": wording, "marks": {}, "proposals": proposals}))
    assert sum(isinstance(token, Open) for token in drawn) == 600


def test_attribution_names_everybody_once_and_never_unattributed() -> None:
    """B5."""
    parts = [Part("insert", ("UNATTRIBUTED",)), Part("reserve", ("PER",)), Part("delete", ("US", "CAN"))]
    assert attribution(parts, names) == "Peru: reserve; US, Canada: delete"
    assert attribution([Part("insert", ("UNATTRIBUTED",))], names) == ""
    assert attribution([Part("move", ("EU",))], names) == "EU: move"


def test_status_of_a_paragraph_whose_footnote_is_bracketed_is_bracketed() -> None:
    """B11."""
    clean = paragraph_of({"wording": [{"insert": "Text."}], "marks": {}, "proposals": {}})
    note = paragraph_of(
        {"wording": [{"insert": {"repair": "["}}], "marks": {}, "proposals": {}}, kind="footnote"
    )
    assert status(clean) == "clean"
    assert status(clean, [note]) == "bracketed"


def _listed(value: Any) -> Any:
    """Tuples as the lists that JSON has."""
    if isinstance(value, dict):
        return {key: _listed(inner) for key, inner in value.items()}
    return [_listed(inner) for inner in value] if isinstance(value, list | tuple) else value


def _flat(contents: Any) -> list[Any]:
    """Characters and embeds, one by one."""
    return [one for content in contents for one in (content if isinstance(content, str) else [str(content)])]


def _marks_of(paragraph: Paragraph, attributes: dict[str, Any]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for source in (attributes, paragraph.marks):
        if "ins" in source:
            found |= {("insert", owner) for owner in owners(paragraph.proposals, source["ins"])}
        found |= {("delete", key[4:]) for key in source if key.startswith("del:")}
        found |= {("reserve", key[4:]) for key in source if key.startswith("brk:")}
    return found


def _drawn_marks(paragraph: Paragraph, opened: Open, closed: Close) -> frozenset[tuple[str, str]]:
    """Which proposal marks in which role; the roles of one bracket's proposals follow its parts, in order."""
    roles = [part.role for part in closed.parts]
    if len(roles) == 1:
        return frozenset((roles[0], proposal) for proposal in opened.proposals)
    found = set()
    for proposal in opened.proposals:
        if paragraph.proposals[proposal].kind == "reservation":
            found.add(("reserve", proposal))
        elif proposal == opened.proposals[0] and "insert" in roles:
            found.add(("insert", proposal))
        else:
            found.add(("delete", proposal))
    return frozenset(found)
