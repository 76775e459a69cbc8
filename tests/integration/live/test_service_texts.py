"""The port of the live layer over the real services and a database."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.domain.actor import Actor
from server.live.port import Submission
from server.live.texts import ServiceTexts
from server.services.live_text import LiveTexts
from tests.support.live import Room
from tests.support.record import TEXT
from tests.support.stores import make_store


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with make_store("sqlite", tmp_path) as store:
        yield Room(store)


@pytest.fixture
def texts(room: Room) -> ServiceTexts:
    return ServiceTexts(LiveTexts(room.store, room.clock, room.ids))


def test_readers_are_participants_with_their_delegations(room: Room, texts: ServiceTexts) -> None:
    """L10."""
    asked = {"p-aut001", "p-secr01", "p-none01", "p-000000"}
    assert texts.readers(TEXT, asked) == {
        "p-aut001": Actor("p-aut001", "delegate", "AUT"),
        "p-secr01": Actor("p-secr01", "secretariat", None),
    }
    assert texts.readers("t-000002", asked) == {}


def test_batch_of_strangers_and_participants_is_decided_each_for_himself(
    room: Room, texts: ServiceTexts
) -> None:
    """L10: the outcomes stand in the order of the commands, and a stranger's makes nothing, not even an outcome."""
    first, second = room.paragraph("par-01"), room.paragraph("par-02")
    stranger = room.paragraph("par-03")
    appended = texts.append(
        TEXT,
        [
            Submission("p-none01", stranger),
            Submission("p-secr01", first),
            Submission("p-aut001", second),
            Submission("p-secr01", stranger),
        ],
    )
    through = [outcome["through"] for outcome in appended.outcomes]
    codes = [outcome.get("refused", {}).get("code") for outcome in appended.outcomes]
    assert codes == ["not_found", None, "forbidden", None]
    assert through == [0, 2, 2, 3]
    assert appended.run.through == 3
    assert [json.loads(entry)["number"] for entry in appended.run.entries] == [2, 3]


def test_batch_of_strangers_alone_does_not_open_the_text(room: Room, texts: ServiceTexts) -> None:
    """L10."""
    appended = texts.append(TEXT, [Submission("p-none01", room.paragraph())])
    assert appended.outcomes[0]["refused"]["code"] == "not_found"
    assert appended.run.entries == ()


def test_entries_of_another_process_are_caught_up_once(room: Room, texts: ServiceTexts) -> None:
    """L7."""
    texts.append(TEXT, [Submission("p-secr01", room.paragraph("par-01"))])
    assert texts.catch_up(TEXT).run.entries == ()
    room.live.append([(room.actor("p-secr01"), room.paragraph("par-02"))])
    caught_up = texts.catch_up(TEXT).run
    assert (caught_up.through, len(caught_up.entries)) == (3, 1)
    assert texts.catch_up(TEXT).run.entries == ()


def test_missed_entries_are_those_after_the_number_with_that_hash(room: Room, texts: ServiceTexts) -> None:
    """L6, W14."""
    texts.append(TEXT, [Submission("p-secr01", room.paragraph(f"par-0{i}")) for i in range(1, 4)])
    missed = texts.missed(TEXT, 0, "0" * 64)
    assert missed is not None
    entries = [json.loads(entry) for entry in missed.entries]
    assert (missed.through, [entry["number"] for entry in entries]) == (4, [1, 2, 3, 4])
    later = texts.missed(TEXT, 3, entries[2]["hash"])
    assert later is not None
    assert later.entries == missed.entries[3:]
    assert texts.missed(TEXT, 3, entries[1]["hash"]) is None
    assert texts.missed(TEXT, 5, entries[3]["hash"]) is None
