"""A pasted list of delegations (G16 of docs/SPEC.md)."""

import pytest

from server.services.delegation_list import Fault, read
from server.services.registry import Delegation


def test_list_is_read_from_tables_and_from_typing() -> None:
    found, faults = read(
        "AUT;Austria\n\nBEL\tBelgium\tthe Kingdom of Belgium\n G77 ; G77 ; ; group ; AUT, BEL "
    )
    assert faults == []
    assert found == [
        Delegation("", "AUT", "Austria", "Austria", "state", 0),
        Delegation("", "BEL", "Belgium", "the Kingdom of Belgium", "state", 0),
        Delegation("", "G77", "G77", "G77", "group", 0, ("AUT", "BEL")),
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Austria", "shape"),
        ("AUT;", "shape"),
        ("A;B;C;state;D;E", "shape"),
        ("A-T; Austria", "code"),
        ("UNATTRIBUTED; Nobody", "reserved"),
        ("UNATTR1BUTED; Nobody", "reserved"),
        ("ICC; unattributed", "reserved"),
        ("BEL; Belgium again", "twice"),
        ("AUT; Austria; ; empire", "kind"),
        ("AUT; " + "x" * 81, "long"),
    ],
)
def test_line_that_cannot_be_read_is_named_with_its_fault(line: str, code: str) -> None:
    found, faults = read(f"BEL; Belgium\n{line}")
    assert [each.code for each in found] == ["BEL"]
    assert faults == [Fault(2, code, line)]
