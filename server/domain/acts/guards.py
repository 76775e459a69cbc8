"""Questions that many commands ask before anything else; each refuses with its own code."""

from collections.abc import Iterable, Iterator
from typing import Any

from server.domain.actor import CHAIR
from server.domain.acts.declaring import Case
from server.domain.paragraph import Paragraph, Proposal
from server.domain.refusal import Refused
from server.domain.state import State


def paragraph_of(state: State, named: str) -> Paragraph:
    """The paragraph of an id; `unknown_paragraph`, `withdrawn`, its own or that of a footnote's holder."""
    paragraph = state.paragraphs.get(named)
    if paragraph is None:
        raise Refused("unknown_paragraph", "There is no such paragraph in this text.")
    not_withdrawn(state, paragraph)
    return paragraph


def not_withdrawn(state: State, paragraph: Paragraph) -> None:
    """Refuse what is no longer in the text (`withdrawn`); a footnote goes with its paragraph."""
    for one in with_holder(state, paragraph):
        if one.withdrawn is not None:
            raise Refused("withdrawn", f"{capital(one.name)} is withdrawn.")


def open_to_wording(case: Case[Any], paragraph: Paragraph) -> None:
    """Refuse what is `frozen`, was decided on since the author looked (`agreed_since`), or is `held`."""
    for one in with_holder(case.state, paragraph):
        not_decided_since(one, case.command.base)
        if one.agreement is not None:
            raise Refused("frozen", f"{capital(one.name)} is agreed and frozen; the Chair can reopen it.")
        not_held(case, one)


def not_held(case: Case[Any], paragraph: Paragraph) -> None:
    """Refuse a change of what the Chair holds (`held`), but to the Chair (W22)."""
    if paragraph.hold is not None and paragraph.hold["until"] > case.command.at and case.actor.role != CHAIR:
        raise Refused("held", f"The Chair holds {paragraph.name} for a moment; try again shortly.")


def nothing_held(case: Case[Any], paragraphs: Iterable[Paragraph]) -> None:
    """Refuse an act on several paragraphs, or on what is said beside a wording, while one of them is held (W22)."""
    for paragraph in paragraphs:
        for one in with_holder(case.state, paragraph):
            not_held(case, one)


def not_decided_since(paragraph: Paragraph, seen: int) -> None:
    """
    Refuse what was begun before the latest agreement or reopening (`agreed_since`): a change of wording, and an act
    on what is agreed or to be agreed (W9).
    """
    if seen < paragraph.barrier:
        raise Refused(
            "agreed_since",
            f"{capital(paragraph.name)} was agreed or reopened since you last saw it; look at it again.",
        )


def not_frozen(state: State, paragraph: Paragraph) -> None:
    """Refuse an act on a frozen paragraph (`frozen`)."""
    for one in with_holder(state, paragraph):
        if one.agreement is not None:
            raise Refused(
                "frozen", f"{capital(one.name)} is agreed and frozen: reopen it first, with a reason."
            )


def with_holder(state: State, paragraph: Paragraph) -> Iterator[Paragraph]:
    """A footnote stands and falls with the paragraph that it belongs to."""
    yield paragraph
    if paragraph.of is not None and paragraph.of in state.paragraphs:
        yield state.paragraphs[paragraph.of]


def proposal_of(paragraph: Paragraph, named: str) -> Proposal:
    """The live proposal of an id; `unknown_proposal`, `settled`."""
    proposal = paragraph.proposals.get(named)
    if proposal is None:
        raise Refused("unknown_proposal", f"There is no such proposal in {paragraph.name}.")
    still_live(proposal)
    return proposal


def still_live(proposal: Proposal) -> None:
    """Refuse what was decided already (`settled`)."""
    if not proposal.live:
        raise Refused(
            "settled", f"The proposal of {', '.join(proposal.sponsors)} was {proposal.fate} already."
        )


def unused(state: State, one: str) -> None:
    """Refuse an id that something in the text has already (`duplicate_id`)."""
    taken = one in state.paragraphs or any(one in other.proposals for other in state.paragraphs.values())
    if taken:
        raise Refused("duplicate_id", f"The id “{one}” is taken in this text.")


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]
