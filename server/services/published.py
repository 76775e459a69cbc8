"""The status documents of public meetings, open to all."""

import json
from dataclasses import dataclass

from server.services.meetings import NotOpen
from server.services.record import IssuedDocument
from server.services.registry import Meeting
from server.services.status_documents import issued_documents
from server.services.store import Unit


@dataclass(frozen=True, slots=True)
class Published:
    """An issued document with what it says of itself: the title and status of then, and its language."""

    document: IssuedDocument
    title: str
    status: str
    language: str


def public_meetings(unit: Unit) -> list[Meeting]:
    """The public meetings, the latest first."""
    return [meeting for meeting in unit.registry.meetings() if meeting.public]


def published(unit: Unit, slug: str) -> tuple[Meeting, list[Published]]:
    """A public meeting and its documents, the newest first. Raises NotOpen for any other meeting."""
    meeting = unit.registry.meeting(slug)
    if meeting is None or not meeting.public:
        raise NotOpen(slug)
    texts = unit.registry.texts(meeting.id)
    documents = [_read(document) for text in texts for document in issued_documents(unit.record, text.id)]
    return meeting, sorted(documents, key=lambda each: each.document.issued_at, reverse=True)


def _read(document: IssuedDocument) -> Published:
    content = json.loads(document.content)
    return Published(document, content["title"], content["status"], content["language"])
