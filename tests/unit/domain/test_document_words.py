"""Days, hours and titles as documents write them (docs/SPEC.md, O2, O3)."""

from datetime import UTC, date, datetime

import pytest

from server.domain import document_words_1 as words_1
from server.domain.document_words import (
    ENGLISH,
    agreed_title,
    as_of_line,
    day_and_month,
    days,
    hour,
    status_line,
    thousands,
    zone_name,
)


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        ("2021-04-07T16:00:00.000Z", "Status: 7 April, 6 p.m."),
        ("2021-04-07T16:30:59.999Z", "Status: 7 April, 6.30 p.m."),
        ("2021-04-07T10:00:00.000Z", "Status: 7 April, 12 noon"),
        ("2021-04-07T10:05:00.000Z", "Status: 7 April, 12.05 p.m."),
        ("2021-04-07T22:00:00.000Z", "Status: 12 midnight between 7 and 8 April"),
        ("2021-04-30T22:00:00.000Z", "Status: 12 midnight between 30 April and 1 May"),
        ("2021-10-31T00:30:00.000Z", "Status: 31 October, 2.30 a.m. (UTC+2)"),
        ("2021-10-31T01:30:00.000Z", "Status: 31 October, 2.30 a.m. (UTC+1)"),
        ("2021-10-31T02:30:00.000Z", "Status: 31 October, 3.30 a.m."),
        ("2021-03-28T01:30:00.000Z", "Status: 28 March, 3.30 a.m."),
        ("2021-04-07T22:30:00.000Z", "Status: 8 April, 12.30 a.m."),
        ("2021-12-07T08:00:00.000Z", "Status: 7 December, 9 a.m."),
    ],
)
def test_status_line_in_the_meetings_time_zone(instant: str, said: str) -> None:
    """O2: summer time and the change of day are the place's, not the server's."""
    assert status_line(instant, "Europe/Vienna") == said


def test_hour_at_one_in_the_morning_has_no_leading_zero() -> None:
    """O2."""
    assert hour(datetime(2021, 4, 7, 1, 5, tzinfo=UTC)) == "1.05 a.m."


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        ("2021-04-06", "2021-04-08", "6–8 April 2021"),
        ("2021-03-29", "2021-04-01", "29 March–1 April 2021"),
        ("2020-12-28", "2021-01-05", "28 December 2020–5 January 2021"),
        ("2021-04-06", "2021-04-06", "6 April 2021"),
    ],
)
def test_days_of_a_meeting(starts: str, ends: str, said: str) -> None:
    """O1."""
    assert days(starts, ends) == said


def test_as_of_line_says_the_day_of_issue_where_it_is_another() -> None:
    """O3."""
    same = as_of_line("2021-04-07T16:00:00.000Z", "2021-04-07T16:04:00.000Z", 1038, "Europe/Vienna")
    later = as_of_line("2021-04-07T16:00:00.000Z", "2021-04-08T07:04:00.000Z", 1038, "Europe/Vienna")
    none = as_of_line("2021-04-07T16:00:00.000Z", None, 7, "America/New_York")
    plain = [line.replace("\u00a0", " ") for line in (same, later, none)]
    assert plain == [
        "As of 7 April 2021, 18:00 (Vienna) · issued 18:04 · record no. 1 038",
        "As of 7 April 2021, 18:00 (Vienna) · issued 8 April 2021, 09:04 · record no. 1 038",
        "As of 7 April 2021, 12:00 (New York) · record no. 7",
    ]


