"""Issuing a status document."""

from typing import Any, Final

from server.domain.acts.declaring import OF_THE_OFFICE, Act, Case
from server.domain.command import Event
from server.domain.instants import from_instant
from server.domain.lines import line_of
from server.domain.payloads import Ident, Payload, Positive, between
from server.domain.refusal import Refused


class IssueStatusDocument(Payload, frozen=True):
    """
    What the service has made of what was asked for (`as_of`, `level`): the document, with the number that it shows and
    the digest of its content. `described`: what it prints of the meeting.
    """

    document: Ident
    sequence: Positive
    number: Positive
    as_of: str
    level: str
    digest: str
    described: dict[str, Any] | None = None


def _issue(case: Case[IssueStatusDocument]) -> list[Event]:
    """Put on record that a snapshot was issued; the service has made the document and computed its digest."""
    state, asked = case.state, case.payload
    if asked.sequence <= max((document["sequence"] for document in state.documents), default=0):
        raise Refused(
            "changed_since", "Another status document was issued at the same moment; issue this one again."
        )
    level = line_of(asked.level, "level", 40, 1)
    if level not in [one["id"] for one in state.levels]:
        raise Refused("unknown_level", "That is no level of agreement of this text.")
    payload = {
        "document": asked.document,
        "sequence": asked.sequence,
        "number": between(asked.number, "number", 1, state.number),
        "as_of": _instant(asked.as_of),
        "level": level,
        "digest": line_of(asked.digest, "digest", 64, 64),
    }
    issued = Event("status_document_issued", None, payload)
    if asked.described is None or asked.described == state.described:
        return [issued]
    # The facts that the document prints go on record with it, at the latest.
    return [Event("meeting_described", None, asked.described), issued]


def _instant(value: str) -> str:
    as_of = line_of(value, "as_of", 24, 24)
    try:
        from_instant(as_of)
    except ValueError as fault:
        raise Refused("malformed", f"“as_of” must be an instant. {fault}") from fault
    return as_of


ACTS: Final = (Act("issue_status_document", OF_THE_OFFICE, IssueStatusDocument, _issue),)
