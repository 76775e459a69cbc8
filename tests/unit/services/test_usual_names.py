"""The usual names of delegations, which files and note-takers use."""

from server.services.registry import Delegation
from server.services.usual_names import is_usual, usual_by_code


def _delegation(code: str, short: str, name: str) -> Delegation:
    return Delegation("m", code, short, name, "state", 0)


def test_usual_names_are_those_of_the_delegations_that_are_there() -> None:
    """S130"""
    kingdom = _delegation("GBR", "United Kingdom", "United Kingdom")
    states = _delegation("US", "US", "United States of America")
    found = usual_by_code([kingdom, states, _delegation("XYZ", "Ruritania", "Ruritania")])
    assert {"UK", "U.K."} <= set(found["GBR"])
    assert {"USA", "U.S."} <= set(found["US"])
    assert not {"US", "United States of America"} & set(found["US"])
    assert found.keys() == {"GBR", "US"}


def test_usual_name_of_two_delegations_is_that_of_neither() -> None:
    """S130"""
    both = [_delegation("USA", "USA", "USA"), _delegation("AME", "America", "United States")]
    assert usual_by_code(both) == {}
    assert is_usual("Antigua and Barbuda")
    assert not is_usual("Narnia")
