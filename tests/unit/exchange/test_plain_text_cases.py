"""Forms that files of meetings really have: attributions, names, labels, marks of agreement (I9, I11, I22)."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.delta import Delta
from server.domain.paragraph import proposal_from_tabled
from server.domain.state import State
from server.exchange.plain_text import write
from tests.support.texts_in import imported, read, words_of

PARTIES = {
    "USA": "USA", "United States of America": "USA", "EU": "EU", "European Union": "EU", "G77": "G77", "Canada": "CAN",
    "NOR": "NOR", "Norway": "NOR", "Austria": "AUT", "Poland": "POL", "Côte d'Ivoire": "CIV", "Türkiye": "TUR",
    "Trinidad and Tobago": "TTO", "China": "CHN",
    **{code: code for code in ("AUT", "POL", "CIV", "TUR", "CAN", "CHN", "TTO")},
}  # fmt: skip


def sponsored(source: str) -> list[tuple[str, list[str]]]:
    """Whose words are which: all words of a proposal that some delegation has, with its sponsors."""
    found: list[tuple[str, list[str]]] = []
    for paragraph in read(source, "plain", PARTIES).paragraphs:
        for proposal in paragraph["proposals"]:
            marks = {"ins": proposal["id"]}
            said = [
                op["insert"]
                for op in paragraph["wording"]
                if marks.items() <= op.get("attributes", {}).items()
            ]
            key = f"del:{proposal['id']}"
            gone = [op["insert"] for op in paragraph["wording"] if key in op.get("attributes", {})]
            if proposal["sponsors"] != ["UNATTRIBUTED"]:
                found.append(("".join(said) or f"-{''.join(gone)}", proposal["sponsors"]))
    return found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("1. [EU, US: shall] ensure.", [("shall", ["EU", "USA"])]),
        ("2. [shall – EU] ensure.", [("shall", ["EU"])]),
        ("3. [shall - EU; US: delete] ensure.", [("shall", ["EU"]), ("-shall", ["USA"])]),
        ("5. [changing – EU / promoting – US] x.", [("changing", ["EU"]), ("promoting", ["USA"])]),
        ("5. [EU: changing / US: promoting] x.", [("changing", ["EU"]), ("promoting", ["USA"])]),
        ("6. [shall (EU)] ensure.", [("shall", ["EU"])]),
        ("6. [shall (EU; US: delete)] ensure.", [("shall", ["EU"]), ("-shall", ["USA"])]),
        ("7. Retain. (Austria, Poland)", [("Retain.", ["AUT", "POL"])]),
        ("7. Retain the measures (Austria, Poland);", [("Retain the measures;", ["AUT", "POL"])]),
        ("7. Retain. – Austria", [("Retain.", ["AUT"])]),
        ("9. [G77 and China: shall].", [("shall", ["G77"])]),
        ("10. [EU: Encourages States.]", [("Encourages States.", ["EU"])]),
        ("[EU: Encourages States.]", [("Encourages States.", ["EU"])]),
        ("[7 bis – EU] States act.", [("-", ["EU"])]),
        ("[7. States [now] act. – EU, NOR]", [("States  act.", ["EU", "NOR"])]),
        ("[7. States act. – US: delete]", [("-", ["USA"])]),
        ("8. [EU: a [b] c].", [("a  c", ["EU"])]),
    ],
)  # fmt: skip
def test_attribution_of_every_usual_form(source: str, found: list[tuple[str, list[str]]]) -> None:
    """I11"""
    assert sponsored(source) == found


def test_numbered_alternatives_share_a_set_and_lose_their_numbers() -> None:
    """I11"""
    for source in ("4. [alt 1: shall][alt 2: should].", "4. [alt 1: shall] [alt 2: should]."):
        (paragraph,) = read(source).paragraphs
        first, second = paragraph["proposals"]
        assert words_of(paragraph) == "shallshould."
        assert first["set"] == second["set"] is not None


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("Côte d’Ivoire", ["CIV"]), ("Cote d'Ivoire", ["CIV"]), ("Co\u0302te d'Ivoire", ["CIV"]), ("Türkiye", ["TUR"]),
        ("TÜRKİYE", ["TUR"]), ("TÜRKIYE", ["TUR"]), ("Turkey", ["TUR"]), ("US", ["USA"]),
        ("United\u00a0States", ["USA"]),
        ("U.S.", ["USA"]), ("EU and Norway", ["EU", "NOR"]), ("European Union (EU)", ["EU"]), ("EU/NOR", ["EU", "NOR"]),
        ("US, Canada", ["USA", "CAN"]), ("the European Union", ["EU"]), ("EU, US and Norway", ["EU", "USA", "NOR"]),
        ("EU & NOR", ["EU", "NOR"]), ("Trinidad and Tobago and Poland", ["TTO", "POL"]), ("G77 and China", ["G77"]),
        ("China and G77", ["CHN", "G77"]), ("EU, and Norway", ["EU", "NOR"]),
    ],
)  # fmt: skip
def test_attribution_knows_names_however_they_are_written(said: str, codes: list[str]) -> None:
    """I11"""
    for source in (f"1. States [shall – {said}] act.", f"1. States [{said}: shall] act."):
        assert sponsored(source) == [("shall", codes)]


@pytest.mark.parametrize(
    ("bracket", "names"),
    [
        ("shall – Narnia", ["Narnia"]), ("KEN: shall", ["KEN"]), ("shall – Holland: delete", ["Holland"]),
        ("shall – Narnia; EU: delete", ["Narnia"]), ("shall – EU, Narnia: delete", ["Narnia"]),
        ("Peru: shall", ["Peru"]), ("Republic of Korea: shall", ["Republic of Korea"]), ("Norvège: shall", ["Norvège"]),
        ("Holy See, Atlantis: shall", ["Holy See", "Atlantis"]), ("the Holy See: shall", ["the Holy See"]),
        ("Antigua and Barbuda and Peru: shall", ["Antigua and Barbuda", "Peru"]),
        ("women – Mexico", ["Mexico"]), ("النرويج: يجب", ["النرويج"]), ("挪威：应当", ["挪威"]),
        ("الاتحاد الأوروبي: يجب", ["الاتحاد الأوروبي"]), ("挪威、秘鲁：应当", ["挪威", "秘鲁"]),
    ],
)  # fmt: skip
def test_attribution_of_nobody_known_is_said_and_stays(bracket: str, names: list[str]) -> None:
    """I11"""
    parsed = read(f"1. States [{bracket}] act.", "plain", PARTIES)
    assert [(one.code, one.where) for one in parsed.repairs] == [("unmatched", name) for name in names]
    assert dict(parsed.unmatched) == dict.fromkeys(names, 1)
    assert words_of(parsed.paragraphs[0]) == f"States {bracket} act."
    assert parsed.paragraphs[0]["proposals"][0]["sponsors"] == ["UNATTRIBUTED"]


@pytest.mark.parametrize(
    ("bracket", "sponsors", "words", "names"),
    [
        ("NOR, Peru: shall", ["NOR"], "Peru: shall", ["Peru"]),
        ("Peru, NOR and Trinidad and Tobago: shall", ["NOR", "TTO"], "Peru: shall", ["Peru"]),
        ("shall – EU, Narnia", ["EU"], "shall – Narnia", ["Narnia"]),
        ("shall (EU, Narnia, Ruritania)", ["EU"], "shall (Narnia, Ruritania)", ["Narnia", "Ruritania"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ["1. States [{}] act.", "[{}]", "[1. {}]"])
def test_attribution_known_in_part_is_to_those_who_are_known(
    bracket: str, sponsors: list[str], words: str, names: list[str], around: str
) -> None:
    """I11"""
    parsed = read(around.format(bracket), "plain", PARTIES)
    assert sponsored(around.format(bracket)) == [(words, sponsors)]
    assert [(one.code, one.where) for one in parsed.repairs] == [("unmatched", name) for name in names]
    again = write(imported(parsed), lambda code: code).text
    assert sponsored(again) == [(words, sponsors)]


@pytest.mark.parametrize("around", ["{}", "1. {}", "[1. Atlantis: all States]"])
def test_unknown_sponsor_of_a_bracket_around_a_paragraph_is_said(around: str) -> None:
    """I11"""
    parsed = read(around.format("[Atlantis: all States]"), "plain", PARTIES)
    assert [(one.code, one.where) for one in parsed.repairs] == [("unmatched", "Atlantis")]


def test_unknown_sponsor_of_a_paragraph_is_said() -> None:
    """I11: some of them alone are not made its sponsors."""
    parsed = read("1. Retain. (Austria, Narnia)", "plain", PARTIES)
    assert [(one.code, one.where) for one in parsed.repairs] == [("unmatched", "Narnia")]
    assert words_of(parsed.paragraphs[0]) == "Retain. (Austria, Narnia)"
    assert read("1. Act. (See annex)", "plain", PARTIES).repairs == ()


@pytest.mark.parametrize(
    "source",
    [
        "1. The meeting was held in Vienna (Austria).", "1. See [Note: to be drafted].", "[Preamble: to come]",
        "1. See [Drafting Note: to move].", "1. [NOR, the following: act].", "1. [the following: act].",
        "1. [Option A: act].", "1. [注：待定]。", "1. [العمل الذي تقوم به جميع الدول الأعضاء في المنظمة: يجب].",
        "1. [neither this – nor that].",
        "1. [Option 1: act].", "1. [this or that: both].", "1. Neither [one - nor] other.",
        "1. [US: delete shall] act.",
        "1. [https://example.org/x].", "1. As agreed in Bonn (Poland) and [Vienna].",
    ],
)  # fmt: skip
def test_words_that_only_look_like_an_attribution_stay(source: str) -> None:
    """I11"""
    parsed = read(source, "plain", PARTIES)
    assert write(imported(parsed), str).text.replace(" –", " -") == source.replace(" –", " -") + "\n"
    assert sponsored(source) == []


README = """# Preliminary conclusions

