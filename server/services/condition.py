"""Whether the record can be read and ends where it says it does: a quick look, and no verification."""

from server.services.store import Store

OK = "ok"


def record_condition(store: Store) -> str:
    """`ok`, or a sentence that names the first text whose last entry is not the one that the registry knows."""
    with store.reading() as unit:
        for text in unit.registry.texts():
            last = unit.record.entries(text.id, max(text.number - 1, 0), text.number)
            if text.number and (not last or last[-1].hash != text.hash):
                return f"The record of text {text.id} does not end with entry {text.number}: verify it."
    return OK
