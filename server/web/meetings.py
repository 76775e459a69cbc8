"""Meetings: the list, a meeting's page, setting one up, its delegations."""

from dataclasses import asdict, dataclass
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.services import delegation_list, meetings, participation
from server.services.meetings import Forbidden, Place
from server.services.participation import INVITATIONS, LEADING
from server.services.reading import latest
from server.services.registry import Delegation, Meeting, Participant, Request, Taken
from server.services.security import PAGE
from server.services.status_documents import issued_documents
from server.services.store import Unit
from server.web.auth import origin, visitor
from server.web.forms import ActForm, DelegationForm, DelegationListForm, MeetingForm
from server.web.house import house
from server.web.tallies import Tally, tally
from server.web.words import t

blueprint = Blueprint("meetings", __name__)


@dataclass(frozen=True)
class Member:
    """A participant as the page names them."""

    name: str
    participant: Participant


@blueprint.get("/")
def index() -> str:
    """The meetings in which the visitor takes part."""
    person = visitor().person.id
    with house().store.reading() as unit:
        mine = unit.registry.meetings_of(person)
        places = [meetings.place_in(unit, person, meeting.id) for meeting in mine]
        may_set_up = meetings.may_set_up(unit, person)
        invitations = [_invitation(unit, each) for each in participation.invitations(unit, person)]
    return render_template(
        "meetings.html",
        places=places,
        may_set_up=may_set_up,
        invitations=[each for each in invitations if each is not None],
        act=ActForm(formdata=None),
    )


@dataclass(frozen=True)
class Invitation:
    """An invitation as the one who is invited reads it."""

    request: Request
    meeting: Meeting
    by: str
    delegation: str


def _invitation(unit: Unit, request: Request) -> Invitation | None:
    at, by = unit.registry.meeting(request.meeting), unit.registry.person(request.by)
    if at is None or by is None:
        return None
    shorts = {each.code: each.short for each in unit.registry.delegations(at.id)}
    return Invitation(request, at, by.name, shorts.get(request.delegation or "", ""))


@blueprint.post("/invitations/<request>/accept")
def accept_invitation(request: str) -> ResponseReturnValue:
    here = house()
    try:
        participation.accept(here.store, here.new_id, origin(), request)
    except Taken as refusal:
        flash(str(refusal), "refused")
    return redirect(url_for("meetings.index"))


@blueprint.post("/invitations/<request>/refuse")
def refuse_invitation(request: str) -> ResponseReturnValue:
    here = house()
    participation.refuse_invitation(here.store, here.new_id, origin(), request)
    return redirect(url_for("meetings.index"))


