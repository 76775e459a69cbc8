"""Backups that are made while others write, and what comes of them in another database."""

import json
import stat
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select, update

from server.domain.refusal import Refused
from server.persistence.backup import back_up
from server.persistence.backup_file import MANIFEST, opened, write_table
from server.persistence.engine import make_engine
from server.persistence.migrate import downgrade, upgrade
from server.persistence.restore import Point, Restored, restore
from server.persistence.store import SqlStore
from server.persistence.tables import commands, ended_sessions, entries, metadata
from server.services.past import entries_after
from server.services.registry import Listed, Request
from server.services.status_documents import issue_status_document
from tests.integration.test_appenders import Database
from tests.support.live import AUSTRIA, CHAIR, SECRETARIAT
from tests.support.record import MEETING, TEXT
from tests.support.stores import DATABASES, make_database, take_guards_away

MADE = "2021-04-07T18:00:00.000Z"


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A text with a document issued, and something on record after it."""
    with make_database(request.param, tmp_path) as url:
        upgrade(url)
        database = Database(url)
        room = database.room
        room.give(AUSTRIA, room.insertion("All ", "prop-1"))
        room.give(AUSTRIA, room.command("reopen_paragraph", {"paragraph": "par-01", "reason": "No"}))
        issue_status_document(room.live, CHAIR, room.clock, room.ids)
        room.give(SECRETARIAT, room.paragraph("par-02"))
        try:
            yield database
        finally:
            database.store.engine.dispose()


@pytest.fixture(params=DATABASES)
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that holds nothing."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with make_database(request.param, folder) as url:
        yield url


def whole(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of a database."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return {
                table.name: [
                    tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))
                ]
                for table in metadata.sorted_tables
            }
    finally:
        engine.dispose()


def said_otherwise(file: Path, revision: str, *without: str) -> Path:
    """The same backup with tables of another revision."""
    changed = file.with_name(f"{revision}.backup")
    with ZipFile(file) as source, ZipFile(changed, "w") as target:
        manifest = json.loads(source.read(MANIFEST))
        tables = {name: kept for name, kept in manifest["tables"].items() if name not in without}
        for name in source.namelist():
            if name not in (MANIFEST, "tables/texts.jsonl", "tables/people.jsonl"):
                target.writestr(name, source.read(name))
        # The first tables had no archive, and no key of names that look alike.
        gone = {"archived", "sign_in_key"} if revision == "0001" else set()
        with opened(file) as backup:
            for table in ("texts", "people"):
                rows = [
                    {name: value for name, value in row.items() if name not in gone}
                    for row in backup.rows(table)
                ]
                tables[table] = asdict(write_table(target, table, rows))
        target.writestr(MANIFEST, json.dumps({**manifest, "revision": revision, "tables": tables}))
    return changed


def outcomes(url: str) -> dict[str, int]:
    """Through which number each command went."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            rows = connection.execute(select(commands.c.command, commands.c.outcome)).all()
    finally:
        engine.dispose()
    return {command: outcome["through"] for command, outcome in rows}


def verified(restored: Restored) -> int:
    """The number of entries of the one text, of which nothing is to be complained."""
    (text,) = restored.texts
    assert text.faults == ()
    return text.entries


def test_backup_restores_every_row_into_either_database(
    database: Database, elsewhere: str, tmp_path: Path
) -> None:
    """R20: nobody but its owner may read the file."""
    with database.store.writing() as unit:
        unit.registry.end_session("s-000001", MADE, MADE)
    file = tmp_path / "all.backup"
    back_up(database.store, file, MADE)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    restored = restore(elsewhere, file)
    assert (restored.made, verified(restored)) == (MADE, database.room.live.head.number)
    assert whole(elsewhere) == whole(database.url)
    assert whole(elsewhere)[ended_sessions.name] != []


