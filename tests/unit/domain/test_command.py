"""Commands as they come off the wire (docs/FORMATS.md)."""

from typing import Any

import pytest

from server.domain.command import Command, parse
from server.domain.refusal import Refused

AT = "2021-04-07T16:00:00.000Z"
FIELDS: dict[str, Any] = {
    "id": "c-000001",
    "text": "t-000001",
    "kind": "take_position",
    "delegation": "EU",
    "base": 7,
    "payload": {"paragraph": "par-01"},
}


def test_command_is_read_with_all_its_members() -> None:
    command = Command("c-000001", "t-000001", "take_position", "EU", 7, {"paragraph": "par-01"}, AT)
    assert parse(FIELDS, AT) == command
    assert parse({**FIELDS, "delegation": None, "kind": "a" * 40}, AT).kind == "a" * 40


@pytest.mark.parametrize(
    "fault",
    [
        {"id": "c"},
        {"text": None},
        {"kind": ""},
        {"kind": "take position"},
        {"kind": "a" * 41},
        {"kind": 7},
        {"delegation": 7},
        {"base": -1},
        {"base": "7"},
        {"payload": []},
        {"\ud800": 1},
        {"kind": "\ud800"},
    ],
)
def test_command_with_a_fault_is_malformed(fault: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        parse({**FIELDS, **fault}, AT)
    assert refused.value.code == "malformed"
