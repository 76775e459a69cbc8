"""docs/FORMATS.md is complete: it names every kind of entry and of command, and every code of a refusal."""

import ast
from pathlib import Path
from typing import Final

import pytest

from server.domain.acts import ACTS
from server.domain.entries import ENTRIES

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = (ROOT / "docs" / "FORMATS.md").read_text(encoding="utf-8")


def codes() -> list[str]:
    """The codes of refusals that the rules of the domain write out."""
    found = set()
    for file in (ROOT / "server" / "domain").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name("Refused"), args=[ast.Constant(str(code)), *_]):
                    found.add(code)
    return sorted(found)


@pytest.mark.parametrize("name", [*ENTRIES, *ACTS, *codes()])
def test_formats_name_every_entry_command_and_code(name: str) -> None:
    assert f"`{name}`" in PAGE
