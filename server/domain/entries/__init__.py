"""Every kind of entry, declared once, a file a noun."""

from typing import Final

from server.domain.entries import (
    agreement,
    document,
    floor,
    paragraph,
    position,
    proposal,
    sponsorship,
    taking_back,
    text,
    wording,
)
from server.domain.entries.declaring import Declared

_NOUNS: Final = (
    text,
    paragraph,
    wording,
    proposal,
    sponsorship,
    taking_back,
    position,
    floor,
    agreement,
    document,
)

ENTRIES: Final[dict[str, Declared]] = {one.kind: one for noun in _NOUNS for one in noun.ENTRIES}
"""The fold's table: what an entry of each kind says, and does to the state."""
