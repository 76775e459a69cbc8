"""
How documents of version 1 wrote titles, days and hours. Such documents are verified by these rules; no new document is
written by them. All other words are those of ``document_words``.
"""

from server.domain.document_words import ENGLISH, day, day_and_month, hour, local, thousands


def status_line(as_of: str, time_zone: str) -> str:
    """``Status: 7 April, 6 p.m.``"""
    moment = local(as_of, time_zone)
    return ENGLISH.status.format(f"{day_and_month(moment.date())}, {hour(moment)}")


def as_of_line(as_of: str, issued_at: str | None, number: int, time_zone: str) -> str:
    """``As of 7 April 2021, 18:00 (Vienna) · issued 18:04 · record no. 1 038``"""
    shown = local(as_of, time_zone)
    city = time_zone.rpartition("/")[2].replace("_", " ")
    parts = [ENGLISH.as_of.format(f"{day(shown.date())}, {shown:%H:%M}", city)]
    if issued_at is not None:
        issued = local(issued_at, time_zone)
        when = f"{issued:%H:%M}"
        if issued.date() != shown.date():
            when = f"{day(issued.date())}, {when}"
        parts.append(ENGLISH.issued.format(when))
    parts.append(ENGLISH.record_number.format(thousands(number)))
    return " · ".join(parts)


def agreed_title(title: str, language: str) -> str:
    """``Agreed paragraphs of the preliminary conclusions``: the first letter small whatever it begins."""
    if language == "en":
        return ENGLISH.agreed_of.format(_inside(title))
    return ENGLISH.agreed_title.format(title)


def _inside(title: str) -> str:
    bare = title[4:] if title[:4].lower() == "the " else title
    return bare if bare[:1].isupper() and bare[1:2].isupper() else bare[:1].lower() + bare[1:]
