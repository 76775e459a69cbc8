"""Adding, moving, relabelling, withdrawing and importing paragraphs and sections (K7 to K10)."""

from typing import Any

import pytest

from server.domain.actor import Actor
from server.domain.acts.importing import MAX_IMPORTED
from tests.support.room import CHAIR, EU, JPN, SECRETARIAT, US, Room, mint


def sections() -> Room:
    """I (par-11, Ia (par-12)), II (par-21)."""
    room = Room()
    room.add("head-1", "One", kind="heading", after=None)
    room.add("par-11", "a", after="head-1")
    room.add("head-1a", "One a", kind="heading", depth=2, after="par-11")
    room.add("par-12", "b", after="head-1a")
    room.add("head-2", "Two", kind="heading", after="par-12")
    room.add("par-21", "c", after="head-2")
    return room


def test_section_moves_with_all_that_stands_in_it() -> None:
    """K7: a section is its heading and what follows up to the next of the same or a smaller depth."""
    room = sections()
    room.do(CHAIR, "move_section", {"paragraph": "head-1", "after": "par-21", "depth": 2, "reason": "order"})
    assert room.now.order == ("head-2", "par-21", "head-1", "par-11", "head-1a", "par-12", "par-01")
    depths = {one: room.paragraph(one).depth for one in ("head-1", "par-11", "head-1a", "par-12")}
    assert depths == {"head-1": 2, "par-11": 1, "head-1a": 3, "par-12": 1}


def test_section_is_not_moved_into_itself() -> None:
    """K7: what is moved cannot stand after itself."""
    room = sections()
    payload = {"paragraph": "head-1", "after": "par-12", "depth": 1, "reason": "order"}
    assert room.refusal(CHAIR, "move_section", payload) == "malformed"
    assert room.refusal(CHAIR, "move_section", {**payload, "paragraph": "par-11"}) == "malformed"
    assert room.refusal(CHAIR, "move_paragraph", payload) == "malformed"
    payload = {"paragraph": "par-11", "after": "par-99", "depth": 1, "reason": "order"}
    assert room.refusal(CHAIR, "move_paragraph", payload) == "unknown_paragraph"


def test_paragraph_is_withdrawn_with_a_reason_and_stays_on_record() -> None:
    """K8: withdrawn paragraphs keep their identity and take no further commands."""
    room = sections()
    assert room.refusal(SECRETARIAT, "withdraw_paragraph", {"paragraph": "par-11"}) == "reason_required"
    room.do(CHAIR, "put_before_room", {"paragraph": "par-11"})
    room.do(SECRETARIAT, "withdraw_paragraph", {"paragraph": "par-11", "reason": "merged"})
    assert room.paragraph("par-11").withdrawn is not None
    assert room.now.before_room is None
    change = [{"insert": "x", "attributes": {"ins": "prop-eu"}}]
    payload = room.change(change, mint("prop-eu"), one="par-11")
    assert room.refusal(EU, "change_wording", payload) == "withdrawn"


def test_section_with_something_agreed_is_not_withdrawn() -> None:
    """K8: what is frozen goes only when it was reopened."""
    room = sections()
    room.agree("par-12")
    payload = {"paragraph": "head-1", "reason": "merged"}
    assert room.refusal(CHAIR, "withdraw_section", payload) == "frozen"
    room.do(CHAIR, "withdraw_section", {"paragraph": "head-2", "reason": "merged"})
    assert [one for one in room.now.order if room.paragraph(one).withdrawn] == ["head-2", "par-21", "par-01"]


def test_relabelling_to_the_same_label_is_no_event() -> None:
    """W10: a command without effect makes no entry."""
    room = Room()
    payload = {"paragraph": "par-01", "label": "01", "marker": "01."}
    assert room.do(SECRETARIAT, "relabel_paragraph", payload) == []


def imported(one: str, after: str | None, **more: Any) -> dict[str, Any]:
    return {
        "paragraph": one,
        "kind": "plain",
        "depth": 1,
        "after": after,
        "wording": [{"insert": "w"}],
        **more,
    }


