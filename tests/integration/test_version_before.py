"""Records, documents, archives and backups that version 0.1.0 wrote hold for ever (tests/fixtures/0.1.0)."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.domain.canonical import sha256
from server.domain.fold import apply
from server.domain.state import State, to_json
from server.exchange import pdf, word_out
from server.persistence.engine import make_engine
from server.persistence.migrate import upgrade
from server.persistence.restore import restore
from server.persistence.store import SqlStore
from server.services.record import IssuedDocument
from server.services.verification import verify_text
from tests.support.fonts import needs_fonts
from tests.support.version_before import ARCHIVES, FOLDER, TEXTS, beyond, database, records

VERIFIER = Path(__file__).resolve().parents[2] / "tools" / "verify_record.py"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    """That version's database, brought to the tables of this one."""
    url = database(tmp_path_factory.mktemp("before"))
    upgrade(url)
    engine = make_engine(url)
    yield SqlStore(engine)
    engine.dispose()


def documents(store: SqlStore) -> list[IssuedDocument]:
    with store.reading() as unit:
        return [document for text in TEXTS for document in unit.record.documents(text)]


@pytest.mark.parametrize("text", TEXTS)
def test_record_of_the_version_before_folds_to_the_same_state(text: str) -> None:
    """R30: at every number of which its state is known."""
    record, state = records()[text], None
    for entry in record["entries"]:
        state = apply(state, entry)
        expected = record["states"].get(str(entry["number"]))
        if expected is not None:
            assert beyond(json.loads(json.dumps(to_json(state))), expected) == []
    assert isinstance(state, State)


@pytest.mark.parametrize("text", TEXTS)
def test_record_of_the_version_before_verifies(store: SqlStore, text: str) -> None:
    """R30: the chain, the fold, and what its documents say."""
    with store.reading() as unit:
        verified = verify_text(unit, text)
    assert verified.faults == ()
    assert verified.head.hash == records()[text]["entries"][-1]["hash"]
    assert verified.documents > 0


def test_backup_of_the_version_before_is_restored_and_verifies(tmp_path: Path) -> None:
    """R30."""
    restored = restore(f"sqlite:///{tmp_path / 'restored.sqlite'}", FOLDER / "meetings.backup")
    assert {verified.text: verified.faults for verified in restored.texts} == dict.fromkeys(TEXTS, ())


@pytest.mark.parametrize("name", ARCHIVES)
def test_archive_of_the_version_before_verifies(name: str) -> None:
    """R30: by the verifier of this version, with Python's own library alone."""
    command = [sys.executable, "-I", str(VERIFIER), str(FOLDER / f"{name}.zip")]
    said = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert (said.returncode, said.stderr) == (0, "")


def test_documents_of_the_version_before_keep_content_and_digest(store: SqlStore) -> None:
    """R30: those of the database are those of the archives, byte for byte."""
    archived = {}
    for name in ARCHIVES:
        with zipfile.ZipFile(FOLDER / f"{name}.zip") as archive:
            for member in archive.namelist():
                if "/documents/" in member and member.endswith(".json"):
                    archived[member] = archive.read(member)
    kept = {f"texts/{one.text}/documents/{one.sequence}.json": one for one in documents(store)}
    assert {name: one.content for name, one in kept.items()} == archived
    assert all(sha256(one.content) == one.digest for one in kept.values())


@needs_fonts
def test_documents_of_the_version_before_are_still_set(store: SqlStore) -> None:
    """R30: in Word and in PDF, from the content that was kept."""
    for document in documents(store):
        content = json.loads(document.content)
        assert word_out.set_word(content)[:2] == b"PK"
        assert pdf.set_pdf(content).data[:5] == b"%PDF-"