def test_security_list_is_backed_up_and_restored(database: Database, elsewhere: str, tmp_path: Path) -> None:
    """G35: and what waits for a second person."""
    line = Listed("l-000001", MADE, "sign_in", "p-aut001", "p-aut001", None, "127.0.0.1", "")
    request = Request("r-000001", MEETING.id, "role", "p-aut001", "", "", "chair", None, "p-secr01", MADE)
    with database.store.writing() as unit:
        unit.registry.add_listed(line)
        unit.registry.add_request(request)
    file = tmp_path / "all.backup"
    back_up(database.store, file, MADE)
    restore(elsewhere, file)
    engine = make_engine(elsewhere)
    try:
        with SqlStore(engine).reading() as unit:
            assert unit.registry.listed(None, None, 10) == [line]
            assert unit.registry.requests(MEETING.id) == [request]
    finally:
        engine.dispose()


def test_backup_while_another_process_appends_is_one_moment(database: Database, tmp_path: Path) -> None:
    """R20: each backup verifies, and has an outcome for exactly the commands whose entries it has."""
    process = database.appender("anna", "threads", count=300)
    files: list[Path] = []
    while process.poll() is None:
        files.append(tmp_path / f"{len(files)}.backup")
        back_up(database.store, files[-1], MADE)
    given = database.outcomes(process)
    assert len(given) == 300
    numbers = []
    for turn, file in enumerate((files[0], files[len(files) // 2], files[-1])):
        folder = tmp_path / str(turn)
        folder.mkdir()
        with make_database("sqlite", folder) as url:
            numbers.append(verified(restore(url, file)))
            engine = make_engine(url)
            with SqlStore(engine).reading() as unit:
                recorded = {stored.entry["command"] for stored in unit.record.entries(TEXT)}
            engine.dispose()
            known = outcomes(url)
            assert recorded <= known.keys()
            assert max(known.values()) == numbers[-1]
    assert numbers == sorted(numbers)
    assert database.start < numbers[1] <= numbers[2]


@pytest.mark.parametrize("number", [1, 2, 4, 5, 6])
def test_restore_to_a_number_is_the_record_up_to_it(
    database: Database, elsewhere: str, tmp_path: Path, number: int
) -> None:
    """R21: the entries, the outcomes of refused commands too, and the documents that were issued by then."""
    file = tmp_path / "all.backup"
    back_up(database.store, file, MADE)
    assert verified(restore(elsewhere, file, Point(TEXT, number))) == number
    before, after = whole(database.url), whole(elsewhere)
    assert after["entries"] == before["entries"][:number]
    assert outcomes(elsewhere) == {c: n for c, n in outcomes(database.url).items() if n <= number}
    assert len(after["status_documents"]) == (1 if number >= 5 else 0)
    assert after["people"] == before["people"]


def test_restored_text_goes_on_and_others_get_a_snapshot(database: Database, tmp_path: Path) -> None:
    """R22 (W14): who knows more than the restored record fetches the state again, also when it has grown past them."""
    file, url = tmp_path / "all.backup", f"sqlite:///{tmp_path / 'restored.sqlite'}"
    back_up(database.store, file, MADE)
    ahead = database.room.live.head
    restore(url, file, Point(TEXT, 4))
    restored = SqlStore(make_engine(url))
    again = database.room
    again.store = restored
    again.live = again.process()
    with restored.reading() as unit:
        assert entries_after(unit.record, TEXT, ahead.number, ahead.hash) is None
    for paragraph in ("par-11", "par-12", "par-13"):
        assert "refused" not in again.give(SECRETARIAT, again.paragraph(paragraph))
    assert again.live.head.number > ahead.number
    with restored.reading() as unit:
        assert entries_after(unit.record, TEXT, ahead.number, ahead.hash) is None
    restored.engine.dispose()


def test_restore_in_the_middle_of_a_command_is_refused(
    database: Database, elsewhere: str, tmp_path: Path
) -> None:
    """R21 (W24): tabled and changed are one command, recorded together or not at all."""
    file = tmp_path / "all.backup"
    back_up(database.store, file, MADE)
    with pytest.raises(Refused, match="of one command"):
        restore(elsewhere, file, Point(TEXT, 3))
    with pytest.raises(Refused, match="no entry 99"):
        restore(elsewhere, file, Point(TEXT, 99))
    with pytest.raises(Refused, match="no entry 1 of a text t-other1"):
        restore(elsewhere, file, Point("t-other1", 1))
    assert verified(restore(elsewhere, file)) == database.room.live.head.number


def test_restore_writes_nothing_over(database: Database, tmp_path: Path) -> None:
    """R21: and a backup is no other file's end either."""
    file = tmp_path / "all.backup"
    back_up(database.store, file, MADE)
    before = whole(database.url)
    with pytest.raises(Refused, match="not empty"):
        restore(database.url, file)
    assert whole(database.url) == before
    kept = file.read_bytes()
    with pytest.raises(Refused, match="already"):
        back_up(database.store, file, MADE)
    assert file.read_bytes() == kept
    assert [each.name for each in tmp_path.glob("*.backup*")] == ["all.backup"]


def test_damaged_backup_restores_nothing(database: Database, elsewhere: str, tmp_path: Path) -> None:
    """R21: a word that was changed, an end that is missing, what is no backup at all."""
    file, changed = tmp_path / "all.backup", tmp_path / "changed.backup"
    back_up(database.store, file, MADE)
    with ZipFile(file) as source, ZipFile(changed, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"should", b"shall "))
    with pytest.raises(Refused, match="damaged: its table entries"):
        restore(elsewhere, changed)
    for data in (file.read_bytes()[:-40], file.read_bytes()[:200], b"", b"No backup"):
        changed.write_bytes(data)
        with pytest.raises(Refused, match="no whole backup"):
            restore(elsewhere, changed)
    assert verified(restore(elsewhere, file)) == database.room.live.head.number


def test_backup_of_older_tables_is_restored_and_upgraded(tmp_path: Path) -> None:
    """R21: and one of a newer program is refused."""
    url, newer = f"sqlite:///{tmp_path / 'a.sqlite'}", f"sqlite:///{tmp_path / 'b.sqlite'}"
    upgrade(url)
    database = Database(url)
    file = tmp_path / "all.backup"
    back_up(database.store, file, MADE)
    upgrade(newer)
    # The first tables had no ended sessions, quotas or security list, and did not remember who once took part.
    later = (
        *("ended_sessions", "former_participants", "imports", "import_parts"),
        *("quotas_used", "security_list", "requests"),
    )
    older = said_otherwise(file, "0001", *later)
    assert verified(restore(newer, older)) == database.start
    assert whole(newer) == {**whole(url), "quotas_used": []}
    with pytest.raises(Refused, match="newer program"):
        restore(f"sqlite:///{tmp_path / 'c.sqlite'}", said_otherwise(file, "9999"))
    database.store.engine.dispose()


def test_backup_of_tables_that_are_old_is_refused(database: Database, tmp_path: Path) -> None:
    """R20: half of what is there would be missing."""
    downgrade(database.url, "0002")
    with pytest.raises(Refused, match="flask database upgrade"):
        back_up(database.store, tmp_path / "all.backup", MADE)
    assert list(tmp_path.glob("*.backup")) == []


def test_backup_keeps_bytes_that_are_no_text(tmp_path: Path) -> None:
    """R20: what somebody spoilt is kept as it is, and found by verifying what was restored."""
    url, other = f"sqlite:///{tmp_path / 'a.sqlite'}", f"sqlite:///{tmp_path / 'b.sqlite'}"
    upgrade(url)
    database = Database(url)
    take_guards_away(database.store)
    spoilt = b'{"\xff\xfe\n'
    with database.store.writing() as unit:
        unit.connection.execute(update(entries).where(entries.c.number == 2).values(data=spoilt))
    back_up(database.store, tmp_path / "all.backup", MADE)
    (text,) = restore(other, tmp_path / "all.backup").texts
    assert [fault.number for fault in text.faults] == [2]
    assert spoilt in {row[-1] for row in whole(other)["entries"]}
    database.store.engine.dispose()
