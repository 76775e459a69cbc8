"""How many combining marks a letter of a wording can come to carry, whichever proposals are retained or go (W29).

A proposal's letter between two stacks parts them only as long as it stands: settling asks no gate, so that it is asked
before. Marks go with the words of their proposal; a letter of base text goes where its deletion is retained.
"""

from typing import Final

from server.domain.characters import marks_at_ends, marks_stacked
from server.domain.delta_ops import Delta, Op

_FIXED: Final = ""
"""The owner of what no proposal takes away."""


def most_marks(wording: Delta) -> int:
    """
    The most marks of one letter, in a wording and in what settling can leave of it; not below that, and above only
    where words begin with a mark.
    """
    texts = [op["insert"] if isinstance(op["insert"], str) else " " for op in wording]
    if all(text.isascii() for text in texts):
        return 0
    most = max(map(marks_stacked, texts))
    # For each owner the marks since its last letter: what others have between them can go.
    since: dict[str, int] = {}
    total = 0
    for op, text in zip(wording, texts, strict=True):
        owner, (before, behind, has_letters) = _owner(op), marks_at_ends(text)
        if before:
            since[owner] = since.get(owner, 0) + before
            total += before
            most = max(most, total)
        if has_letters and owner == _FIXED:
            since, total = {}, 0
        if has_letters:
            total += behind - since.get(owner, 0)
            since[owner] = behind
    return most


def _owner(op: Op) -> str:
    """Those who can take a run away, each by itself."""
    attributes = op.get("attributes") or {}
    marks = sorted(key for key in attributes if key.startswith("del:"))
    return " ".join([*([attributes["ins"]] if "ins" in attributes else []), *marks]) or _FIXED
