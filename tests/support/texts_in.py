"""Texts brought in for tests: through the same decisions as anybody's, into a state, and out again."""

from itertools import count
from typing import Any

from server.domain.actor import Actor
from server.domain.command import Command
from server.domain.decide import decide
from server.domain.fold import apply
from server.domain.meeting import Delegation, Meeting
from server.domain.shapes import Level
from server.domain.state import State
from server.exchange.plain_text import Format, Parsed, Source, import_payloads, parse
from server.exchange.plain_text_words import Mint

TEXT = "t-000001"
DELEGATIONS = {
    "US": "USA", "United States of America": "USA", "G77": "G77", "EU": "EU", "European Union": "EU",
    "Canada": "CAN", "Japan": "JPN", "Trinidad and Tobago": "TTO", "RF": "RUS", "AUT": "AUT", "Austria": "AUT",
}  # fmt: skip
NAMES = {
    "USA": "US",
    "CAN": "Canada",
    "JPN": "Japan",
    "TTO": "Trinidad and Tobago",
    "RUS": "RF",
    "AUT": "Austria",
}
SECRETARIAT = Actor("p-secr01", "secretariat", None)
OTHERS = ("NOR", "POL", "CIV", "TUR", "CHN")
MEETING = Meeting({code: Delegation("state") for code in (*DELEGATIONS.values(), *OTHERS)})
LEVELS: list[Level] = [{"id": "ad_ref", "name": "agreed ad ref"}, {"id": "agreed", "name": "agreed"}]
_NOW = "2021-04-07T16:00:00.000Z"


def mint() -> Mint:
    """Ids in the order in which they are asked for."""
    numbers = count(1)
    return lambda kind: f"{kind}-{next(numbers):06d}"


def read(
    source: str | Source,
    format: Format = "plain",  # noqa: A002 - as in `parse`.
    delegations: dict[str, str] | None = None,
    *,
    keep: bool = False,
) -> Parsed:
    return parse(source, format, mint(), delegations, levels=LEVELS, keep=keep)


def imported(parsed: Parsed, format: Format = "plain") -> State:  # noqa: A002 - as in `parse`.
    """The state of a text into which it was imported, by decision and fold."""
    opening = {
        "title": "A text", "language": "en", "direction": "ltr", "format": format, "live": False,
        "levels": LEVELS,
    }  # fmt: skip
    state = _done(None, "open_text", opening)
    for payload in import_payloads(parsed, "From the compilation"):
        state = _done(state, "import_paragraphs", payload)
    return state


def squeezed(text: str) -> str:
    """Without white space."""
    return "".join(text.removeprefix("\ufeff").split())


def words_of(payload: dict[str, Any]) -> str:
    """A paragraph's characters without embeds."""
    return "".join(op["insert"] for op in payload["wording"] if isinstance(op["insert"], str))


def _done(state: State | None, kind: str, payload: dict[str, Any]) -> State:
    number = state.number if state else 0
    command = Command("c-000001", TEXT, kind, None, number, payload, _NOW)
    for event in decide(state, MEETING, SECRETARIAT, command):
        number += 1
        names = {
            "text": TEXT,
            "number": number,
            "time": _NOW,
            "person": SECRETARIAT.person,
            "command": command.id,
        }
        entry = {**names, "delegation": event.delegation, "kind": event.kind, "payload": event.payload}
        state = apply(state, entry)
    if state is None:
        raise AssertionError("Opening a text makes an entry.")
    return state
