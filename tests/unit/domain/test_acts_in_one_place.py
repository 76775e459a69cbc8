"""An act is declared once: what names it elsewhere would have to be found by whoever adds the next one."""

import re
from pathlib import Path

import pytest

from server.domain.acts import ACTS
from tests.support.served import ROOT

SMALLEST = "put_before_room"


def files_that_name(kind: str, folder: str, *endings: str) -> list[str]:
    """Those of a folder that have the kind as a string, but for tests, their stand-ins, and what is derived."""
    found = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in endings and re.search(rf"""["']{kind}["']""", path.read_text(encoding="utf-8"))
    ]
    return [
        one
        for one in found
        if not re.search(r"\.test\.|/testing/|/demonstration/|/protocol/protocol\.ts$", one)
    ]


@pytest.mark.parametrize("kind", ACTS)
def test_act_is_named_in_one_file_of_the_domain(kind: str) -> None:
    """The access table, the dispatch and the schema are derived from its declaration."""
    [only] = files_that_name(kind, "server/domain", ".py")
    assert Path(only).parent.as_posix() == "server/domain/acts"


def test_smallest_act_is_named_in_one_file_of_the_server_and_one_of_the_client() -> None:
    assert files_that_name(SMALLEST, "server", ".py") == ["server/domain/acts/floor.py"]
    assert files_that_name(SMALLEST, "client/src", ".ts", ".tsx") == ["client/src/views/acts/chair.ts"]
