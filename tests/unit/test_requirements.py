"""What is installed is locked: each package that is asked for, and all that they need, in one version with hashes."""

import re
import tomllib
from pathlib import Path

import pytest

from server import VERSION

ROOT = Path(__file__).resolve().parents[2]
ASKED = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]+\])?==(\S+)", re.MULTILINE)
LOCKED = re.compile(
    r"^([a-z0-9_.-]+)(?:\[[^\]]+\])?==(\S+)([^\n]*\n(?:    --hash=sha256:[0-9a-f]{64}[^\n]*\n)*)",
    re.MULTILINE,
)


def packages(pattern: re.Pattern[str], name: str) -> dict[str, str]:
    found = pattern.findall((ROOT / name).read_text(encoding="utf-8"))
    return {re.sub(r"[-_.]+", "-", one[0].lower()): one[1] for one in found}


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_what_is_asked_for_is_locked_in_that_version(name: str) -> None:
    asked, locked = packages(ASKED, f"{name}.in"), packages(LOCKED, f"{name}.txt")
    assert asked
    assert asked.items() <= locked.items()


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_locked_package_has_a_hash(name: str) -> None:
    locked = LOCKED.findall((ROOT / f"{name}.txt").read_text(encoding="utf-8"))
    assert [package for package, _, hashes in locked if "--hash=" not in hashes] == []


def test_tests_run_with_what_the_server_runs_with() -> None:
    assert packages(LOCKED, "requirements.txt").items() <= packages(LOCKED, "requirements-dev.txt").items()


def test_version_is_said_once() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        assert tomllib.load(file)["project"]["version"] == VERSION
