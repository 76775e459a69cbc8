"""
Who takes part in a meeting, as what, and with which account: what its Secretariat disposes of.

Whoever can become the Chair could agree on anything in another's name. Once a record of the meeting has entries, naming
a Chair or a member of the Secretariat, taking that away, and getting at the account of somebody who is or ever was one,
takes a second person: another member of the Secretariat, or the Chair, who confirms the request. Where there is no
other, the command line is left.

Whoever has an account already is invited, and takes part from when they accept. Until then the meeting learns nothing
of them but the sign-in name that was typed, and nothing of theirs is in its hands.
"""

from dataclasses import dataclass, replace
from typing import Final

from server.domain.lines import named
from server.services import sign_in_names
from server.services.accounts import ONCE, Passwords, one_time_password, open_account
from server.services.meetings import Forbidden, NotOpen, place_in, secretariat_of
from server.services.observers import check_participant
from server.services.registry import Participant, Person, Request, Role, Taken
from server.services.security import CHANGED, Origin, note
from server.services.store import NewId, RunBlocking, Store, Unit

LEADING: Final = frozenset({"secretariat", "chair"})
"""The roles that can decide, or confirm that somebody else is to."""
INVITATION: Final = "invitation"
CONFIRMED: Final = "confirmed_invitation"
"""An invitation that a second person confirmed."""
INVITATIONS: Final = frozenset({INVITATION, CONFIRMED})


@dataclass(frozen=True, slots=True)
class Welcome:
    """The act that was done, and to whom; `password` is shown once, and None where none was made."""

    what: str
    person: Person
    password: str | None