def tabled(
    one: str, parent: str | None = None, sponsors: tuple[str, ...] = ("UNATTRIBUTED",)
) -> dict[str, Any]:
    return {"id": one, "parent": parent, "kind": "wording", "sponsors": list(sponsors), "set": None}


def test_import_brings_paragraphs_with_their_brackets() -> None:
    """W18: imported brackets without attribution are insertions of “unattributed”."""
    room = Room()
    wording = [{"insert": "a"}, {"insert": "b", "attributes": {"ins": "brk-0002"}}]
    batch = [
        imported("head-1", "par-01", kind="heading"),
        imported(
            "par-11",
            "head-1",
            wording=wording,
            proposals=[tabled("brk-0001"), tabled("brk-0002", "brk-0001")],
        ),
        imported("note-1", None, kind="footnote", of="par-11"),
    ]
    entries = room.do(SECRETARIAT, "import_paragraphs", {"paragraphs": batch})
    assert [one["kind"] for one in entries] == ["section_added", "paragraph_added", "paragraph_added"]
    assert room.now.order == ("par-01", "head-1", "par-11")
    room.settle("retain", "brk-0002", one="par-11")
    assert room.wording("par-11")[1]["attributes"] == {"ins": "brk-0001"}


def test_import_brings_proposals_about_whole_paragraphs() -> None:
    """W18: one that is proposed as a whole, whose words are its own, and its deletion, and a reservation of it."""
    room = Room()
    wording = [
        {"insert": "a", "attributes": {"ins": "add-0001"}},
        {"insert": "b", "attributes": {"ins": "brk-0002", "del:add-0001": True}},
    ]
    kinds = {"add-0001": "paragraph", "del-0001": "deletion", "brk-0001": "reservation"}
    proposals = [{**tabled(one), "kind": kind} for one, kind in kinds.items()]
    proposals.append(tabled("brk-0002", "add-0001"))
    marks = {"ins": "add-0001", "del:del-0001": True, "brk:brk-0001": True}
    payload = imported("par-11", "par-01", marks=marks, proposals=proposals, wording=wording)
    room.do(SECRETARIAT, "import_paragraphs", {"paragraphs": [payload]})
    assert (room.paragraph("par-11").marks, room.wording("par-11")) == (marks, wording)


@pytest.mark.parametrize(
    ("batch", "code"),
    [
        ([], "malformed"),
        ([imported("par-11", "par-99")], "unknown_paragraph"),
        ([imported("par-11", None), imported("par-11", None)], "duplicate_id"),
        ([imported("par-01", None)], "duplicate_id"),
        (
            [imported("par-11", None, wording=[{"insert": "b", "attributes": {"ins": "prop-x"}}])],
            "unknown_proposal",
        ),
        ([imported("par-11", None, proposals=[tabled("prop-x", "prop-y")])], "unknown_proposal"),
        (
            [imported("par-11", None, proposals=[tabled("prop-x", None, ("ATLANTIS",))])],
            "not_your_delegation",
        ),
        ([imported("par-11", None, proposals=[tabled("prop-x", None, ("ICC",))])], "not_your_delegation"),
        (
            [imported("par-11", None, proposals=[tabled("prop-x", None, ("UNATTRIBUTED", "EU"))])],
            "not_your_delegation",
        ),
        ([imported("par-11", None, proposals=[tabled("prop-x")] * 2)], "duplicate_id"),
        ([imported("par-11", None, marks={"ins": "prop-x"})], "malformed"),
        ([imported("par-11", None, marks={"bold": True})], "malformed"),
        ([imported("note-1", None, kind="footnote", of="par-99")], "unknown_paragraph"),
        ([imported("par-11", None, depth=99)], "malformed"),
        ([imported("par-11", None, label="x\u202ey")], "malformed"),
        ([imported(f"par-{count:04}", None) for count in range(MAX_IMPORTED + 1)], "malformed"),
    ],
)
def test_import_with_a_fault_is_refused_as_a_whole(batch: list[dict[str, Any]], code: str) -> None:
    """K9: together or not at all, with a code for each fault."""
    assert Room().refusal(SECRETARIAT, "import_paragraphs", {"paragraphs": batch}) == code


