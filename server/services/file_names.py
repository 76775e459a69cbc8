"""Names of files of documents: the meeting, the text, the kind, and the date and time where the meeting is."""

import re
import unicodedata
from collections.abc import Sequence

from server.domain.document_words import local, twice
from server.services.registry import Meeting, TextFacts

_LONGEST = 40


def of_status_document(
    meeting: Meeting, text: TextFacts, others: Sequence[TextFacts], sequence: int, as_of: str, version: int
) -> str:
    """``expert-group-conclusions-agreed-paragraphs-3-2021-04-07-1800``; `others`: all texts of the meeting."""
    if version == 1:
        # As it was called when it was issued: whoever has it finds it again.
        return f"{meeting.slug}-agreed-paragraphs-{sequence}-{as_of[:10]}"
    return f"{meeting.slug}-{_text(text, others)}-agreed-paragraphs-{sequence}-{_moment(as_of, meeting)}"


def of_rolling_text(
    meeting: Meeting, text: TextFacts, others: Sequence[TextFacts], number: int, as_of: str
) -> str:
    """``rolling-text-expert-group-conclusions-1038-2021-04-07-1800``; `number`: of the record."""
    return f"rolling-text-{meeting.slug}-{_text(text, others)}-{number}-{_moment(as_of, meeting)}"


def _moment(instant: str, meeting: Meeting) -> str:
    """Where the clocks go back, the time that they show twice has its offset: `2021-10-31-0230-utc-plus-2`."""
    moment = local(instant, meeting.time_zone)
    offset = twice(moment).lower().replace("+", "-plus-").replace("−", "-minus-").replace(":", "")
    return f"{moment:%Y-%m-%d-%H%M}" + (f"-{offset}" if offset else "")


def _text(text: TextFacts, others: Sequence[TextFacts]) -> str:
    """The title as far as a name of a file has letters for it, or the language; where others are alike, the id too."""
    name = _plain(text)
    alike = any(name in (_plain(other), _with_id(other)) for other in others if other.id != text.id)
    return _with_id(text) if alike else name


def _with_id(text: TextFacts) -> str:
    return f"{_plain(text)}-{text.id.removeprefix('t-')}"


def _plain(text: TextFacts) -> str:
    plain = unicodedata.normalize("NFKD", text.title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    whole = words if len(words) <= _LONGEST else words[: _LONGEST + 1].rpartition("-")[0] or words[:_LONGEST]
    # A title in another script may leave a number, which says nothing.
    return (
        whole if re.search("[a-z]", whole) else re.sub(r"[^a-z0-9]+", "-", text.language.lower()).strip("-")
    )
