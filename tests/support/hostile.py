"""What a hostile client sends: commands of every kind that are nearly right, and what spoils them.

A generator takes its choices from a function `choose(n)`, which gives a whole number from 0 to n - 1: Hypothesis's for
cases that shrink, that of a seeded `random.Random` for floods, a fuzzer's for its bytes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from server.domain.access import ACCESS
from server.domain.acts.declaring import FOR
from server.domain.delta import length
from server.domain.state import State

Choose = Callable[[int], int]
Payload = dict[str, Any]

KINDS: Final = tuple(sorted(ACCESS))
"""Every kind of command that there is."""

FOR_DELEGATIONS: Final = frozenset(
    kind for kind, roles in ACCESS.items() if FOR in roles.get("delegate", frozenset())
)
NAMES: Final = ("paragraph", "ins", "wording", "__proto__", "constructor", "", "id", "\ud800", "retain")
PIECES: Final = ("x", " and ", "é", "😀", "𝄞b", "مُحَ", "中", "shall ")


def _deep(levels: int) -> Any:
    made: Any = []
    for _ in range(levels):
        made = [made]
    return made


JUNK: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1, 1.0, 1.5, 1e308, 2**31, 2**53 - 1, 2**53, 2**63, 10**400),
    *("", " ", "x", "x" * 5000, "\0", "a\nb", "a\u2028b", "a\u202eb", "\ud800", "\udc00x", "😀", "1", "null"),
    *("p-aaaaaa", "par-01", "EU", "UNATTRIBUTED", "2021-04-07T16:00:00.000Z", "9999-12-31T23:59:59.999Z"),
    *("2021-02-30T16:00:00.000Z", "del:", "ins", "__proto__", "'; DROP TABLE entries; --", "٣", "²"),
    *([], {}, [[]], [None], {"": None}, [{}] * 500, {str(one): one for one in range(500)}, _deep(150)),
    *({"insert": "x"}, [{"retain": 1}], {"kind": "after", "to": "par-01"}, {"after": None, "depth": 1}),
)


@dataclass(frozen=True)
class Known:
    """What an account can know of a text, and aim at. `sizes`: the length of each paragraph's wording."""

    paragraphs: tuple[str, ...]
    proposals: tuple[str, ...]
    delegations: tuple[str, ...]
    levels: tuple[str, ...]
    number: int
    sizes: Mapping[str, int]

    @classmethod
    def of(cls, state: State, delegations: tuple[str, ...]) -> "Known":
        proposals = tuple(one for each in state.paragraphs.values() for one in each.proposals)
        return cls(
            tuple(state.paragraphs),
            proposals,
            delegations,
            tuple(level["id"] for level in state.levels),
            state.number,
            {one: length(each.wording) for one, each in state.paragraphs.items()},
        )


def pick(choose: Choose, options: tuple[Any, ...]) -> Any:
    return options[choose(len(options))]


def command(choose: Choose, known: Known, name: str, text: str) -> dict[str, Any]:
    """A command as it is on the wire, of any kind, with ids that are mostly there; not yet spoilt."""
    kind = pick(choose, KINDS) if choose(3) else "change_wording"
    base = known.number if choose(8) else choose(known.number + 3)
    for_delegation = choose(8) > 0 if kind in FOR_DELEGATIONS else choose(8) == 0
    delegation = pick(choose, known.delegations) if for_delegation else None
    payload = PAYLOADS[kind](choose, known)
    return {
        "id": name,
        "text": text,
        "kind": kind,
        "delegation": delegation,
        "base": base,
        "payload": payload,
    }


def spoilt(choose: Choose, value: Any) -> Any:
    """The value with one thing in it taken out, put in, repeated, or replaced by what does not belong there."""
    if isinstance(value, dict) and value and choose(12):
        name = pick(choose, tuple(value))
        match choose(6):
            case 0:
                return {one: each for one, each in value.items() if one != name}
            case 1:
                return {**value, pick(choose, NAMES): pick(choose, JUNK)}
            case _:
                return {**value, name: spoilt(choose, value[name])}
    if isinstance(value, list) and value and choose(5):
        at = choose(len(value))
        match choose(6):
            case 0:
                return value[:at] + value[at + 1 :]
            case 1:
                return value[: at + 1] * (1 + choose(40))
            case _:
                return [*value[:at], spoilt(choose, value[at]), *value[at + 1 :]]
    return pick(choose, JUNK)