def test_paragraph_of_base_text_carries_no_marks() -> None:
    """K10: words of nobody are base text, words of a delegation come with its proposal."""
    payload = imported(
        "par-11", None, wording=[{"insert": "b", "attributes": {"ins": "prop-x"}}], reason="new"
    )
    assert Room().refusal(CHAIR, "add_paragraph", payload) == "malformed"
    assert Room().refusal(CHAIR, "add_paragraph", imported("par-11", None)) == "reason_required"


def test_text_is_opened_once_and_with_levels() -> None:
    """K10: entry number 1 says what the text is."""
    room = Room()
    assert room.entries[0]["kind"] == "text_opened"
    opening = room.entries[0]["payload"]
    assert room.refusal(SECRETARIAT, "open_text", opening) == "already_open"
    fresh = Room()
    fresh.state = None
    twice = [{"id": "a", "name": "a"}] * 2
    wrongs: list[dict[str, Any]] = [{"levels": []}, {"levels": twice}, {"title": ""}, {"live": 1}]
    for wrong in wrongs:
        assert fresh.refusal(SECRETARIAT, "open_text", {**opening, **wrong}) == "malformed"
    assert fresh.refusal(US, "take_position", {}) == "unknown_text"


def proposed(room: Room, actor: Actor, one: str = "par-99", **more: Any) -> dict[str, Any]:
    """What a delegation's paragraph is called when it has been proposed."""
    wording = [{"insert": "New.", "attributes": {"ins": f"x-{one}"}}]
    payload = {
        "paragraph": one, "kind": "operative", "depth": 1, "of": None, "after": "par-01", "relation": None,
        "label": "5", "marker": "5. [agreed] The Committee decides to pay", "wording": wording, "proposal": f"x-{one}",
        **more,
    }  # fmt: skip
    payload["wording"] = [{"insert": "New.", "attributes": {"ins": payload["proposal"]}}]
    kind = "add_section" if payload["kind"] == "heading" else "add_paragraph"
    entry = room.do(actor, kind, payload, actor.delegation or "EU")[0]["payload"]
    return {name: entry[name] for name in ("label", "marker", "relation")}


NOT_CALLED = {"label": "", "marker": "", "relation": None}


def test_what_a_delegate_proposes_is_called_as_the_server_computes() -> None:
    """K16: whatever label and marker the command has; they would stand outside brackets and attribution."""
    room = Room()
    after = {"kind": "after", "to": "par-01"}
    assert proposed(room, EU) == {"label": "01 bis", "marker": "01 bis.", "relation": after}
    instead = {"kind": "instead", "to": "par-01"}
    assert proposed(room, US, "par-98", relation=instead) == {
        "label": "01 alt",
        "marker": "01 alt.",
        "relation": instead,
    }
    assert proposed(room, US, "par-97", relation=after)["label"] == "01 ter"


@pytest.mark.parametrize(
    "more",
    [
        {"after": None},
        {"kind": "plain"},
        {"kind": "heading"},
        {"after": "head-1"},
        {"kind": "footnote", "of": "par-01", "after": None},
    ],
)
def test_what_a_delegate_proposes_is_called_nothing_where_there_is_nothing_to_count_from(
    more: dict[str, Any],
) -> None:
    """K16: first in the text, unnumbered, a heading, after a heading, a footnote."""
    room = Room()
    room.add("head-1", "One", kind="heading", after=None, label="I", marker="I.")
    assert proposed(room, EU, **more) == NOT_CALLED


def test_delegate_relates_a_paragraph_to_the_one_it_stands_by() -> None:
    """K16: `1 bis` far from 1 would be a label of the delegate's choice; sub-paragraphs may come between."""
    room = Room()
    room.add("par-1a", "a", kind="lettered", label="(a)", marker="(a)")
    room.add("par-02", "b")
    relation = {"kind": "after", "to": "par-01"}
    assert proposed(room, EU, after="par-1a", relation=relation)["label"] == "01 bis"
    assert proposed(room, EU, "par-98", after="par-99", relation=relation)["label"] == "01 ter"
    payload = {
        "paragraph": "par-97", "kind": "operative", "depth": 1, "of": None, "after": "par-02", "proposal": "x-par-97",
        "wording": [{"insert": "New.", "attributes": {"ins": "x-par-97"}}],
    }  # fmt: skip
    for to in ("par-01", "par-98"):
        command = {**payload, "relation": {"kind": "after", "to": to}}
        assert room.refusal(EU, "add_paragraph", command) == "malformed"


