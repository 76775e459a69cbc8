"""The verdict on made-up evidence: what is lost, doubled or different is found, and nothing else is."""

import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.faults import record
from tests.faults.record import RawRecord
from tests.faults.verdict import Verdict, judge

FOLDED = {"state": "s", "number": 2}


def recorded(*changes: tuple[str, str]) -> RawRecord:
    """A record of changes of wording, each a command and the letters that it put in."""
    made = ((command, {"change": [{"insert": letters}]}) for command, letters in changes)
    return acts(*((command, "text_changed", payload) for command, payload in made))


def acts(*made: tuple[str, str, dict[str, Any]]) -> RawRecord:
    """A record of entries, each a command, a kind, and what it says of the first paragraph, or of another."""
    entries: list[tuple[int, bytes, str, str]] = []
    previous, time = "0" * 64, "2021-04-07T16:00:00.000Z"
    for number, (command, kind, fields) in enumerate(made, start=1):
        payload = {"paragraph": "par-01", **fields}
        entry = {"command": command, "kind": kind, "number": number, "payload": payload}
        data = json.dumps({**entry, "previous": previous, "time": time}, separators=(",", ":")).encode()
        previous = hashlib.sha256(data).hexdigest()
        entries.append((number, data, previous, command))
    return RawRecord(tuple(entries), {}, (len(entries), previous, time))


def report(**fields: Any) -> dict[str, Any]:
    """What one client saw: it gave two commands, one for each of two letters, and both were acknowledged."""
    seen: dict[str, Any] = {
        "name": "anna",
        "number": 2,
        "state": "s",
        "hidden": [],
        "contradicted": [],
        "heard": [],
        "outcomes": {"c-1": {"through": 1}, "c-2": {"through": 2}},
        "sent": {"c-1": "甲", "c-2": "乙"},
        "put": ["甲", "乙"],
        "taken": [],
        "safe": [],
        "unkept": [],
        "shelf": {"drafts": 0, "works": 0, "letters": []},
    }
    return {**seen, **fields}


WHOLE = recorded(("c-1", "甲"), ("c-2", "乙"))


def counted(verdict: Verdict) -> tuple[int, int, int, int]:
    return verdict.acknowledged, verdict.lost, verdict.duplicated, verdict.diverged


def test_record_that_holds_all_that_was_acknowledged_is_well() -> None:
    assert counted(judge(WHOLE, [report()], FOLDED)) == (2, 0, 0, 0)
    assert record.faults(WHOLE) == []


def test_acknowledged_command_that_is_not_on_record_is_lost() -> None:
    """N1: the command and its letter."""
    found = judge(recorded(("c-1", "甲")), [report(number=1)], {"state": "s", "number": 1})
    assert counted(found) == (2, 2, 0, 0)


def test_acknowledged_command_with_other_words_is_lost() -> None:
    """N1: it is not enough that its id is there."""
    assert judge(recorded(("c-1", "甲"), ("c-2", "丙")), [report()], FOLDED).lost == 2


def test_acknowledged_command_at_another_number_is_lost() -> None:
    """N1: an acknowledgement says where."""
    outcomes = {"c-1": {"through": 2}, "c-2": {"through": 2}}
    assert judge(WHOLE, [report(outcomes=outcomes)], FOLDED).lost == 1


def test_command_whose_entry_was_sent_counts_as_acknowledged() -> None:
    """N1: whoever is sent their own entry takes it out of their hands."""
    seen = report(outcomes={}, heard=["c-1", "c-9"], put=[])
    assert counted(judge(WHOLE, [seen], FOLDED)) == (2, 1, 0, 0)


def test_refusal_that_was_not_remembered_is_lost() -> None:
    """N1 (W13, X10): one outcome for one command, for ever; of a refusal its code."""
    refused = {"refused": {"code": "held", "message": "It is held."}, "through": 2}
    seen = report(outcomes={"c-3": refused})
    assert judge(WHOLE, [seen], FOLDED).lost == 1
    for lost, code in ((0, "held"), (1, "frozen")):
        remembered = RawRecord(WHOLE.entries, {"c-3": {"refused": {"code": code}, "through": 2}}, WHOLE.head)
        assert judge(remembered, [seen], FOLDED).lost == lost


def test_command_that_is_on_record_twice_is_doubled() -> None:
    """N2: one behind the other, and with others between."""
    for changes in ((("c-1", "甲"), ("c-1", "")), (("c-1", "甲"), ("c-2", "乙"), ("c-1", ""))):
        seen = report(outcomes={}, put=[])
        assert judge(recorded(*changes), [seen], FOLDED).duplicated == 1


