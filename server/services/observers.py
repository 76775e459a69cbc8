"""That an observer only reads, and nobody is a delegation: held where delegations and participants are set up."""

import re
from typing import Final

from server.domain.folding import fold_name
from server.domain.meeting import NEGOTIATING, OBSERVER, UNATTRIBUTED
from server.domain.state import State
from server.services.lookalikes import as_latin
from server.services.past import fold_to
from server.services.registry import Delegation, Role, Taken, TextFacts
from server.services.store import Unit

# Digits and signs that look like a letter of the reserved word.
_LOOKS: Final = str.maketrans("1l|0", "iiio")
_RESERVED: Final = UNATTRIBUTED.lower()


def is_reserved(name: str) -> bool:
    """Whether a code or a name is, or looks like, that of brackets which name nobody."""
    return re.sub(r"[\W_]", "", fold_name(as_latin(name)).translate(_LOOKS)) == _RESERVED


class Standing:
    """In whose names something stands in texts. A text is folded once for its number, for however many names."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int], frozenset[str]] = {}

    def look(self, unit: Unit, meeting: str) -> list[tuple[TextFacts, frozenset[str]]]:
        """The texts of a meeting, each with the codes of the delegations that have something in it."""
        return [(text, self._names(unit, text)) for text in unit.registry.texts(meeting)]

    def _names(self, unit: Unit, text: TextFacts) -> frozenset[str]:
        found = self._found.get((text.id, text.number))
        if found is None:
            state = fold_to(unit.record, text.id, text.number).state
            found = names_in(state) if state is not None else frozenset()
            self._found[text.id, text.number] = found
        return found


def becomes_observer(delegation: Delegation, known: Delegation | None) -> bool:
    return known is not None and known.kind != OBSERVER and delegation.kind == OBSERVER


def check_delegation(
    unit: Unit, delegation: Delegation, known: Delegation | None, standing: Standing
) -> None:
    """
    Refuses a delegation that could be taken for nobody, and one that negotiates and would become an observer while
    something stands in its name: `known` is that of the same code, in the same meeting. Raises Taken.
    """
    for name in (delegation.code, delegation.short, delegation.name):
        if is_reserved(name):
            raise Taken(f"“{name}” looks like {UNATTRIBUTED}, which stands for brackets that name nobody.")
    if known is None or not becomes_observer(delegation, known):
        return
    delegates = [one for one in unit.registry.participants(known.meeting) if one.delegation == known.code]
    if any(one.role == "delegate" for one in delegates):
        raise Taken(f"{known.short} has delegates: an observer only reads. Change what they are first.")
    for text, names in standing.look(unit, known.meeting):
        if known.code in names:
            raise Taken(
                f"{known.short} cannot become an observer: “{text.title}” holds proposals or positions of it, or an "
                "agreement that is pending it."
            )


def check_participant(role: Role, delegation: Delegation | None) -> None:
    """Refuses a delegate of what does not negotiate. Raises Taken."""
    if role == "delegate" and delegation is not None and delegation.kind not in NEGOTIATING:
        raise Taken(f"{delegation.short} is an observer: whoever belongs to it takes part as an observer.")


def names_in(state: State) -> frozenset[str]:
    """The codes of the delegations in whose name a text holds proposals, positions or something pending."""
    found: set[str] = set()
    for paragraph in state.paragraphs.values():
        for proposal in paragraph.proposals.values():
            found.update(proposal.sponsors)
        found.update(position.delegation for position in paragraph.positions.values())
        if paragraph.agreement is not None:
            found.update(paragraph.agreement["pending"])
    return frozenset(found)
