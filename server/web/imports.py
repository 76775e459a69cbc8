"""Files brought into a text: looked at first, recorded when the Secretariat says so, and found again afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from server.domain.meeting import NEGOTIATING
from server.domain.paragraph import FOOTNOTE, Paragraph, proposal_from_tabled
from server.domain.refusal import Refused
from server.domain.state import State
from server.services.access import Access, access_text
from server.services.brought_in import BroughtIn
from server.services.meetings import Forbidden
from server.services.reading import latest
from server.services.store import Unit
from server.web.auth import visitor
from server.web.drawn import Piece, pieces
from server.web.forms import ActForm, ImportForm
from server.web.house import house
from server.web.words import t

blueprint = Blueprint("imports", __name__)

PARTY: Final = "party."
"""The prefix of the fields that say which delegation a name means."""
MAX_PARTIES: Final = 200
ENCODINGS: Final = ("utf-8", "cp1252")


@dataclass(frozen=True)
class Row:
    """
    One row of the preview. `line` and `text` are as the file has them. `left_out` says why nothing comes of it;
    otherwise `paragraph` and its `words` do, and `advice` is what there is to look at.
    """

    line: int
    text: str
    left_out: str
    paragraph: Mapping[str, Any] | None
    words: list[Piece]
    advice: list[Mapping[str, Any]]


@blueprint.route("/texts/<text>/import", methods=["GET", "POST"])
def bring_in(text: str) -> ResponseReturnValue:
    """A plain text or Markdown file is read, and shown as what it would become."""
    access = _secretariat(text)
    form = ImportForm()
    if not form.validate_on_submit():
        return _form(access, form), 422 if form.is_submitted() else 200
    given = form.file.data
    try:
        looked = house().files.look(access.actor.person, text, given.filename or "", given.read())
    except Refused as refused:
        flash(refused.message, "refused")
        return _form(access, form), 422
    return redirect(url_for("imports.preview", text=text, file=looked.id))


@blueprint.get("/texts/<text>/import/<file>")
def preview(text: str, file: str) -> ResponseReturnValue:
    """The preview of a file, part by part. Nothing of it is recorded."""
    access = _secretariat(text)
    part = max(0, request.args.get("part", 1, int) - 1)
    with house().store.reading() as unit:
        looked = _looked_at(unit, access, file)
        if looked.ended is not None:
            return redirect(url_for("imports.files", text=text, _anchor=file))
        packed = unit.files.part(file, part)
        same = _same(unit, access, looked)
        state = latest(unit, house().texts, text).state
        delegations = [
            each for each in unit.registry.delegations(access.meeting.id) if each.kind in NEGOTIATING
        ]
    if packed is None:
        raise Refused("not_found", t("error.404"))
    names = {each.code: each.short for each in delegations}
    return render_template(
        "import_preview.html",
        access=access,
        file=looked,
        part=part,
        rows=_rows(house().files.rows(packed), looked, names),
        delegations=delegations,
        names=names,
        same=same,
        already=_already(state, looked),
        format=state.format if state is not None else looked.report["form"],
        encodings=ENCODINGS,
        form=ActForm(formdata=None),
    )


@blueprint.post("/texts/<text>/import/<file>")
def decide(text: str, file: str) -> ResponseReturnValue:
    """Records a file, reads it otherwise, or gives it up."""
    access = _secretariat(text)
    here = house()
    with here.store.reading() as unit:
        looked = _looked_at(unit, access, file)
        data = unit.files.data(file)
    act = request.form.get("act", "")
    try:
        if act == "record":
            here.record_file(access.actor.person, file)
            return redirect(url_for("imports.files", text=text, _anchor=file))
        if act == "again" and data is not None:
            again = here.files.look(access.actor.person, text, looked.name, data, _choices(looked))
            return redirect(url_for("imports.preview", text=text, file=again.id))
    except Refused as refused:
        flash(refused.message, "refused")
        return redirect(url_for("imports.preview", text=text, file=file))
    with here.store.writing() as unit:
        unit.files.forget(file)
    flash(t("import.given_up", name=looked.name), "done")
    return redirect(url_for("imports.bring_in", text=text))


@blueprint.get("/texts/<text>/files")
def files(text: str) -> str:
    """The files that came into a text, each with what there still is to look at."""
    access = _secretariat(text)
    with house().store.reading() as unit:
        found = unit.files.of_text(text)
        state = latest(unit, house().texts, text).state
        names = unit.registry.names(access.meeting.id)
    if state is None:
        raise Refused("not_found", t("error.404"))
    return render_template(
        "import_files.html",
        access=access,
        files=[(file, [(one, _is_open(one, state)) for one in file.report["repairs"]]) for file in found],
        people=names,
    )


def _secretariat(text: str) -> Access:
    with house().store.reading() as unit:
        access = access_text(unit.registry, visitor().person.id, text)
    if access.actor.role != "secretariat":
        raise Forbidden(t("text.secretariat_only"))
    return access


def _form(access: Access, form: ImportForm) -> str:
    return render_template("text_import.html", access=access, form=form)


def _looked_at(unit: Unit, access: Access, file: str) -> BroughtIn:
    """A file that this person looks at, or that is on record: others are nobody's business until then."""
    found = unit.files.one(file)
    mine = found is not None and (found.ended is not None or found.person == access.actor.person)
    if found is None or found.text != access.text.id or not mine:
        raise Refused("not_found", t("error.404"))
    return found


