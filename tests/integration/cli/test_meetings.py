"""Meetings, delegations and people, from the command line."""

from pathlib import Path

import pytest
from flask import Flask

from tests.support.command_line import refusal, run, say


def test_meeting_with_a_new_secretariat_prints_its_password_once(app: Flask, meeting: str) -> None:
    people = say(app, "people", "list")
    assert "\tsam\tactive\tSam" in people
    assert say(app, "meeting", "participants", meeting) == "sam\tsecretariat\t-\tSam\n"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        *((("--time-zone", name), "is no time zone") for name in ("Vienna", "localtime", "Factory", "EST")),
        (("--ends", "2021-04-05"), "ends before it starts"),
    ],
)
def test_meeting_that_cannot_be_is_a_usage_error(app: Flask, change: tuple[str, str], sentence: str) -> None:
    given = {"--body": "B", "--starts": "2021-04-06", "--ends": "2021-04-09", "--secretariat": "sam"}
    given[change[0]] = change[1]
    result = run(app, "meeting", "add", "T", *(part for pair in given.items() for part in pair))
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_delegations_are_listed_in_order_with_members(app: Flask, meeting: str) -> None:
    assert say(app, "delegation", "list", meeting).splitlines() == [
        "AUT\tstate\tAustria",
        "PER\tstate\tPeru",
        "EU\tgroup\tEuropean Union\tAUT",
    ]


def test_delegations_are_read_from_a_list(app: Flask, meeting: str, tmp_path: Path) -> None:
    file = tmp_path / "delegations.txt"
    file.write_text("NOR;Norway;Kingdom of Norway\nNOPE\n", encoding="utf-8")
    assert "line 2 (shape): NOPE" in refusal(app, "delegation", "import", meeting, str(file))
    file.write_text("NOR;Norway;Kingdom of Norway\nWWF;WWF;WWF;observer\n", encoding="utf-8")
    assert say(app, "delegation", "import", meeting, str(file)) == "2 delegations.\n"
    assert "WWF\tobserver\tWWF" in say(app, "delegation", "list", meeting)
    say(app, "people", "add", "Olga Observer", "olga")
    join = ("meeting", "join", meeting, "olga", "--delegation", "WWF", "--role")
    assert "WWF is an observer" in refusal(app, *join, "delegate")
    say(app, *join, "observer")


def test_people_are_made_closed_and_reopened(app: Flask) -> None:
    person, sign_in, password = say(app, "people", "add", "Anna Austria", "Anna").strip().split("\t")
    assert (sign_in, len(password)) == ("anna", 19)
    assert refusal(app, "people", "add", "Another", "anna") == "Error: Somebody signs in as anna already."
    say(app, "people", "close", "anna")
    assert f"{person}\tanna\tclosed\tAnna Austria\n" in say(app, "people", "list")
    say(app, "people", "reopen", "anna")
    assert f"{person}\tanna\tactive\tAnna Austria\n" in say(app, "people", "list")
    assert say(app, "people", "password", "anna").strip() != password
    assert refusal(app, "people", "close", "nobody") == "Error: Nobody signs in as “nobody”."


def test_what_the_command_line_changes_is_on_the_security_list(app: Flask, meeting: str) -> None:
    """G35, G36: with whom it concerns and what they are; nobody is named who acted there."""
    say(app, "people", "add", "Anna Austria", "anna")
    say(app, "meeting", "join", meeting, "anna", "--role", "delegate", "--delegation", "AUT")
    say(app, "meeting", "join", meeting, "anna", "--role", "chair")
    say(app, "people", "password", "anna")
    say(app, "people", "close", "anna")
    say(app, "people", "reopen", "anna")
    say(app, "meeting", "leave", meeting, "anna")
    lines = [line.split("\t") for line in say(app, "people", "security").splitlines()]
    assert {(who, address) for _, who, _, _, address, _, _ in lines} == {("-", "command line")}
    found = {(what, whom, detail) for _, _, what, whom, _, _, detail in lines}
    assert found == {
        ("account_opened", "sam", ""),
        ("meeting_set_up", "sam", "closed"),
        ("account_opened", "anna", ""),
        ("join", "anna", "delegate AUT"),
        ("role", "anna", "delegate AUT → chair"),
        ("password", "anna", ""),
        ("deactivate", "anna", ""),
        ("activate", "anna", ""),
        ("leave", "anna", "chair"),
    }
    assert len(say(app, "people", "security", "--meeting", meeting, "--most", "3").splitlines()) == 3


@pytest.mark.parametrize("unfit", ["One\x07", "\u202eOne", "One\ufffe", "  \u200b ", "a" + "\u0301" * 9])
def test_name_with_unfit_characters_is_refused_with_a_sentence(app: Flask, meeting: str, unfit: str) -> None:
    """U2, U3: wherever it is given."""
    facts = ["--starts", "2021-04-06", "--ends", "2021-04-09", "--secretariat", "sam"]
    for arguments in (
        ["meeting", "add", unfit, "--body", "B", *facts],
        ["meeting", "add", "One", "--body", unfit, *facts],
        ["delegation", "add", meeting, "NRU", unfit],
        ["people", "add", unfit, "somebody"],
        ["people", "add", "Somebody", unfit],
    ):
        assert refusal(app, *arguments).startswith("Error: ")


def test_meeting_says_whether_it_is_public(app: Flask) -> None:
    """G38."""
    facts = ["--body", "B", "--starts", "2021-04-06", "--ends", "2021-04-09", "--secretariat", "sam"]
    assert "It is closed" in say(app, "meeting", "add", "One", *facts)
    assert "It is closed" in say(app, "meeting", "add", "Two", *facts, "--closed")
    assert "It is public" in say(app, "meeting", "add", "Three", *facts, "--public")


def test_somebody_joins_and_leaves(app: Flask, meeting: str) -> None:
    say(app, "people", "add", "Anna Austria", "anna")
    assert "which delegation" in refusal(app, "meeting", "join", meeting, "anna", "--role", "delegate")
    join = ("meeting", "join", meeting, "anna", "--role")
    assert "no delegation “NOR”" in refusal(app, *join, "delegate", "--delegation", "NOR")
    assert "no delegation." in refusal(app, *join, "chair", "--delegation", "AUT")
    say(app, *join, "delegate", "--delegation", "AUT")
    assert "anna\tdelegate\tAUT\tAnna Austria" in say(app, "meeting", "participants", meeting)
    say(app, "meeting", "leave", meeting, "anna")
    assert "anna" not in say(app, "meeting", "participants", meeting)
    assert "there are: " in refusal(app, "meeting", "participants", "no-such")
