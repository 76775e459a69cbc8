"""A room for tests: runs commands through the real `decide` and `apply`, and keeps the entries."""

from typing import Any

import pytest

from server.domain.actor import Actor
from server.domain.command import Command, Event
from server.domain.decide import decide
from server.domain.delta import Delta
from server.domain.fold import apply
from server.domain.instants import later
from server.domain.meeting import Delegation, Meeting
from server.domain.paragraph import Paragraph
from server.domain.refusal import Refused
from server.domain.state import State

TEXT = "text-1"
START = "2021-04-07T12:00:00.000Z"
STATES = ("US", "JPN", "PER", "BOL")
MEETING = Meeting(
    {
        "EU": Delegation("group", ("AUT", "FRA")),
        **{code: Delegation("state") for code in STATES},
        "ICC": Delegation("observer"),
    }
)

SECRETARIAT = Actor("p-secretariat", "secretariat", None)
CHAIR = Actor("p-chair", "chair", None)
OBSERVER = Actor("p-observer", "observer", "ICC")


def delegate(delegation: str) -> Actor:
    return Actor(f"p-{delegation}", "delegate", delegation)


EU, US, JPN, PER, BOL = (delegate(code) for code in ("EU", "US", "JPN", "PER", "BOL"))


class Room:
    """One text under negotiation; paragraph `par-01` stands in it with the given wording."""

    def __init__(
        self, wording: str = "States should cooperate.", live: bool = False, form: str = "plain"
    ) -> None:
        self.entries: list[dict[str, Any]] = []
        self.commands = 0
        self.state: State | None = None
        self.meeting = MEETING
        levels = [{"id": "ad_ref", "name": "agreed ad ref"}, {"id": "agreed", "name": "agreed"}]
        opening = {
            "title": "Conclusions",
            "language": "en",
            "direction": "ltr",
            "format": form,
            "levels": levels,
            "live": live,
        }
        self.do(SECRETARIAT, "open_text", opening)
        self.add("par-01", wording)

    @property
    def now(self) -> State:
        assert self.state is not None
        return self.state

    @property
    def number(self) -> int:
        return 0 if self.state is None else self.state.number

    def paragraph(self, one: str = "par-01") -> Paragraph:
        return self.now.paragraphs[one]

    def words(self, one: str = "par-01") -> str:
        """The characters of a paragraph, marked or not; an embed is `#`."""
        return "".join(op["insert"] if isinstance(op["insert"], str) else "#" for op in self.wording(one))

    def wording(self, one: str = "par-01") -> Delta:
        return self.paragraph(one).wording

    def command(
        self,
        kind: str,
        payload: dict[str, Any],
        delegation: str | None = None,
        base: int | None = None,
    ) -> Command:
        self.commands += 1
        seen = self.number if base is None else base
        at = later(START, self.number)
        return Command(f"command-{self.commands}", TEXT, kind, delegation, seen, payload, at)

    def do(
        self,
        actor: Actor,
        kind: str,
        payload: dict[str, Any],
        delegation: str | None = None,
        base: int | None = None,
    ) -> list[dict[str, Any]]:
        """Decide and apply; a delegate acts for their own delegation. Gives the entries."""
        command = self.command(kind, payload, delegation or actor.delegation, base)
        events = decide(self.state, self.meeting, actor, command)
        return [self._record(event, actor, command) for event in events]

    def put(self, kind: str, payload: dict[str, Any], delegation: str | None = None) -> None:
        """An entry as another version of the program wrote it, decided by nobody."""
        self._record(Event(kind, delegation, payload), SECRETARIAT, self.command(kind, payload, delegation))

    def _record(self, event: Event, actor: Actor, command: Command) -> dict[str, Any]:
        entry = {
            "text": TEXT,
            "number": self.number + 1,
            "time": command.at,
            "person": actor.person,
            "delegation": event.delegation,
            "command": command.id,
            "kind": event.kind,
            "payload": event.payload,
            "previous": "0" * 64,
        }
        self.state = apply(self.state, entry)
        self.entries.append(entry)
        return entry

    def refusal(
        self,
        actor: Actor,
        kind: str,
        payload: dict[str, Any],
        delegation: str | None = None,
        base: int | None = None,
    ) -> str:
        """The code with which a command is refused, and a check that nothing happened."""
        before = self.number
        with pytest.raises(Refused) as caught:
            self.do(actor, kind, payload, delegation, base)
        assert self.number == before
        assert caught.value.message.endswith(".")
        return caught.value.code

    def add(self, one: str, wording: str | Delta, kind: str = "operative", **more: Any) -> None:
        delta = ([{"insert": wording}] if wording else []) if isinstance(wording, str) else wording
        payload = {"kind": kind, "depth": 1, "label": one[-2:], "marker": one[-2:] + ".", "relation": None}
        payload |= {"paragraph": one, "of": None, "wording": delta, "reason": "prepared", **more}
        payload.setdefault("after", self.now.order[-1] if self.now.order else None)
        self.do(SECRETARIAT, "add_section" if kind == "heading" else "add_paragraph", payload)

    # Gestures, as the editor makes them.

    def change(self, change: Any, *minted: dict[str, Any], one: str = "par-01") -> dict[str, Any]:
        return {"paragraph": one, "change": change, "proposals": list(minted)}

    def insert(
        self, actor: Actor, at: int, words: str, proposal: str, parent: str | None = None, **more: Any
    ) -> list[dict[str, Any]]:
        change = [{"retain": at}, {"insert": words, "attributes": {"ins": proposal}}]
        delegation, base = more.pop("delegation", None), more.pop("base", None)
        payload = self.change(change if at else change[1:], mint(proposal, parent), **more)
        return self.do(actor, "change_wording", payload, delegation, base)

    def delete(
        self, actor: Actor, at: int, size: int, proposal: str, parent: str | None = None, **more: Any
    ) -> list[dict[str, Any]]:
        marking = {"retain": size, "attributes": {f"del:{proposal}": True}}
        change: Delta = [{"retain": at}, marking] if at else [marking]
        return self.do(actor, "change_wording", self.change(change, mint(proposal, parent)), **more)

    def reserve(self, actor: Actor, at: int, size: int, proposal: str) -> list[dict[str, Any]]:
        marking = {"retain": size, "attributes": {f"brk:{proposal}": True}}
        change: Delta = [{"retain": at}, marking] if at else [marking]
        return self.do(actor, "change_wording", self.change(change, mint(proposal, kind="reservation")))

    def settle(self, how: str, proposal: str, one: str = "par-01", **more: Any) -> list[dict[str, Any]]:
        payload = {"paragraph": one, "proposal": proposal, "previewed": self.number, **more}
        return self.do(CHAIR, f"{how}_proposal", payload)

    def agree(self, one: str = "par-01", level: str = "agreed") -> list[dict[str, Any]]:
        payload = {"paragraph": one, "level": level, "seen": self.number, "pending": []}
        return self.do(CHAIR, "record_agreement", payload)


def mint(proposal: str, parent: str | None = None, kind: str = "wording") -> dict[str, Any]:
    return {"id": proposal, "parent": parent, "kind": kind, "set": None}
