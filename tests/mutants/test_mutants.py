"""The faults that are planted, and that one which a test holds is told from one which no test holds."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.mutants.__main__ import ROOT, sample
from tests.mutants.covering import Covered
from tests.mutants.planting import Mutant, mutants_of, planted

SOURCE = '''
"""A docstring."""

LEAST: int = 2


def bound(count: int, parts: list[str]) -> bool:
    """Another one."""
    parts.append("end")
    if not parts or count < LEAST:
        raise ValueError("There are too few.")
    return count - 1 in [len(part) for part in parts if part is not None]
'''


def shown(mutant: Mutant) -> tuple[str, str, str]:
    return mutant.kind, mutant.before, mutant.after


def test_faults_are_of_every_kind_and_leave_words_for_people_alone() -> None:
    assert [shown(mutant) for mutant in mutants_of("a", SOURCE)] == [
        ("constant", "2", "3"),
        ("deletion", "parts.append('end')", "pass"),
        ("constant", "'end'", "'end~'"),
        ("boolean", "not parts or count < LEAST", "not parts and count < LEAST"),
        ("not", "not parts or count < LEAST", "not (not parts or count < LEAST)"),
        ("not", "not parts", "parts"),
        ("comparison", "count < LEAST", "count <= LEAST"),
        ("comparison", "count < LEAST", "count >= LEAST"),
        ("deletion", "raise ValueError('There are too few.')", "pass"),
        (
            "return",
            "return count - 1 in [len(part) for part in parts if part is not None]",
            "return None",
        ),
        (
            "comparison",
            "count - 1 in [len(part) for part in parts if part is not None]",
            "count - 1 not in [len(part) for part in parts if part is not None]",
        ),
        ("arithmetic", "count - 1", "count + 1"),
        ("constant", "1", "2"),
        ("comparison", "part is not None", "part is None"),
    ]


def test_each_fault_changes_what_it_says_and_nothing_else() -> None:
    before = ast.unparse(ast.parse(SOURCE)).splitlines()
    for mutant in mutants_of("a", SOURCE):
        after = ast.unparse(planted(mutant, SOURCE)).splitlines()
        changed = [pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]]
        assert len(changed) == 1, mutant
        assert mutant.after in changed[0][1].strip("()") or mutant.kind == "boolean", mutant


def test_tests_of_a_line_are_the_modules_own_and_then_the_quick_ones_up_to_a_time() -> None:
    tests = ["tests/a/test_slow.py::test_a", "tests/a/test_quick.py::test_b", "tests/a/test_marks.py::test_c"]
    seconds = {tests[0]: 8.0, tests[1]: 1.0, tests[2]: 30.0}
    covered = Covered({"/domain/marks.py": {0: tests, 7: tests, 8: tests[:2], 9: []}}, seconds, [])
    assert covered.tests_of("/domain/marks.py", 7, 20) == [tests[2]]
    assert covered.tests_of("/domain/marks.py", 7, 35) == [tests[2], tests[1]]
    assert covered.tests_of("/domain/marks.py", 8, 20) == [tests[1], tests[0]]
    # It runs on import, where no test is told from another.
    assert covered.tests_of("/domain/marks.py", 9, 100) == [tests[2], tests[1], tests[0]]
    assert covered.tests_of("/domain/other.py", 7, 100) == []


def test_sample_is_the_same_for_a_seed() -> None:
    modules = [Path("server/domain/marks.py"), Path("server/domain/acts/speaking.py")]
    assert sample(modules, 20, 7) == sample(modules[::-1], 20, 7)
    assert sample(modules, 20, 7) != sample(modules, 20, 8)


# In a process that has imported nothing of the server, as `make mutants` is one.
TRIED = """
import sys
from pathlib import Path
from tests.mutants.__main__ import ROOT, sample, tried
from tests.mutants.covering import Covered, make_tests_repeatable
path = Path("server/domain/acts/speaking.py")
folder = Path(sys.argv[1])
make_tests_repeatable(folder)
mutant = next(one for one in sample([path], 1000, 1) if one.kind == "return")
for test in sys.argv[2:]:
    for _, found in tried([mutant], Covered({str(ROOT / path): {0: [test]}}, {}, []), 20.0, 1, folder):
        print(found)
"""


def test_fault_is_found_by_a_test_that_holds_it_and_survives_another(tmp_path: Path) -> None:
    tests = [f"tests/unit/domain/{name}.py" for name in ("test_speaking", "test_canonical")]
    command = [sys.executable, "-c", TRIED, str(tmp_path), *tests]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    found, survived = made.stdout.split()
    assert found.startswith(f"{tests[0]}::test_"), made.stderr
    assert survived == "None"