@pytest.mark.parametrize("actors", [(EU, US, JPN), (SECRETARIAT, SECRETARIAT, SECRETARIAT)])
def test_later_new_paragraph_stands_after_the_earlier_ones(actors: tuple[Actor, ...]) -> None:
    """K16a: in the order of tabling, wherever in the program it was proposed."""
    room = Room()
    room.add("par-02", "b")
    after, instead = ({"kind": kind, "to": "par-01"} for kind in ("after", "instead"))
    for actor, one, label in zip(
        actors, ("par-9a", "par-9b", "par-9c"), ("bis", "ter", "quater"), strict=True
    ):
        proposed(room, actor, one, relation=after, label=f"01 {label}", marker=f"01 {label}.")
    proposed(room, EU, "par-9d", relation=instead)
    proposed(room, US, "par-9e", relation=instead)
    assert list(room.now.order) == [
        "par-01", "par-9d", "par-9e", "par-9a", "par-9b", "par-9c", "par-02",
    ]  # fmt: skip  # In one row, as they stand.


def test_later_new_paragraph_stands_after_what_was_added_to_the_earlier_ones() -> None:
    """K16a: their sub-paragraphs, and new ones after them; those of the first one stay with it."""
    room = Room()
    room.add("par-1a", "a", kind="lettered", label="(a)", marker="(a)")
    room.add("par-02", "b")
    after = {"kind": "after", "to": "par-01"}
    proposed(room, EU, "par-9a", relation=after)
    room.add("par-9x", "x", kind="lettered", label="(a)", marker="(a)", after="par-9a")
    proposed(room, US, "par-9b", after="par-9a", relation={"kind": "after", "to": "par-9a"})
    proposed(room, JPN, "par-9c", relation=after)
    assert list(room.now.order) == ["par-01", "par-1a", "par-9a", "par-9x", "par-9b", "par-9c", "par-02"]


def test_new_paragraph_with_a_place_of_its_own_stays_there() -> None:
    """K16a: between earlier new ones, where it was put deliberately; and base text where it is added."""
    room = Room()
    after = {"kind": "after", "to": "par-01"}
    proposed(room, EU, "par-9a", relation=after)
    proposed(room, EU, "par-9b", relation=after)
    proposed(room, US, "par-9c", after="par-9a", relation=after)
    room.add("par-02", "b", after="par-01")
    assert list(room.now.order) == ["par-01", "par-02", "par-9a", "par-9c", "par-9b"]


def test_label_is_another_within_the_section_where_numbering_restarts() -> None:
    """K16: Article 3 has a `1 bis`, and Article 4 gets its own."""
    room = Room()
    room.add("head-1", "Article 3", kind="heading")
    room.add("par-31", "a", label="1")
    room.add("par-32", "b", label="1 bis")
    room.add("head-2", "Article 4", kind="heading")
    room.add("par-41", "c", label="1")
    assert proposed(room, EU, after="par-31")["label"] == "1 ter"
    assert proposed(room, EU, "par-98", after="par-41")["label"] == "1 bis"


@pytest.mark.parametrize("by", [SECRETARIAT, CHAIR])
def test_secretariat_and_chair_say_what_a_paragraph_is_called(by: Actor) -> None:
    """K16: on behalf of a delegation too: the note-taker types what the room says."""
    called: dict[str, Any] = {"label": "22 bis", "marker": "22 bis.", "relation": None}
    assert proposed(Room(), by, **called) == called


