"""The words of the pages, from one catalogue a language: `messages/en.json`.

A message is a string with `{names}`, or an object with one string for each plural category (`one`, `other`), chosen by
the value `count`.
"""

import json
from functools import cache
from pathlib import Path

LANGUAGE = "en"
CATALOGUES = Path(__file__).parent / "messages"


@cache
def catalogue(language: str = LANGUAGE) -> dict[str, str | dict[str, str]]:
    """All messages of a language by key. Raises OSError where there is no such catalogue."""
    messages: dict[str, str | dict[str, str]] = json.loads(
        (CATALOGUES / f"{language}.json").read_text(encoding="utf-8")
    )
    return messages


def t(key: str, **values: object) -> str:
    """The message under `key` with its `{names}` filled in; plain text, to be escaped where it is shown.

    Raises KeyError for a key that is not in the catalogue: `tests/unit/web/test_words.py` holds that none is missing.
    """
    message = catalogue()[key]
    if isinstance(message, dict):
        message = message["one" if values.get("count") == 1 else "other"]
    return message.format(**values) if values else message
