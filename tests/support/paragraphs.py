"""Paragraphs for tests: from the short form that vectors use, and random ones with every kind of mark."""

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from server.domain.delta import normalise
from server.domain.paragraph import Paragraph, paragraph_from_json

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
DELEGATIONS = ("EU", "G77", "US", "PER", "NOR", "UNATTRIBUTED")
# Latin, Arabic with vowel signs, ideographs outside the Basic Multilingual Plane; no bracket among them.
WORDS = ("States ", "shall", " ", "تَتَعاون", "𠀋字", "é", "😀", "should ensure ", ", as appropriate, ", "л")


def bracket_vectors() -> dict[str, Any]:
    """The vectors that the brackets of both languages run."""
    found: dict[str, Any] = json.loads((VECTORS / "brackets.json").read_text("utf-8"))
    return found


def paragraph_of(short: dict[str, Any], **over: Any) -> Paragraph:
    """A paragraph from wording, marks, agreement and proposals without the members that do not matter."""
    proposals = {
        key: {"id": key, "place": None, "tabled_at": "", "settled": None, "settled_with": None, **value}
        for key, value in short["proposals"].items()
    }
    data = {
        "id": "p-vector", "kind": "operative", "depth": 1, "label": "1", "marker": "1.", "relation": None,
        "of": None, "wording": short["wording"], "marks": short["marks"], "proposals": proposals,
        "positions": {}, "agreement": short.get("agreement"), "barrier": 0, "reopened": None, "hold": None,
        "withdrawn": None, "added": 1, "changed": 1,
    }  # fmt: skip  # One member a line would bury what matters.
    return paragraph_from_json({**data, **over})


@st.composite
def paragraphs(draw: st.DrawFn, /, **over: Any) -> Paragraph:
    """Any paragraph that the rules allow, and more: nested, crossing, merged and whole-paragraph marks."""
    count = draw(st.integers(0, 7))
    proposals: dict[str, Any] = {}
    for index in range(count):
        above = [key for key, value in proposals.items() if value["kind"] == "wording"]
        proposals[f"p{index}"] = {
            "parent": draw(st.sampled_from([None, *above])),
            "kind": draw(
                st.sampled_from(["wording", "wording", "wording", "reservation", "reservation", "deletion"])
            ),
            "sponsors": draw(st.lists(st.sampled_from(DELEGATIONS), min_size=1, max_size=3, unique=True)),
            "set": None,
            "status": draw(st.sampled_from(["live", "live", "live", "retained"])),
            "tabled": index + 1,
        }
    live = [key for key, value in proposals.items() if value["status"] == "live"]
    wordings = [key for key in live if proposals[key]["kind"] == "wording"]
    reserving = [key for key in live if proposals[key]["kind"] == "reservation"]
    marks: dict[str, Any] = {}
    roots = [key for key in wordings if proposals[key]["parent"] is None]
    if roots and draw(st.integers(0, 5)) == 0:
        marks["ins"] = draw(st.sampled_from(roots))
    marks |= {f"del:{key}": True for key in live if proposals[key]["kind"] == "deletion"}
    runs = []
    for _ in range(draw(st.integers(0, 9))):
        attributes: dict[str, Any] = {}
        if draw(st.booleans()) and wordings:
            attributes["ins"] = draw(st.sampled_from(wordings))
        # Nobody marks their own words for deletion: they delete them. What amends a proposed paragraph stands in it.
        own = {attributes.get("ins"), marks.get("ins")}
        struck = [key for key in wordings if key not in own and draw(st.integers(0, 4)) == 0]
        attributes |= {f"del:{key}": True for key in struck}
        attributes |= {f"brk:{key}": True for key in reserving if draw(st.integers(0, 2)) == 0}
        if draw(st.integers(0, 5)) == 0:
            attributes[draw(st.sampled_from(["bold", "italic"]))] = True
        content = draw(st.sampled_from([*WORDS, {"footnote": "p-note1"}, {"blank": True}]))
        runs.append({"insert": content, "attributes": attributes} if attributes else {"insert": content})
    return paragraph_of({"wording": normalise(runs), "marks": marks, "proposals": proposals}, **over)
