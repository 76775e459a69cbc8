"""Reading a file in a process of its own: a long one takes seconds of computing, a hostile one as long as it may.

The other end is this module too: ``python -m server.exchange.plain_text_apart FOLDER`` reads ``file`` as ``how.json``
says. It leaves lines: a report as JSON, then what the file becomes in parts, packed as they are kept.
"""

import json
import sys
import zlib
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from server.domain.paragraph import FOOTNOTE, HEADING
from server.domain.refusal import Refused
from server.domain.shapes import Level
from server.exchange import plain_text
from server.exchange.plain_text import MAX_IMPORTED, Format, Parsed
from server.exchange.plain_text_source import MAX_BYTES, too_large
from server.exchange.process import Work, leave, run
from server.services.clock import new_id

SECONDS: Final = 30.0
"""The longest that reading a file may take: the longest negotiating texts known take two."""

Row = Mapping[str, Any]
"""`line` and `text` as the file has them, `left_out` (see `plain_text.Came`), and the `payload` of what it becomes."""


@dataclass(frozen=True, slots=True)
class How:
    """How a file is read. `delegations`: codes by name; `levels`: the text's. The others: see `plain_text`."""

    form: Format
    delegations: Mapping[str, str]
    levels: Sequence[Level] = ()
    keep: bool = False
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """
    What a file comes to. `report` is JSON: `title`, `counts`, `repairs`, `unmatched` as in `plain_text.Parsed`, each
    repair with the `part` that its paragraph is in; `sponsors`: how many proposals each delegation has; `left_out`: how
    many lines for which reason; `parts`: how many. Each of `parts` is to be opened with `rows_of`, and holds at most
    MAX_IMPORTED paragraphs.
    """

    report: dict[str, Any]
    parts: tuple[bytes, ...] = field(default=())


def _refused(sentence: str) -> Refused:
    return Refused("cannot_read", sentence)


_READING = Work(
    "server.exchange.plain_text_apart",
    SECONDS,
    _refused,
    busy="Too many files are being read at this moment; bring it in again in a minute.",
    late="Reading the file took too long and was given up: bring it in in parts.",
    failed="The file could not be read: the process that reads it failed.",
)


def look(data: bytes, how: How) -> Looked:
    """
    As `plain_text.decode` and `plain_text.parse`, with ids that nobody can guess.

    Raises Refused as these and `import_payloads` do, and `cannot_read`.
    """
    if len(data) > MAX_BYTES:
        raise too_large()
    answer = run(_READING, [], {"file": data, "how.json": json.dumps(asdict(how)).encode()}).data
    head, *parts = answer.split(b"\n")
    report = json.loads(head)
    if "refused" in report:
        raise Refused(**report["refused"])
    return Looked(report, tuple(b64decode(part) for part in parts))


def rows_of(part: bytes) -> list[Row]:
    """The rows of a part, in the order of the file, texts of footnotes last."""
    rows: list[Row] = json.loads(zlib.decompress(part))
    return rows


def main(folder: Path) -> None:
    how = How(**json.loads((folder / "how.json").read_bytes()))
    try:
        source = plain_text.decode((folder / "file").read_bytes(), how.encoding)
        parsed = plain_text.parse(source, how.form, new_id, how.delegations, levels=how.levels, keep=how.keep)
        # Results that no text has room for are not handed over: reading them back would take the server's time.
        plain_text.import_payloads(parsed, "")
    except Refused as refused:
        leave(folder, json.dumps({"refused": {"code": refused.code, "message": refused.message}}).encode())
        return
    rows = list(_parts(parsed))
    parts = [b64encode(zlib.compress(json.dumps(part).encode())) for part in rows]
    where = {
        row["payload"]["paragraph"]: at for at, part in enumerate(rows) for row in part if row["payload"]
    }
    report = json.dumps(_report(parsed, where) | {"parts": len(parts)}).encode()
    leave(folder, b"\n".join((report, *parts)))


def _report(parsed: Parsed, where: Mapping[str, int]) -> dict[str, Any]:
    proposals = [one for paragraph in parsed.paragraphs for one in paragraph["proposals"]]
    return {
        "title": parsed.title,
        "counts": parsed.counts,
        "labels": list(dict.fromkeys(_numbers(parsed))),
        "repairs": [asdict(one) | {"part": where.get(one.paragraph or "", 0)} for one in parsed.repairs],
        "unmatched": dict(parsed.unmatched),
        "sponsors": Counter(code for one in proposals for code in one["sponsors"]),
        "left_out": Counter(one.left_out for one in parsed.came if one.left_out not in ("", "claim")),
    }


def _numbers(parsed: Parsed) -> Iterator[str]:
    """The labels of paragraphs that stand alone: what is lettered goes with the paragraph above it."""
    for each in parsed.paragraphs:
        if each["label"] and each["kind"] not in (HEADING, "lettered", FOOTNOTE):
            yield each["label"]


def _parts(parsed: Parsed) -> Iterator[list[Row]]:
    payloads = {one["paragraph"]: one for one in parsed.paragraphs}
    rows: list[dict[str, Any]] = [
        {
            "line": one.line,
            "text": one.text,
            "left_out": one.left_out,
            "payload": payloads.get(one.paragraph or ""),
        }
        for one in parsed.came
    ]
    # A footnote names the paragraph that refers to it, which therefore comes in before it. Sorting keeps their order.
    rows.sort(key=lambda row: row["payload"] is not None and row["payload"]["kind"] == FOOTNOTE)
    part: list[Row] = []
    held = 0
    for row in rows:
        if row["payload"] and held == MAX_IMPORTED:
            yield part
            part, held = [], 0
        part.append(row)
        held += row["payload"] is not None
    yield part


if __name__ == "__main__":
    main(Path(sys.argv[1]))
