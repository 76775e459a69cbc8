"""
The PDF of a status document: the content that it carries, and the digest that it prints.

This reads what Adref writes and no other PDF: objects that follow each other, compressed streams, fonts that say which
characters their glyphs are. A file that was added to afterwards is not read, since it may show something else.
"""

import hashlib
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from server.domain.canonical import canonical
from tools.third_party.reading import json_of, read

_OBJECT: Final = re.compile(rb"\s*(\d+) 0 obj\s*")
_LENGTH: Final = re.compile(rb"/Length (\d+)")
# Parentheses that are balanced may stand in a string as they are.
_PLAIN: Final = rb"\((?P<plain>(?:\\.|[^\\()]|\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\))*)\)"
_STRING: Final = re.compile(rb"/(?P<font>\w+) [\d.]+ Tf|" + _PLAIN + rb"|<(?P<hex>[0-9A-Fa-f]+)>", re.DOTALL)
_ESCAPE: Final = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPED: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_BEGIN: Final = re.compile(rb"%PDF-1\.\d\s+%[\x80-\xff]+\s+(?=1 0 obj)")
_END: Final = re.compile(
    rb"\s*xref\s+0 \d+\s+((?:\d{10} \d{5} [fn]\s+)+)trailer\s*<<[^%]*>>\s*startxref\s+\d+\s+%%EOF\s*"
)
_PLACE: Final = re.compile(rb"(\d{10}) \d{5} ([fn])")
_PAIR: Final = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_DIGEST: Final = re.compile(r"content:([0-9a-f]{64})")
_HEAD: Final = re.compile(r"no\.(\d+):([0-9a-f]{64})")

Objects = dict[int, tuple[bytes, bytes]]
"""By number: what stands before the stream, and the stream as it is read."""


def is_pdf(name: str) -> bool:
    """Whether a file says that it is a PDF."""
    with Path(name).open("rb") as file:
        return file.read(5) == b"%PDF-"


def content_of(name: str) -> bytes:
    """The content that a PDF carries. Raises ValueError where there is none."""
    found = attached(Path(name).read_bytes(), name)
    if found is None:
        raise ValueError(f"{name}: it carries no content: it is older, or no status document of Adref")
    return found


def attached(data: bytes, name: str) -> bytes | None:
    """The one file that is attached, or none. Raises ValueError for a PDF that is not as Adref writes it."""
    with read(name):
        objects = _objects(data, name)
    files = [stream for said, stream in objects.values() if re.search(rb"/EmbeddedFile\b", said)]
    if len(files) > 1:
        raise ValueError(f"{name}: it carries several files")
    return files[0] if files else None


def alone(name: str, digest: str | None) -> list[str]:
    """
    What a PDF proves by itself: that the content that it carries has the digest that it prints. `digest`: as somebody
    reads it off the page. Raises ValueError where it has another.
    """
    data = Path(name).read_bytes()
    content = content_of(name)
    found = hashlib.sha256(content).hexdigest()
    said = json_of(content, f"{name}, attached")
    if not _is_status(said, content):
        raise ValueError(f"{name}: what it carries is no status document")
    with read(name):
        text = re.sub(r"\s", "", "".join(_text(_objects(data, name))))
    printed, heads = set(_DIGEST.findall(text)), set(_HEAD.findall(text))
    if digest is not None:
        printed.add(re.sub(r"\s", "", digest).lower())
    if printed != {found}:
        raise ValueError(
            f"{name}: it prints the digest {', '.join(sorted(printed)) or 'of nothing'}, not {found}"
        )
    if heads != {(str(said["number"]), said["head"])}:
        raise ValueError(f"{name}: it prints another head than its content says")
    head = f"no. {said['number']}: {said['head']}"
    return [f"{name}: the content that it carries has the digest that it prints, {found}; its head is {head}"]


