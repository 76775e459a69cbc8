"""Issuing a status document, and finding those that were issued."""

from collections.abc import Sequence

from server.domain.actor import Actor
from server.domain.canonical import sha256
from server.domain.command import Command
from server.domain.refusal import Refused
from server.domain.snapshot import Content, rolling_text
from server.domain.verifying import ISSUED
from server.services.document_press import ISSUE, meeting_facts
from server.services.live_text import Appended, LiveText
from server.services.past import moment_at
from server.services.record import IssuedDocument, Record, StoredEntry, issued_by
from server.services.registry import Meeting
from server.services.store import Clock, NewId, Unit


def issue_status_document(
    live: LiveText,
    actor: Actor,
    clock: Clock,
    new_id: NewId,
    *,
    as_of: str | None = None,
    level: str | None = None,
) -> tuple[str, Appended]:
    """
    Issues a status document of the text as of an instant (none: now) and gives its id, and what is to be
    published.

    Raises Refused as `decide` does, and `future`, `before_opening`, `malformed`, `unknown_level`.
    """
    payload = {"as_of": as_of, "level": level}
    command = Command(new_id("c"), live.text, ISSUE, None, live.head.number, payload, clock())
    appended = live.append([(actor, command)])
    outcome = appended.outcomes[0]
    if "refused" in outcome:
        raise Refused(outcome["refused"]["code"], outcome["refused"]["message"])
    mine = (stored.entry for stored in appended.entries if stored.entry["command"] == command.id)
    made = next(entry for entry in mine if entry["kind"] == ISSUED)
    return made["payload"]["document"], appended


def rolling_content(unit: Unit, text: str, now: str, *, number: int | None = None) -> Content:
    """The content of the rolling text at a number (none: at the head). Raises Refused as `moment_at` does."""
    moment = moment_at(unit, text, now, number=number)
    if moment.state is None:
        raise Refused("not_found", "There is no such text.")
    # As of now where it shows the head: the text has not changed since its last entry.
    as_of = now if number is None else moment.head.time
    facts = meeting_facts(unit, text)
    return rolling_text(moment.state, facts, as_of=as_of, head_hash=moment.head.hash)


def issued_documents(record: Record, text: str) -> list[IssuedDocument]:
    """The documents that the record of a text issued, in order."""
    return _issued(record, text, record.documents(text))


def issued_document(record: Record, document: str) -> IssuedDocument | None:
    """A document that the record of its text issued."""
    kept = record.document(document)
    found = [] if kept is None else _issued(record, kept.text, [kept])
    return found[0] if found else None


def _issued(record: Record, text: str, kept: Sequence[IssuedDocument]) -> list[IssuedDocument]:
    """
    Those of the kept documents whose entry is in the record and has their digest, with what that entry says of them. So
    a row that somebody puts beside the record is given to nobody; whether the entry itself holds is for verifying.
    """
    head = record.head(text)
    numbers = [one.issued for one in kept if head is not None and one.issued <= head.number]
    entries = {stored.number: stored for stored in record.entries_at(text, numbers)}
    found = (_as_issued(entries.get(one.issued), one) for one in kept)
    return sorted((one for one in found if one is not None), key=lambda one: one.sequence)


def _as_issued(stored: StoredEntry | None, kept: IssuedDocument) -> IssuedDocument | None:
    if stored is None:
        return None
    try:
        issued = issued_by(stored.entry, kept.content)
        right = stored.entry["kind"] == ISSUED and sha256(stored.data) == stored.hash
    except (ValueError, KeyError, TypeError):
        # The entry is damaged.
        return None
    of_this = (issued.id, issued.text, issued.issued) == (kept.id, kept.text, kept.issued)
    return issued if right and of_this and sha256(kept.content) == issued.digest else None


def public_document(unit: Unit, document: str) -> tuple[IssuedDocument, Meeting] | None:
    """An issued document of a public meeting, which everybody may read; None for any other."""
    issued = issued_document(unit.record, document)
    facts = None if issued is None else unit.registry.text(issued.text)
    meeting = None if facts is None else unit.registry.meeting(facts.meeting)
    if issued is None or meeting is None or not meeting.public:
        return None
    return issued, meeting
