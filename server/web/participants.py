"""
Who takes part in a meeting: the Secretariat adds people, says what they are, gives them a password, and ends their
access. What takes a second person waits on the meeting's page, where that one confirms it.
"""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from server.domain.refusal import Refused
from server.services import meetings, participation
from server.services.participation import INVITATIONS, Invited, Waiting, Welcome
from server.services.registry import Participant, Person, Request, Role, Taken
from server.web.auth import origin, visitor
from server.web.forms import ActForm, NameForm, ParticipantForm, RoleForm
from server.web.house import house
from server.web.words import t

blueprint = Blueprint("participants", __name__, url_prefix="/meetings/<slug>/participants")


@blueprint.route("", methods=["GET", "POST"])
def participants(slug: str) -> ResponseReturnValue:
    """The accounts of a meeting, for its Secretariat."""
    form = ParticipantForm()
    _offer_delegations(slug, form)
    if not form.is_submitted():
        return _page(slug, form)
    if not form.validate():
        return _page(slug, form), 422
    wanted = _wanted(
        slug,
        "join",
        name=form.name.data,
        sign_in=form.sign_in.data,
        role=form.role.data,
        delegation=form.delegation.data or None,
    )
    try:
        done = _ask(wanted)
    except Taken as refusal:
        flash(str(refusal), "refused")
        return _page(slug, form), 422
    except Refused as refusal:
        form.sign_in.errors = [refusal.message]
        return _page(slug, form), 422
    return _shown(slug, done)


@blueprint.post("/<person>/role")
def role(slug: str, person: str) -> ResponseReturnValue:
    """Changes the role of a participant."""
    form = RoleForm()
    _offer_delegations(slug, form)
    if not form.validate():
        flash(" ".join(error for errors in form.errors.values() for error in errors), "refused")
        return redirect(url_for("participants.participants", slug=slug))
    try:
        done = _ask(
            _wanted(slug, "role", person, role=form.role.data, delegation=form.delegation.data or None)
        )
    except Taken as refusal:
        flash(str(refusal), "refused")
        return redirect(url_for("participants.participants", slug=slug))
    if isinstance(done, Welcome):
        flash(t("participant.changed", name=done.person.name, role=t(f"role.{form.role.data}")), "done")
        return redirect(url_for("participants.participants", slug=slug))
    return _shown(slug, done)


@blueprint.get("/<person>/password")
def ask_password(slug: str, person: str) -> ResponseReturnValue:
    return _asked(slug, person, "password")


@blueprint.get("/<person>/deactivate")
def ask_deactivate(slug: str, person: str) -> ResponseReturnValue:
    return _asked(slug, person, "deactivate")


def _asked(slug: str, person: str, what: str) -> str:
    """An act that ends the windows of somebody says so, and is confirmed."""
    with house().store.reading() as unit:
        meetings.secretariat_of(unit, visitor().person.id, slug)
        place = meetings.place_in(unit, visitor().person.id, slug)
        someone = unit.registry.person(person)
        if someone is None or unit.registry.participant(place.meeting.id, person) is None:
            raise meetings.NotOpen(person)
    return render_template(
        "participant_asked.html", place=place, person=someone, what=what, act=ActForm(formdata=None)
    )


@blueprint.post("/<person>/name")
def correct_name(slug: str, person: str) -> ResponseReturnValue:
    """Corrects a mistyped name."""
    form = NameForm()
    if not form.validate():
        flash(" ".join(form.name.errors), "refused")
        return redirect(url_for("participants.participants", slug=slug))
    here = house()
    before = participation.correct_name(here.store, here.new_id, origin(), slug, person, form.name.data)
    flash(t("participant.renamed", before=before, name=form.name.data), "done")
    return redirect(url_for("participants.participants", slug=slug))


@blueprint.post("/<person>/password")
def new_password(slug: str, person: str) -> ResponseReturnValue:
    """A new one-time password, on this answer and never again."""
    return _shown(slug, _ask(_wanted(slug, "password", person)))


@blueprint.post("/<person>/deactivate")
def deactivate(slug: str, person: str) -> ResponseReturnValue:
    return _access(slug, person, "deactivate")


@blueprint.post("/<person>/activate")
def activate(slug: str, person: str) -> ResponseReturnValue:
    return _access(slug, person, "activate")


@blueprint.post("/requests/<request>/confirm")
def confirm(slug: str, request: str) -> ResponseReturnValue:
    """The second person agrees; a password that comes of it is shown to them, once."""
    here = house()
    by = origin()
    try:
        done = participation.confirm(
            here.store, here.passwords, here.run_passwords, here.new_id, by, slug, request
        )
    except Taken as refusal:
        flash(str(refusal), "refused")
        return redirect(url_for("meetings.meeting", slug=slug))
    if isinstance(done, Invited):
        _say_invited(done)
        return redirect(url_for("meetings.meeting", slug=slug))
    _end_sessions(done)
    with here.store.reading() as unit:
        place = meetings.place_in(unit, visitor().person.id, slug)
    return render_template("confirmed.html", place=place, welcome=done)


