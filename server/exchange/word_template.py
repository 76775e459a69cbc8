"""The template of Word documents: a slim package of our own, from the parts in ``templates/word``.

The template that comes with python-docx carries styles that nobody asked for and faults that checkers report;
this one has what a document of the meeting needs and no more. Its fonts are those that every office has. Word's own
names of the heading styles ("heading 1") are what brings headings into the navigation pane.
"""

import io
import zipfile
from pathlib import Path
from typing import Final

_PARTS: Final = Path(__file__).parent / "templates" / "word"

# Every date inside the file is this one, so that the same content gives the same bytes.
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)

# Twentieths of a point: the column of markers (13 mm), and the line (A4 less its margins).
MARKER_WIDTH: Final = 737
TEXT_WIDTH: Final = 8845


def template() -> io.BytesIO:
    """An empty document, to be opened with python-docx."""
    parts = {
        path.relative_to(_PARTS).as_posix(): path.read_bytes() for path in _PARTS.rglob("*") if path.is_file()
    }
    return io.BytesIO(packed(parts))


def packed(parts: dict[str, bytes]) -> bytes:
    """The parts as one package, the same bytes for the same parts. The list of contents has to come first."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, parts[name])
    return data.getvalue()


def repacked(package: bytes) -> bytes:
    """A package that another program wrote, without the clock in it."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return packed({name: archive.read(name) for name in archive.namelist()})
