"""`[timely - US; G77 delete]`, `[EU: timely]`, `[timely (EU)]`: who wants the words, where every name is known."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from server.exchange.plain_text_names import Names

_DASHES: Final = 4
"""So many dashes from the end are tried: names hold none with a space before it."""
_DASH: Final = re.compile(r"(?:(?<=\s)|^)[-–—]\s*")
SLASH: Final = " / "
_EXPORTED: Final = re.compile(" – ")
_LONGEST: Final = 400
"""An attribution is not longer."""
_RETAINS: Final = re.compile(r"(?P<said>.*?)(?:\s*:\s*|\s+)(?:to )?retains?$", re.IGNORECASE)
_DELETES: Final = re.compile(r"(?P<names>.*?)(?:\s*:\s*|\s+)(?:to )?deletes?$", re.IGNORECASE)
_IN_FRONT: Final = re.compile(r"\s*(?P<names>[^:：]{1,200})[:：](?!//)\s*(?P<words>.*)", re.DOTALL)
_VERB: Final = re.compile(r"(?:to )?(?:deletes?|retains?|brackets?|reserves?|supports?)\b", re.IGNORECASE)
_ENDED: Final = re.compile(r"[.;:!?…。；،؛؟,][)\]\"”’»*]*\s*\Z")
_PROPER: Final = re.compile(r"[^\W\d_][\w’'.\-]*")
_SMALL: Final = frozenset(
    {"of", "the", "and", "de", "du", "des", "la", "las", "los", "del", "da", "y", "et", "e"}
)
_ELIDED: Final = re.compile(r"(?:d|l)[’'ʼ](?=\w)")
_NO_PARTY: Final = frozenset(
    {
        "note", "notes", "nota", "notas", "title", "alt", "alternative", "alternatives", "option", "options", "opción",
        "variant", "tbd", "tbc", "nb", "op", "pp", "chapeau", "comment", "comments", "remark", "footnote", "example",
        "placeholder", "definition", "rationale", "reason", "article", "annex", "chapter", "section", "part", "para",
        "paragraph", "preamble", "примечание", "вариант", "注", "备注", "說明", "说明", "备选案文", "案文",
        "ملاحظة", "ملاحظات", "الخيار", "خيار", "البديل", "بديل",
    }
)  # fmt: skip
"""A name does not begin or end with these: `Option A`, `Drafting Note`."""
_MOST_WORDS: Final = 6
_LONGEST_NAME: Final = 40
"""Characters of a name in a script without capital letters, which nothing else tells from wording."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """
    The bracket's words without the attribution, and codes: who proposes them, who wants them deleted. `unmatched`: the
    names beside these that no delegation has, which stay among the words.
    """

    words: str
    insert: tuple[str, ...]
    delete: tuple[str, ...]
    unmatched: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As the exporter writes it, with codes for names."""
        parts = [", ".join(self.insert)] if self.insert else []
        parts += [f"{', '.join(self.delete)}: delete"] if self.delete else []
        return "; ".join(parts)


def read(text: str, names: Names, *, whole: bool = False) -> Attribution | None:
    """
    The attribution at the end of a bracket's words, after a dash or in parentheses, or None. `whole`: the bracket
    stands around a paragraph.
    """
    # Of `[A / B - US]` only B may be theirs: a mark cannot say so and be written back, so it stays as it is. Nobody
    # offers two paragraphs so. The exporter's dash is that of a delegation whose words have a slash.
    if SLASH in text and not whole:
        found = _at_the_end(text, names)
        exported = found is not None and _EXPORTED.match(text, len(found.words))
        return found if exported and not any(map(_DASH.search, text.split(SLASH)[:-1])) else None
    return _at_the_end(text, names) or _in_parentheses(text, names)


def unclear(text: str, names: Names) -> bool:
    """Whether a bracket's words are wordings with a slash between, of which only one says whose it is."""
    if SLASH not in text:
        return False
    return bool(_at_the_end(text, names) or _in_parentheses(text, names)) or any(
        in_front(part, names) or _at_the_end(part, names) for part in text.split(SLASH)
    )


def in_front(text: str, names: Names) -> Attribution | None:
    """`EU, US: shall`: the attribution with which a bracket's words begin. A verb after it says something else."""
    found = _IN_FRONT.fullmatch(text)
    if found is None or _VERB.match(found["words"]) or SLASH in text:
        return None
    codes = names.codes(found["names"])
    return Attribution(found["words"], codes, ()) if codes else None


def alternatives(text: str, names: Names) -> tuple[Attribution, ...]:
    """`changing - EU, G77 retain / promoting - US`: each wording with whose it is; none unless each names somebody."""
    found = []
    for part in text.split(SLASH) if SLASH in text else ():
        said = _RETAINS.match(part.rstrip())
        one = _at_the_end(said["said"] if said else part, names) or in_front(part, names)
        if one is None or not one.insert or not one.words.strip():
            return ()
        found.append(one)
    return tuple(found)


def of_paragraph(text: str, names: Names) -> Attribution | None:
    """
    `Retain. (Austria, Poland)`, `Retain. – Austria`: whose a whole paragraph is. One name after words that do not end
    a sentence may say where a place is, `in Vienna (Austria)`: it is none.
    """
    if text.endswith("]"):
        return None
    stop = text[-1:] if text[-1:] in ".;," else ""
    bare = text[: len(text) - len(stop)]
    found = _in_parentheses(bare, names)
    if found is not None and not _ENDED.search(found.words) and len(found.insert) < 2:
        return None
    if found is None and (found := _at_the_end(bare, names)) is not None and not _ENDED.search(found.words):
        return None
    if found is None or not any(map(str.isalnum, found.words)) or found.delete:
        return None
    return Attribution(found.words + stop, found.insert, ())


