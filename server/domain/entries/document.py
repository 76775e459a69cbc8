"""Status documents that were issued."""

from dataclasses import replace
from typing import Final, TypedDict

from server.domain.entries.declaring import Declared, Entry
from server.domain.state import State


class DocumentIssued(TypedDict):
    """`number` is the one that the document shows, `digest` SHA-256 of its content in hex."""

    document: str
    sequence: int
    number: int
    as_of: str
    level: str
    digest: str


def _document_issued(state: State, entry: Entry, payload: DocumentIssued) -> State:
    issued = {
        "document": payload["document"],
        "sequence": payload["sequence"],
        "number": payload["number"],
        "as_of": payload["as_of"],
        "level": payload["level"],
        "digest": payload["digest"],
        "issued": entry["number"],
        "issued_at": entry["time"],
    }
    return replace(state, documents=(*state.documents, issued))


ENTRIES: Final = (Declared("status_document_issued", DocumentIssued, _document_issued),)
