"""`[agreed ad ref]` at the end of a paragraph: what the file says was agreed. Only the Chair agrees (I22)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from server.domain.folding import fold_name
from server.domain.numbering import Place, full_labels
from server.domain.paragraph import HEADING
from server.domain.readings import content_text
from server.domain.shapes import Level
from server.exchange.plain_text_names import Names

_USUAL: Final = {
    "ad_ref": ("agreed ad ref", "agreed ad referendum", "ad ref", "ad referendum", "agreed ad ref."),
    "informals": ("agreed in informals", "agreed in informal consultations", "agreed informally"),
    "agreed": ("agreed",),
}
_LONGEST: Final = 200
_PARAGRAPH: Final = "paragraph "
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
    return before, {"said": said, "level": level or None, "pending": _pending(rest.strip(), names)}


def _pending(said: str, names: Names) -> list[str]:
    """
    `pending Kenya, paragraph 6`: codes, and names of paragraphs, which `settle` knows. Nothing where some of it is
    neither: what is said of it stays, and the Chair sees it.
    """
    listed = said[len("pending") :] if said.casefold().startswith("pending") else ""
    found = list(names.codes(listed) or ())
    for part in () if found else map(str.strip, listed.split(",")):
        if part.casefold().startswith(_PARAGRAPH):
            found.append(part)
        elif known := names.codes(part):
            found += known
        elif found and found[-1].casefold().startswith(_PARAGRAPH):
            # The paragraph is named with its section: `paragraph Article 3, 1`.
            found[-1] += f", {part}"
        else:
            return []
    return list(dict.fromkeys(found))


def settle(paragraphs: Sequence[dict[str, Any]], at_once: int) -> None:
    """
    Puts the ids of paragraphs for their names, where a claim is pending these. `at_once`: so many paragraphs come in
    with one command, which can name no later ones.
    """
    places = (
        Place(one["paragraph"], one["label"], one["depth"] if one["kind"] == HEADING else 0, _words(one))
        for one in paragraphs
    )
    ids = {fold_name(_PARAGRAPH + label): paragraph for paragraph, label in full_labels(places).items()}
    command = {one["paragraph"]: at // at_once for at, one in enumerate(paragraphs)}
    for one in paragraphs:
        if "claim" in one:
            named = [ids.get(fold_name(each), each) for each in one["claim"]["pending"]]
            last = command[one["paragraph"]]
            others = (each for each in named if each != one["paragraph"] and command.get(each, 0) <= last)
            pending = [each for each in others if not each.casefold().startswith(_PARAGRAPH)]
            one["claim"] = one["claim"] | {"pending": pending}


def _words(heading: dict[str, Any]) -> str:
    return "".join(content_text(op["insert"]) for op in heading["wording"])[:40].strip()
