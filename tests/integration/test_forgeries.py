"""Forgeries of a stored record are found (docs/SPEC.md, R32 to R36); tests/support/forging.py has them."""

import json
import shutil
import sqlite3
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from server.domain.canonical import sha256
from server.domain.fold import fold
from server.domain.state import FOLD_VERSION, READABLE_FOLDS, State, to_json
from server.persistence.engine import make_engine
from server.persistence.store import SqlStore
from server.services.brought_in import BroughtIn
from server.services.live_text import checkpoint_of
from server.services.meeting_archive import Made, archive
from server.services.paragraph_history import go_on
from server.services.past import fold_to
from server.services.record import IssuedDocument
from server.services.state_json import StateJson
from server.services.status_documents import issue_status_document, issued_document, issued_documents
from server.services.verification import Verified, verify_text
from tests.support.forging import CASES, NOT_ISSUED, Forger, rewritten_and_set_anew
from tests.support.live import AUSTRIA, CHAIR, SECRETARIAT, Room
from tests.support.record import MEETING, TEXT
from tests.support.small_pdf import carrying
from tests.support.stores import make_store, take_guards_away

ROOT = Path(__file__).resolve().parents[2]
VERIFIER = ROOT / "tools" / "verify_record.py"
FILE = b"4. States should do thing 4.\n5. States should do thing 5.\n"

KEY = b"the key of this server".ljust(32)


@dataclass
class Honest:
    """The database as it was written, what of it somebody kept, and where copies go."""

    path: Path
    documents: list[bytes]
    printed: str
    """Number and head that the last document prints."""
    head: str
    """Number and head of the whole record, as a rolling text prints it."""


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Honest:
    folder = tmp_path_factory.mktemp("honest")
    with make_store("sqlite", folder) as made:
        assert isinstance(made, SqlStore)
        store = SqlStore(made.engine, key=KEY)
        room = Room(store)
        for number in range(1, 4):
            room.clock.forward(60)
            room.give(SECRETARIAT, room.paragraph(f"par-0{number}", f"States should do thing {number}."))
        room.do(CHAIR, "put_before_room", {"paragraph": "par-01"})
        agree = {"paragraph": "par-01", "level": "ad_ref", "seen": room.live.head.number, "pending": ["PER"]}
        room.do(CHAIR, "record_agreement", agree)
        issue_status_document(room.live, CHAIR, room.clock, room.ids)
        room.give(AUSTRIA, room.insertion("All ", "prop-1", "par-02"))
        room.clock.forward(60)
        issue_status_document(room.live, CHAIR, room.clock, room.ids)
        for number in (2, 3):
            room.do(CHAIR, "put_before_room", {"paragraph": f"par-0{number}"})
        refused = room.give(AUSTRIA, room.before_room("par-01"))
        assert "refused" in refused
        bring_in(room)
        go_on(store, TEXT, leave=1)
        take_guards_away(store)
        with store.writing() as unit:
            unit.record.keep_checkpoint(TEXT, checkpoint_of(room.live.moment, StateJson()))
            documents = [document.content for document in unit.record.documents(TEXT)]
        made.engine.dispose()
        with sqlite3.connect(folder / "adref.sqlite") as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        last = json.loads(documents[-1])
        head = room.live.head
        return Honest(
            folder / "adref.sqlite",
            documents,
            f"{last['number']}:{last['head']}",
            f"{head.number}:{head.hash[:12]}",
        )


def bring_in(room: Room) -> None:
    """A file of two lines, as the Secretariat brings one in."""
    named = ("kind", "depth", "relation", "of", "wording")
    one, two = (
        {name: room.paragraph(paragraph, f"States should do thing {label}.").payload[name] for name in named}
        | {"paragraph": paragraph, "label": label, "marker": f"{label}.", "after": after, "proposals": []}
        for paragraph, label, after in (("par-04", "4", "par-03"), ("par-05", "5", "par-04"))
    )
    file = BroughtIn(
        "f-000001", TEXT, SECRETARIAT.person, "draft.txt", sha256(FILE), room.clock(), None, None, {}
    )
    reason = "Brought in from draft.txt"
    ended = room.do(SECRETARIAT, "import_paragraphs", {"paragraphs": [one, two], "reason": reason})
    with room.store.writing() as unit:
        unit.files.keep(file, FILE, [])
        unit.files.recorded(file.id, ended - 1, ended)