@dataclass(frozen=True, slots=True)
class Invited:
    """Invites the person who has an account under the typed sign-in name."""

    sign_in: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The request waits for a second person."""

    request: Request


def ask(
    store: Store, passwords: Passwords, run: RunBlocking, new_id: NewId, origin: Origin, wanted: Request
) -> Welcome | Invited | Waiting:
    """
    Does what the Secretariat of a meeting asks for, or has it wait for a second person. `id`, `by` and `at` of the
    request are made here. Raises NotOpen, Forbidden, Taken, and Refused `malformed` for names that cannot be taken.
    """
    password = one_time_password()
    stored = run(lambda: passwords.hash(password, ONCE))
    with store.writing() as unit:
        by = _acting(origin)
        meeting = secretariat_of(unit, by, wanted.meeting).id
        wanted = _checked(unit, replace(wanted, id=new_id("r"), meeting=meeting, by=by, at=origin.at))
        if not _takes_two(unit, wanted):
            return _carry_out(unit, new_id, origin, wanted, password, stored)
        _second_person_exists(unit, wanted)
        unit.registry.add_request(wanted)
        _note(unit, new_id, origin, "requested", wanted)
        return Waiting(wanted)


def confirm(
    store: Store,
    passwords: Passwords,
    run: RunBlocking,
    new_id: NewId,
    origin: Origin,
    meeting: str,
    request: str,
) -> Welcome | Invited:
    """Does what was asked for, in the name of the second person. Raises as `ask` does."""
    password = one_time_password()
    stored = run(lambda: passwords.hash(password, ONCE))
    with store.writing() as unit:
        wanted = _request_for(unit, origin, meeting, request)
        if wanted.what in INVITATIONS:
            raise NotOpen(request)
        if wanted.by == origin.person:
            raise Forbidden("You asked for this yourself: it takes a second person.")
        asked, wanted = wanted, _checked(unit, wanted)
        if wanted.person != asked.person:
            # Else one opens the account elsewhere meanwhile, and knows the password of who is confirmed here.
            raise Taken(
                f"Somebody has come to sign in as {asked.sign_in} since this was asked for. It is no new account any "
                "more: decline the request, and ask again."
            )
        unit.registry.remove_request(wanted.id)
        _note(unit, new_id, origin, "confirmed", wanted)
        return _carry_out(unit, new_id, origin, wanted, password, stored, invitation=CONFIRMED)


def accept(store: Store, new_id: NewId, origin: Origin, request: str) -> str:
    """
    Takes part as one was invited to; answers the meeting. Raises NotOpen, Taken, and Forbidden where the invitation no
    longer holds.
    """
    with store.writing() as unit:
        wanted = _invitation_for(unit, origin, request)
        by = unit.registry.participant(wanted.meeting, wanted.by)
        alone = wanted.what == INVITATION and wanted.role in LEADING and _has_entries(unit, wanted.meeting)
        if by is None or by.role != "secretariat" or alone:
            raise Forbidden(
                "This invitation no longer holds: ask the Secretariat of the meeting for another."
            )
        delegation = _delegation_for(unit, wanted.meeting, wanted.role, wanted.delegation)
        person = wanted.person or ""
        unit.registry.remove_request(wanted.id)
        if unit.registry.participant(wanted.meeting, person) is None:
            unit.registry.set_participant(Participant(wanted.meeting, person, _role(wanted), delegation))
            detail = _as(wanted.role, delegation)
            note(unit, new_id, origin, "join", subject=person, meeting=wanted.meeting, detail=detail)
        return wanted.meeting


def refuse_invitation(store: Store, new_id: NewId, origin: Origin, request: str) -> None:
    """Stays away: the meeting learns that, and neither who it is nor from where. Raises NotOpen."""
    with store.writing() as unit:
        wanted = _invitation_for(unit, origin, request)
        unit.registry.remove_request(wanted.id)
        nobody = Origin(None, "", origin.at)
        note(unit, new_id, nobody, "stayed_away", meeting=wanted.meeting, detail=wanted.sign_in)


def invitations(unit: Unit, person: str) -> list[Request]:
    """The invitations that somebody can accept."""
    return [each for each in unit.registry.requests_for(person) if each.what in INVITATIONS]


def _invitation_for(unit: Unit, origin: Origin, request: str) -> Request:
    wanted = unit.registry.request(request)
    if wanted is None or wanted.what not in INVITATIONS or wanted.person != _acting(origin):
        raise NotOpen(request)
    return wanted


def decline(store: Store, new_id: NewId, origin: Origin, meeting: str, request: str) -> None:
    """Takes a request away: the one who made it, or whoever could confirm it. Raises NotOpen, Forbidden."""
    with store.writing() as unit:
        wanted = _request_for(unit, origin, meeting, request)
        unit.registry.remove_request(wanted.id)
        _note(unit, new_id, origin, "declined", wanted)


def correct_name(store: Store, new_id: NewId, origin: Origin, meeting: str, person: str, name: str) -> str:
    """
    Gives a participant the name that was meant, and answers with the one before. Raises NotOpen, Forbidden, and Refused
    `malformed` for a name that cannot be taken.
    """
    with store.writing() as unit:
        by = _acting(origin)
        found = secretariat_of(unit, by, meeting).id
        someone = unit.registry.person(person) if person == by else _in_hand(unit, by, found, person)
        if someone is None:
            raise NotOpen(person)
        corrected = named(name, sign_in_names.LONGEST_NAME)
        if corrected != someone.name:
            unit.registry.set_name(person, corrected)
            detail = f"{someone.name}{CHANGED}{corrected}"
            note(unit, new_id, origin, "name", subject=person, meeting=found, detail=detail)
        return someone.name


def _acting(origin: Origin) -> str:
    if origin.person is None:
        raise Forbidden("Sign in first.")
    return origin.person


def _request_for(unit: Unit, origin: Origin, meeting: str, request: str) -> Request:
    place = place_in(unit, _acting(origin), meeting)
    if place.participant.role not in LEADING:
        raise Forbidden("Only the Secretariat or the Chair of the meeting may do this.")
    wanted = unit.registry.request(request)
    if wanted is None or wanted.meeting != place.meeting.id:
        raise NotOpen(request)
    return wanted


def _checked(unit: Unit, wanted: Request) -> Request:
    """The request as it can be carried out now. It is asked again when it is confirmed: things may have changed."""
    # The requester must still be allowed to: rights may have ended while it waited.
    secretariat_of(unit, wanted.by, wanted.meeting)
    if wanted.what == "join":
        return _joining(unit, wanted)
    if wanted.what == "role":
        return _changing(unit, wanted)
    _in_hand(unit, wanted.by, wanted.meeting, wanted.person or "")
    return wanted


def _joining(unit: Unit, wanted: Request) -> Request:
    delegation = _delegation_for(unit, wanted.meeting, wanted.role, wanted.delegation)
    # As typed, and not as the account has it: the meeting must learn nothing of the account.
    name, sign_in = named(wanted.name, sign_in_names.LONGEST_NAME), sign_in_names.written(wanted.sign_in)
    known = unit.registry.person_named(wanted.sign_in)
    wanted = replace(
        wanted, name=name, sign_in=sign_in, delegation=delegation, person=known.id if known else None
    )
    if known is None:
        return wanted
    if unit.registry.participant(wanted.meeting, known.id) is not None:
        if not known.active:
            raise Taken(
                f"{known.sign_in} takes part already, and their access has ended: press “Give access back” "
                "beside their name."
            )
        raise Taken(f"{known.sign_in} takes part already.")
    invited = unit.registry.requests(wanted.meeting)
    if any(each.what in INVITATIONS and each.person == known.id for each in invited):
        raise Taken(f"{sign_in} is invited already.")
    return wanted


def _changing(unit: Unit, wanted: Request) -> Request:
    person = wanted.person or ""
    present, someone = unit.registry.participant(wanted.meeting, person), unit.registry.person(person)
    if present is None or someone is None:
        raise NotOpen(person)
    delegation = _delegation_for(unit, wanted.meeting, wanted.role, wanted.delegation)
    if present.role == "secretariat" and wanted.role != "secretariat":
        others = _leading(unit, wanted.meeting, without={person}, roles=frozenset({"secretariat"}))
        if not others:
            raise Forbidden("A meeting keeps at least one member of the Secretariat.")
    return replace(wanted, name=someone.name, sign_in=someone.sign_in, delegation=delegation)


def _in_hand(unit: Unit, by: str, meeting: str, person: str) -> Person:
    """A participant whose account this Secretariat may dispose of: one that no other Secretariat answers for."""
    someone = unit.registry.person(person)
    if someone is None or unit.registry.participant(meeting, person) is None:
        raise NotOpen(person)
    if person == by:
        raise Forbidden("This is your own account: change your password on its page.")
    for other in unit.registry.meetings_of(person):
        mine = unit.registry.participant(other.id, by)
        if mine is None or mine.role != "secretariat":
            raise Forbidden(
                f"{someone.name} takes part in another meeting too, whose Secretariat has to do this."
            )
    return someone


def _takes_two(unit: Unit, wanted: Request) -> bool:
    if wanted.what in ("join", "role"):
        present = unit.registry.participant(wanted.meeting, wanted.person or "")
        leads = present is not None and present.role in LEADING
        return (leads or wanted.role in LEADING) and _has_entries(unit, wanted.meeting)
    person = wanted.person or ""
    led = [
        meeting
        for meeting in unit.registry.meetings_of(person)
        if _has_entries(unit, meeting.id) and _leads_or_led(unit, meeting.id, person)
    ]
    if led and wanted.meeting not in {meeting.id for meeting in led}:
        raise Forbidden(f"Do this on the page of “{led[0].title}”, where a second person has to confirm it.")
    return bool(led)


def _leads_or_led(unit: Unit, meeting: str, person: str) -> bool:
    """Whether somebody is, or ever was, Chair or Secretariat: else one takes the role away first, and then the rest."""
    present = unit.registry.participant(meeting, person)
    if present is not None and present.role in LEADING:
        return True
    for each in unit.registry.listed_rights(meeting, person):
        roles = {part.partition(" ")[0] for part in each.detail.split(CHANGED)}
        if each.what == "meeting_set_up" or roles & LEADING:
            return True
    return False


def _has_entries(unit: Unit, meeting: str) -> bool:
    return any(text.number > 0 for text in unit.registry.texts(meeting))


def _second_person_exists(unit: Unit, wanted: Request) -> None:
    # Whose role or access is to end can agree to it; whose password is unknown, or access has ended, cannot.
    concerned = {wanted.person} if wanted.what in ("password", "activate") else set()
    if not _leading(unit, wanted.meeting, without={wanted.by, *concerned}):
        raise Forbidden(
            "This takes a second person, another member of the Secretariat or the Chair, and there is none: whoever "
            "runs the server does it on the command line (flask meeting join, flask people)."
        )


def _leading(
    unit: Unit, meeting: str, *, without: set[str | None], roles: frozenset[str] = LEADING
) -> list[Person]:
    found = (
        unit.registry.person(each.person)
        for each in unit.registry.participants(meeting)
        if each.role in roles and each.person not in without
    )
    return [person for person in found if person is not None and person.active]


def _carry_out(
    unit: Unit,
    new_id: NewId,
    origin: Origin,
    wanted: Request,
    password: str,
    stored: str,
    *,
    invitation: str = INVITATION,
) -> Welcome | Invited:
    if wanted.what == "join" and wanted.person is not None:
        unit.registry.add_request(replace(wanted, id=new_id("r"), what=invitation))
        _note(unit, new_id, origin, "invited", wanted)
        return Invited(wanted.sign_in)
    if wanted.what == "join":
        person = open_account(unit, new_id, wanted.name, wanted.sign_in, stored)
        note(unit, new_id, origin, "account_opened", subject=person.id, meeting=wanted.meeting)
        _done(unit, new_id, origin, replace(wanted, person=person.id), stored)
        return Welcome(wanted.what, person, password)
    _done(unit, new_id, origin, wanted, stored)
    found = unit.registry.person(wanted.person or "")
    if found is None:
        raise NotOpen(wanted.person or "")
    return Welcome(wanted.what, found, password if wanted.what == "password" else None)


def _done(unit: Unit, new_id: NewId, origin: Origin, wanted: Request, stored: str) -> None:
    """Does it to somebody who has an account, and lists it."""
    person, detail = wanted.person or "", _detail(wanted)
    if wanted.what in ("join", "role"):
        before = unit.registry.participant(wanted.meeting, person)
        if before is not None:
            detail = f"{_as(before.role, before.delegation)}{CHANGED}{detail}"
        unit.registry.set_participant(Participant(wanted.meeting, person, _role(wanted), wanted.delegation))
        _end_older_changes(unit, wanted.meeting, person)
    elif wanted.what == "password":
        unit.registry.set_password_hash(person, stored)
    else:
        unit.registry.set_active(person, active=wanted.what == "activate")
    note(unit, new_id, origin, wanted.what, subject=person, meeting=wanted.meeting, detail=detail)


def _end_older_changes(unit: Unit, meeting: str, person: str) -> None:
    """Voids requests about a role that has changed since, so that none is confirmed by mistake."""
    for each in unit.registry.requests(meeting):
        if each.what == "role" and each.person == person:
            unit.registry.remove_request(each.id)


def _role(wanted: Request) -> Role:
    if wanted.role is None:
        raise NotOpen(wanted.id)
    return wanted.role


def _note(unit: Unit, new_id: NewId, origin: Origin, what: str, wanted: Request) -> None:
    subject, meeting, detail = wanted.person, wanted.meeting, _detail(wanted)
    if wanted.what == "join" or wanted.what in INVITATIONS:
        # Invited people do not take part yet.
        subject, detail = None, f"{wanted.sign_in}: {detail}"
    note(unit, new_id, origin, what, subject=subject, meeting=meeting, detail=detail)


def _detail(wanted: Request) -> str:
    return _as(wanted.role, wanted.delegation) if wanted.role is not None else wanted.what


def _as(role: str | None, delegation: str | None) -> str:
    return f"{role} {delegation}" if delegation else str(role)


def _delegation_for(unit: Unit, meeting: str, role: Role | None, delegation: str | None) -> str | None:
    if role in LEADING:
        return None
    known = {each.code: each for each in unit.registry.delegations(meeting)}
    found = known.get(delegation or "")
    if role == "delegate" and found is None:
        raise Taken("A delegate belongs to a delegation of the meeting: choose one.")
    if role is not None:
        check_participant(role, found)
    return found.code if found is not None else None