def _paragraph(choose: Choose, known: Known) -> str:
    # Where all aim at one paragraph, things happen in it.
    return known.paragraphs[0] if choose(2) else str(pick(choose, (*known.paragraphs, "par-nowhere")))


def _proposal(choose: Choose, known: Known) -> str:
    return str(pick(choose, (*known.proposals, "x-new-01", "x-new-02")))


def _maybe(choose: Choose, value: Any) -> Any:
    return value if choose(3) else None


def _number(choose: Choose, known: Known) -> int:
    return known.number if choose(3) else choose(known.number + 2)


def _attributes(choose: Choose, known: Known) -> Payload:
    found: Payload = {}
    for _ in range(max(0, choose(5) - 2)):
        name = pick(choose, ("ins", "ins", "del:", "brk:", "bold", "italic"))
        proposal = _proposal(choose, known)
        key = name + proposal if name.endswith(":") else name
        found[key] = None if choose(5) == 0 else proposal if name == "ins" else True
    return found


def _inserted(choose: Choose, known: Known) -> Any:
    if choose(6):
        return pick(choose, PIECES)
    return pick(choose, ({"blank": True}, {"footnote": _paragraph(choose, known)}, {"repair": "["}))


def _op(choose: Choose, known: Known, size: int, *, wording: bool) -> Payload:
    attributes = _attributes(choose, known)
    action = 0 if wording else choose(3)
    if action == 2:
        return {"delete": 1 + choose(max(1, size))}
    op: Payload = (
        {"insert": _inserted(choose, known)} if action == 0 else {"retain": 1 + choose(max(1, size))}
    )
    return {**op, "attributes": attributes} if attributes else op


