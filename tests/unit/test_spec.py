"""docs/SPEC.md keeps its word: every rule cites a test, and every test that is cited exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RULE = re.compile(r"^\*\*([A-Z]{1,2}\d+[a-z]?)\.\*\* ")
CITED = re.compile(r"`([^`\s]+\.(?:py|tsx?|mjs)::[^`]+)`")


def rules() -> list[tuple[str, str]]:
    """The rules with their ids; line breaks in them are spaces."""
    page = (ROOT / "docs" / "SPEC.md").read_text(encoding="utf-8")
    paragraphs = [" ".join(block.split()) for block in re.split(r"\n\s*\n", page)]
    return [(found.group(1), block) for block in paragraphs if (found := RULE.match(block))]


@cache
def _python_tests(path: Path) -> frozenset[str]:
    """The tests of a file as they are cited: `test_x` or `TestY::test_x`."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{each.name}" for each in node.body if isinstance(each, ast.FunctionDef)}
    return frozenset(found)


def _is_there(cited: str) -> bool:
    path, _, name = cited.partition("::")
    file = ROOT / path
    if not file.is_file():
        return False
    if file.suffix == ".py":
        return name in _python_tests(file) and name.split("::")[-1].startswith("test_")
    return name in " ".join(file.read_text(encoding="utf-8").split())


def test_spec_has_rules_with_ids_of_their_own() -> None:
    ids = [rule for rule, _ in rules()]
    assert len(ids) > 50
    assert sorted({rule for rule in ids if ids.count(rule) > 1}) == []


@pytest.mark.parametrize(("rule", "said"), rules(), ids=[rule for rule, _ in rules()])
def test_rule_cites_tests_that_exist(rule: str, said: str) -> None:
    before, _, after = said.partition("Tests:")
    assert len(before) > 40, f"{rule} says nothing"
    cited = CITED.findall(after)
    assert cited, f"{rule} cites no test"
    assert [each for each in cited if not _is_there(each)] == []


def test_every_bold_id_is_read_as_a_rule() -> None:
    """A rule that is written otherwise would be looked at by nobody."""
    page = (ROOT / "docs" / "SPEC.md").read_text(encoding="utf-8")
    written = re.findall(r"^[-*\s]*\*{0,2}([A-Z]{1,2}\d+[a-z]?)[.:]", page, flags=re.MULTILINE)
    assert set(written) == {rule for rule, _ in rules()}
