"""The obstacles to agreement: computed from the paragraph, never stored."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.domain.marks import standing
from server.domain.paragraph import LIVE, OBJECTS, RETAINED, Paragraph

PROPOSAL = "proposal"
RESERVATION = "reservation"
REPAIR = "repair"
OBJECTION = "objection"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing in the way: its kind, whose it is, and the paragraph (or footnote) and proposal concerned."""

    kind: str
    paragraph: str
    delegations: tuple[str, ...]
    proposal: str | None

    @property
    def sentence(self) -> str:
        whose = ", ".join(self.delegations)
        match self.kind:
            case "repair":
                return "an imported bracket without its partner"
            case "objection":
                return f"objection of {whose}"
            case "reservation":
                return f"reservation of {whose}"
        return f"proposal of {whose}"


def in_the_way(paragraph: Paragraph, footnotes: Sequence[Paragraph] = ()) -> list[Obstacle]:
    """Live marks, repairs and objections, of a paragraph and of its footnotes, in the order of tabling.

    A stale objection still stands in the way until its owner lifts it (W19); an objection to wording that was
    dropped or withdrawn does not.
    """
    found: list[Obstacle] = []
    for one in (paragraph, *footnotes):
        for proposal in standing(one):
            kind = RESERVATION if proposal.kind == "reservation" else PROPOSAL
            found.append(Obstacle(kind, one.id, proposal.sponsors, proposal.id))
        repairs = sum(isinstance(op["insert"], dict) and "repair" in op["insert"] for op in one.wording)
        found += [Obstacle(REPAIR, one.id, (), None)] * repairs
        for position in one.positions.values():
            if position.stance == OBJECTS and _stands(one, position.proposal):
                found.append(Obstacle(OBJECTION, one.id, (position.delegation,), position.proposal))
    return found


def _stands(paragraph: Paragraph, proposal: str | None) -> bool:
    return proposal is None or paragraph.proposals[proposal].status in (LIVE, RETAINED)
