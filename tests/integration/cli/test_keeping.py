"""Verifying, backing up and restoring, from the command line."""

import subprocess
import sys
from pathlib import Path

from flask import Flask
from sqlalchemy import update

from server.app import server_of
from server.persistence.store import SqlStore
from server.persistence.tables import entries
from server.services.access import access_text
from server.services.clock import new_id, now
from server.services.status_documents import issue_status_document
from tests.support.command_line import empty_app, refusal, run, say
from tests.support.stores import take_guards_away

VERIFIER = Path(__file__).resolve().parents[3] / "tools" / "verify_record.py"


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


def test_database_without_tables_is_a_sentence(tmp_path: Path) -> None:
    with empty_app(tmp_path) as app:
        assert "flask database upgrade" in refusal(app, "text", "list")
        say(app, "database", "upgrade")
        assert say(app, "text", "list") == ""
