"""Whether a change on record does what its author meant, however much others changed in between.

No letter is ever typed twice, so that what a change means can be said without offsets: which letters it puts in and
beside which, which it takes out, which it marks.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from server.domain.delta import Delta, compose, slice_
from server.domain.paragraph import steps_since, wording_at
from server.domain.state import State
from tests.simulation.room import Room

Attributes = dict[str, Any]


@dataclass
class Meaning:
    """What a change does to letters: those it puts in, with the letter before each; those it takes out or marks."""

    put: list[tuple[str, Attributes]] = field(default_factory=list)
    after: dict[str, str | None] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    marked: dict[tuple[str, str], Any] = field(default_factory=dict)


def letters(wording: Delta) -> Iterator[tuple[str, Attributes]]:
    """The letters of a wording with their attributes."""
    for op in wording:
        for letter in op["insert"] if isinstance(op["insert"], str) else "#":
            yield letter, op.get("attributes", {})


def meaning(change: Delta, wording: Delta) -> Meaning:
    """What a change of a wording means."""
    found = Meaning()
    at = 0
    for op in change:
        if "insert" in op:
            previous = [letter for letter, _ in letters(slice_(wording, 0, at))]
            last = previous[-1] if previous else None
            for letter, attributes in letters([op]):
                found.put.append((letter, attributes))
                found.after[letter] = last
                last = letter
            continue
        size = op.get("retain") or op.get("delete") or 0
        for letter, _ in letters(slice_(wording, at, at + size)):
            if "delete" in op:
                found.taken.add(letter)
            for key, value in op.get("attributes", {}).items():
                found.marked[letter, key] = value
        at += size
    return found


def check_intention(room: Room, entry: dict[str, Any], before: State, after: State) -> None:
    """W7, W8: what is recorded is what was asked for, as far as its letters are still there."""
    paragraph = entry["payload"]["paragraph"]
    command = room.commands[entry["command"]]
    seen = wording_at(before.paragraphs[paragraph], command.base)
    if seen is None:
        raise AssertionError(f"no. {entry['number']} is based on a wording that nobody has")
    now, then = before.paragraphs[paragraph].wording, after.paragraphs[paragraph].wording
    if compose(now, entry["payload"]["change"]) != then:
        raise AssertionError(f"no. {entry['number']} was not applied")
    asked, done = meaning(command.payload["change"], seen), meaning(entry["payload"]["change"], now)
    present = dict(letters(now))
    _same(entry, "puts in", asked.put, done.put)
    _same(entry, "takes out", asked.taken & set(present), done.taken)
    between = [dict(letters(step.before)) for step in steps_since(before.paragraphs[paragraph], command.base)]
    _check_marked(entry, asked, [*between, present], dict(letters(then)))
    _check_neighbours(entry, asked, seen, then)


def _same(entry: dict[str, Any], what: str, asked: object, done: object) -> None:
    if asked != done:
        raise AssertionError(f"no. {entry['number']} {what} {done}, and was asked: {asked}")


def _check_marked(
    entry: dict[str, Any],
    asked: Meaning,
    since: list[dict[str, Attributes]],
    then: dict[str, Attributes],
) -> None:
    """A mark that was asked for is there, unless somebody else set or cleared the same one in between."""
    present = since[-1]
    for (letter, key), value in asked.marked.items():
        if letter not in present or any(one[letter].get(key) != present[letter].get(key) for one in since):
            continue
        if then[letter].get(key) != value:
            raise AssertionError(f"no. {entry['number']} does not set {key} on {letter} to {value}")
    for letter in present.keys() & then.keys():
        for key in present[letter].keys() | then[letter].keys():
            if present[letter].get(key) != then[letter].get(key) and (letter, key) not in asked.marked:
                raise AssertionError(f"no. {entry['number']} sets {key} on {letter}, and was not asked to")


def _check_neighbours(entry: dict[str, Any], asked: Meaning, seen: Delta, then: Delta) -> None:
    """W7: who goes on with their own words goes on right behind them, or behind others of the same owner."""
    order = list(letters(then))
    place = {letter: index for index, (letter, _) in enumerate(order)}
    before = dict(letters(seen))
    for letter, attributes in asked.put:
        left = asked.after[letter]
        if left is None or left not in before or left not in place or letter not in place:
            continue
        owner = attributes.get("ins")
        if before[left].get("ins") != owner or order[place[left]][1].get("ins") != owner:
            continue
        between = order[place[left] + 1 : place[letter]]
        # A colleague at work on the same proposal may have gone on first, and others put words into that.
        apart = bool(between) and all(one.get("ins") != owner for _, one in between)
        if apart or place[letter] < place[left]:
            words = "".join(one for one, _ in order)
            raise AssertionError(
                f"no. {entry['number']} puts {letter} not behind {left}, its own word: {words}"
            )
