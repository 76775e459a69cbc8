"""`make run` redoes nothing that is not stale (G31 of docs/SPEC.md)."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# In the order in which they are made; each hangs on those before it.
STAMPS = [".make/venv", ".make/python", ".make/python-dev", ".make/node", ".make/client"]
BUILT = "client/dist/.vite/manifest.json"
STEPS = {
    "pip install --quiet --require-hashes --requirement requirements.txt": "python",
    "npm ci": "client",
    "npm run --silent build": "build",
    "wsgi.py": "serve",
}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """The Makefile and what it looks at, all of it made already."""
    if shutil.which("make") is None:
        pytest.skip("There is no make on this machine.")
    files = ["requirements.txt", "requirements-dev.txt", "client/package.json", "client/package-lock.json"]
    sources = ["client/src/a.ts", "client/src/a.test.ts", "client/scripts/fonts.mjs"]
    configuration = ["client/vite.config.ts", "client/tsconfig.json"]
    shutil.copy(ROOT / "Makefile", tmp_path / "Makefile")
    for age, name in enumerate([*files, *sources, *configuration, *STAMPS, BUILT]):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.utime(path, (1_600_000_000 + age, 1_600_000_000 + age))
    return tmp_path


def steps(house: Path, *changed: str) -> list[str]:
    """What `make run` would do after some files changed."""
    for name in changed:
        (house / name).touch()
    done = subprocess.run(
        ["make", "--dry-run", "run"], cwd=house, capture_output=True, text=True, check=True
    ).stdout
    found = [(done.index(words), step) for words, step in STEPS.items() if words in done]
    return [step for _, step in sorted(found)]


def test_second_run_only_serves(house: Path) -> None:
    assert steps(house) == ["serve"]


def test_changed_source_of_the_client_is_built_and_nothing_installed(house: Path) -> None:
    assert steps(house, "client/src/a.ts") == ["build", "serve"]


def test_changed_test_of_the_client_builds_nothing(house: Path) -> None:
    assert steps(house, "client/src/a.test.ts") == ["serve"]


def test_changed_requirements_are_installed(house: Path) -> None:
    assert steps(house, "requirements.txt") == ["python", "serve"]


def test_changed_lock_of_the_client_installs_and_builds(house: Path) -> None:
    assert steps(house, "client/package-lock.json") == ["client", "build", "serve"]


def test_what_fails_hides_nothing_of_what_comes_after(house: Path) -> None:
    """G31: all four parts are run, and the whole fails."""
    calls = house / "calls.txt"
    for program in (".venv/bin/python", ".make/bin/npm"):
        path = house / program
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'#!/bin/sh\necho "$BROWSER $(basename $0) $*" >> {calls}\nexit 1\n')
        path.chmod(0o755)
    for stamp in ("cluster", "browser", "other-browsers"):
        (house / ".make" / stamp).touch()
    environment = {**os.environ, "FIREFOX": "firefox", "BROWSER": ""}
    done = subprocess.run(["make", "test"], cwd=house, env=environment, capture_output=True, check=False)
    assert done.returncode != 0
    assert [(line.split()[0], "browser" in line) for line in calls.read_text().splitlines()] == [
        *[("python", True)] * 2,
        ("npm", False),
        ("python", True),
        ("firefox", True),
    ]


def test_every_target_is_explained_by_help() -> None:
    if shutil.which("make") is None:
        pytest.skip("There is no make on this machine.")
    said = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in [
        "run",
        "test",
        "test-python",
        "test-client",
        "test-browser",
        "check",
        "bench",
        "simulate",
        "mutants",
    ]:
        assert f"  make {target} " in said
