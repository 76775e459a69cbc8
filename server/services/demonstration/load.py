"""Loading the demonstration: the meeting, its accounts, and its record, through the services that everybody uses."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from server.domain.actor import Actor
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
from server.services.demonstration.script import Take, first, second
from server.services.live_text import LiveText
from server.services.opening import open_text
from server.services.registry import Meeting, Participant, Person
from server.services.store import NewId, Store, Unit

PACE: Final = 47
"""Seconds between two steps."""
CLOSE: Final = time(18)
"""When the first day ended, in Vienna; the last step of the second is LAST seconds before the loading."""
LAST: Final = 180


class DemonstrationFailed(Exception):
    """A step of the script was refused: the script and the rules of the room do not fit each other."""


def is_loaded(store: Store) -> bool:
    with store.reading() as unit:
        return unit.registry.text(TEXT) is not None


def load(store: Store, passwords: Passwords, new_id: NewId, now: str) -> int:
    """Makes the meeting as of an instant and answers its record's last number. Precondition: not `is_loaded`."""
    password = passwords.hash(PASSWORD, DEMONSTRATION)
    clock = _Clock(later(_close(now), -3 * 3600))
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


def _close(now: str) -> str:
    """The instant at which the first day ended: yesterday, in the meeting's time zone."""
    zone = ZoneInfo(TIME_ZONE)
    yesterday = from_instant(now).astimezone(zone).date() - timedelta(days=1)
    return to_instant(datetime.combine(yesterday, CLOSE, zone))


def _negotiate(live: LiveText, actors: dict[str, Actor], clock: "_Clock", now: str) -> None:
    delegates = [actor for actor in actors.values() if actor.role == "delegate"]
    floor = Floor(TEXT, actors["chair"], actors["secretariat"], delegates)
    first_day, second_day = list(first(floor)), list(second(floor))
    _run(live, clock, first_day, _close(now))
    _run(live, clock, second_day, later(now, -LAST))


def _run(live: LiveText, clock: "_Clock", day: Sequence[Take], ends: str) -> None:
    """Takes the steps of a day, of which the last is taken when it ends."""
    for left, take in zip(range(len(day) - 1, -1, -1), day, strict=True):
        clock.set(later(ends, -left * PACE))
        step = take(live.state)
        outcome = live.append([step]).outcomes[0]
        if "refused" in outcome or "empty" in outcome:
            raise DemonstrationFailed(f"{step[1].kind}, {left} before the end of the day: {outcome}")


class _Clock:
    """The time in the meeting, set before each step."""

    def __init__(self, start: str) -> None:
        self._now = start

    def __call__(self) -> str:
        return self._now

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
    return {sign_in: actor_of(participants[f"p-{sign_in}"]) for sign_in, *_ in ACCOUNTS}
