"""Reading a file in a process of its own: a long one takes seconds of computing, a hostile one as long as it may.

The other end is this module too: ``python -m server.exchange.plain_text_apart FOLDER`` reads ``file`` as ``how.json``
says, and leaves what came of it as JSON.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final

from server.domain.command import Refused
from server.exchange import plain_text
from server.exchange.plain_text import Format, Parsed, Repair
from server.exchange.plain_text_source import MAX_BYTES, too_large
from server.exchange.process import Work, leave, run
from server.services.clock import new_id

SECONDS: Final = 30.0
"""The longest that reading a file may take: the longest negotiating texts known take two."""


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


def parse(data: bytes, form: Format, delegations: Mapping[str, str]) -> Parsed:
    """As `plain_text.decode` and `plain_text.parse`, with ids that nobody can guess.

    Raises Refused as these and `import_payloads` do, and `cannot_read`.
    """
    if len(data) > MAX_BYTES:
        raise too_large()
    how = json.dumps({"form": form, "delegations": dict(delegations)}).encode()
    answer = json.loads(run(_READING, [], {"file": data, "how.json": how}).data)
    if "refused" in answer:
        raise Refused(**answer["refused"])
    repairs = tuple(Repair(**repair) for repair in answer["repairs"])
    return Parsed(answer["title"], tuple(answer["paragraphs"]), repairs, answer["counts"])


def main(folder: Path) -> None:
    how = json.loads((folder / "how.json").read_bytes())
    try:
        source = plain_text.decode((folder / "file").read_bytes())
        parsed = plain_text.parse(source, how["form"], new_id, how["delegations"])
        # What no text has room for is not handed over either: reading it back would take time of others.
        plain_text.import_payloads(parsed, "")
        answer = asdict(parsed)
    except Refused as refused:
        answer = {"refused": {"code": refused.code, "message": refused.message}}
    leave(folder, json.dumps(answer).encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
