"""Archives, records and PDFs that somebody changed, against the verifier of a third party (docs/SPEC.md, R36a)."""

import hashlib
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from server import cli
from server.exchange.pdf_file import Part, PdfFile, read
from server.persistence.store import SqlStore
from tests.support.fonts import needs_fonts
from tests.support.house import TEXT, make_house
from tests.support.small_pdf import carrying
from tools.third_party.main import main

pytestmark = needs_fonts

Files = dict[str, bytes]
Change = Callable[[Files], Files]

RECORD = f"texts/{TEXT}/record.jsonl"
DOCUMENT = f"texts/{TEXT}/documents/1.json"
PDF = f"texts/{TEXT}/documents/1.pdf"
BOM = b"\xef\xbb\xbf"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The files of an archive, as they were written."""
    house = make_house(tmp_path_factory.mktemp("house"))
    cli.install(house.app)
    path = house.server.settings.instance / "house.zip"
    done = house.app.test_cli_runner().invoke(args=["meeting", "export", "house", str(path)])
    assert done.exit_code == 0, done.output
    assert isinstance(house.server.store, SqlStore)
    house.server.store.engine.dispose()
    with zipfile.ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def written(folder: Path, files: Files, *, sums: bool = True) -> str:
    """An archive of these files, with sums that fit."""
    if sums:
        summed = {name: data for name, data in files.items() if name != "SHA256SUMS"}
        lines = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in summed.items()]
        files = {**summed, "SHA256SUMS": "".join(lines).encode()}
    with zipfile.ZipFile(folder / "a.zip", "w") as zipped:
        for name, data in files.items():
            zipped.writestr(name, data)
    return str(folder / "a.zip")


def holding(name: str, data: bytes) -> Change:
    return lambda files: {**files, name: data}


def without(name: str) -> Change:
    return lambda files: {one: data for one, data in files.items() if one != name}


def as_bytes(value: bytes) -> Callable[[bytes], bytes]:
    return lambda _: value


def of(name: str, change: Callable[[bytes], bytes]) -> Change:
    return lambda files: {**files, name: change(files[name])}


def swapped(name: str, old: bytes, new: bytes) -> Change:
    def change(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, 1)

    return of(name, change)


def line(number: int, change: Callable[[bytes], bytes]) -> Change:
    def of_the_record(data: bytes) -> bytes:
        lines = data.splitlines(keepends=True)
        lines[number - 1] = change(lines[number - 1])
        return b"".join(lines)

    return of(RECORD, of_the_record)


def said(name: str, change: Callable[[Any], object]) -> Change:
    """Another value of a file beside the record, written as it is written."""

    def of_the_file(data: bytes) -> bytes:
        value = json.loads(data)
        change(value)
        return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"

    return of(name, of_the_file)


def cut_with_the_meeting(files: Files) -> Files:
    """Without the last entry and the document that it issued; what stands beside the record fits."""
    first = files[RECORD].splitlines(keepends=True)[0]
    head = json.loads(first)
    left = {name: data for name, data in files.items() if "/documents/" not in name} | {RECORD: first}
    facts = {"number": 1, "hash": head["hash"]}
    return said("meeting.json", lambda one: one["texts"][0].update(facts))(left)


def first_text(**members: object) -> Change:
    return said("meeting.json", lambda one: one["texts"][0].update(members))


def first_of(name: str, **members: object) -> Change:
    return said(name, lambda value: next(iter(value.values())).update(members))


ENTRIES: list[tuple[str, Change, str]] = [
    ("a name twice", line(2, lambda one: one.replace(b"{", b'{"payload":{"forged":1},', 1)), "is there twice"),
    ("white space", line(2, lambda one: one.replace(b'":', b'": ')), "one form"),
    ("letters as numbers", line(1, lambda one: one.replace(b"Conclusions", b"\\u0043onclusions")), "one form"),
    ("a mark before all", line(1, lambda one: BOM + one), "cannot be read"),
    ("another encoding", line(2, lambda one: one.decode().rstrip().encode("utf-16") + b"\n"), "cannot be read"),
    ("not a number", swapped(RECORD, b'"number":1', b'"number":NaN'), "no whole number"),
    ("a fraction", swapped(RECORD, b'"number":1', b'"number":1.0'), "no whole number"),
    ("a huge number", swapped(RECORD, b'"number":1', b'"number":' + b"9" * 5000), "cannot be read"),
    ("true in place of one", swapped(RECORD, b'"number":1', b'"number":true'), "hash is not that"),
    ("bytes that are no letters", swapped(RECORD, b"Conclusions", b"\xff"), "cannot be read"),
    ("half a character", swapped(RECORD, b"Conclusions", b"\\ud800"), "it is no entry"),
    ("deep lists", line(2, lambda _: b"[" * 100_000 + b"\n"), "cannot be read"),
    ("a list", line(2, lambda _: b"[]\n"), "it is no entry"),
    ("no hash", line(2, lambda one: re.sub(rb'"hash":"\w+"', b'"hash":null', one)), "it is no entry"),
    ("an empty line", line(1, lambda one: one + b"\n"), "cannot be read"),
    ("other ends of lines", of(RECORD, lambda data: data.replace(b"\n", b"\r\n")), "one form"),
    ("nothing", of(RECORD, lambda _: b""), "another record"),
    ("another order", of(RECORD, lambda data: b"".join(reversed(data.splitlines(keepends=True)))), "is entry 2"),
    ("an entry twice", line(1, lambda one: one + one), "is entry 1"),
    ("the tail cut off", line(2, lambda _: b""), "another record"),
]  # fmt: skip

BESIDE: list[tuple[str, Change, str]] = [
    *((f"{name} is {value!r}", holding(name, value), f"{name}: it is not what")
      for name in ("meeting.json", "delegations.json", "people.json") for value in (b"[]", b"null", b'"so"', b"1")),
    ("a name twice in the meeting", swapped("meeting.json", b"{", b'{"title":"Forged",'), "a name is there twice"),
    ("a name twice in delegations", swapped("delegations.json", b"{", b'{"AUT":{},'), "a name is there twice"),
    ("a mark before the meeting", of("meeting.json", lambda data: BOM + data), "cannot be read"),
    ("bytes that are no letters", swapped("meeting.json", b"title", b"\xff"), "cannot be read"),
    ("deep lists", of("meeting.json", lambda _: b"[" * 100_000), "cannot be read"),
    ("another form", swapped("meeting.json", b"\n", b"\n\n"), "one form"),
    ("no texts", said("meeting.json", lambda one: one.update(texts=None)), "not what Adref writes"),
    ("texts of another kind", said("meeting.json", lambda one: one.update(texts=["t"])), "not what Adref writes"),
    ("a text twice", said("meeting.json", lambda one: one["texts"].append(one["texts"][0])), "other texts"),
    ("a text without number", said("meeting.json", lambda one: one["texts"][0].pop("number")), "other members"),
    ("a text of another meeting", first_text(meeting="m-other1"), "other members"),
    ("a number as words", first_text(number="2"), "another record"),
    ("a number that is a fraction", swapped("meeting.json", b'"number": 2', b'"number": 2.0'), "no whole number"),
    ("title of a text", first_text(title="Forged"), "the title of"),
    ("a text that is archived", first_text(archived=True), "archived"),
    ("a member more of a text", first_text(agreed="all"), "other members"),
    ("a member more of the meeting", said("meeting.json", lambda one: one.update(agreed="all")), "other members"),
    ("title of the meeting", said("meeting.json", lambda one: one.update(title="Forged")), "otherwise of title"),
    ("name of a delegation", first_of("delegations.json", short="Atlantis"), "otherwise of"),
    ("a delegation of another kind", said("delegations.json", lambda one: one.update(AUT="Austria")), "not what Adref"),
    ("a delegation more", said("delegations.json", lambda one: one.update(ATL={"short": "A"})), "otherwise of ATL"),
    ("a delegation less", said("delegations.json", lambda one: one.pop("AUT")), "otherwise of AUT"),
    ("a member more of a person", first_of("people.json", agreed="all"), "other members"),
    *((f"without {name}", without(name),
       f"{name}: it is missing")
      for name in ("README.txt", "meeting.json", "delegations.json", "people.json", RECORD, PDF)),
    ("a file more", lambda files: {**files, f"texts/{TEXT}/agreed.txt": b""}, "no such file belongs"),
    ("a PDF more", lambda files: {**files, PDF.replace("1", "9"): files[PDF]}, "no such file belongs"),
    ("a document with white space", of(DOCUMENT, lambda data: data + b"\n"), "no such document was issued"),
    ("a document of another text", swapped(DOCUMENT, TEXT.encode(), b"t-000009"), "no such document was issued"),
]  # fmt: skip


def embedded(file: PdfFile) -> Part:
    (part,) = (one for one in file.parts.values() if b"/Type/EmbeddedFile" in one.said)
    return part


def carried(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Another content, with pages and tables as they were."""

    def of_the_pdf(data: bytes) -> bytes:
        file = read(data)
        part = embedded(file)
        part.put(change(part.content))
        return file.written()

    return of_the_pdf


