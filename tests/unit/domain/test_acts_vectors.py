"""The vectors that hold the stand-in for a session of the client's tests to the server."""

import json

from tests.support.acts_vectors import PATH, vectors


def test_acts_vectors_are_those_of_this_program() -> None:
    """S25: the file holds what `decide` makes of the acts today; `python -m tests.support.acts_vectors` renews it."""
    assert json.loads(PATH.read_text(encoding="utf-8")) == vectors()
