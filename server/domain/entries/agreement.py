"""The gavel: what is agreed, what it is pending, what is reopened."""

from dataclasses import replace
from typing import Final, TypedDict

from server.domain.entries.changes import with_paragraph
from server.domain.entries.declaring import Declared, Entry
from server.domain.state import State


class AgreementRecorded(TypedDict):
    """The gavel. `pending`: the delegations and paragraphs for which the agreement waits."""

    paragraph: str
    level: str
    pending: list[str]
    fingerprint: str


class PendingCleared(TypedDict):
    """The delegations that the agreement is still pending."""

    paragraph: str
    pending: list[str]


class ParagraphReopened(TypedDict):
    """An agreed paragraph is open again."""

    paragraph: str
    reason: str


def _agreed(state: State, entry: Entry, payload: AgreementRecorded) -> State:
    agreement = {
        "level": payload["level"],
        "number": entry["number"],
        "time": entry["time"],
        "pending": payload["pending"],
        "fingerprint": payload["fingerprint"],
    }
    paragraph = state.paragraphs[payload["paragraph"]]
    frozen = replace(
        paragraph, agreement=agreement, barrier=entry["number"], hold=None, reopened=None, claim=None
    )
    return with_paragraph(state, frozen)


def _pending_cleared(state: State, entry: Entry, payload: PendingCleared) -> State:
    paragraph = state.paragraphs[payload["paragraph"]]
    agreement = {**(paragraph.agreement or {}), "pending": payload["pending"]}
    return with_paragraph(state, replace(paragraph, agreement=agreement))


def _reopened(state: State, entry: Entry, payload: ParagraphReopened) -> State:
    reopened = {"number": entry["number"], "time": entry["time"], "reason": payload["reason"]}
    paragraph = state.paragraphs[payload["paragraph"]]
    return with_paragraph(
        state, replace(paragraph, agreement=None, barrier=entry["number"], reopened=reopened)
    )


ENTRIES: Final = (
    Declared("agreement_recorded", AgreementRecorded, _agreed),
    Declared("pending_cleared", PendingCleared, _pending_cleared),
    Declared("paragraph_reopened", ParagraphReopened, _reopened),
)
