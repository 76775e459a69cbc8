"""The verifier of third parties carries the rules of today (docs/SPEC.md, R37)."""

from tools.bundle import MADE, bundle


def test_verifier_is_made_of_the_sources_of_now() -> None:
    """R37: `python -m tools.bundle` renews it."""
    assert MADE.read_text("utf-8") == bundle(), "run: python -m tools.bundle"
