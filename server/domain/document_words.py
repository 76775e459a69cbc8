"""The words that documents are set in, and how they write days, hours and numbers.

English is the first catalogue; another language is another ``Words``. A moment is always told in the time zone
of the meeting, from the tables of the pinned ``tzdata`` where the machine has none of its own.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from server.domain.instants import from_instant

# A line must not break inside a number. Between words stand plain spaces: documents are searched as people type.
_NO_BREAK = "\u00a0"

_FIXED = re.compile(r"GMT(?P<sign>[+-])(?P<hours>\d{1,2})")
_UNIVERSAL = frozenset({"GMT", "GMT0", "Greenwich", "UCT", "UTC", "Universal", "Zulu"})

# First words of titles that are no names. Any other word may be a name, and keeps its capital.
_BEGINNINGS = """
    Additional Agreed Agenda Annex Chapter Chapters Common Compilation Concluding Conclusions Consolidated Decision
    Decisions Declaration Draft Drafting Elements Final Findings First Framework Future Guidance
    Guidelines Initial Interim Joint List Main Model Modalities Operational Outcome Outcomes Outline
    Paragraphs Plan Political Possible Preamble Preliminary Principles Programme Progress Proposal Proposals Proposed
    Provisional Provisions Recommendations Report Resolution Revised Rules Second Section Sections Standards Statement
    Strategic Strategy Suggested Summary Technical Terms Text Texts Third Updated Working Zero
