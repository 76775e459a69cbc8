"""The course of the demonstration: who said what, in order. Every step is a command on the state that it finds."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from server.domain.state import State
from server.services.demonstration.gestures import Floor, Step, labelled
from server.services.demonstration.text import FOOTNOTE, PARAGRAPHS

Take = Callable[[State], Step]

# Label, level, delegations that spoke in support first, those for which it is pending.
_AGREED: Final = (
    ("PP1", "agreed", ("JPN", "BRA", "EU", "KEN"), ()),
    ("PP2", "agreed", ("AUS", "GHA", "CHE", "IDN", "MEX"), ()),
    ("1", "agreed", ("EU", "BGD", "CAN", "PER", "PHL"), ()),
    ("4", "agreed", ("BOL", "ETH", "NOR", "PER", "ZAF"), ()),
    ("5 (a)", "agreed", ("EU", "JPN", "COL"), ()),
    ("5 (b)", "agreed", ("PAK", "KOR", "CHL"), ()),
    ("6", "agreed", ("USA", "IND", "EU", "MAR"), ()),
    ("10", "agreed", ("GHA", "AUT", "EGY"), ()),
    ("11", "ad_ref", ("JPN", "IDN", "CAN", "KEN"), ("ETH",)),
    ("13", "agreed", ("PHL", "NLD", "BGD", "CHN"), ()),
    ("15", "agreed", ("ZAF", "EU", "MEX", "CAN", "PER"), ()),
    ("17", "agreed", ("JPN", "PHL", "NOR"), ()),
    ("19", "ad_ref", ("AUS", "COL", "EU"), ()),
    ("20", "agreed", ("EU", "EGY", "ETH", "PAK", "IND"), ()),
    ("26", "agreed", ("G77", "EU", "KOR"), ()),
    ("27", "ad_ref", ("KEN", "GHA", "CHE"), ("USA",)),
    ("29", "agreed", ("MAR", "FRA", "CHN", "CHL"), ()),
)

# Spoken to without any proposal, and left clean.
_DISCUSSED: Final = (
    ("2", (("NLD", "supports"), ("BGD", "supports"), ("USA", "can_accept"))),
    ("5 (c)", (("AUS", "supports"), ("BRA", "can_accept"))),
    ("7", (("IND", "supports"), ("EGY", "supports"), ("AUT", "supports"), ("ARG", "can_accept"))),
    ("28", (("CHE", "supports"), ("G77", "can_accept"))),
)


def first(floor: Floor) -> Iterator[Take]:
    """The first day: the Chair's draft, a first reading, and a status document when it ends."""
    yield from _set_up(floor)
    yield from _first_reading(floor)
    yield lambda state: floor.arrange(state, "issue_status_document", {"as_of": None, "level": "ad_ref"})


def second(floor: Floor) -> Iterator[Take]:
    """The second day, up to now."""
    yield from _second_reading(floor)
    yield lambda state: floor.arrange(state, "issue_status_document", {"as_of": None, "level": "ad_ref"})
    yield from _in_hand(floor)


def _set_up(floor: Floor) -> Iterator[Take]:
    after: str | None = None
    for place, (kind, label, depth, wording) in enumerate(PARAGRAPHS, 1):
        one = f"par-{place:03}"
        payload = _added(one, kind, label, depth, wording, after)
        yield _arranged(floor, "add_section" if kind == "heading" else "add_paragraph", payload)
        after = one
    note = _added("note-001", "footnote", "", 1, FOOTNOTE, None)
    yield lambda state: floor.arrange(state, "add_paragraph", {**note, "of": labelled(state, "PP3").id})
    yield lambda state: _reference(floor, state)


def _arranged(floor: Floor, kind: str, payload: dict[str, Any]) -> Take:
    return lambda state: floor.arrange(state, kind, payload)


def _added(one: str, kind: str, label: str, depth: int, wording: str, after: str | None) -> dict[str, Any]:
    marker = f"{label}." if kind in ("operative", "heading") and label else ""
    if kind == "lettered":
        marker = label.rsplit(maxsplit=1)[-1]
    return {
        "paragraph": one,
        "kind": kind,
        "depth": depth,
        "label": label,
        "marker": marker,
        "relation": None,
        "after": after,
        "of": None,
        "wording": [{"insert": wording}],
        "reason": "Chair's draft",
    }


def _reference(floor: Floor, state: State) -> Step:
    """The footnote's reference, before the comma at the end of its paragraph."""
    paragraph = labelled(state, "PP3")
    size = len(paragraph.wording[0]["insert"]) - 1
    change = [{"retain": size}, {"insert": {"footnote": "note-001"}}]
    payload = {"paragraph": paragraph.id, "change": change, "reason": "reference to the report"}
    return floor.arrange(state, "change_wording", payload)


def _positions(
    floor: Floor, label: str, stances: tuple[tuple[str, str], ...], on: str | None = None
) -> Iterator[Take]:
    for delegation, stance in stances:
        yield _position(floor, label, delegation, stance, on)


def _position(floor: Floor, label: str, delegation: str, stance: str, on: str | None) -> Take:
    return lambda state: floor.position(state, label, delegation, stance, on)


