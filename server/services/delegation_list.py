"""A list of delegations as it is pasted: one a line, out of a table or typed by hand."""

import re
from dataclasses import dataclass
from typing import Final, cast, get_args

from server.services.observers import is_reserved
from server.services.registry import Delegation, DelegationKind

CODE: Final = re.compile(r"[A-Za-z0-9]{1,32}")
LONGEST_SHORT: Final = 80
LONGEST_NAME: Final = 200
KINDS: Final = get_args(DelegationKind)


@dataclass(frozen=True, slots=True)
class Fault:
    """A line (counted from 1) that cannot be read: `code` is `shape`, `code`, `reserved`, `twice`, `kind` or `long`."""

    line: int
    code: str
    text: str


def read(lines: str) -> tuple[list[Delegation], list[Fault]]:
    """
    The delegations of a pasted list, and the lines that are at fault.

    A line holds, separated by tabs or semicolons: the code; the short name; the full name (if it differs); the kind
    (`state` if not said, `group` or `observer`); the codes of a group's members, separated by commas or spaces.
    Meeting and position are left empty.
    """
    found: list[Delegation] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for number, line in enumerate(lines.splitlines(), start=1):
        if not line.strip():
            continue
        fields = [field.strip() for field in re.split(r"[\t;]", line.strip())]
        fault = _fault(fields, seen)
        if fault is not None:
            faults.append(Fault(number, fault, line.strip()))
            continue
        seen.add(fields[0])
        found.append(_delegation(fields))
    return found, faults


def _fault(fields: list[str], seen: set[str]) -> str | None:
    code, *rest = fields
    if not rest or not rest[0] or len(fields) > 5:
        return "shape"
    if not CODE.fullmatch(code):
        return "code"
    if any(is_reserved(name) for name in fields[:3]):
        return "reserved"
    if code in seen:
        return "twice"
    if len(fields) > 3 and fields[3] and fields[3].lower() not in KINDS:
        return "kind"
    if len(rest[0]) > LONGEST_SHORT or any(len(name) > LONGEST_NAME for name in fields[1:3]):
        return "long"
    return None


def _delegation(fields: list[str]) -> Delegation:
    code, short, name, kind, members = [*fields, *[""] * (5 - len(fields))]
    return Delegation(
        meeting="",
        code=code,
        short=short,
        name=name or short,
        kind=cast(DelegationKind, kind.lower() or "state"),
        position=0,
        members=tuple(re.findall(CODE, members)),
    )
