"""The vectors that hold the browser's fold to the server's (W28; the other half is client/src/record/fold.test.ts)."""

import json

from server.domain.entries import ENTRIES
from tests.support.fold_vectors import PATH, vectors


def test_fold_vectors_are_those_of_this_program() -> None:
    """W28: the file holds what `decide` and `apply` give today; `python -m tests.support.fold_vectors` renews it."""
    assert json.loads(PATH.read_text(encoding="utf-8")) == vectors()


def test_fold_vectors_hold_every_kind_of_entry() -> None:
    """W28: no kind of entry is left out of the comparison."""
    kinds = {entry["kind"] for entry in vectors()["entries"]}
    assert kinds == {"text_opened", *ENTRIES}