def _gavelled(floor: Floor, label: str, level: str, pending: tuple[str, ...] = ()) -> Take:
    return lambda state: floor.act(
        state, "record_agreement", label, level=level, seen=state.number, pending=list(pending)
    )


def _settled(floor: Floor, how: str, label: str, proposal: str, **more: Any) -> Take:
    return lambda state: floor.act(
        state, f"{how}_proposal", label, proposal=proposal, previewed=state.number, **more
    )


def _put(floor: Floor, label: str) -> Take:
    return lambda state: floor.act(state, "put_before_room", label)


def _first_reading(floor: Floor) -> Iterator[Take]:
    """The first day: paragraph by paragraph, what can be agreed at once and what is amended on the way."""
    yield lambda s: floor.replace(
        s, "PP1", "G77", "x-pp1-g77", "more people", "more people and more livelihoods"
    )
    yield _settled(floor, "drop", "PP1", "x-pp1-g77")
    yield lambda s: floor.insert(s, "PP2", "JPN", "x-pp2-jpn", "is received", " in time")
    yield lambda s: floor.of(s, "withdraw_proposal", _named(s, "PP2", "x-pp2-jpn"), "JPN")
    yield lambda s: floor.insert(s, "1", "EU", "x-01-eu", "up-to-date", " and detailed")
    yield from _positions(floor, "1", (("CAN", "supports"), ("G77", "can_accept")), "x-01-eu")
    yield _settled(floor, "retain", "1", "x-01-eu")
    yield lambda s: floor.insert(s, "4", "BOL", "x-04-bol", "Local", " and indigenous")
    yield from _positions(
        floor, "4", (("PER", "supports"), ("NOR", "supports"), ("BRA", "supports")), "x-04-bol"
    )
    yield _settled(floor, "retain", "4", "x-04-bol")
    yield lambda s: floor.replace(
        s, "6", "USA", "x-06-usa", "without interruption", "as continuously as possible"
    )
    yield lambda s: floor.position(s, "6", "IND", "objects", "x-06-usa")
    yield _settled(floor, "drop", "6", "x-06-usa")
    yield lambda s: floor.edit(s, "10", "rescued", "recovered", "language, on advice of the editors")
    yield lambda s: floor.insert(s, "15", "ZAF", "x-15-zaf", "spoken in the area", ", free of charge,")
    yield lambda s: floor.insert(s, "15", "MEX", "x-15-mex", "languages", ", including sign languages,")
    yield _settled(floor, "retain", "15", "x-15-zaf")
    yield _settled(floor, "drop", "15", "x-15-mex")
    yield lambda s: floor.replace(s, "20", "PAK", "x-20-pak", "designate", "designate and keep staffed")
    yield _settled(floor, "retain", "20", "x-20-pak")
    for label, level, support, pending in _AGREED:
        yield _put(floor, label)
        yield from _positions(floor, label, tuple((code, "supports") for code in support))
        yield _gavelled(floor, label, level, pending)
    for label, stances in _DISCUSSED:
        yield _put(floor, label)
        yield from _positions(floor, label, stances)


def _named(state: State, label: str, proposal: str) -> dict[str, Any]:
    return {"paragraph": labelled(state, label).id, "proposal": proposal}