TAKEN = ("c-1", "position_taken", {"proposal": None, "stance": "supports"})
TABLED = ("c-1", "proposal_tabled", {"proposal": {"id": "prop-1"}})
CHANGED = ("c-1", "text_changed", {"change": [{"insert": ""}]})
ADDED: tuple[str, str, dict[str, Any]] = ("c-1", "paragraph_added", {"wording": []})


@pytest.mark.parametrize("made", [(TAKEN,), (TABLED, CHANGED), (TABLED,), (ADDED,)])
def test_act_that_is_on_record_twice_in_a_row_is_doubled(made: tuple[Any, ...]) -> None:
    """N2: whatever kind it is of."""
    nothing = report(outcomes={}, put=[])
    assert judge(acts(*made), [nothing], FOLDED).duplicated == 0
    assert judge(acts(*made, *made), [nothing], FOLDED).duplicated == 1


def test_entries_that_one_command_makes_are_not_doubled() -> None:
    """N2 (W24): a change with each of its proposals, and a file with each of its paragraphs."""
    second = ("c-1", "proposal_tabled", {"proposal": {"id": "prop-2"}})
    brought_in = [("c-2", "paragraph_added", {"paragraph": f"par-{place}", "wording": []}) for place in "234"]
    record = acts(TABLED, second, CHANGED, *brought_in)
    assert judge(record, [report(outcomes={}, put=[])], FOLDED).duplicated == 0


def test_letter_in_two_places_is_doubled() -> None:
    """N2: what is on record is not offered again."""
    seen = report(shelf={"drafts": 1, "works": 0, "letters": ["甲"]})
    assert judge(WHOLE, [seen], FOLDED).duplicated == 1


def test_two_outcomes_of_one_command_are_doubled() -> None:
    """N2."""
    assert judge(WHOLE, [report(contradicted=["c-1"])], FOLDED).duplicated == 1


@pytest.mark.parametrize("fields", [{"state": "other"}, {"number": 1}, {"hidden": ["par-01"]}])
def test_client_that_shows_another_text_has_diverged(fields: dict[str, Any]) -> None:
    """N3: another state, an earlier one, or something that is not on record."""
    assert judge(WHOLE, [report(), report(**fields)], FOLDED).diverged == 1


@pytest.mark.parametrize(
    ("fields", "lost"),
    [
        ({}, 1),
        ({"shelf": {"drafts": 1, "works": 0, "letters": ["丙"]}}, 0),
        ({"taken": ["丙"]}, 0),
        ({"unkept": ["丙"]}, 0),
    ],
)
def test_word_that_is_nowhere_is_lost(fields: dict[str, Any], lost: int) -> None:
    """N4: it is on record, or kept, or its author took it out, or a crash came before anything could be kept."""
    found = judge(WHOLE, [report(put=["甲", "乙", "丙"], **fields)], FOLDED)
    assert (found.lost, found.duplicated) == (lost, 0)
    assert found.drafts_kept == found.letters["kept by their author"]


def test_record_that_was_tampered_with_is_found() -> None:
    """N1: bytes, order, time and head, by Python's library alone."""
    first, second = WHOLE.entries
    tampered = (second[0], second[1].replace("乙".encode("unicode_escape"), b"\\u4e19"), *second[2:])
    assert len(record.faults(RawRecord((first, tampered), {}, WHOLE.head))) == 1
    assert record.faults(RawRecord((second, first), {}, WHOLE.head)) != []
    assert record.faults(RawRecord((first,), {}, WHOLE.head)) != []


def test_record_is_read_from_the_file_itself(tmp_path: Path) -> None:
    """N1."""
    path = tmp_path / "adref.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript(
        "CREATE TABLE entries (text, number, data, hash, command); CREATE TABLE commands (text, command, outcome);"
        "CREATE TABLE texts (id, number, hash, time);"
    )
    connection.executemany("INSERT INTO entries VALUES ('t', ?, ?, ?, ?)", WHOLE.entries)
    connection.execute("""INSERT INTO commands VALUES ('t', 'c-1', '{"through":1}')""")
    connection.execute("INSERT INTO texts VALUES ('t', ?, ?, ?)", WHOLE.head)
    connection.commit()
    connection.close()
    assert record.read(f"sqlite:///{path}", "t") == RawRecord(
        WHOLE.entries, {"c-1": {"through": 1}}, WHOLE.head
    )
