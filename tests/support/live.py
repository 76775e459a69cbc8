"""A text that is open in one process, with people who give commands to it; the clock is the test's."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from server.domain.actor import Actor
from server.domain.command import Command
from server.domain.instants import later
from server.services.access import access_text
from server.services.batch import Outcome
from server.services.live_text import LiveText
from server.services.opening import open_text
from server.services.store import Store
from tests.support.record import MEETING, TEXT, set_up

SIX = "2021-04-07T16:00:00.000Z"

SECRETARIAT = Actor("p-secr01", "secretariat", None)
CHAIR = replace(SECRETARIAT, person="p-chair1", role="chair")
AUSTRIA = Actor("p-aut001", "delegate", "AUT")
OBSERVER = Actor("p-obs001", "observer", "WWF")


class Clock:
    """A clock that stands still until it is told."""

    def __init__(self, instant: str = SIX) -> None:
        self.instant = instant

    def __call__(self) -> str:
        return self.instant

    def forward(self, seconds: int) -> str:
        self.instant = later(self.instant, seconds)
        return self.instant


class Ids:
    """Ids in order, so that two runs of a test make the same ones."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def __call__(self, kind: str) -> str:
        return f"{kind}-{next(self._numbers):06d}"


class Room:
    """One text of the meeting, opened at six o'clock (entry 1), as one process holds it."""

    def __init__(self, store: Store, *, prepared: bool = False) -> None:
        self.store = store
        self.clock = Clock()
        self.ids = Ids()
        with store.writing() as unit:
            if not prepared:
                set_up(unit, texts=())
            open_text(
                unit,
                SECRETARIAT,
                SIX,
                self.ids,
                meeting=MEETING.id,
                title="Preliminary conclusions",
                text=TEXT,
            )
        self.live = self.process()

    def process(self) -> LiveText:
        """The same text as another process would hold it."""
        live = LiveText(TEXT, self.store, self.clock, self.ids)
        live.catch_up()
        return live

    def command(
        self, kind: str, payload: Mapping[str, Any], delegation: str | None = None, **fields: Any
    ) -> Command:
        made = Command(
            self.ids("c"), TEXT, kind, delegation, self.live.head.number, payload, self.clock.instant
        )
        return replace(made, **fields)

    def paragraph(self, paragraph: str = "par-01", wording: str = "States should cooperate.") -> Command:
        """A command of the Secretariat: a paragraph of base text, at the end."""
        after = self.live.state.order[-1] if self.live.state.order else None
        payload = {
            "paragraph": paragraph,
            "kind": "operative",
            "depth": 1,
            "label": paragraph[-2:],
            "marker": f"{paragraph[-2:]}.",
            "relation": None,
            "after": after,
            "of": None,
            "wording": [{"insert": wording}],
            "proposal": None,
            "reason": "from the compilation",
        }
        return self.command("add_paragraph", payload)

    def insertion(self, words: str, proposal: str, paragraph: str = "par-01") -> Command:
        """A command of Austria: words of its own at the beginning of a paragraph."""
        payload = {
            "paragraph": paragraph,
            "change": [{"insert": words, "attributes": {"ins": proposal}}],
            "proposals": [{"id": proposal, "parent": None, "kind": "wording", "set": None}],
            "reason": None,
        }
        return self.command("change_wording", payload, "AUT")

    def before_room(self, paragraph: str | None = None) -> Command:
        return self.command("put_before_room", {"paragraph": paragraph})

    def give(self, actor: Actor, command: Command) -> Outcome:
        return self.live.append([(actor, command)]).outcomes[0]

    def do(self, actor: Actor, kind: str, payload: Mapping[str, Any], delegation: str | None = None) -> int:
        """Gives a command that must be taken, and answers with the number that it went through."""
        outcome = self.give(actor, self.command(kind, payload, delegation))
        assert "refused" not in outcome, outcome
        through: int = outcome["through"]
        return through

    def actor(self, person: str) -> Actor:
        with self.store.reading() as unit:
            return access_text(unit.registry, person, TEXT).actor
