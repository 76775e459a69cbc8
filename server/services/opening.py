"""Opening a text: its place in the registry and the first entry of its record, in one unit of work."""

from collections.abc import Mapping
from typing import Any, Final

from server.domain.actor import Actor
from server.domain.command import Command
from server.domain.meeting import Meeting
from server.domain.refusal import Refused
from server.services.batch import Batch
from server.services.describing import description
from server.services.past import NOTHING
from server.services.record import EMPTY, StoredEntry
from server.services.registry import TextFacts
from server.services.store import NewId, Unit

LEVELS: Final = (
    {"id": "informals", "name": "agreed in informals"},
    {"id": "ad_ref", "name": "agreed ad ref"},
    {"id": "agreed", "name": "agreed"},
)
"""The levels of agreement of a text whose opening names none, the lowest first."""

RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur"})


def open_text(
    unit: Unit,
    actor: Actor,
    now: str,
    new_id: NewId,
    *,
    meeting: str,
    title: str,
    language: str = "en",
    options: Mapping[str, Any] | None = None,
    text: str | None = None,
) -> StoredEntry:
    """
    Opens a text of a meeting and gives its first entry, in which its id stands (a new one unless `text` is
    given).

    `options` may name what `text_opened` has beside title and language: `direction`, `format`, `levels`,
    `live`. Raises Refused as `decide` does, and `not_found` where there is no such meeting; Taken where the
    id is in use.
    """
    found = unit.registry.meeting(meeting)
    if found is None:
        raise Refused("not_found", f"There is no meeting “{meeting}”.")
    text = text or new_id("t")
    primary = language.partition("-")[0].casefold()
    payload = {
        "title": title,
        "language": language,
        "direction": "rtl" if primary in RIGHT_TO_LEFT else "ltr",
        "format": "plain",
        "levels": list(LEVELS),
        "live": False,
        "described": description(unit, found),
        **(options or {}),
    }
    command = Command(new_id("c"), text, "open_text", None, 0, payload, now)
    batch = Batch(text, NOTHING, Meeting({}), now, {}, {})
    outcome = batch.take(actor, command)
    if "refused" in outcome:
        raise Refused(outcome["refused"]["code"], outcome["refused"]["message"])
    # As the record has it, and not as it came.
    tidied = batch.entries[0].entry["payload"]["title"]
    facts = TextFacts(
        text, found.id, tidied, language, payload["direction"], EMPTY.number, EMPTY.hash, EMPTY.time
    )
    unit.registry.add_text(facts)
    unit.record.lock(text)
    unit.record.append(text, batch.entries, batch.new_outcomes)
    return batch.entries[0]
