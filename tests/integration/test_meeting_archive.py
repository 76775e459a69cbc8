"""A meeting as an archive, read by a third party with Python and nothing of Adref."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import Result

from server import cli
from server.persistence.store import SqlStore
from tests.support.house import TEXT, House, make_house

ROOT = Path(__file__).resolve().parents[2]
FOLDER = f"texts/{TEXT}/"
RECORD = f"{FOLDER}record.jsonl"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = make_house(tmp_path_factory.mktemp("house"))
    cli.install(house.app)
    yield house
    assert isinstance(house.server.store, SqlStore)
    house.server.store.engine.dispose()


@pytest.fixture(scope="module")
def archive(house: House) -> dict[str, bytes]:
    """The files of the archive by name."""
    file = house.server.settings.instance / "house.zip"
    result = export(house, file)
    assert result.exit_code == 0, result.output
    assert result.stdout == f"{file}: 10 files.\n"
    with ZipFile(file) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def export(house: House, file: Path, meeting: str = "house") -> Result:
    return house.app.test_cli_runner().invoke(args=["meeting", "export", meeting, str(file)])


def written(folder: Path, files: dict[str, bytes], *, sums: bool = True) -> Path:
    """An archive of these files, with sums that fit where `sums` is true."""
    if sums:
        summed = without("SHA256SUMS")(files)
        lines = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in summed.items()]
        files = {**files, "SHA256SUMS": "".join(lines).encode()}
    path = folder / "archive.zip"
    with ZipFile(path, "w") as zipped:
        for name, data in files.items():
            zipped.writestr(name, data)
    return path


def third_party(verifier: Path, archive: Path) -> "subprocess.CompletedProcess[str]":
    # Isolated, and elsewhere: nothing of this program is in reach of it.
    command = [sys.executable, "-I", str(verifier), str(archive)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")


def test_archive_holds_the_meeting_for_a_reader_without_adref(archive: dict[str, bytes]) -> None:
    """R23: and nothing of anybody's account."""
    assert archive.keys() == {
        "README.txt", "verify_record.py", "meeting.json", "delegations.json", "people.json", RECORD,
        *(f"{FOLDER}documents/1.{form}" for form in ("json", "docx", "pdf")), "SHA256SUMS",
    }  # fmt: skip
    assert b"Meeting of the house" in archive["README.txt"]
    assert archive[f"{FOLDER}documents/1.docx"][:2] == b"PK"
    assert archive[f"{FOLDER}documents/1.pdf"][:5] == b"%PDF-"
    people = json.loads(archive["people.json"])
    assert people["p-delegate"] == {"name": "Delegate", "role": "delegate", "delegation": "AUT"}
    assert "p-stranger" not in people
    assert json.loads(archive["delegations.json"])["AUT"]["short"] == "Austria"
    (text,) = json.loads(archive["meeting.json"])["texts"]
    assert (text["id"], text["number"]) == (TEXT, len(archive[RECORD].splitlines()))
    assert not any(b"argon2" in data for data in archive.values())


def test_archive_is_verified_by_the_program_that_lies_in_it(
    archive: dict[str, bytes], tmp_path: Path
) -> None:
    """R23."""
    verifier = tmp_path / "verify_record.py"
    verifier.write_bytes(archive["verify_record.py"])
    result = third_party(verifier, written(tmp_path, archive))
    assert (result.returncode, result.stderr) == (0, "")
    assert f"{TEXT}: 2 entries and 1 documents hold" in result.stdout
    assert "9 files and 1 texts hold" in result.stdout


Change = Callable[[dict[str, bytes]], dict[str, bytes]]


def replaced(name: str, old: bytes, new: bytes) -> Change:
    return lambda files: {**files, name: files[name].replace(old, new)}


def without(name: str) -> Change:
    return lambda files: {each: data for each, data in files.items() if each != name}


CHANGES: list[tuple[str, Change, str]] = [
    ("word of an entry", replaced(RECORD, b"Conclusions", b"Delusions"), "hash is not that"),
    ("entry taken out", lambda f: {**f, RECORD: f[RECORD].splitlines()[0]}, "another record"),
    ("word of a document", replaced(f"{FOLDER}documents/1.json", b"Vienna", b"Geneva"), "no such document was issued"),
    ("document missing", without(f"{FOLDER}documents/1.json"), "others than were issued"),
    ("document too many", lambda f: {**f, f"{FOLDER}documents/2.json": f[f"{FOLDER}documents/1.json"]}, "others than"),
    ("text missing", without(RECORD), "it is missing"),
    ("text too many", lambda f: {**f, "texts/t-other/record.jsonl": b""}, "other texts than there are"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "sentence"), [each[1:] for each in CHANGES], ids=[each[0] for each in CHANGES]
)
def test_archive_that_was_changed_is_found_out(
    archive: dict[str, bytes], tmp_path: Path, change: Change, sentence: str
) -> None:
    """R23: even where the sums were made to fit; where they were not, by them."""
    verifier = ROOT / "tools" / "verify_record.py"
    result = third_party(verifier, written(tmp_path, change(archive)))
    assert result.returncode == 1
    assert sentence in result.stderr
    assert third_party(verifier, written(tmp_path, change(archive), sums=False)).returncode == 1


@pytest.mark.parametrize("name", ["people.json", f"{FOLDER}documents/1.pdf", "README.txt"])
def test_file_that_no_record_proves_is_held_by_its_sum(
    archive: dict[str, bytes], tmp_path: Path, name: str
) -> None:
    """R23."""
    changed = {**archive, name: archive[name] + b"!"}
    result = third_party(ROOT / "tools" / "verify_record.py", written(tmp_path, changed, sums=False))
    assert (result.returncode, result.stderr) == (
        1,
        f"It does not hold: {name}: it is not as it was written\n",
    )


def test_export_of_what_is_not_there_leaves_nothing(house: House, tmp_path: Path) -> None:
    """R23: nor does it write over a file."""
    file = tmp_path / "meeting.zip"
    result = export(house, file, "no-such")
    assert (result.exit_code, list(tmp_path.iterdir())) == (1, [])
    assert "There is no meeting" in result.stderr
    file.write_text("kept")
    assert "is not written over" in export(house, file).stderr
    assert file.read_text() == "kept"
