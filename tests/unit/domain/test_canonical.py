"""JSON in one form, and instants in one form."""

import json
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.canonical import canonical, sha256
from server.domain.instants import from_instant, parse_instant, to_instant

LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAMES = st.text(st.characters(max_codepoint=126), max_size=10)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | LETTERS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)


def test_canonical_is_sorted_without_space_in_utf8() -> None:
    """R1 (W26)."""
    value = {"b": [1, None, True], "a": "Côte d’Ivoire \u2028 𝔸", "B": {}}
    assert canonical(value) == '{"B":{},"a":"Côte d’Ivoire \u2028 𝔸","b":[1,null,true]}'.encode()


@given(VALUES)
def test_canonical_is_read_back_and_written_again_as_the_same_bytes(value: Any) -> None:
    """R1 (W26): the stored bytes are the entry."""
    data = canonical(value)
    assert json.loads(data) == value
    assert canonical(json.loads(data)) == data


class Fruit(StrEnum):
    APPLE = "apple"


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), {"ä": 1}, {1: 1}, {None: 1}, "\ud800", ["a", {"b": 0.5}], {1, 2}, b"", Fruit.APPLE],
)
def test_canonical_refuses_what_has_two_forms(value: Any) -> None:
    """R1 (W26): no floats, no names but ASCII, no lone surrogates."""
    with pytest.raises(ValueError, match=r"."):
        canonical(value)


def test_sha256_is_that_of_the_bytes() -> None:
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_instant_is_utc_with_milliseconds_cut() -> None:
    vienna = timezone(timedelta(hours=2))
    moment = datetime(2021, 4, 7, 18, 0, 0, 999_999, tzinfo=vienna)
    assert to_instant(moment) == "2021-04-07T16:00:00.999Z"
    assert from_instant("2021-04-07T16:00:00.999Z") == datetime(2021, 4, 7, 16, 0, 0, 999_000, tzinfo=UTC)


@given(st.datetimes(min_value=datetime(1000, 1, 1)), st.datetimes(min_value=datetime(1000, 1, 1)))  # noqa: DTZ001  # Hypothesis wants naive bounds.
def test_instants_compare_as_strings(first: datetime, second: datetime) -> None:
    """R7: comparing instants needs no reading of them."""
    earlier, later = sorted((first.replace(tzinfo=UTC), second.replace(tzinfo=UTC)))
    assert to_instant(earlier) <= to_instant(later)


def test_moment_with_a_time_zone_is_an_instant() -> None:
    assert parse_instant(" 2021-04-07T18:00+02:00 ") == "2021-04-07T16:00:00.000Z"
    assert parse_instant("2021-04-07T16:00:00.123Z") == "2021-04-07T16:00:00.123Z"


@pytest.mark.parametrize("written", ["2021-04-07T18:00", "six o'clock", "", "2021-04-07"])
def test_moment_without_a_time_zone_is_none(written: str) -> None:
    with pytest.raises(ValueError, match=r"2021-04-07T18:00\+02:00"):
        parse_instant(written)


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_moment_outside_the_years_that_are_counted_is_none(written: str) -> None:
    """R8: in its own time zone it is a moment, and in UTC there is none."""
    with pytest.raises(ValueError, match=r"is no moment"):
        parse_instant(written)


@pytest.mark.parametrize(
    "written",
    [
        "2021-04-07T16:00:00Z",
        "2021-04-07T16:00:00.000+00:00",
        "2021-13-07T16:00:00.000Z",
        "٢٠٢١-04-07T16:00:00.000Z",
    ],
)
def test_other_forms_are_no_instants(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_instant(written)


def test_naive_moment_is_no_instant() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_instant(datetime(2021, 4, 7))  # noqa: DTZ001  # That is what is tested.
