"""A PDF as typst writes it: plain objects one after the other, read and written again. Nothing else is read."""

import re
import zlib
from dataclasses import dataclass

_OBJECT = re.compile(rb"\s*(\d+) 0 obj\s*")
_LENGTH = re.compile(rb"/Length (\d+)")
_TRAILER = re.compile(rb"trailer\s*(<<.*?>>)\s*startxref", re.DOTALL)


@dataclass
class Part:
    """One object: what it says, and its stream as it stands in the file, where it has one."""

    said: bytes
    stream: bytes | None

    @property
    def content(self) -> bytes:
        """The stream, unpacked."""
        data = self.stream or b""
        return zlib.decompress(data) if b"/FlateDecode" in self.said else data

    def put(self, content: bytes) -> None:
        """Another content of the stream. Precondition: it is packed."""
        self.stream = zlib.compress(content, 9)
        self.said = _LENGTH.sub(b"/Length %d" % len(self.stream), self.said, count=1)


@dataclass
class PdfFile:
    """The objects by number, and what stands before and after them."""

    head: bytes
    parts: dict[int, Part]
    trailer: bytes

    def named(self, part: Part, name: str) -> int:
        """The number of the object that another refers to by a name. Raises ValueError where it does not."""
        found = re.search(rb"/%s (\d+) 0 R" % name.encode(), part.said)
        if found is None:
            raise ValueError(f"an object has no {name}")
        return int(found[1])

    def add(self, part: Part) -> int:
        """Adds an object, and gives its number."""
        number = max(self.parts) + 1
        self.parts[number] = part
        return number

    def written(self) -> bytes:
        """The whole file."""
        out, offsets = bytearray(self.head), {}
        for number, part in sorted(self.parts.items()):
            offsets[number] = len(out)
            out += b"%d 0 obj\n" % number + part.said.rstrip()
            if part.stream is not None:
                out += b"\nstream\n" + part.stream + b"\nendstream"
            out += b"\nendobj\n"
        start, size = len(out), max(self.parts) + 1
        out += b"xref\n0 %d\n0000000000 65535 f \n" % size
        for number in range(1, size):
            out += b"%010d 00000 n \n" % offsets[number]
        trailer = re.sub(rb"/Size \d+", b"/Size %d" % size, self.trailer)
        return bytes(out + b"trailer\n" + trailer + b"\nstartxref\n%d\n%%%%EOF\n" % start)


def read(data: bytes) -> PdfFile:
    """The file. Raises ValueError where it is not as typst writes it."""
    place = data.index(b"1 0 obj")
    head, parts = data[:place], {}
    while (header := _OBJECT.match(data, place)) is not None:
        end = data.index(b"endobj", header.end())
        stream = data.find(b"stream", header.end(), end)
        content = None
        said = data[header.end() : end if stream < 0 else stream]
        if stream >= 0:
            length = _LENGTH.search(said)
            if length is None:
                raise ValueError("a stream has no length")
            start = stream + len(b"stream")
            start += 2 if data[start : start + 2] == b"\r\n" else 1
            content = data[start : start + int(length[1])]
            end = data.index(b"endobj", start + int(length[1]))
        parts[int(header[1])] = Part(said, content)
        place = end + len(b"endobj")
    trailer = _TRAILER.search(data, place)
    if trailer is None or sorted(parts) != list(range(1, len(parts) + 1)):
        raise ValueError("the objects do not follow each other")
    return PdfFile(head, parts, trailer[1])