def carried_twice(data: bytes) -> bytes:
    file = read(data)
    part = embedded(file)
    file.add(Part(part.said.replace(b"/EmbeddedFile", b" /EmbeddedFile"), part.stream))
    return file.written()


def without_words(data: bytes) -> bytes:
    file = read(data)
    for page in [one for one in file.parts.values() if re.search(rb"/Type\s*/Page\b", one.said)]:
        file.parts[file.named(page, "Contents")].put(b"BT ET")
    return file.written()


def another_place(data: bytes) -> bytes:
    """The table of places leads a reader to somewhere else."""
    at = data.index(b" 00000 n") - 10
    return data[:at] + b"0000000099" + data[at + 10 :]


UPDATE = b"\n1 0 obj\n<<>>\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"

PDFS: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("a word of the content", carried(lambda data: data.replace(b"Vienna", b"Geneva")), "prints the digest"),
    ("another document", carried(lambda data: data.replace(b'"sequence":1', b'"sequence":2')), "prints the digest"),
    *((f"content is {value!r}", carried(as_bytes(value)), "no status document")
      for value in (b"[]", b"null", b"1", b'"so"', b"{}", b'{"document":"status"}', b'{"document":"\\ud800"}')),
    *((f"content is {value[:9]!r}", carried(as_bytes(value)), "cannot be read")
      for value in (b"", b"agreed", b"\xff", b'{"a":NaN}', b"[" * 100_000, b"9" * 5000)),
    ("a name twice", carried(lambda data: data.replace(b"{", b'{"title":"Forged",', 1)), "a name is there twice"),
    ("a mark before the content", carried(lambda data: BOM + data), "cannot be read"),
    ("carried twice", carried_twice, "several files"),
    ("carried by no name", lambda data: data.replace(b"/EmbeddedFile", b"/EmbeddedNone"), "carries no content"),
    ("an update at the end", lambda data: data + UPDATE, "changed after it was made"),
    ("bytes at the end", lambda data: data + b"agreed", "changed after it was made"),
    ("an object at the end", lambda data: data + b"\n999 0 obj\n<<>>\nendobj\n", "changed after it was made"),
    ("an object before all", lambda data: data.replace(b"1 0 obj", b"99 0 obj\n<<>>\nendobj\n1 0 obj", 1), "not as"),
    ("another place of an object", another_place, "changed after it was made"),
    ("no words", without_words, "prints the digest of nothing"),
    ("cut off at the end", lambda data: data[:-100], "changed after it was made"),
    ("half of it", lambda data: data[: len(data) // 2], "damaged"),
    ("its first bytes", lambda data: data[:100], "ends too early"),
    ("its very first bytes", lambda data: data[:10], "not as Adref writes it"),
    ("a byte of a stream", lambda data: data.replace(b"stream\n\x78", b"stream\n\x00", 1), "damaged"),
]  # fmt: skip


def named(cases: list[tuple[str, Any, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("change", "sentence"), [one[1:] for one in cases], ids=[one[0] for one in cases]
    )


def test_files_as_they_were_written_hold(files: Files, tmp_path: Path) -> None:
    """R36a."""
    for name in (RECORD, DOCUMENT, PDF):
        (tmp_path / Path(name).name).write_bytes(files[name])
    record, document, printed = (str(tmp_path / Path(name).name) for name in (RECORD, DOCUMENT, PDF))
    for arguments in ([written(tmp_path, files), document, printed], [record, document, printed], [printed]):
        assert main(arguments)


@named([*ENTRIES, *BESIDE])
def test_forged_archive_is_found_with_a_sentence(
    files: Files, tmp_path: Path, change: Change, sentence: str
) -> None:
    """R36a: whatever sums it has. Any other error than a sentence would end this test."""
    with pytest.raises(ValueError, match=re.escape(sentence)):
        main([written(tmp_path, change(files))])


@named(ENTRIES)
def test_forged_record_is_found_without_its_archive(
    files: Files, tmp_path: Path, change: Change, sentence: str
) -> None:
    """R36a: by the record itself, or by the head that somebody kept."""
    (tmp_path / "record.jsonl").write_bytes(change(files)[RECORD])
    head = json.loads(files[RECORD].splitlines()[-1])
    with pytest.raises(ValueError, match=f"{re.escape(sentence)}|empty|cut off"):
        main([str(tmp_path / "record.jsonl"), "--head", f"{head['number']}:{head['hash']}"])


@named(PDFS)
def test_forged_pdf_is_found_with_a_sentence(
    files: Files, tmp_path: Path, change: Callable[[bytes], bytes], sentence: str
) -> None:
    """R34, R36a: alone, and in the archive, where what it carries is compared with what was issued."""
    (tmp_path / "one.pdf").write_bytes(change(files[PDF]))
    with pytest.raises(ValueError, match=re.escape(sentence)):
        main([str(tmp_path / "one.pdf")])
    if change is not without_words:
        with pytest.raises(ValueError, match=re.escape(PDF)):
            main([written(tmp_path, of(PDF, change)(files))])


def test_pdf_of_another_document_in_an_archive_is_found(files: Files, tmp_path: Path) -> None:
    """R34."""
    with pytest.raises(ValueError, match="carries another content"):
        main([written(tmp_path, {**files, PDF: carrying(b"{}")})])


def test_cut_off_archive_is_found_by_the_head_that_somebody_kept(files: Files, tmp_path: Path) -> None:
    """R35: and by that alone, where all that stands beside the record was made to fit."""
    head = json.loads(files[RECORD].splitlines()[-1])["hash"]
    path = written(tmp_path, cut_with_the_meeting(files))
    assert main([path])
    with pytest.raises(ValueError, match="cut off"):
        main([path, "--head", f"2:{head}"])
    with pytest.raises(ValueError, match="is no head"):
        main([path, "--head", ""])


@pytest.mark.parametrize("name", ["SHA256SUMS", "people.json", "README.txt"])
def test_archive_whose_sums_do_not_fit_is_found(files: Files, tmp_path: Path, name: str) -> None:
    """R36a: a sum twice, none at all, or of other bytes."""
    for change in (
        of(name, lambda data: data + files["SHA256SUMS"].splitlines(keepends=True)[0]),
        without(name),
        of(name, lambda _: b"\xff"),
    ):
        with pytest.raises(ValueError, match=r"SHA256SUMS|as it was written"):
            main([written(tmp_path, change(files), sums=False)])


def test_damaged_archive_is_found_with_a_sentence(files: Files, tmp_path: Path) -> None:
    """R36a."""
    path = Path(written(tmp_path, files))
    data = path.read_bytes()
    for damaged in (data[:-30], data[: len(data) // 2], data[:3000] + b"\0\0\0\0" + data[3004:]):
        path.write_bytes(damaged)
        with pytest.raises(ValueError, match=r"damaged|no archive of Adref"):
            main([str(path)])
