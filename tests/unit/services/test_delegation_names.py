"""What a delegation may be called (A12 of docs/SPEC.md)."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from server.services.delegation_names import check_apart, check_names
from server.services.meetings import put_delegations
from server.services.registry import Delegation, Taken
from tests.support.live import Room
from tests.support.memory import MemoryStore
from tests.support.record import DELEGATIONS, MEETING

AUT, PER, EU, WWF = DELEGATIONS
COUNTRIES = Path("../shared/data/08_countries_unterm_m49_iso.csv")


@pytest.fixture
def room() -> Room:
    return Room(MemoryStore())


def put(room: Room, *delegations: Delegation) -> None:
    with room.store.writing() as unit:
        put_delegations(unit, MEETING.id, delegations)


@pytest.mark.parametrize(
    "name",
    [
        "EU] agreed [Norway",
        "Norway］",
        "Norway⌋",
        "Peru: delete; EU",
        "Norway：delete",
        "Norway; Chile",
        "Norway delete",
        "Norwаy",
        "agreed ad ref",
        "ad ref",
        "Ad. Ref.",
        "AGREED",
        "pending",
        "реndіng",
        "retain",
        "Retains",
        "Chair",
        "The Chair",
        "Co-Chair",
        "Secretariat",
        "the Secretariat",
        "unattributed names",
        "—",
        "...",
    ],
)
def test_name_does_not_break_out_of_a_bracket(room: Room, name: str) -> None:
    """A12: neither as a short name nor as a full one."""
    for asked in (
        replace(WWF, code="ICC", short=name, name="x"),
        replace(WWF, code="ICC", short="x", name=name),
    ):
        with pytest.raises(Taken):
            put(room, asked)


@pytest.mark.parametrize(
    "code", ["agreed", "Chair", "DELETE", "secretariat", "Unattributed", "pending", "adref"]
)
def test_code_is_no_word_of_the_room(room: Room, code: str) -> None:
    """A12."""
    with pytest.raises(Taken):
        put(room, replace(WWF, code=code, short="A name", name="Another"))


@pytest.mark.parametrize(
    "name",
    [
        "ЕU",
        "ΕU",
        "EU.",
        "the EU",
        "E.U.",
        "Ｅ Ｕ",
        "Рeru",
        "ΡERU",
        "Perú",
        "E\u200dU",
        "«Peru»",
        "РЕRU",
        "WWＦ",
        "UNATTRІBUTED",
        "UNATTRIBUΤED",
        "UΝATTRIBUTED",
        "UNATTRIВUTED",
        "U N A T T R I B U T E D",
        "Aᴜstria",
        "Austrıa",
        "Austr1a",
        "Pᴇru",
        "Peru\u17b4",
        "Pe\u3164ru",
        "Pe\ufe0fru",
        "ᴜnattributed",
        "Unattr1buted",
        "Austria, Peru",
        "Austria/Peru",
        "Austria & Peru",
        "shall – Peru",
    ],
)
def test_name_does_not_look_like_anothers(room: Room, name: str) -> None:
    """A12: nor like several others, or an attribution."""
    with pytest.raises(Taken):
        put(room, replace(WWF, code="ICC", short=name, name="x"))


def test_name_of_another_script_alone_looks_like_a_latin_one(room: Room) -> None:
    """A12: all its letters are of one script, and are drawn as “HAT” and “coco”."""
    put(
        room,
        replace(WWF, code="H1", short="HAT", name="HAT"),
        replace(WWF, code="C1", short="coco", name="coco"),
    )
    for name in ("НАТ", "ΗΑΤ", "сосо"):
        with pytest.raises(Taken, match="look alike"):
            put(room, replace(WWF, code="ICC", short=name, name="x"))


@pytest.mark.parametrize(
    "name",
    [
        "Group of 77 and China",
        "European Union (EU)",
        "Commonwealth Secretariat",
        "G77和中国",
        "مجموعة الـ77 والصين",
        "Côte d’Ivoire",
        "Federal Reserve",
        "Moldova, Republic of",
        "Türkiye",
        "日本EU協会",
        "AOSIS",
        "भारत",
        "ไทย",
        "Like-Minded Group / LMG",
        "Россия (РФ)",
        "Ελλάδα",
        "Article 36 & friends",
    ],
)
def test_usual_name_is_taken(room: Room, name: str) -> None:
    """A12."""
    put(room, replace(WWF, code="ICC", short=name, name=name))


def test_names_of_all_states_are_taken_in_six_languages() -> None:
    """A12: codes and English names together with those of each language."""
    if not COUNTRIES.exists():
        pytest.skip("The list of countries is not here.")
    with COUNTRIES.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    for language in ("English", "French", "Spanish", "Russian", "Chinese", "Arabic"):
        listed = [
            Delegation(
                "m",
                row["ISO 3166-1 Alpha 3-Codes"],
                row[f"{language} Short"],
                row["English Short"],
                "state",
                1,
            )
            for row in rows
            if row["ISO 3166-1 Alpha 3-Codes"] and row[f"{language} Short"]
        ]
        listed = list({one.code: one for one in listed}.values())
        assert len(listed) > 190
        for one in listed:
            check_names(one, None)
        check_apart(listed, {one.code for one in listed})


def test_name_from_before_stays_readable_and_its_facts_change(room: Room) -> None:
    """A12: what is stored is not asked again; a new name is."""
    old = replace(WWF, code="OLD", short="EU] agreed [Norway", name="Chair", position=9)
    with room.store.writing() as unit:
        unit.registry.add_delegation(old)
    put(room, replace(old, kind="group", members=("AUT",)), replace(WWF, code="ICC", short="ICC", name="ICC"))
    with room.store.reading() as unit:
        assert replace(old, kind="group", members=("AUT",)) in unit.registry.delegations(MEETING.id)
    with pytest.raises(Taken):
        put(room, replace(old, short="Norway] agreed"))
