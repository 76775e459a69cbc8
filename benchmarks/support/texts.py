"""Texts to measure with: a database with the demonstration meeting, and invented texts of any size in it."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from server.domain.actor import Actor
from server.domain.command import Command
from server.persistence.engine import make_engine
from server.persistence.migrate import upgrade
from server.persistence.store import SqlStore
from server.services.access import actor_of
from server.services.accounts import Passwords
from server.services.clock import new_id, now
from server.services.demonstration.load import load
from server.services.demonstration.meeting import MEETING
from server.services.live_text import LiveText
from server.services.opening import open_text
from server.services.store import Clock

SENTENCE = (
    "States should develop and implement national plans that take into account the needs of communities at risk and "
    "share relevant data in a timely manner with neighbouring countries through existing regional mechanisms while "
    "respecting applicable law and strengthening capacity for monitoring forecasting and response at all levels"
)
"""What paragraphs are shuffled from. No word has a capital Z, by which a typed word is known."""
LONGEST_BATCH = 50


def database_in(instance: Path) -> str:
    """The database that a server with this INSTANCE uses."""
    return f"sqlite:///{instance.resolve() / 'adref.sqlite'}"


def demonstration(instance: Path) -> SqlStore:
    """A new database in the folder, with the demonstration meeting, which the server then finds loaded."""
    instance.mkdir(parents=True, exist_ok=True)
    return demonstration_in(database_in(instance))


def demonstration_in(url: str) -> SqlStore:
    """The same in a database without tables, wherever it is."""
    upgrade(url)
    store = SqlStore(make_engine(url))
    load(store, Passwords(PasswordHasher(), demonstration=True), new_id, now())
    return store


@dataclass
class Floor:
    """One text, and the people of the demonstration who give commands to it."""

    live: LiveText
    actors: Mapping[str, Actor]

    def do(self, who: str, acts: list[tuple[str, dict[str, Any], str | None]]) -> None:
        """Commands `(kind, payload, delegation)` on what stands now, in batches; each must be taken."""
        for start in range(0, len(acts), LONGEST_BATCH):
            base = self.live.head.number
            batch = [
                (
                    self.actors[who],
                    Command(new_id("c"), self.live.text, kind, delegation, base, payload, now()),
                )
                for kind, payload, delegation in acts[start : start + LONGEST_BATCH]
            ]
            refused = [one for one in self.live.append(batch).outcomes if "refused" in one]
            assert not refused, refused


def floor_of_new_text(store: SqlStore, title: str, *, live: bool = False, clock: Clock = now) -> Floor:
    """Opens a text of the demonstration meeting. `live`: delegates' typing goes out at once (W15)."""
    with store.writing() as unit:
        people = {one.id: one.sign_in for one in unit.registry.people()}
        actors = {people[one.person]: actor_of(one) for one in unit.registry.participants(MEETING)}
        opened = open_text(
            unit, actors["secretariat"], clock(), new_id, meeting=MEETING, title=title, options={"live": live}
        )
    text = LiveText(opened.entry["text"], store, clock, new_id)
    text.catch_up()
    return Floor(text, actors)


def fill(floor: Floor, count: int) -> list[str]:
    """Adds so many paragraphs of 40 to 80 words, a heading before each tenth; answers with the paragraphs' ids."""
    chance, words = random.Random(count), SENTENCE.split()
    acts: list[tuple[str, dict[str, Any], str | None]] = []
    made: list[str] = []
    after: str | None = None
    for number in range(1, count + 1):
        if number % 10 == 1:
            heading = paragraph_payload(after, "heading", f"{number // 10 + 1}", "Measures of preparation")
            acts.append(("add_section", heading, None))
            after = heading["paragraph"]
        wording = " ".join(chance.choice(words) for _ in range(chance.randint(40, 80)))
        payload = paragraph_payload(after, "operative", str(number), f"{wording.capitalize()}.")
        acts.append(("add_paragraph", payload, None))
        after = payload["paragraph"]
        made.append(payload["paragraph"])
    floor.do("secretariat", acts)
    return made


def negotiate(floor: Floor, paragraphs: list[str]) -> None:
    """Of every three paragraphs one gets a bracket of the EU's and a reservation, one is agreed, one stays as it is."""
    changes = [("change_wording", _bracketed(paragraph), "EU") for paragraph in paragraphs[::3]]
    floor.do("secretariat", list(changes))
    seen = floor.live.head.number
    gavelled = [
        ("record_agreement", {"paragraph": paragraph, "level": "agreed", "seen": seen, "pending": []}, None)
        for paragraph in paragraphs[1::3]
    ]
    floor.do("chair", list(gavelled))


def paragraph_payload(after: str | None, kind: str, label: str, wording: str) -> dict[str, Any]:
    """Of `add_paragraph` and `add_section`: base text."""
    return {
        "paragraph": new_id("p"),
        "kind": kind,
        "depth": 1,
        "label": label,
        "marker": f"{label}.",
        "relation": None,
        "after": after,
        "of": None,
        "wording": [{"insert": wording}],
        "proposal": None,
        "reason": "from the compilation",
    }


def _bracketed(paragraph: str) -> dict[str, Any]:
    """Some words go, others come, and further on some are reserved."""
    wording, reservation = new_id("x"), new_id("x")
    return {
        "paragraph": paragraph,
        "change": [
            {"retain": 20, "attributes": {f"del:{wording}": True}},
            {"insert": "Recalling its previous decisions, ", "attributes": {"ins": wording}},
            {"retain": 40},
            {"retain": 30, "attributes": {f"brk:{reservation}": True}},
        ],
        "proposals": [
            {"id": wording, "parent": None, "kind": "wording", "set": None},
            {"id": reservation, "parent": None, "kind": "reservation", "set": None},
        ],
        "reason": None,
    }