def _is_status(said: Any, content: bytes) -> bool:
    try:
        right = isinstance(said, dict) and canonical(said) == content
    except ValueError:
        return False
    return right and said.get("document") == "status" and {"number", "head"} <= said.keys()


def _objects(data: bytes, name: str) -> Objects:
    """Every object. Raises ValueError for a file that is not as Adref writes it."""
    found: Objects = {}
    places: dict[int, int] = {}
    begin = _BEGIN.match(data)
    if begin is None:
        raise ValueError(f"{name}: the PDF is not as Adref writes it")
    place = begin.end()
    while (header := _OBJECT.match(data, place)) is not None:
        number, end = int(header[1]), data.find(b"endobj", header.end())
        stream = data.find(b"stream", header.end(), end)
        said = data[header.end() : end if stream < 0 else stream]
        content = b""
        if stream >= 0:
            length = _LENGTH.search(said)
            start = stream + len(b"stream")
            start += 2 if data[start : start + 2] == b"\r\n" else 1
            size = int(length[1]) if length else 0
            content = data[start : start + size]
            end = data.find(b"endobj", start + size)
            if b"/FlateDecode" in said:
                content = zlib.decompress(content)
        if end < 0:
            raise ValueError(f"{name}: the PDF ends too early")
        if number in found:
            raise ValueError(f"{name}: the PDF was changed after it was made")
        found[number], places[number] = (said, content), header.start(1)
        place = end + len(b"endobj")
    if not _ends_with(data[place:], places):
        raise ValueError(f"{name}: the PDF was changed after it was made")
    return found


def _ends_with(rest: bytes, places: dict[int, int]) -> bool:
    """Whether a table follows that says of every object where it is, and nothing after that."""
    end = _END.fullmatch(rest)
    if end is None:
        return False
    listed = {
        number: int(place) for number, (place, used) in enumerate(_PLACE.findall(end[1])) if used == b"n"
    }
    return listed == places


def _text(objects: Objects) -> Iterator[str]:
    """The printed text of the pages, in the order of the file."""
    for said, _ in objects.values():
        if not re.search(rb"/Type\s*/Page\b", said):
            continue
        resources = objects[_named(said, b"Resources")][0]
        fonts = {name: _characters(objects, int(one)) for name, one in _fonts(resources)}
        _, content = objects[_named(said, b"Contents")]
        yield from _shown(content, fonts)


def _named(said: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", said)
    if found is None:
        raise ValueError("the PDF is not as Adref writes it")
    return int(found[1])


def _fonts(resources: bytes) -> list[tuple[bytes, bytes]]:
    listed = re.search(rb"/Font\s*<<(.*?)>>", resources, re.DOTALL)
    return re.findall(rb"/(\w+) (\d+) 0 R", listed[1]) if listed else []


def _characters(objects: Objects, font: int) -> dict[bytes, str]:
    """By glyph: the characters that it stands for."""
    _, table = objects[_named(objects[font][0], b"ToUnicode")]
    return {
        bytes.fromhex(glyph.decode()): bytes.fromhex(letters.decode()).decode("utf-16-be", "replace")
        for glyph, letters in _PAIR.findall(table)
    }


def _shown(content: bytes, fonts: dict[bytes, dict[bytes, str]]) -> Iterator[str]:
    glyphs: dict[bytes, str] = {}
    for found in _STRING.finditer(content):
        if found["font"] is not None:
            glyphs = fonts.get(found["font"], {})
            continue
        shown = bytes.fromhex(found["hex"].decode()) if found["hex"] else _unescaped(found["plain"])
        yield "".join(glyphs.get(shown[at : at + 2], "") for at in range(0, len(shown), 2))


def _unescaped(plain: bytes) -> bytes:
    def one(found: re.Match[bytes]) -> bytes:
        said = found[1]
        return bytes([int(said, 8)]) if said[:1].isdigit() else _ESCAPED.get(said, said)

    return _ESCAPE.sub(one, plain)
