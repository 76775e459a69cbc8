"""Writes tests/vectors/parents.json: `python -m tests.support.parents_vectors`.

Changes of random wordings, and what is wrong with the place of each insertion (W2). The browser's judgement and the
server's must be one.
"""

import json
import random
from pathlib import Path
from typing import Any

from server.domain.delta import Delta, length, normalise
from server.domain.paragraph import Proposal
from server.domain.parents import faults

PATH = Path(__file__).parent.parent / "vectors" / "parents.json"
CODES = ("EU", "US", "JPN")
CASES = 400


def _proposals(chance: random.Random) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for number in range(chance.randint(2, 6)):
        parent = chance.choice([None, *found])
        status = "live" if chance.random() < 0.85 else chance.choice(["retained", "dropped"])
        found[f"prop-{number}"] = {"parent": parent, "owner": chance.choice(CODES), "status": status}
    return found


def _wording(chance: random.Random, proposals: dict[str, dict[str, Any]]) -> Delta:
    live = [one for one, fields in proposals.items() if fields["status"] == "live"]
    found: Delta = []
    for _ in range(chance.randint(1, 7)):
        attributes: dict[str, Any] = {}
        if live and chance.random() < 0.7:
            attributes["ins"] = chance.choice(live)
        if live and chance.random() < 0.4:
            attributes[f"del:{chance.choice(live)}"] = True
        found.append({"insert": chance.choice(["a", "bc", "😀", "def"]), "attributes": attributes})
    return normalise(found)


def _change(chance: random.Random, seen: Delta, proposals: dict[str, dict[str, Any]]) -> Delta:
    found: Delta = []
    left = length(seen)
    while left or not found:
        kind = chance.choice(["retain", "mark", "unmark", "delete", "insert", "insert"])
        if kind == "insert" or not left:
            found.append({"insert": "x", "attributes": {"ins": chance.choice(list(proposals))}})
            if not left:
                break
            continue
        size = min(left, chance.randint(1, 4))
        left -= size
        if kind == "delete":
            found.append({"delete": size})
            continue
        mark = {f"del:{chance.choice(list(proposals))}": True if kind == "mark" else None}
        found.append({"retain": size} if kind == "retain" else {"retain": size, "attributes": mark})
    return found


def case(seed: int) -> dict[str, Any]:
    """One random case, the same for the same seed."""
    chance = random.Random(seed)
    proposals = _proposals(chance)
    seen = _wording(chance, proposals)
    whole = chance.choice([None, None, next(iter(proposals))])
    change = _change(chance, seen, proposals)
    judged = faults(change, seen, {one: _proposal(one, fields) for one, fields in proposals.items()}, whole)
    return {
        "seen": seen,
        "whole": whole,
        "proposals": proposals,
        "change": change,
        "places": [*map(list, judged)],
    }


def _proposal(one: str, fields: dict[str, Any]) -> Proposal:
    given: dict[str, Any] = {"kind": "wording", "set": None, "place": None, "tabled": 1, "tabled_at": ""}
    return Proposal(one, fields["parent"], sponsors=(fields["owner"],), status=fields["status"], **given)


def vectors() -> list[dict[str, Any]]:
    return [case(seed) for seed in range(CASES)]


def main() -> None:
    """Writes the file."""
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in vectors())
    PATH.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
