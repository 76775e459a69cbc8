"""
The names that people sign in with: which are taken, and which are one name.

A new name has to keep the rules of PRECIS for user names (RFC 8265, UsernameCaseMapped): letters, digits and signs that
can be seen and typed, no spaces, no two directions. It is of one script, since “а” of Cyrillic looks like “a” of Latin.
"""

import unicodedata
from typing import Final

from precis_i18n import get_profile

from server.domain.characters import fault_in, tidy
from server.domain.folding import fold_name
from server.domain.payload import Refused

LONGEST_NAME: Final = 200

_PRECIS: Final = get_profile("UsernameCaseMapped")
# Scripts that one language writes together: Chinese, Japanese and Korean, with Latin letters among them.
_TOGETHER: Final = frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"})
# Small letters that are drawn as Latin ones are: a name that is all Cyrillic or Greek can look like a Latin one too.
_LOOKS_LIKE: Final = str.maketrans("аеорсухіјѕԁһԛԝкмтвнгαοεικνρτυχγη", "aeopcyxijsdhqwkmtbhraoeikvptuxyn")


def written(name: str) -> str:
    """A new name in the form in which it is kept. Raises Refused `malformed` with the reason."""
    tidied = tidy(name)
    if not tidied or len(tidied) > LONGEST_NAME:
        raise Refused("malformed", f"A name to sign in with has 1 to {LONGEST_NAME} characters.")
    fault = fault_in(name)
    if fault is not None:
        raise Refused("malformed", f"This name cannot be taken. {fault.message}")
    try:
        kept: str = _PRECIS.enforce(tidied)
    except UnicodeError:
        raise Refused(
            "malformed",
            "A name to sign in with has letters, digits and signs such as . - _ @, and no spaces.",
        ) from None
    scripts = _scripts(kept)
    if len(scripts) > 1 and not scripts <= _TOGETHER:
        mixed = " and ".join(sorted(script.capitalize() for script in scripts))
        raise Refused(
            "malformed", f"A name to sign in with is of one script; this one mixes {mixed}, which look alike."
        )
    return kept


def key_of(name: str) -> str:
    """A key that is equal for names that look alike: one account has it, and signs in by any of them."""
    return fold_name(name).replace(" ", "").translate(_LOOKS_LIKE)


def _scripts(name: str) -> set[str]:
    """The scripts of a name's letters, by the first word of what Unicode calls them."""
    letters = (each for each in name if unicodedata.category(each) in ("Ll", "Lo", "Lt", "Lu"))
    return {unicodedata.name(each, "UNKNOWN").partition(" ")[0] for each in letters}
