"""Every act, declared once, a file a noun."""

from typing import Final

from server.domain.acts import (
    agreement,
    document,
    floor,
    importing,
    paragraph,
    position,
    proposal,
    sponsorship,
    taking_back,
    text,
    wording,
)
from server.domain.acts.declaring import Act

_NOUNS: Final = (
    text,
    importing,
    paragraph,
    wording,
    proposal,
    sponsorship,
    position,
    floor,
    agreement,
    taking_back,
    document,
)

ACTS: Final[dict[str, Act]] = {one.kind: one for noun in _NOUNS for one in noun.ACTS}
"""The table of the room: who may do what, what it asks for, and how it is decided."""
