"""Setting up a meeting, and who may see it: what the Secretariat does before the first paragraph is read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from server.domain.folding import fold, fold_name
from server.domain.lines import line_of, named
from server.services.delegation_list import LONGEST_SHORT
from server.services.delegation_names import check_apart, check_names, names_of
from server.services.describing import put_on_record
from server.services.observers import Standing, becomes_observer, check_delegation
from server.services.registry import Delegation, Meeting, Participant, Taken
from server.services.security import Origin, note
from server.services.sign_in_names import LONGEST_NAME
from server.services.store import Clock, NewId, Store, Unit

LONGEST_TITLE: Final = 400
LONGEST_SYMBOL: Final = 80


class NotOpen(Exception):
    """There is no such thing, or nothing that this person may know of: the two look alike from outside."""


class Forbidden(Exception):
    """The person takes part, but this is not theirs to do. The message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands in a meeting."""

    meeting: Meeting
    participant: Participant

    @property
    def is_secretariat(self) -> bool:
        return self.participant.role == "secretariat"


def place_in(unit: Unit, person: str, meeting: str) -> Place:
    """Somebody's role in a meeting, by its id or slug. Raises NotOpen for those who take no part in it."""
    found = unit.registry.meeting(meeting)
    participant = unit.registry.participant(found.id, person) if found is not None else None
    if found is None or participant is None:
        raise NotOpen(meeting)
    return Place(found, participant)


def secretariat_of(unit: Unit, person: str, meeting: str) -> Meeting:
    """The meeting, for its Secretariat. Raises NotOpen, or Forbidden for others who take part."""
    place = place_in(unit, person, meeting)
    if not place.is_secretariat:
        raise Forbidden("Only the Secretariat of the meeting may do this.")
    return place.meeting


def may_set_up(unit: Unit, person: str) -> bool:
    """Members of any Secretariat may set up another meeting; the first is made on the command line."""
    return any(
        participant is not None and participant.role == "secretariat"
        for participant in (
            unit.registry.participant(meeting.id, person) for meeting in unit.registry.meetings_of(person)
        )
    )


def set_up(store: Store, new_id: NewId, origin: Origin, meeting: Meeting) -> Meeting:
    """
    A new meeting, with the person as its Secretariat. Its `id` and `slug` are made here; those given are ignored.
    Raises Forbidden.
    """
    with store.writing() as unit:
        person = origin.person or ""
        if not may_set_up(unit, person):
            raise Forbidden("Only the Secretariat of a meeting may set up another.")
        return found(unit, new_id, origin, person, meeting)


def change(store: Store, new_id: NewId, origin: Origin, at: str, meeting: Meeting) -> Meeting:
    """
    Changes the facts of a meeting, by its Secretariat. `id`, `slug` and `language` stay; the records of its texts say
    what has changed, as far as documents print it. Raises NotOpen, Forbidden, Refused `malformed`.
    """
    with store.writing() as unit:
        before = secretariat_of(unit, origin.person or "", at)
        after = replace(_tidied(meeting), id=before.id, slug=before.slug, language=before.language)
        unit.registry.set_meeting(after)
        put_on_record(unit, origin.person or "", origin.at, new_id, after.id)
        opened = "" if before.public == after.public else "public" if after.public else "closed"
        note(unit, new_id, origin, "meeting_changed", meeting=after.id, detail=opened)
        return after


def found(unit: Unit, new_id: NewId, origin: Origin, secretariat: str, meeting: Meeting) -> Meeting:
    """As `set_up`, for the command line: nobody is asked for their rights. Raises Refused `malformed`."""
    tidied = _tidied(meeting)
    made = replace(tidied, id=new_id("m"), slug=_free_slug(unit, f"{tidied.body} {tidied.session}"))
    unit.registry.add_meeting(made)
    unit.registry.set_participant(Participant(made.id, secretariat, "secretariat", None))
    opened = "public" if made.public else "closed"
    note(unit, new_id, origin, "meeting_set_up", subject=secretariat, meeting=made.id, detail=opened)
    return made


def add_delegations(
    store: Store, clock: Clock, new_id: NewId, person: str, meeting: str, delegations: Sequence[Delegation]
) -> None:
    """
    Adds delegations, groups after their members, or replaces those of the same code; all or none. The meeting and
    the position named in them are ignored. The record of each text of the meeting says so. Raises NotOpen, Forbidden,
    and Taken where a group names a member that does not exist, or `check_delegation` refuses.
    """
    standing = Standing()
    with store.reading() as unit:
        # Before the transaction, which others wait for: in it only those texts are folded that went on meanwhile.
        at = secretariat_of(unit, person, meeting).id
        present = {each.code: each for each in unit.registry.delegations(at)}
        if any(becomes_observer(each, present.get(each.code)) for each in delegations):
            standing.look(unit, at)
    with store.writing() as unit:
        at = secretariat_of(unit, person, meeting).id
        put_delegations(unit, at, delegations, standing)
        put_on_record(unit, person, clock(), new_id, at)


def put_delegations(
    unit: Unit, meeting: str, delegations: Sequence[Delegation], standing: Standing | None = None
) -> None:
    """
    As `add_delegations`, for the command line: nobody is asked for their rights. Raises Taken, also where a name
    cannot stand in a bracket or looks like another's, and Refused `malformed` where a name cannot be taken.
    """
    standing = standing or Standing()
    present = {each.code: each for each in unit.registry.delegations(meeting)}
    place = max((each.position for each in present.values()), default=0)
    tidied = [_tidied_delegation(each) for each in delegations]
    listed = {**present, **{each.code: each for each in tidied}}
    codes = {fold_name(code): code for code in listed}
    for delegation in sorted(tidied, key=lambda each: each.kind == "group"):
        missing = [code for code in delegation.members if fold_name(code) not in codes]
        if missing:
            raise Taken(f"{delegation.short} names members that are not in the list: {', '.join(missing)}.")
        place += 1
        known = present.get(delegation.code)
        check_delegation(unit, delegation, known, standing)
        check_names(delegation, known)
        position = known.position if known else place
        members = tuple(dict.fromkeys(codes[fold_name(code)] for code in delegation.members))
        unit.registry.add_delegation(replace(delegation, meeting=meeting, position=position, members=members))
    check_apart(listed.values(), {each.code for each in tidied if _is_renamed(each, present.get(each.code))})


def _is_renamed(delegation: Delegation, known: Delegation | None) -> bool:
    return known is None or names_of(delegation) != names_of(known)


def _tidied(meeting: Meeting) -> Meeting:
    """The meeting with its facts as they are stored; Refused `malformed` where one of them cannot be."""
    return replace(
        meeting,
        body=named(meeting.body, LONGEST_NAME),
        title=named(meeting.title, LONGEST_TITLE),
        session=line_of(meeting.session, "session", LONGEST_NAME),
        place=line_of(meeting.place, "place", LONGEST_NAME),
        symbol=line_of(meeting.symbol, "symbol", LONGEST_SYMBOL),
    )


def _tidied_delegation(delegation: Delegation) -> Delegation:
    """A delegation with its names as they are stored. Raises Refused `malformed` where one of them cannot be."""
    return replace(
        delegation, short=named(delegation.short, LONGEST_SHORT), name=named(delegation.name, LONGEST_NAME)
    )


def _free_slug(unit: Unit, title: str) -> str:
    plain = fold(title).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "meeting"
    number = 1
    while unit.registry.meeting(slug if number == 1 else f"{slug}-{number}") is not None:
        number += 1
    return slug if number == 1 else f"{slug}-{number}"