@pytest.fixture
def forger(honest: Honest, tmp_path: Path) -> Iterator[Forger]:
    shutil.copy(honest.path, tmp_path / "copy.sqlite")
    database = sqlite3.connect(tmp_path / "copy.sqlite", isolation_level=None)
    yield Forger(database)
    database.close()


def verified(folder: Path, head: str | None = None) -> Verified:
    engine = make_engine(f"sqlite:///{folder / 'copy.sqlite'}")
    try:
        with SqlStore(engine, key=KEY).reading() as unit:
            return verify_text(unit, TEXT, head)
    finally:
        engine.dispose()


def set_small(document: IssuedDocument, _form: str) -> bytes:
    """How documents look is not asked here."""
    return carrying(document.content)


def third_party(folder: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    """The verifier, alone in a folder, on the archive that is made of the copy; where none can be made, without one."""
    engine = make_engine(f"sqlite:///{folder / 'copy.sqlite'}")
    try:
        with SqlStore(engine, key=KEY).reading() as unit, zipfile.ZipFile(folder / "a.zip", "w") as zipped:
            made = Made("0", "2021-04-07T16:00:00.000Z", VERIFIER.read_bytes())
            for name, pieces in archive(unit, unit.registry.meeting(MEETING.id) or MEETING, made, set_small):
                zipped.writestr(name, b"".join(pieces))
    finally:
        engine.dispose()
    alone = folder / "alone"
    alone.mkdir(exist_ok=True)
    shutil.copy(VERIFIER, alone)
    command = [sys.executable, "-I", "-S", "verify_record.py", str(folder / "a.zip"), *more]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=alone)


def test_honest_record_holds(honest: Honest, forger: Forger, tmp_path: Path) -> None:
    """R32 to R36: with nothing forged, nobody finds anything."""
    found = verified(tmp_path, honest.head)
    assert (found.faults, found.remarks, found.documents) == ((), (), 2)
    for number, content in enumerate(honest.documents, 1):
        (tmp_path / f"{number}.json").write_bytes(content)
    kept = [str(tmp_path / f"{number}.json") for number in (1, 2)]
    for more in ([], ["--head", honest.head], ["--head", honest.printed, *kept]):
        result = third_party(tmp_path, *more)
        assert (result.returncode, result.stderr) == (0, ""), result.stderr


