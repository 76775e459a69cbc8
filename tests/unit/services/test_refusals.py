"""The codes that are kept of refusals: all that can be, and no other (R36)."""

import ast
import re
from pathlib import Path

from server.services.refusals import CODES, is_kept

ROOT = Path(__file__).resolve().parents[3]

DECIDING = [
    *sorted((ROOT / "server" / "domain").rglob("*.py")),
    *(
        ROOT / "server" / "services" / f"{name}.py"
        for name in ("access", "batch", "captured_acts", "document_press", "quotas", "shown_past", "trails")
    ),
]
"""What can refuse a command while it is decided."""

NOT_KEPT = {"too_fast"}
"""No outcome: the same command is to be sent again."""


def refused_in(source: str) -> set[str]:
    """The codes that are given as they are where something is refused."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    named = [
        call.args[0]
        for call in calls
        if call.args and ast.unparse(call.func) in {"Refused", "Undecided", "Malformed", "Fault"}
    ]
    return {one.value for one in named if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def test_every_code_with_which_a_command_is_refused_is_known() -> None:
    found = set().union(*(refused_in(path.read_text()) for path in DECIDING))
    assert len(found) > 60
    assert found - NOT_KEPT - CODES == set()


def test_codes_are_those_of_the_formats() -> None:
    formats = (ROOT / "docs" / "FORMATS.md").read_text()
    table = formats.partition("### Codes of refusals")[2].partition("The codes `busy`")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    told = set().union(*(re.findall(r"`([a-z_]+)`", row) for row in rows))
    of_deltas = set().union(
        *(
            refused_in((ROOT / "server" / "domain" / name).read_text())
            for name in ("delta_check.py", "characters.py")
        )
    )
    assert told | of_deltas == CODES


def test_what_is_kept_of_a_refusal_is_a_known_code() -> None:
    worded = {"code": "frozen", "message": "Paragraph 1 is frozen."}
    assert is_kept({"code": "frozen"}, worded=False)
    assert is_kept(worded, worded=True)
    assert not is_kept(worded, worded=False)
    for other in (None, {}, {"code": "You lost."}, {"code": ["frozen"]}, {"code": "frozen", "by": "Peru"}):
        assert not is_kept(other, worded=True)
