"""
What a delegation may be called. Its names stand in brackets, where people read what it wants, in plain files too: no
name closes a bracket, says what somebody wants with the words, or looks like that of another delegation.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Final

from server.domain.folding import fold_name
from server.domain.typed_brackets import is_bracket
from server.services.lookalikes import as_latin, hides, readings, scripts_mixed
from server.services.registry import Delegation, Taken

_PARTING: Final = re.compile(r"[:;\u037e\u02d0\u055d\u061b\u1361\u1364\u1365\u1366\u204f\u2236\ua789]")
"""Colons and semicolons, once narrow and wide ones are one: they stand between names and what these want."""
_WISHES: Final = frozenset(
    [
        "delete",
        "deletes",
        "deleted",
        "deletion",
        "retain",
        "retains",
        "retained",
        "agreed",
        "pending",
        "reserves",
        "unattributed",
    ]
)
"""Words by which a bracket or a note says what somebody wants, or where a paragraph stands."""
_ROOM: Final = frozenset(
    [
        "adref",
        "agree",
        "bracket",
        "brackets",
        "chair",
        "chairman",
        "chairperson",
        "chairs",
        "chairwoman",
        "cochair",
        "cochairs",
        "insert",
        "move",
        "reserve",
        "secretariat",
        "support",
        "supports",
    ]
)
"""Names that would say so alone, and who sits at the table without being a delegation."""
_ARTICLE: Final = re.compile(r"the ")
_LISTED: Final = re.compile(r"[,/&]")
_DASHED: Final = re.compile(r"(?<=\s)-\s")


def check_names(delegation: Delegation, known: Delegation | None) -> None:
    """
    Refuses a delegation whose code or names cannot stand in a bracket. Those that it has already (`known`) stay. Raises
    Taken.
    """
    for name in sorted(names_of(delegation) - (names_of(known) if known else set())):
        reason = _fault(name)
        if reason is not None:
            raise Taken(f"No delegation can be called “{name}”: {reason}")


def check_apart(delegations: Iterable[Delegation], new: Collection[str]) -> None:
    """Refuses a delegation of the codes in `new` that is called as another one is, nearly so, or as several (Taken)."""
    called: dict[str, Delegation] = {}
    listed = list(delegations)
    # Those that are there come first, so that it is the new one that is refused.
    for delegation in sorted(listed, key=lambda each: each.code in new):
        for name in sorted({look for each in names_of(delegation) for look in _looks(each)}):
            other = called.setdefault(name, delegation)
            if other is not delegation and delegation.code in new:
                raise Taken(
                    f"{delegation.code} ({delegation.short}) and {other.code} ({other.short}) are called by names "
                    "that look alike: each delegation needs a code and names of its own."
                )
    for delegation in listed:
        for name in names_of(delegation) if delegation.code in new else ():
            others = {name for name, other in called.items() if other is not delegation}
            if _lists(name, others):
                raise Taken(f"“{name}” reads as if other delegations were named.")


def names_of(delegation: Delegation) -> set[str]:
    """The code and the names of a delegation."""
    return {delegation.code, delegation.short, delegation.name}


def _fault(name: str) -> str | None:
    """Why a name cannot stand in a bracket: the second half of a sentence."""
    plain = unicodedata.normalize("NFKC", name)
    if any(is_bracket(each) for each in name + plain):
        return "square brackets, and what looks like one, stand around words that are not agreed."
    if _PARTING.search(plain):
        return "colons and semicolons stand between delegations and what they want."
    if hides(name):
        return "it holds a character that is not seen."
    if not _words(fold_name(as_latin(name))):
        return "it needs letters or digits."
    if any(_is_of_the_room(_words(read)) for read in readings(fold_name(as_latin(name)))):
        return "this is a word of the room, and would be read as one."
    for word in _words(plain):
        if scripts := scripts_mixed(word):
            mixed = " and ".join(script.capitalize() for script in scripts)
            return f"“{word}” mixes {mixed}, which look alike."
    return None


def _is_of_the_room(words: list[str]) -> bool:
    said = words[1:] if words[0] == "the" else words
    return not _WISHES.isdisjoint(words) or "adref" in "".join(words) or "".join(said) in _ROOM | _WISHES


def _lists(name: str, others: Collection[str]) -> bool:
    """Whether a name reads as several others, `EU, Norway`, or as an attribution, `shall - EU`."""
    folded = fold_name(as_latin(name))
    parts = _LISTED.split(folded)
    last = _DASHED.split(folded)
    several = len(parts) > 1 and all(_look(part) in others for part in parts)
    return several or (len(last) > 1 and _look(last[-1]) in others)


def _looks(name: str) -> set[str]:
    """A name folded; and as it looks, whatever script its letters are of, without signs and article."""
    return {fold_name(name), *map(_look, readings(fold_name(as_latin(name))))}


def _look(folded: str) -> str:
    return "".join(
        _words(_ARTICLE.sub("", folded.strip(), count=1) if folded.strip().startswith("the ") else folded)
    )


def _words(name: str) -> list[str]:
    """Letters and digits, with the marks that they carry, between anything else."""
    return "".join(each if unicodedata.category(each)[0] in "LMN" else " " for each in name).split()