@blueprint.post("/requests/<request>/decline")
def decline(slug: str, request: str) -> ResponseReturnValue:
    here = house()
    participation.decline(here.store, here.new_id, origin(), slug, request)
    flash(t("request.declined"), "done")
    return redirect(url_for("meetings.meeting", slug=slug))


def _access(slug: str, person: str, what: str) -> ResponseReturnValue:
    done = _ask(_wanted(slug, what, person))
    if isinstance(done, Welcome):
        flash(t(f"participant.{what}d", name=done.person.name), "done")
    elif isinstance(done, Waiting):
        _say_waiting(done)
    return redirect(url_for("participants.participants", slug=slug))


def _wanted(
    slug: str,
    what: str,
    person: str | None = None,
    *,
    name: str = "",
    sign_in: str = "",
    role: Role | None = None,
    delegation: str | None = None,
) -> Request:
    return Request("", slug, what, person, name, sign_in, role, delegation, "", "")


def _ask(wanted: Request) -> Welcome | Invited | Waiting:
    here = house()
    done = participation.ask(here.store, here.passwords, here.run_passwords, here.new_id, origin(), wanted)
    if isinstance(done, Welcome):
        _end_sessions(done)
    return done


def _end_sessions(done: Welcome) -> None:
    # Their open sockets end with it, not only with their next command.
    if done.what == "deactivate":
        house().revoke(done.person.id)
    elif done.what == "password":
        house().sign_out(done.person.id)
    elif done.what == "role":
        # Their open windows have the acts of the role before.
        house().review(done.person.id)


def _shown(slug: str, done: Welcome | Invited | Waiting) -> ResponseReturnValue:
    fresh = ParticipantForm(formdata=None)
    _offer_delegations(slug, fresh)
    if isinstance(done, Invited):
        _say_invited(done)
        return redirect(url_for("participants.participants", slug=slug))
    if isinstance(done, Waiting):
        _say_waiting(done)
        return redirect(url_for("participants.participants", slug=slug))
    return _page(slug, fresh, done)


def _say_invited(done: Invited) -> None:
    flash(t("invitation.sent", sign_in=done.sign_in), "done")


def _say_waiting(done: Waiting) -> None:
    flash(t("request.waits", what=t(f"request.what.{done.request.what}")), "done")


def _offer_delegations(slug: str, form: ParticipantForm | RoleForm) -> None:
    with house().store.reading() as unit:
        meeting = meetings.secretariat_of(unit, visitor().person.id, slug)
        found = unit.registry.delegations(meeting.id)
    form.delegation.choices = [
        SelectChoice("", t("participant.none")),
        *(SelectChoice(each.code, each.short) for each in found),
    ]


def _page(slug: str, form: ParticipantForm, welcome: Welcome | None = None) -> str:
    with house().store.reading() as unit:
        place = meetings.place_in(unit, visitor().person.id, slug)
        taking_part = unit.registry.participants(place.meeting.id)
        people = {each.person: unit.registry.person(each.person) for each in taking_part}
        shorts = {each.code: each.short for each in unit.registry.delegations(place.meeting.id)}
        requests = unit.registry.requests(place.meeting.id)
    return render_template(
        "participants.html",
        place=place,
        participants=taking_part,
        people=people,
        names={person: one.name for person, one in people.items() if one is not None},
        shorts=shorts,
        form=form,
        roles=_roles(form, taking_part),
        act=ActForm(formdata=None),
        renaming=_names(taking_part, people),
        welcome=welcome,
        requests=[each for each in requests if each.what not in INVITATIONS],
        invitations=[each for each in requests if each.what in INVITATIONS],
        me=visitor().person.id,
    )


def _names(taking_part: list[Participant], people: dict[str, Person | None]) -> dict[str, NameForm]:
    """A form for the name of each of them."""
    found = {}
    for each in taking_part:
        person = people[each.person]
        one = NameForm(formdata=None, data={"name": person.name if person else ""})
        one.name.id = f"name-{each.person}"
        found[each.person] = one
    return found


def _roles(form: ParticipantForm, taking_part: list[Participant]) -> dict[str, RoleForm]:
    """A form for what each of them is; its fields have an id of their own on the page."""
    found = {}
    for each in taking_part:
        data = {"role": each.role, "delegation": each.delegation or ""}
        one = RoleForm(formdata=None, data=data)
        one.delegation.choices = form.delegation.choices
        one.role.id, one.delegation.id = f"role-{each.person}", f"delegation-{each.person}"
        found[each.person] = one
    return found
