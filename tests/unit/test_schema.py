"""What entries and commands say is declared once: the schema and the types of the browser are made from that."""

import json
from typing import get_type_hints

import msgspec
import pytest

from server.domain.entries import ENTRIES
from tests.support.fold_vectors import PATH
from tools.schema import MADE, written

RECORDED = json.loads(PATH.read_text("utf-8"))["entries"]


def test_schema_is_that_of_the_declarations() -> None:
    assert MADE.read_text("utf-8") == written(), "run `make types`"


@pytest.mark.parametrize("kind", ENTRIES)
def test_entries_say_what_their_kind_declares(kind: str) -> None:
    payloads = [entry["payload"] for entry in RECORDED if entry["kind"] == kind]
    assert payloads
    for payload in payloads:
        msgspec.convert(payload, ENTRIES[kind].payload)
        assert payload.keys() <= get_type_hints(ENTRIES[kind].payload).keys()
