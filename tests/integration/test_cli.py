"""The command line, on a database of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from click.testing import Result
from flask import Flask
from sqlalchemy import update

from server import cli
from server.app import create_app, server_of
from server.persistence.store import SqlStore
from server.persistence.tables import entries
from server.services.access import access_text
from server.services.clock import new_id, now
from server.services.live_text import LiveText
from server.services.status_documents import issue_status_document
from server.settings import Settings
from tests.support.stores import take_guards_away

VERIFIER = Path(__file__).resolve().parents[2] / "tools" / "verify_record.py"

SOURCE = """Conclusions

1. States [should – Peru] cooperate.

2. States shall report.
"""


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    settings = Settings(
        secret_key="of-the-tests", database_url=f"sqlite:///{tmp_path / 'adref.sqlite'}", instance=tmp_path
    )
    app = create_app(settings, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    cli.install(app)
    server_of(app).upgrade()
    yield app
    store = server_of(app).store
    assert isinstance(store, SqlStore)
    store.engine.dispose()


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=arguments)


def say(app: Flask, *arguments: str) -> str:
    """What a command prints that succeeds."""
    result = run(app, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def refusal(app: Flask, *arguments: str) -> str:
    """What a command says that fails; not a trace, and the exit code is 1."""
    result = run(app, *arguments)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    return result.stderr.strip()


@pytest.fixture
def meeting(app: Flask) -> str:
    """The slug of a meeting with Austria, Peru and the European Union, and a Secretariat."""
    say(
        app, "meeting", "add", "Expert group", "--body", "COSP", "--session", "Second", "--starts", "2021-04-06",
        "--ends", "2021-04-09", "--time-zone", "Europe/Vienna", "--secretariat", "sam", "--name", "Sam",
    )  # fmt: skip
    slug = say(app, "meeting", "list").split("\t")[1]
    for arguments in (
        ("AUT", "Austria"),
        ("PER", "Peru"),
        ("EU", "European Union", "--kind", "group", "--member", "AUT"),
    ):
        say(app, "delegation", "add", slug, *arguments)
    return slug


@pytest.fixture
def text(app: Flask, meeting: str, tmp_path: Path) -> str:
    """The id of a text that was brought in from a file."""
    file = tmp_path / "conclusions.txt"
    file.write_text(SOURCE, encoding="utf-8")
    return say(app, "text", "import", str(file), "--meeting", meeting).splitlines()[0]


def test_meeting_with_a_new_secretariat_prints_its_password_once(app: Flask, meeting: str) -> None:
    people = say(app, "people", "list")
    assert "\tsam\tactive\tSam" in people
    assert say(app, "meeting", "participants", meeting) == "sam\tsecretariat\t-\tSam\n"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [(("--time-zone", "Vienna"), "is no time zone"), (("--ends", "2021-04-05"), "ends before it starts")],
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
        ["delegation", "add", meeting, "XXX", unfit],
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


def test_verify_says_that_all_is_in_order(app: Flask, text: str) -> None:
    """R13."""
    assert "all in order" in say(app, "text", "verify", text)
    assert refusal(app, "text", "verify", "t-unknown") == "Error: There is no such text."


def test_verify_names_the_first_bad_entry(app: Flask, text: str) -> None:
    """R13: and the exit code is 1."""
    store = server_of(app).store
    assert isinstance(store, SqlStore)
    take_guards_away(store)
    with store.writing() as unit:
        unit.connection.execute(update(entries).where(entries.c.number == 2).values(data=b"{}"))
    assert (
        refusal(app, "text", "verify", text)
        == "no. 2: Its bytes do not have the hash that is stored with them."
    )


def third_party(*paths: Path) -> subprocess.CompletedProcess[str]:
    # Isolated, and elsewhere: nothing of this program is in reach of it.
    command = [sys.executable, "-I", str(VERIFIER), *(str(path) for path in paths)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")


def issue(app: Flask, text: str) -> None:
    server = server_of(app)
    with server.store.reading() as unit:
        (somebody,) = unit.registry.people()
        actor = access_text(unit.registry, somebody.id, text).actor
    issue_status_document(server.texts.get(text), actor, now, new_id)


def test_third_party_verifies_record_and_document(app: Flask, text: str, tmp_path: Path) -> None:
    """R16: from the exports alone, with Python and nothing of Adref."""
    issue(app, text)
    record, document = tmp_path / "record.jsonl", tmp_path / "document.json"
    say(app, "text", "export", text, "--format", "json", "--output", str(record))
    say(app, "text", "export", text, "--document", "1", "--format", "json", "--output", str(document))
    result = third_party(record, document)
    assert (result.returncode, result.stderr) == (0, "")
    assert " entries and 1 documents hold" in result.stdout
    assert "no status document 2" in refusal(
        app, "text", "export", text, "--document", "2", "--format", "json"
    )


def test_third_party_finds_what_was_changed(app: Flask, text: str, tmp_path: Path) -> None:
    """R16: a word of an entry, an entry taken out, a word of a document."""
    issue(app, text)
    record, document = tmp_path / "record.jsonl", tmp_path / "document.json"
    whole = say(app, "text", "export", text, "--format", "json")
    content = say(app, "text", "export", text, "--document", "1", "--format", "json")
    lines = whole.splitlines(keepends=True)
    for changed in (
        whole.replace("report", "ignore"),
        "".join(lines[:1] + lines[2:]),
        "".join(lines[1:]),
        "",
    ):
        record.write_text(changed, encoding="utf-8")
        assert third_party(record).returncode == 1
    record.write_text(whole, encoding="utf-8")
    assert third_party(record).returncode == 0
    document.write_text(content.replace('"sequence":1', '"sequence":2'), encoding="utf-8")
    result = third_party(record, document)
    assert result.returncode == 1
    assert "no such document was issued" in result.stderr


def test_backup_and_restore_say_what_they_did(app: Flask, text: str, tmp_path: Path) -> None:
    """R20, R21."""
    file = tmp_path / "all.backup"
    entries = len(say(app, "text", "export", text, "--format", "json").splitlines())
    assert say(app, "backup", str(file)) == f"{file}: 1 texts with {entries} entries.\n"
    assert "is not written over" in refusal(app, "backup", str(file))
    assert "not empty" in refusal(app, "restore", str(file))
    with empty_app(tmp_path) as other:
        assert run(other, "restore", str(file), "--text", text).exit_code == 2
        assert "no entry 99" in refusal(other, "restore", str(file), "--text", text, "--number", "99")
        said = say(other, "restore", str(file), "--text", text, "--number", "1")
        assert said.startswith(f"{text}: 1 entries, 0 status documents; the head is ")
        assert "all in order" in say(other, "text", "verify", text)


def test_restored_record_that_does_not_hold_is_named(app: Flask, text: str, tmp_path: Path) -> None:
    """R21: what was spoilt before the backup was made is restored, named, and the exit code is 1."""
    file, store = tmp_path / "all.backup", server_of(app).store
    assert isinstance(store, SqlStore)
    take_guards_away(store)
    with store.writing() as unit:
        unit.connection.execute(update(entries).where(entries.c.number == 2).values(data=b"{}"))
    say(app, "backup", str(file))
    with empty_app(tmp_path) as other:
        assert "no. 2: Its bytes do not have the hash" in refusal(other, "restore", str(file))


@contextmanager
def empty_app(folder: Path) -> Iterator[Flask]:
    """An application whose database has no tables."""
    settings = Settings(secret_key="s", database_url=f"sqlite:///{folder / 'empty.sqlite'}", instance=folder)
    app = create_app(settings, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    cli.install(app)
    yield app
    store = server_of(app).store
    assert isinstance(store, SqlStore)
    store.engine.dispose()


def test_database_without_tables_is_a_sentence(tmp_path: Path) -> None:
    with empty_app(tmp_path) as app:
        assert "flask database upgrade" in refusal(app, "text", "list")
        say(app, "database", "upgrade")
        assert say(app, "text", "list") == ""
