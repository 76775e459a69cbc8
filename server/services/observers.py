"""That an observer only reads, and nobody is a delegation: held where delegations and participants are set up."""

import re
from typing import Final

from server.domain.folding import fold_name
from server.domain.meeting import NEGOTIATING, OBSERVER, UNATTRIBUTED
from server.domain.text import State
from server.services.lookalikes import as_latin
from server.services.past import fold_to
from server.services.registry import Delegation, Role, Taken
from server.services.store import Unit

# What looks like a letter of the reserved word: digits, a stroke.
_LOOKS: Final = str.maketrans("1l|0", "iiio")
_RESERVED: Final = UNATTRIBUTED.lower()


def is_reserved(name: str) -> bool:
    """Whether a code or a name is, or looks like, that of brackets which name nobody."""
    return re.sub(r"[\W_]", "", fold_name(as_latin(name)).translate(_LOOKS)) == _RESERVED


def check_delegation(unit: Unit, delegation: Delegation, known: Delegation | None) -> None:
    """
    Refuses a delegation that could be taken for nobody, and one that negotiates and would become an observer while
    something stands in its name: `known` is that of the same code, in the same meeting. Raises Taken.
    """
    for name in (delegation.code, delegation.short, delegation.name):
        if is_reserved(name):
            raise Taken(f"“{name}” looks like {UNATTRIBUTED}, which stands for brackets that name nobody.")
    if known is None or known.kind == OBSERVER or delegation.kind != OBSERVER:
        return
    delegates = [one for one in unit.registry.participants(known.meeting) if one.delegation == known.code]
    if any(one.role == "delegate" for one in delegates):
        raise Taken(f"{known.short} has delegates: an observer only reads. Change what they are first.")
    for text in unit.registry.texts(known.meeting):
        state = fold_to(unit.record, text.id, text.number).state
        if state is not None and stands_in(state, known.code):
            raise Taken(
                f"{known.short} cannot become an observer: “{text.title}” holds proposals or positions of it, or an "
                "agreement that is pending it."
            )


def check_participant(role: Role, delegation: Delegation | None) -> None:
    """Refuses a delegate of what does not negotiate. Raises Taken."""
    if role == "delegate" and delegation is not None and delegation.kind not in NEGOTIATING:
        raise Taken(f"{delegation.short} is an observer: whoever belongs to it takes part as an observer.")


def stands_in(state: State, code: str) -> bool:
    """Whether a text holds proposals, positions or something pending in the name of a delegation."""
    return any(
        any(code in proposal.sponsors for proposal in paragraph.proposals.values())
        or any(position.delegation == code for position in paragraph.positions.values())
        or (paragraph.agreement is not None and code in paragraph.agreement["pending"])
        for paragraph in state.paragraphs.values()
    )