def _second_reading(floor: Floor) -> Iterator[Take]:
    """The second day: what is contested, left in brackets."""
    yield _put(floor, "8")
    yield lambda s: floor.replace(s, "8", "EU", "x-08-eu", "should", "shall")
    yield lambda s: floor.insert(s, "8", "JPN", "x-08-jpn", "exchanged", " in real time")
    yield lambda s: floor.reserve(s, "8", "PER", "x-08-per", "free of charge and ")
    yield from _positions(
        floor, "8", (("NOR", "supports"), ("CHE", "supports"), ("CAN", "can_accept")), "x-08-eu"
    )
    yield lambda s: floor.position(s, "8", "BOL", "objects", "x-08-eu")
    yield lambda s: floor.insert(s, "8", "G77", "x-08-g77", "share a river", ", on a voluntary basis")
    yield lambda s: floor.insert(s, "8", "BRA", "x-08-bra", ", on a voluntary", " and reciprocal")
    yield _put(floor, "9")
    yield lambda s: floor.insert(s, "9", "KOR", "x-09-kor", "common", " open")
    yield lambda s: floor.reserve(s, "9", "IND", "x-09-ind", ", building on existing standards")
    yield from _positions(floor, "9", (("AUT", "supports"), ("JPN", "supports"), ("CHN", "reserves")))
    yield lambda s: floor.replace(s, "3", "NLD", "x-03-nld", "ten", "six")
    # The words that the Netherlands replaced are there beside their replacement: the Group would delete both.
    yield lambda s: floor.replace(
        s, "3", "G77", "x-03-g77", "every tensix years", "as often as resources allow"
    )
    yield from _positions(
        floor, "3", (("AUS", "supports"), ("EU", "can_accept"), ("KEN", "objects")), "x-03-nld"
    )
    yield lambda s: floor.insert(s, "12", "CHL", "x-12-chl", "forecast", " and communicate")
    yield lambda s: floor.replace(
        s, "14", "USA", "x-14-usa", "what people should do", "what action is advised"
    )
    yield lambda s: floor.insert(s, "14", "CHE", "x-14-che", "plain words", " and pictures")
    yield from _positions(floor, "14", (("PHL", "supports"), ("IDN", "supports")), "x-14-che")
    yield lambda s: floor.reserve(s, "16", "USA", "x-16-usa", "to all devices ")
    yield lambda s: floor.insert(s, "16", "COL", "x-16-col", "transmit warnings", ", without charge,")
    yield lambda s: floor.replace(s, "18", "ETH", "x-18-eth", "once a year", "every two years")
    yield lambda s: floor.insert(s, "18", "JPN", "x-18-jpn", "schools", " and hospitals")
    yield lambda s: floor.insert(
        s, "21", "EGY", "x-21-egy", "in advance", " and, where possible, agree with them"
    )
    yield lambda s: floor.replace(s, "21", "ETH", "x-21-eth", "should inform", "is encouraged to inform")
    yield from _positions(floor, "21", (("PAK", "supports"), ("BGD", "supports"), ("ARG", "reserves")))
    yield lambda s: floor.insert(
        s, "23", "CHN", "x-23-chn", "facilitate", ", at the request of the State affected,"
    )
    yield lambda s: floor.insert(
        s, "25", "USA", "x-25-usa", "Developed countries", " and others in a position to do so"
    )
    yield lambda s: floor.replace(s, "25", "JPN", "x-25-jpn", "should provide", "are invited to provide")
    yield lambda s: floor.position(s, "25", "G77", "objects", "x-25-usa")
    yield lambda s: floor.replace(s, "30", "CHE", "x-30-che", "every two years", "each year")
    yield lambda s: floor.insert(s, "30", "MEX", "x-30-mex", "report", ", on a voluntary basis,")
    yield lambda s: floor.of(s, "table_proposal", _whole(s, "24", "x-24-arg", "deletion"), "ARG")
    yield lambda s: floor.of(s, "table_proposal", _whole(s, "22", "x-22-mar", "reservation"), "MAR")
    yield from _new_paragraphs(floor)
    yield from _reopened(floor)


def _whole(state: State, label: str, proposal: str, kind: str) -> dict[str, Any]:
    return {**_named(state, label, proposal), "kind": kind, "place": None}


def _new_paragraphs(floor: Floor) -> Iterator[Take]:
    yield lambda s: _proposed(
        s, floor, "12", "12 bis", "COL", "x-12bis-col",
        "Forecasts should be published together with a statement of how certain they are.",
    )  # fmt: skip
    yield lambda s: _proposed(
        s, floor, "28", "28 bis", "PHL", "x-28bis-phl",
        "Insurance against floods should be within the reach of smallholders.",
    )  # fmt: skip
    yield lambda s: floor.insert(s, "28 bis", "CAN", "x-28bis-can", "smallholders", " and small enterprises")
    yield lambda s: floor.position(s, "28 bis", "BGD", "supports", "x-28bis-phl")
    yield lambda s: _proposed(
        s, floor, "31", "31 alt", "NOR", "x-31alt-nor",
        "The expert group should conclude its work at its next session.", "instead",
    )  # fmt: skip


def _proposed(
    state: State,
    floor: Floor,
    after: str,
    label: str,
    delegation: str,
    proposal: str,
    wording: str,
    relation: str = "after",
) -> Step:
    paragraph = labelled(state, after)
    payload = {
        **_added(f"par-{proposal}", "operative", label, 1, wording, paragraph.id),
        "relation": {"kind": relation, "to": paragraph.id},
        "wording": [{"insert": wording, "attributes": {"ins": proposal}}],
        "proposal": proposal,
    }
    return floor.of(state, "add_paragraph", payload, delegation)


def _reopened(floor: Floor) -> Iterator[Take]:
    """A paragraph that was agreed, opened again for an oversight, and agreed again."""
    yield lambda s: floor.act(
        s, "reopen_paragraph", "10", reason="“Digitized” was to come before “recovered”."
    )
    yield lambda s: floor.edit(
        s,
        "10",
        "recovered from paper, digitized",
        "digitized, recovered from paper",
        "as read out by the Chair",
    )
    yield from _positions(floor, "10", (("GHA", "supports"), ("AUT", "supports")))
    yield _gavelled(floor, "10", "agreed")
    yield lambda s: floor.act(s, "clear_pending", "11", pending=[])
    yield _gavelled(floor, "11", "agreed")


def _in_hand(floor: Floor) -> Iterator[Take]:
    """The paragraph that is before the room."""
    yield _put(floor, "14")
    yield from _positions(floor, "14", (("EU", "supports"), ("JPN", "can_accept"), ("PAK", "can_accept")))
    yield lambda s: floor.insert(s, "14", "PER", "x-14-per", "where, when", ", for how long")
    yield lambda s: floor.position(s, "14", "KEN", "supports", "x-14-per")
    yield lambda s: floor.position(s, "14", "ZAF", "reserves", "x-14-usa")
