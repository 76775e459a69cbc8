"""
Whether a new password can be guessed. zxcvbn estimates it from lists of common passwords, words and names, rows of
keys, sequences, dates and repetitions, all of them in Latin letters. Blank passwords, one's own name, words of the
room, and what people add to a word are checked here.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any, Final

from zxcvbn import zxcvbn

from server.domain.characters import is_blank
from server.domain.folding import fold

GOOD_ENOUGH: Final = 3
"""Of zxcvbn's scores from 0 to 4: more than a hundred million guesses."""
FAR_FROM_GOOD: Final = 1
LONGEST_ESTIMATED: Final = 72
"""Characters that are looked at: a longer password is good if its beginning is, and estimating takes time."""
FEWEST_CHARACTERS: Final = 5
"""Different characters that a password has."""
SHORTEST_NAME: Final = 3

_BY_PATTERN: Final = {"repeat": "repeat", "spatial": "keyboard", "sequence": "sequence", "date": "date"}


_CALLED: Final = (
    "password passwort passe motdepasse contraseña пароль كلمةالسر كلمةالمرور كلمة السر المرور 密码 密碼 口令"
)
_ROOM: Final = """
    adref agreed bracket chair committee conference delegate delegation meeting nations negotiation plenary secretariat
    session united comité conférence délégation réunion conferencia delegación naciones reunión делегация заседание
    комитет конференция наций секретариат الأمانة المتحدة المؤتمر الوفد اللجنة 会议 联合国 代表团
"""
_WORDS: Final = tuple(f"{_CALLED} {_ROOM}".split())
"""Words of meetings that guessers try first, in the six languages."""
_ROWS: Final = (
    "1234567890",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю",
    "ضصثقفغعهخحجد",
    "شسيبلاتنمكط",
    "ئءؤرلاىةوزظ",
)
"""Rows of keys for other scripts than the Latin one, which zxcvbn knows."""
_SHORTEST_ROW: Final = 4
_DATES: Final = re.compile(r"(?:19|20)\d\d|\d{1,4}[-./ ]\d{1,2}[-./ ]\d{1,4}")
_ENDS: Final = re.compile(r"^[\W\d_]{1,6}|[\W\d_]{1,6}$")
_SIGNS: Final = re.compile(r"[\W_]")


def weakness(password: str, sign_in: str, name: str, bodies: Collection[str] = ()) -> str | None:
    """
    Why a password is refused: `blank`, `repeat`, `keyboard`, `sequence`, `date`, `common`, `name`. None for a good one.
    `bodies`: the names of those whose meetings the person is in.
    """
    plain = unicodedata.normalize("NFKC", password)[:LONGEST_ESTIMATED]
    if is_blank(plain):
        return "blank"
    if len(set(plain.lower())) < FEWEST_CHARACTERS:
        return "repeat"
    if any(
        len(each) >= SHORTEST_NAME and each in fold(plain) for each in map(fold, (sign_in, name, *bodies))
    ):
        return "name"
    words = [each for body in bodies for each in body.split() if len(each) >= SHORTEST_NAME]
    known = [sign_in, *name.split(), *words]
    found = zxcvbn(plain, user_inputs=known)
    if found["score"] < GOOD_ENOUGH:
        return _reason(found)
    # A common password is none the better for spaces or dashes between its letters.
    bare = _SIGNS.sub("", plain) or plain
    if _is_poor(bare, known):
        return _reason(zxcvbn(bare, user_inputs=known))
    # Nor for a word that anybody here would think of, a date, or figures at its ends.
    core = _core(fold(plain), [fold(each) for each in (*_WORDS, *words)])
    return "common" if len(core) < len(fold(bare)) and _is_poor(core, known) else None


def _is_poor(plain: str, known: list[str]) -> bool:
    return not plain or int(zxcvbn(plain, user_inputs=known)["score"]) <= FAR_FROM_GOOD


def _core(folded: str, words: Collection[str]) -> str:
    """A password without known words, dates, rows of keys, and figures and signs at its ends."""
    left = _DATES.sub(" ", folded)
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, " ")
    return _SIGNS.sub("", _ENDS.sub("", _without_rows(left)))


def _without_rows(text: str) -> str:
    kept, at = "", 0
    while at < len(text):
        run = max((_along(text, at, row) for each in _ROWS for row in (each, each[::-1])), default=0)
        kept += " " if run >= _SHORTEST_ROW else text[at]
        at += run if run >= _SHORTEST_ROW else 1
    return kept


def _along(text: str, at: int, row: str) -> int:
    """How many characters from a place on stand side by side in a row of keys."""
    end = at
    while end < len(text) and text[at : end + 1] in row:
        end += 1
    return end - at


def _reason(found: Mapping[str, Any]) -> str:
    longest: Mapping[str, Any] = max(found["sequence"], key=lambda part: len(part["token"]), default={})
    return _BY_PATTERN.get(str(longest.get("pattern")), "common")
