"""Names to sign in with: which are one, and which are refused (U4)."""

import pytest

from server.domain.refusal import Refused
from server.services.sign_in_names import key_of, written


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Chair", "chair"),
        ("ＣＨＡＩＲ", "chair"),
        (" jane.doe@example.org ", "jane.doe@example.org"),
        ("Зайцев", "зайцев"),
        ("محمد", "محمد"),
        ("Jose\u0301", "josé"),
        ("田中kenji", "田中kenji"),
    ],
)
def test_new_name_is_kept_as_precis_has_it(name: str, kept: str) -> None:
    assert written(name) == kept


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "characters"),
        (" \u200b ", "characters"),
        ("x" * 201, "characters"),
        ("Jane Doe", "no spaces"),
        ("jane\u00a0doe", "no spaces"),
        ("cha\u200bir", "no spaces"),
        ("cha\u00adir", "no spaces"),
        ("chair\x07", "control character"),
        ("\u202echair", "order of others"),
        ("chair\ufdd0", "no character"),
        ("chаir", "mixes Cyrillic and Latin"),
        ("αdmin", "mixes Greek and Latin"),
        ("chᴀir", "looks like another letter"),
        ("nᴏr", "looks like another letter"),
        ("ɡuest", "looks like another letter"),
        ("nor\u17b4way", "no spaces"),
    ],
)
def test_new_name_that_could_be_taken_for_another_is_refused_with_its_reason(name: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        written(name)


@pytest.mark.parametrize(
    "name",
    [
        "CHAIR",
        "ｃｈａｉｒ",
        "cha\u200bir",
        "cha\u00adir",
        "chaír",
        "chаir",
        "сhаіr",
        " chair\u00a0",
        "ch air",
    ],
)
def test_names_that_look_alike_have_one_key(name: str) -> None:
    assert key_of(name) == "chair"


def test_names_of_other_letters_have_other_keys() -> None:
    names = ["chair", "chain", "chair1", "chair-1", "зайцев", "محمد", "محمود"]
    assert len({key_of(name) for name in names}) == len(names)
