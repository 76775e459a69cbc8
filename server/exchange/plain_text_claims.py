"""`[agreed ad ref]` at the end of a paragraph: what the file says was agreed. Only the Chair agrees (I22)."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from server.domain.folding import fold_name
from server.domain.shapes import Level
from server.exchange.plain_text_names import Names

_USUAL: Final = {
    "ad_ref": ("agreed ad ref", "agreed ad referendum", "ad ref", "ad referendum", "agreed ad ref."),
    "informals": ("agreed in informals", "agreed in informal consultations", "agreed informally"),
    "agreed": ("agreed",),
}
_LONGEST: Final = 200
_END: Final = re.compile(r"[\[(](?P<said>[^\[\]()]{2,200})[\])]\.?$")
_ENDED: Final = re.compile(r"(?:^|[.;:!?…。；،؛؟,\])”\"’»])\s*$")


def known_levels(levels: Iterable[Level]) -> dict[str, str]:
    """The ids of a text's levels of agreement by all names that they have: those of the text, and the usual ones."""
    known: dict[str, str] = {fold_name(name): "" for names in _USUAL.values() for name in names}
    for level in levels:
        known |= {fold_name(name): level["id"] for name in (*_USUAL.get(level["id"], ()), level["name"])}
    return known


def read(text: str, levels: Mapping[str, str], names: Names) -> tuple[str, dict[str, Any] | None]:
    """
    The words before it, and the claim as `paragraph_added` has it (docs/FORMATS.md). `[agreed]` alone is one only after
    the end of a sentence: before it, it may be a word in a bracket.
    """
    found = _END.search(text[-_LONGEST - 3 :])
    if found is None:
        return text, None
    said = found["said"].strip()
    head, _, rest = said.partition(";")
    level = levels.get(fold_name(head))
    before = text[: len(text) - len(found.group())].rstrip()
    if level is None or (fold_name(head) == "agreed" and not rest and not _ENDED.search(before)):
        return text, None
    pending = rest.strip()
    codes = names.codes(pending[len("pending") :]) if pending.casefold().startswith("pending") else ()
    if rest and not codes:
        # For whom it is pending cannot be read: what is said of it stays, and the Chair sees it.
        codes = ()
    return before, {"said": said, "level": level or None, "pending": list(codes or ())}
