"""Texts brought in, shown and taken out, from the command line."""

import json
from pathlib import Path

import pytest
from flask import Flask

from server import cli_text
from server.app import server_of
from server.services.clock import now
from server.services.live_text import LiveText
from tests.support.command_line import SOURCE, refusal, run, say


def test_import_makes_a_text_whose_export_is_the_source(app: Flask, text: str) -> None:
    """R15."""
    assert f"{text}\t" in say(app, "text", "list")
    exported = say(app, "text", "export", text, "--format", "txt")
    assert exported.split() == SOURCE.split()


@pytest.mark.parametrize(("name", "form"), [("a.md", "markdown"), ("a.TXT", "plain")])
def test_import_opens_the_text_in_the_format_of_the_file(
    app: Flask, meeting: str, tmp_path: Path, name: str, form: str
) -> None:
    """R15: and the export has its signs again."""
    file = tmp_path / name
    file.write_text("# Scope\n\n1. States *should* act.\n", encoding="utf-8")
    made = say(app, "text", "import", str(file), "--meeting", meeting).splitlines()[0]
    assert json.loads(say(app, "text", "show", made, "--json"))["state"]["format"] == form
    assert say(app, "text", "export", made, "--format", "txt").split() == file.read_text().split()


@pytest.mark.parametrize("command", [("show",), ("export", "--format", "txt")])
def test_what_the_written_text_says_otherwise_is_told_beside_it(
    app: Flask, text: str, command: tuple[str, ...]
) -> None:
    """R19: the output is the text and nothing else."""
    result = run(app, "text", *command, text)
    assert result.stderr == "Written in one form, [words – A; B: delete]: the attributions of 1.\n"
    assert "Written in one form" not in result.stdout


def test_export_of_a_number_or_a_moment_is_the_past(app: Flask, text: str, tmp_path: Path) -> None:
    """R19."""
    whole = say(app, "text", "export", text, "--format", "txt")
    assert say(app, "text", "export", text, "--format", "txt", "--number", "1") == ""
    assert say(app, "text", "export", text, "--format", "txt", "--at", now()) == whole
    (first,) = say(app, "text", "export", text, "--format", "json", "--number", "1").splitlines()
    assert json.loads(first)["number"] == 1
    file = tmp_path / "then.docx"
    say(app, "text", "export", text, "--format", "docx", "--number", "1", "--output", str(file))
    assert file.read_bytes()[:2] == b"PK"
    export = ("text", "export", text, "--format", "docx")
    assert "still to come" in refusal(app, *export, "--at", "2121-04-07T18:00+02:00")
    assert "has the numbers 1 to" in refusal(app, *export, "--number", "99")
    assert run(app, *export, "--number", "1", "--at", now()).exit_code == 2
    assert run(app, *export, "--number", "1", "--document", "1").exit_code == 2


def test_import_in_nobodys_name_is_refused(app: Flask, meeting: str, tmp_path: Path) -> None:
    """R15: every act has a person."""
    file = tmp_path / "conclusions.txt"
    file.write_text(SOURCE, encoding="utf-8")
    say(app, "people", "add", "Anna Austria", "anna")
    command = ("text", "import", str(file), "--meeting", meeting)
    assert "“anna” is not in the Secretariat" in refusal(app, *command, "--by", "anna")
    say(app, "people", "close", "sam")
    assert "not active" in refusal(app, *command)
    assert say(app, "text", "list") == ""


def test_import_is_decided_on_the_rights_of_then(
    app: Flask, meeting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R15 (W29): of who loses their part while the file is read nothing is brought in."""
    file = tmp_path / "conclusions.txt"
    file.write_text(SOURCE, encoding="utf-8")
    texts, store = server_of(app).texts, server_of(app).store
    get = texts.get
    asked = iter(("to read where the file goes",))

    def closed_meanwhile(text: str) -> LiveText:
        if next(asked, None):
            return get(text)
        with store.writing() as unit:
            sam = unit.registry.person_named("sam")
            assert sam is not None
            unit.registry.set_active(sam.id, active=False)
        return get(text)

    monkeypatch.setattr(texts, "get", closed_meanwhile)
    said = refusal(app, "text", "import", str(file), "--meeting", meeting)
    assert "There is no such text" in said
    (made, *_) = say(app, "text", "list").split("\t")
    assert len(say(app, "text", "export", made, "--format", "json").splitlines()) == 1


def test_show_is_the_text_at_a_number_and_at_a_moment(app: Flask, text: str) -> None:
    """R8, R15."""
    whole = say(app, "text", "show", text)
    assert "States [should – Peru] cooperate." in whole
    assert "States" not in say(app, "text", "show", text, "--number", "1")
    assert say(app, "text", "show", text, "--at", now()) == whole
    assert "not open yet" in refusal(app, "text", "show", text, "--at", "2021-04-07T18:00+02:00")
    assert "still to come" in refusal(app, "text", "show", text, "--at", "2121-04-07T18:00+02:00")
    assert "has the numbers 1 to" in refusal(app, "text", "show", text, "--number", "99")
    assert refusal(app, "text", "show", "t-unknown") == "Error: There is no such text."


@pytest.mark.parametrize("when", ["six o'clock", "2021-04-07T18:00"])
def test_show_at_what_is_no_moment_is_a_usage_error(app: Flask, text: str, when: str) -> None:
    assert run(app, "text", "show", text, "--at", when).exit_code == 2
    assert run(app, "text", "show", text, "--at", now(), "--number", "1").exit_code == 2


def test_show_as_json_is_the_state(app: Flask, text: str) -> None:
    """R15."""
    shown = json.loads(say(app, "text", "show", text, "--number", "1", "--json"))
    assert shown["state"]["number"] == 1
    assert shown["state"]["order"] == []
    assert len(shown["hash"]) == 64


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_file_of_bytes_is_not_written_to_a_terminal(
    app: Flask, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """R19: it is named, or goes into a pipe."""
    monkeypatch.setattr(cli_text, "_on_a_terminal", lambda: True)
    result = run(app, "text", "export", text, "--format", form)
    assert result.exit_code == 2
    assert "name it with --output" in result.stderr
    assert result.stdout == ""
    file = tmp_path / f"text.{form}"
    say(app, "text", "export", text, "--format", form, "--output", str(file))
    assert file.stat().st_size > 0
    assert say(app, "text", "export", text, "--format", "txt")
