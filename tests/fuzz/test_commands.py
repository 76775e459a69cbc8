"""Commands of every kind, nearly right and spoilt, against the rules: taken or refused, and nothing else (X1, W29)."""

import json
import time
from collections.abc import Iterator
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from server.domain.actor import Actor
from server.domain.canonical import canonical
from server.domain.command import Command, parse
from server.domain.decide import decide
from server.domain.delta_check import check
from server.domain.fold import apply
from server.domain.marks import marked
from server.domain.meeting import UNATTRIBUTED
from server.domain.paragraph import Paragraph
from server.domain.refusal import Refused
from server.domain.state import State, from_json, to_json
from server.services.record import store_entry
from tests.fuzz.conftest import tries
from tests.support.hostile import KINDS, PAYLOADS, Known, command, pick, spoilt
from tests.support.negotiated import negotiated
from tests.support.room import CHAIR, EU, MEETING, OBSERVER, SECRETARIAT, START, TEXT, US

ACTORS = (SECRETARIAT, CHAIR, EU, US, OBSERVER)
DELEGATIONS = ("EU", "US", "JPN", UNATTRIBUTED)
SECONDS = 2.0
"""Of the processor, for one command on a small text: far more than any takes."""


def _acting_for(actor: Actor) -> tuple[str, ...]:
    """Whom somebody may act for, if anybody."""
    if actor.role in ("secretariat", "chair"):
        return tuple(code for code in MEETING.delegations if MEETING.negotiates(code))
    return (actor.delegation,) if actor.delegation else ()


def test_every_kind_of_command_is_tried() -> None:
    assert set(PAYLOADS) == set(KINDS)


@tries(150)
@given(st.randoms(use_true_random=False))
def test_command_is_taken_or_refused_and_nothing_else(chance: Random) -> None:
    """X1: a refusal has a code and a sentence and changes nothing; what is taken can be stored and folded."""
    state = negotiated()
    for turn in range(8):
        actor = pick(chance.randrange, ACTORS)
        own = _acting_for(actor) if chance.randrange(5) else DELEGATIONS
        raw = command(chance.randrange, Known.of(state, own or DELEGATIONS), f"command-{turn}", TEXT)
        for _ in range(pick(chance.randrange, (0, 0, 1, 2))):
            raw = spoilt(chance.randrange, raw)
        before = canonical(to_json(state))
        began = time.thread_time()
        after = taken(state, actor, raw)
        assert time.thread_time() - began < SECONDS
        assert canonical(to_json(state)) == before
        if after is not None:
            sound(after)
            kept(state, after, actor, raw)
            state = after


def taken(state: State, actor: Actor, raw: Any) -> State | None:
    """The text after a command, stored and read back as the record does; None where it was refused."""
    try:
        asked = parse(raw, START)
        events = decide(state, MEETING, actor, asked)
    except Refused as refused:
        said_properly(refused)
        return None
    for event in events:
        entry = entry_of(state, actor, asked, event.kind, event.delegation, event.payload)
        state = apply(state, store_entry(entry).entry)
    return state


def said_properly(refused: Refused) -> None:
    """A code for programs and a sentence for people."""
    assert refused.code.isidentifier()
    assert refused.message[:1].isupper() or refused.message[:1] == "“"
    assert refused.message.endswith((".", "”"))


def entry_of(
    state: State, actor: Actor, asked: Command, kind: str, delegation: str | None, payload: dict[str, Any]
) -> dict[str, Any]:
    return {
        "text": TEXT,
        "number": state.number + 1,
        "time": state.time,
        "person": actor.person,
        "delegation": delegation,
        "command": asked.id,
        "kind": kind,
        "payload": payload,
        "previous": "0" * 64,
    }


def sound(state: State) -> None:
    """What holds of every text, whatever was sent to it."""
    assert to_json(from_json(json.loads(canonical(to_json(state))))) == to_json(state)
    assert len(set(state.order)) == len(state.order)
    for paragraph in state.paragraphs.values():
        assert check(paragraph.wording, wording=True) == paragraph.wording
        live = {one.id for one in paragraph.proposals.values() if one.live}
        assert marked(paragraph) <= live, f"{paragraph.id} has marks of what is not live"
        assert paragraph.id in state.order or paragraph.of is not None


def kept(before: State, after: State, actor: Actor, raw: Any) -> None:
    """What is frozen stands as it stood, and an edit leaves all that is others' where it was."""
    for one, old in before.paragraphs.items():
        new = after.paragraphs[one]
        if old.agreement is not None and new.barrier == old.barrier:
            assert (new.wording, new.marks) == (old.wording, old.marks)
        if raw["kind"] == "change_wording" and raw.get("delegation") is not None:
            assert list(of_others(new, raw["delegation"])) == list(of_others(old, raw["delegation"]))


def of_others(paragraph: Paragraph, delegation: str) -> Iterator[tuple[object, dict[str, Any]]]:
    """Each character that is not this delegation's, with all marks that are not."""
    own = {one.id for one in paragraph.proposals.values() if one.owner == delegation and one.live}
    for op in paragraph.wording:
        attributes = op.get("attributes", {})
        if attributes.get("ins") in own:
            continue
        foreign = {name: value for name, value in attributes.items() if name.partition(":")[2] not in own}
        for character in op["insert"] if isinstance(op["insert"], str) else [op["insert"]]:
            yield character, foreign