def test_as_of_line_tells_apart_the_two_hours_when_the_clocks_go_back() -> None:
    """O2a."""
    first, second = "2021-10-31T00:30:00.000Z", "2021-10-31T01:30:00.000Z"
    line = as_of_line(first, second, 7, "Europe/Vienna")
    assert line.replace("\u00a0", " ") == (
        "As of 31 October 2021, 02:30 (Vienna, UTC+2) · issued 02:30 (UTC+1) · record no. 7"
    )


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Vienna", "Vienna"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("Etc/GMT+3", "UTC−3"),
        ("Etc/GMT-14", "UTC+14"),
        ("Etc/GMT", "UTC"),
        ("UTC", "UTC"),
        ("CET", "CET"),
    ],
)
def test_zone_is_called_as_people_call_it(zone: str, said: str) -> None:
    """O2a: the sign in the name of `Etc/GMT+3` is turned round."""
    assert zone_name(zone) == said


@pytest.mark.parametrize(
    ("title", "language", "said"),
    [
        ("Preliminary conclusions", "en", "Agreed paragraphs of the preliminary conclusions"),
        ("The future we want", "en", "Agreed paragraphs of the future we want"),
        ("UN convention", "en", "Agreed paragraphs of the UN convention"),
        ("Conclusions préliminaires", "fr", "Agreed paragraphs: Conclusions préliminaires"),
        ("The United Nations decade", "en", "Agreed paragraphs of the United Nations decade"),
        ("Vienna declaration", "en", "Agreed paragraphs of the Vienna declaration"),
        ("African position", "en", "Agreed paragraphs of the African position"),
        ("Draft Convention", "en", "Agreed paragraphs of the Draft Convention"),
        ("Draft resolution", "en", "Agreed paragraphs of the draft resolution"),
        ("", "en", "Agreed paragraphs of the "),
    ],
)
def test_agreed_title_takes_the_texts_title_in(title: str, language: str, said: str) -> None:
    """O1."""
    assert agreed_title(title, language) == said


def test_months_and_languages_are_those_of_english() -> None:
    """O2."""
    assert " ".join(day_and_month(date(2021, month, 1)) for month in range(1, 13)) == (
        "1 January 1 February 1 March 1 April 1 May 1 June 1 July 1 August 1 September 1 October 1 November 1 December"
    )
    assert ENGLISH.languages == {
        "ar": "Arabic",
        "zh": "Chinese",
        "en": "English",
        "fr": "French",
        "ru": "Russian",
        "es": "Spanish",
    }


def test_documents_from_before_have_the_words_that_they_had() -> None:
    """O7: a document of 0.1.0 is made again with its own words, which its digest is of."""
    same = words_1.as_of_line("2021-04-07T16:00:00.000Z", "2021-04-07T16:04:00.000Z", 1038, "Europe/Vienna")
    later = words_1.as_of_line("2021-04-07T16:00:00.000Z", "2021-04-08T07:04:00.000Z", 1038, "Europe/Vienna")
    none = words_1.as_of_line("2021-04-07T16:00:00.000Z", None, 7, "America/New_York")
    assert [line.replace("\u00a0", " ") for line in (same, later, none)] == [
        "As of 7 April 2021, 18:00 (Vienna) · issued 18:04 · record no. 1 038",
        "As of 7 April 2021, 18:00 (Vienna) · issued 8 April 2021, 09:04 · record no. 1 038",
        "As of 7 April 2021, 12:00 (New York) · record no. 7",
    ]
    titles = ("The United Nations decade", "UN convention", "Preliminary conclusions", "A", "")
    assert [words_1.agreed_title(title, "en") for title in titles] == [
        "Agreed paragraphs of the united Nations decade",
        "Agreed paragraphs of the UN convention",
        "Agreed paragraphs of the preliminary conclusions",
        "Agreed paragraphs of the a",
        "Agreed paragraphs of the ",
    ]
    assert words_1.agreed_title("Conclusions", "fr") == "Agreed paragraphs: Conclusions"
    assert words_1.status_line("2021-04-07T22:00:00.000Z", "Europe/Vienna") == "Status: 8 April, 12 midnight"


def test_thousands_are_parted_by_a_space_that_does_not_break() -> None:
    """O3."""
    assert [thousands(7), thousands(1038), thousands(1234567)] == ["7", "1\u00a0038", "1\u00a0234\u00a0567"]
