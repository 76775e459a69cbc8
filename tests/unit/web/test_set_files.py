"""Files of issued documents are set once (X4)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from server.domain.refusal import Refused
from server.web.set_files import SetFiles

PDF, WORD, OTHER = ("d-1", "pdf"), ("d-1", "docx"), ("d-2", "pdf")


def test_file_that_was_set_is_kept_and_the_oldest_go() -> None:
    """X4: in bounded memory; one that does not fit is set each time."""
    files, made = SetFiles(most=10), []

    def get(key: tuple[str, str], size: int = 4) -> int:
        def make() -> bytes:
            made.append(key)
            return b"x" * size

        return len(files.get(key, make))

    assert [get(PDF), get(WORD), get(PDF), get(OTHER), get(PDF)] == [4] * 5
    assert made == [PDF, WORD, OTHER]
    assert [files.costs_nothing(key) for key in (PDF, WORD, OTHER)] == [True, False, True]
    assert get(WORD, 11) == 11
    assert [files.costs_nothing(key) for key in (PDF, WORD, OTHER)] == [True, False, True]


def test_file_that_many_ask_for_at_once_is_set_once() -> None:
    """X4: and whoever waits with others costs nothing."""
    files, begun, done, made = SetFiles(), Event(), Event(), []

    def make() -> bytes:
        made.append(1)
        begun.set()
        assert done.wait(30)
        return b"set"

    with ThreadPoolExecutor(8) as readers:
        first = readers.submit(files.get, PDF, make)
        assert begun.wait(30)
        assert files.costs_nothing(PDF) is True
        others = [readers.submit(files.get, PDF, make) for _ in range(7)]
        done.set()
        assert [one.result(30) for one in (first, *others)] == [b"set"] * 8
    assert made == [1]


def test_file_that_could_not_be_set_is_set_when_it_is_asked_for_again() -> None:
    """X4."""
    files = SetFiles()

    def busy() -> bytes:
        raise Refused("busy", "Too many.")

    with pytest.raises(Refused):
        files.get(PDF, busy)
    assert files.costs_nothing(PDF) is False
    assert files.get(PDF, lambda: b"set") == b"set"