"""
_ORDINARY = frozenset(_BEGINNINGS.split())


@dataclass(frozen=True)
class Words:
    """One catalogue. ``{}`` stands for what is filled in; pairs are for one and for several."""

    months: tuple[str, ...]
    languages: dict[str, str]
    agreed_of: str
    agreed_title: str
    rolling_of: str
    status: str
    midnight: str
    original: str
    session_days: str
    as_of: str
    issued: str
    record_number: str
    not_here: str
    unnumbered: tuple[str, str]
    below: tuple[str, str]
    clean: tuple[str, str]
    bracketed: tuple[str, str]
    proposed: tuple[str, str]
    none_agreed: str
    heading_not_agreed: str
    footnote_not_agreed: str
    head_short: str
    digest_short: str
    head_full: str
    digest_full: str
    verify: str


ENGLISH = Words(
    months=(
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ),
    languages={
        "ar": "Arabic", "zh": "Chinese", "en": "English", "fr": "French", "ru": "Russian", "es": "Spanish",
    },
    agreed_of="Agreed paragraphs of the {}",
    agreed_title="Agreed paragraphs: {}",
    rolling_of="Rolling text with attributions",
    status="Status: {}",
    midnight="{} between {} and {}",
    original="Original: {}",
    session_days="{}, {}",
    as_of="As of {} ({})",
    issued="issued {}",
    record_number="record no. {}",
    not_here="Not in this document: {}.",
    unnumbered=("one without a number", "{} without a number"),
    below=("{} paragraph agreed at a lower level ({})", "{} paragraphs agreed at a lower level ({})"),
    clean=("{} paragraph clean and not yet agreed ({})", "{} paragraphs clean and not yet agreed ({})"),
    bracketed=("{} paragraph in brackets", "{} paragraphs in brackets"),
    proposed=("{} paragraph proposed", "{} paragraphs proposed"),
    none_agreed="No paragraph is agreed.",
    heading_not_agreed="[heading not agreed]",
    footnote_not_agreed="[footnote not agreed]",
    head_short="head {}",
    digest_short="digest {}",
    head_full="SHA-256 of the record’s head, no. {}: {}",
    digest_full="SHA-256 of this document’s content: {}",
    verify=(
        "To verify: the PDF carries that content as an attachment. Run “python3 verify_record.py FILE.pdf”, or with "
        "the record “python3 verify_record.py ARCHIVE.zip FILE.pdf”. The program is in the meeting’s archive, and at "
        "/verify_record.py of the server that issued this document."
    ),
)  # fmt: skip  # A table reads better.


def day(value: date) -> str:
    """``7 April 2021``."""
    return f"{day_and_month(value)} {value.year}"


def day_and_month(value: date) -> str:
    """``7 April``."""
    return f"{value.day} {ENGLISH.months[value.month - 1]}"


def days(starts: str, ends: str) -> str:
    """``6–8 April 2021``, ``29 March–1 April 2021``, or one day; from ISO dates."""
    first, last = date.fromisoformat(starts), date.fromisoformat(ends)
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)}–{day(last)}"
    if first.month != last.month:
        return f"{day_and_month(first)}–{day(last)}"
    return f"{first.day}–{day(last)}"


def hour(moment: datetime) -> str:
    """``6 p.m.``, ``6.30 p.m.``, ``12 noon``, ``12 midnight``: as the United Nations writes hours."""
    if moment.minute == 0 and moment.hour in (0, 12):
        return f"12 {'noon' if moment.hour else 'midnight'}"
    half = "a.m." if moment.hour < 12 else "p.m."
    minutes = f".{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes} {half}"


def local(instant: str, time_zone: str) -> datetime:
    """The instant where the meeting is. Raises ``ZoneInfoNotFoundError`` for an unknown zone."""
    return from_instant(instant).astimezone(ZoneInfo(time_zone))


def zone_name(time_zone: str) -> str:
    """``Vienna`` of ``Europe/Vienna``; ``UTC−3`` of ``Etc/GMT+3``, whose sign is that of its name turned round."""
    area, _, name = time_zone.rpartition("/")
    if area not in ("", "Etc"):
        return name.replace("_", " ")
    found = _FIXED.fullmatch(name)
    if found is None:
        return "UTC" if name in _UNIVERSAL else name
    hours = int(found["hours"])
    return f"UTC{'−' if found['sign'] == '+' else '+'}{hours}" if hours else "UTC"


def twice(moment: datetime) -> str:
    """
    ``UTC+2`` where the clocks show this time twice, since they go back; else nothing. Precondition: they do show it.
    """
    other = moment.replace(fold=1 - moment.fold).utcoffset()
    offset = moment.utcoffset()
    if offset is None or other is None or offset == other:
        return ""
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "") if minutes else "UTC"


def status_line(as_of: str, time_zone: str) -> str:
    """``Status: 7 April, 6 p.m.``; of a midnight, between which days it lies."""
    moment = local(as_of, time_zone)
    if (moment.hour, moment.minute) == (0, 0):
        before, after = moment.date() - timedelta(days=1), moment.date()
        first = str(before.day) if before.month == after.month else day_and_month(before)
        said = ENGLISH.midnight.format(hour(moment), first, day_and_month(after))
    else:
        said = f"{day_and_month(moment.date())}, {hour(moment)}"
    which = twice(moment)
    return ENGLISH.status.format(f"{said} ({which})" if which else said)


def as_of_line(as_of: str, issued_at: str | None, number: int, time_zone: str) -> str:
    """``As of 7 April 2021, 18:00 (Vienna) · issued 18:04 · record no. 1 038``; the day of issue where another."""
    shown = local(as_of, time_zone)
    where = zone_name(time_zone)
    if which := twice(shown):
        where += f", {which}"
    parts = [ENGLISH.as_of.format(f"{day(shown.date())}, {shown:%H:%M}", where)]
    if issued_at is not None:
        issued = local(issued_at, time_zone)
        when = f"{issued:%H:%M}"
        if issued.date() != shown.date():
            when = f"{day(issued.date())}, {when}"
        if which := twice(issued):
            when += f" ({which})"
        parts.append(ENGLISH.issued.format(when))
    parts.append(ENGLISH.record_number.format(thousands(number)))
    return " · ".join(parts)


def thousands(number: int) -> str:
    """``1 038``."""
    return f"{number:,}".replace(",", _NO_BREAK)


def inside(title: str) -> str:
    """
    A title as it stands inside a longer one. A leading article is taken off, for the longer title has one. The first
    letter becomes small where it begins one of the words that such titles begin with: any other may begin a name.
    """
    bare = title[4:] if title[:4].lower() == "the " else title
    first, space, rest = bare.partition(" ")
    return first.lower() + space + rest if first in _ORDINARY and not rest[:1].isupper() else bare


def agreed_title(title: str, language: str) -> str:
    """``Agreed paragraphs of the preliminary conclusions``; an article fits an English title only."""
    if language == "en":
        return ENGLISH.agreed_of.format(inside(title))
    return ENGLISH.agreed_title.format(title)


def counted(forms: tuple[str, str], number: int, labels: str = "") -> str:
    """The form for one or for several, with the number and the labels filled in."""
    return forms[number != 1].format(thousands(number), labels)