def clauses(said: str, names: Names) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """`US; G77, Canada: delete`: who wants the words, who wants them deleted; None where anything is unclear."""
    if len(said) > _LONGEST:
        return None
    insert: list[str] = []
    delete: list[str] = []
    for place, clause in enumerate(said.split(";")):
        deletes = _DELETES.match(clause.strip())
        # Only the first delegations may stand without a verb: the words are theirs.
        if deletes is None and place:
            return None
        codes = names.codes(deletes["names"] if deletes else clause)
        if not codes:
            return None
        (delete if deletes else insert).extend(codes)
    if len({*insert, *delete}) != len(insert) + len(delete):
        return None
    return tuple(insert), tuple(delete)


def unmatched_of_paragraph(text: str, names: Names) -> tuple[str, ...]:
    """The unknown names of parentheses at the end of a paragraph of which others are known: `(Austria, Narnia)`."""
    words, said = _parted(text.rstrip(".;,"))
    return _missing(said, names, alone=False) if _ENDED.search(words) else ()


def unmatched(text: str, names: Names) -> tuple[str, ...]:
    """The names that look like an attribution of a bracket's words, but that no delegation of the meeting has."""
    front = _IN_FRONT.fullmatch(text)
    if front is not None and (missing := _missing(front["names"], names, alone=True)):
        return missing
    dashes = list(_DASH.finditer(text))
    if dashes and (missing := _missing(text[dashes[-1].end() :], names, alone=True)):
        return missing
    _, said = _parted(text)
    return _missing(said, names, alone=False)


def partly(text: str, names: Names) -> Attribution | None:
    """
    `NOR, Atlantis: shall`, `shall – NOR, Atlantis`: the attribution to those of a list that are known. The others stay
    where they are among the words.
    """
    if SLASH in text:
        return None
    front = _IN_FRONT.fullmatch(text)
    if front is not None and not _VERB.match(front["words"]) and (found := _known(front["names"], names)):
        return replace(found, words=f"{found.words}: {front['words']}")
    dashes = list(_DASH.finditer(text))
    if dashes and (found := _known(text[dashes[-1].end() :], names)):
        return replace(found, words=text[: dashes[-1].end()] + found.words)
    words, said = _parted(text)
    found = _known(said, names)
    return replace(found, words=f"{words} ({found.words})") if found else None


def _known(said: str, names: Names) -> Attribution | None:
    """To those of a list that are known, if the others look like names: these are the words that are left of it."""
    bare = said.strip().removesuffix(".")
    # With a verb, or several clauses, the words may be those of the delegation that is not known.
    if ";" in bare or _names_of(bare) != bare or not (missing := _missing(bare, names, alone=False)):
        return None
    codes = tuple(code for _, code in names.parted(bare) if code)
    return Attribution(", ".join(missing), codes, (), missing) if len({*codes}) == len(codes) else None


def _missing(said: str, names: Names, *, alone: bool) -> tuple[str, ...]:
    """The unknown names of what may be an attribution. `alone`: also where none of them is known."""
    if not 0 < len(said.strip()) <= _LONGEST:
        return ()
    bare = [_names_of(clause) for clause in said.strip().removesuffix(".").split(";")]
    parted = [one for clause in bare for one in names.parted(clause)]
    missing = tuple(name for name, code in parted if code is None)
    likely = (alone or len(missing) < len(parted)) and all(map(_is_proper, missing))
    return missing if likely else ()


def _is_proper(name: str) -> bool:
    """
    Whether it may be a name: capital letters but for `of`, `d’` and the like, and few of them. In a script without
    capital letters: a few words.
    """
    words = name.replace("(", " ").replace(")", " ").split()
    large = [word for word in words if word.casefold() not in _SMALL]
    if not large or len(words) > _MOST_WORDS or {large[0].casefold(), large[-1].casefold()} & _NO_PARTY:
        return False
    if not all(map(_PROPER.fullmatch, large)):
        return False
    if not any(map(_has_case, name)):
        return len(name) <= _LONGEST_NAME
    return all(_ELIDED.sub("", word, count=1)[0].isupper() for word in large)


def _has_case(sign: str) -> bool:
    return sign.lower() != sign.upper()


def _names_of(clause: str) -> str:
    found = _DELETES.match(clause.strip()) or _RETAINS.match(clause.strip())
    return found[1] if found else clause.strip()


def _at_the_end(text: str, names: Names) -> Attribution | None:
    for dash in list(_DASH.finditer(text))[: -_DASHES - 1 : -1]:
        words = text[: dash.start()].rstrip()
        said = text[dash.end() :].strip().removesuffix(".")
        if said and (found := clauses(said, names)):
            return Attribution(words, *found)
    return None


def _in_parentheses(text: str, names: Names) -> Attribution | None:
    words, said = _parted(text)
    found = clauses(said.strip().removesuffix("."), names) if said.strip() else None
    return Attribution(words, *found) if found else None


def _parted(text: str) -> tuple[str, str]:
    """Words, and what stands in the parentheses that end them; empty where none do."""
    bare = text.rstrip()
    depth = 0
    for at in range(len(bare) - 1, max(-1, len(bare) - _LONGEST), -1):
        depth += {")": 1, "(": -1}.get(bare[at], 0)
        if depth == 0:
            return (bare[:at].rstrip(), bare[at + 1 : -1]) if bare[at] == "(" else ("", "")
    return "", ""


def tabled(
    proposal: str, parent: str | None, kind: str, sponsors: Iterable[str], beside: str | None = None
) -> dict[str, Any]:
    """A proposal that comes with its paragraph, as docs/FORMATS.md has it."""
    return {
        "id": proposal,
        "parent": parent,
        "kind": kind,
        "sponsors": list(sponsors),
        "set": beside,
        "place": None,
    }
