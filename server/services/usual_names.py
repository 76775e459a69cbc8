"""How delegations are called beside their code, short and full name, in files and by note-takers."""

from collections.abc import Iterable, Mapping
from typing import Final

from server.domain.folding import fold_name
from server.services.delegation_names import names_of
from server.services.registry import Delegation

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
"""Each line is one delegation."""
_FOLDED: Final = frozenset(fold_name(name) for line in _USUAL for name in line)


def is_usual(name: str) -> bool:
    """Whether some State or group is called so, in this meeting or not."""
    return fold_name(name) in _FOLDED


def usual_names(codes: Mapping[str, str]) -> dict[str, str]:
    """The usual names of a meeting's delegations with their codes. `codes`: codes by folded names."""
    found: dict[str, str] = {}
    for line in _USUAL:
        known = {codes[one] for name in line if (one := fold_name(name)) in codes}
        if len(known) == 1:
            code = next(iter(known))
            found |= {name: code for name in line if fold_name(name) not in codes}
    return found


def usual_by_code(delegations: Iterable[Delegation]) -> dict[str, list[str]]:
    """The usual names of each delegation that has some beside its own."""
    codes = {fold_name(name): each.code for each in delegations for name in names_of(each)}
    found: dict[str, list[str]] = {}
    for name, code in usual_names(codes).items():
        found.setdefault(code, []).append(name)
    return found