def _same(unit: Unit, access: Access, looked: BroughtIn) -> list[tuple[BroughtIn, str]]:
    """Where in the meeting the same file came in before, with the title of the text."""
    titles = {one.id: one.title for one in unit.registry.texts(access.meeting.id)}
    found = unit.files.same(access.meeting.id, looked.digest)
    return [(one, titles.get(one.text, "")) for one in found if one.id != looked.id]


def _already(state: State | None, looked: BroughtIn) -> list[str]:
    """The labels of the file that paragraphs of the text have already. Files of before have none in their report."""
    taken = (
        {one.label for one in state.paragraphs.values() if not one.withdrawn} if state is not None else set()
    )
    return [label for label in looked.report.get("labels", []) if label in taken]


def _choices(looked: BroughtIn) -> dict[str, Any]:
    """How the file is to be read now: what was chosen before, and what the form says of it."""
    fields = request.form
    said = {
        key.removeprefix(PARTY): value for key, value in fields.items() if key.startswith(PARTY) and value
    }
    parties = {**looked.report["choices"]["parties"], **said}
    encoding = fields.get("encoding")
    return {
        "parties": dict(list(parties.items())[:MAX_PARTIES]),
        "keep": "keep" in fields,
        "encoding": encoding if encoding in ENCODINGS else None,
    }


def _rows(rows: list[Mapping[str, Any]], looked: BroughtIn, names: Mapping[str, str]) -> list[Row]:
    payloads = [row["payload"] for row in rows if row["payload"]]
    notes = {one["paragraph"]: at for at, one in enumerate((p for p in payloads if p["kind"] == FOOTNOTE), 1)}
    advice: dict[str, list[Mapping[str, Any]]] = {}
    for repair in looked.report["repairs"]:
        advice.setdefault(repair["paragraph"] or "", []).append(repair)
    drawn = []
    for row in rows:
        payload = row["payload"]
        words = pieces(_paragraph(payload), names, notes) if payload else []
        told = advice.get(payload["paragraph"], []) if payload else []
        drawn.append(Row(row["line"], row["text"], row["left_out"], payload, words, told))
    return drawn


def _paragraph(payload: Mapping[str, Any]) -> Paragraph:
    """The paragraph that a payload of `paragraph_added` makes."""
    named = ("kind", "depth", "label", "marker", "relation", "of", "wording", "marks")
    proposals = {one["id"]: proposal_from_tabled(one, 0, "") for one in payload["proposals"]}
    return Paragraph(
        id=payload["paragraph"],
        **{name: payload[name] for name in named},
        proposals=proposals,
        added=0,
        changed=0,
    )


def _is_open(repair: Mapping[str, Any], state: State) -> bool:
    """Whether there still is something to repair: a bracket is gone when its paragraph has none without a partner."""
    paragraph = state.paragraphs.get(repair["paragraph"] or "")
    if paragraph is None or paragraph.withdrawn is not None:
        return False
    if repair["code"] in ("crosses", "unclosed", "unopened"):
        return any(isinstance(op["insert"], dict) and "repair" in op["insert"] for op in paragraph.wording)
    if repair["code"] == "twice":
        return (
            sum(one.label == paragraph.label and not one.withdrawn for one in state.paragraphs.values()) > 1
        )
    return True