@blueprint.route("/meetings/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    here, person = house(), visitor().person.id
    with here.store.reading() as unit:
        if not meetings.may_set_up(unit, person):
            raise Forbidden(t("meeting.not_yours"))
    form = MeetingForm()
    if not form.validate_on_submit():
        return render_template("meeting_new.html", form=form), 422 if form.is_submitted() else 200
    made = meetings.set_up(here.store, here.new_id, origin(), _meeting(form))
    return redirect(url_for("meetings.meeting", slug=made.slug))


@blueprint.route("/meetings/<slug>/facts", methods=["GET", "POST"])
def facts(slug: str) -> ResponseReturnValue:
    """The facts of a meeting, and whether it is public, changed by its Secretariat."""
    here = house()
    with here.store.reading() as unit:
        meetings.secretariat_of(unit, visitor().person.id, slug)
        place = meetings.place_in(unit, visitor().person.id, slug)
    before = asdict(place.meeting)
    days = {name: date.fromisoformat(before[name]) for name in ("starts", "ends")}
    form = MeetingForm(data={**before, **days})
    if not form.validate_on_submit():
        return render_template(
            "meeting_facts.html", place=place, form=form
        ), 422 if form.is_submitted() else 200
    meetings.change(here.store, here.new_id, origin(), slug, _meeting(form))
    flash(t("meeting.changed"), "done")
    return redirect(url_for("meetings.meeting", slug=slug))


@blueprint.get("/meetings/<slug>/security")
def security(slug: str) -> str:
    """The security list, as far as it concerns the meeting, for its Secretariat; `?before=` leads on."""
    at, _, last = request.args.get("before", "").partition(" ")
    with house().store.reading() as unit:
        meetings.secretariat_of(unit, visitor().person.id, slug)
        place = meetings.place_in(unit, visitor().person.id, slug)
        found = unit.registry.listed(place.meeting.id, (at, last) if at else None, PAGE + 1)
        people = unit.registry.names(place.meeting.id)
    more = found[PAGE - 1] if len(found) > PAGE else None
    return render_template(
        "security.html", place=place, listed=found[:PAGE], names=people, more=more, first=not at
    )


@blueprint.get("/meetings/<slug>")
def meeting(slug: str) -> str:
    """A meeting's page: texts, status documents, delegations, who takes part."""
    with house().store.reading() as unit:
        place = meetings.place_in(unit, visitor().person.id, slug)
        at = place.meeting.id
        everything = unit.registry.texts(at)
        texts = [text for text in everything if not text.archived]
        documents = [
            (text, document) for text in everything for document in issued_documents(unit.record, text.id)
        ]
        delegations = unit.registry.delegations(at)
        documents.sort(key=lambda pair: pair[1].issued_at, reverse=True)
        return render_template(
            "meeting.html",
            place=place,
            texts=[(text, _tally(unit, text.id)) for text in texts],
            archived=[text for text in everything if text.archived] if place.is_secretariat else [],
            documents=documents,
            delegations=delegations,
            shorts={each.code: each.short for each in delegations},
            members=_members(unit, place),
            requests=_waiting(unit, place),
            names=unit.registry.names(at),
            act=ActForm(formdata=None),
            me=place.participant.person,
        )


def _waiting(unit: Unit, place: Place) -> list[Request]:
    if place.participant.role not in LEADING:
        return []
    return [each for each in unit.registry.requests(place.meeting.id) if each.what not in INVITATIONS]


@blueprint.route("/meetings/<slug>/delegations", methods=["GET", "POST"])
def delegations(slug: str) -> ResponseReturnValue:
    """The delegations; the Secretariat adds one by form."""
    form = DelegationForm()
    if form.is_submitted():
        if form.validate() and _add(slug, [_delegation(form)], form.short.data):
            return redirect(url_for("meetings.delegations", slug=slug))
        return _delegations_page(slug, form, DelegationListForm(formdata=None)), 422
    return _delegations_page(slug, form, DelegationListForm(formdata=None))


@blueprint.post("/meetings/<slug>/delegations/list")
def delegations_by_list(slug: str) -> ResponseReturnValue:
    """Delegations pasted as a list: all of them, or none and the lines at fault."""
    form = DelegationListForm()
    faults: list[delegation_list.Fault] = []
    if form.validate_on_submit():
        found, faults = delegation_list.read(form.lines.data)
        if not faults and _add(slug, found, t("delegation.count", count=len(found))):
            return redirect(url_for("meetings.delegations", slug=slug))
    return _delegations_page(slug, DelegationForm(formdata=None), form, faults), 422


def _delegations_page(
    slug: str,
    form: DelegationForm,
    listed: DelegationListForm,
    faults: list[delegation_list.Fault] | None = None,
) -> str:
    with house().store.reading() as unit:
        place = meetings.place_in(unit, visitor().person.id, slug)
        found = unit.registry.delegations(place.meeting.id)
    return render_template(
        "delegations.html", place=place, delegations=found, form=form, listed=listed, faults=faults or []
    )


def _add(slug: str, found: list[Delegation], what: str) -> bool:
    try:
        home = house()
        meetings.add_delegations(home.store, home.clock, home.new_id, visitor().person.id, slug, found)
    except Taken as refusal:
        flash(str(refusal), "refused")
        return False
    flash(t("delegation.added", what=what), "done")
    return True


def _delegation(form: DelegationForm) -> Delegation:
    fields = [form.code.data, form.short.data, form.name.data or form.short.data, form.kind.data]
    return Delegation(
        meeting="",
        code=fields[0],
        short=fields[1],
        name=fields[2],
        kind=fields[3],
        position=0,
        members=tuple(delegation_list.CODE.findall(form.members.data or "")),
    )


def _meeting(form: MeetingForm) -> Meeting:
    return Meeting(
        id="",
        slug="",
        body=form.body.data.strip(),
        title=form.title.data.strip(),
        session=(form.session.data or "").strip(),
        place=(form.place.data or "").strip(),
        starts=form.starts.data.isoformat(),
        ends=form.ends.data.isoformat(),
        time_zone=form.time_zone.data,
        public=form.public.data,
        symbol=(form.symbol.data or "").strip(),
        language="en",
    )


def _members(unit: Unit, place: Place) -> list[Member]:
    names = unit.registry.names(place.meeting.id)
    found = unit.registry.participants(place.meeting.id)
    return [Member(names[each.person], each) for each in found]


def _tally(unit: Unit, text: str) -> Tally:
    return tally(latest(unit, house().texts, text).state)
