"""
Whether a new password can be guessed. zxcvbn estimates it from lists of common passwords, words and names, rows of
keys, sequences, dates and repetitions. Blank passwords and one's own name are checked here.
"""

import re
import unicodedata
from collections.abc import Mapping
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


def weakness(password: str, sign_in: str, name: str) -> str | None:
    """
    Why a password is refused: `blank`, `repeat`, `keyboard`, `sequence`, `date`, `common`, `name`. None for a good one.
    """
    plain = unicodedata.normalize("NFKC", password)[:LONGEST_ESTIMATED]
    if is_blank(plain):
        return "blank"
    if len(set(plain.lower())) < FEWEST_CHARACTERS:
        return "repeat"
    if any(len(each) >= SHORTEST_NAME and each in fold(plain) for each in (fold(sign_in), fold(name))):
        return "name"
    known = [sign_in, *name.split()]
    found = zxcvbn(plain, user_inputs=known)
    # A common password is none the better for spaces or dashes between its letters.
    bare = zxcvbn(re.sub(r"[\W_]", "", plain) or plain, user_inputs=known)
    if found["score"] < GOOD_ENOUGH:
        return _reason(found)
    return _reason(bare) if bare["score"] <= FAR_FROM_GOOD else None


def _reason(found: Mapping[str, Any]) -> str:
    longest: Mapping[str, Any] = max(found["sequence"], key=lambda part: len(part["token"]), default={})
    return _BY_PATTERN.get(str(longest.get("pattern")), "common")
