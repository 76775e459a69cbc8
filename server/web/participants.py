"""Who takes part in a meeting: the Secretariat adds people, gives them a first password, and ends their access."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from server.domain.command import Refused
from server.services import meetings
from server.services.meetings import Welcome
from server.services.registry import Participant, Taken
from server.web.auth import visitor
from server.web.forms import ActForm, ParticipantForm
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
    here = house()
    participant = Participant(slug, "", form.role.data, form.delegation.data or None)
    try:
        welcome = meetings.add_participant(
            here.store,
            here.passwords,
            here.run_passwords,
            here.new_id,
            visitor().person.id,
            participant,
            form.name.data.strip(),
            form.sign_in.data.strip(),
        )
    except Taken as refusal:
        flash(str(refusal), "refused")
        return _page(slug, form), 422
    except Refused as refusal:
        form.sign_in.errors = [refusal.message]
        return _page(slug, form), 422
    fresh = ParticipantForm(formdata=None)
    _offer_delegations(slug, fresh)
    return _page(slug, fresh, welcome)


@blueprint.post("/<person>/password")
def new_password(slug: str, person: str) -> ResponseReturnValue:
    """A new one-time password, on this answer and never again."""
    visitor()
    here = house()
    welcome = meetings.new_password(
        here.store, here.passwords, here.run_passwords, visitor().person.id, slug, person
    )
    here.revoke(person)
    form = ParticipantForm(formdata=None)
    _offer_delegations(slug, form)
    return _page(slug, form, welcome)


@blueprint.post("/<person>/deactivate")
def deactivate(slug: str, person: str) -> ResponseReturnValue:
    visitor()
    someone = meetings.set_active(house().store, visitor().person.id, slug, person, active=False)
    # What they have open on a socket ends with it, and not with their next command only.
    house().revoke(person)
    flash(t("participant.deactivated", name=someone.name), "done")
    return redirect(url_for("participants.participants", slug=slug))


@blueprint.post("/<person>/activate")
def activate(slug: str, person: str) -> ResponseReturnValue:
    visitor()
    someone = meetings.set_active(house().store, visitor().person.id, slug, person, active=True)
    flash(t("participant.activated", name=someone.name), "done")
    return redirect(url_for("participants.participants", slug=slug))


def _offer_delegations(slug: str, form: ParticipantForm) -> None:
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
    return render_template(
        "participants.html",
        place=place,
        participants=taking_part,
        people=people,
        shorts=shorts,
        form=form,
        act=ActForm(formdata=None),
        welcome=welcome,
        me=visitor().person.id,
    )
