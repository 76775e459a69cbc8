"""Dates and moments as a meeting writes them, in its own time zone."""

from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from server.domain.instants import from_instant
from server.web.words import t


def day(value: str) -> str:
    """`2021-04-07` as `7 April 2021`."""
    return t("date.day", **_parts(date.fromisoformat(value)))


def days(starts: str, ends: str) -> str:
    """The days of a meeting: `6 to 8 April 2021`, `29 March to 1 April 2021`, or one day."""
    first, last = date.fromisoformat(starts), date.fromisoformat(ends)
    if first == last:
        return day(starts)
    if first.year != last.year:
        return t("date.range", first=day(starts), last=day(ends))
    key = "date.day_only" if first.month == last.month else "date.day_month"
    return t("date.range", first=t(key, **_parts(first)), last=day(ends))


def moment(instant: str, time_zone: str) -> str:
    """An instant as `7 April 2021, 18:00`, where the meeting is. An unknown zone is taken for UTC and said so."""
    try:
        zone, name = ZoneInfo(time_zone), ""
    except (ZoneInfoNotFoundError, ValueError):
        zone, name = ZoneInfo("UTC"), " UTC"
    there = from_instant(instant).astimezone(zone)
    return t("date.moment", day=t("date.day", **_parts(there.date())), time=f"{there:%H:%M}") + name


def _parts(value: date) -> dict[str, object]:
    return {"day": value.day, "month": t(f"month.{value.month}"), "year": value.year}
