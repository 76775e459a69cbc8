"""How much one delegation, or Secretariat and Chair together, may put on the record of a text in an hour (X9).

What was used drains at the pace of the quota, so that there is room again before the hour is over. It is kept in the
database and written in the transaction of the append: several processes and restarts make no difference.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Final

from server.domain.actor import Actor
from server.domain.command import Command
from server.domain.delta import Delta, length
from server.domain.instants import from_instant
from server.domain.refusal import Refused
from server.domain.state import State
from server.services.record import Account, Amount, StoredEntry

HOUR: Final = 3600

OF_A_DELEGATION: Final = Amount(characters=100_000, paragraphs=100, bytes=24_000_000)
"""Some fifty pages an hour; typing without a pause all day long stays below the bytes."""
OF_THE_OFFICE: Final = Amount(characters=10_000_000, paragraphs=20_000, bytes=1_000_000_000)
"""Secretariat and Chair bring whole texts in, and type what all delegations say."""
OFFICE: Final = ""
"""The account of Secretariat and Chair in a text."""

MARK: Final = 4
"""Characters that a mark upon a stretch of words counts as. Everybody who reads the text is sent each of them."""

# Taking back is never refused for earlier use.
_FREE: Final = frozenset({"withdraw_proposal", "leave_proposal", "withdraw_position"})

_WORDING: Final = frozenset({"text_changed", "paragraph_added", "section_added"})

_CODES: Final = {"characters": "quota_characters", "paragraphs": "quota_paragraphs", "bytes": "quota_record"}
_NAMES: Final = {
    "characters": "characters of new wording and marks",
    "paragraphs": "new paragraphs",
    "bytes": "bytes of record",
}


def account_of(actor: Actor) -> str:
    """Whose quota it is: a delegation's own, or that of Secretariat and Chair."""
    return actor.delegation or OFFICE if actor.role == "delegate" else OFFICE


def quota_of(account: str) -> Amount:
    return OF_THE_OFFICE if account == OFFICE else OF_A_DELEGATION


def used_now(account: str, kept: Account | None, now: str) -> Amount:
    """The use that still counts."""
    if kept is None:
        return Amount()
    # A clock that is set back takes nothing away.
    passed = max(0.0, from_instant(now).timestamp() - from_instant(kept.at).timestamp())
    most = quota_of(account)
    drained = {
        each.name: max(0.0, getattr(kept.used, each.name) - getattr(most, each.name) * passed / HOUR)
        for each in fields(Amount)
    }
    return Amount(**drained)


class Ledger:
    """The accounts of those who give the commands of one append. `changed` are those that have used something."""

    def __init__(self, kept: Mapping[str, Account], now: str) -> None:
        self._kept = dict(kept)
        self._now = now
        self.changed: dict[str, Account] = {}

    def take(self, actor: Actor, command: Command, made: Sequence[StoredEntry], marks: int) -> None:
        """
        Counts the entries of a command, and the marks that they add to the text (`marks_added`). Raises Refused
        (`quota_…`) where there is no room, and counts nothing.
        """
        if not made:
            return
        account = account_of(actor)
        used, need, most = (
            used_now(account, self._kept.get(account), self._now),
            _weight(made, marks),
            quota_of(account),
        )
        after = {each.name: getattr(used, each.name) + getattr(need, each.name) for each in fields(Amount)}
        if command.kind not in _FREE:
            for name, value in after.items():
                if value > getattr(most, name) and getattr(need, name):
                    raise _no_room(account, name, value, getattr(most, name), getattr(need, name))
        self._kept[account] = self.changed[account] = Account(Amount(**after), self._now)


def _no_room(account: str, name: str, value: float, most: float, need: float) -> Refused:
    who = account or "Secretariat and Chair"
    if need > most:
        room = "That is more than an hour's room at once: divide it."
    else:
        minutes = math.ceil((value - most) / most * HOUR / 60)
        room = f"There is room for this again in {minutes} minute{'s' if minutes > 1 else ''}."
    return Refused(_CODES[name], f"{who} may add {most:,.0f} {_NAMES[name]} an hour to one text. {room}")


def marks_added(before: State | None, after: State | None, made: Sequence[StoredEntry]) -> int:
    """How many marks upon stretches of words a command added to its paragraphs, whosever words it cut."""
    touched = {one.entry["payload"]["paragraph"] for one in made if one.entry["kind"] in _WORDING}
    return sum(max(0, _marks(after, one) - _marks(before, one)) for one in touched)


def _marks(state: State | None, paragraph: str) -> int:
    known = state.paragraphs.get(paragraph) if state else None
    return sum(len(op.get("attributes", ())) for op in known.wording) if known else 0


def _weight(made: Sequence[StoredEntry], marks: int) -> Amount:
    characters, paragraphs = marks * MARK, 0
    for stored in made:
        entry = stored.entry
        if entry["kind"] in ("paragraph_added", "section_added"):
            paragraphs += 1
            characters += length(entry["payload"]["wording"])
        elif entry["kind"] == "text_changed":
            characters += _inserted(entry["payload"]["change"])
    return Amount(characters, paragraphs, sum(len(stored.data) for stored in made))


def _inserted(change: Delta) -> int:
    return length([op for op in change if "insert" in op])
