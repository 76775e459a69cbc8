"""Texts: opening one, renaming and archiving it, and the pages into which the live text is loaded."""

from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.domain.command import Command
from server.services import meetings
from server.services.access import Access, access_text, actor_of
from server.services.meetings import Forbidden
from server.services.opening import open_text
from server.services.store import Unit
from server.web.auth import visitor
from server.web.forms import RenameForm, TextForm
from server.web.house import house
from server.web.rolling_page import rolling_page
from server.web.words import t

blueprint = Blueprint("texts", __name__)

_ACTS: Final = ("rename_text", "archive_text", "unarchive_text")


@blueprint.route("/meetings/<slug>/texts/new", methods=["GET", "POST"])
def new(slug: str) -> ResponseReturnValue:
    """The Secretariat opens a text, and may bring its first wording in from a file afterwards."""
    here, person = house(), visitor().person.id
    form = TextForm()
    with here.store.reading() as unit:
        meetings.secretariat_of(unit, person, slug)
        place = meetings.place_in(unit, person, slug)
    if not form.validate_on_submit():
        return render_template("text_new.html", place=place, form=form), 422 if form.is_submitted() else 200
    with here.store.writing() as unit:
        meeting = meetings.secretariat_of(unit, person, slug)
        entry = open_text(
            unit,
            actor_of(meetings.place_in(unit, person, slug).participant),
            here.clock(),
            here.new_id,
            meeting=meeting.id,
            title=form.title.data.strip(),
            language=form.language.data,
            options={"live": form.live.data, "format": form.format.data},
        )
    return redirect(url_for("imports.bring_in", text=entry.entry["text"]))


@blueprint.route("/texts/<text>/settings", methods=["GET", "POST"])
def settings(text: str) -> ResponseReturnValue:
    """The Secretariat gives a text another title, or puts it into the archive and takes it out; all is on record."""
    with house().store.reading() as unit:
        access = _access(unit, text)
    if access.actor.role != "secretariat":
        raise Forbidden(t("text.secretariat_only"))
    form = RenameForm(title=access.text.title)
    act = request.form.get("act", "")
    if request.method == "GET" or act not in _ACTS or (act == "rename_text" and not form.validate()):
        return render_template("text_settings.html", access=access, form=form), 422 if act else 200
    payload = {"title": form.title.data.strip()} if act == "rename_text" else {}
    refused = _done(access, act, payload)
    if refused is not None:
        flash(refused, "refused")
        return render_template("text_settings.html", access=access, form=form), 422
    flash(t(f"text.done.{act}"), "done")
    if act == "archive_text":
        return redirect(url_for("meetings.meeting", slug=access.meeting.slug))
    return redirect(url_for("texts.settings", text=text))


def _done(access: Access, kind: str, payload: dict[str, Any]) -> str | None:
    """Has a command of the Secretariat decided; gives the sentence with which it was refused."""
    here, text = house(), access.text
    command = Command(here.new_id("c"), text.id, kind, None, text.number, payload, here.clock())
    outcome = here.decide(access.actor.person, command)
    return outcome["refused"]["message"] if "refused" in outcome else None


@blueprint.get("/texts/<text>")
def live(text: str) -> str:
    """The live text: a page that loads the client, which fetches everything else."""
    with house().store.reading() as unit:
        return render_template("text.html", access=_access(unit, text))


@blueprint.get("/texts/<text>/room")
def room(text: str) -> str:
    """The room's screen."""
    with house().store.reading() as unit:
        return render_template("room.html", access=_access(unit, text))


@blueprint.get("/texts/<text>/reading")
def reading(text: str) -> str:
    """The rolling text with attributions, as plain HTML: without JavaScript, for a phone, for paper."""
    with house().store.reading() as unit:
        access = _access(unit, text)
    drawn = rolling_page().of(text)
    return render_template(
        "reading.html", access=access, state=drawn.state, tally=drawn.tally, paragraphs=drawn.paragraphs
    )


def _access(unit: Unit, text: str) -> Access:
    return access_text(unit.registry, visitor().person.id, text)
