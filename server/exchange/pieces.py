"""Runs in pieces that typst can set: it applies a rule to what stands together some 500 times, and then gives up."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, Final

LONGEST: Final = 8_000
"""Characters of a piece. Less than two of them stand together, with at most 340 words that are longer than a line."""
_LONGEST_LETTER: Final = 64
"""So many code points are looked through for the beginning of a letter."""
_JOINER: Final = "\u200d"

Run = dict[str, Any]


def in_pieces(runs: Sequence[Run]) -> Iterator[Run]:
    """The same runs, long ones divided, at spaces where there are any. `cut`: what stands together ends here."""
    together = 0
    for run in runs:
        if "text" not in run:
            yield run
            continue
        for piece in _pieces(run["text"]):
            together += len(piece)
            cut = together > LONGEST or (together > LONGEST // 2 and piece.endswith(" "))
            together = 0 if cut else together
            yield run | {"text": piece} | ({"cut": True} if cut else {})


def _pieces(text: str) -> Iterator[str]:
    begin = 0
    while len(text) - begin > LONGEST:
        end = text.rfind(" ", begin, begin + LONGEST) + 1 or _between_letters(text, begin + LONGEST)
        yield text[begin:end]
        begin = end
    yield text[begin:]


def _between_letters(text: str, end: int) -> int:
    """The last place before `end` that parts no letter from its marks, and no signs that are joined into one."""
    for place in range(end, end - _LONGEST_LETTER, -1):
        before, after = text[place - 1], text[place]
        if _JOINER not in (before, after) and unicodedata.category(after)[0] != "M":
            return place
    return end
