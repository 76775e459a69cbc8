"""
Writes docs/schema.json: JSON Schema of all that entries and commands say, derived from their declarations.

    python -m tools.schema

`client/scripts/protocol.ts` makes the types of the browser from it.
"""

import json
from pathlib import Path
from typing import Any, Final

import msgspec

from server.domain.acts import ACTS
from server.domain.entries import ENTRIES

MADE: Final = Path(__file__).resolve().parents[1] / "docs" / "schema.json"

_DELTA: Final = {"type": "array", "items": {"type": "object"}}
"""As msgspec says `Delta`: what stands in it is judged by a validator of its own (W29)."""


def schema() -> dict[str, Any]:
    """The whole schema. `$defs` has each payload by its name; `entries` and `commands` say which kind has which."""
    declared: dict[str, dict[str, type]] = {
        "entries": {kind: one.payload for kind, one in ENTRIES.items()},
        "commands": {kind: one.payload for kind, one in ACTS.items()},
    }
    types = [payload for kinds in declared.values() for payload in kinds.values()]
    references, components = msgspec.json.schema_components(types, ref_template="#/$defs/{name}")
    named = dict(zip(types, references, strict=True))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Protocol",
        "description": "What entries and commands of each kind say.",
        "type": "object",
        "properties": {
            one: _object({kind: named[payload] for kind, payload in kinds.items()})
            for one, kinds in declared.items()
        },
        "required": list(declared),
        "additionalProperties": False,
        "$defs": {name: _sound(component) for name, component in sorted(components.items())},
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _sound(part: Any) -> Any:
    r"""A part of the schema for readers that are not Python: `\Z` is `$` there, and a Delta is named."""
    if part == _DELTA:
        return {"$ref": "#/$defs/Delta"}
    if isinstance(part, dict):
        return {name: _sound(value) for name, value in part.items()}
    if isinstance(part, list):
        return [_sound(one) for one in part]
    return part.replace(r"\Z", "$") if isinstance(part, str) else part


def written() -> str:
    """The text of the file."""
    made = schema()
    made["$defs"] = {"Delta": _DELTA | {"description": "As npm quill-delta 5."}} | made["$defs"]
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    MADE.write_text(written(), "utf-8")
