"""Issued status documents: those of a text, and each at an address of its own that never changes."""

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask_login import current_user

from server.services import file_names
from server.services.access import access_text
from server.services.meetings import NotOpen, place_in
from server.services.record import IssuedDocument
from server.services.registry import Meeting
from server.services.status_documents import issued_document, issued_documents, public_document
from server.web.auth import visitor
from server.web.house import house
from server.web.set_files import set_files

MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json",
    "py": "text/x-python; charset=utf-8",
}

blueprint = Blueprint("documents", __name__)


@dataclass(frozen=True)
class Shown:
    """An issued document that the visitor may read, with its canonical content as data."""

    document: IssuedDocument
    meeting: Meeting
    content: dict[str, Any]


@blueprint.get("/texts/<text>/documents")
def of_text(text: str) -> str:
    """The status documents of a text, the newest first."""
    with house().store.reading() as unit:
        access = access_text(unit.registry, visitor().person.id, text)
        documents = list(reversed(issued_documents(unit.record, text)))
    return render_template("documents.html", access=access, documents=documents)


@blueprint.get("/documents/<document>")
def document(document: str) -> str:
    """An issued document as a page; of a public meeting, for everybody."""
    shown, here = _shown(document), house()
    # Characters that no font has are told to those who can mend the text; others see the boxes.
    unprinted = here.run_documents(lambda: here.files.without_glyph(shown.content)) if _sets_up(shown) else []
    return render_template("document.html", shown=shown, unprinted=unprinted)


def _sets_up(shown: Shown) -> bool:
    if not current_user.is_authenticated:
        return False
    with house().store.reading() as unit:
        found = unit.registry.participant(shown.meeting.id, visitor().person.id)
    return found is not None and found.role in ("secretariat", "chair")


@blueprint.get("/documents/<document>.<any(docx, pdf, json):form>")
def download(document: str, form: str) -> Response:
    """An issued document as a file: Word, PDF, or the canonical JSON that the digest is of."""
    shown = _shown(document)
    here = house()

    def make() -> bytes:
        # Setting a document takes up to a second of computing: off the loop that serves everybody else.
        return here.run_documents(lambda: here.files.issued(shown.document, form))

    data = shown.document.content if form == "json" else set_files().get((document, form), make)
    issued = shown.document
    with here.store.reading() as unit:
        texts = unit.registry.texts(shown.meeting.id)
    text = next(one for one in texts if one.id == issued.text)
    as_of, version = shown.content["as_of"], shown.content["version"]
    name = file_names.of_status_document(shown.meeting, text, texts, issued.sequence, as_of, version)
    return as_file(data, form, name)


@blueprint.get("/verify_record.py")
def verifier() -> Response:
    """The program with which anyone verifies a document or an archive, without this server."""
    return as_file(house().verifier, "py", "verify_record")


def as_file(data: bytes, form: str, name: str) -> Response:
    """Bytes to be saved under a name, or found unchanged by whoever has them already."""
    response = Response(data, content_type=MIME[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def _shown(document: str) -> Shown:
    with house().store.reading() as unit:
        public = public_document(unit, document)
        if public is not None:
            return _read(*public)
        if not current_user.is_authenticated:
            abort(401)
        issued = issued_document(unit.record, document)
        facts = unit.registry.text(issued.text) if issued is not None else None
        if issued is None or facts is None:
            raise NotOpen(document)
        return _read(issued, place_in(unit, visitor().person.id, facts.meeting).meeting)


def _read(issued: IssuedDocument, meeting: Meeting) -> Shown:
    content: dict[str, Any] = json.loads(issued.content)
    return Shown(issued, meeting, content)
