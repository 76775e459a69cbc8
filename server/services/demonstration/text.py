"""The text that the demonstration begins with, before anybody proposes anything: written for this purpose."""

from typing import Final

# Kind, label, depth, wording. A heading's depth is its level; lettered sub-paragraphs stand one deeper.
PARAGRAPHS: Final[tuple[tuple[str, str, int, str], ...]] = (
    ("heading", "", 1, "Preamble"),
    ("preambular", "PP1", 1, "Recalling that floods reach more people than any other natural hazard,"),
    (
        "preambular",
        "PP2",
        1,
        "Convinced that a warning has value only where it is received, understood and acted upon in time,",
    ),
    (
        "preambular",
        "PP3",
        1,
        "Noting with appreciation the contributions that States and observers made at its first two sessions,",
    ),
    ("heading", "I", 1, "Understanding flood risk"),
    (
        "operative",
        "1",
        1,
        "States should keep up-to-date maps of areas at risk of flooding and make them available to the public.",
    ),
    (
        "operative",
        "2",
        1,
        "Maps of flood risk should show not only how often water may come, but also how deep and how fast.",
    ),
    (
        "operative",
        "3",
        1,
        "States should review their maps after each major flood, and in any case every ten years.",
    ),
    (
        "operative",
        "4",
        1,
        "Local knowledge of past floods should be recorded and taken into account when maps are drawn.",
    ),
    ("operative", "5", 1, "When drawing up maps of flood risk, States should consider:"),
    ("lettered", "5 (a)", 2, "The places where people live, learn and are cared for;"),
    ("lettered", "5 (b)", 2, "The roads, bridges and power lines on which rescue depends;"),
    ("lettered", "5 (c)", 2, "Changes in rainfall and in land use that can be foreseen."),
    ("heading", "II", 1, "Observation and data"),
    (
        "operative",
        "6",
        1,
        "States should maintain networks that measure rainfall and river levels without interruption.",
    ),
    (
        "operative",
        "7",
        1,
        "Measuring stations should be placed so that a rise of water upstream is known downstream in good time.",
    ),
    (
        "operative",
        "8",
        1,
        (
            "Data needed for warnings should be exchanged free of charge and without delay among States that "
            "share a river."
        ),
    ),
    (
        "operative",
        "9",
        1,
        (
            "States should agree on common formats for the exchange of hydrological data, building on existing "
            "standards."
        ),
    ),
    (
        "operative",
        "10",
        1,
        "Records of past river levels should be rescued from paper, digitized and kept safe.",
    ),
    (
        "operative",
        "11",
        1,
        "Satellite images should be used where stations on the ground are few, and verified wherever possible.",
    ),
    (
        "operative",
        "12",
        1,
        "States should ensure that their services can forecast floods for the rivers that cross their territory.",
    ),
    ("heading", "III", 1, "Warning and communication"),
    (
        "operative",
        "13",
        1,
        "A single authority should be responsible for issuing warnings, and the public should know which it is.",
    ),
    (
        "operative",
        "14",
        1,
        "Warnings should say in plain words what is expected, where, when, and what people should do.",
    ),
    (
        "operative",
        "15",
        1,
        (
            "Warnings should be issued in the languages spoken in the area and in forms that persons with "
            "disabilities can use."
        ),
    ),
    (
        "operative",
        "16",
        1,
        "Providers of mobile telephone services should transmit warnings to all devices in the area at risk.",
    ),
    (
        "operative",
        "17",
        1,
        "Sirens, radio and messengers should be kept ready for the case that electronic networks fail.",
    ),
    (
        "operative",
        "18",
        1,
        "Exercises should be held at least once a year, and schools should take part in them.",
    ),
    (
        "operative",
        "19",
        1,
        "After each flood, States should ask those who were warned whether the warning helped them.",
    ),
    ("heading", "IV", 1, "Cooperation across borders"),
    (
        "operative",
        "20",
        1,
        "States that share a river should designate contact points that can be reached at all hours.",
    ),
    (
        "operative",
        "21",
        1,
        "A State that releases water from a dam should inform States downstream in advance.",
    ),
    (
        "operative",
        "22",
        1,
        "River commissions should be invited to prepare joint forecasts for the whole of their basins.",
    ),
    (
        "operative",
        "23",
        1,
        "States should facilitate the entry of rescue teams and their equipment after a flood.",
    ),
    (
        "operative",
        "24",
        1,
        "Differences about the use of a river should not hinder the exchange of warnings.",
    ),
    ("heading", "V", 1, "Capacity and finance"),
    (
        "operative",
        "25",
        1,
        (
            "Developed countries should provide financial and technical support for warning systems in developing "
            "countries."
        ),
    ),
    (
        "operative",
        "26",
        1,
        "Training for forecasters should be offered regionally, in the languages of those trained.",
    ),
    (
        "operative",
        "27",
        1,
        "Equipment should be chosen so that it can be maintained locally with the means available.",
    ),
    (
        "operative",
        "28",
        1,
        "States should set aside a share of their budgets for maintaining what has been installed.",
    ),
    ("heading", "VI", 1, "Follow-up"),
    (
        "operative",
        "29",
        1,
        "The Secretariat should compile good practices and circulate them in the six official languages.",
    ),
    (
        "operative",
        "30",
        1,
        "States should report every two years on progress made in applying these recommendations.",
    ),
    (
        "operative",
        "31",
        1,
        "The expert group should meet again in two years to review the present conclusions.",
    ),
)

FOOTNOTE: Final = "Report of the second session, paragraph 17."
