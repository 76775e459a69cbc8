"""Passwords that can be guessed are refused with the reason (G39)."""

import pytest

from server.services.password_quality import weakness

BODY = "Human Rights Council"


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        (" " * 12, "blank"),
        ("\u00a0\u200b\u3164" * 5, "blank"),
        ("a" * 12, "repeat"),
        ("ababababababab", "repeat"),
        ("абабабабабаб", "repeat"),
        ("passpasspass", "repeat"),
        ("password1234", "common"),
        ("Password1234", "common"),
        ("p a s s w o r d 1 2 3", "common"),
        ("ｐａｓｓｗｏｒｄ１２３４", "common"),
        ("iloveyou1234", "common"),
        ("qwertyuiop12", "common"),
        ("asdfghjkl;'\\", "keyboard"),
        ("abcdefghijklm", "sequence"),
        ("delegate-2026!", "name"),
        ("My DELEGATE pass", "name"),
        ("ana lima of geneva", "name"),
        ("Human Rights Council", "name"),
        ("HumanRights2026", "common"),
        ("пароль123456", "common"),
        ("contraseña123", "common"),
        ("كلمةالسر1234", "common"),
        ("йцукенгшщзхъ", "common"),
        ("ضصثقفغعهخحجد", "common"),
        ("Summer2026!!", "common"),
        ("Adref2026Adref", "common"),
        ("2026-11-29-2026", "common"),
        ("united nations 1", "common"),
    ],
)
def test_password_that_can_be_guessed_is_refused_with_the_reason(password: str, reason: str) -> None:
    assert weakness(password, "delegate", "Ana Lima", [BODY]) == reason


@pytest.mark.parametrize(
    "password",
    [
        "three brown foxes",
        "four words make it",
        "agreed bracket walrus violin",
        "correct horse battery",
        "kdj3-92kd-sk2d-x7ma",
        "любой длинный тёплый вечер",
        "蓝色的海洋很深很远天气好吗",
        "x" + "kd92 " * 3 + "unlike all others" * 8,
    ],
)
def test_several_words_that_make_no_sentence_are_taken(password: str) -> None:
    assert weakness(password, "delegate", "Ana Lima", [BODY]) is None
