"""Writes tests/vectors/marks.json: owners, settling and fingerprints of the paragraphs in brackets.json.

Run `python -m tests.support.marks_vectors` after a change that is meant; the tests of both languages then say
whether the twins still agree.
"""

import json
from typing import Any

from server.domain.agreement import in_the_way
from server.domain.delta import compose
from server.domain.marks import (
    collisions,
    fingerprint,
    is_spent,
    settle_drop,
    settle_retain,
    standing,
    substance,
    with_descendants,
)
from server.domain.paragraph import Paragraph
from server.domain.readings import status
from tests.support.paragraphs import VECTORS, bracket_vectors, paragraph_of


def vector(paragraph: Paragraph) -> dict[str, Any]:
    """What both languages must say of a paragraph."""
    return {
        "status": status(paragraph),
        "standing": [one.id for one in standing(paragraph)],
        "in_the_way": [[one.kind, list(one.delegations), one.proposal] for one in in_the_way(paragraph)],
        "fingerprint": fingerprint(paragraph, None),
        "proposals": {
            key: {
                "spent": is_spent(paragraph, key),
                "fingerprint": fingerprint(paragraph, key),
                "substance": substance(paragraph.wording, paragraph.marks, key),
                "collisions": sorted(collisions(paragraph.wording, paragraph.proposals, key)),
                "goes_with_it": sorted(with_descendants(paragraph.proposals, key)),
                "retained": compose(
                    paragraph.wording, settle_retain(paragraph.wording, paragraph.proposals, key)
                ),
                "dropped": compose(
                    paragraph.wording,
                    settle_drop(paragraph.wording, with_descendants(paragraph.proposals, key)),
                ),
            }
            for key in paragraph.proposals
        },
    }


def vectors() -> dict[str, Any]:
    """By the name of the case in brackets.json."""
    return {case["name"]: vector(paragraph_of(case["paragraph"])) for case in bracket_vectors()["cases"]}


if __name__ == "__main__":
    lines = [
        f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in vectors().items()
    ]
    (VECTORS / "marks.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