@pytest.mark.parametrize(("found_by", "forge"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_forgery_is_found_with_a_sentence(
    honest: Honest, forger: Forger, tmp_path: Path, found_by: str, forge: Callable[[Forger], None]
) -> None:
    """R32 to R36: by all who can find it; and by nobody who cannot, so that the table says what is true."""
    forge(forger)
    (tmp_path / "kept.json").write_bytes(honest.documents[-1])
    faults = verified(tmp_path).faults
    assert bool(faults) == ("V" in found_by), faults
    assert all(fault.sentence.endswith(".") for fault in faults)
    if "S" in found_by or found_by == "K":
        result = third_party(tmp_path)
        assert (result.returncode == 1) == ("S" in found_by), result.stdout + result.stderr
        assert "Traceback" not in result.stderr
    if found_by == "K":
        assert verified(tmp_path, honest.head).faults
        for more in (["--head", honest.head], ["--head", honest.head.partition(":")[2]]):
            assert (
                "cut off" in third_party(tmp_path, *more).stderr
                or "rewritten" in third_party(tmp_path, *more).stderr
            )


def test_rewritten_record_is_found_by_whoever_kept_a_document(
    honest: Honest, forger: Forger, tmp_path: Path
) -> None:
    """R35: by the document, or by the number and head that it prints, of which the first digits are enough."""
    rewritten_and_set_anew(forger)
    (tmp_path / "kept.json").write_bytes(honest.documents[-1])
    assert "no such document was issued" in third_party(tmp_path, str(tmp_path / "kept.json")).stderr
    number, _, digits = honest.printed.partition(":")
    for printed in (
        honest.printed,
        f"{number}:{digits[:12]}",
        f"{number}: {digits[:4]} {digits[4:8]} {digits[8:12]}",
    ):
        assert "rewritten" in third_party(tmp_path, "--head", printed).stderr
        assert any("rewritten" in fault.sentence for fault in verified(tmp_path, printed).faults)


@pytest.mark.parametrize("forge", NOT_ISSUED.values(), ids=NOT_ISSUED)
def test_document_that_its_record_did_not_issue_is_never_served(
    honest: Honest, forger: Forger, tmp_path: Path, forge: Callable[[Forger], None]
) -> None:
    """R38: not by its id, in no list, in no archive; and where only columns are forged, what was issued is served."""
    forge(forger)
    engine = make_engine(f"sqlite:///{tmp_path / 'copy.sqlite'}")
    with SqlStore(engine, key=KEY).reading() as unit:
        kept = unit.record.documents(TEXT)
        listed = issued_documents(unit.record, TEXT)
        found = [issued_document(unit.record, one.id) for one in kept]
        made = Made("0", "2021-04-07T16:00:00.000Z", b"")
        members = archive(unit, unit.registry.meeting(MEETING.id) or MEETING, made, set_small)
        archived = [b"".join(pieces) for name, pieces in members if "/documents/" in name and ".json" in name]
    engine.dispose()
    assert {one.content for one in listed} <= set(honest.documents)
    assert len(listed) < len(kept)
    assert sorted(one.sequence for one in found if one is not None) == [one.sequence for one in listed]
    assert archived == [one.content for one in listed]


def test_document_whose_columns_are_forged_is_served_as_it_was_issued(
    honest: Honest, forger: Forger, tmp_path: Path
) -> None:
    """R38: what is said of it is what its entry says."""
    columns = "digest = 'f', number = 1, issued_at = '2020'"
    forger.do(f"UPDATE status_documents SET sequence = 10 - sequence, {columns}")
    engine = make_engine(f"sqlite:///{tmp_path / 'copy.sqlite'}")
    with SqlStore(engine, key=KEY).reading() as unit:
        listed = issued_documents(unit.record, TEXT)
    engine.dispose()
    assert [one.sequence for one in listed] == [1, 2]
    assert [one.content for one in listed] == honest.documents
    assert [one.digest for one in listed] == [sha256(content) for content in honest.documents]


def folded(forger: Forger) -> State:
    state = fold(forger.entries())
    assert state is not None
    return state


def forged_checkpoint(forger: Forger, state: dict[str, Any], mac: str | None) -> None:
    packed = zlib.compress(json.dumps(state).encode())
    number, hash_ = forger.database.execute("SELECT number, hash FROM texts").fetchone()
    forger.database.execute("DELETE FROM checkpoints")
    values = (TEXT, number, hash_, FOLD_VERSION, "", packed, mac)
    columns = "text, number, hash, fold_version, state, packed, mac"
    forger.do(f"INSERT INTO checkpoints ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", *values)


@pytest.mark.parametrize("mac", [None, "f" * 64, "the one of before"])
def test_forged_checkpoint_is_found_and_never_served(forger: Forger, tmp_path: Path, mac: str | None) -> None:
    """R33 (14 of the table): at the head, with the right hash, and with the code of the honest one too."""
    state = to_json(folded(forger))
    if mac == "the one of before":
        (mac,) = forger.database.execute("SELECT mac FROM checkpoints").fetchone()
    forged = json.loads(json.dumps(state))
    forged["paragraphs"]["par-01"]["wording"] = [{"insert": "States shall pay."}]
    forged_checkpoint(forger, forged, mac)
    ((number, sentence),) = [(fault.number, fault.sentence) for fault in verified(tmp_path).faults]
    assert (number, "forged" in sentence) == (state["number"], True)
    engine = make_engine(f"sqlite:///{tmp_path / 'copy.sqlite'}")
    with SqlStore(engine, key=KEY).reading() as unit:
        assert unit.record.checkpoint(TEXT, state["number"], READABLE_FOLDS) is None
        served = fold_to(unit.record, TEXT, state["number"]).state
    engine.dispose()
    assert served is not None
    assert to_json(served) == state


def test_checkpoint_of_another_secret_is_not_used_and_no_fault(forger: Forger, tmp_path: Path) -> None:
    """R33: the secret of a server may be changed; what it kept is then made again."""
    forged_checkpoint(forger, to_json(folded(forger)), "0" * 64)
    assert verified(tmp_path).faults == ()


def test_checkpoint_that_cannot_be_unpacked_is_told(forger: Forger, tmp_path: Path) -> None:
    """R33."""
    forger.do("UPDATE checkpoints SET packed = x'00'")
    (fault,) = verified(tmp_path).faults
    assert "checkpoint" in fault.sentence
