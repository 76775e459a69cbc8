"""
The names that people sign in with: which are taken, and which are one name.

A new name has to keep the rules of PRECIS for user names (RFC 8265, UsernameCaseMapped): letters, digits and signs that
can be seen and typed, no spaces, no two directions. It is of one script, since “а” of Cyrillic looks like “a” of Latin.
"""

from typing import Final

from precis_i18n import get_profile

from server.domain.characters import fault_in, tidy
from server.domain.folding import fold_name
from server.domain.refusal import Refused
from server.services.lookalikes import is_small_capital, scripts_mixed

LONGEST_NAME: Final = 200

_PRECIS: Final = get_profile("UsernameCaseMapped")
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
    if scripts := scripts_mixed(kept):
        mixed = " and ".join(script.capitalize() for script in scripts)
        raise Refused(
            "malformed", f"A name to sign in with is of one script; this one mixes {mixed}, which look alike."
        )
    if odd := next(filter(is_small_capital, kept), None):
        raise Refused(
            "malformed", f"A name to sign in with cannot hold “{odd}”, which looks like another letter."
        )
    return kept


def key_of(name: str) -> str:
    """A key that is equal for names that look alike: one account has it, and signs in by any of them."""
    return fold_name(name).replace(" ", "").translate(_LOOKS_LIKE)
