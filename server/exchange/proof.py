"""The sentences of a printed document about its record, by which a third party can prove it."""

from dataclasses import dataclass

from server.domain.document_words import ENGLISH, thousands
from server.domain.snapshot import Content, digest

SHORT_DIGITS = 12


@dataclass(frozen=True)
class Proof:
    """``short``: for the foot of each page; ``lines``: in full, for the end of the document."""

    short: str
    lines: tuple[str, ...]


def proof_of(content: Content) -> Proof:
    """The head of the record, and for an issued document the digest of its content."""
    head = content["head"]
    short = [ENGLISH.head_short.format(_grouped(head))]
    lines = [ENGLISH.head_full.format(thousands(content["number"]), head)]
    if content["document"] == "status":
        found = digest(content)
        short.append(ENGLISH.digest_short.format(_grouped(found)))
        lines += [ENGLISH.digest_full.format(found), ENGLISH.verify]
    return Proof(" · ".join(short), tuple(lines))


def _grouped(digits: str) -> str:
    return "\u00a0".join(digits[at : at + 4] for at in range(0, SHORT_DIGITS, 4))