def _delta(choose: Choose, known: Known, size: int = 0, *, wording: bool = False) -> list[Payload]:
    return [_op(choose, known, max(1, size // 3), wording=wording) for _ in range(1 + choose(4))]


def _minted(choose: Choose, known: Known) -> Payload:
    parent = _maybe(choose, _proposal(choose, known)) if choose(2) else None
    kind = pick(choose, ("wording", "wording", "reservation"))
    return {"id": _proposal(choose, known), "parent": parent, "kind": kind, "set": None}


def _change(choose: Choose, known: Known) -> Payload:
    return _gesture(choose, known) if choose(2) else _wild_change(choose, known)


def _gesture(choose: Choose, known: Known) -> Payload:
    """Words put in, or marked, for a proposal that comes with them: what an editor would send."""
    paragraph = _paragraph(choose, known)
    proposal, size = f"x-new-{choose(100):02}", known.sizes.get(paragraph, 9)
    at = choose(max(1, size))
    mark = pick(choose, ("ins", "del", "brk"))
    op = (
        {"insert": pick(choose, PIECES), "attributes": {"ins": proposal}}
        if mark == "ins"
        else {"retain": 1 + choose(max(1, size - at)), "attributes": {f"{mark}:{proposal}": True}}
    )
    kind = "reservation" if mark == "brk" else "wording"
    parent = pick(choose, known.proposals) if known.proposals and choose(6) == 0 else None
    minted = {"id": proposal, "parent": parent, "kind": kind, "set": None}
    change = [{"retain": at}, op] if at else [op]
    return {"paragraph": paragraph, "change": change, "proposals": [minted], "reason": None}


def _wild_change(choose: Choose, known: Known) -> Payload:
    paragraph = _paragraph(choose, known)
    return {
        "paragraph": paragraph,
        "change": _delta(choose, known, known.sizes.get(paragraph, 9)),
        "proposals": [_minted(choose, known) for _ in range(choose(3))],
        "reason": _maybe(choose, "a slip of the pen"),
    }


def _added(choose: Choose, known: Known) -> Payload:
    kind = pick(choose, ("heading", "preambular", "operative", "lettered", "plain", "footnote"))
    return {
        "paragraph": pick(choose, ("par-new-1", "par-new-2", _paragraph(choose, known))),
        "kind": kind,
        "depth": 1 + choose(3),
        "label": "12 bis",
        "marker": "12 bis.",
        "relation": _maybe(choose, {"kind": "after", "to": _paragraph(choose, known)}),
        "after": _maybe(choose, _paragraph(choose, known)),
        "of": _paragraph(choose, known) if kind == "footnote" else None,
        "wording": _delta(choose, known, wording=True),
        "proposal": _maybe(choose, _proposal(choose, known)),
        "reason": _maybe(choose, "from the floor"),
    }


def _imported(choose: Choose, known: Known) -> Payload:
    tabled = {**_minted(choose, known), "sponsors": [pick(choose, known.delegations)]}
    one = {**_added(choose, known), "marks": _attributes(choose, known), "proposals": [tabled]}
    level = pick(choose, (*known.levels, "never", None))
    claim = {"said": "agreed ad ref", "level": level, "pending": [pick(choose, known.delegations)]}
    other = {**_added(choose, known), "claim": _maybe(choose, claim)}
    return {"paragraphs": [one, other][: 1 + choose(2)], "reason": None}


def _moved(choose: Choose, known: Known) -> Payload:
    return {
        **_named(choose, known),
        "after": _maybe(choose, _paragraph(choose, known)),
        "depth": 1 + choose(3),
        "reason": "order",
    }


def _named(choose: Choose, known: Known) -> Payload:
    return {"paragraph": _paragraph(choose, known)}


def _reasoned(choose: Choose, known: Known) -> Payload:
    return {**_named(choose, known), "reason": _maybe(choose, "the room asked")}


def _about(choose: Choose, known: Known) -> Payload:
    return {**_named(choose, known), "proposal": _maybe(choose, _proposal(choose, known))}


def _settled(choose: Choose, known: Known) -> Payload:
    collisions = {_proposal(choose, known): pick(choose, ("keep", "drop")) for _ in range(choose(4))}
    return {**_about(choose, known), "previewed": _number(choose, known), "collisions": collisions}


def _tabled(choose: Choose, known: Known) -> Payload:
    place = {"after": _maybe(choose, _paragraph(choose, known)), "depth": 1 + choose(3)}
    kind = pick(choose, ("deletion", "move", "reservation"))
    return {**_about(choose, known), "kind": kind, "place": place}


def _position(choose: Choose, known: Known) -> Payload:
    stance = pick(choose, ("supports", "can_accept", "reserves", "objects"))
    seen = _number(choose, known)
    return {**_about(choose, known), "stance": stance, "seen": seen, "statement": _maybe(choose, "so be it")}


def _agreed(choose: Choose, known: Known) -> Payload:
    pending = [pick(choose, (*known.delegations, *known.paragraphs)) for _ in range(choose(3))]
    level = pick(choose, (*known.levels, "never"))
    return {**_named(choose, known), "level": level, "seen": _number(choose, known), "pending": pending}


def _issued(choose: Choose, known: Known) -> Payload:
    return {
        "as_of": _maybe(choose, "2021-04-07T16:00:00.000Z"),
        "level": _maybe(choose, pick(choose, known.levels)),
        "document": "d-forged-1",
        "sequence": 1 + choose(3),
        "number": _number(choose, known),
        "digest": "0" * 64,
    }


def _opened(_choose: Choose, _known: Known) -> Payload:
    return {
        "title": "Another text",
        "language": "en",
        "direction": "ltr",
        "format": "plain",
        "levels": [{"id": "agreed", "name": "agreed"}],
        "live": True,
    }


PAYLOADS: Final[Mapping[str, Callable[[Choose, Known], Payload]]] = {
    "open_text": _opened,
    "import_paragraphs": _imported,
    "rename_text": lambda choose, _: {"title": pick(choose, ("Conclusions", "", "x" * 400, "a\u202eb"))},
    "archive_text": lambda _choose, _known: {},
    "unarchive_text": lambda _choose, _known: {},
    "add_section": _added,
    "add_paragraph": _added,
    "change_wording": _change,
    "move_section": _moved,
    "move_paragraph": _moved,
    "relabel_paragraph": lambda choose, known: {**_named(choose, known), "label": "13", "marker": "13."},
    "withdraw_section": _reasoned,
    "withdraw_paragraph": _reasoned,
    "table_proposal": _tabled,
    "withdraw_proposal": _about,
    "leave_proposal": _about,
    "confirm_sponsorship": lambda choose, known: {**_about(choose, known), "seen": _number(choose, known)},
    "take_back": lambda choose, known: {"number": _number(choose, known)},
    "take_position": _position,
    "withdraw_position": _about,
    "retain_proposal": _settled,
    "drop_proposal": _settled,
    "put_before_room": _named,
    "hold_paragraph": lambda choose, known: {**_named(choose, known), "seconds": 5 + choose(700)},
    "release_hold": _named,
    "record_agreement": _agreed,
    "clear_pending": _agreed,
    "reopen_paragraph": _reasoned,
    "issue_status_document": _issued,
}
"""A nearly right payload for each kind; a kind without one has no test, and is missed by `test_commands.py`."""
