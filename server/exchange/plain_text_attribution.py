"""`[timely - US; G77 delete]`: who wants the words in a bracket, where every name is one of the meeting's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_DASHES: Final = 4
"""So many dashes from the end are tried: names hold none with a space before it."""
_DASH: Final = re.compile(r"(?:(?<=\s)|^)[-–—]\s*")
SLASH: Final = " / "
_RETAINS: Final = re.compile(r"(?P<said>.*?)(?:\s*:\s*|\s+)(?:to )?retains?$", re.IGNORECASE)
_DELETES: Final = re.compile(r"(?P<names>.*?)(?:\s*:\s*|\s+)(?:to )?deletes?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attribution:
    """The bracket's words without the attribution, and codes: who proposes them, who wants them deleted."""

    words: str
    insert: tuple[str, ...]
    delete: tuple[str, ...]

    def __str__(self) -> str:
        """As the exporter writes it, with codes for names."""
        parts = [", ".join(self.insert)] if self.insert else []
        parts += [f"{', '.join(self.delete)}: delete"] if self.delete else []
        return "; ".join(parts)


def read(text: str, delegations: Mapping[str, str]) -> Attribution | None:
    """The attribution at the end of a bracket's words, or None. `delegations`: names in small letters to codes."""
    # Of `[A / B - US]` only B is theirs: a mark cannot say so and be written back, so it stays as it is.
    return None if SLASH in text else _at_the_end(text, delegations)


def alternatives(text: str, delegations: Mapping[str, str]) -> tuple[Attribution, ...]:
    """`changing - EU, G77 retain / promoting - US`: each wording with whose it is; none unless each names somebody."""
    found = []
    for part in text.split(SLASH) if SLASH in text else ():
        said = _RETAINS.match(part.rstrip())
        one = _at_the_end(said["said"] if said else part, delegations)
        if one is None or not one.insert or not one.words.strip():
            return ()
        found.append(one)
    return tuple(found)


def _at_the_end(text: str, delegations: Mapping[str, str]) -> Attribution | None:
    for dash in list(_DASH.finditer(text))[: -_DASHES - 1 : -1]:
        words = text[: dash.start()].rstrip()
        said = text[dash.end() :].strip().removesuffix(".")
        if said and (found := _clauses(said, delegations)):
            return Attribution(words, *found)
    return None


def folded(delegations: Mapping[str, str]) -> dict[str, str]:
    """Names, codes and aliases in small letters, each to the code."""
    return {" ".join(name.casefold().split()): code for name, code in delegations.items()}


def _clauses(said: str, delegations: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    insert: list[str] = []
    delete: list[str] = []
    for place, clause in enumerate(said.split(";")):
        deletes = _DELETES.match(clause.strip())
        # Only the first delegations may stand without a verb: the words are theirs.
        if deletes is None and place:
            return None
        codes = _codes(deletes["names"] if deletes else clause, delegations)
        if not codes:
            return None
        (delete if deletes else insert).extend(codes)
    if len({*insert, *delete}) != len(insert) + len(delete):
        return None
    return tuple(insert), tuple(delete)


def _codes(names: str, delegations: Mapping[str, str]) -> list[str] | None:
    codes: list[str] = []
    for name in names.split(","):
        named = _named(" ".join(name.casefold().split()).removeprefix("and "), delegations)
        if named is None:
            return None
        codes += named
    return codes


def _named(names: str, delegations: Mapping[str, str]) -> list[str] | None:
    """`canada and trinidad and tobago` is two delegations: the longest name at the end goes first."""
    code = delegations.get(names) or delegations.get(names.removeprefix("the "))
    if code is not None:
        return [code]
    for word in re.finditer(" and ", names):
        last = delegations.get(names[word.end() :])
        if last is not None and (before := _named(names[: word.start()], delegations)):
            return [*before, last]
    return None