The Committee,

Recalling its decision 4/2,

1. Requests the Secretariat to publish its [first] [NOR: second] report;

2. [EU: Encourages States to share their data.]
"""


def test_readme_example_comes_in_as_its_reader_expects() -> None:
    """I11"""
    parsed = read(README, "markdown", PARTIES)
    assert parsed.repairs == ()
    assert [(one["kind"], one["marker"]) for one in parsed.paragraphs] == [
        ("heading", ""), ("plain", ""), ("preambular", ""), ("operative", "1."), ("operative", "2."),
    ]  # fmt: skip
    written = write(imported(parsed, "markdown"), str).text
    assert "its [first] [second – NOR] report;" in written
    assert "2. [Encourages States to share their data. – EU]" in written


@pytest.mark.parametrize(
    ("line", "label", "marker", "words"),
    [
        ("1.1. Deep.", "1.1", "1.1.", "Deep."), ("12 quinquies. Five.", "12 quinquies", "12 quinquies.", "Five."),
        ("12bis. Joined.", "12 bis", "12bis.", "Joined."), ("3.3: Colon.", "3.3", "3.3:", "Colon."),
        ("3.3alt: Other.", "3.3 alt", "3.3alt:", "Other."), ("127Alt2. Other.", "127 alt 2", "127Alt2.", "Other."),
        ("16 quinquies.1 Sub.", "16 quinquies.1", "16 quinquies.1", "Sub."), ("a. dot;", "(a)", "a.", "dot;"),
        ("1.bis Another.", "1 bis", "1.bis", "Another."), ("1. alt States may.", "1 alt", "1. alt", "States may."),
        ("1 alt. States can.", "1 alt", "1 alt.", "States can."),
        ("[1 bis. Proposed.]", "1 bis", "1 bis.", "Proposed."),
        ("[2.] Text.", "2", "2.", "Text."), ("2015: a year.", "", "", "2015: a year."), ("• item", "", "•", "item"),
        ("\uf0b7\titem", "", "•", "item"), ("– item", "", "–", "item"), ("e.g. this", "", "", "e.g. this"),
    ],
)  # fmt: skip
def test_labels_of_every_usual_form(line: str, label: str, marker: str, words: str) -> None:
    """I9"""
    (one,) = read(line).paragraphs
    assert (one["label"], one["marker"], words_of(one)) == (label, marker, words)


def test_labels_that_stand_twice_in_a_section_are_said() -> None:
    """I9: where numbering starts again in another section, that is no fault."""
    parsed = read("A. ONE\n\n1. a\n\n1 bis. b\n\n1bis. c\n\nB. TWO\n\n1. d\n\n1. e")
    assert [(one.code, one.label) for one in parsed.repairs] == [("twice", "1 bis"), ("twice", "1")]


@pytest.mark.parametrize(
    ("source", "words", "claim"),
    [
        ("1. Act. [agreed ad ref]", "Act.", ("agreed ad ref", "ad_ref", [])),
        ("1. Act. [Agreed ad referendum]", "Act.", ("Agreed ad referendum", "ad_ref", [])),
        ("1. Act. [agreed]", "Act.", ("agreed", "agreed", [])),
        ("1. Act. (agreed ad ref.)", "Act.", ("agreed ad ref.", "ad_ref", [])),
        (
            "1. Act. [agreed ad ref; pending Norway, EU]", "Act.",
            ("agreed ad ref; pending Norway, EU", "ad_ref", ["NOR", "EU"]),
        ),
        ("1. Act. [agreed in informals]", "Act.", ("agreed in informals", None, [])),
        ("1. Act\n\n[agreed ad ref]", "Act", ("agreed ad ref", "ad_ref", [])),
        ("1. The terms are [agreed]", "The terms are agreed", None),
        ("1. What was [agreed ad ref] goes on.", "What was agreed ad ref goes on.", None),
    ],
)  # fmt: skip
def test_claims_are_notes_and_no_words(source: str, words: str, claim: tuple[Any, ...] | None) -> None:
    """I22"""
    (one,) = read(source, "plain", PARTIES).paragraphs
    assert words_of(one) == words
    said = one.get("claim")
    assert (said and (said["said"], said["level"], said["pending"])) == claim


@pytest.mark.parametrize(
    ("said", "pending"),
    [
        ("Norway, paragraph 1", ["NOR", "1"]), ("paragraph 4, EU", ["4", "EU"]),
        ("paragraph Article 2, 3", ["Article 2, 3"]),
        ("paragraph Article 1, 3, Norway", ["Article 1, 3", "NOR"]), ("paragraph 9, EU", ["EU"]), ("Mars, EU", []),
        ("paragraph 3", []),
    ],
)  # fmt: skip
def test_claim_may_be_pending_another_paragraph(said: str, pending: list[str]) -> None:
    """I22: by its label, with its section where several have it; what is ambiguous or not there is only said."""
    source = (
        "# Article 1\n\n1. a\n\n3. b\n\n# Article 2\n\n2. Act. [agreed ad ref; pending {}]\n\n3. c\n\n4. d"
    )
    paragraphs = read(source.format(said), "markdown", PARTIES).paragraphs
    names = {
        paragraphs[at]["paragraph"]: name
        for at, name in ((1, "1"), (2, "Article 1, 3"), (5, "Article 2, 3"), (6, "4"))
    }
    assert paragraphs[4]["label"] == "2"
    assert [names.get(one, one) for one in paragraphs[4]["claim"]["pending"]] == pending


def test_agreement_pending_a_paragraph_is_written_with_its_label_and_read_again() -> None:
    """I22"""
    state = imported(read("1. States act.\n\n2. States wait.", "plain", PARTIES))
    first, second = state.order
    agreement = {"level": "ad_ref", "number": 2, "time": "", "pending": ["NOR", second], "fingerprint": ""}
    agreed = replace(state.paragraphs[first], agreement=agreement)
    state = replace(state, paragraphs={**state.paragraphs, first: agreed})
    written = write(state, lambda code: "Norway" if code == "NOR" else code).text
    assert written == "1. States act. [agreed ad ref; pending Norway, paragraph 2]\n\n2. States wait.\n"
    again = imported(read(written, "plain", PARTIES))
    assert again.paragraphs[again.order[0]].claim == {
        "said": "agreed ad ref; pending Norway, paragraph 2",
        "level": "ad_ref",
        "pending": ["NOR", again.order[1]],
    }


def test_preambular_paragraph_is_known_with_a_note_behind_it() -> None:
    """I3, I22"""
    paragraphs = read(
        "Recalling its work, [agreed]\n\nConvinced of it, (Austria, Poland)", "plain", PARTIES
    ).paragraphs
    assert [(one["kind"], one["label"]) for one in paragraphs] == [
        ("preambular", "PP1"),
        ("preambular", "PP2"),
    ]


def test_own_export_comes_back_with_words_numbers_and_claims() -> None:
    """I22: what Adref wrote out of an agreed text is read as the same words, with what was agreed as notes."""
    source = (
        "II. Scope\n\n1. States act. [agreed ad ref]\n\n[1 bis – EU] States wait.\n\n[2. All of it. – NOR]\n"
    )
    state = imported(read(source, "plain", PARTIES))
    first = state.paragraphs[state.order[1]]
    assert first.claim == {"said": "agreed ad ref", "level": "ad_ref", "pending": []}
    written = write(state, str)
    assert written.text == source.replace(" [agreed ad ref]", "")
    assert "Came in as agreed, and is not agreed here: 1." in written.exceptions


OFFERED = st.lists(
    st.sampled_from(["timely", "effective", "/", "and/or", "-", "(a)", "UN", "as"]),
    min_size=1, max_size=7,
).map(" ".join)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(OFFERED, st.sampled_from(["USA", "EU"]), st.booleans())
def test_words_with_a_slash_come_back_as_the_proposal_that_they_were(
    words: str, sponsor: str, deleted: bool
) -> None:
    """
    I16: what the exporter writes for one delegation's words is read as these, or said to be unclear. Words that hold
    a delegation after a dash before the slash are alternatives, as in `[one - US / other - EU]`.
    """
    base = imported(read("1. States act in a manner.", "plain", PARTIES))
    name = base.order[0]
    proposal = {
        "id": "x-own",
        "parent": None,
        "kind": "wording",
        "place": None,
        "sponsors": [sponsor],
        "set": None,
    }
    mark = {"del:x-own": True} if deleted else {"ins": "x-own"}
    paragraph = base.paragraphs[name]
    known = {"x-own": proposal_from_tabled(proposal, 9, "")}
    wording: Delta = [
        {"insert": "States act in a "},
        {"insert": words, "attributes": mark},
        {"insert": " manner."},
    ]
    state = replace(base, paragraphs={name: replace(paragraph, wording=wording, proposals=known)})
    written = write(state, lambda code: code).text
    parsed = read(written, "plain", PARTIES)
    (again,) = parsed.paragraphs
    assert write(imported(parsed), lambda code: code).text == written
    if "slash" in {repair.code for repair in parsed.repairs}:
        return
    [one] = again["proposals"]
    assert one["sponsors"] == [sponsor]
    key = f"del:{one['id']}" if deleted else "ins"
    marked = [op["insert"] for op in again["wording"] if key in op.get("attributes", {})]
    assert "".join(marked) == words


def test_an_unknown_name_is_listed_once_however_it_is_written() -> None:
    """I11: one choice for it is enough, since names are compared in their folded form."""
    source = "1. [may – Türkiye] [now – TÜRKİYE] [then – TÜRKIYE] [shall – Côte d’Ivoire] [x – Cote d'Ivoire]"
    parsed = read(source, "plain", {"EU": "EU"})
    assert dict(parsed.unmatched) == {"Türkiye": 3, "Côte d’Ivoire": 2}
    chosen = read(source, "plain", {"Türkiye": "TUR", "Côte d’Ivoire": "CIV"})
    assert not chosen.unmatched


@pytest.mark.parametrize("dash", ["–", "-"])
def test_one_name_behind_a_slash_is_read_or_said(dash: str) -> None:
    """I16: the exporter's dash makes all the words that delegation's; with another one it is to be looked at."""
    parsed = read(f"1. States [adapt / mitigate {dash} USA] now.", "plain", PARTIES)
    [one] = parsed.paragraphs[0]["proposals"]
    found = [(repair.code, repair.where) for repair in parsed.repairs]
    if dash == "–":
        assert (one["sponsors"], found) == (["USA"], [])
    else:
        assert (one["sponsors"], found) == (["UNATTRIBUTED"], [("slash", "adapt / mitigate - USA")])


def test_emphasis_across_a_bracket_is_said() -> None:
    """I14: the asterisks stay characters, and the preview lists them."""
    parsed = read("1. [x **y] z** and [u] *bold*.", "markdown", PARTIES)
    codes = {repair.code for repair in parsed.repairs}
    assert "**" in words_of(parsed.paragraphs[0])
    assert codes == {"asterisks"}
    assert "**y] z**" in [repair.where for repair in parsed.repairs]
    assert read("1. [x **y**] *z* and 2 * 3", "markdown", PARTIES).repairs == ()


NAMES = sorted(set(PARTIES.values()))
SPONSORS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True).map(", ".join)
PIECES = st.one_of(
    st.sampled_from(["States", "act,", "now", "(a)", "12", "and", "Vienna (Austria)", "–", "-", "/", "alt"]),
    SPONSORS.map(lambda who: f"[shall – {who}]"),
    st.tuples(SPONSORS, st.sampled_from(NAMES)).map(lambda two: f"[shall – {two[0]}; {two[1]}: delete]"),
    st.sampled_from(
        [
            "[x]",
            "[x][y]",
            "[x [y]]",
            "[EU: z]",
            "[z (NOR)]",
            "[a – EU / b – NOR]",
            "[alt 1: a][alt 2: b]",
            "[",
        ]
    ),
)
LINES = st.lists(PIECES, min_size=1, max_size=6).map(" ".join)
ENDS = st.sampled_from(["", ".", ". (Austria, Poland)", ". – EU", ". [agreed ad ref]"])
STARTS = st.sampled_from(["", "1. ", "(a) ", "[7 bis] ", "[7 bis – EU] ", "• "])
MARKED = st.one_of(
    st.tuples(STARTS, LINES, ENDS).map("".join),
    LINES.map(lambda words: f"[8. {words}. – NOR]"),
    LINES.map(lambda words: f"[8. {words}]"),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(MARKED, min_size=1, max_size=4).map("\n\n".join))
def test_attributed_text_is_written_and_read_again_as_the_same(source: str) -> None:
    """I11, I12: one form of it is written, and that comes back unchanged, with the same sponsors for the same words."""
    first = read(source, "plain", PARTIES)
    written = write(imported(first), str).text
    second = read(written, "plain", PARTIES)
    assert write(imported(second), str).text == written
    assert _owned(imported(second)) == _owned(imported(first))


def _owned(state: State) -> list[list[tuple[Any, ...]]]:
    """Each paragraph's words with the sponsors of whoever inserts and deletes them."""
    found = []
    for one in (state.paragraphs[name] for name in state.order):
        whole = one.marks.get("ins")
        runs = []
        for op in one.wording:
            marks = op.get("attributes", {})
            inserted = one.proposals[marks["ins"]].sponsors if "ins" in marks else ()
            deleted = [one.proposals[key[4:]].sponsors for key in marks if key.startswith("del:")]
            runs.append((str(op["insert"]).strip(), inserted, deleted))
        found.append([(one.marker, one.proposals[whole].sponsors if whole else ()), *runs])
    return found