def test_section_goes_with_a_paragraph_that_was_withdrawn_before() -> None:
    """W6: what the Chair withdrew, with proposals in it, does not keep the Secretariat from its section."""
    room = Room()
    room.add("sec-02", "Evidence", kind="heading")
    room.add("par-02", "States should share.")
    room.insert(EU, 7, "shall ", "prop-eu", one="par-02")
    section = {"paragraph": "sec-02", "reason": "not needed"}
    assert room.refusal(SECRETARIAT, "withdraw_section", section) == "marks_remain"
    room.do(CHAIR, "withdraw_paragraph", {"paragraph": "par-02", "reason": "overtaken"})
    room.do(SECRETARIAT, "withdraw_section", section)
    assert room.paragraph("sec-02").withdrawn is not None


def brought(one: str = "par-im", **fields: Any) -> dict[str, Any]:
    return {
        "paragraph": one, "kind": "operative", "depth": 1, "label": "", "marker": "", "relation": None,
        "after": None, "of": None, "wording": [{"insert": "x"}], "marks": {}, "proposals": [], **fields,
    }  # fmt: skip


def owned(words: str, proposal: str) -> dict[str, Any]:
    return {"insert": words, "attributes": {"ins": proposal}}


def proposes(one: str, parent: str | None, *sponsors: str) -> dict[str, Any]:
    return {"id": one, "parent": parent, "kind": "wording", "sponsors": list(sponsors), "set": None}


APART = [owned("a", "prop-01"), {"insert": "base"}, owned("far", "prop-02")]
FIRST = proposes("prop-01", None, "US")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"wording": [{"insert": "Decides [shall – EU] agreed] [agreed]"}]}, "typed_bracket"),
        ({"wording": [{"insert": "see [12]"}]}, "typed_bracket"),
        ({"wording": [{"insert": "see [12"}]}, "typed_bracket"),
        ({"wording": [{"insert": "see 12]"}]}, "typed_bracket"),
        ({"wording": [{"insert": "[shall](agreed)"}]}, "typed_bracket"),
        ({"wording": [{"insert": {"footnote": "par-01"}}]}, "unknown_paragraph"),
        ({"wording": [{"insert": {"footnote": "par-nowhere"}}]}, "unknown_paragraph"),
        ({"marker": "5. [agreed] The Committee decides to pay"}, "malformed"),
        ({"label": "5 decides"}, "malformed"),
        ({"wording": APART, "proposals": [FIRST, proposes("prop-02", "prop-01", "EU")]}, "malformed"),
        ({"wording": [APART[0], APART[1], APART[0]], "proposals": [FIRST]}, "malformed"),
    ],
)  # fmt: skip
def test_import_brings_only_what_reading_a_file_gives(fields: dict[str, Any], code: str) -> None:
    """K41: no typed brackets, footnotes of its own, amendments inside what they amend, sound names."""
    room = Room()
    payload = {"paragraphs": [brought(**fields)], "reason": "brought in"}
    assert room.refusal(SECRETARIAT, "import_paragraphs", payload) == code


def test_import_brings_placeholders_notes_and_own_footnotes() -> None:
    """K41."""
    room = Room()
    words = [
        {"insert": "As [[[Name]]] noted[^1] "},
        {"insert": {"footnote": "note-im"}},
        {"insert": {"repair": "["}},
    ]
    note = brought("note-im", kind="footnote", of="par-im", marker="1")
    room.do(
        SECRETARIAT,
        "import_paragraphs",
        {"paragraphs": [brought(wording=words), note], "reason": "brought in"},
    )
    assert room.paragraph("par-im").wording == words


def test_label_of_an_agreed_paragraph_says_nothing() -> None:
    """K40: it stands outside all brackets."""
    room = Room()
    room.agree("par-01")
    called = {"paragraph": "par-01", "label": "PP1", "marker": "PP1. Not [agreed]; the Committee decides"}
    assert room.refusal(SECRETARIAT, "relabel_paragraph", called) == "malformed"
    assert room.refusal(CHAIR, "relabel_paragraph", {**called, "label": "not", "marker": "1."}) == "malformed"
    room.do(CHAIR, "relabel_paragraph", {**called, "marker": "PP1."})
    assert room.paragraph("par-01").marker == "PP1."
