"""What one person may have waiting in a process, and how often one connection may say who it is."""

import json
import time
from contextlib import suppress
from typing import Any

import pytest
import websocket

from tests.support.raw_socket import LiveServer, RawClient
from tests.support.waiting import until


@pytest.fixture(scope="module")
def server(alone: LiveServer) -> LiveServer:
    """Not behind nginx: it is the process that is attacked."""
    return alone


def long(text: str) -> str:
    """A message of half a megabyte, near the longest that is read."""
    fields: dict[str, Any] = {"id": "c-00001", "text": text, "kind": "nothing", "delegation": None, "base": 0}
    return json.dumps(["command", {**fields, "payload": {"x": "x" * 500_000}}])


@pytest.mark.timed
def test_person_who_owes_too_much_is_cut_off(server: LiveServer, text: str) -> None:
    """X4: what waits to be read is held in memory; in many windows it would be much, and for minutes."""
    before = server.facts()["refusals"].get("too_fast", 0)
    windows = [RawClient.connect(server, "p-owing") for _ in range(20)]
    for window in windows:
        window.emit_raw(long(text))
    # Nine of them are the burst and the debt that is borne; one more is made up for in four seconds.
    until(lambda: server.facts()["connections"] <= 16)
    facts = server.facts()
    assert facts["connections"] >= 9
    assert facts["refusals"]["too_fast"] - before >= 20 - facts["connections"]
    # Who waits is not read, and so not seen to go, until what is owed is made up; but can be sent away.
    server.post("/test/revoke/p-owing")
    server.wait_for("connections", 0)


def test_message_that_is_held_back_ends_with_its_connection(server: LiveServer, text: str) -> None:
    """X4, W29: nothing that waited to be read is put on record once its sender is sent away."""
    anna = RawClient.connect(server, "p-held")
    for _ in range(4):
        anna.answer(anna.emit_raw(long(text)))
    anna.say(text, "c-held-1", x="x" * 250_000)
    # Nothing tells that it has come to where it is held back.
    time.sleep(0.2)
    server.post("/test/revoke/p-held")
    anna.until_gone()
    # Longer than it would be held back for.
    time.sleep(2.5)
    assert not server.facts()["records"].get(text)


def test_connection_that_takes_its_leave_is_ended(server: LiveServer) -> None:
    """L9: `41` and `40` in turn would have a session looked up each time."""
    anna = RawClient.connect(server)
    anna.send("41")
    with suppress(OSError, websocket.WebSocketException):
        anna.send("40")
    anna.until_gone()
    server.wait_for("sockets", 0)


@pytest.mark.timed
@pytest.mark.parametrize("person", ["p-anna", None])
def test_connection_that_says_twice_who_it_is_is_ended(server: LiveServer, person: str | None) -> None:
    """L9: also where the first was refused, and the connection is left open for a moment."""
    anna = RawClient.open(server, person)
    before = server.facts()["refusals"].get("malformed", 0)
    anna.send("40")
    assert anna.receive().startswith(("40{", "44{"))
    began = time.monotonic()
    anna.send("40")
    anna.until_gone()
    assert time.monotonic() - began < 1
    assert server.facts()["refusals"]["malformed"] == before + 1
    server.wait_for("sockets", 0)
