"""The gestures that make the demonstration's record, as commands."""

from collections.abc import Sequence
from typing import Any

from server.domain.actor import Actor
from server.domain.command import Command
from server.domain.delta import Delta
from server.domain.marks import INS, common_ancestor
from server.domain.paragraph import Paragraph
from server.domain.state import State

Step = tuple[Actor, Command]


class Floor:
    """Makes the commands of one text; the state is asked for again at each, since it grows with every step."""

    def __init__(self, text: str, chair: Actor, secretariat: Actor, delegates: Sequence[Actor]) -> None:
        self.text = text
        self.chair = chair
        self.secretariat = secretariat
        self._delegates = {actor.delegation: actor for actor in delegates}
        self._made = 0

    def command(
        self, state: State, kind: str, payload: dict[str, Any], delegation: str | None, actor: Actor
    ) -> Step:
        """A command on what stands now. Its time is the record's matter, so that it names none."""
        self._made += 1
        identity = f"c-demonstration-{self._made:04}"
        return actor, Command(identity, self.text, kind, delegation, state.number, payload, state.time)

    def arrange(self, state: State, kind: str, payload: dict[str, Any]) -> Step:
        return self.command(state, kind, payload, None, self.secretariat)

    def act(self, state: State, kind: str, label: str, **payload: Any) -> Step:
        """An act of the Chair on the paragraph that is called so."""
        return self.command(
            state, kind, {"paragraph": labelled(state, label).id, **payload}, None, self.chair
        )

    def position(
        self, state: State, label: str, delegation: str, stance: str, proposal: str | None = None
    ) -> Step:
        payload = {
            "paragraph": labelled(state, label).id,
            "proposal": proposal,
            "stance": stance,
            "seen": state.number,
            "statement": None,
        }
        return self.of(state, "take_position", payload, delegation)

    def of(self, state: State, kind: str, payload: dict[str, Any], delegation: str) -> Step:
        """By the delegation's own delegate where it has one in the room, else by the Secretariat on its behalf."""
        actor = self._delegates.get(delegation, self.secretariat)
        return self.command(state, kind, payload, delegation, actor)

    def replace(self, state: State, label: str, delegation: str, proposal: str, old: str, new: str) -> Step:
        """Delete `old` where it stands, if it is not empty, and put `new` behind it, if that is not empty."""
        paragraph = labelled(state, label)
        start = plain(paragraph).index(old)
        change: Delta = [{"retain": start}] if start else []
        if old:
            change.append({"retain": len(old), "attributes": {f"del:{proposal}": True}})
        if new:
            change.append({"insert": new, "attributes": {INS: proposal}})
        parent = _holder(paragraph, start, start + len(old))
        return self._change(state, paragraph, delegation, change, (proposal, parent, "wording"))

    def insert(self, state: State, label: str, delegation: str, proposal: str, behind: str, new: str) -> Step:
        """Put `new` right behind the words `behind`."""
        paragraph = labelled(state, label)
        place = plain(paragraph).index(behind) + len(behind)
        change: Delta = [{"retain": place}, {"insert": new, "attributes": {INS: proposal}}]
        parent = _holder(paragraph, place, place)
        return self._change(state, paragraph, delegation, change, (proposal, parent, "wording"))

    def reserve(self, state: State, label: str, delegation: str, proposal: str, words: str) -> Step:
        paragraph = labelled(state, label)
        start = plain(paragraph).index(words)
        change: Delta = [{"retain": start}] if start else []
        change.append({"retain": len(words), "attributes": {f"brk:{proposal}": True}})
        return self._change(state, paragraph, delegation, change, (proposal, None, "reservation"))

    def edit(self, state: State, label: str, old: str, new: str, reason: str) -> Step:
        """A change of base text by the Secretariat."""
        paragraph = labelled(state, label)
        start = plain(paragraph).index(old)
        change: Delta = [{"retain": start}] if start else []
        change += [{"insert": new}, {"delete": len(old)}] if new else [{"delete": len(old)}]
        return self.arrange(
            state, "change_wording", {"paragraph": paragraph.id, "change": change, "reason": reason}
        )

    def _change(
        self,
        state: State,
        paragraph: Paragraph,
        delegation: str,
        change: Delta,
        minted: tuple[str, str | None, str],
    ) -> Step:
        proposal, parent, kind = minted
        tabled = {"id": proposal, "parent": parent, "kind": kind, "set": None}
        payload = {"paragraph": paragraph.id, "change": change, "proposals": [tabled]}
        return self.of(state, "change_wording", payload, delegation)


def labelled(state: State, label: str) -> Paragraph:
    """The paragraph that people call so. Raises KeyError where there is none."""
    for paragraph in state.paragraphs.values():
        if paragraph.label == label and paragraph.withdrawn is None:
            return paragraph
    raise KeyError(label)


def plain(paragraph: Paragraph) -> str:
    """The characters of a paragraph; an embed counts as one. The demonstration has none beyond U+FFFF."""
    return "".join(
        op["insert"] if isinstance(op["insert"], str) else "\N{OBJECT REPLACEMENT CHARACTER}"
        for op in paragraph.wording
    )


def _holder(paragraph: Paragraph, start: int, end: int) -> str | None:
    """The parent of a proposal: what holds all the words replaced, or both neighbours of a place (W2)."""
    owners: list[str | None] = []
    for op in paragraph.wording:
        size = len(op["insert"]) if isinstance(op["insert"], str) else 1
        owners += [op.get("attributes", {}).get(INS)] * size
    around = (
        owners[start:end]
        if end > start
        else [*[None, *owners][start : start + 1], *[*owners, None][start : start + 1]]
    )
    holder = around[0]
    for owner in around[1:]:
        holder = common_ancestor(paragraph.proposals, holder, owner)
    return holder
