"""The difference of two wordings as a change that a person can read: over words, not characters."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from server.domain import utf16
from server.domain.delta_ops import Delta, Op, Reader, Writer, diff_attributes, op_length

# A word holds the marks that combine with its letters (Arabic vowel signs, accents) and joiners, so that they
# are never parted; every ideograph is a word of its own, since Chinese has no spaces between words.
_IDEOGRAPH = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_COMBINING = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff"
    "\u200c\u200d\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef"
)
_WORD = re.compile(
    f"[{_IDEOGRAPH}][{_COMBINING}]*|(?:[^\\W{_IDEOGRAPH}][{_COMBINING}]*)+|.[{_COMBINING}]*", re.DOTALL
)
_CLAUSE = re.compile(r"[^,;:.،؛。，；]*[,;:.،؛。，；]?\s*", re.DOTALL)

MAX_WORDS = 1500
"""Where more words than this differ, clauses are compared instead: the search is quadratic at worst."""

_SURROGATES = 0xD800
_AFTER_SURROGATES = 0x800


class _Hunk(NamedTuple):
    """Tokens that both wordings have, and before them those that only the one and only the other has."""

    deleted: int
    inserted: int
    equal: int


def diff(a: Delta, b: Delta) -> Delta:
    """A change from the wording `a` to the wording `b`: `compose(a, diff(a, b)) == b`."""
    old, new, writer = Reader(a), Reader(b), Writer()
    for hunk in _hunks(_pieces(a), _pieces(b)):
        for piece in _take(new, hunk.inserted):
            writer.push(piece)
        writer.delete(sum(op_length(piece) for piece in _take(old, hunk.deleted)))
        for before in list(_take(old, hunk.equal)):
            for after in _take(new, op_length(before)):
                changed = diff_attributes(before.get("attributes"), after.get("attributes"))
                writer.retain(op_length(after), changed)
    return writer.chopped()


def _take(reader: Reader, size: int) -> Iterator[Op]:
    """The ops of the next `size` code units."""
    while size > 0:
        step = min(size, reader.remaining)
        yield reader.next(step)
        size -= step


def _pieces(wording: Delta) -> list[str | dict[str, Any]]:
    """Texts between embeds, whatever their attributes (a word may be half bold), and embeds."""
    pieces: list[str | dict[str, Any]] = []
    for op in wording:
        inserted = op["insert"]
        if isinstance(inserted, str) and pieces and isinstance(pieces[-1], str):
            pieces[-1] = utf16.join(pieces[-1], inserted)
        else:
            pieces.append(inserted)
    return pieces


def _tokens(pieces: list[str | dict[str, Any]], pattern: re.Pattern[str]) -> Iterator[tuple[str, int]]:
    """Tokens as a key to compare by and a length in code units."""
    for piece in pieces:
        if isinstance(piece, str):
            for match in pattern.findall(piece):
                if match:
                    yield match, utf16.length(match)
        else:
            # No text holds U+0000, so that no word can be taken for an embed.
            yield "\0" + json.dumps(piece, sort_keys=True), 1


def _hunks(a: list[str | dict[str, Any]], b: list[str | dict[str, Any]]) -> list[_Hunk]:
    """The hunks of the difference, measured in code units, trivial ones united."""
    pattern = _WORD
    old, new = list(_tokens(a, pattern)), list(_tokens(b, pattern))
    if max(len(old), len(new)) - _common(old, new) > MAX_WORDS:
        old, new = list(_tokens(a, _CLAUSE)), list(_tokens(b, _CLAUSE))
    return _readable(_compared(old, new))


def _common(old: list[tuple[str, int]], new: list[tuple[str, int]]) -> int:
    """How many tokens the beginnings and, at least, the ends have in common."""
    size = min(len(old), len(new))
    start = next((i for i in range(size) if old[i] != new[i]), size)
    end = next((i for i in range(size - start) if old[-1 - i] != new[-1 - i]), size - start)
    return start + end


def _compared(old: list[tuple[str, int]], new: list[tuple[str, int]]) -> list[_Hunk]:
    """Each distinct token becomes one code point; diff-match-patch then compares two strings."""
    codes: dict[str, str] = {}

    def encode(tokens: list[tuple[str, int]]) -> str:
        return "".join(codes.setdefault(key, _code(len(codes))) for key, _ in tokens)

    # The verifier that a third party runs with Python alone carries this module and asks for no differences.
    from diff_match_patch import diff_match_patch  # noqa: PLC0415

    engine = diff_match_patch()
    # No deadline: the same two wordings always give the same difference, whatever the machine is doing.
    engine.Diff_Timeout = 0
    texts = encode(old), encode(new)
    lengths = {codes[key]: size for key, size in (*old, *new)}
    hunks: list[_Hunk] = []
    deleted = inserted = 0
    for operation, text in engine.diff_main(*texts, False):
        size = sum(lengths[character] for character in text)
        if operation == engine.DIFF_DELETE:
            deleted += size
        elif operation == engine.DIFF_INSERT:
            inserted += size
        else:
            hunks.append(_Hunk(deleted, inserted, size))
            deleted = inserted = 0
    return [*hunks, _Hunk(deleted, inserted, 0)]


def _code(index: int) -> str:
    return chr(index if index < _SURROGATES else index + _AFTER_SURROGATES)


def _readable(hunks: list[_Hunk]) -> list[_Hunk]:
    """Unites two hunks where what stands equal between them is no longer than what changes on either side.

    The measure is characters: in tokens, one long word that stays would be given up for two short ones.
    """
    result: list[_Hunk] = []
    for hunk in hunks:
        united = hunk
        while result and _trivial(result[-1], united):
            united = _united(result.pop(), united)
        result.append(united)
    return result


def _united(before: _Hunk, after: _Hunk) -> _Hunk:
    deleted = before.deleted + before.equal + after.deleted
    return _Hunk(deleted, before.inserted + before.equal + after.inserted, after.equal)


def _trivial(before: _Hunk, after: _Hunk) -> bool:
    changed_before = max(before.deleted, before.inserted)
    changed_after = max(after.deleted, after.inserted)
    return before.equal <= changed_before and before.equal <= changed_after
