import pytest

from server.web.dates import days, moment


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        ("2021-04-07", "2021-04-07", "7 April 2021"),
        ("2021-04-06", "2021-04-08", "6 to 8 April 2021"),
        ("2021-03-29", "2021-04-01", "29 March to 1 April 2021"),
        ("2021-12-30", "2022-01-02", "30 December 2021 to 2 January 2022"),
    ],
)
def test_days_of_a_meeting_are_said_once_each(starts: str, ends: str, said: str) -> None:
    assert days(starts, ends) == said


def test_moment_is_that_of_the_meeting_and_of_its_summer_time() -> None:
    assert moment("2021-04-07T16:00:00.000Z", "Europe/Vienna") == "7 April 2021, 18:00"
    assert moment("2021-01-07T23:30:00.000Z", "Europe/Vienna") == "8 January 2021, 00:30"


def test_moment_in_an_unknown_zone_says_that_it_is_utc() -> None:
    assert moment("2021-04-07T16:00:00.000Z", "Mars/Olympus") == "7 April 2021, 16:00 UTC"
