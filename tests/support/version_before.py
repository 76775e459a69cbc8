"""What the version before wrote (tests/fixtures/0.1.0): records, archives, a backup, a database."""

import gzip
import json
import lzma
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "0.1.0"
TEXTS = ("t-demonstration", "t-windward-en", "t-windward-ar", "t-every-kind")
ARCHIVES = ("demonstration", "windward")


@cache
def records() -> dict[str, Any]:
    """By text: `entries` as on the wire, and `states` by number (the last at least) as that version folded them."""
    found: dict[str, Any] = json.loads(gzip.decompress((FOLDER / "records.json.gz").read_bytes()))
    return found


def database(folder: Path) -> str:
    """The address of a copy of that version's database, with its own tables."""
    path = folder / "meetings.sqlite"
    path.write_bytes(lzma.decompress((FOLDER / "meetings.sqlite.xz").read_bytes()))
    return f"sqlite:///{path}"


def beyond(state: Any, expected: Any, where: str = "state") -> list[str]:
    """Where a state says something else than is expected; members of objects that are new since are no difference."""
    if isinstance(state, dict) and isinstance(expected, dict):
        found = [f"{where}.{name}: missing" for name in expected.keys() - state.keys()]
        for name in expected.keys() & state.keys():
            found += beyond(state[name], expected[name], f"{where}.{name}")
        return found
    if isinstance(state, list) and isinstance(expected, list) and len(state) == len(expected):
        pairs = enumerate(zip(state, expected, strict=True))
        return [each for at, (one, other) in pairs for each in beyond(one, other, f"{where}[{at}]")]
    return [] if state == expected else [f"{where}: {state!r}, not {expected!r}"]
