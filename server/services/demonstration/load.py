"""Loading the demonstration: the meeting, its accounts, and its record, through the services that everybody uses."""

from datetime import timedelta
from typing import Final

from server.domain.access import Actor
from server.domain.instants import from_instant, later, to_instant
from server.services.access import actor_of
from server.services.accounts import DEMONSTRATION, Passwords
from server.services.demonstration.gestures import Floor
from server.services.demonstration.meeting import (
    ACCOUNTS,
    BODY,
    MEETING,
    PASSWORD,
    PLACE,
    SESSION,
    SLUG,
    SYMBOL,
    TEXT,
    TIME_ZONE,
    TITLE,
    delegations,
)
from server.services.demonstration.script import steps
from server.services.live_text import LiveText
from server.services.opening import open_text
from server.services.registry import Meeting, Participant, Person
from server.services.store import NewId, Store, Unit

DAY: Final = 24 * 3600
PACE: Final = 47
"""Seconds between two entries; the second day's ends a few minutes before the demonstration is loaded."""


class DemonstrationFailed(Exception):
    """A step of the script was refused: the script and the rules of the room do not fit each other."""


def is_loaded(store: Store) -> bool:
    with store.reading() as unit:
        return unit.registry.text(TEXT) is not None


def load(store: Store, passwords: Passwords, new_id: NewId, now: str) -> int:
    """Makes the meeting as of an instant and answers its record's last number. Precondition: not `is_loaded`."""
    password = passwords.hash(PASSWORD, DEMONSTRATION)
    clock = _Clock(later(now, -DAY - 4 * 3600))
    with store.writing() as unit:
        _register(unit, password, now)
        actors = _actors(unit)
        levels = [{"id": "ad_ref", "name": "agreed ad ref"}, {"id": "agreed", "name": "agreed"}]
        options = {"levels": levels}
        open_text(
            unit,
            actors["secretariat"],
            clock(),
            new_id,
            meeting=MEETING,
            title=TITLE,
            options=options,
            text=TEXT,
        )
    live = LiveText(TEXT, store, clock, new_id)
    live.catch_up()
    _negotiate(live, actors, clock, now)
    return live.head.number


def _negotiate(live: LiveText, actors: dict[str, Actor], clock: "_Clock", now: str) -> None:
    delegates = [actor for actor in actors.values() if actor.role == "delegate"]
    floor = Floor(TEXT, actors["chair"], actors["secretariat"], delegates)
    script = list(steps(floor))
    issues = 0
    for place, take in enumerate(script):
        step = take(live.state)
        if step[1].kind == "issue_status_document":
            issues += 1
        outcome = live.append([step]).outcomes[0]
        if "refused" in outcome or "empty" in outcome:
            raise DemonstrationFailed(f"Step {place}, {step[1].kind}: {outcome}")
        clock.tick()
        if step[1].kind == "issue_status_document" and issues == 1:
            left = len(script) - place
            clock.set(later(now, -left * PACE - 180))


class _Clock:
    """The time in the meeting: PACE seconds later with every tick."""

    def __init__(self, start: str) -> None:
        self._now = start

    def __call__(self) -> str:
        return self._now

    def tick(self) -> None:
        self._now = later(self._now, PACE)

    def set(self, now: str) -> None:
        self._now = now


def _register(unit: Unit, password: str, now: str) -> None:
    today = from_instant(now)
    starts, ends = (to_instant(today + timedelta(days=days))[:10] for days in (-1, 1))
    meeting = Meeting(
        id=MEETING,
        slug=SLUG,
        body=BODY,
        title=BODY,
        session=SESSION,
        place=PLACE,
        starts=starts,
        ends=ends,
        time_zone=TIME_ZONE,
        public=True,
        symbol=SYMBOL,
        language="en",
    )
    unit.registry.add_meeting(meeting)
    for delegation in delegations():
        unit.registry.add_delegation(delegation)
    for sign_in, name, role, code in ACCOUNTS:
        person = Person(f"p-{sign_in}", name, sign_in, active=True)
        unit.registry.add_person(person, password)
        unit.registry.set_participant(Participant(MEETING, person.id, role, code))


def _actors(unit: Unit) -> dict[str, Actor]:
    participants = {one.person: one for one in unit.registry.participants(MEETING)}
    return {sign_in: actor_of(unit.registry, participants[f"p-{sign_in}"]) for sign_in, *_ in ACCOUNTS}
