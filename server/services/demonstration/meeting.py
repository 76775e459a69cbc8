"""The demonstration meeting: its facts, delegations and accounts. The meeting and all positions in it are invented."""

from typing import Final

from server.services.registry import Delegation, DelegationKind, Role

MEETING: Final = "m-demonstration"
TEXT: Final = "t-demonstration"
SLUG: Final = "demonstration"
PASSWORD: Final = "early-warning"  # noqa: S105 - printed for everybody who asked for the demonstration.

BODY: Final = "Intergovernmental expert group on early warning of river floods"
SESSION: Final = "Third session"
TITLE: Final = "Preliminary conclusions and recommendations"
PLACE: Final = "Vienna"
TIME_ZONE: Final = "Europe/Vienna"
SYMBOL: Final = "EWF/3/AP"

# Code, short name, formal name.
_STATES: Final = (
    ("ARG", "Argentina", "the Argentine Republic"),
    ("AUS", "Australia", "Australia"),
    ("AUT", "Austria", "the Republic of Austria"),
    ("BGD", "Bangladesh", "the People's Republic of Bangladesh"),
    ("BOL", "Bolivia (Plurinational State of)", "the Plurinational State of Bolivia"),
    ("BRA", "Brazil", "the Federative Republic of Brazil"),
    ("CAN", "Canada", "Canada"),
    ("CHL", "Chile", "the Republic of Chile"),
    ("CHN", "China", "the People's Republic of China"),
    ("COL", "Colombia", "the Republic of Colombia"),
    ("EGY", "Egypt", "the Arab Republic of Egypt"),
    ("ETH", "Ethiopia", "the Federal Democratic Republic of Ethiopia"),
    ("FRA", "France", "the French Republic"),
    ("DEU", "Germany", "the Federal Republic of Germany"),
    ("GHA", "Ghana", "the Republic of Ghana"),
    ("IND", "India", "the Republic of India"),
    ("IDN", "Indonesia", "the Republic of Indonesia"),
    ("JPN", "Japan", "Japan"),
    ("KEN", "Kenya", "the Republic of Kenya"),
    ("MEX", "Mexico", "the United Mexican States"),
    ("MAR", "Morocco", "the Kingdom of Morocco"),
    ("NLD", "Netherlands (Kingdom of the)", "the Kingdom of the Netherlands"),
    ("NOR", "Norway", "the Kingdom of Norway"),
    ("PAK", "Pakistan", "the Islamic Republic of Pakistan"),
    ("PER", "Peru", "the Republic of Peru"),
    ("PHL", "Philippines", "the Republic of the Philippines"),
    ("KOR", "Republic of Korea", "the Republic of Korea"),
    ("ZAF", "South Africa", "the Republic of South Africa"),
    ("CHE", "Switzerland", "the Swiss Confederation"),
    ("USA", "United States of America", "the United States of America"),
)

_GROUPS: Final = (
    ("EU", "EU", "the European Union and its member States", ("AUT", "FRA", "DEU", "NLD")),
    (
        "G77",
        "G77 and China",
        "the Group of 77 and China",
        (
            *("ARG", "BGD", "BOL", "BRA", "CHL", "CHN", "COL", "EGY", "ETH", "GHA"),
            *("IND", "IDN", "KEN", "MAR", "PAK", "PER", "PHL", "ZAF"),
        ),
    ),
)

_OBSERVERS: Final = (("OBS", "Observer organization", "an observer organization"),)

# Sign-in name, name, role, delegation.
ACCOUNTS: Final[tuple[tuple[str, str, Role, str | None], ...]] = (
    ("chair", "Ingrid Solberg", "chair", None),
    ("secretariat", "Tomás Ferrer", "secretariat", None),
    ("eu", "Claire Dumont", "delegate", "EU"),
    ("japan", "Haruka Mori", "delegate", "JPN"),
    ("peru", "Lucía Quispe", "delegate", "PER"),
    ("observer", "Samuel Okoro", "observer", "OBS"),
)


def delegations() -> list[Delegation]:
    """The meeting's list: States by name, observers, then the groups after their members."""
    rows: list[tuple[str, str, str, DelegationKind, tuple[str, ...]]] = [
        *((code, short, name, "state", ()) for code, short, name in _STATES),
        *((code, short, name, "observer", ()) for code, short, name in _OBSERVERS),
        *((code, short, name, "group", members) for code, short, name, members in _GROUPS),
    ]
    return [
        Delegation(MEETING, code, short, name, kind, place, members)
        for place, (code, short, name, kind, members) in enumerate(rows, 1)
    ]
