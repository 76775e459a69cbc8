"""The delegations that an attribution names: `US, Canada`, `EU and Norway`, `EU/NOR`, `European Union (EU)`."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from server.domain.folding import fold_name

# How delegations are called beside their code, short and full name. Each line is one delegation.
_USUAL: Final = tuple(
    tuple(line.split("|"))
    for line in (
        "EU|E.U.|European Union|European Union and its Member States|EU and its Member States",
        "G77|G-77|G 77|Group of 77|Group of 77 and China|G77 and China|G-77 and China|G77/China|G-77/China|G77+China",
        "USA|US|U.S.|U.S.A.|United States|United States of America",
        "GBR|UK|U.K.|United Kingdom|United Kingdom of Great Britain and Northern Ireland",
        "RUS|RF|Russia|Russian Federation",
        "KOR|ROK|Republic of Korea|South Korea",
        "PRK|DPRK|Democratic People's Republic of Korea",
        "CHN|PRC|China|People's Republic of China",
        "ZAF|RSA|South Africa",
        "SAU|KSA|Saudi Arabia",
        "ARE|UAE|United Arab Emirates",
        "NZL|NZ|New Zealand",
        "COD|DRC|DR Congo|Democratic Republic of the Congo",
        "CAF|CAR|Central African Republic",
        "BIH|BiH|Bosnia and Herzegovina",
        "PNG|Papua New Guinea",
        "IRN|Iran|Iran (Islamic Republic of)|Islamic Republic of Iran",
        "SYR|Syria|Syrian Arab Republic",
        "VEN|Venezuela|Venezuela (Bolivarian Republic of)|Bolivarian Republic of Venezuela",
        "BOL|Bolivia|Bolivia (Plurinational State of)|Plurinational State of Bolivia",
        "TZA|Tanzania|United Republic of Tanzania",
        "MDA|Moldova|Republic of Moldova",
        "LAO|Laos|Lao PDR|Lao People's Democratic Republic",
        "VNM|Viet Nam|Vietnam",
        "TUR|Türkiye|Turkey",
        "CIV|Côte d'Ivoire|Ivory Coast",
        "CPV|Cabo Verde|Cape Verde",
        "CZE|Czechia|Czech Republic",
        "NLD|Netherlands|Netherlands (Kingdom of the)|Kingdom of the Netherlands",
        "FSM|Micronesia|Micronesia (Federated States of)",
        "BRN|Brunei|Brunei Darussalam",
        "PSE|Palestine|State of Palestine",
        "VAT|Holy See",
        "ATG|Antigua and Barbuda",
        "KNA|Saint Kitts and Nevis|St. Kitts and Nevis",
        "STP|Sao Tome and Principe|São Tomé and Príncipe",
        "TTO|Trinidad and Tobago",
        "VCT|Saint Vincent and the Grenadines|St. Vincent and the Grenadines",
    )
)  # fmt: skip
_EVERY_NAME: Final = frozenset(fold_name(name) for line in _USUAL for name in line)
_BETWEEN: Final = re.compile(r"\s*[,;/&+،、，]\s*(?:and\s+)?|\s+(?:and|et|y|und|и)\s+")
_ALSO: Final = re.compile(r"(?P<one>.+?)\s*\((?P<other>[^()]+)\)")
_LONGEST: Final = 8
"""So many parts, at most, make one name: `Bolivia, Plurinational State of`."""
_MOST: Final = 100
"""An attribution with more parts than these is none."""


class Names:
    """By which names a meeting knows its delegations, however they are written."""

    def __init__(self, delegations: Mapping[str, str]) -> None:
        """`delegations`: codes by every name, code and other name that the meeting has."""
        self._codes = {fold_name(name): code for name, code in delegations.items() if fold_name(name)}
        self._looked_up: dict[str, str | None] = {}
        """Folding a name costs more than the rest, and a file says the same names again and again."""
        for line in _USUAL:
            known = {self._codes[one] for name in line if (one := fold_name(name)) in self._codes}
            if len(known) == 1:
                for name in line:
                    self._codes.setdefault(fold_name(name), next(iter(known)))

    def __bool__(self) -> bool:
        return bool(self._codes)

    def codes(self, said: str) -> tuple[str, ...] | None:
        """The delegations that are named one after another; None where anything else is said, or one of them twice."""
        found = self._from(said.strip())
        return tuple(found) if found and len(set(found)) == len(found) else None

    def parted(self, said: str) -> list[tuple[str, str | None]]:
        """
        The names of a list one by one, with the delegation that each means, or None. The longest that is known comes
        first, one that a State has elsewhere too: `Trinidad and Tobago` is one name.
        """
        starts, stops = _pieces(said)
        found: list[tuple[str, str | None]] = []
        at = 0
        while at < len(starts):
            ends = reversed(range(at + 1, min(at + _LONGEST, len(starts)) + 1))
            runs = ((end, said[starts[at] : stops[end - 1]]) for end in ends)
            known = ((end, run) for end, run in runs if self._one(run) or fold_name(run) in _EVERY_NAME)
            end, name = next(known, (at + 1, said[starts[at] : stops[at]]))
            if name.strip():
                found.append((name.strip(), self._one(name)))
            at = end
        return found

    def _from(self, said: str) -> list[str] | None:
        """The longest names come first: `Trinidad and Tobago` is one delegation, `G77 and China` too."""
        starts, stops = _pieces(said)
        if len(starts) > _MOST:
            return None
        rest: list[list[str] | None] = [None] * len(starts) + [[]]
        for at in reversed(range(len(starts))):
            for last in reversed(range(at, min(at + _LONGEST, len(starts)))):
                code = self._one(said[starts[at] : stops[last]])
                after = rest[last + 1]
                if code is not None and after is not None:
                    rest[at] = [code, *after]
                    break
        return rest[0]

    def _one(self, name: str) -> str | None:
        if name not in self._looked_up:
            self._looked_up[name] = self._look_up(name)
        return self._looked_up[name]

    def _look_up(self, name: str) -> str | None:
        said = name.strip()
        if next(iter(said), "a").islower():
            # `the European Union` is named; `nor` is a word, and not Norway.
            rest = said[4:].lstrip() if said.startswith("the ") else said
            return self._of(rest) if rest is not said or len(said) > _LONGEST else None
        return self._of(said)

    def _of(self, said: str) -> str | None:
        for spoken in _spoken(said):
            if (code := self._codes.get(fold_name(spoken))) is not None:
                return code
        also = _ALSO.fullmatch(said)
        if also is None:
            return None
        one, other = (self._codes.get(fold_name(also[part])) for part in ("one", "other"))
        return one if one is not None and one == other else None


def _pieces(said: str) -> tuple[list[int], list[int]]:
    """Where the parts of a list begin and end."""
    ends = [0, *(each for found in _BETWEEN.finditer(said) for each in found.span()), len(said)]
    return ends[::2], ends[1::2]


def _spoken(said: str) -> Iterator[str]:
    yield said
    yield said.removeprefix("The ")
    yield f"{said}."  # The full stop at the end of an attribution is no part of a name, but for this one: `U.S.`
